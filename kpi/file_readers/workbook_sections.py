"""The XML of a workbook's part without the sections that no cell needs, before openpyxl reads it.

openpyxl makes an object of every font, link, drop-down, conditional format and defined name. They
do not affect a figure, take unlimited time, and an unusual one makes it refuse the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from kpi.errors import InputError

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": _SPREADSHEET.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of the file type "Strict Open XML Spreadsheet", and those openpyxl knows instead."""

MOST_ITEMS = 20_000
"""Sheets, relations, number formats, cell styles, merged ranges or column widths of a part.

openpyxl makes an object of each. A return has a few hundred.
"""
MOST_CELLS = 16_384
"""Cells of a row, as in Excel; openpyxl holds a whole row at a time."""
MOST_DEPTH = 30
"""Depth of nested elements: a workbook has 8."""
MOST_FORMAT = 255
"""Characters of a number format, as in Excel: openpyxl parses it in quadratic time."""


@dataclass(frozen=True)
class SectionKind:
    """What is read of one kind of part: sections by name, all of them when None."""

    namespace: str
    sections: frozenset[str] | None
    left_out: frozenset[str] = frozenset()
    """Elements that are left out wherever they are."""
    item_depth: int | None = 2
    """The depth of the elements that `MOST_ITEMS` limits."""


_FONTS = frozenset({"rPr", "rPh", "phoneticPr"})  # rPh: how to pronounce Japanese text
BOOK = SectionKind(_SPREADSHEET, frozenset({"workbookPr", "sheets"}))
RELATIONS = SectionKind(_PACKAGE, None, item_depth=1)
STYLES = SectionKind(
    _SPREADSHEET, frozenset({"numFmts", "cellXfs"}), frozenset({"alignment", "protection"})
)
STRINGS = SectionKind(_SPREADSHEET, frozenset({"si"}), _FONTS, item_depth=None)
SHEET = SectionKind(_SPREADSHEET, frozenset({"cols", "sheetData", "mergeCells"}), _FONTS)


def cut(file: str, part: str, content: bytes, kind: SectionKind) -> bytes:
    """Return a part's XML with only the sections of its kind; raises InputError past the limits."""
    cutter = _Cutter(f"{file}: a damaged workbook ({part})", content, kind)
    try:
        return cutter.cut()
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise InputError(f"{file}: a damaged workbook ({part}): {fault}") from None


class _Cutter:
    """Finds the elements to leave out and removes their bytes."""

    def __init__(self, damaged: str, content: bytes, kind: SectionKind) -> None:
        self._damaged = damaged
        self._content = content
        self._kind = kind
        self._sections: frozenset[str] | None = None  # with namespaces, as expat gives them
        self._unwanted: frozenset[str] = frozenset()
        self._row = self._cell = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._pieces: list[bytes] = []
        self._wanted_from: int | None = 0  # None inside an element that is left out
        self._left_out: int | None = None  # the depth of the element being left out
        self._depth = self._items = self._cells = 0

    def cut(self) -> bytes:
        """Return the bytes of the sections to keep."""
        self._parser.Parse(self._content, True)
        self._pieces.append(self._content[self._wanted_from :])
        # Only where there is no cell text: before the first section, or in the list of sheets.
        named = len(self._pieces) if self._kind is BOOK else 1
        for strict, usual in _STRICT.items():
            self._pieces[:named] = [piece.replace(strict, usual) for piece in self._pieces[:named]]
        return b"".join(self._pieces)

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        depth = self._depth
        self._depth = depth + 1
        if self._left_out is not None:
            return
        if self._wanted_from is None:
            self._wanted_from = self._parser.CurrentByteIndex
        if depth == 0:
            self._open(tag)
        elif depth == 1:
            if not self._pieces:
                self._split()
            if self._sections is not None and tag not in self._sections:
                self._leave_out(depth)
                return
        if tag == self._cell:
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise InputError(f"{self._damaged}: a row of more than {MOST_CELLS:,} cells")
        elif tag == self._row:
            self._cells = 0
        elif tag in self._unwanted:
            self._leave_out(depth)
        elif depth == self._kind.item_depth:
            self._check_item(attributes)
        elif depth > MOST_DEPTH:
            raise InputError(f"{self._damaged}: its elements are nested too deeply")

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if self._left_out is None:
            if self._wanted_from is None:
                self._wanted_from = self._parser.CurrentByteIndex
        elif self._left_out == self._depth:
            self._left_out = None

    def _open(self, tag: str) -> None:
        """Set the names of the elements from the root's namespace."""
        namespace = tag.rpartition(" ")[0]
        if _STRICT.get(namespace.encode(), namespace.encode()) != self._kind.namespace.encode():
            raise InputError(f"{self._damaged}: it is not the kind of part that was expected")

        def named(names: Iterable[str]) -> frozenset[str]:
            return frozenset(f"{namespace} {name}" for name in names)

        self._row, self._cell = f"{namespace} row", f"{namespace} c"
        self._unwanted = named(self._kind.left_out)
        if self._kind.sections is not None:
            self._sections = named(self._kind.sections)

    def _split(self) -> None:
        here = self._parser.CurrentByteIndex
        self._pieces.append(self._content[self._wanted_from : here])
        self._wanted_from = here

    def _leave_out(self, depth: int) -> None:
        self._split()
        self._wanted_from, self._left_out = None, depth

    def _check_item(self, attributes: Mapping[str, str]) -> None:
        self._items += 1
        if self._items > MOST_ITEMS:
            raise InputError(f"{self._damaged}: more than {MOST_ITEMS:,} parts of its sections")
        if len(attributes.get("formatCode", "")) > MOST_FORMAT:
            raise InputError(f"{self._damaged}: a number format that is too long")
