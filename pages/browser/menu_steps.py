"""Makes a press in the menu one step of the browser's Back button.

The script is served from our own address.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("steps")
_SCRIPT = "steps.js"
_MANIFEST = ComponentManifest("kpi-steps", "1", [ComponentConfig("steps", ".")])
_NAME = "kpi-steps.steps"
_MARKUP = """
<span hidden></span>
"""


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def count() -> None:
    """Count a press in the menu once, from the frame, which persists when pages change."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    mount(key="menu-steps")
