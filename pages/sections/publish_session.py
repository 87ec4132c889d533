"""What lies before one officer: the files, what was found in them, and what was done last."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from kpi.publishing.uploads import CheckedUpload

_DESK = "publish desk"


def _new_key() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class CheckedFiles:
    """What was found in a set of files: `mark` tells which; `problem` says why nothing was."""

    mark: str
    checked: CheckedUpload | None = None
    problem: str = ""


@dataclass
class PublishSession:
    """Kept for one visit. A click on Publish may start a run while an earlier click's still works.

    `key` is part of every widget's key: a new one empties the forms, and tells a run that started
    before that its click was carried out already.
    """

    key: str = field(default_factory=_new_key)
    seen: CheckedFiles | None = None
    told: str = ""
    made: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, key: str, act: Callable[[], str], told: str) -> None:
        """Do `act`, which makes a snapshot live and returns its id, unless a click has done it.

        `key` is the desk's as the run found it. A fault of `act` leaves everything as it was.
        """
        with self._lock:
            if key != self.key:
                return
            made = act()
            self.seen, self.key, self.told, self.made = None, _new_key(), told, made


def desk() -> PublishSession:
    """The desk of this visit."""
    found: PublishSession = st.session_state.setdefault(_DESK, PublishSession())
    return found
