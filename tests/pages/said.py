"""Everything a page says, as one list of texts: markup, labels, options, help, alternative text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from tests.pages.reading import chart_texts, markup

# What ends a text: a new block, a new line inside one, or a part of its own.
BLOCKS = frozenset(
    (
        *("p", "li", "dt", "dd", "th", "td", "caption", "summary", "h1", "h2", "h3", "h4"),
        *("div", "tr", "table", "ul", "ol", "dl", "details", "figure", "br"),
    )
)
# Spans that stand by themselves: small lines of a table, and the parts of a chart.
APART = (
    *(["under"], ["up"], ["along"], ["above"], ["point"], ["tip"], ["who"], ["sub"]),
    *(["over"], ["end"], ["named"], ["ch"], ["cv"], ["figure"], ["axis-y"], ["flip"], ["what"]),
)
# Letters of comparators, which stand for the names beside them or in the text of their picture.
LETTERS = (["sw"], ["letter"], ["lettered"], ["initial"])
WIDGETS = (
    *("selectbox", "multiselect", "radio", "checkbox", "toggle", "button", "download_button"),
    *("expander", "text_input", "file_uploader", "date_input"),
)


class _Blocks(HTMLParser):
    """Takes markup apart into the texts of its blocks, with the alternative text of images."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open: list[str] = []
        self._in_letters = False

    def _end(self) -> None:
        text = " ".join("".join(self._open).split())
        if text:
            self.texts.append(text)
        self._open = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        kind = (told.get("class") or "").split()[:1]
        if tag in BLOCKS or (tag == "span" and kind in APART):
            self._end()
        self._in_letters = tag in ("span", "b") and kind in LETTERS
        self.texts += [said for name in ("alt", "aria-label") if (said := told.get(name))]

    def handle_endtag(self, tag: str) -> None:
        self._in_letters = False
        if tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._in_letters:
            self._open.append(data)

    def close(self) -> None:
        super().close()
        self._end()


def texts_of_markup(source: str) -> list[str]:
    """The texts of each block of a piece of markup, in order."""
    reader = _Blocks()
    reader.feed(source)
    reader.close()
    return reader.texts


def widgets(app: AppTest) -> Iterator[str]:
    """Labels, help, placeholders and options of whatever a person can work."""
    for kind in WIDGETS:
        for element in app.get(kind):
            proto = element.proto
            for name in ("label", "help", "placeholder"):
                yield str(getattr(proto, name, ""))
            yield from map(str, getattr(proto, "options", ()))


def said(app: AppTest) -> list[str]:
    """Every text of a page: its markup in order, then its headings, charts and widgets."""
    found = texts_of_markup(markup(app))
    found += [element.value for element in (*app.header, *app.subheader)]
    found += [element.value for element in (*app.caption, *app.markdown, *app.error, *app.info)]
    found += chart_texts(app)
    found += [text for text in widgets(app) if text]
    return [re.sub(r"\s+", " ", text).strip() for text in found]
