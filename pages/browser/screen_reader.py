"""Announces changes to screen readers: the page, its filters, what is shown.

WCAG 4.1.3: Streamlit redraws a page silently. The script is served from our own address.
"""

import streamlit as st

_ANNOUNCED = "told to screen readers"


def begin() -> None:
    """Start a run with nothing to announce."""
    st.session_state[_ANNOUNCED] = []


def add(text: str) -> None:
    """Add a text to announce: a page with its filters, a count, a message. Ignores an empty one."""
    if text:
        st.session_state[_ANNOUNCED] = [*st.session_state.get(_ANNOUNCED, []), text]


def announcements() -> str:
    """Return everything to announce in this run, in order."""
    return " ".join(
        text if text.endswith((".", ":", "!", "?")) else f"{text}."
        for text in st.session_state.get(_ANNOUNCED, [])
    )
