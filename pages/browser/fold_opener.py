"""Opens a folded section that a link on the page, or the page's address, leads to.

The script is served from our own address, as that of `reconnect` is.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("opener")
_SCRIPT = "opener.js"
_MANIFEST = ComponentManifest("kpi-opener", "1", [ComponentConfig("opener", ".")])
_NAME = "kpi-opener.opener"
_MARKUP = """
<span hidden></span>
"""


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def listen() -> None:
    """Watch the links of this page; drawn after the sections that they lead to."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)
    with st.container(key="for-folds"):
        mount(key="opening-folds")
