"""Which old snapshots are kept, and which are deleted, in a folder and in an object store."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from obstore.store import MemoryStore

from kpi.errors import StoreError
from kpi.publishing import rollback
from kpi.store import (
    live_pointer,
    live_snapshot,
    old_snapshots,
    served_snapshots,
    snapshots,
    withholding,
)
from kpi.store.backends.location import Where
from kpi.store.backends.object_store import ObjectStore
from tests.kpi.store.stores import Tables, never_live, put

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(params=["folder", "memory"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """An empty store, in a folder and in an object store."""
    if request.param == "folder":
        return tmp_path
    return ObjectStore(f"memory://{uuid.uuid4()}", MemoryStore())


def test_what_was_never_live_is_not_served_and_deleted(
    where: Where, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tables, where)
    live = snapshots.load(first, where)
    left = never_live(tables, where)
    with pytest.raises(StoreError, match=f"Snapshot {left} was never live, so it is not shown"):
        live_snapshot.frozen(left, where)
    with pytest.raises(StoreError, match="was never live"):
        live_pointer.point_to(left, where)
    assert rollback.earlier(where) == ()
    assert served_snapshots.unserved(where) == {left: "; was never live, not shown"}
    monkeypatch.setattr(old_snapshots, "_is_old", lambda name: True)
    assert old_snapshots.delete_unserved(where) == (left,)
    assert snapshots.snapshot_ids(where) == [first]
    assert snapshots.load(first, where).observations.equals(live.observations)
    assert old_snapshots.delete_unserved(where) == ()


def at(snapshot_id: str, *, minutes: int) -> type[datetime]:
    """A clock that stands some minutes after a snapshot was begun."""
    begun = datetime.strptime(snapshot_id[:17], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return begun + timedelta(minutes=minutes)

    return Stopped


def test_a_remote_store_keeps_what_was_begun_less_than_an_hour_ago(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may be about to make it live."""
    where = ObjectStore(f"memory://{uuid.uuid4()}", MemoryStore())
    put(tables, where)
    left = never_live(tables, where)
    monkeypatch.setattr(old_snapshots, "datetime", at(left, minutes=59))
    assert old_snapshots.delete_unserved(where) == ()
    monkeypatch.setattr(old_snapshots, "datetime", at(left, minutes=61))
    assert old_snapshots.delete_unserved(where) == (left,)


def test_a_withheld_snapshot_is_kept_while_it_is_the_newest(where: Where, tables: Tables) -> None:
    """It records what is hidden."""
    bad = put(tables, where, "bad")
    withholding.note(where, withholding.Withdrawal("2025-09-02T10:00:00+00:00", "x", "y", bad))
    assert old_snapshots.delete_unserved(where) == ()
    good = put(tables, where, "good")
    assert old_snapshots.delete_unserved(where) == (bad,)
    assert snapshots.snapshot_ids(where) == [good]
