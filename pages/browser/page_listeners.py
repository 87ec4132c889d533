"""Listens to a whole page in the browser: speaks of changes, and redraws after a lost connection.

Streamlit alone leaves the old page after a loss; its files belong to a session that the server, or
another process that took over, does not know.
"""

from pages.browser import screen_reader
from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript(
    "listeners",
    """
<p class="visually-hidden" role="status" id="what-changed"></p>
""",
)


def listen() -> None:
    """Draw the live region and watch the connection from the frame, which persists when pages
    change."""
    # A callback makes the browser's message a trigger; the resulting run is all that is needed.
    mount = SCRIPT.component()
    mount(
        key="listeners",
        data={"said": screen_reader.announcements()},
        on_back_change=_drawn_anew,
    )


def _drawn_anew() -> None:
    """Do nothing: the run that follows redraws the page."""
