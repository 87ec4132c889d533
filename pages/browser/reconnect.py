"""Redraws a page after its lost connection returns, so that its downloads work.

Streamlit alone leaves the old page; its files belong to a session that the server, or another
process that took over, does not know. The script is served from our own address, see `loading`.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("back")
_SCRIPT = "back.js"
_MANIFEST = ComponentManifest("kpi-back", "1", [ComponentConfig("back", ".")])
_NAME = "kpi-back.back"
_MARKUP = """
<span hidden></span>
"""


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def listen() -> None:
    """Watch the connection from the frame, which persists when pages change."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    # A callback makes the browser's message a trigger; the resulting run is all that is needed.
    mount(key="coming-back", on_back_change=_drawn_anew)


def _drawn_anew() -> None:
    """Do nothing: the run that follows redraws the page."""
