"""The performance team's commands, as functions and as a person runs them."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from kpi.cli import main as command_line
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.returns import template
from kpi.store import journal, live_snapshot, snapshots
from tests import patience
from tests.kpi.changing import BCP
from tests.kpi.returning import EARLY, PLANS, shown

ROOT = Path(__file__).resolve().parents[3]
VALUES = "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status\n"
TARGETS = "indicator_id,from_quarter,target,intervention_level,data_status,rationale\n"
COMMENTARY = "indicator_id,reporting_quarter,data_status,what_happened,why,action,owner_role,due\n"
GOOD = f"{EARLY},Q1 2025-26,Q1 2025-26,9.9,17,172,published\n"
BAD = f"{EARLY},Q1 2025-26,Q1 2025-26,0.099,17,172,published\n"


@pytest.fixture(autouse=True)
def where(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    shutil.copytree(store_root, tmp_path / "store")
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("KPI_HOME", raising=False)
    return tmp_path / "store"


def sent(tmp_path: Path, lines: str = GOOD) -> str:
    """A return as a folder of CSV files."""
    folder = tmp_path / "return"
    folder.mkdir(exist_ok=True)
    (folder / "values.csv").write_text(VALUES + lines)
    (folder / "targets.csv").write_text(TARGETS)
    (folder / "commentary.csv").write_text(
        COMMENTARY + f"{EARLY},Q1 2025-26,published,Fewer came back.,,,,\n"
    )
    return str(folder)


Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of a command."""
    status = command_line.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def state(where: Path) -> tuple[str, list[str], int]:
    """What publishing would change of a store."""
    return snapshots.current_id(where), snapshots.snapshot_ids(where), len(journal.entries(where))


# ---- check ----------------------------------------------------------------------------------


def test_check_of_a_good_return(capsys: Capture, tmp_path: Path) -> None:
    status, out, _ = run(capsys, "check", sent(tmp_path))
    assert status == 0
    assert out.splitlines()[-1].startswith("2 lines read: 0 errors, ")


def test_check_names_the_place_in_every_format(capsys: Capture, tmp_path: Path) -> None:
    folder = sent(tmp_path, BAD)
    status, out, _ = run(capsys, "check", folder)
    assert status == 1
    assert "error: values.csv, row 2, value: units: found '0.099', expected per" in out
    status, out, _ = run(capsys, "check", folder, "--format", "json")
    told = [row for row in json.loads(out) if row["rule"] == "units"]
    assert status == 1
    assert [(r["file"], r["cell"], r["column"], r["severity"], r["found"]) for r in told] == [
        ("values.csv", "row 2", "value", "error", "0.099")
    ]
    status, out, _ = run(capsys, "check", folder, "--format", "csv")
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == "file,sheet,cell,column,severity,rule,found,expected"
    assert any(line.startswith('values.csv,"",row 2,value,error,units,0.099,') for line in lines)


