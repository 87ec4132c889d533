"""Makes a press in the menu one step of the browser's Back button."""

from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript("steps")


def count() -> None:
    """Count a press in the menu once, from the frame, which persists when pages change."""
    mount = SCRIPT.component()
    mount(key="menu-steps")
