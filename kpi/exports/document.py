"""The parts a document is made of, independent of any file format.

A cell of a table is a tuple of lines. All text is plain text: the writer of each format escapes
it for that format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["plain", "numbered", "bullet", "banner", "field", "instruction"]
Cell: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3; `numbered` ones show the number of their section."""

    text: str
    level: int = 1
    numbered: bool = True
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `label` precedes it in bold. A `field` is a line of the title block."""

    text: str
    label: str = ""
    style: Style = "plain"


@dataclass(frozen=True)
class DocumentTable:
    """A table with a title, a description for screen readers, and one header row.

    `widths` are the columns' shares of the page's width. A table that is to stay `together` is not
    split over two pages where it fits on one.
    """

    title: str
    description: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    together: bool = False

    def __post_init__(self) -> None:
        wrong = [len(row) for row in self.rows if len(row) != len(self.head)]
        if not self.head or len(self.widths) != len(self.head) or wrong:
            raise ValueError(f"the table '{self.title}' has rows of other widths than its head")


@dataclass(frozen=True)
class DocumentImage:
    """A picture as the bytes of a PNG file, with its title and its alternative text."""

    title: str
    text: str
    data: bytes


Block: TypeAlias = Heading | Paragraph | DocumentTable | DocumentImage


@dataclass(frozen=True)
class DocumentProperties:
    """A document's properties, and the line at the top of each page."""

    title: str
    subtitle: str
    subject: str
    author: str
    keywords: str
    day: date
    running_head: str


def cell(*lines: str) -> Cell:
    """Return a cell of these lines, leaving out empty ones."""
    return tuple(line for line in lines if line)


def cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    """Return a row of one-line cells."""
    return tuple(cell(text) for text in texts)
