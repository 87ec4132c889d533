"""A cache of past snapshots: how many stay, each loaded once; who asks waits for a time at most.

The time is the setting `KPI_STORE_TIMEOUT`.

A page may still be drawing one that was evicted: while too many are in use, no other is loaded.
One that nobody has requested for a while is evicted too.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError

from cachetools import TTLCache

from kpi.errors import AwayError
from kpi.model.snapshot import Snapshot
from kpi.store import memory

MOST_KEPT = 2
"""A warm snapshot takes 30 to 50 MB of memory, and the rest of a page's work as much again."""
MOST_IN_USE = 4
"""Those cached and those that pages are still drawing."""
IDLE_SECONDS = 300.0
"""How long one is cached after its last request."""
_MOST_AT_ONCE = 2
_PAUSE = 0.25  # seconds between checks whether a page is done
_LATER = "Past figures cannot be read at this moment: {}. Try again in a few minutes."


class _LastFew(TTLCache[Hashable, Snapshot]):
    """The last few snapshots, each for a time; one that is evicted is reported to `memory`."""

    def popitem(self) -> tuple[Hashable, Snapshot]:
        """Remove the one that was requested longest ago."""
        key, snapshot = super().popitem()
        memory.let_go(snapshot)
        return key, snapshot

    def expire(self, time: float | None = None) -> list[tuple[Hashable, Snapshot]]:
        """Remove those whose time is over."""
        gone = super().expire(time)
        for _, snapshot in gone:
            memory.let_go(snapshot)
        return gone


class PastSnapshots:
    """The past snapshots of one process; `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._loading: dict[Hashable, Future[Snapshot]] = {}
        self._kept = _LastFew(MOST_KEPT, IDLE_SECONDS, clock)
        self._in_use: weakref.WeakSet[Snapshot] = weakref.WeakSet()

    def get(self, key: Hashable, load: Callable[[], Snapshot], seconds: float) -> Snapshot:
        """Return the snapshot of this key, from memory or by `load`, whose StoreError is passed on.

        Raises AwayError after `seconds`; the loading continues, and a later call gets its result.
        While a store hangs, only few threads wait for it.
        """
        with self._lock, self._kept.timer:  # the clock is stopped between these lines
            if key in self._kept:
                self._kept[key] = kept = self._kept[key]  # renews its time
                return kept
            if key not in self._loading:
                if len(self._loading) >= _MOST_AT_ONCE:
                    raise AwayError(_LATER.format("others are being read"), "busy")
                self._loading[key] = Future()
                work = (key, load, seconds, self._loading[key])
                threading.Thread(target=self._load, args=work, daemon=True).start()
            coming = self._loading[key]
        try:
            return coming.result(seconds)
        except NoAnswerError:
            raise AwayError(_LATER.format("the store does not answer"), "no answer") from None

    def let_go_idle(self) -> None:
        """Evict the snapshots that nobody has requested for `IDLE_SECONDS`."""
        with self._lock:
            self._kept.expire()

    def _load(
        self, key: Hashable, load: Callable[[], Snapshot], seconds: float, coming: Future[Snapshot]
    ) -> None:
        try:
            self._make_room(time.monotonic() + seconds / 2)
            snapshot = load()
        except Exception as fault:  # noqa: BLE001 - raised again in the caller
            with self._lock:
                del self._loading[key]
            coming.set_exception(fault)
            return
        with self._lock:
            del self._loading[key]
            self._kept[key] = snapshot
            self._in_use.add(snapshot)
        coming.set_result(snapshot)

    def _make_room(self, until: float) -> None:
        """Evict the oldest, and wait while pages use too many; raises AwayError after `until`."""
        with self._lock:
            while len(self._kept) >= MOST_KEPT:
                self._kept.popitem()
        memory.sweep()
        while len(self._in_use) >= MOST_IN_USE:
            if time.monotonic() > until:
                raise AwayError(_LATER.format("too many others are looked at"), "busy")
            time.sleep(_PAUSE)
            memory.sweep()
