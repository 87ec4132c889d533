"""The command line as a whole: who it is about, and one clear line for every fault."""

import subprocess
import sys
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from tests import patience
from tests.kpi.cli.running import ROOT, good, person, rows_of, run

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.mark.parametrize(
    "arguments", [["compare", "--all"], ["series", "referrals-rate"], ["summary"]]
)
def test_a_reader_that_stops_early_gets_no_traceback(arguments: list[str]) -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    assert command.stderr is not None
    assert command.stdout.read(5)
    command.stdout.close()
    said = command.stderr.read().decode()
    assert command.wait(timeout=patience.seconds(60)) == 0
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def test_the_setting_makes_it_another_council_s(snapshot: Snapshot) -> None:
    done = person("summary", "--quarter", "Q1 2025-26", KPI_HOME="330")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"illustrative" not in done.stdout.lower()
    assert b"Bournemouth" not in done.stdout
    found = {line["indicator_id"]: line for line in rows_of(done.stdout)}
    assert {line["area"] for line in found.values()} == {"330"}
    assert {line["target_status"] for line in found.values()} == {"no target"}
    plans = found["ehcp-20-weeks"]
    assert (plans["value"], plans["period"], plans["data_status"]) == (
        "26.7",
        "2024 (calendar year)",
        "published",
    )
    assert found["early-help-returns"]["value"] == ""
    same = person("summary", "--quarter", "Q1 2025-26", "--area", "330")
    assert same.stdout == done.stdout


def test_a_named_area_wins_over_the_setting() -> None:
    done = person("series", "ehcp-20-weeks", "--areas", "home", "--area", "839", KPI_HOME="330")
    assert {line["area"] for line in rows_of(done.stdout)} == {"839"}


@pytest.mark.parametrize("code", ["E08000025", "e08000025"])
def test_ons_codes_stand_wherever_dfes_do(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in (
        ["summary", "--quarter", "Q1 2025-26"],
        ["compare", "PriPermEx", "--period", "2019/20"],
    ):
        wanted = good(*arguments, "--area", "330")
        assert good(*arguments, "--area", code).out == wanted.out
        with monkeypatch.context() as patch:
            patch.setenv("KPI_HOME", code)
            assert good(*arguments).out == wanted.out
    (row,) = rows_of(person("compare", "PriPermEx", "--period", "2019/20", KPI_HOME=code).stdout)
    assert (row["area"], row["rank"], row["rank_of"]) == ("330", "137", "150")
    newest = person(
        "table", "--measure", "LAC", "--area", "home", "E06000058", "--newest", KPI_HOME=code
    )
    found = [(line["area"], line["period"]) for line in rows_of(newest.stdout)]
    assert found == [("330", "31 March 2025"), ("839", "31 March 2025")]
    series = good("series", "ehcp-20-weeks", "--areas", code)
    assert {line["area"] for line in series.rows} == {"330"}


def test_an_unknown_setting_is_refused() -> None:
    done = person("summary", KPI_HOME="nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "kpi: no area has the code 'nowhere'; for example 839\n"


FAULTS = [
    (["summary", "--indicator", "ehcp"], "kpi: no indicator 'ehcp'; there are assessments-45-days"),
    (["series", "nothing"], "kpi: no indicator 'nothing'; there are assessments-45-days"),
    (["summary", "--quarter", "Q9 2025-26"],
     "kpi: no reporting quarter 'Q9 2025-26'; there are Q1 2023-24 to Q4 2025-26"),
    (["summary", "--quarter", "Q1 1999-00"], "kpi: no reporting quarter 'Q1 1999-00'"),
    (["summary", "--quarter", "spring"], "kpi: no reporting quarter 'spring'"),
    (["summary", "--quarter", ""], "kpi: no reporting quarter ''"),
    (["summary", "--directorate", "Housing"],
     "kpi: no directorate 'Housing'; there are Children's Social Care; Education and Skills"),
    (["summary", "--area", "000"], "kpi: no area has the code '000'; for example 839"),
    (["summary", "--area", "970"], "kpi: '970' is England, not an authority"),
    (["summary", "--area", "837"],
     "kpi: '837' is Bournemouth (Pre LG), which was abolished; choose 839 instead"),
    (["compare", "--all", "--area", "985"], "kpi: '985' is East of England, not an authority"),
    (["series", "ehcp-20-weeks", "--areas", "home,mars"], "kpi: no areas 'mars'; there are home"),
    (["series", "ehcp-20-weeks", "--areas", "000"], "kpi: no area has the code '000'"),
    (["compare", "NoSuchMeasure"], "kpi: no measure 'NoSuchMeasure'"),
    (["compare", "ReReferral", "--period", "1066"], "kpi: no measure has a period '1066'"),
    (["compare"], "kpi: name measures, or --all for every one, but not both"),
    (["compare", "ReReferral", "--all"], "kpi: name measures, or --all for every one"),
    (["ees", "no-such-file.csv"], "kpi: no-such-file.csv is missing"),
    (["ees", "data"], "kpi: data cannot be read"),
    (["build", "--inputs", "no-such-folder"], "kpi: sources.toml: there is no such file"),
    (["build", "--indicators", "no-such-folder"],
     "kpi: no indicator definition in no-such-folder"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), FAULTS)
def test_a_fault_is_one_clear_line(
    arguments: list[str], message: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(ROOT)
    done = run(*arguments)
    assert (done.status, done.out) == (2, b"")
    text = done.err
    assert text.startswith(message)
    assert text.count("\n") == 1
    assert "Traceback" not in text
    assert str(Path.home()) not in text


def test_a_fault_as_a_person_meets_it() -> None:
    done = person("series", "nothing")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"kpi: no indicator 'nothing'; there are ")
    assert done.stderr.count(b"\n") == 1


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    done = person("summary", KPI_STORE=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "kpi: The store has no live snapshot: CURRENT is missing. "
        "Run 'python -m kpi build' to make one.\n"
    )


def test_a_damaged_store(store_root: Path, tmp_path: Path, snapshot: Snapshot) -> None:
    folder = tmp_path / "snapshots" / snapshot.id
    folder.mkdir(parents=True)
    for path in (store_root / "snapshots" / snapshot.id).iterdir():
        data = path.read_bytes()
        (folder / path.name).write_bytes(data[:-9] if path.name == "targets.parquet" else data)
    (tmp_path / "CURRENT").write_text(snapshot.id)
    done = person("summary", KPI_STORE=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"targets.parquet is damaged or was changed" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "words", [["nonsense"], ["summary", "--neighbours", "1999"], ["compare", "--what"], []]
)
def test_wrong_words_are_told_in_one_line(words: list[str]) -> None:
    done = person(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"kpi: ")
    assert b"--help" in done.stderr
    assert done.stderr.count(b"\n") == 1
