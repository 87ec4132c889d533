"""HTML elements with every text escaped: tables, status tags, definition lists."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from urllib.parse import urlencode

import streamlit as st

from kpi.formatting import capital
from kpi.guidance.glossary import words_in
from kpi.indicators.targets import target_status
from kpi.model.data_status import DERIVED, ILLUSTRATIVE, PUBLISHED
from kpi.wording.comparisons.verdicts import VerdictText
from kpi.wording.status.status_words import STATUS_WORDS
from pages.browser import native_sanitiser

_TAG = re.compile(r"<[^>]*>")
_SHORT = 2_000  # letters: helps under the filters, headings, notes
_gathering: ContextVar[list[str] | None] = ContextVar("gathering", default=None)
# Shape, and the class that sets the colour: status is never shown by colour alone.
MARKS = {
    target_status.BEYOND_INTERVENTION: ("■", "bad"),
    target_status.OFF_TARGET: ("▲", "short"),
    target_status.ON_TARGET: ("●", "good"),
    target_status.AWAITING: ("○", "none"),
    target_status.SUPPRESSED: ("○", "none"),
    target_status.NO_TARGET: ("–", "none"),
}


class _PageRun(threading.local):
    """What this run of a page has drawn: each has its own thread, and ends with it."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.last: list[str] = []


_run = _PageRun()


@dataclass(frozen=True)
class PreparedMarkup:
    """Markup made once and drawn for many visitors, with those of its words to be explained."""

    markup: str
    words: frozenset[str]

    @cached_property
    def sent(self) -> str:
        """The markup as it is sent to a browser."""
        return native_sanitiser.for_browser(self.markup)

    def _repr_html_(self) -> str:
        """Return what is sent as it stands: of a text, Streamlit first evens the margins."""
        return self.sent


def prepared(*parts: str) -> PreparedMarkup:
    """Return markup ready to be drawn any number of times."""
    markup = "".join(parts).strip()
    return PreparedMarkup(markup, words_in(_TAG.sub(" ", markup)))


def draw(*parts: str) -> None:
    """Draw markup made by this module, in one piece; nothing for empty markup."""
    markup = "".join(parts)
    gathering = _gathering.get()
    if gathering is None:
        draw_prepared(_prepared_before(markup) if len(markup) < _SHORT else prepared(markup))
    elif markup:
        gathering.append(markup)


@lru_cache(maxsize=512)
def _prepared_before(markup: str) -> PreparedMarkup:
    """Return a short piece of markup prepared, as each run of a page draws the same ones again."""
    return prepared(markup)


def draw_prepared(ready: PreparedMarkup) -> None:
    """Draw markup that was made before; nothing for empty markup."""
    if ready.markup:
        _run.words.update(ready.words)
        st.html(ready)


def draw_last(ready: PreparedMarkup) -> None:
    """Draw a page's last piece of markup together with what the frame draws below it."""
    _run.words.update(ready.words)
    _run.last.append(ready.markup)


def end() -> list[str]:
    """Return what the page drew as its last piece; the frame draws it."""
    return _run.last


@contextmanager
def gathered() -> Iterator[list[str]]:
    """Collect what is drawn within the context in the list returned, not on the page."""
    drawn: list[str] = []
    token = _gathering.set(drawn)
    try:
        yield drawn
    finally:
        _gathering.reset(token)


@contextmanager
def together() -> Iterator[None]:
    """Draw the content of the context as one piece, with the same spacing as single pieces.

    Each further piece costs every browser a millisecond or two with every change.
    """
    with gathered() as drawn:
        yield
    draw(pieces(drawn))


def pieces(parts: Iterable[str]) -> str:
    """Return pieces of markup as one, with the spacing of pieces drawn one by one."""
    return "".join(f'<div class="piece">{each}</div>' for each in parts if each)


def begin() -> None:
    """Start a page: no words drawn yet, no last piece."""
    _run.words, _run.last = set(), []


def words() -> frozenset[str]:
    """Return the words drawn since `begin` that may be abbreviations."""
    return frozenset(_run.words)


def tag(status: str) -> str:
    """Return a target status as word, shape and colour."""
    shape, kind = MARKS[status]
    word = escape(STATUS_WORDS[status])
    return f'<span class="status {kind}"><span aria-hidden="true">{shape}</span> {word}</span>'


def derived() -> str:
    """Return the mark of a derived figure, which nobody publishes."""
    return '<span class="derived">derived</span>'


def data_mark(status: str) -> str:
    """Return the mark of one or several figures' data status; empty for published ones."""
    if status in ("", PUBLISHED):
        return ""
    kind = ILLUSTRATIVE if ILLUSTRATIVE in status else DERIVED
    return f'<span class="{kind}">{escape(status)}</span>'


def after(status: str) -> str:
    """Return the same mark after a space, to follow a text."""
    mark = data_mark(status)
    return f" {mark}" if mark else ""


def marked_text(text: str, status: str) -> str:
    """Return an escaped text with the mark of its figures; empty for no text."""
    return f"{escape(text)}{after(status)}" if text else ""


