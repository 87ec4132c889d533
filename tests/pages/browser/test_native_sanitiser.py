"""Markup sent as text is the same markup again, and holds nothing that a parser would read."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages.browser import native_sanitiser
from pages.browser.native_sanitiser import for_browser, markup_of

_LONG = native_sanitiser._LONG
AWKWARD = "<p>5 &lt; 7 &amp;amp; “é” \n\t]]> --> </pre></title><script>x</script>"


@given(st.text(alphabet=st.sampled_from("<>&;/!-]\"' aé\npre"), max_size=60))
@example(AWKWARD)
@example("</pre>")
@example("&lt;")
def test_what_is_sent_is_the_markup_again(text: str) -> None:
    for markup in (f"<p>{text}", f"<p>{text}" + "x" * _LONG):
        assert markup_of(for_browser(markup)) == markup


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.starts: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_long_markup_is_the_text_of_one_hidden_element() -> None:
    markup = AWKWARD + "x" * _LONG
    reader = _Elements()
    reader.feed(for_browser(markup))
    assert reader.starts == ["pre"]
    assert reader.text == markup


@pytest.mark.parametrize("markup", ["", "<p>Short</p>"])
def test_short_markup_is_sent_as_it_stands(markup: str) -> None:
    assert for_browser(markup) == markup
