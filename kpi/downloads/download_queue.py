"""Files for download, each made once however many people request it; slow ones in turn.

The latest files are cached with their snapshot and freed with it. A quick file never waits for a
slow one: images, workbooks and papers are made one at a time, tables independently of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from cachetools import LRUCache

from kpi.errors import KpiError
from kpi.model.snapshot import Snapshot

P = ParamSpec("P")
Work = TypeVar("Work", bound=Callable[..., bytes])

MOST_REMEMBERED = 8_000_000
"""Cache size per snapshot: ten committee papers, or three hundred charts."""
MOST_QUICK, MOST_SLOW = 3, 1
"""Number of quick and of slow files made at the same time."""
MOST_WAITING = 12
"""Slow files that may wait for their turn; the same file counts once."""
_slow_works: set[Callable[..., bytes]] = set()


class DownloadBusyError(KpiError):
    """Too many files are being made."""


class _Turns:
    """Limits how many files are made at a time, and how many requests may wait."""

    def __init__(self, at_once: int, most_waiting: int | None = None) -> None:
        self._turns = threading.Semaphore(at_once)
        self._most = None if most_waiting is None else at_once + most_waiting
        self._lock = threading.Lock()
        self._inside = 0

    def take(self, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if self._most is not None and self._inside >= self._most:
                raise DownloadBusyError(
                    "Many files are being made at this moment. Try again in a minute."
                )
            self._inside += 1
        try:
            with self._turns:
                return make()
        finally:
            with self._lock:
                self._inside -= 1


_quick, _slow = _Turns(MOST_QUICK), _Turns(MOST_SLOW, MOST_WAITING)


def slow(work: Work) -> Work:
    """Mark a function that takes longer to make a file than a table does: a second or more."""
    _slow_works.add(work)
    return work


def make_once(
    work: Callable[Concatenate[Snapshot, P], bytes],
    snapshot: Snapshot,
    *choices: P.args,
    **_none: P.kwargs,
) -> bytes:
    """Return the file that `work` makes of a snapshot and choices, cached by their values.

    Concurrent requests for the same file share one run; a fault is raised for all of them and
    not cached. Raises DownloadBusyError where `MOST_WAITING` other slow files wait.
    """
    kept = snapshot.remember("files", _MadeFiles)
    turns = _slow if work in _slow_works else _quick
    return kept.get((work, choices), lambda: turns.take(partial(work, snapshot, *choices)))


class _MadeFiles:
    """The files of one snapshot: those being made, and the latest ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: LRUCache[Hashable, bytes] = LRUCache(MOST_REMEMBERED, getsizeof=len)
        self._coming: dict[Hashable, Future[bytes]] = {}

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._files:
                return self._files[key]
            coming = self._coming.get(key)
            is_first = coming is None
            if coming is None:
                coming = self._coming[key] = Future()
        if is_first:
            self._make(key, make, coming)
        return coming.result()

    def _make(self, key: Hashable, make: Callable[[], bytes], coming: Future[bytes]) -> None:
        try:
            data = make()
        except Exception as fault:  # noqa: BLE001 - passed on to every request
            with self._lock:
                del self._coming[key]
            coming.set_exception(fault)
            return
        with self._lock:
            del self._coming[key]
            if len(data) <= self._files.maxsize:
                self._files[key] = data
        coming.set_result(data)
