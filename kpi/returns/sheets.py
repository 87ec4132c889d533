"""Sheets and CSV files of a return as rows of text with addresses, wherever their header is.

A sheet is recognised by its name or header row, its columns by their names, in any order and by
common alternatives. Anything uncertain is a fault with its place, never a guess.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from openpyxl.utils import get_column_letter

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.file_readers.cell_grid import Cell, CellGrid, csv_grid
from kpi.file_readers.return_workbook import workbook_grids
from kpi.returns.column_names import (
    HEADER_ROWS,
    Header,
    find_header,
    is_council,
    is_ignored,
    kind_of_name,
)
from kpi.returns.records import (
    COLUMNS,
    ERROR,
    OPTIONAL,
    VALUES,
    WARNING,
    CellPlace,
    ReturnFault,
    Severity,
)

_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
FORMULA = "formula"
_RESULT = (
    "values; what the spreadsheet last worked out was read: if cells were changed by another "
    "program since, open the file in it and save it again"
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class SheetRow:
    """One row of data: the text of each column, "" where blank, and its place.

    `broken` are columns whose cell has a fault already and whose text must not be used.
    """

    place: CellPlace
    text: Mapping[str, str]
    broken: frozenset[str]


@dataclass(frozen=True)
class ReturnSheet:
    """The rows of one sheet of a kind; incomplete when a required column is missing or unclear."""

    kind: str
    rows: tuple[SheetRow, ...]
    is_whole: bool


def grids_of(
    name: str, data: bytes, whole: limits.ReadBudget | None = None
) -> tuple[list[CellGrid], list[ReturnFault]]:
    """Return the cells of a workbook or CSV file, and the faults of the file as a whole.

    `whole` is the budget of the whole return. Raises InputError when the file is unsafe, over
    a limit or not readable at all.
    """
    whole = whole or limits.ReadBudget()
    faults: list[ReturnFault] = []
    limits.check_size(name, data)
    if limits.is_workbook(name, data):
        parts = limits.workbook_parts(name, data)
        whole.unpack(name, sum(map(len, parts.values())))
        grids = workbook_grids(name, parts)
    elif is_ignored(PurePath(name).stem):
        return [], []
    else:
        grids = [_csv(name, data, faults)]
    for grid in grids:
        cells = (cell for row in grid.rows.values() for cell in row.values())
        whole.read(name, len(grid.rows), sum(len(cell.text) for cell in cells))
    return grids, faults


def is_ours(grid: CellGrid) -> bool:
    """Return whether a sheet is one of our form, or notes: it has our header, or no rows."""
    name = PurePath(grid.file).stem if grid.is_csv else grid.sheet
    if is_ignored(name) or not grid.rows:
        return True
    header = find_header(grid, kind_of_name(name))
    if header is None:
        return False
    seen = {*header.columns, *header.doubled}
    return (
        header.kind != VALUES
        or bool(seen & {"period", "reporting_quarter"})
        or ("value" in seen and "data_status" in seen)
    )


def sheets_of(grids: Iterable[CellGrid], faults: list[ReturnFault]) -> list[ReturnSheet]:
    """Return the sheets that are part of a return; their faults are added to `faults`."""
    return [sheet for grid in grids if (sheet := _sheet(grid, faults)) is not None]


def _csv(name: str, data: bytes, faults: list[ReturnFault]) -> CellGrid:
    text = limits.csv_text(name, data)
    if text.encoding_warning:
        warning, expected = text.encoding_warning, text.encoding_advice
        faults.append(ReturnFault(name, "", "", "", WARNING, "encoding", warning, expected))
    kind = kind_of_name(PurePath(name).stem)
    plain = text.text.replace("\r\n", "\n").replace("\r", "\n")
    # Not splitlines: it splits at characters that may be inside a cell.
    lines = [f"{line}\n" for line in plain.removesuffix("\n").split("\n")]
    tried: list[tuple[int, int, str]] = []
    broken: dict[str, InputError] = {}
    for separator in _SEPARATORS:
        try:
            first = csv_grid(name, lines, separator, HEADER_ROWS)
        except InputError as fault:
            broken[separator] = fault
            continue
        header = find_header(first, kind)
        widest = 0 if header else max(first.widths.values(), default=0)
        tried.append((len(header.columns) if header else 0, widest, separator))
    if not tried or ("," in broken and not any(columns for columns, _, _ in tried)):
        raise next(iter(broken.values()))
    # `max` takes the first of equals, so the comma comes before others.
    grid = csv_grid(name, lines, max(tried, key=lambda attempt: attempt[:2])[2])
    if grid.separator != ",":
        separators = _SEPARATORS[grid.separator]
        expected = "commas between the cells; it was read all the same"
        faults.append(ReturnFault(name, "", "", "", WARNING, "separator", separators, expected))
    return grid


def _sheet(grid: CellGrid, faults: list[ReturnFault]) -> ReturnSheet | None:
    """Return a grid's rows; None for a sheet that is not part of a return."""
    name = PurePath(grid.file).stem if grid.is_csv else grid.sheet
    if is_ignored(name) or not grid.rows:
        if kind_of_name(name):
            _add_fault(grid, faults, ERROR, "header", "an empty sheet", "a header row and rows")
        return None
    kind = kind_of_name(name)
    header = find_header(grid, kind)
    if header is None:
        if kind is None:
            expected = "a sheet of values, targets or commentary; it was not read"
            _add_fault(grid, faults, WARNING, "unknown-sheet", name, expected)
        else:
            expected = f"a row with the names {', '.join(COLUMNS[kind])} in the first 10 rows"
            _add_fault(grid, faults, ERROR, "header", "no header row", expected)
        return None
    data = [row for row in sorted(grid.rows) if row > header.row]
    is_whole = _check_columns(grid, header, faults)
    _check_hidden(grid, header, data, faults)
    _check_merged(grid, header, data, faults)
    _check_strays(grid, header, data, faults)
    return ReturnSheet(header.kind, tuple(_rows(grid, header, data, faults)), is_whole)


