"""Reads a file on the visitor's own disk as text in the browser, without uploading it.

The server's upload address is open to signed-in officers only, so Streamlit's uploader cannot
be used. The script is served from our own address: an inline one would need `blob:` in the
content security policy.
"""

from collections.abc import Callable

import streamlit as st

from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript(
    "loader",
    """
<div class="loader">
  <label for="saved-selection">Open a saved selection</label>
  <input type="file" id="saved-selection" accept=".json,application/json" disabled>
  <p class="under" role="status"></p>
</div>
""",
)


def text_file(key: str, take: Callable[[str, str], None]) -> None:
    """Draw the file chooser; `take` is called with name and text before the page is redrawn."""
    mount = SCRIPT.component()

    def loaded() -> None:
        file = st.session_state[key].loaded
        # Data from a browser may be anything.
        if isinstance(file, dict) and isinstance(file.get("text"), str):
            take(str(file.get("name", "")), file["text"])

    mount(key=key, on_loaded_change=loaded)
