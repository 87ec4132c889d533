"""Limits of a built table, and how they stand to one another."""

from kpi.file_writers.workbook import MOST_SHEET_ROWS
from kpi.tables import csv_chunks, table_limits


def test_what_is_drawn_is_never_more_than_what_is_shown_first() -> None:
    """A table too large to be drawn would else be shown with fewer rows than a drawn one."""
    assert table_limits.MOST_DRAWN_ROWS <= table_limits.PREVIEW_ROWS


def test_a_file_made_in_memory_is_smaller_than_one_sent_in_parts() -> None:
    assert csv_chunks.PART_CELLS < table_limits.MOST_WORKBOOK_CELLS < table_limits.MOST_CSV_CELLS


def test_a_worksheet_holds_as_many_rows_as_a_csv_file() -> None:
    assert table_limits.MOST_CSV_ROWS < MOST_SHEET_ROWS
