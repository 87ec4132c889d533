"""Sheets of a workbook by the rules for accessible spreadsheets, for every workbook we write.

One marked table on a sheet, its title in A1, a line about its content in A2, one header row that
stays in view and is repeated in print. No merged cells, no meaning by colour, no filter buttons
in the header; text that looks like a formula stays text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kpi.errors import InputError
from kpi.file_writers.formula_guard import WORKBOOK_OPTIONS
from kpi.statistics.float_noise import clean_floats

if TYPE_CHECKING:
    import xlsxwriter  # type: ignore[import-untyped]

HEADER_ROW = 2  # counted from zero
MOST_SHEET_ROWS = 1_048_576 - HEADER_ROW - 1  # of a worksheet, less title, note and header
MOST_SHEET_COLUMNS = 16_384
_MOST_TEXT = 32_767  # characters in a cell
_NARROWEST, _WIDEST, _SAMPLE = 9, 60, 200
_LINE_HEIGHT, _HIGHEST_ROW = 15, 409  # points


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its name, the title for A1, a line about it for A2, and its table."""

    name: str
    title: str
    words: str
    table: pl.DataFrame


def workbook(sheets: Sequence[WorkbookSheet], *, title: str, subject: str) -> bytes:
    """Return the bytes of a workbook with these sheets and document properties.

    Values are the tables' own, to the sixteen significant digits that the writer keeps; dates are
    dates, nulls are empty cells.
    """
    import xlsxwriter  # a server needs it for the first workbook only

    output = io.BytesIO()
    options = {**WORKBOOK_OPTIONS, "in_memory": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(output, options) as book:
        book.set_properties({"title": title, "subject": subject})
        for sheet in sheets:
            _write(book, sheet)
    return output.getvalue()


def notes(lines: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """Return a table of items and what each is, for the first sheet."""
    return pl.DataFrame(lines, {"item": pl.String, "what_it_is": pl.String}, orient="row")


def save(path: Path, data: bytes) -> None:
    """Write a file; raises InputError where that is not possible."""
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise InputError(f"{path} cannot be written: {fault.strerror}") from fault


# ---- parts --------------------------------------------------------------------------------


def _write(book: xlsxwriter.Workbook, about: WorkbookSheet) -> None:
    table = about.table
    sheet = book.add_worksheet(about.name)
    sheet.write_string(0, 0, about.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, about.words)
    top = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
    bold = book.add_format({"valign": "top", "bold": True})
    sheet.add_table(
        HEADER_ROW,
        0,
        HEADER_ROW + max(table.height, 1),
        table.width - 1,
        {
            "name": f"table_{about.name}",
            "columns": [{"header": name, "header_format": bold} for name in table.columns],
            "style": "Table Style Light 1",
            "banded_rows": False,
            "autofilter": False,
        },
    )
    table = clean_floats(table)
    for place, (column, kind) in enumerate(table.schema.items()):
        width = _width(table[column])
        style = wrapped if kind == pl.String and width == _WIDEST else top
        sheet.set_column(place, place, width, style)
        for row, value in enumerate(table[column], HEADER_ROW + 1):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(row, place, value[:_MOST_TEXT], style)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            else:
                sheet.write_number(row, place, value, top)
    for row, lines in enumerate(_lines(table), HEADER_ROW + 1):
        if lines > 1:  # not every program makes room for wrapped text by itself
            sheet.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST_ROW))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _lines(table: pl.DataFrame) -> list[int]:
    """Return how many lines each row needs when its long texts are wrapped in the widest column."""
    texts = [pl.col(name) for name, kind in table.schema.items() if kind == pl.String]
    if not texts:
        return [1] * table.height
    room = _WIDEST - 4  # words do not fill a line to its end
    needed = [text.str.len_chars().fill_null(0) // room + 1 for text in texts]
    return table.select(lines=pl.max_horizontal(needed)).to_series().to_list()


def _width(values: pl.Series) -> int:
    longest = values.head(_SAMPLE).cast(pl.String).str.len_chars().max()
    width = max(int(longest) if isinstance(longest, int) else 0, len(values.name)) + 2
    return min(max(width, _NARROWEST), _WIDEST)
