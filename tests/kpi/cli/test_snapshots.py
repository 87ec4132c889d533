"""The commands about the store: its history, the way back, and whether it is whole."""

import json
from functools import partial
from pathlib import Path

import pytest

from kpi.downloads import export_folder, export_tables
from kpi.store import snapshots
from tests.kpi.cli.test_returns import run, sent, state
from tests.kpi.returning import EARLY, shown

pytestmark = pytest.mark.usefixtures("where")


def test_rolling_back_and_building_name_the_council(where: Path) -> None:
    live = snapshots.current_id(where)
    status, out, err = run("rollback", live, "--why", "w")
    assert (status, out) == (0, f"snapshot {live} is live\n")
    assert err.splitlines()[0] == (
        "changing the dashboard of Bournemouth, Christchurch and Poole (839)"
    )


# ---- history, rollback, verify ----------------------------------------------------------------


@pytest.mark.usefixtures("at_a_glance")
def test_back_and_forth_is_told_in_order(tmp_path: Path, where: Path) -> None:
    first = snapshots.current_id(where)
    run("publish", sent(tmp_path), "--why", "Q1\nreturn", "--who", "one")
    second = snapshots.current_id(where)
    status, out, _ = run("rollback", first, "--why", "wrong file", "--who", "two")
    assert (status, out) == (0, f"snapshot {first} is live\n")
    assert snapshots.current_id(where) == first
    status, out, _ = run("history")
    lines = out.splitlines()
    assert status == 0
    assert len(lines) == 3
    assert lines[1].endswith(f"  publish  {second}  by one  Q1 return")
    assert lines[2].endswith(f"  roll back  {first}  by two  wrong file  live")
    run("rollback", second, "--why", "right after all")
    assert shown(snapshots.load(snapshots.current_id(where), where), EARLY, "Q1 2025-26")[0] == 9.9


def test_a_store_without_a_history_has_an_empty_one(where: Path) -> None:
    (where / "HISTORY.jsonl").unlink()
    assert run("history") == (0, "", "")


def test_rolling_back_to_what_is_not_there(where: Path) -> None:
    before = state(where)
    for name in ("2020-01-01-000000-abcdef", "../../etc", ""):
        status, out, err = run("rollback", name, "--why", "because")
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1
    assert state(where) == before


@pytest.mark.usefixtures("at_a_glance")
def test_a_damaged_snapshot_is_not_rolled_back_to(tmp_path: Path, where: Path) -> None:
    first = snapshots.current_id(where)
    run("publish", sent(tmp_path), "--why", "Q1")
    second = snapshots.current_id(where)
    with (where / "snapshots" / first / "targets.parquet").open("ab") as file:
        file.write(b"!")
    status, _, err = run("rollback", first, "--why", "because")
    assert status == 2
    assert f"Snapshot {first}: targets.parquet is damaged or was changed" in err
    assert snapshots.current_id(where) == second
    status, out, _ = run("verify")
    assert status == 1
    assert f"{first}: Snapshot {first}: targets.parquet is damaged" in out
    assert f"{second}: whole" in out
    assert out.splitlines()[-1] == "CURRENT: whole"


def test_verify_of_a_whole_store(where: Path) -> None:
    status, out, _ = run("verify")
    assert (status, out) == (0, f"{snapshots.current_id(where)}: whole\nCURRENT: whole\n")


@pytest.mark.usefixtures("at_a_glance")
def test_damage_of_the_history_is_told_and_costs_nothing_else(tmp_path: Path, where: Path) -> None:
    with (where / "HISTORY.jsonl").open("ab") as lines:
        lines.write(b'\xff\xfe noise\n{"at": "2025-07-2')
    run("publish", sent(tmp_path), "--why", "after the damage")
    status, out, err = run("history")
    assert status == 1
    assert [line.split()[1] for line in out.splitlines()] == ["build", "publish"]
    assert "after the damage" in out.splitlines()[1]
    assert out.splitlines()[1].endswith("live")
    assert err.splitlines() == [
        "kpi: HISTORY.jsonl: line 2 holds bytes that are no text, and cannot be read",
        "kpi: HISTORY.jsonl: line 3 is cut short",
    ]
    status, out, _ = run("verify")
    assert status == 1
    assert out.splitlines()[-1] == (
        "HISTORY.jsonl: line 2 holds bytes that are no text, and cannot be read; "
        "line 3 is cut short"
    )


# ---- export ---------------------------------------------------------------------------------


@pytest.fixture
def few_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The export without the largest table, whose making has its own tests."""
    tables = tuple(each for each in export_tables.TABLES if each.name != "benchmarks")
    request = partial(export_folder.ExportRequest, tables=tables)
    monkeypatch.setattr(export_folder, "ExportRequest", request)


@pytest.mark.usefixtures("few_tables")
def test_an_export_is_of_the_snapshot_and_authority_named(tmp_path: Path, where: Path) -> None:
    live = snapshots.current_id(where)
    folder = tmp_path / "out"
    status, out, err = run("export", "--parquet", str(folder), "--csv", "--snapshot", live)
    assert status == 0, err
    assert out.startswith(f"{folder}: 13 tables, ")
    assert out.endswith(f"of snapshot {live}\n")
    assert "kpi: summary: " in err
    assert json.loads((folder / "export.json").read_text("utf-8"))["area"] == "839"
    assert run("export", "--parquet", str(folder), "--area", "880")[0] == 0
    assert json.loads((folder / "export.json").read_text("utf-8"))["area"] == "880"
    assert not (folder / "summary.csv").exists()


@pytest.mark.usefixtures("few_tables", "where")
def test_an_export_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("", "utf-8")
    for arguments in (
        ("--parquet", str(tmp_path / "full")),
        ("--parquet", str(tmp_path / "new"), "--snapshot", "2020-01-01-000000-abcdef"),
        ("--parquet", str(tmp_path / "new"), "--area", "999"),
        (),
    ):
        status, out, err = run("export", *arguments)
        assert (status, out) == (2, "")
        assert len(err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
