"""A return's workbook as grids of text cells, as an officer sees them, read with openpyxl.

openpyxl's `load_workbook` has to open a workbook once for formulas and again for their results, and
allocates every cell of a merged or linked range, however large. So its parser of sheets is
used row by row, on parts that hold cells alone (`workbook_sections`), within the limits of
`limits`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl.packaging.relationship import Relationship, RelationshipList
from openpyxl.packaging.workbook import WorkbookPackage
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.stylesheet import Stylesheet
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from kpi import visible_text
from kpi.errors import InputError
from kpi.file_readers import limits, workbook_sections
from kpi.file_readers.cell_grid import Cell, CellGrid

_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"
_VALUE_TAG = f"{{{SHEET_MAIN_NS}}}v"
_STRING_TAG = f"{{{SHEET_MAIN_NS}}}si"
_TRUE = ("1", "true")
_LONGEST_NAME = 100
"""Characters of a sheet's name: Excel takes 31, other programs more."""

# What openpyxl raises for well-formed XML that is not a workbook's: it has no exception of its own,
# and the type depends on where in its object model the part is used.
_UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


def workbook_grids(file: str, parts: Mapping[str, bytes]) -> list[CellGrid]:
    """Return a grid for each worksheet, in the workbook's order.

    `parts` are the result of `limits.workbook_parts`. Raises InputError past the limits, and
    for a workbook that openpyxl cannot read.
    """
    try:
        return _Book(file, parts).grids()
    except _UNREADABLE as fault:
        raise InputError(
            f"{file}: this workbook cannot be read; open it in Excel and save it again"
        ) from fault


class _SheetParser(WorkSheetParser):
    """openpyxl's parser of a sheet, giving a cell's formula and its result in one pass.

    Numbers and dates stay numbers. Text stored in the sheet itself is joined here, as
    shared text is: openpyxl's objects for it take ten times as long.
    """

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return the cell as openpyxl gives it, with its `formula` or None."""
        inline = element.find(INLINE_STRING)
        if inline is not None:
            element.remove(inline)
        cell: dict[str, Any] = super().parse_cell(element)
        if inline is not None and cell["data_type"] == "inlineStr":
            cell["value"] = _text(inline)
        elif element.get("t") == "str" and cell["value"] is not None:
            cell["value"] = _unescaped(cell["value"])
        formula = element.find(FORMULA_TAG)
        shows_nothing = formula is not None and _is_empty_text(element)
        cell["formula"] = None if formula is None or shows_nothing else f"={formula.text or ''}"
        return cell


def _is_empty_text(element: Any) -> bool:
    """Return whether a formula was worked out, and its result is an empty text: a blank cell.

    One that was never worked out has no result, or a result of no type.
    """
    result = element.find(_VALUE_TAG)
    return element.get("t") == "str" and result is not None and not (result.text or "").strip()


def _text(element: Any) -> str:
    """Return the text of all runs of a string, whose fonts were left out before."""
    return _unescaped("".join(text for part in element.iter(_TEXT_TAG) for text in part.itertext()))


def _unescaped(text: str) -> str:
    """Return text with Excel's escapes decoded, as `_x000D_` for a control character."""
    if "_x" not in text:
        return text
    plain = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


class _SharedStrings(dict[int, str]):
    """Shared texts by number: a list would accept -1 for its last one."""

    def __init__(self, file: str, texts: Iterable[tuple[int, str]]) -> None:
        super().__init__(texts)
        self._file = file

    def __missing__(self, number: int) -> str:
        raise InputError(f"{self._file}: a damaged workbook: a text is missing")


