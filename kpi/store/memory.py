"""Memory that a running process gives back: past snapshots, and what pages left of them.

Objects that are frozen for the collector are never freed where they refer to each other, and a
page of Streamlit's always does: its functions hold the page's names, and those hold them. So what
stands at the start is frozen, once, and nothing later. Whoever lets a snapshot go says so here;
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
"""Heaps of the C library: one for each thread would each keep its own holes."""
_MOST_SWEEPS = 6  # a snapshot that an officer's open preview holds is not looked for without end
_ARENA_MAX = -8  # glibc's M_ARENA_MAX
_lock = threading.Lock()


@dataclass
class _LetGo:
    snapshot: weakref.ref[Snapshot]
    sweeps: int = 0


_let_go: list[_LetGo] = []


def begin() -> None:
    """At the start of a server, before its threads: few heaps, which can be trimmed."""
    if sys.platform == "linux":
        _libc("mallopt", _ARENA_MAX, ARENAS)


def settle() -> None:
    """Once, when all is loaded: what stands now is no garbage and need not be walked again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def let_go(snapshot: Snapshot) -> None:
    """Note that a snapshot is not shown any more; `sweep` frees it when no page uses it."""
    with _lock:
        _let_go.append(_LetGo(weakref.ref(snapshot)))


def sweep() -> None:
    """Free the snapshots that were let go and that no page uses any more.

    Costs nothing while there is none; otherwise some ten milliseconds, as what was frozen at the
    start is not walked. Only a snapshot that is held among those objects needs that too.
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
    """Call a function of the C library, where it has it: musl has neither."""
    found = getattr(ctypes.CDLL(None), name, None)
    if found is not None:
        found(*args)
