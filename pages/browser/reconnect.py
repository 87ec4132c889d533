"""Redraws a page after its lost connection returns, so that its downloads work.

Streamlit alone leaves the old page; its files belong to a session that the server, or another
process that took over, does not know.
"""

from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript("back")


def listen() -> None:
    """Watch the connection from the frame, which persists when pages change."""
    mount = SCRIPT.component()
    # A callback makes the browser's message a trigger; the resulting run is all that is needed.
    mount(key="coming-back", on_back_change=_drawn_anew)


def _drawn_anew() -> None:
    """Do nothing: the run that follows redraws the page."""
