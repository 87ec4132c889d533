"""The scorecard's tables, read from the markup as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class ReadRow:
    """A row: its name, its cells, and what is folded below it."""

    name: str = ""
    cells: list[str] = field(default_factory=list)
    fold: str = ""
    compared: list[list[str]] = field(default_factory=list)


@dataclass
class ReadTable:
    """A table of the scorecard, with the names of its groups."""

    caption: str = ""
    heads: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    rows: list[ReadRow] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads tables of class `scorecard`; the fold of a row holds a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[ReadTable] = []
        self.kind = ""  # of the row: r, grp, x or empty in the head
        self.inside = 0  # tables that are open
        self.text: list[str] = []
        self.fold: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kinds = (given.get("class") or "").split()
        if tag == "table":
            self.inside += 1
            if "scorecard" in kinds:
                self.tables.append(ReadTable())
        if not self.inside:
            return
        if tag == "tr" and self.inside == 1:
            self.kind = next((k for k in ("r", "grp", "x") if k in kinds), "")
            if self.kind == "r":
                self.tables[-1].rows.append(ReadRow())
            self.fold = []
        elif tag == "tr" and self.inside == 2:
            self.tables[-1].rows[-1].compared.append([])
        elif tag in ("th", "td", "caption"):
            self.text = []
        elif tag == "img":
            self._add(given.get("alt") or "")
        elif tag in ("span", "p", "h4", "br", "details", "summary"):
            self._add(" ")
        if tag == "b" and "ch" in kinds:
            self.skipped += 1  # the column's name again, for narrow screens alone

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            return
        if tag == "b" and self.skipped:
            self.skipped -= 1
        said = " ".join("".join(self.text).split())
        if tag == "table":
            self.inside -= 1
            return
        table = self.tables[-1]
        if tag == "caption" and self.inside == 1:
            table.caption = said
        elif tag in ("th", "td") and self.inside == 2:
            table.rows[-1].compared[-1].append(said)
            self.text = []
        elif tag in ("th", "td") and self.kind == "":
            table.heads.append(said)
        elif tag == "th" and self.kind == "grp":
            table.groups.append(said)
        elif tag in ("th", "td") and self.kind == "r":
            row = table.rows[-1]
            row.cells.append(said)
        elif tag == "a" and self.kind == "r":
            table.rows[-1].name = said
        elif tag == "tr" and self.kind == "x" and self.inside == 1:
            row = table.rows[-1]
            row.fold = " ".join("".join(self.fold).split())
            row.compared = [line for line in row.compared if line and line[0] != "Who and when"]

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, data: str) -> None:
        if self.skipped or not self.inside:
            return
        self.text.append(data)
        if self.kind == "x":
            self.fold.append(data)


def scorecard_tables(markup: str) -> list[ReadTable]:
    """The scorecard's tables in some markup, in order."""
    reader = _Reader()
    reader.feed(markup)
    return reader.tables
