"""A page whose connection was lost is drawn anew when it is back, so that its downloads work.

Streamlit alone leaves the old page standing; its files belong to a visit that the server, or the
other process that took over, does not know. The script is served as a file of ours, see `loading`.
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
    """Let this process serve the script; also at its start, for visitors of another process."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def listen() -> None:
    """Watch the connection, from the frame, which no change of page replaces."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    # A callback makes the browser's word a trigger; being called is all that is wanted.
    mount(key="coming-back", on_back_change=_drawn_anew)


def _drawn_anew() -> None:
    """The run that follows is what was asked for."""
