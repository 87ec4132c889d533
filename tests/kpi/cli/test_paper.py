"""The command `paper` writes what the function makes, and one clear line for a fault."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import docx
import pytest

from kpi.file_writers import docx_check
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, word
from kpi.paper.assembly import PaperRequest
from tests.kpi.changing import BCP, quarter
from tests.kpi.cli import running

ROOT = Path(__file__).resolve().parents[3]
PLANS = "ehcp-20-weeks"
pytestmark = pytest.mark.usefixtures("shared_store")


def run(*arguments: str) -> tuple[int, str, str]:
    done = running.run("paper", *arguments)
    return done.status, done.text, done.err


def test_it_writes_what_the_function_makes(snapshot: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    status, out, _ = run(
        "--quarter",
        "Q4 2024-25",
        "--output",
        str(file),
        "--indicator",
        PLANS,
        "ks4-fsm-gap",
        "--indicator",
        "referrals-rate",
        PLANS,
        "--no-charts",
        "--full",
        "--meeting",
        "2025-09-30",
        "--newest",
        "--neighbours",
        "2021-04",
    )
    wanted = PaperRequest(
        View(BCP, quarter("Q4 2024-25"), newest=True, model="2021-04"),
        directorate=None,
        indicator_ids=(PLANS, "ks4-fsm-gap", "referrals-rate"),
        charts=False,
        full=True,
        meeting=date(2025, 9, 30),
    )
    assert (status, out) == (0, f"wrote {file}\n")
    assert file.read_bytes() == word.to_word(assembly.make(snapshot, wanted))


def test_the_newest_quarter_and_everything_by_default(tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    assert run("--output", str(file))[0] == 0
    document = docx.Document(io.BytesIO(file.read_bytes()))
    subject = document.tables[0].rows[0].cells[1].text
    assert subject.startswith(
        "Children's Services performance, Quarter 1 2025-26\nApril to June 2025;"
    )
    assert len(document.inline_shapes) == 18
    assert "Appendix" not in "".join(p.text for p in document.paragraphs if "Heading 1" in
                                     str(p.style and p.style.name))  # fmt: skip
    assert run("--check", str(file)) == (0, f"{file}: no faults\n", "")


def test_a_directorate_and_another_authority(tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    arguments = ("--directorate", "Education and Skills", "--area", "330", "--no-charts")
    assert run("--output", str(file), *arguments)[0] == 0
    document = docx.Document(io.BytesIO(file.read_bytes()))
    said = "\n".join(p.text for p in document.paragraphs)
    assert document.tables[0].rows[0].cells[1].text.endswith("Birmingham")
    assert "One directorate reports: Education and Skills" in said
    assert "Early Help" not in said


def test_two_runs_give_the_same_bytes(tmp_path: Path, store_root: Path) -> None:
    """Also in processes of their own, whose sets and dictionaries are shuffled differently."""
    made = []
    for seed in ("1", "2"):
        file = tmp_path / f"{seed}.docx"
        done = subprocess.run(
            [sys.executable, "-m", "kpi", "paper", "--output", str(file), "--indicator", PLANS],
            cwd=ROOT,
            env={**os.environ, "KPI_STORE": str(store_root), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert docx_check.faults(made[0]) == []


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    file.write_bytes(b"an officer's own")
    status, out, err = run("--output", str(file), "--no-charts")
    assert (status, out) == (2, "")
    assert "is there already; --force writes over it" in err
    assert file.read_bytes() == b"an officer's own"
    assert run("--output", str(file), "--no-charts", "--force")[0] == 0
    assert docx_check.faults(file.read_bytes()) == []


def test_the_check_of_an_edited_paper(tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    run("--output", str(file), "--no-charts")
    document = docx.Document(str(file))
    document.add_table(1, 2)
    document.add_heading("Deep", 4)
    document.save(str(file))
    status, out, _ = run("--check", str(file))
    assert status == 1
    assert "has no header row" in out
    assert "heading 'Deep' has level 4 straight after level 2" in out
    assert out.splitlines()[-1].endswith("faults")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--output", "paper.doc"], "it must end in .docx"),
        (["--output", "/no/such/folder/paper.docx"], "cannot be written"),
        (["--output", "p.docx", "--quarter", "Q9 2025-26"], "Q9 2025-26"),
        (["--output", "p.docx", "--directorate", "Housing"], "no directorate 'Housing'"),
        (["--output", "p.docx", "--indicator", "nope"], "nope"),
        (["--output", "p.docx", "--meeting", "soon"], "'soon' is not a day"),
        (["--output", "p.docx", "--area", "000"], "no area has the code '000'"),
        (["--check", "none.docx"], "none.docx cannot be read"),
        (["--check", __file__], "this is not a Word file"),
    ],
)
def test_faults_are_one_line_and_status_2(
    arguments: list[str],
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert fault in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["--output", "a.docx", "--check", "b.docx"]])
def test_one_of_output_and_check(arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err == (
        "kpi: give --output or --check, one of the two (see python -m kpi paper --help)\n"
    )
