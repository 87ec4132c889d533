"""Opens a folded section that a link on the page, or the page's address, leads to."""

import streamlit as st

from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript("opener")


def listen() -> None:
    """Watch the links of this page; drawn after the sections that they lead to."""
    mount = SCRIPT.component()
    with st.container(key="for-folds"):
        mount(key="opening-folds")