def _add_fault(  # noqa: PLR0913 - named by every caller
    grid: CellGrid,
    faults: list[ReturnFault],
    severity: Severity,
    rule: str,
    found: str,
    expected: str,
    *,
    cell: str = "",
    column: str = "",
) -> None:
    faults.append(
        ReturnFault(grid.file, grid.sheet, cell, column, severity, rule, _short(found), expected)
    )


def _short(text: str) -> str:
    """Return a cell's text on one line, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "..."


# ---- structure ----------------------------------------------------------------------------


def _check_columns(grid: CellGrid, header: Header, faults: list[ReturnFault]) -> bool:
    """Return whether every required column is there once; unknown columns are only reported."""
    is_whole = True
    for column in COLUMNS[header.kind]:
        if column in header.doubled:
            is_whole = False
            names = " and ".join(f"'{name}'" for name in header.doubled[column])
            expected = "one column of this meaning"
            _add_fault(grid, faults, ERROR, "two-columns", names, expected, column=column)
        elif column not in header.columns and column not in OPTIONAL:
            is_whole = False
            expected = f"a column {column} in the header row {header.row}"
            _add_fault(
                grid, faults, ERROR, "missing-column", "no such column", expected, column=column
            )
    for number, name in header.unknown.items():
        if is_council(name):
            continue  # read, but not as a figure: `councils` has its own faults
        expected = "one of " + ", ".join(COLUMNS[header.kind]) + "; it was not read"
        cell = grid.address(header.row, number)
        _add_fault(grid, faults, WARNING, "unknown-column", name, expected, cell=cell)
    return is_whole


def _check_hidden(
    grid: CellGrid, header: Header, data: list[int], faults: list[ReturnFault]
) -> None:
    expected = "nothing hidden; it was read: check that it belongs to the return"
    if grid.is_hidden:
        _add_fault(grid, faults, WARNING, "hidden", "a hidden sheet", expected)
    if rows := [row for row in data if row in grid.hidden_rows]:
        _add_fault(grid, faults, WARNING, "hidden", listed("row", map(str, rows)), expected)
    columns = sorted(set(header.columns.values()) & grid.hidden_columns)
    if columns:
        _add_fault(
            grid,
            faults,
            WARNING,
            "hidden",
            listed("column", map(get_column_letter, columns)),
            expected,
        )


def listed(noun: str, names: Iterator[str]) -> str:
    """Return hidden rows or columns in words: `hidden rows 4, 7`."""
    hidden = list(names)
    return f"hidden {noun}{'s' if len(hidden) > 1 else ''} {', '.join(hidden)}"


def _check_merged(
    grid: CellGrid, header: Header, data: list[int], faults: list[ReturnFault]
) -> None:
    """Add a fault for each merged range over the table, and one for each further row in it.

    Of a merged range only the first cell holds anything, so each of its rows is in error. A row
    that an earlier range has reached is not reported again: there are no more faults than ranges
    and rows together, however large the ranges are.
    """
    used = {*header.columns.values(), *header.unknown}
    last = max(data, default=header.row)
    expected = "no merged cells: only the first of them holds anything; write each cell"
    last_row_reached = header.row
    for top, bottom, left, right in sorted(grid.merged):
        if top > last or bottom < header.row or not any(left <= n <= right for n in used):
            continue
        cell_range = f"{grid.address(top, left)}:{grid.address(bottom, right)}"
        further = data[bisect_right(data, max(top, last_row_reached)) : bisect_right(data, bottom)]
        for row in (top, *further):
            cell = grid.address(row, left)
            _add_fault(grid, faults, ERROR, "merged", cell_range, expected, cell=cell)
        last_row_reached = max(last_row_reached, top, bottom)


def _check_strays(
    grid: CellGrid, header: Header, data: list[int], faults: list[ReturnFault]
) -> None:
    """Add a fault for text in columns that have no name."""
    named = {*header.columns.values(), *header.unknown, *header.spare}
    reported_columns: set[int] = set()
    for row in data:
        if grid.is_csv and grid.widths[row] != grid.widths[header.row]:
            continue  # has its own fault
        for column in sorted(set(grid.rows[row]) - named - reported_columns):
            reported_columns.add(column)
            text = grid.rows[row][column].text
            cell = grid.address(row, column)
            expected = "nothing in a column without a name; it was not read"
            _add_fault(grid, faults, WARNING, "unknown-column", text, expected, cell=cell)


# ---- rows ---------------------------------------------------------------------------------


def _rows(
    grid: CellGrid, header: Header, data: list[int], faults: list[ReturnFault]
) -> Iterator[SheetRow]:
    width = grid.widths.get(header.row, 0)
    for row in data:
        cells = grid.rows[row]
        if grid.is_csv and grid.widths[row] != width:
            width_text, cell = f"{grid.widths[row]} cells", grid.address(row, 1)
            expected = f"{width} cells as in the header; text with a comma stands in quotes"
            # This column says what a line is about, so the line itself is uncertain.
            _add_fault(grid, faults, ERROR, "row-length", width_text, expected, cell=cell,
                  column="indicator_id")  # fmt: skip
            continue
        if not any(number in cells for number in header.columns.values()):
            continue
        addresses = {name: grid.address(row, n) for name, n in header.columns.items()}
        place = CellPlace(grid.file, grid.sheet, f"row {row}", addresses)
        yield _row(grid, place, header, row, faults)


def cell_text(
    grid: CellGrid,
    cell: Cell,
    place: CellPlace,
    column: str,
    broken: set[str],
    faults: list[ReturnFault],
) -> str:
    """Return a cell's text; of a formula the result that the spreadsheet last worked out.

    Without a good result the column is added to `broken`, with an error. A formula that has one
    is a warning, of which `one_for_formulas` makes one for the file.
    """
    formula, typed = cell.formula, cell.text.strip()
    if grid.is_csv and typed.startswith("="):
        formula, typed = typed, ""
    if cell.is_error or typed.upper() in _ERRORS:
        broken.add(column)
        expected = "a value: the spreadsheet could not work this cell out"
        faults.append(place.fault(column, ERROR, "error-cell", typed or str(formula), expected))
    elif formula is not None and not typed:
        broken.add(column)
        expected = "the value itself: copy the cell, then Paste Special, Values"
        faults.append(place.fault(column, ERROR, FORMULA, _short(formula), expected))
        return cell.text if cell.text.strip() else formula
    elif formula is not None:
        faults.append(place.fault(column, WARNING, FORMULA, _short(formula), _RESULT))
    return cell.text


def one_for_formulas(faults: list[ReturnFault]) -> list[ReturnFault]:
    """Return faults with one warning a file for all formulas whose results were read."""
    made: list[ReturnFault] = []
    first: dict[str, int] = {}
    many: dict[str, list[ReturnFault]] = {}
    for fault in faults:
        if fault.rule != FORMULA or fault.severity != WARNING:
            made.append(fault)
            continue
        many.setdefault(fault.file, []).append(fault)
        if fault.file not in first:
            first[fault.file] = len(made)
            made.append(fault)
    for file, at in first.items():
        number = len(many[file])
        if number > 1:
            formulas = f"{made[at].found} and {number - 1} more formula{'s' if number > 2 else ''}"
            made[at] = replace(made[at], found=formulas)
    return made


def _row(
    grid: CellGrid, place: CellPlace, header: Header, row: int, faults: list[ReturnFault]
) -> SheetRow:
    text = dict.fromkeys(COLUMNS[header.kind], "")
    broken = {column for column in text if column in header.doubled}
    for column, number in header.columns.items():
        cell = grid.rows[row].get(number)
        if cell is None:
            continue
        text[column] = cell_text(grid, cell, place, column, broken, faults)
    missing = set(text) - set(header.columns) - OPTIONAL
    return SheetRow(place, text, frozenset(broken | missing))
