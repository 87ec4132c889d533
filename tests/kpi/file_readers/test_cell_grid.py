"""Cells of a grid: where they stand, how many there may be, and CSV files as grids."""

import pytest

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.file_readers.cell_grid import Cell, CellGrid, csv_grid


def test_addresses() -> None:
    assert CellGrid("a.xlsx", "values").address(14, 4) == "D14"
    assert CellGrid("a.xlsx", "values").address(1, 28) == "AB1"
    assert CellGrid("a.csv", "").address(14, 4) == "row 14"


def test_a_cell_is_added_once() -> None:
    grid = CellGrid("a.xlsx", "values")
    grid.add(2, 3, Cell("x"))
    assert grid.rows == {2: {3: Cell("x")}}
    with pytest.raises(InputError, match=r"a\.xlsx, values: cell C2 occurs twice"):
        grid.add(2, 3, Cell("y"))


@pytest.mark.parametrize(
    ("row", "column", "length", "told"),
    [
        (limits.MOST_ROWS, limits.MOST_COLUMNS, limits.MOST_TEXT, None),
        (limits.MOST_ROWS + 1, 1, 1, "a.xlsx, values: more than 5,000 rows"),
        (
            1,
            limits.MOST_COLUMNS + 1,
            1,
            "a.xlsx, values: more than 400 columns: leave out earlier "
            "periods, or give each period a row of its own",
        ),
        (3, 2, limits.MOST_TEXT + 1, "a.xlsx, values, B3: text of more than 5,000 characters"),
    ],
)
def test_the_limits(row: int, column: int, length: int, told: str | None) -> None:
    grid = CellGrid("a.xlsx", "values")
    if told is None:
        grid.add(row, column, Cell("x" * length))
        assert grid.rows
        return
    with pytest.raises(InputError) as caught:
        grid.add(row, column, Cell("x" * length))
    assert str(caught.value) == told


def test_a_sheet_has_so_many_cells_however_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CELLS", 6)
    for rows, columns in ((2, 3), (3, 2), (6, 1)):
        grid = csv_grid("a.csv", [",".join("x" * columns) + "\n"] * rows, ",")
        assert grid.filled == rows * columns == 6
        with pytest.raises(InputError) as caught:
            grid.add(rows + 1, 1, Cell("x"))
        assert str(caught.value) == "a.csv: more than 6 cells: leave out earlier periods"


def test_a_council_may_have_what_a_sheet_of_its_own_has() -> None:
    """Ten years by month with counts and 100 indicators are far within the limits."""
    assert limits.MOST_COLUMNS >= 10 * 12 * 3 + 10
    assert limits.MOST_CELLS > 100 * 10 * 12 * 3
    # What a sheet of 60 columns could have, it has still.
    assert limits.MOST_ROWS * 60 <= limits.MOST_CELLS


def test_blank_cells_and_rows_of_a_csv_file_take_no_room() -> None:
    grid = csv_grid("a.csv", ["a, ,b\n", "\n", '"c,d",\n'], ",")
    assert grid.rows == {1: {1: Cell("a"), 3: Cell("b")}, 3: {1: Cell("c,d")}}
    assert grid.widths == {1: 3, 3: 2}
    assert csv_grid("a.csv", ["a\n", "b\n"], ",", most=1).rows == {1: {1: Cell("a")}}