@pytest.mark.parametrize("kind", ["missing", "not a workbook", "empty folder"])
def test_what_cannot_be_read_is_2(capsys: Capture, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "r.xlsx"
    if kind == "not a workbook":
        path.write_bytes(b"nothing of the kind")
    if kind == "empty folder":
        path = tmp_path / "empty"
        path.mkdir()
    status, out, err = run(capsys, "check", str(path))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


# ---- publish --------------------------------------------------------------------------------


def test_publish_tells_what_changes_and_makes_it_live(
    capsys: Capture, tmp_path: Path, where: Path
) -> None:
    before = state(where)
    folder = sent(tmp_path)
    status, out, _ = run(capsys, "publish", folder, "--why", "Q1 return", "--who", "an officer")
    assert status == 0
    assert "real in place of illustrative: Children returning to Early Help" in out or (
        "real in place of illustrative: " in out and "10.5% -> 9.9%" in out
    )
    now = snapshots.load(snapshots.current_id(where), where)
    assert out.splitlines()[-1] == f"snapshot {now.id} is live"
    assert now.id != before[0]
    assert shown(now, EARLY, "Q1 2025-26") == (9.9, 17, 172, None)
    told = journal.entries(where)[-1]
    assert (told.who, told.why, told.action, told.before) == (
        "an officer", "Q1 return", "publish", before[0],
    )  # fmt: skip
    assert {i["path"] for i in now.manifest["inputs"]} == {
        "values.csv", "targets.csv", "commentary.csv",
    }  # fmt: skip
    status, out, _ = run(capsys, "publish", folder, "--why", "again")
    assert (status, out.splitlines()[-1]) == (0, f"nothing would change: {now.id} stays live")
    assert snapshots.current_id(where) == now.id


def test_a_folder_with_workbooks_is_noted_as_read(capsys: Capture, tmp_path: Path) -> None:
    """What the folder holds beside the return is not among the inputs."""
    folder = Path(sent(tmp_path))
    (folder / "~$values.csv").write_text("left open")
    (folder / "readme.txt").write_text("hello")
    status, _, _ = run(capsys, "publish", str(folder), "--why", "Q1")
    assert status == 0
    made = live_snapshot.live().snapshot
    names = {i["path"] for i in made.manifest["inputs"]}
    assert names == {"values.csv", "targets.csv", "commentary.csv"}


def test_errors_write_nothing(capsys: Capture, tmp_path: Path, where: Path) -> None:
    before = state(where)
    status, out, _ = run(capsys, "publish", sent(tmp_path, BAD), "--why", "Q1")
    assert status == 1
    assert out.splitlines()[-1].endswith("nothing was published")
    assert state(where) == before


def test_warnings_do_not_block(capsys: Capture, tmp_path: Path, where: Path) -> None:
    lines = f"{EARLY},Q1 2025-26,Q1 2025-26,1.7,3,172,published\n"
    status, out, _ = run(capsys, "publish", sent(tmp_path, lines), "--why", "Q1")
    assert status == 0
    assert "warning: values.csv, row 2, numerator: small-number: found '3'" in out
    assert shown(snapshots.load(snapshots.current_id(where), where), EARLY, "Q1 2025-26")[3] == "c"


def test_a_dry_run_writes_nothing(capsys: Capture, tmp_path: Path, where: Path) -> None:
    before = state(where)
    status, out, _ = run(capsys, "publish", sent(tmp_path), "--why", "Q1", "--dry-run")
    assert (status, out.splitlines()[-1]) == (0, "nothing was published: this was a dry run")
    assert "10.5% -> 9.9%" in out
    assert state(where) == before


def test_why_is_needed(capsys: Capture, tmp_path: Path, where: Path) -> None:
    before = state(where)
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["publish", sent(tmp_path)])
    assert stopped.value.code == 2
    capsys.readouterr()
    status, _, err = run(capsys, "publish", sent(tmp_path), "--why", "  ")
    assert status == 2
    assert err.startswith("kpi: say why with --why")
    status, _, err = run(capsys, "rollback", before[0], "--why", "")
    assert (status, err.startswith("kpi: say why")) == (2, True)
    assert state(where) == before


def test_somebody_else_is_publishing(capsys: Capture, tmp_path: Path, where: Path) -> None:
    before = state(where)
    with journal.locked(where):
        status, _, err = run(capsys, "publish", sent(tmp_path), "--why", "Q1")
    assert status == 2
    assert err.splitlines() == [
        "changing the figures of Bournemouth, Christchurch and Poole (839)",
        "kpi: Somebody else is publishing at this moment. Nothing of yours was published. "
        "Wait until they have finished, check again, and publish again.",
    ]
    assert state(where) == before


# ---- the right council ----------------------------------------------------------------------


def filled_in(tmp_path: Path, snapshot: Snapshot, area: str) -> Path:
    """The template of a council with one figure in it."""
    path = tmp_path / f"of-{area}.xlsx"
    quarter = Period.quarter(2025, 2)
    template.write(path, snapshot, area_name=snapshot.area(area).name, quarter=quarter)
    book = openpyxl.load_workbook(path)
    for row in book["values"].iter_rows(min_row=2):
        if row[0].value == EARLY:
            row[3].value, row[4].value, row[5].value, row[8].value = 9.9, 17, 172, "published"
        else:
            row[6].value, row[8].value = "x", "published"
    book["commentary"].delete_rows(2, 100)
    book.save(path)
    return path


