"""The live snapshot of a process: loaded once, kept while the store is damaged, let go when old."""

import gc
import shutil
import weakref
from pathlib import Path

import pytest

from kpi.errors import StoreError
from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.store import live_pointer, live_snapshot, snapshots, watcher
from server import warmup
from tests.kpi.store.stores import (
    Tables,
    edit_manifest,
    folder_of,
    put,
    refused,
)


@pytest.mark.usefixtures("clock")
def test_live_is_loaded_once_and_again_when_the_pointer_moves(
    tables: Tables, tmp_path: Path
) -> None:
    first = put(tables, tmp_path)
    before = live_snapshot.live(tmp_path)
    assert (before.snapshot.id, before.problem) == (first, "")
    assert live_snapshot.live(tmp_path).snapshot is before.snapshot
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    after = live_snapshot.live(tmp_path)
    assert (after.snapshot.id, after.problem) == (second, "")
    # A page that took the first before the pointer moved still has the first.
    assert before.snapshot.targets.height == tables["targets"].height
    assert after.snapshot.targets.height == 1
    live_pointer.point_to(first, tmp_path)
    assert live_snapshot.live(tmp_path).snapshot.id == first


def test_live_has_nothing_to_serve(root: Path) -> None:
    edit_manifest(root, lambda m: m.update(schema_version=999))
    assert "newer version" in refused(root, live=True)
    edit_manifest(root, lambda m: m.update(schema_version=schemas.SCHEMA_VERSION))
    assert live_snapshot.live(root).problem == ""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("damage", ["byte", "newer", "pointer", "no pointer", "missing"])
def test_the_last_good_snapshot_keeps_serving(tables: Tables, tmp_path: Path, damage: str) -> None:
    first = put(tables, tmp_path)
    good = live_snapshot.live(tmp_path).snapshot
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    bad = tmp_path / "snapshots" / second
    expected = {
        "byte": "areas.parquet is damaged",
        "newer": "newer version of this software",
        "pointer": "does not hold a snapshot's name",
        "no pointer": "CURRENT is missing",
        "missing": "There is no snapshot",
    }[damage]
    match damage:
        case "byte":
            (bad / "areas.parquet").write_bytes(b"PAR1")
        case "newer":
            edit_manifest(tmp_path, lambda m: m.update(schema_version=999))
        case "pointer":
            (tmp_path / "CURRENT").write_text("../x")
        case "no pointer":
            (tmp_path / "CURRENT").unlink()
        case "missing":
            shutil.rmtree(bad)
    for _ in range(3):
        told = live_snapshot.live(tmp_path)
        assert told.snapshot is good
        assert expected in told.problem
        assert "\n" not in told.problem
    live_pointer.point_to(first, tmp_path)
    assert live_snapshot.live(tmp_path) == watcher.ServedSnapshot(good, "")
    third = put({**tables, "targets": tables["targets"].head(2)}, tmp_path)
    recovered = live_snapshot.live(tmp_path)
    assert (recovered.snapshot.id, recovered.problem) == (third, "")


def test_a_damaged_snapshot_is_not_read_again_and_again(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tables, tmp_path)
    live_snapshot.live(tmp_path)
    put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    (folder_of(tmp_path) / "areas.parquet").write_bytes(b"")
    loads: list[str] = []
    real = snapshots.load

    def counted(snapshot_id: str, where: Path | None = None) -> Snapshot:
        loads.append(snapshot_id)
        return real(snapshot_id, where)

    monkeypatch.setattr(snapshots, "load", counted)
    problems = {live_snapshot.live(tmp_path).problem for _ in range(4)}
    assert len(problems) == 1
    assert len(loads) == 1


@pytest.mark.usefixtures("clock")
def test_a_past_snapshot_as_members_saw_it(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    past = live_snapshot.frozen(first, tmp_path)
    assert past.targets.height == tables["targets"].height
    assert live_snapshot.frozen(first, tmp_path) is past
    with pytest.raises(StoreError, match="is not the name of a snapshot"):
        live_snapshot.frozen("../" + first, tmp_path)


@pytest.mark.usefixtures("clock")
def test_a_snapshot_is_had_by_its_name_live_or_past(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    assert live_snapshot.named(second, tmp_path) is live_snapshot.live(tmp_path).snapshot
    assert live_snapshot.named(first, tmp_path) is live_snapshot.frozen(first, tmp_path)


@pytest.mark.usefixtures("clock")
def test_a_served_app_makes_ready_what_it_shows_and_lets_go_of_the_old(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is out of the collector's sight goes only if nothing in it refers to itself."""
    monkeypatch.setattr(live_snapshot, "_prepared", [warmup.prepare])
    put(tables, tmp_path)
    live_snapshot.live(tmp_path)
    gc.collect()
    gc.freeze()
    old = weakref.ref(live_snapshot.live(tmp_path).snapshot)
    shown = old()
    assert shown is not None
    assert "grid" in shown._memory
    del shown
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    assert live_snapshot.live(tmp_path).snapshot.id == second
    assert old() is None
    gc.unfreeze()


def test_standing_never_asks_a_store_that_has_answered(root: Path) -> None:
    known = live_snapshot.standing(root)
    (root / "CURRENT").unlink()
    assert live_snapshot.standing(root) == known
    assert "CURRENT is missing" in live_snapshot.live(root).problem
    assert "CURRENT is missing" in live_snapshot.standing(root).problem
