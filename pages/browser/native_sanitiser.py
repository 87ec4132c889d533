"""Markup sent as text, for the browser's own sanitiser, which `native_sanitiser.js` calls.

Streamlit cleans markup with a script in the browser, element by element: of long markup that takes
longer than all the server does for a change of a filter.
"""

from html import unescape

_LONG = 1_000  # letters: below that, cleaning costs next to nothing
_START, _END = '<pre class="to-sanitise" hidden>', "</pre>"


def for_browser(markup: str) -> str:
    """Return markup as it is sent: long markup as the text of one hidden element."""
    if len(markup) < _LONG:
        return markup
    # A line break at the start of a `pre` would be lost; markup starts with a tag.
    text = markup.replace("&", "&amp;").replace("<", "&lt;")
    return f"{_START}{text}{_END}"


def markup_of(sent: str) -> str:
    """Return the markup that `for_browser` made into what is sent."""
    if not sent.startswith(_START):
        return sent
    return unescape(sent.removeprefix(_START).removesuffix(_END))
