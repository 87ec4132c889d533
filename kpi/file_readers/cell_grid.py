"""A sheet or CSV file as a grid of text cells, and the reader of CSV files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from openpyxl.utils import get_column_letter

from kpi.errors import InputError
from kpi.file_readers import limits


@dataclass(frozen=True)
class Cell:
    """A cell's text as shown, its formula if it has one, and whether it shows an error."""

    text: str
    formula: str | None = None
    is_error: bool = False


@dataclass
class CellGrid:
    """One sheet or CSV file: cells by row and column from 1, and merged or hidden parts of it."""

    file: str
    sheet: str  # "" for a CSV file
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # rows, then columns
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    widths: dict[int, int] = field(default_factory=dict)  # of a CSV file: cells of each row
    separator: str = ","
    filled: int = 0  # how many cells it has

    @property
    def is_csv(self) -> bool:
        """Whether it is a CSV file, whose addresses are rows only."""
        return self.sheet == ""

    @property
    def _where(self) -> str:
        return f"{self.file}, {self.sheet}" if self.sheet else self.file

    def address(self, row: int, column: int) -> str:
        """Return a cell's address: `D14` in a workbook, `row 14` in a CSV file."""
        return f"row {row}" if self.is_csv else f"{get_column_letter(column)}{row}"

    def add(self, row: int, column: int, cell: Cell) -> None:
        """Add a cell; raises InputError past the limits or where the cell is already present."""
        if row > limits.MOST_ROWS:
            raise InputError(f"{self._where}: more than {limits.MOST_ROWS:,} rows")
        if column > limits.MOST_COLUMNS:
            raise InputError(
                f"{self._where}: more than {limits.MOST_COLUMNS} columns: leave out earlier "
                "periods, or give each period a row of its own"
            )
        if len(cell.text) > limits.MOST_TEXT:
            place = f"{self._where}, {self.address(row, column)}"
            raise InputError(f"{place}: text of more than {limits.MOST_TEXT:,} characters")
        self.filled += 1
        if self.filled > limits.MOST_CELLS:
            raise InputError(
                f"{self._where}: more than {limits.MOST_CELLS:,} cells: leave out earlier periods"
            )
        cells = self.rows.setdefault(row, {})
        if column in cells:
            raise InputError(f"{self._where}: cell {self.address(row, column)} occurs twice")
        cells[column] = cell


def csv_grid(file: str, lines: Sequence[str], separator: str, most: int | None = None) -> CellGrid:
    """Return the grid of a CSV file; only of its first `most` rows where that is given.

    Raises InputError past the limits or where quotes are not closed.
    """
    grid = CellGrid(file, "", separator=separator)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row, cells in enumerate(islice(reader, most), start=1):
            for column, text in enumerate(cells, start=1):
                if text.strip():
                    grid.add(row, column, Cell(text))
            if row in grid.rows:
                grid.widths[row] = len(cells)
    except csv.Error as fault:
        raise InputError(f"{file}: not readable as CSV: {fault}") from None
    return grid
