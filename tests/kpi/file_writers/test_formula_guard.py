"""No text in a file that we write is a formula; every other text and number is as it was."""

import csv as reader
import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kpi.file_writers import csv
from kpi.file_writers.formula_guard import WORKBOOK_OPTIONS, without_formulas


@pytest.mark.parametrize(
    "risky",
    [
        "=1+1",
        "+44 20",
        "-2",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "-\n2",
        "--",
        '=HYPERLINK("http://x")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_text_that_would_run_is_made_harmless(risky: str) -> None:
    guarded = without_formulas(pl.DataFrame({"text": [risky, None, "a=b"], "count": [-1, 0, 1]}))
    assert guarded["text"].to_list() == [f"'{risky}", None, "a=b"]
    assert guarded["count"].to_list() == [-1, 0, 1]


def test_a_lone_hyphen_runs_nothing() -> None:
    assert without_formulas(pl.DataFrame({"rank": ["-"]}))["rank"].to_list() == ["-"]


@given(st.text())
def test_any_text_comes_back_and_never_starts_a_formula(text: str) -> None:
    data = csv.to_csv(pl.DataFrame({"a": ["x"], "t": [text]})).decode("utf-8")
    _, line = reader.reader(io.StringIO(data, newline=""))
    found = line[1]
    assert found == "-" or not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert found == text or found == f"'{text}"


def test_a_text_in_a_workbook_is_no_formula(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx"), dict(WORKBOOK_OPTIONS)) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    cell = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
