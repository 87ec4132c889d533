"""The live snapshot of a running process, and past ones as they are served.

`kpi.store.writer` moves the pointer to the live one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kpi import settings
from kpi.model.snapshot import Snapshot
from kpi.store import memory, past_snapshot_cache, served_snapshots
from kpi.store.backends import location
from kpi.store.backends.location import Where
from kpi.store.snapshots import current_id, root
from kpi.store.watcher import ServedSnapshot, StoreWatcher

# ---- a running process ----------------------------------------------------------------------


_lock = threading.Lock()
_watches: dict[Where, StoreWatcher] = {}
_prepared: list[Callable[[Snapshot], None]] = []  # a server's steps; empty in a command


def live(store: Where | None = None) -> ServedSnapshot:
    """Return the live snapshot, loaded once in a process and again when the pointer moves.

    A damaged or newer one is refused, and a store that does not answer causes no wait: the last
    good one is served and `problem` says why. Raises StoreError when there is no good one. Call it
    once for each page, so that no page mixes two.
    """
    return _watch(store or root()).live()


def standing(store: Where | None = None) -> ServedSnapshot:
    """Return the live snapshot as `live` does, without reading the store where one is loaded."""
    watch = _watch(store or root())
    return watch.standing() if watch.has_one else watch.live()


def published(store: Where) -> None:
    """Tell this process that its pointer moved: this thread's next `live` waits for the new one."""
    watch = _watches.get(_key(store))
    if watch:
        watch.published()


def _key(store: Where) -> Where:
    return store.absolute() if isinstance(store, Path) else store


def _watch(store: Where) -> StoreWatcher:
    """Return the one watcher of a store, created at the first call."""
    where = _key(store)
    with _lock:
        if where not in _watches:
            _watches[where] = StoreWatcher(
                lambda: current_id(where),
                lambda snapshot_id: served_snapshots.state(snapshot_id, where),
                prepare=_make_live,
                others=lambda: served_snapshots.earlier(where) if is_serving() else (),
                is_fast=location.open_backend(where).is_fast,
                every=settings.store_check(),
                timeout=settings.store_timeout(),
            )
        return _watches[where]


_ENOUGH = 1.0  # seconds: of the pages drawn within one, the first checks for all


def keep_watch() -> None:
    """Start a thread that checks for a new snapshot every few seconds, with or without visitors.

    Each new one is prepared before anybody sees it, and snapshots no longer shown are freed.
    Raises StoreError for settings that cannot be used.
    """
    watch, every = _watch(root()), settings.store_check()
    watch.enough = min(_ENOUGH, every)

    def look_again_and_again() -> None:
        while True:
            time.sleep(every)
            watch.look(now=True)
            _past.let_go_idle()
            memory.sweep()

    threading.Thread(target=look_again_and_again, name="store", daemon=True).start()


def serve(prepare: Callable[[Snapshot], None]) -> None:
    """Prepare each snapshot before it is shown from now on, and allow an earlier one instead.

    `prepare` raises StoreError for a snapshot that cannot be shown. Commands do not call this: they
    use a part of a snapshot once, and an error is better there than an earlier snapshot.
    """
    _prepared.append(prepare)


def is_serving() -> bool:
    """Return whether this process prepares what it shows."""
    return bool(_prepared)


def _make_live(snapshot: Snapshot) -> None:
    for prepare in _prepared:
        prepare(snapshot)


_past = past_snapshot_cache.PastSnapshots()


def frozen(snapshot_id: str, store: Where | None = None) -> Snapshot:
    """Return a past snapshot without what is no longer shown (`kpi.store.served_snapshots`).

    Raises StoreError, after `KPI_STORE_TIMEOUT` at most, where it is not served.
    """
    where = _key(store or root())
    get = partial(served_snapshots.state, snapshot_id, where)
    key = (snapshot_id, str(where), *served_snapshots.mark(where))
    return _past.get(key, get, settings.store_timeout())


def named(snapshot_id: str, store: Where | None = None) -> Snapshot:
    """Return the snapshot of this name, live or past; raises StoreError as `live` and `frozen` do.

    Callbacks that wait for a click use the name, or every open page would hold one in memory.
    """
    now = standing(store).snapshot
    return now if now.id == snapshot_id else frozen(snapshot_id, store)