def slug(text: str) -> str:
    """Return the name by which a heading is found in an address."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))


def heading(text: str, level: int = 2) -> str:
    """Return the heading of a section; Streamlit's own costs a browser three times more."""
    return f'<h{level} id="{slug(text)}">{escape(text)}</h{level}>'


def header(text: str) -> None:
    """Draw the heading of a section."""
    draw(heading(text))


def subheader(text: str) -> None:
    """Draw the heading of a subsection."""
    draw(heading(text, 3))


def stacked(*lines: str) -> str:
    """Return a first line and smaller ones below it, all markup; empty ones are left out."""
    kept = [line for line in lines if line]
    first, rest = kept[:1], kept[1:]
    return "".join([*first, *(f'<span class="under">{line}</span>' for line in rest)])


def link(page: str, text: str, **query: str) -> str:
    """Return a link to another page with the given filters."""
    address = f"{page}?{urlencode(query)}" if query else page
    return f'<a href="{escape(address)}" target="_self">{escape(text)}</a>'


def table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    kind: str = "",
    caption_hidden: bool = False,
    numeric: Sequence[int] = (),
) -> str:
    """Return a table with caption, column headers, and the first cell of each row as its header.

    `head` is text, empty above a column of bars; the cells are markup. `numeric` are the columns
    aligned to the right.
    """
    hidden = ' class="visually-hidden"' if caption_hidden else ""

    def right(index: int) -> str:
        return ' class="number"' if index in numeric else ""

    cells = "".join(
        f'<th scope="col"{right(i)}>{escape(name)}</th>' if name else "<td></td>"
        for i, name in enumerate(head)
    )

    def cell(index: int, content: str) -> str:
        if index == 0:
            return f'<th scope="row">{content}</th>'
        return f'<td{right(index)} data-label="{escape(head[index])}">{content}</td>'

    body = "".join(
        f"<tr>{''.join(cell(i, content) for i, content in enumerate(row))}</tr>" for row in rows
    )
    return (
        f'<div class="table-frame"><table class="kpi {escape(kind)}"><caption{hidden}>'
        f"{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def pairs(entries: Iterable[tuple[str, str]], kind: str = "facts") -> str:
    """Return a definition list. Terms are text, meanings are markup."""
    body = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{meaning}</dd></div>" for term, meaning in entries
    )
    return f'<dl class="{escape(kind)}">{body}</dl>'


def paragraphs(texts: Iterable[str], kind: str = "") -> str:
    """Return paragraphs of text."""
    mark = f' class="{escape(kind)}"' if kind else ""
    return "".join(f"<p{mark}>{escape(text)}</p>" for text in texts if text)


def marked(text: str, mark: str, kind: str = "fact") -> str:
    """Return a sentence with the mark of its figure; empty for no text."""
    return f'<p class="{escape(kind)}">{escape(text)}{mark}</p>' if text.strip() else ""


def bullets(items: Iterable[str], kind: str = "") -> str:
    """Return a list of markup items; empty for none."""
    mark = f' class="{escape(kind)}"' if kind else ""
    entries = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul{mark}>{entries}</ul>" if entries else ""


def picture(address: str, text: str, kind: str = "spark") -> str:
    """Return an image with its text; empty when there is none."""
    if not address:
        return ""
    return f'<img class="{escape(kind)}" src="{escape(address)}" alt="{escape(text)}">'


def folded(title: str, content: str) -> str:
    """Return markup in an expander. The title is text."""
    return f"<details><summary>{escape(title)}</summary><div>{content}</div></details>"


def section_fold(parts: Iterable[str]) -> str:
    """Return a section's pieces in an expander named by the first, its heading; empty for none."""
    heading_of, *rest = [*parts] or [""]
    if not heading_of:
        return ""
    return (
        f'<details class="section"><summary>{heading_of}</summary>'
        f"<div>{pieces(rest)}</div></details>"
    )


def side_by_side(left: str, right: str) -> str:
    """Return two pieces of markup side by side where there is room; one alone has the width."""
    if not (left and right):
        return f"{left}{right}"
    return f'<div class="beside"><div>{left}</div><div>{right}</div></div>'


def verdicts(texts: Iterable[VerdictText], period: str = "") -> str:
    """Return each verdict as a sentence, with its rule in an expander.

    `period` distinguishes them from the verdicts on another figure of the page.
    """
    mark = f", {period}" if period else ""
    return bullets(
        (
            f"<strong>{escape(each.against)}: {escape(each.word)}.</strong> "
            f"{escape(capital(each.sentence))}."
            f"{folded(f'Why this verdict? ({each.against}{mark})', escape(each.why))}"
            for each in texts
        ),
        kind="verdicts",
    )


def bar(width: float, key: str) -> str:
    """Return a bar of `width` per cent, hidden from screen readers as it repeats a figure."""
    return (
        f'<span class="bar-frame" aria-hidden="true"><span class="bar {escape(key)}" '
        f'style="width:{width:.1f}%"></span></span>'
    )
