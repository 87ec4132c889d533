"""The state of one officer's visit: the files, their faults, and the last action."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from kpi.errors import KpiError
from kpi.notices.sent_notices import EarlierNotice
from kpi.publishing.published_changes import PublishedChanges
from kpi.publishing.uploads import CheckedUpload
from kpi.returns.own_sheets.match_proposal import SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.store import live_snapshot
from pages.components import frame
from pages.sections import return_review

_DESK = "publish desk"
TASK = "publish-task"
"""The key of the choice between the tasks of the page."""
RETURN, INDICATORS = TASKS = ("Load a return", "Indicators")


def _new_key() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class CheckedFiles:
    """The result of checking a set of files: `mark` identifies it; `problem` is why it failed.

    `live` is the snapshot they were checked against.
    """

    mark: str
    live: str
    checked: CheckedUpload | None = None
    problem: str = ""


@dataclass(frozen=True)
class OpenMatch:
    """The own sheets of a set of files that have to be matched.

    `mark` identifies the files and the live snapshot that they were matched with, `files` the
    files alone: what an officer has confirmed of them stays when an indicator is added.
    """

    mark: str
    sheets: tuple[SheetMatch, ...]
    files: str


@dataclass
class DeskSession:
    """What one visit does on the publish page, shared by runs that overlap after a second click.

    `key` is part of every widget's key: a new one empties the forms, and shows a run that started
    before that its click was carried out already. `missed` is why the last click published
    nothing, where somebody else was quicker.
    """

    key: str = field(default_factory=_new_key)
    outcome: str = ""
    made: str = ""
    missed: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: str, act: Callable[[], str], outcome: str) -> None:
        """Do `act`, which makes a snapshot live and returns its id, unless a click has done it.

        `key` is the session's key when the run began. A fault of `act` changes nothing.
        """
        with self._lock:
            if key != self.key:
                return
            made = act()
            self.outcome, self.made = outcome, made
            self.missed = ""
            self.restart()

    def restart(self) -> None:
        """Empty the forms, by another key."""
        self.key = _new_key()

    def carry_out(self, key: str, act: Callable[[], str], outcome: str) -> None:
        """Run an action as `once` does, show its fault if there is one, and redraw the page."""
        shown = frame.snapshot().id
        try:
            self.once(key, act, outcome)
        except KpiError as fault:
            if live_snapshot.live().snapshot.id == shown:
                return_review.notice(str(fault), alert=True)
                return
            self.missed = str(fault)  # shown beside the changes against what is live now
        st.rerun()


@dataclass
class PublishSession(DeskSession):
    """The state of a return that is loaded; another key empties the uploader."""

    seen: CheckedFiles | None = None
    match: OpenMatch | None = None
    mapping: tuple[OwnSheet, ...] = ()  # the confirmed match of the files that are loaded
    kept: str = ""  # what became of the match
    changes: PublishedChanges | None = None  # of the return that was published last
    asked: EarlierNotice | None = None  # what the officer knew when asked to send a notice
    notice_fault: str = ""  # why the last notice was not sent

    def restart(self) -> None:
        """Forget the files and their match: another key empties the uploader."""
        super().restart()
        self.seen = None
        self.match, self.mapping, self.kept = None, (), ""

    def forget(self) -> None:
        """Clear the messages of the last action, because other files are being reviewed."""
        self.outcome = self.missed = ""
        self.changes = None
        self.asked, self.notice_fault = None, ""


def see_it() -> None:
    """Wait until pages show the snapshot that was made live.

    The next page may be drawn by another thread, after a second click, and would not wait.
    """
    live_snapshot.live()


def desk() -> PublishSession:
    """Return the session of this visit."""
    session: PublishSession = st.session_state.setdefault(_DESK, PublishSession())
    return session
