"""Old snapshots: which are kept, and which files are deleted because nobody can be shown them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kpi.store import publisher_lock, served_snapshots, snapshots, withholding
from kpi.store.backends import location
from kpi.store.backends.location import Where

_YOUNG = timedelta(hours=1)  # a remote store has no lock: somebody may be about to make it live


def delete_unserved(where: Where) -> tuple[str, ...]:
    """Delete the files of snapshots that are not served; returns their names.

    These were never live, or are withheld and a newer snapshot records what is not shown.
    """
    with publisher_lock.locked(where):
        lived = served_snapshots.ever_live(where)
        gone = withholding.snapshots(withholding.entries(where))
        place = location.open_backend(where)
        deleted = []
        for name in snapshots.snapshot_ids(where):
            if name in lived:
                is_deleted = name in gone and name != lived[-1]
            else:
                is_deleted = place.is_fast or _is_old(name)
            if is_deleted:
                place.discard(name)
                deleted.append(name)
    return tuple(deleted)


def _is_old(name: str) -> bool:
    """Return whether a snapshot was begun an hour ago or more, by the time in its name."""
    try:
        begun = datetime.strptime(name[:17], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return False
    return datetime.now(UTC) - begun > _YOUNG
