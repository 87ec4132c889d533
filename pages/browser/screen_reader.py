"""Announces changes to screen readers: the page, its filters, what is shown.

WCAG 4.1.3: Streamlit redraws a page silently. The script is served from our own address,
see `loading`.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("reader")
_SCRIPT = "reader.js"
_MANIFEST = ComponentManifest("kpi-reader", "1", [ComponentConfig("reader", ".")])
_NAME = "kpi-reader.reader"
_MARKUP = """
<p class="visually-hidden" role="status" id="what-changed"></p>
"""
_TOLD = "told to screen readers"


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def begin() -> None:
    """Start a run with nothing to announce."""
    st.session_state[_TOLD] = []


def add(text: str) -> None:
    """Add a text to announce: a page with its filters, a count, a message. Ignores an empty one."""
    if text:
        st.session_state[_TOLD] = [*st.session_state.get(_TOLD, []), text]


def announcements() -> str:
    """Return everything to announce in this run, in order."""
    return " ".join(
        text if text.endswith((".", ":", "!", "?")) else f"{text}."
        for text in st.session_state.get(_TOLD, [])
    )


def speak() -> None:
    """Draw the live region in the frame, where no change of page replaces it."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    mount(key="reader", data={"said": announcements()})
