"""The parts a document is made of, independent of any file format.

A cell of a table is a tuple of lines. All text is plain text: the writer of each format escapes
it for that format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["plain", "bullet", "banner", "instruction", "lead"]
RichStyle: TypeAlias = Literal["numbered", "plain", "bullet", "note", "lead", "source"]
LineStyle: TypeAlias = Literal["block", "glance", "small", "figure", "letters", "key"]
TableLook: TypeAlias = Literal["boxed", "lined"]
Cell: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1, 2 or 3."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `label` precedes it in bold."""

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


@dataclass(frozen=True)
class Run:
    """Text of one look. A `placeholder` is for an officer to fill in, and shaded until then.

    A `small` one stands beside a large figure: its unit, its mark.
    `paragraph` names a numbered paragraph: the run is then a reference to its number, and its own
    text stays empty.
    """

    text: str = ""
    bold: bool = False
    placeholder: bool = False
    paragraph: str = ""
    small: bool = False


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class RichParagraph:
    """A paragraph of runs. A `numbered` one counts on through the document, `name` refers to it."""

    runs: Runs
    style: RichStyle = "plain"
    name: str = ""
    keep_with_next: bool = False


@dataclass(frozen=True)
class InlinePicture:
    """A picture that is drawn, as the bytes of a PNG file, when the document is written."""

    title: str
    text: str
    draw: Callable[[], bytes]
    width: float  # in cm


@dataclass(frozen=True)
class PictureRow:
    """Pictures side by side in one line, kept with the paragraph that follows."""

    pictures: tuple[InlinePicture, ...]


@dataclass(frozen=True)
class Line:
    """A line of a cell: runs, or a picture."""

    runs: Runs = ()
    style: LineStyle = "block"
    picture: InlinePicture | None = None


@dataclass(frozen=True)
class RichCell:
    """A cell of a `RichTable`."""

    lines: tuple[Line, ...]
    shaded: bool = False
    centred: bool = False


@dataclass(frozen=True)
class RichTable:
    """A table of rich cells with one header row; `widths` are in cm.

    A `boxed` table has all its lines, a `lined` one only those between rows and a visible title.
    """

    title: str
    description: str
    head: tuple[RichCell, ...]
    rows: tuple[tuple[RichCell, ...], ...]
    widths: tuple[float, ...]
    look: TableLook = "boxed"

    def __post_init__(self) -> None:
        wrong = [len(row) for row in self.rows if len(row) != len(self.head)]
        if not self.head or len(self.widths) != len(self.head) or wrong:
            raise ValueError(f"the table '{self.title}' has rows of other widths than its head")


Block: TypeAlias = (
    Heading | Paragraph | DocumentTable | DocumentImage | RichParagraph | PictureRow | RichTable
)


@dataclass(frozen=True)
class DocumentProperties:
    """A document's properties, and the line at the foot of each page."""

    title: str
    subtitle: str
    subject: str
    author: str
    keywords: str
    day: date
    foot: str


def cell(*lines: str) -> Cell:
    """Return a cell of these lines, leaving out empty ones."""
    return tuple(line for line in lines if line)


def cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    """Return a row of one-line cells."""
    return tuple(cell(text) for text in texts)


def run_text(runs: Runs, numbers: Mapping[str, int]) -> str:
    """Return runs as plain text, with the numbers of the paragraphs they refer to."""
    return "".join(str(numbers[run.paragraph]) if run.paragraph else run.text for run in runs)


def numbers_of(blocks: Iterable[object]) -> dict[str, int]:
    """Return the number of each named paragraph: numbered ones count from 1, in order."""
    numbers: dict[str, int] = {}
    count = 0
    for block in blocks:
        if isinstance(block, RichParagraph) and block.style == "numbered":
            count += 1
            if block.name:
                numbers[block.name] = count
    return numbers
