"""Writing a snapshot and moving the pointer: all or nothing, whenever the machine stops."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import StoreError
from kpi.model import schemas
from kpi.store import live_pointer, snapshots, writer
from tests.kpi.store.stores import (
    Tables,
    everything_in,
    folder_of,
    put,
)


def test_the_manifest_says_who_when_why_and_from_what(tables: Tables, tmp_path: Path) -> None:
    inputs = [{"path": "inputs/a.csv", "sha256": "00"}]
    report = [{"source": "a", "read": 1, "kept": 1, "withheld": 0, "why": ""}]
    made = writer.write(
        tables, why="because", who="someone", inputs=inputs, report=report, store=tmp_path
    )
    manifest = snapshots.load(made, tmp_path).manifest
    assert (manifest["made_by"], manifest["why"]) == ("someone", "because")
    assert (manifest["inputs"], manifest["report"]) == (inputs, report)
    assert manifest["schema_version"] == schemas.SCHEMA_VERSION
    assert datetime.fromisoformat(manifest["made_at"]).tzinfo == UTC
    rows = {name: about["rows"] for name, about in manifest["files"].items()}
    assert rows == {f"{name}.parquet": tables[name].height for name in snapshots.TABLES}


@pytest.mark.usefixtures("clock")
def test_ids_are_in_order_of_time(tables: Tables, tmp_path: Path) -> None:
    made = [
        put({**tables, "targets": tables["targets"].head(n)}, tmp_path) for n in (3, 1, 5, 2, 4)
    ]
    assert len(set(made)) == 5
    assert snapshots.snapshot_ids(tmp_path) == made
    assert snapshots.current_id(tmp_path) == made[-1]


def test_the_digest_is_of_the_content(tables: Tables) -> None:
    digest = writer.content_digest(tables)
    assert digest == writer.content_digest(dict(reversed(tables.items())))
    one_less = {**tables, "targets": tables["targets"].head(-1)}
    assert digest != writer.content_digest(one_less)
    nudged = tables["targets"].with_columns(pl.col("target") + 0.1)
    assert digest != writer.content_digest({**tables, "targets": nudged})


@pytest.mark.parametrize("name", ["areas", "benchmarks", "targets"])
def test_the_digest_is_no_other_after_one_of_like_tables(tables: Tables, name: str) -> None:
    """The digest of the first tables is kept for those very tables, and for no others."""
    assert len(tables[name]) > 1
    digest = writer.content_digest(tables)
    less = {**tables, name: tables[name].head(-1)}
    of_less = writer.content_digest(less)
    assert of_less != digest
    assert writer.content_digest({key: table.clone() for key, table in tables.items()}) == digest
    assert [writer.content_digest(each) for each in (less, tables)] == [of_less, digest]
    renamed = {"A" if key == "areas" else key: table for key, table in tables.items()}
    assert writer.content_digest(renamed) != digest


class CrashError(Exception):
    """The machine stops here."""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("after", range(len(snapshots.TABLES) + 1))
def test_a_crash_while_writing_leaves_the_old_one_live_and_no_debris(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    live, before = snapshots.current_id(root), everything_in(root)
    real, calls = snapshots.file_digest, iter(range(99))

    def crashing(path: Path) -> str:
        if next(calls) == after:
            raise CrashError
        return real(path)

    if after < len(snapshots.TABLES):
        monkeypatch.setattr(writer, "file_digest", crashing)
    else:
        monkeypatch.setattr(writer.json, "dumps", lambda *_, **__: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert everything_in(root) == before
    assert snapshots.load(live, root).id == snapshots.current_id(root) == live


def crashing_now() -> str:
    raise CrashError


@pytest.mark.usefixtures("clock")
def test_a_crash_before_the_folder_gets_its_name(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, before = snapshots.current_id(root), everything_in(root)
    monkeypatch.setattr(Path, "rename", lambda *_: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert everything_in(root) == before
    assert snapshots.load(live, root).id == live


@pytest.mark.usefixtures("clock")
def test_a_crash_while_moving_the_pointer(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = snapshots.current_id(root)
    monkeypatch.setattr(Path, "replace", lambda *_: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert snapshots.current_id(root) == live
    assert snapshots.load(live, root).id == live
    assert [path.name for path in root.iterdir() if path.name.startswith(".CURRENT")] == []
    # The new snapshot is whole, but nobody ever saw it: only publishing again makes it live.
    (other,) = set(snapshots.snapshot_ids(root)) - {live}
    with pytest.raises(StoreError, match="was never live"):
        live_pointer.point_to(other, root)
    again = put(tables, root)
    assert snapshots.load(again, root).id == snapshots.current_id(root)


def test_what_a_killed_process_left_behind_is_no_snapshot(tables: Tables, root: Path) -> None:
    live = snapshots.current_id(root)
    shutil.copytree(folder_of(root), root / "snapshots" / ".making-killed")
    (root / ".CURRENT-killed").write_text("half")
    assert snapshots.snapshot_ids(root) == [live]
    with pytest.raises(StoreError, match="There is no snapshot"):
        live_pointer.point_to(".making-killed", root)