def test_a_return_of_another_council_is_refused_unless_area_says_so(
    capsys: Capture, tmp_path: Path, where: Path
) -> None:
    before = state(where)
    path = filled_in(tmp_path, live_snapshot.live(where).snapshot, "841")
    for command in (["check"], ["publish", "--why", "w"]):
        status, out, err = run(capsys, command[0], str(path), *command[1:])
        assert status == 1
        assert (
            f"error: {path.name}, notes, B3: another-council: found '841, which is Darlington "
            "(841)', expected a return of Bournemouth, Christchurch and Poole (839), whose figures "
            "this would change; by command, --area 841 publishes it for Darlington"
        ) in out
        assert "Bournemouth, Christchurch and Poole (839)" in err
    assert state(where) == before
    status, out, err = run(capsys, "publish", str(path), "--why", "w", "--area", "841")
    assert (status, "changing the figures of Darlington (841)" in err) == (0, True)
    now = snapshots.load(snapshots.current_id(where), where)
    mine = now.observations.filter(pl.col("data_status") == "published")
    assert mine.drop_nulls("reporting_quarter")["area"].unique().to_list() == ["841"]


def test_the_own_council_is_named_and_let_through(
    capsys: Capture, tmp_path: Path, where: Path
) -> None:
    path = filled_in(tmp_path, live_snapshot.live(where).snapshot, "839")
    status, out, err = run(capsys, "check", str(path))
    assert (status, "council" in out) == (0, False)
    assert err == "checked as a return of Bournemouth, Christchurch and Poole (839)\n"


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("area", "841", "another-council"),
        ("LA code", "E06000005", "another-council"),
        ("Local authority", "Darlington Borough Council", "another-council"),
        ("council", "839", ""),
        ("new_la_code", "E06000058", ""),
        ("Authority", "Bournemouth, Christchurch & Poole Council", ""),
        ("area", "North locality", "council-unknown"),
    ],
)
def test_a_column_that_names_a_council_is_read(
    capsys: Capture, tmp_path: Path, column: str, text: str, rule: str
) -> None:
    folder = Path(sent(tmp_path))
    lines = (folder / "values.csv").read_text().splitlines()
    (folder / "values.csv").write_text(f'{lines[0]},{column}\n{lines[1]},"{text}"\n')
    _, out, _ = run(capsys, "check", str(folder), "--format", "json")
    rules = {"another-council", "council-unknown", "unknown-column"}
    told = [(f["rule"], f["cell"], f["column"]) for f in json.loads(out) if f["rule"] in rules]
    assert told == ([(rule, "row 2", column)] if rule else [])


def test_rolling_back_and_building_name_the_council(capsys: Capture, where: Path) -> None:
    live = snapshots.current_id(where)
    status, out, err = run(capsys, "rollback", live, "--why", "w")
    assert (status, out) == (0, f"snapshot {live} is live\n")
    assert err.splitlines()[0] == (
        "changing the dashboard of Bournemouth, Christchurch and Poole (839)"
    )


# ---- history, rollback, verify ----------------------------------------------------------------


def test_back_and_forth_is_told_in_order(capsys: Capture, tmp_path: Path, where: Path) -> None:
    first = snapshots.current_id(where)
    run(capsys, "publish", sent(tmp_path), "--why", "Q1\nreturn", "--who", "one")
    second = snapshots.current_id(where)
    status, out, _ = run(capsys, "rollback", first, "--why", "wrong file", "--who", "two")
    assert (status, out) == (0, f"snapshot {first} is live\n")
    assert snapshots.current_id(where) == first
    status, out, _ = run(capsys, "history")
    lines = out.splitlines()
    assert status == 0
    assert len(lines) == 3
    assert lines[1].endswith(f"  publish  {second}  by one  Q1 return")
    assert lines[2].endswith(f"  roll back  {first}  by two  wrong file  live")
    run(capsys, "rollback", second, "--why", "right after all")
    assert shown(snapshots.load(snapshots.current_id(where), where), EARLY, "Q1 2025-26")[0] == 9.9


def test_a_store_without_a_history_has_an_empty_one(capsys: Capture, where: Path) -> None:
    (where / "HISTORY.jsonl").unlink()
    assert run(capsys, "history") == (0, "", "")


def test_rolling_back_to_what_is_not_there(capsys: Capture, where: Path) -> None:
    before = state(where)
    for name in ("2020-01-01-000000-abcdef", "../../etc", ""):
        status, out, err = run(capsys, "rollback", name, "--why", "because")
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1
    assert state(where) == before


