"""Tables of a Word file: widths that fit every word, rows kept whole, frames of rich cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Cm
from docx.table import Table, _Row

from kpi.file_writers import docx_styles as look
from kpi.file_writers.document import DocumentTable, Line, RichCell, RichTable
from kpi.file_writers.docx_runs import clean, clean_run
from kpi.file_writers.print_widths.column_widths import fitted
from kpi.file_writers.print_widths.text_width import POINTS_PER_CM, longest_word, width

CELL_MARGIN = 0.19
"""The room in cm that Word leaves on each side of a cell's text."""
NARROW, NARROW_MARGIN, LINED_MARGIN, LINED_ABOVE = 2.0, 0.03, 0.1, 0.07
_SAFETY = (1.25, 1.15, 1.02)
"""What the widest words are multiplied by, the first for which there is room.

A machine without Arial takes another font, up to a quarter wider; printers differ a little.
"""
_SIZES = {name: (size, bold) for name, _, size, bold, _, _ in look.LOOK}


def widths_of(table: DocumentTable, room: float) -> list[float]:
    """Return widths in cm of a table's columns, `room` cm together, that fit every word."""
    total = sum(table.widths)
    wished = [room * share / total for share in table.widths]
    size, head_size = _SIZES["Table text"][0], _SIZES["Table heading"][0]
    needed = []
    for place, title in enumerate(table.head):
        words = [longest_word(clean(title), head_size, bold=True)]
        words += [
            longest_word(clean(line), size, bold=place == 0)
            for row in table.rows
            for line in row[place]
        ]
        needed.append(max(words) / POINTS_PER_CM)
    many = len(needed)
    return _widths(wished, needed, [2 * CELL_MARGIN] * many, [0.0] * many)


def rich_widths_of(table: RichTable) -> list[float]:
    """Return widths in cm of a rich table's columns that fit every word."""
    words, margins, drawn = [], [], []
    for place, wished in enumerate(table.widths):
        cells = [table.head[place], *(row[place] for row in table.rows)]
        lines = [line for cell in cells for line in cell.lines]
        words.append(max((_needed(line) for line in lines), default=0.0))
        margins.append(2 * margin_of(table, wished))
        pictures = (line.picture.width for line in lines if line.picture is not None)
        drawn.append(max(pictures, default=0.0))
    return _widths(table.widths, words, margins, drawn)


def _widths(
    wished: Sequence[float],
    words: Sequence[float],
    margins: Sequence[float],
    drawn: Sequence[float],
) -> list[float]:
    """Return widths for columns' widest words and pictures, the words with room to spare."""
    for spare in _SAFETY:
        needed = [
            max(word * spare, picture) + margin
            for word, picture, margin in zip(words, drawn, margins, strict=True)
        ]
        if sum(needed) <= sum(wished):
            break
    return fitted(wished, needed)


def margin_of(table: RichTable, wished: float) -> float:
    """Return the room in cm on each side of the text in a column of this width."""
    if table.look == "boxed":
        return CELL_MARGIN
    return NARROW_MARGIN if wished < NARROW else LINED_MARGIN


def rows_of(table: RichTable) -> Iterator[tuple[tuple[RichCell, ...], bool]]:
    """Yield each row's cells, and whether it is the head."""
    yield table.head, True
    for row in table.rows:
        yield row, False


def add(document: Document, block: RichTable) -> Table:
    """Add the empty table of a block to a document: its rows, widths, lines and descriptions."""
    made: Table = document.add_table(1 + len(block.rows), len(block.head), style="Table Grid")
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    look.describe(made, clean(block.title), clean(block.description))
    if block.look == "lined":
        look.only_lines_between_rows(made)
    widths = rich_widths_of(block)
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Cm(wide)  # else the columns come out equal
    for row in made.rows:
        for cell, wide, wished in zip(row.cells, widths, block.widths, strict=True):
            cell.width = Cm(wide)
            if block.look == "lined":
                look.margins(cell, margin_of(block, wished), LINED_ABOVE)
    return made


def _needed(line: Line) -> float:
    """Return the room in cm that the widest word of a line needs, across its runs."""
    line_size, always_bold = _SIZES[look.LINES[line.style]]
    widest = word = 0.0
    for run in line.runs:
        bold = run.bold or always_bold
        size = look.SMALL if run.small else line_size
        first, *others = clean_run("00" if run.paragraph else run.text).split(" ")
        word += width(first, size, bold=bold)
        widest = max(widest, word)
        for other in others:
            word = width(other, size, bold=bold)
            widest = max(widest, word)
    return widest / POINTS_PER_CM


def keep_row_whole(row: _Row, *, head: bool) -> None:
    """Keep a row on one page; a header row is repeated on each page of the table."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def keep_together(table: Table) -> None:
    """Keep all rows of a table on one page where they fit on one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True
