"""The state of one officer's visit: the files, their faults, and the last action."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from kpi.publishing.uploads import CheckedUpload
from kpi.returns.own_sheets.match_proposal import SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet

_DESK = "publish desk"


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
    """The own sheets of a set of files that have to be matched: `mark` identifies the set."""

    mark: str
    sheets: tuple[SheetMatch, ...]


@dataclass
class PublishSession:
    """The publish page's state for one visit, shared by runs that overlap after a second click.

    `key` is part of every widget's key: a new one empties the forms, and shows a run that started
    before that its click was carried out already.
    """

    key: str = field(default_factory=_new_key)
    seen: CheckedFiles | None = None
    told: str = ""
    made: str = ""
    match: OpenMatch | None = None
    mapping: tuple[OwnSheet, ...] = ()  # the confirmed match of the files that are loaded
    kept: str = ""  # what became of the match
    missed: str = ""  # why the last click published nothing, where somebody else was quicker
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: str, act: Callable[[], str], told: str) -> None:
        """Do `act`, which makes a snapshot live and returns its id, unless a click has done it.

        `key` is the session's key when the run began. A fault of `act` changes nothing.
        """
        with self._lock:
            if key != self.key:
                return
            made = act()
            self.told, self.made = told, made
            self.missed = ""
            self.restart()

    def restart(self) -> None:
        """Forget the files and their match: another key empties the uploader."""
        self.seen, self.key = None, _new_key()
        self.match, self.mapping, self.kept = None, (), ""

    def forget(self) -> None:
        """Forget what the last action told, as other files are looked at."""
        self.told = self.missed = ""


def desk() -> PublishSession:
    """Return the session of this visit."""
    found: PublishSession = st.session_state.setdefault(_DESK, PublishSession())
    return found
