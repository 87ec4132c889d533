"""The performance team's commands, as functions and as a person runs them."""

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from kpi.cli.returns import quarter_note
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.returns import template
from kpi.store import journal, live_snapshot, publisher_lock, snapshots
from tests.kpi.changing import BCP
from tests.kpi.cli import running
from tests.kpi.cli.csv_commands import described
from tests.kpi.returning import EARLY, PLANS, shown
from tests.kpi.returns.own_sheets.scorecards import workbook

ROOT = Path(__file__).resolve().parents[3]
VALUES = "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status\n"
TARGETS = "indicator_id,from_quarter,target,intervention_level,data_status,rationale\n"
COMMENTARY = "indicator_id,reporting_quarter,data_status,what_happened,why,action,owner_role,due\n"
pytestmark = pytest.mark.usefixtures("where")
GOOD = f"{EARLY},Q1 2025-26,Q1 2025-26,9.9,17,172,published\n"
BAD = f"{EARLY},Q1 2025-26,Q1 2025-26,0.099,17,172,published\n"


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


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, output and complaints of a command."""
    done = running.run(*arguments)
    return done.status, done.text, done.err


def state(where: Path) -> tuple[str, list[str], int]:
    """What publishing would change of a store."""
    return snapshots.current_id(where), snapshots.snapshot_ids(where), len(journal.entries(where))


# ---- check ----------------------------------------------------------------------------------


def test_check_of_a_good_return(tmp_path: Path) -> None:
    status, out, _ = run("check", sent(tmp_path))
    assert status == 0
    assert out.splitlines()[-1].startswith("2 lines read: 0 errors, ")


def test_check_names_the_place_in_every_format(tmp_path: Path) -> None:
    folder = sent(tmp_path, BAD)
    status, out, _ = run("check", folder)
    assert status == 1
    assert "error: values.csv, row 2, value: units: found '0.099', expected per" in out
    status, out, _ = run("check", folder, "--format", "json")
    told = [row for row in json.loads(out) if row["rule"] == "units"]
    assert status == 1
    assert [(r["file"], r["cell"], r["column"], r["severity"], r["found"]) for r in told] == [
        ("values.csv", "row 2", "value", "error", "0.099")
    ]
    status, out, _ = run("check", folder, "--format", "csv")
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == "file,sheet,cell,column,severity,rule,found,expected"
    assert any(line.startswith('values.csv,"",row 2,value,error,units,0.099,') for line in lines)


def test_the_faults_are_a_file_with_its_metadata(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    document = described(tmp_path / "files", "check", sent(tmp_path, BAD), "--format", "csv")
    assert document["dc:identifier"].startswith("faults, ")
    assert "dc:license" not in document


@pytest.mark.parametrize("kind", ["missing", "not a workbook", "empty folder"])
def test_what_cannot_be_read_is_2(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "r.xlsx"
    if kind == "not a workbook":
        path.write_bytes(b"nothing of the kind")
    if kind == "empty folder":
        path = tmp_path / "empty"
        path.mkdir()
    status, out, err = run("check", str(path))
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


# ---- publish --------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_a_glance")
def test_publish_tells_what_changes_and_makes_it_live(tmp_path: Path, where: Path) -> None:
    before = state(where)
    folder = sent(tmp_path)
    status, out, _ = run("publish", folder, "--why", "Q1 return", "--who", "an officer")
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
    status, out, _ = run("publish", folder, "--why", "again")
    assert (status, out.splitlines()[-1]) == (0, f"nothing would change: {now.id} stays live")
    assert snapshots.current_id(where) == now.id


@pytest.mark.usefixtures("at_a_glance")
def test_a_folder_with_workbooks_is_noted_as_read(tmp_path: Path) -> None:
    """What the folder holds beside the return is not among the inputs."""
    folder = Path(sent(tmp_path))
    (folder / "~$values.csv").write_text("left open")
    (folder / "readme.txt").write_text("hello")
    status, _, _ = run("publish", str(folder), "--why", "Q1")
    assert status == 0
    made = live_snapshot.live().snapshot
    names = {i["path"] for i in made.manifest["inputs"]}
    assert names == {"values.csv", "targets.csv", "commentary.csv"}


def test_errors_write_nothing(tmp_path: Path, where: Path) -> None:
    before = state(where)
    status, out, _ = run("publish", sent(tmp_path, BAD), "--why", "Q1")
    assert status == 1
    assert out.splitlines()[-1].endswith("nothing was published")
    assert state(where) == before


@pytest.mark.usefixtures("at_a_glance")
def test_warnings_do_not_block(tmp_path: Path, where: Path) -> None:
    lines = f"{EARLY},Q1 2025-26,Q1 2025-26,1.7,3,172,published\n"
    status, out, _ = run("publish", sent(tmp_path, lines), "--why", "Q1")
    assert status == 0
    assert "warning: values.csv, row 2, numerator: small-number: found '3'" in out
    assert shown(snapshots.load(snapshots.current_id(where), where), EARLY, "Q1 2025-26")[3] == "c"


def test_a_dry_run_writes_nothing(tmp_path: Path, where: Path) -> None:
    before = state(where)
    status, out, _ = run("publish", sent(tmp_path), "--why", "Q1", "--dry-run")
    assert (status, out.splitlines()[-1]) == (0, "nothing was published: this was a dry run")
    assert "10.5% -> 9.9%" in out
    assert state(where) == before


def test_why_is_needed(tmp_path: Path, where: Path) -> None:
    before = state(where)
    status, out, err = run("publish", sent(tmp_path))
    assert (status, out) == (2, "")
    assert err == "kpi: --why is missing (see python -m kpi publish --help)\n"
    status, _, err = run("publish", sent(tmp_path), "--why", "  ")
    assert status == 2
    assert err.startswith("kpi: say why with --why")
    status, _, err = run("rollback", before[0], "--why", "")
    assert (status, err.startswith("kpi: say why")) == (2, True)
    assert state(where) == before


def test_somebody_else_is_publishing(tmp_path: Path, where: Path) -> None:
    before = state(where)
    with publisher_lock.locked(where):
        status, _, err = run("publish", sent(tmp_path), "--why", "Q1")
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
    header = [cell.value for cell in book["values"][1]]
    for row in book["values"].iter_rows(min_row=2):
        at = dict(zip(header, row, strict=True))
        at["data_status"].value = "published"
        if row[0].value == EARLY:
            at["value"].value, at["numerator"].value, at["denominator"].value = 9.9, 17, 172
        else:
            at["symbol"].value = "x"
    book["commentary"].delete_rows(2, 100)
    book.save(path)
    return path


@pytest.mark.usefixtures("at_a_glance")
def test_a_return_of_another_council_is_refused_unless_area_says_so(
    tmp_path: Path, where: Path
) -> None:
    before = state(where)
    path = filled_in(tmp_path, live_snapshot.live(where).snapshot, "841")
    for command in (["check"], ["publish", "--why", "w"]):
        status, out, err = run(command[0], str(path), *command[1:])
        assert status == 1
        assert (
            f"error: {path.name}, notes, B3: another-council: found '841, which is Darlington "
            "(841)', expected a return of Bournemouth, Christchurch and Poole (839), whose figures "
            "this would change; by command, --area 841 publishes it for Darlington"
        ) in out
        assert "Bournemouth, Christchurch and Poole (839)" in err
    assert state(where) == before
    status, out, err = run("publish", str(path), "--why", "w", "--area", "841")
    assert (status, "changing the figures of Darlington (841)" in err) == (0, True)
    now = snapshots.load(snapshots.current_id(where), where)
    mine = now.observations.filter(pl.col("data_status") == "published")
    assert mine.drop_nulls("reporting_quarter")["area"].unique().to_list() == ["841"]


def test_the_own_council_is_named_and_let_through(tmp_path: Path, where: Path) -> None:
    path = filled_in(tmp_path, live_snapshot.live(where).snapshot, "839")
    status, out, err = run("check", str(path))
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
    tmp_path: Path, column: str, text: str, rule: str
) -> None:
    folder = Path(sent(tmp_path))
    lines = (folder / "values.csv").read_text().splitlines()
    (folder / "values.csv").write_text(f'{lines[0]},{column}\n{lines[1]},"{text}"\n')
    _, out, _ = run("check", str(folder), "--format", "json")
    rules = {"another-council", "council-unknown", "unknown-column"}
    told = [(f["rule"], f["cell"], f["column"]) for f in json.loads(out) if f["rule"] in rules]
    assert told == ([(rule, "row 2", column)] if rule else [])


# ---- template -----------------------------------------------------------------------------------


def test_template_is_written_and_never_over_a_filled_in_one(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    status, out, _ = run("template", "--output", str(path), "--quarter", "2025/26 Q2")
    assert (status, out) == (0, f"wrote {path}\n")
    with zipfile.ZipFile(path) as book:
        names = book.read("xl/workbook.xml").decode()
        assert "Q2 2025-26" in book.read("docProps/core.xml").decode()
    assert all(f'name="{sheet}"' in names for sheet in ("values", "targets", "commentary"))
    path.write_bytes(b"filled in")
    status, _, err = run("template", "--output", str(path))
    assert status == 2
    assert "is there already" in err
    assert path.read_bytes() == b"filled in"
    assert run("template", "--output", str(path), "--force")[0] == 0
    assert path.read_bytes() != b"filled in"


def test_template_of_no_quarter_and_to_no_folder(tmp_path: Path) -> None:
    path = str(tmp_path / "a.xlsx")
    status, _, err = run("template", "--quarter", "spring term 2025", "--output", path)
    assert (status, "is not a quarter" in err) == (2, True)
    status, _, err = run("template", "--output", str(tmp_path / "no" / "form.xlsx"))
    assert (status, "there is no folder" in err) == (2, True)


def test_the_template_says_what_to_know_of_its_quarter(tmp_path: Path) -> None:
    over = reporting_quarters.newest_ended(date.today())
    following = over.quarter_after()
    path = str(tmp_path / "a.xlsx")
    _, _, err = run("template", "--output", path)
    assert f'the newest quarter that is over is {over.short}: --quarter "{over.short}"' in err
    _, _, err = run("template", "--output", path, "--force", "--quarter", over.short)
    assert "note" not in err
    _, _, err = run("template", "--output", path, "--force", "--quarter", following.short)
    assert f"note: {following.short} ends on " in err
    assert f"the newest quarter that is over is {over.short}: --quarter" in err


def test_a_quarter_that_is_all_published_is_noted() -> None:
    quarter, day = Period.quarter(2025, 1), date(2025, 9, 30)
    assert quarter_note(quarter, day, is_chosen=False, left=0) == (
        "note: all that is due in Q1 2025-26 is published already; Q2 2025-26 ends on 30 September "
        "2025"
    )
    assert quarter_note(quarter, day, is_chosen=False, left=2) == ""


def test_a_warning_of_several_rows_is_said_once_with_the_rows(tmp_path: Path) -> None:
    folder = Path(sent(tmp_path))
    late = "published,It rose.,Demand.,Train staff,Head of service,2025-01-31\n"
    (folder / "commentary.csv").write_text(
        COMMENTARY + f"{EARLY},Q1 2025-26,{late}ehcp-20-weeks,Q1 2025-26,{late}"
    )
    status, out, _ = run("check", str(folder))
    assert status == 0, out
    (said,) = [line for line in out.splitlines() if "due-past" in line]
    assert said.startswith(
        "warning: commentary.csv, rows 2 and 3, due: due-past: found '2025-01-31', expected a day "
    )
    _, each, _ = run("check", str(folder), "--format", "csv")
    assert [row["cell"] for row in running.rows_of(each.encode()) if row["rule"] == "due-past"] == [
        "row 2", "row 3",
    ]  # fmt: skip


def test_the_template_checks_back(tmp_path: Path) -> None:
    """An empty form is asked about, and would change nothing."""
    path = tmp_path / "form.xlsx"
    run("template", "--output", str(path))
    status, out, _ = run("check", str(path))
    assert status == 0
    assert "warning: form.xlsx, values, value: nothing-filled-in: found '6 rows without" in out


def test_a_target_alone_is_a_return_without_questions(tmp_path: Path) -> None:
    """In the empty return, whose other rows nobody touched, or alone in a file."""
    path = tmp_path / "form.xlsx"
    run("template", "--output", str(path), "--quarter", "Q2 2025-26")
    book = openpyxl.load_workbook(path)
    rows = book["targets"]
    at = {cell.value: cell.column for cell in rows[1]}
    line = next(r for r in range(2, 20) if rows.cell(r, 1).value == "ehcp-20-weeks")
    before = rows.cell(line, at["target"]).value
    cells = {"target": before + 5, "rationale": "Agreed by cabinet", "from_quarter": "Q2 2025-26"}
    for column, text in cells.items():
        rows.cell(line, at[column]).value = text
    rows.cell(line, at["data_status"]).value = "published"
    book.save(path)
    alone = tmp_path / "targets.csv"
    names = [cell.value for cell in rows[1]]
    told = ["" if c.value is None else str(c.value) for c in rows[line]]
    alone.write_text(f"{','.join(map(str, names))}\n{','.join(told)}\n", encoding="utf-8")
    for file in (path, alone):
        status, out, _ = run("check", str(file))
        assert status == 0, out
        assert "nothing-filled-in" not in out
        assert "missing-sheet" not in out
        status, out, _ = run("publish", str(file), "--why", "Agreed", "--dry-run")
        assert f"from Q2 2025-26: {before + 5:.1f}% (new)" in out, out


# ---- as a person runs it ----------------------------------------------------------------------


def test_exit_statuses_of_the_real_command(tmp_path: Path, where: Path) -> None:
    assert running.person("check", sent(tmp_path, BAD)).returncode == 1
    nothing = running.person("check", str(tmp_path / "none.xlsx"))
    assert nothing.returncode == 2
    assert nothing.stderr.startswith(b"kpi: ")
    done = running.person("publish", sent(tmp_path), "--why", "Q1", "--area", BCP)
    assert done.returncode == 0
    whose, proof = done.stderr.decode().splitlines()
    assert whose == "changing the figures of Bournemouth, Christchurch and Poole (839)"
    assert ": made once to see that all can be shown: " in proof
    told = done.stdout.decode()
    assert told.splitlines()[-1] == f"snapshot {snapshots.current_id(where)} is live"
    assert PLANS not in told


# ---- map ------------------------------------------------------------------------------------


def own_sheet(tmp_path: Path, *more: list[object]) -> Path:
    """A scorecard of the council's own as a file."""
    path = tmp_path / "Children PI.xlsx"
    rows = [
        ["Measure", "Q4 2024-25", "Q1 2025-26", "Target"],
        ["Returns to Early Help within 12 months", "12.1%", "9.9%", "12%"],
        ["EHCPs in timescale", 0.55, 0.58, 0.6],
    ]
    path.write_bytes(workbook([*rows, *more]))
    return path


