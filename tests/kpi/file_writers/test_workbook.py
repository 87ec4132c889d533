"""Workbooks as they are written."""

import io
from typing import Any

import openpyxl
import polars as pl
from openpyxl.workbook import Workbook

from kpi.file_writers import workbook
from kpi.file_writers.workbook import WorkbookSheet


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    """The header row and the rows of a sheet's table."""
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def test_an_empty_table_is_a_table() -> None:
    empty = WorkbookSheet("empty", "Nothing", "No rows.", pl.DataFrame(schema={"a": pl.String}))
    book = opened(workbook.workbook([empty], title="t", subject="s"))
    assert cells(book, "empty")[0] == ("a",)
    assert not any(any(row) for row in cells(book, "empty")[1:])
    assert len(book["empty"].tables) == 1


def test_a_long_text_has_room_for_its_lines() -> None:
    table = pl.DataFrame({"text": ["short", "x" * 600, None], "number": [1.0, 2.0, 3.0]})
    book = opened(
        workbook.workbook([WorkbookSheet("long", "t", "w", table)], title="t", subject="s")
    )
    sheet = book["long"]
    assert sheet["A5"].alignment.wrap_text
    assert sheet.row_dimensions[5].height >= 15 * 600 / sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[4].height is None
    assert sheet.row_dimensions[6].height is None
    assert sheet["A3"].font.bold
