"""What a screen reader is told after each change: the page, its filters, what is shown.

WCAG 4.1.3: Streamlit draws a page anew and says nothing. The script is served as a file of ours,
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
    """Let this process serve the script; also at its start, for visitors of another process."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def begin() -> None:
    """A new run: nothing is told yet."""
    st.session_state[_TOLD] = []


def add(text: str) -> None:
    """One more thing to tell: a page with its filters, a count, a message. Empty adds nothing."""
    if text:
        st.session_state[_TOLD] = [*st.session_state.get(_TOLD, []), text]


def told() -> str:
    """All that is to be told in this run, in order."""
    return " ".join(
        text if text.endswith((".", ":", "!", "?")) else f"{text}."
        for text in st.session_state.get(_TOLD, [])
    )


def speak() -> None:
    """Draw the node that tells it. It stands in the frame, so no change of page replaces it."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    mount(key="reader", data={"said": told()})
