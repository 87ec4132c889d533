"""Copies the address of the page, which holds the whole choice, to the visitor's clipboard."""

from pages.browser.browser_script import BrowserScript

SCRIPT = BrowserScript(
    "copier",
    """
<div class="copier"><button type="button">Copy the link</button>
<p class="visually-hidden" role="status"></p></div>
""",
)


def button(key: str) -> None:
    """Draw the button that copies the address."""
    mount = SCRIPT.component()
    mount(key=key)