def test_a_damaged_snapshot_is_not_rolled_back_to(
    capsys: Capture, tmp_path: Path, where: Path
) -> None:
    first = snapshots.current_id(where)
    run(capsys, "publish", sent(tmp_path), "--why", "Q1")
    second = snapshots.current_id(where)
    with (where / "snapshots" / first / "targets.parquet").open("ab") as file:
        file.write(b"!")
    status, _, err = run(capsys, "rollback", first, "--why", "because")
    assert status == 2
    assert f"Snapshot {first}: targets.parquet is damaged or was changed" in err
    assert snapshots.current_id(where) == second
    status, out, _ = run(capsys, "verify")
    assert status == 1
    assert f"{first}: Snapshot {first}: targets.parquet is damaged" in out
    assert f"{second}: whole" in out
    assert out.splitlines()[-1] == "CURRENT: whole"


def test_verify_of_a_whole_store(capsys: Capture, where: Path) -> None:
    status, out, _ = run(capsys, "verify")
    assert (status, out) == (0, f"{snapshots.current_id(where)}: whole\nCURRENT: whole\n")


def test_damage_of_the_history_is_told_and_costs_nothing_else(
    capsys: Capture, tmp_path: Path, where: Path
) -> None:
    with (where / "HISTORY.jsonl").open("ab") as lines:
        lines.write(b'\xff\xfe noise\n{"at": "2025-07-2')
    run(capsys, "publish", sent(tmp_path), "--why", "after the damage")
    status, out, err = run(capsys, "history")
    assert status == 1
    assert [line.split()[1] for line in out.splitlines()] == ["build", "publish"]
    assert "after the damage" in out.splitlines()[1]
    assert out.splitlines()[1].endswith("live")
    assert err.splitlines() == [
        "kpi: HISTORY.jsonl: line 2 holds bytes that are no text, and cannot be read",
        "kpi: HISTORY.jsonl: line 3 is cut short",
    ]
    status, out, _ = run(capsys, "verify")
    assert status == 1
    assert out.splitlines()[-1] == (
        "HISTORY.jsonl: line 2 holds bytes that are no text, and cannot be read; "
        "line 3 is cut short"
    )


# ---- template -----------------------------------------------------------------------------------


def test_template_is_written_and_never_over_a_filled_in_one(
    capsys: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    status, out, _ = run(capsys, "template", "--output", str(path), "--quarter", "2025/26 Q2")
    assert (status, out) == (0, f"wrote {path}\n")
    with zipfile.ZipFile(path) as book:
        names = book.read("xl/workbook.xml").decode()
        assert "Q2 2025-26" in book.read("docProps/core.xml").decode()
    assert all(f'name="{sheet}"' in names for sheet in ("values", "targets", "commentary"))
    path.write_bytes(b"filled in")
    status, _, err = run(capsys, "template", "--output", str(path))
    assert status == 2
    assert "is there already" in err
    assert path.read_bytes() == b"filled in"
    assert run(capsys, "template", "--output", str(path), "--force")[0] == 0
    assert path.read_bytes() != b"filled in"


def test_template_of_no_quarter_and_to_no_folder(capsys: Capture, tmp_path: Path) -> None:
    path = str(tmp_path / "a.xlsx")
    status, _, err = run(capsys, "template", "--quarter", "spring term 2025", "--output", path)
    assert (status, "is not a quarter" in err) == (2, True)
    status, _, err = run(capsys, "template", "--output", str(tmp_path / "no" / "form.xlsx"))
    assert (status, "there is no folder" in err) == (2, True)


def test_the_template_checks_back(capsys: Capture, tmp_path: Path) -> None:
    """An empty form says what is missing at its place and is not published."""
    path = tmp_path / "form.xlsx"
    run(capsys, "template", "--output", str(path))
    status, out, _ = run(capsys, "check", str(path))
    assert status == 1
    assert "form.xlsx, values, " in out


# ---- as a person runs it ----------------------------------------------------------------------


def person(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=patience.seconds(60),
    )


def test_exit_statuses_of_the_real_command(tmp_path: Path, where: Path) -> None:
    assert person("check", sent(tmp_path, BAD)).returncode == 1
    nothing = person("check", str(tmp_path / "none.xlsx"))
    assert nothing.returncode == 2
    assert nothing.stderr.startswith("kpi: ")
    done = person("publish", sent(tmp_path), "--why", "Q1", "--area", BCP)
    assert done.returncode == 0
    whose, proof = done.stderr.splitlines()
    assert whose == "changing the figures of Bournemouth, Christchurch and Poole (839)"
    assert ": made once to see that all can be shown: " in proof
    assert done.stdout.splitlines()[-1] == f"snapshot {snapshots.current_id(where)} is live"
    assert PLANS not in done.stdout
