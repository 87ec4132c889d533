"""An estimate of the pages of a Word file: not what Word or LibreOffice would print.

It lays the file's paragraphs, pictures and tables out in order, with the widths of Helvetica (which
are Arial's and Liberation Sans's), the sizes and spaces of the styles, the columns as they stand in
the file, page breaks, what is kept with the next, and rows that are not split. It knows nothing of
widows, hyphens, kerning or the footer. A page may differ by a line or two from a real one, so a
limit that is to hold in print has to be kept with some room to spare.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from kpi.file_writers.docx_tables import CELL_MARGIN
from kpi.file_writers.print_widths.text_width import POINTS_PER_CM, width

LINE = 1.149  # a line of Arial, as a share of its size
EMU = 12_700  # in a point
HANGING = 1.0 * POINTS_PER_CM


@dataclass(frozen=True)
class Piece:
    """What cannot be split: its height and the space after it, in points, and its text."""

    height: float
    after: float
    before: float
    text: str
    break_before: bool
    keep: bool
    lines: int = 1


@dataclass
class Page:
    """A page as estimated: what is on it, and which share of its height is used."""

    room: float
    used: float = 0.0
    texts: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the page's height that is used."""
        return self.used / self.room


def pages(data: bytes) -> list[Page]:
    """Return the estimated pages of a Word file."""
    document = docx.Document(io.BytesIO(data))
    (section,) = document.sections
    room = (section.page_height - section.top_margin - section.bottom_margin) / EMU
    wide = (section.page_width - section.left_margin - section.right_margin) / EMU
    found = [Page(room)]
    for group in _groups(list(_pieces(document, wide))):
        high = sum(p.before + p.height + p.after for p in group) - group[-1].after
        now = found[-1]
        if group[0].break_before and now.texts:
            now = Page(room)
            found.append(now)
        elif now.texts and now.used + high > room:
            # The last of a group may go on over the page, but not with a line or two alone.
            last = group[-1]
            step = last.height / last.lines
            kept = high - last.height
            fits = int((room - now.used - kept) / step)
            rest = Page(room)
            found.append(rest)
            if last.lines >= 4 and fits >= 2:
                over = max(last.lines - fits, 2)
                now.used = room
                now.texts += [piece.text for piece in group]
                rest.used = over * step + last.after
                rest.texts.append("(continued)")
                continue
            now = rest
        for piece in group:
            now.used += piece.before + piece.height + piece.after
            now.texts.append(piece.text)
    return found


# ---- parts ----------------------------------------------------------------------------------


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield pieces with those that they are kept with."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keep:
            yield group
            group = []
    if group:
        yield group


def _pieces(document: Any, wide: float) -> Iterator[Piece]:
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _rows(part)
        else:
            yield _paragraph(part, wide)


def _paragraph(part: Paragraph, wide: float) -> Piece:
    style, form = part.style, part.paragraph_format
    assert style is not None
    spaces = style.paragraph_format
    room = wide - (HANGING if style.name in ("Numbered paragraph", "List Bullet") else 0)
    height, lines = _height(part, room)
    keep = form.keep_with_next or (form.keep_with_next is None and spaces.keep_with_next)
    return Piece(
        height,
        spaces.space_after.pt,
        spaces.space_before.pt,
        part.text,
        bool(form.page_break_before),
        bool(keep),
        lines,
    )


def _height(part: Paragraph, room: float) -> tuple[float, int]:
    """Return the height of a paragraph's lines or pictures, and how many lines it has."""
    style = part.style
    assert style is not None
    size = style.font.size.pt
    pictures = [int(each.get("cy")) / EMU for each in part._p.iter(qn("wp:extent"))]
    if pictures:
        return max(pictures) * (style.paragraph_format.line_spacing or 1), 1
    lines = _lines(part, room, size)
    return lines * size * LINE * (style.paragraph_format.line_spacing or 1), lines


def _lines(part: Paragraph, room: float, size: float) -> int:
    """Return how many lines the runs take, each measured in its own weight."""
    assert part.style is not None
    lines, used = 1, 0.0
    for text, bold in _words(part, bold=bool(part.style.font.bold)):
        wide = width(text, size, bold=bold)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        while wide > room:
            lines, wide = lines + 1, wide - room
        used += wide + width(" ", size, bold=bold)
    return lines


def _words(part: Paragraph, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """Yield the words of a paragraph; one made of several runs has the weight of the first."""
    word, weight = "", bold
    for run in part.runs:
        first, *others = run.text.split(" ")
        weight = weight if word else bold or bool(run.bold)
        word += first
        for other in others:
            yield word, weight
            word, weight = other, bold or bool(run.bold)
    yield word, weight


def _rows(table: Table) -> Iterator[Piece]:
    for row in table.rows:
        cells = list(row.cells)
        keep = all(p.paragraph_format.keep_with_next for c in cells for p in c.paragraphs)
        text = " | ".join(cell.text for cell in cells)
        yield Piece(max(map(_cell_height, cells)) + 0.5, 0, 0, text, False, keep)


def _cell_height(cell: _Cell) -> float:
    side = _margin(cell, "left", CELL_MARGIN * POINTS_PER_CM)
    assert cell.width is not None
    room = cell.width / EMU - 2 * side
    high = _margin(cell, "top", 0) + _margin(cell, "bottom", 0)
    for part in cell.paragraphs:
        assert part.style is not None
        spaces = part.style.paragraph_format
        high += _height(part, room)[0] + spaces.space_before.pt + spaces.space_after.pt
    return high


def _margin(cell: _Cell, side: str, otherwise: float) -> float:
    """Return the room in points at one side of a cell's text."""
    found = cell._tc.findall(f"{qn('w:tcPr')}/{qn('w:tcMar')}/{qn(f'w:{side}')}")
    return int(found[0].get(qn("w:w"))) / 20 if found else otherwise
