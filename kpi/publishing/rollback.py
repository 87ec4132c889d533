"""Going back: which earlier snapshots can be made live again, and making one live."""

from __future__ import annotations

from kpi.errors import StoreError
from kpi.publishing.go_live import go_live_check
from kpi.store import live_pointer, served_snapshots, snapshots
from kpi.store.backends.location import Where


def earlier(where: Where | None = None) -> tuple[str, ...]:
    """Return the snapshots that can be made live again, newest first."""
    root = where or snapshots.root()
    try:
        live = snapshots.current_id(root)
    except StoreError:
        live = ""  # choosing a snapshot restores a lost pointer
    return tuple(name for name in reversed(served_snapshots.ids(root)) if name != live)


def roll_back(
    snapshot_id: str,
    *,
    who: str,
    why: str,
    store_root: Where | None = None,
    based_on: str | None = None,
    prove: live_pointer.SnapshotCheck = go_live_check.prove,
) -> None:
    """Make an earlier snapshot the live one again; `based_on` as in `writer.write`.

    Raises StoreError where it is missing, damaged or cannot be shown.
    """
    live_pointer.point_to(snapshot_id, store_root, why=why, who=who, based_on=based_on, prove=prove)
