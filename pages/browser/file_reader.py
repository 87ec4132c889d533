"""Reads a file on the visitor's own disk as text in the browser, without uploading it.

The server's upload address is open to signed-in officers only, so Streamlit's uploader cannot
be used. The script is served from our own address: an inline one would need `blob:` in the
content security policy.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = Path(__file__).with_name("loader")
_SCRIPT = "loader.js"
_MANIFEST = ComponentManifest("kpi", "1", [ComponentConfig("loader", ".")])
_NAME = "kpi.loader"
_MARKUP = """
<div class="loader">
  <label for="saved-selection">Open a saved selection</label>
  <input type="file" id="saved-selection" accept=".json,application/json">
  <p class="under" role="status"></p>
</div>
"""


def register() -> None:
    """Register the script with this process; also called at its start."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        manager.register_from_manifest(_MANIFEST, _FOLDER)


def text_file(key: str, take: Callable[[str, str], None]) -> None:
    """Draw the file chooser; `take` is called with name and text before the page is redrawn."""
    register()
    mount = st.components.v2.component(_NAME, html=_MARKUP, js=_SCRIPT, isolate_styles=False)

    def loaded() -> None:
        said = st.session_state[key].loaded
        # Data from a browser may be anything.
        if isinstance(said, dict) and isinstance(said.get("text"), str):
            take(str(said.get("name", "")), said["text"])

    mount(key=key, on_loaded_change=loaded)
