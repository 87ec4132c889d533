"""Frees the memory of past snapshots in a running process, and of pages that used them.

Objects that are frozen for the garbage collector are never freed where they refer to each other,
and those of a Streamlit page always do: its functions refer to the page's names, and those to them.
So only what exists at the start is frozen, once. Code that drops a snapshot reports it here;
it is then collected, and its memory returned to the system, as soon as no page uses it.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import weakref
from dataclasses import dataclass

from kpi.model.snapshot import Snapshot

ARENAS = 2
"""Heaps of the C library: with one for each thread, each would have unused gaps of its own."""
_MOST_SWEEPS = 6  # a snapshot held by an officer's open preview is not checked without limit
_ARENA_MAX = -8  # glibc's M_ARENA_MAX
_lock = threading.Lock()


@dataclass
class _LetGo:
    snapshot: weakref.ref[Snapshot]
    sweeps: int = 0


_let_go: list[_LetGo] = []


def begin() -> None:
    """Limit the number of heaps, so that they can be trimmed; call before threads start."""
    if sys.platform == "linux":
        _libc("mallopt", _ARENA_MAX, ARENAS)


def settle() -> None:
    """Freeze the objects loaded so far for the collector; call once, after loading."""
    gc.collect()
    gc.freeze()
    gc.enable()


def let_go(snapshot: Snapshot) -> None:
    """Record that a snapshot is no longer shown; `sweep` frees it when no page uses it."""
    with _lock:
        _let_go.append(_LetGo(weakref.ref(snapshot)))


def sweep() -> None:
    """Free the snapshots that were let go and that no page uses any more.

    Takes no time where there is none, and about ten milliseconds otherwise, because objects frozen
    at the start are skipped. Those are examined only if they refer to such a snapshot.
    """
    with _lock:
        waiting = _waiting()
        if not waiting:
            return
        gc.collect()
        if all(each.sweeps for each in waiting) and _waiting():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        for each in waiting:
            each.sweeps += 1
        _let_go[:] = [each for each in _waiting() if each.sweeps < _MOST_SWEEPS]
    trim()


def _waiting() -> list[_LetGo]:
    return [each for each in _let_go if each.snapshot() is not None]


def trim() -> None:
    """Return to the system what the C library holds free."""
    if sys.platform == "linux":
        _libc("malloc_trim", 0)


def _libc(name: str, *args: int) -> None:
    """Call a function of the C library where it exists: musl has neither."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*args)
