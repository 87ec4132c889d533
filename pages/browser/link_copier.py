"""Copies the address of the page, which holds the whole choice, to the visitor's clipboard."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("copier")
_SCRIPT = "copier.js"
_MANIFEST = ComponentManifest("kpi", "1", [ComponentConfig("copier", ".")])
_NAME = "kpi.copier"
_MARKUP = """
<div class="copier"><button type="button">Copy the link</button>
<p class="visually-hidden" role="status"></p></div>
"""


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def button(key: str) -> None:
    """Draw the button that copies the address."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    mount(key=key)
