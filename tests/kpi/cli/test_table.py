"""The command `table` prints what the function makes, and one clear line for a fault."""

import csv as reader
import io
from pathlib import Path

import pytest

from kpi.cli import main as command_line
from kpi.exports import csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, selection
from kpi.tables.selection import Selection

PLANS = "SEN_EHC_Excpt_20wks"


@pytest.fixture(autouse=True)
def settings(store_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of the tests, and no authority but the default."""
    monkeypatch.setenv("KPI_STORE", str(store_root))
    monkeypatch.delenv("KPI_HOME", raising=False)


def run(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, bytes, str]:
    status = command_line.main(["table", *arguments])
    out, err = capture.readouterr()
    return status, out, err.decode()


def test_the_same_bytes_as_the_function(
    snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, out, _ = run(
        capfdbinary, "--measure", PLANS, "LAC", "--area", "home", "england", "--from", "2023",
        "--to", "2024", "--with", "neighbours,change,rank,band",
    )  # fmt: skip
    first, last = selection.bounds("2023", "2024")
    chosen = Selection(
        "839", (PLANS, "LAC"), ("home", "england"), first, last,
        extras=("neighbours", "change", "rank", "band"),
    )  # fmt: skip
    assert status == 0
    assert out == csv.to_csv(builder.table(snapshot, chosen))
    rows = list(reader.DictReader(io.StringIO(out.decode(), newline="")))
    assert [(r["value"], r["rank"], r["band"]) for r in rows[:2]] == [
        ("4.8", "142", "D"), ("77.6", "43", "B"),
    ]  # fmt: skip


def test_a_saved_selection_as_file_and_as_text(
    snapshot: Snapshot, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    chosen = Selection("908", (PLANS,), ("home", "neighbours"), newest=True, extras=("rank",))
    file = tmp_path / "my.json"
    file.write_bytes(selection.to_json(chosen))
    expected = csv.to_csv(builder.table(snapshot, chosen))
    for saved in (str(file), selection.encode(snapshot, chosen)):
        assert run(capfdbinary, "--selection", saved)[:2] == (0, expected)
    wide = run(capfdbinary, "--selection", str(file), "--wide")[1]
    assert wide.decode().startswith("measure,name,topic,")
    assert b"value_2024_calendar_year" in wide


def test_another_home_by_one_setting(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    _, out, _ = run(capfdbinary, "--measure", PLANS, "--newest")
    assert b"Cornwall" in out
    assert b"Bournemouth" not in out


def test_counting_and_workbook(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = run(capfdbinary, "--measure", "all", "--area", "all", "--count")
    assert out.decode().startswith("588906 rows: 1.~.839.a.")
    file = tmp_path / "table.xlsx"
    assert run(capfdbinary, "--measure", PLANS, "--xlsx", str(file))[0] == 0
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--measure", "nope"], "no measure 'nope'"),
        (["--measure", "nope", "20 week"], "no measure '20 week'; did you mean"),
        (["--measure", PLANS, "--area", "999"], "no area or group '999'"),
        (["--measure", PLANS, "--home", "990"], "no authority has the code '990'"),
        (["--measure", PLANS, "--from", "then"], "no period 'then'"),
        (["--measure", PLANS, "--with", "money"], "no column 'money'"),
        (["--measure", PLANS, "--selection", "1.x"], "give one or these"),
        (["--selection", "1.x"], "has 2 parts, expected 8"),
        (["--selection", "none.json"], "none.json cannot be read"),
        (["--measure", PLANS, "--xlsx", "/no/such/folder/x.xlsx"], "cannot be written"),
        ([], "no measure is chosen"),
    ],
)
def test_faults_are_one_line_and_status_2(
    arguments: list[str], fault: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, out, err = run(capfdbinary, *arguments)
    assert (status, out) == (2, b"")
    assert fault in err
    assert err.count("\n") == 1
