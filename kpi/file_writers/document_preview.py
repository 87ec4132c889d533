"""The first pages of a document for a web page: texts, tables and pictures as in its file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kpi.file_writers.document import (
    Heading,
    InlinePicture,
    Line,
    PictureRow,
    RichCell,
    RichParagraph,
    RichTable,
    Runs,
)
from kpi.file_writers.docx_runs import clean_run

PreviewPart: TypeAlias = Heading | RichParagraph | RichTable | PictureRow


@dataclass(frozen=True)
class PreviewRun:
    """Text of one look."""

    text: str
    bold: bool = False
    placeholder: bool = False
    small: bool = False


@dataclass(frozen=True)
class PreviewPicture:
    """A picture of the file: its address, its alternative text and its width in cm."""

    address: str
    text: str
    width: float


@dataclass(frozen=True)
class PreviewLine:
    """A line of a cell: its style and its runs, or a picture."""

    style: str
    runs: tuple[PreviewRun, ...] = ()
    picture: PreviewPicture | None = None


@dataclass(frozen=True)
class PreviewCell:
    """A cell of a table."""

    lines: tuple[PreviewLine, ...]
    shaded: bool
    centred: bool


@dataclass(frozen=True)
class PreviewTable:
    """A table with the widths of its columns in per cent."""

    title: str
    look: str
    widths: tuple[float, ...]
    head: tuple[PreviewCell, ...]
    rows: tuple[tuple[PreviewCell, ...], ...]


@dataclass(frozen=True)
class PreviewBlock:
    """A part of a page: a heading, paragraph, row of pictures or table."""

    kind: str
    text: str = ""
    number: int = 0
    runs: tuple[PreviewRun, ...] = ()
    pictures: tuple[PreviewPicture, ...] = ()
    table: PreviewTable | None = None


def sheets(
    pages: Iterable[Iterable[PreviewPart]], numbers: Mapping[str, int]
) -> tuple[tuple[PreviewBlock, ...], ...]:
    """Return a document's first pages, each as its blocks; `numbers` are of named paragraphs."""
    maker = _Maker(numbers)
    return tuple(tuple(maker.block(part) for part in page) for page in pages)


class _Maker:
    """Makes blocks in order, as it counts numbered paragraphs and visible tables."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.numbers, self.paragraphs, self.tables = numbers, 0, 0

    def block(self, part: PreviewPart) -> PreviewBlock:
        match part:
            case Heading():
                return PreviewBlock(f"h{part.level}", part.text)
            case PictureRow():
                drawn = tuple(map(_picture, part.pictures))
                return PreviewBlock("pictures", pictures=drawn)
            case RichTable():
                return PreviewBlock("table", table=self._table(part))
            case RichParagraph():
                numbered = part.style == "numbered"
                self.paragraphs += numbered
                number = self.paragraphs if numbered else 0
                return PreviewBlock(part.style, number=number, runs=self._runs(part.runs))

    def _table(self, part: RichTable) -> PreviewTable:
        lined = part.look == "lined"
        self.tables += lined
        return PreviewTable(
            f"Table {self.tables}: {part.title}" if lined else part.title,
            part.look,
            tuple(100 * wide / sum(part.widths) for wide in part.widths),
            tuple(map(self._cell, part.head)),
            tuple(tuple(map(self._cell, row)) for row in part.rows),
        )

    def _cell(self, cell: RichCell) -> PreviewCell:
        return PreviewCell(tuple(map(self._line, cell.lines)), cell.shaded, cell.centred)

    def _line(self, line: Line) -> PreviewLine:
        drawn = _picture(line.picture) if line.picture is not None else None
        return PreviewLine(line.style, self._runs(line.runs), drawn)

    def _runs(self, runs: Runs) -> tuple[PreviewRun, ...]:
        return tuple(
            PreviewRun(
                str(self.numbers[run.paragraph]) if run.paragraph else clean_run(run.text),
                run.bold,
                run.placeholder,
                run.small,
            )
            for run in runs
        )


def _picture(picture: InlinePicture) -> PreviewPicture:
    data = base64.b64encode(picture.draw()).decode()
    return PreviewPicture(f"data:image/png;base64,{data}", picture.text, picture.width)
