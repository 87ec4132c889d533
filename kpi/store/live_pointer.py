"""The pointer to the live snapshot: read, and moved in one atomic step, recorded in the journal."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kpi.errors import StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import journal, publisher_lock, served_snapshots
from kpi.store.backends import backend as backend_module
from kpi.store.backends import location
from kpi.store.backends.backend import ABSENT, POINTER
from kpi.store.backends.location import Where
from kpi.store.live_snapshot import published
from kpi.store.snapshots import load, named_by, root, snapshot_ids

SnapshotCheck = Callable[[Snapshot], object]
"""Raises KpiError where something of a snapshot cannot be shown (`publishing/go_live`)."""


def point_to(  # noqa: PLR0913 - named by every caller
    snapshot_id: str,
    store: Where | None = None,
    *,
    why: str = "",
    who: str = "",
    action: str = "roll back",
    based_on: str | None = None,
    prove: SnapshotCheck | None = None,
) -> None:
    """Make a snapshot the live one, in one atomic step; raises StoreError if there is none.

    `based_on` is the snapshot that was live when somebody chose this one: where another is by now,
    StoreBusyError is raised. `prove` gets the snapshot; where it raises, nothing changes.
    """
    where = store or root()
    with plain_faults("changed"), publisher_lock.locked(where):
        if snapshot_id not in snapshot_ids(where):
            raise StoreError(f"There is no snapshot {snapshot_id[:80]} in the store.")
        served_snapshots.check(snapshot_id, where)
        before, tag = read_pointer(where)
        check_unmoved(before, based_on)
        if prove:
            prove(load(snapshot_id, where))
        entry = journal.JournalEntry(journal.now(), who, why, action, before or "", snapshot_id)
        move_pointer(entry, where, tag)
    published(where)


def check_unmoved(live: str | None, based_on: str | None) -> None:
    """Raise StoreBusyError where another snapshot than `based_on` has become live; None is any."""
    if based_on is not None and live != based_on:
        raise publisher_lock.StoreBusyError(
            f"Somebody else has published since you looked: {live} is live now, not {based_on}. "
            "Nothing of yours was published. Check again, and publish again."
        )


def read_pointer(where: Where) -> tuple[str | None, str]:
    """Return the live snapshot, None where the pointer is missing or bad, and its tag."""
    try:
        pointer = location.open_backend(where).read(POINTER)
    except FileNotFoundError:
        return None, ABSENT
    try:
        return named_by(pointer.data), pointer.tag
    except StoreError:
        return None, pointer.tag


def move_pointer(entry: journal.JournalEntry, where: Where, tag: str) -> None:
    """Record the move, then move the pointer, only if it is unchanged since it was read.

    Raises StoreBusyError where somebody else has moved it meanwhile.
    """
    place = location.open_backend(where)
    journal.note(where, entry)
    try:
        place.swap(POINTER, f"{entry.after}\n".encode(), tag)
    except backend_module.ChangedError:
        raise publisher_lock.StoreBusyError(
            "Somebody else has published at the same moment. Nothing of yours was published. "
            "Check again, and publish again."
        ) from None
    except PermissionError:
        raise
    except OSError:
        if _is_live(entry.after, where):  # the move was made and only the answer was lost
            return
        if place.is_fast:
            raise
        raise StoreError(
            "The store stopped answering while the pointer was moved: the new figures may be "
            "live, or not. Look at the history before you publish again."
        ) from None


def _is_live(snapshot_id: str, where: Where) -> bool:
    try:
        return read_pointer(where)[0] == snapshot_id
    except OSError:
        return False


@contextmanager
def plain_faults(done: str) -> Iterator[None]:
    """Raise StoreError, one line, for an OSError inside; what was begun is removed by then."""
    try:
        yield
    except OSError as fault:
        why = _WHY_NOT.get(fault.errno or 0) or backend_module.reason(fault)
        raise StoreError(f"Nothing was {done}: {why}.") from fault


_WHY_NOT = {
    errno.ENOSPC: "the store is full",
    errno.EDQUOT: "the store is full",
    errno.EFBIG: "the store is full",
    errno.EROFS: "the store is read-only",
    errno.EACCES: "writing in the store is not allowed",
    errno.EPERM: "writing in the store is not allowed",
}
