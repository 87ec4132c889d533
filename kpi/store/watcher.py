"""The live snapshot of a running process, checked and loaded in a thread of its own.

Pages use the snapshot that is loaded. One check (a look) at a time reads the pointer, loads and
prepares a new snapshot while the old one is served, and replaces it in one step. A store that
hangs, fails or holds a bad snapshot makes no page wait and changes nothing that is shown; the next
successful look clears the problem.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from kpi.errors import AwayError, StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import memory

T = TypeVar("T")
LOG = logging.getLogger("kpi.store")
PATIENCE = 0.3
"""Seconds that a page waits for a look at a folder: unnoticeable, and most looks take 1 ms."""
RETRY = 30.0
"""Seconds after which a damaged snapshot is tried again: its copying may have been unfinished."""
_MOST_WAITED = 3  # times the timeout, where there is no snapshot to show yet
_GIVEN_UP = 60.0  # seconds after which a look that hangs is abandoned
_MOST_GIVEN_UP = 4
_HERE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class ServedSnapshot:
    """The snapshot a page is to show, and what is wrong with the store, if anything.

    `problem` is one line. `is_away`: the store does not answer, so anything newer is unknown;
    otherwise something newer was refused.
    """

    snapshot: Snapshot
    problem: str = ""
    is_away: bool = False
    plain: str = ""  # the problem as worded for visitors, where that is shorter

    @property
    def notice(self) -> str:
        """The notice of the problem on a page."""
        shown = f"those of {self.snapshot.id} are shown"
        problem = (self.plain or self.problem).rstrip(".")
        if self.is_away:
            return f"The figures may be out of date: {shown}. {self.problem}"
        return f"A newer state of the figures was refused, so {shown}. {problem}."


@dataclass(eq=False)
class _Look:
    began: float
    at: datetime
    heard: float
    done: threading.Event = field(default_factory=threading.Event)
    is_preparing: bool = False
    tried: str = ""  # the snapshot that it loaded


@dataclass(frozen=True)
class _Refused:
    wanted: str
    fault: StoreError
    when: float


class StoreWatcher:
    """The state that one process knows of one store.

    pointer, load: the store's own; both raise StoreError, AwayError when it does not answer.
    prepare: called with a new snapshot before any page sees it; raises StoreError to refuse it.
    others: the snapshots to try where the first one is refused and there is none to show yet.
    is_fast: each page starts a look and waits for it at most `PATIENCE`. Otherwise no page waits,
    and a page starts a look when the last one is older than `every` seconds.
    """

    def __init__(  # noqa: PLR0913 - named by every caller
        self,
        pointer: Callable[[], str],
        load: Callable[[str], Snapshot],
        *,
        prepare: Callable[[Snapshot], object],
        others: Callable[[], Iterable[str]] = tuple,
        is_fast: bool,
        every: float,
        timeout: float,
    ) -> None:
        self._pointer, self._load = pointer, load
        self._is_fast, self._every, self._timeout = is_fast, every, timeout
        self.enough = 0.0
        """Seconds for which a look at a fast store is recent enough for further pages."""
        self._prepare, self._others = prepare, others
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._look: _Look | None = None
        self._given_up: list[_Look] = []
        self._looked = float("-inf")
        self._fault: StoreError | None = None
        self._away_since: datetime | None = None
        self._refused: _Refused | None = None
        self._own = threading.local()

    @property
    def has_one(self) -> bool:
        """Whether a good snapshot is loaded."""
        return self._snapshot is not None

    def live(self) -> ServedSnapshot:
        """Return what a page is to show now; raises StoreError when there is nothing.

        Waits only where there is nothing yet, or this thread has just published.
        """
        if self._snapshot is None:
            self._await_first()
        elif self._has_published():
            self._await_own()
        else:
            look = self.look()
            if look and self._is_fast:
                look.done.wait(max(0.0, look.began + PATIENCE - time.monotonic()))
        return self.standing()

    def standing(self) -> ServedSnapshot:
        """Return what is known, without reading the store; raises StoreError when nothing is."""
        with self._lock:
            snapshot, fault, since = self._snapshot, self._fault, self._away_since
            look = self._look
        if snapshot is None:
            raise fault or AwayError("The store has not answered yet.", "no answer")
        if look and self._is_slow(look):
            return ServedSnapshot(snapshot, _silent(since or look.at), is_away=True)
        if isinstance(fault, AwayError):
            since = since or datetime.now(_HERE)
            line = _silent(since) if fault.why == SILENT else _unreachable(since, fault.why)
            return ServedSnapshot(snapshot, line, is_away=True)
        return (
            ServedSnapshot(snapshot, str(fault), plain=fault.plain)
            if fault
            else ServedSnapshot(snapshot)
        )

    def look(self, *, now: bool = False) -> _Look | None:
        """Return the look under way, or start one if the last is too old; None if it is recent."""
        with self._lock:
            under_way = self._look
            age = time.monotonic() - (under_way.began if under_way else self._looked)
            if under_way:
                if age < _GIVEN_UP or len(self._given_up) >= _MOST_GIVEN_UP:
                    return under_way
                self._given_up.append(under_way)
            elif not (now or age >= (self.enough if self._is_fast else self._every)):
                return None
            began = time.monotonic()
            look = self._look = _Look(began, datetime.now(_HERE), began)
        threading.Thread(target=self._carry_out, args=(look,), daemon=True).start()
        return look

    def published(self) -> None:
        """Record that this thread moved the pointer, so that its next page shows that."""
        self._own.moved = time.monotonic()

    # ---- waiting ------------------------------------------------------------------------------

    def _has_published(self) -> bool:
        return getattr(self._own, "moved", None) is not None

    def _await_own(self) -> None:
        """Wait for a look that began after this thread's publishing."""
        moved, self._own.moved = self._own.moved, None
        until = time.monotonic() + self._timeout
        while (look := self.look(now=True)) and time.monotonic() < until:
            look.done.wait(max(0.0, until - time.monotonic()))
            if look.began >= moved:
                return

    def _await_first(self) -> None:
        """Wait for the first snapshot; after a look that failed, for the next that is due."""
        look = self.look()
        seconds = _MOST_WAITED * self._timeout
        if look and not look.done.wait(max(0.0, look.began + seconds - time.monotonic())):
            raise AwayError("The store does not answer. Try again in a few minutes.", SILENT)

    def _is_slow(self, look: _Look) -> bool:
        silent = time.monotonic() - look.heard > self._timeout
        return silent and not look.is_preparing

    # ---- one look -----------------------------------------------------------------------------

    def _carry_out(self, look: _Look) -> None:
        outcome = _answer(lambda: self._sought(look))
        fault = outcome if isinstance(outcome, StoreError) else None
        try:
            if fault and not isinstance(fault, AwayError) and not self.has_one:
                outcome = _answer(lambda: self._instead(look))
        finally:
            fresh = None if isinstance(outcome, StoreError) else outcome
            self._settle(look, fresh, fault)

    def _sought(self, look: _Look) -> Snapshot | None:
        """Return the snapshot that the pointer names, where it is a new one."""
        wanted = self._pointer()
        look.heard = time.monotonic()
        if self._is_new(wanted):
            look.tried = wanted
            return self._made_ready(wanted, look)
        if self._refused and self._refused.wanted == wanted:
            raise self._refused.fault
        return None

    def _instead(self, look: _Look) -> Snapshot | None:
        """Return the newest of the others that can be shown; None where none can."""
        for name in self._others():
            outcome = _answer(partial(self._made_ready, name, look))
            if not isinstance(outcome, StoreError):
                return outcome
            LOG.warning("Store: %s", outcome)
            if isinstance(outcome, AwayError):
                return None
        return None

    def _made_ready(self, wanted: str, look: _Look) -> Snapshot:
        snapshot = self._load(wanted)
        look.is_preparing = True
        self._prepare(snapshot)
        return snapshot

    def _is_new(self, wanted: str) -> bool:
        with self._lock:
            if self._snapshot and self._snapshot.id == wanted:
                return False
            refused = self._refused if self._snapshot else None
            if refused is None or refused.wanted != wanted:
                return True
            return time.monotonic() - refused.when >= RETRY

    def _settle(self, look: _Look, fresh: Snapshot | None, fault: StoreError | None) -> None:
        replaced: Snapshot | None = None
        with self._lock:
            if self._look is not look:  # abandoned earlier: other looks have followed
                self._given_up.remove(look)
                look.done.set()
                return
            self._look, self._looked = None, time.monotonic()
            before, self._fault = self._fault, fault
            if isinstance(fault, AwayError):
                self._away_since = self._away_since or look.at
            else:
                self._away_since = None
                if fault is None:
                    self._refused = None
                elif look.tried:
                    self._refused = _Refused(look.tried, fault, time.monotonic())
            if fresh is not None:
                replaced, self._snapshot = self._snapshot, fresh
        if replaced is not None:
            memory.let_go(replaced)
        look.done.set()
        if self.has_one and str(fault or "") != str(before or ""):  # else the caller gets it
            LOG.warning("Store: %s", fault or "it can be read again")


SILENT = "no answer in time"


def _answer(work: Callable[[], T]) -> T | StoreError:
    """Return what `work` returns, or its error; an unexpected exception is logged in full."""
    try:
        return work()
    except StoreError as fault:
        return fault
    except Exception as fault:
        LOG.exception("The live snapshot could not be made ready")
        return StoreError(f"The snapshot cannot be made ready ({type(fault).__name__}).")


def _silent(since: datetime) -> str:
    return f"The store has not answered since {_clock(since)}."


def _unreachable(since: datetime, why: str) -> str:
    return f"The store cannot be reached since {_clock(since)} ({why})."


def _clock(moment: datetime) -> str:
    """Return a time as `14:05`, with the day where it is not today: `14:05 on 3 May`."""
    today = datetime.now(_HERE).date()
    day = "" if moment.date() == today else f" on {moment.day} {moment:%B}"
    return f"{moment:%H:%M}{day}"
