"""What a page says, read from its markup."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from pages.browser.native_sanitiser import markup_of

MARK = re.compile(r'<span class="mk">.*?</span></span>')


@dataclass
class Table:
    """A table: its caption, its heads and the text of its cells."""

    caption: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def column(self, title: str) -> dict[str, str]:
        """The cells of a column by the first cell of their rows."""
        place = self.head.index(title)
        return {row[0]: row[place] for row in self.rows}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.open: list[str] | None = None
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(Table())
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr" and not self.in_head:
            self.tables[-1].rows.append([])
        elif tag in ("th", "td", "caption"):
            self.open = []
        elif tag == "img" and self.open is not None:
            self.open.append(dict(attrs).get("alt") or "")
        elif tag == "span" and self.open is not None:
            self.open.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self.in_head = False
        elif tag in ("th", "td", "caption") and self.open is not None:
            text = " ".join("".join(self.open).split())
            if tag == "caption":
                self.tables[-1].caption = text
            elif self.in_head:
                self.tables[-1].head.append(text)
            else:
                self.tables[-1].rows[-1].append(text)
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.open.append(data)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def markup(app: AppTest) -> str:
    """All markup of a page, without the style sheet."""
    bodies = [markup_of(element.proto.body) for element in app.get("html")]
    return "\n".join(body for body in bodies if "<style" not in body and "@media" not in body)


def text(app: AppTest) -> str:
    """What the markup says, white space evened out."""
    reader = _Text()
    reader.feed(markup(app))
    return " ".join(" ".join(reader.parts).split())


def headings(app: AppTest, level: int = 2) -> list[str]:
    """The headings of our own drawing of a level, in order, without the marks of their figures."""
    return [
        unescape(MARK.sub("", found))
        for found in re.findall(rf"<h{level} .*?>(.*?)</h{level}>", markup(app))
    ]


def mark(status: str) -> str:
    """What `text` has of the mark after a figure of this data status."""
    return "" if status == "published" else f" [{status[0]}] {status}"


def summaries(app: AppTest) -> list[str]:
    """The titles of all folds, in order, with what only screen readers are told."""
    found = re.findall(r"<summary>(.*?)</summary>", markup(app))
    return [unescape(re.sub(r"<[^>]*>", "", title)) for title in found]


def tables(app: AppTest) -> list[Table]:
    """The tables of a page, in order."""
    reader = _Reader()
    reader.feed(markup(app))
    return reader.tables


def table(app: AppTest, caption: str) -> Table:
    """The one table whose caption holds these words."""
    (found,) = [t for t in tables(app) if caption in t.caption]
    return found


def faults(app: AppTest) -> list[str]:
    """The exceptions a page shows."""
    return [str(element.message) for element in app.exception]


def chart_texts(app: AppTest) -> list[str]:
    """The alternative text of every chart."""
    drawn = re.findall(r'<div class="plot" role="img" aria-label="([^"]*)"', markup(app))
    return [*map(unescape, drawn), *(each.proto.alt for each in app.get("plotly_chart"))]


def plots_drawn(app: AppTest) -> list[str]:
    """The markup of every line chart drawn as HTML, up to its table."""
    return re.findall(r'<div class="plot".*?</ul></div>', markup(app), re.DOTALL)


def notices(app: AppTest, role: str) -> list[str]:
    """The notices of a page: `alert` for what stops it, `status` for what it ignored."""
    found = re.findall(rf'<p class="notice" role="{role}">(.*?)</p>', markup(app), re.DOTALL)
    return [unescape(said) for said in found]


def flat(said: str) -> str:
    """A text with its white space evened out."""
    return " ".join(said.split())


def spoken(source: str) -> str:
    """What a piece of markup says."""
    return flat(unescape(re.sub(r"<[^>]*>", " ", source)))