@pytest.mark.usefixtures("at_a_glance")
def test_map_writes_a_mapping_that_check_and_publish_read(tmp_path: Path, where: Path) -> None:
    """From the sheet to the live figures: map, confirm, check, publish."""
    sheet = own_sheet(tmp_path)
    status, out, err = run("map", str(sheet))
    assert status == 1
    assert "matched as a sheet of Bournemouth, Christchurch and Poole (839)" in err
    assert "likely: A3: EHCPs in timescale = ehcp-20-weeks" in out
    assert out.splitlines()[-1].startswith("2 to confirm there")
    status, out, _ = run("check", str(sheet))
    assert status == 1
    assert "Children PI.xlsx, Scorecard, A3: not-matched" in out
    mapping = tmp_path / "Children PI.mapping.toml"
    written = mapping.read_text(encoding="utf-8")
    mapping.write_text(written.replace('"? ', '"'), encoding="utf-8")
    status, out, _ = run("map", str(sheet))
    assert (status, "kept: A3" in out) == (0, True)
    status, out, _ = run("check", str(sheet))
    assert status == 0
    status, out, _ = run("publish", str(sheet), "--why", "own sheet")
    assert status == 0
    live = snapshots.load(snapshots.current_id(where), where)
    rows = live.observed(PLANS).filter(pl.col("reporting_quarter") == "Q1 2025-26")
    assert rows["value"].to_list() == [58.0]


def test_map_takes_what_is_likely_and_keeps_it_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Path
) -> None:
    """The kept mapping reads a sheet that has none beside it; what is not alike is never taken."""
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "council"))
    monkeypatch.setenv("KPI_STORE", str(where))
    sheet = own_sheet(tmp_path)
    status, out, _ = run("map", str(sheet), "--likely", "--keep")
    assert (status, out.splitlines()[-1]) == (
        0, f"kept in {tmp_path / 'council' / 'mapping.toml'}")  # fmt: skip
    (tmp_path / "Children PI.mapping.toml").unlink()
    assert run("check", str(sheet))[0] == 0
    status, out, _ = run("map", str(own_sheet(tmp_path, ["Tribunal appeals", 3, 4])), "--likely")
    assert status == 1
    assert "unsure: A4: Tribunal appeals = ?" in out


def test_map_refuses_what_is_no_sheet_of_that_kind(tmp_path: Path) -> None:
    """One line, exit status 2, and no file."""
    path = tmp_path / "a.csv"
    path.write_text("team,cases\nnorth,12\n")
    done = running.person("map", str(path))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"a.csv: no sheet with names of indicators" in done.stderr
    assert not list(tmp_path.glob("*.toml"))
