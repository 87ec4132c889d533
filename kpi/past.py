"""Past snapshots in memory: the last few, each loaded once, and never waited for without end."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError

from kpi.errors import AwayError
from kpi.snapshot import Snapshot

MOST_KEPT = 3
"""A warm snapshot takes 100 to 130 MB of memory."""
_MOST_AT_ONCE = 2
_LATER = "Past figures cannot be read at this moment: {}. Try again in a few minutes."


class Past:
    """The past snapshots of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loading: dict[Hashable, Future[Snapshot]] = {}
        self._kept: OrderedDict[Hashable, Snapshot] = OrderedDict()

    def get(self, key: Hashable, load: Callable[[], Snapshot], seconds: float) -> Snapshot:
        """The snapshot of this key, from memory or by `load`, whose StoreError is passed on.

        Raises AwayError after `seconds`; the loading goes on, and a later call has what came of
        it. While a store hangs, few threads hang on it.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if key not in self._loading:
                if len(self._loading) >= _MOST_AT_ONCE:
                    raise AwayError(_LATER.format("others are being read"), "busy")
                self._loading[key] = Future()
                work = (key, load, self._loading[key])
                threading.Thread(target=self._load, args=work, daemon=True).start()
            coming = self._loading[key]
        try:
            return coming.result(seconds)
        except NoAnswerError:
            raise AwayError(_LATER.format("the store does not answer"), "no answer") from None

    def _load(self, key: Hashable, load: Callable[[], Snapshot], coming: Future[Snapshot]) -> None:
        try:
            snapshot = load()
        except Exception as fault:  # noqa: BLE001 - handed to whoever asked
            with self._lock:
                del self._loading[key]
            coming.set_exception(fault)
            return
        with self._lock:
            del self._loading[key]
            self._kept[key] = snapshot
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        coming.set_result(snapshot)
