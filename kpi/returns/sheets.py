"""Sheets and CSV files of a return as rows of text with addresses, wherever their header stands.

A sheet is known by its name or by its header row; its columns by their names, in any order and by
their usual other names. What is doubtful is a fault with its place, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from openpyxl.utils import get_column_letter

from kpi.errors import InputError
from kpi.files import safety
from kpi.files.cell_grid import Grid, csv_grid
from kpi.files.return_workbook import workbook_grids
from kpi.returns.column_names import (
    HEADER_ROWS,
    Header,
    find_header,
    is_council,
    is_ignored,
    kind_of_name,
)
from kpi.returns.records import COLUMNS, ERROR, OPTIONAL, WARNING, CellPlace, ReturnFault, Severity

_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True)
class SheetRow:
    """One row of data: the text of each column, "" where blank, and where it stands.

    `broken` are columns whose cell has a fault already and whose text must not be used.
    """

    place: CellPlace
    text: Mapping[str, str]
    broken: frozenset[str]


@dataclass(frozen=True)
class ReturnSheet:
    """The rows of one sheet of a kind; not whole when a needed column is missing or doubtful."""

    kind: str
    rows: tuple[SheetRow, ...]
    is_whole: bool


def grids_of(
    name: str, data: bytes, whole: safety.ReadBudget | None = None
) -> tuple[list[Grid], list[ReturnFault]]:
    """The cells of a workbook or CSV file, and the faults of the file as a whole.

    `whole` is what was read of the return before. Raises InputError when the file is unsafe, past
    a limit or not readable at all.
    """
    whole = whole or safety.ReadBudget()
    faults: list[ReturnFault] = []
    safety.check_size(name, data)
    if safety.is_workbook(name, data):
        parts = safety.workbook_parts(name, data)
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


def sheets_of(grids: Iterable[Grid], faults: list[ReturnFault]) -> list[ReturnSheet]:
    """The sheets that are part of a return; what is wrong with them is added to `faults`."""
    return [sheet for grid in grids if (sheet := _sheet(grid, faults)) is not None]


def _csv(name: str, data: bytes, faults: list[ReturnFault]) -> Grid:
    text = safety.csv_text(name, data)
    if text.encoding_warning:
        expected = "UTF-8; it was read as Windows text: check letters such as \u00a3 and \u00e9"
        faults.append(
            ReturnFault(name, "", "", "", WARNING, "encoding", text.encoding_warning, expected)
        )
    kind = kind_of_name(PurePath(name).stem)
    plain = text.text.replace("\r\n", "\n").replace("\r", "\n")
    # Not splitlines: it cuts at signs that may stand inside a cell.
    lines = [f"{line}\n" for line in plain.removesuffix("\n").split("\n")]
    tried: list[tuple[int, str]] = []
    broken: list[InputError] = []
    for separator in _SEPARATORS:
        try:
            header = find_header(csv_grid(name, lines, separator, HEADER_ROWS), kind)
        except InputError as fault:
            broken.append(fault)
            continue
        tried.append((len(header.columns) if header else 0, separator))
    if not tried or (broken and not any(found for found, _ in tried)):
        raise broken[0]
    # The first of equals, so commas before others.
    grid = csv_grid(name, lines, max(tried, key=lambda pair: pair[0])[1])
    if grid.separator != ",":
        found = _SEPARATORS[grid.separator]
        expected = "commas between the cells; it was read all the same"
        faults.append(ReturnFault(name, "", "", "", WARNING, "separator", found, expected))
    return grid


def _sheet(grid: Grid, faults: list[ReturnFault]) -> ReturnSheet | None:
    """A grid's rows; None for a sheet that is not part of a return."""
    name = PurePath(grid.file).stem if grid.is_csv else grid.sheet
    if is_ignored(name) or not grid.rows:
        if kind_of_name(name):
            _tell(grid, faults, ERROR, "header", "an empty sheet", "a header row and rows")
        return None
    kind = kind_of_name(name)
    header = find_header(grid, kind)
    if header is None:
        if kind is None:
            expected = "a sheet of values, targets or commentary; it was not read"
            _tell(grid, faults, WARNING, "unknown-sheet", name, expected)
        else:
            expected = f"a row with the names {', '.join(COLUMNS[kind])} in the first 10 rows"
            _tell(grid, faults, ERROR, "header", "no header row", expected)
        return None
    data = [row for row in sorted(grid.rows) if row > header.row]
    is_whole = _check_columns(grid, header, faults)
    _check_hidden(grid, header, data, faults)
    _check_merged(grid, header, data, faults)
    _check_strays(grid, header, data, faults)
    return ReturnSheet(header.kind, tuple(_rows(grid, header, data, faults)), is_whole)


