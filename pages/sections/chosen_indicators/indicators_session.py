"""State of an officer's choice of indicators: what is looked at, asked for, and done last."""

from dataclasses import dataclass

import streamlit as st

from kpi.publishing.definitions.definition_changes import DefinitionChange
from pages.sections.publish_session import DeskSession

_DESK = "indicators desk"
WORDS = "library-words"
"""The key of the search box: another part of the page may fill it in."""

MOST_LETTERS = 80  # of the search box


@dataclass(frozen=True)
class AskedChange:
    """A change that waits to be confirmed, and why it is made."""

    change: DefinitionChange
    why: str


@dataclass
class IndicatorsSession(DeskSession):
    """The indicators' part of the publish page for one visit; see `DeskSession`.

    `chosen` is the id of the ready definition that is looked at, "" for none; `done` the id of the
    indicator changed last.
    """

    chosen: str = ""
    asked: AskedChange | None = None
    done: str = ""

    def restart(self) -> None:
        """Forget what was chosen and asked for."""
        super().restart()
        self.chosen, self.asked = "", None

    def look_at(self, indicator_id: str) -> None:
        """Choose a ready definition to look at."""
        self.chosen, self.asked = indicator_id, None
        self.outcome = self.missed = self.done = ""

    def ask(self, change: DefinitionChange, why: str) -> None:
        """Have a change wait to be confirmed."""
        self.asked = AskedChange(change, why)
        self.outcome = self.missed = self.done = ""

    def leave(self) -> None:
        """Take back what was asked for; what is looked at stays."""
        self.asked = None


def indicators_desk() -> IndicatorsSession:
    """Return the session of this visit."""
    session: IndicatorsSession = st.session_state.setdefault(_DESK, IndicatorsSession())
    return session
