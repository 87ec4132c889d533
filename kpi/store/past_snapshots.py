"""Past snapshots in memory: the last few, each loaded once, and never waited for without end.

One that gave way may still be drawn by a page: while too many are, no other is read. One that
nobody has asked for in a while is let go too.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError
from dataclasses import dataclass

from kpi.errors import AwayError
from kpi.model.snapshot import Snapshot
from kpi.store import memory

MOST_KEPT = 2
"""A warm snapshot takes 30 to 50 MB of memory, the rest of a page's work as much again."""
MOST_IN_USE = 4
"""The kept ones and those that pages still draw."""
IDLE_SECONDS = 300.0
"""How long one is kept after somebody asked for it last."""
_MOST_AT_ONCE = 2
_PAUSE = 0.25  # seconds until it is looked again whether a page is done
_LATER = "Past figures cannot be read at this moment: {}. Try again in a few minutes."


@dataclass
class _Held:
    snapshot: Snapshot
    asked: float


class Past:
    """The past snapshots of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loading: dict[Hashable, Future[Snapshot]] = {}
        self._kept: OrderedDict[Hashable, _Held] = OrderedDict()
        self._in_use: weakref.WeakSet[Snapshot] = weakref.WeakSet()

    def get(self, key: Hashable, load: Callable[[], Snapshot], seconds: float) -> Snapshot:
        """The snapshot of this key, from memory or by `load`, whose StoreError is passed on.

        Raises AwayError after `seconds`; the loading goes on, and a later call has what came of
        it. While a store hangs, few threads hang on it.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self._kept[key].asked = time.monotonic()
                return self._kept[key].snapshot
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
        """Let go what nobody has asked for in `IDLE_SECONDS`."""
        since = time.monotonic() - IDLE_SECONDS
        with self._lock:
            for key in [key for key, held in self._kept.items() if held.asked <= since]:
                memory.let_go(self._kept.pop(key).snapshot)

    def _load(
        self, key: Hashable, load: Callable[[], Snapshot], seconds: float, coming: Future[Snapshot]
    ) -> None:
        try:
            self._make_room(time.monotonic() + seconds / 2)
            snapshot = load()
        except Exception as fault:  # noqa: BLE001 - handed to whoever asked
            with self._lock:
                del self._loading[key]
            coming.set_exception(fault)
            return
        with self._lock:
            del self._loading[key]
            self._leave(MOST_KEPT - 1)
            self._kept[key] = _Held(snapshot, time.monotonic())
            self._in_use.add(snapshot)
        coming.set_result(snapshot)

    def _make_room(self, until: float) -> None:
        """Let the oldest go, and wait while pages hold too many; raises AwayError at last."""
        with self._lock:
            self._leave(MOST_KEPT - 1)
        memory.sweep()
        while len(self._in_use) >= MOST_IN_USE:
            if time.monotonic() > until:
                raise AwayError(_LATER.format("too many others are looked at"), "busy")
            time.sleep(_PAUSE)
            memory.sweep()

    def _leave(self, most: int) -> None:
        while len(self._kept) > most:
            memory.let_go(self._kept.popitem(last=False)[1].snapshot)
