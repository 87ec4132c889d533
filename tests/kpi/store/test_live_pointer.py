"""The pointer: only to a snapshot that is there, and back again."""

from pathlib import Path

import pytest

from kpi.errors import StoreError
from kpi.store import live_pointer, snapshots
from kpi.store.publisher_lock import StoreBusyError
from tests.kpi.store.stores import Tables, put


def test_the_pointer_is_only_moved_to_a_snapshot(root: Path) -> None:
    before = snapshots.current_id(root)
    for name in ("nowhere", "../x", "", "."):
        with pytest.raises(StoreError, match="There is no snapshot"):
            live_pointer.point_to(name, root)
    assert snapshots.current_id(root) == before


@pytest.mark.usefixtures("clock")
def test_rolling_back_is_moving_the_pointer(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    live_pointer.point_to(first, tmp_path)
    assert snapshots.current_id(tmp_path) == first
    assert snapshots.snapshot_ids(tmp_path) == [first, second]
    assert snapshots.load(first, tmp_path).targets.height == tables["targets"].height


@pytest.mark.usefixtures("clock")
def test_the_pointer_stays_where_somebody_else_has_moved_it(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    with pytest.raises(StoreBusyError, match=f"{second} is live now, not {first}"):
        live_pointer.point_to(first, tmp_path, based_on=first)
    assert snapshots.current_id(tmp_path) == second


def test_a_snapshot_that_cannot_be_shown_is_not_made_live(root: Path) -> None:
    live = snapshots.current_id(root)

    def refuses(*_: object) -> None:
        raise StoreError("it cannot be shown")

    with pytest.raises(StoreError, match="it cannot be shown"):
        live_pointer.point_to(live, root, prove=refuses)
    assert snapshots.current_id(root) == live