class _Book:
    """A workbook's sheets, and what they share: texts, formats and the first day of its dates."""

    def __init__(self, file: str, parts: Mapping[str, bytes]) -> None:
        self._file = file
        self._parts = parts
        package: Any = WorkbookPackage.from_tree(self._tree(_BOOK, workbook_sections.BOOK))
        self._sheets = package.sheets
        self._epoch = date(1904, 1, 1) if package.properties.date1904 else date(1899, 12, 30)
        relations = self._tree(_RELATIONS, workbook_sections.RELATIONS)
        self._relations = {each.Id: each for each in RelationshipList.from_tree(relations)}
        self._strings = _SharedStrings(
            file, enumerate(self._strings_of_part() if _STRINGS in parts else ())
        )
        self._formats = self._style_formats() if _STYLES in parts else []

    def _cut(self, part: str, kind: workbook_sections.SectionKind) -> bytes:
        return workbook_sections.cut(self._file, part, self._parts[part], kind)

    def _tree(self, part: str, kind: workbook_sections.SectionKind) -> Any:
        return fromstring(self._cut(part, kind))

    def _strings_of_part(self) -> list[str]:
        strings = self._tree(_STRINGS, workbook_sections.STRINGS)
        return [_text(string) for string in strings.iterfind(_STRING_TAG)]

    def _style_formats(self) -> list[str]:
        """Return how each cell style shows a number: "", "percent" or "date"."""
        styles = Stylesheet.from_tree(self._tree(_STYLES, workbook_sections.STYLES))
        own = {number: _kind_of_format(code) for number, code in styles.custom_formats.items()}
        numbers = [style.numFmtId for style in styles.cellXfs.xf]
        return [own[n] if n in own else _BUILT_IN.get(n, "") for n in numbers]

    def grids(self) -> list[CellGrid]:
        """Return a grid for each worksheet, in order."""
        grids = []
        seen: set[str] = set()
        for sheet in self._sheets:
            relation = self._relations.get(sheet.id)
            kind = _kind_of_sheet(relation)
            if "macro" in kind or "dialog" in kind:
                raise InputError(f"{self._file}: holds macros ({sheet.name})")
            if kind == "chartsheet":
                continue
            part = (
                posixpath.normpath(posixpath.join("/xl", relation.Target))[1:] if relation else ""
            )
            name = visible_text.line(sheet.name)
            if kind != "worksheet" or part not in self._parts or part in seen or not name:
                raise InputError(
                    f"{self._file}: a damaged workbook: sheet '{sheet.name}' is not there, or twice"
                )
            if len(name) > _LONGEST_NAME:  # each message about the sheet repeats it
                raise InputError(
                    f"{self._file}: a sheet's name has more than {_LONGEST_NAME} letters"
                )
            seen.add(part)
            grid = CellGrid(self._file, name, is_hidden=sheet.state != "visible")
            self._read_sheet(grid, part)
            grids.append(grid)
        return grids

    def _read_sheet(self, grid: CellGrid, part: str) -> None:
        """Fill `grid` row by row, so that reading stops at the limits."""
        content = BytesIO(self._cut(part, workbook_sections.SHEET))
        parser = _SheetParser(content, self._strings, data_only=True)
        for row, cells in parser.parse():
            if parser.row_dimensions.pop(str(row), {}).get("hidden") in _TRUE:
                grid.hidden_rows.add(row)
            for cell in cells:
                self._add(grid, cell)
        for column in parser.column_dimensions.values():
            if column.get("hidden") in _TRUE:
                last = min(int(column["max"]), limits.MOST_COLUMNS)
                grid.hidden_columns.update(range(int(column["min"]), last + 1))
        for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
            left, top, right, bottom = merged.bounds
            grid.merged.append((top, bottom, left, right))

    def _add(self, grid: CellGrid, cell: Mapping[str, Any]) -> None:
        formula, value = cell["formula"], cell["value"]
        text = "" if value is None else self._shown(cell)
        if not text.strip() and formula is None:
            return
        if cell["row"] < 1:
            raise InputError(f"{self._file}: a damaged workbook: a cell in row {cell['row']}")
        formula = formula[: limits.MOST_TEXT] if formula is not None else None
        grid.add(cell["row"], cell["column"], Cell(text, formula, cell["data_type"] == "e"))

    def _shown(self, cell: Mapping[str, Any]) -> str:
        """Return a cell's text: the shortest decimal, percentages with their sign, ISO dates."""
        value = cell["value"]
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, (int, float)):
            style = cell["style_id"]
            shown_as = self._formats[style] if 0 <= style < len(self._formats) else ""
            return number_text(value, shown_as, self._epoch)
        if isinstance(value, datetime):
            return _day_text(value)
        return str(value)


def _kind_of_sheet(relation: Relationship | None) -> str:
    """Return `worksheet`, `chartsheet` or another kind; "" where a sheet has no part."""
    return relation.Type.rpartition("/")[2].lower() if relation and relation.Type else ""


# ---- numbers ------------------------------------------------------------------------------


def _kind_of_format(code: str) -> str:
    """Return how a format shows a number; `0.0%` is a percentage, `0.0"%"` only prints the sign."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).split(";")[0]
    if "%" in bare:
        return _PERCENT
    if bare.lower() == "general":
        return ""
    return _DATE if re.search(r"[dmyhs]", bare, re.I) else ""


_PERCENT, _DATE = "percent", "date"
# Formats 27 to 36 and 50 to 58 are dates of East Asian calendars, which openpyxl does not list.
_BUILT_IN = {number: _kind_of_format(code) for number, code in BUILTIN_FORMATS.items()} | (
    dict.fromkeys((*range(27, 37), *range(50, 59)), _DATE)
)


def number_text(number: float, shown_as: str, epoch: date) -> str:
    """Return a stored number as text: `0.776` shown as percent is `77.6%`, days are an ISO date."""
    try:
        decimal = Decimal(repr(float(number)))
    except OverflowError:
        return str(number)
    if not decimal.is_finite():
        return str(number)
    if shown_as == _DATE and 1 <= number < 2_900_000:
        # Excel counts a 29 February 1900, which did not exist.
        early = epoch.year == 1899 and number < 60
        return _day_text(
            datetime.combine(epoch, datetime.min.time()) + timedelta(days=number + early)
        )
    if shown_as == _PERCENT:
        return _plain(decimal * 100) + "%"
    return _plain(decimal)


def _day_text(moment: datetime) -> str:
    """Return a day as an ISO date, with its time to the second unless that is midnight."""
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if moment.time() == datetime.min.time():
        return moment.date().isoformat()
    return moment.isoformat()


def _plain(decimal: Decimal) -> str:
    text = f"{decimal:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
