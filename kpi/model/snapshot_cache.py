"""A cache of results by the snapshot they were calculated from, the most recent ones only.

A page asks for the same figures again and again, as many people look at the same quarter. The
cache is freed with its snapshot, so that nothing of an unpublished or past one is kept, and the
number of results is bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from cachetools import LRUCache

from kpi.model.snapshot import Snapshot
from kpi.periods import Period

P = ParamSpec("P")
T = TypeVar("T")

MOST = 512
_Memory: TypeAlias = LRUCache[Hashable, tuple[Any, object, object]]


class ComparedByValue:
    """Base of frozen types whose fields are plain: the cache compares them by value."""


_PLAIN = (str, int, float, bool, Period, date, type(None), ComparedByValue)
_lock = threading.Lock()


def cached_on_snapshot(
    work: Callable[Concatenate[Snapshot, P], T],
) -> Callable[Concatenate[Snapshot, P], T]:
    """Decorate a function of a snapshot to cache its last `MOST` results for each snapshot.

    Texts, numbers, periods, types based on `ComparedByValue` and tuples of them are compared by
    value. Anything else, such as a row or an indicator, is compared by identity, and is kept as
    long as the result is. The results are shared: nobody may change them. Two visitors who ask at
    once may both calculate it; exceptions are never cached.
    """
    return cached_up_to(MOST)(work)


def cached_up_to(
    most: int,
) -> Callable[[Callable[Concatenate[Snapshot, P], T]], Callable[Concatenate[Snapshot, P], T]]:
    """Return `cached_on_snapshot` for large results, of which only the last `most` are kept."""

    def decorate(
        work: Callable[Concatenate[Snapshot, P], T],
    ) -> Callable[Concatenate[Snapshot, P], T]:
        @wraps(work)
        def ask(snapshot: Snapshot, /, *args: P.args, **kwargs: P.kwargs) -> T:
            memory: _Memory = snapshot.remember(("recalled", work), lambda: LRUCache(most))
            named = tuple(sorted(kwargs.items()))
            key = (tuple(map(_key, args)), tuple((name, _key(value)) for name, value in named))
            with _lock:
                if key in memory:
                    kept: T = memory[key][0]
                    return kept
            made = work(snapshot, *args, **kwargs)
            with _lock:
                memory[key] = (made, args, kwargs)
            return made

        return ask

    return decorate


def _key(value: Any) -> Hashable:
    if isinstance(value, tuple):
        return tuple(map(_key, value))
    if isinstance(value, list):
        return ("list", *map(_key, value))
    # The type too: True equals 1, and an int equals the float of the same size.
    return (type(value), value) if isinstance(value, _PLAIN) else ("object", id(value))