def _tell(  # noqa: PLR0913 - named by every caller
    grid: Grid,
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
    """One line of a cell's text, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:77] + "..."


# ---- structure ----------------------------------------------------------------------------


def _check_columns(grid: Grid, header: Header, faults: list[ReturnFault]) -> bool:
    """Whether every needed column is there once; unknown columns are only told."""
    is_whole = True
    for column in COLUMNS[header.kind]:
        if column in header.doubled:
            is_whole = False
            names = " and ".join(f"'{name}'" for name in header.doubled[column])
            expected = "one column of this meaning"
            _tell(grid, faults, ERROR, "two-columns", names, expected, column=column)
        elif column not in header.columns and column not in OPTIONAL:
            is_whole = False
            expected = f"a column {column} in the header row {header.row}"
            _tell(grid, faults, ERROR, "missing-column", "no such column", expected, column=column)
    for number, name in header.unknown.items():
        if is_council(name):
            continue  # read, but not as a figure: `councils` has its own faults
        expected = "one of " + ", ".join(COLUMNS[header.kind]) + "; it was not read"
        cell = grid.address(header.row, number)
        _tell(grid, faults, WARNING, "unknown-column", name, expected, cell=cell)
    return is_whole


def _check_hidden(grid: Grid, header: Header, data: list[int], faults: list[ReturnFault]) -> None:
    expected = "nothing hidden; it was read: check that it belongs to the return"
    if grid.is_hidden:
        _tell(grid, faults, WARNING, "hidden", "a hidden sheet", expected)
    if rows := [row for row in data if row in grid.hidden_rows]:
        _tell(grid, faults, WARNING, "hidden", _listed("row", map(str, rows)), expected)
    columns = sorted(set(header.columns.values()) & grid.hidden_columns)
    if columns:
        _tell(
            grid,
            faults,
            WARNING,
            "hidden",
            _listed("column", map(get_column_letter, columns)),
            expected,
        )


def _listed(noun: str, names: Iterator[str]) -> str:
    told = list(names)
    return f"hidden {noun}{'s' if len(told) > 1 else ''} {', '.join(told)}"


def _check_merged(grid: Grid, header: Header, data: list[int], faults: list[ReturnFault]) -> None:
    used = {*header.columns.values(), *header.unknown}
    last = max(data, default=header.row)
    for top, bottom, left, right in grid.merged:
        if top <= last and bottom >= header.row and any(left <= column <= right for column in used):
            found = f"{grid.address(top, left)}:{grid.address(bottom, right)}"
            expected = "no merged cells: only the first of them holds anything; write each cell"
            cell = grid.address(top, left)
            _tell(grid, faults, ERROR, "merged", found, expected, cell=cell)


def _check_strays(grid: Grid, header: Header, data: list[int], faults: list[ReturnFault]) -> None:
    """Text in columns that have no name."""
    named = {*header.columns.values(), *header.unknown, *header.spare}
    told: set[int] = set()
    for row in data:
        if grid.is_csv and grid.widths[row] != grid.widths[header.row]:
            continue  # a fault of its own
        for column in sorted(set(grid.rows[row]) - named - told):
            told.add(column)
            found = grid.rows[row][column].text
            cell = grid.address(row, column)
            expected = "nothing in a column without a name; it was not read"
            _tell(grid, faults, WARNING, "unknown-column", found, expected, cell=cell)


# ---- rows ---------------------------------------------------------------------------------


def _rows(
    grid: Grid, header: Header, data: list[int], faults: list[ReturnFault]
) -> Iterator[SheetRow]:
    width = grid.widths.get(header.row, 0)
    for row in data:
        cells = grid.rows[row]
        if grid.is_csv and grid.widths[row] != width:
            found, cell = f"{grid.widths[row]} cells", grid.address(row, 1)
            expected = f"{width} cells as in the header; text with a comma stands in quotes"
            # The column is the one that says what a line is about: the line itself is in doubt.
            _tell(grid, faults, ERROR, "row-length", found, expected, cell=cell,
                  column="indicator_id")  # fmt: skip
            continue
        if not any(number in cells for number in header.columns.values()):
            continue
        addresses = {name: grid.address(row, n) for name, n in header.columns.items()}
        place = CellPlace(grid.file, grid.sheet, f"row {row}", addresses)
        yield _row(grid, place, header, row, faults)


def _row(
    grid: Grid, place: CellPlace, header: Header, row: int, faults: list[ReturnFault]
) -> SheetRow:
    text = dict.fromkeys(COLUMNS[header.kind], "")
    broken = {column for column in text if column in header.doubled}
    for column, number in header.columns.items():
        cell = grid.rows[row].get(number)
        if cell is None:
            continue
        formula = cell.formula
        if grid.is_csv and cell.text.lstrip().startswith("="):
            formula = cell.text.strip()
        text[column] = cell.text if cell.text.strip() else formula or ""
        if formula is not None:
            broken.add(column)
            expected = "the value itself: copy the cell, then Paste Special, Values"
            faults.append(place.fault(column, ERROR, "formula", _short(formula), expected))
        elif cell.is_error or cell.text.strip().upper() in _ERRORS:
            broken.add(column)
            expected = "a value: the spreadsheet could not work this cell out"
            faults.append(place.fault(column, ERROR, "error-cell", cell.text, expected))
    missing = set(text) - set(header.columns) - OPTIONAL
    return SheetRow(place, text, frozenset(broken | missing))
