"""Measures side by side as files: every figure of the page with period, source and status."""

import io

import openpyxl
import polars as pl
import pytest

from kpi.benchmarks.side_by_side import (
    CompareRequest,
    SideBySide,
    scorecard_measures,
    side_by_side,
)
from kpi.charts.benchmarks.side_by_side import strip_table
from kpi.downloads import file_names
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.tables.reports.side_by_side import FIGURES, as_shown, figures, to_xlsx
from tests.kpi.changing import BCP


@pytest.fixture(scope="module")
def usual(snapshot: Snapshot) -> SideBySide:
    """The page as it opens, by name."""
    return side_by_side(snapshot, CompareRequest(BCP, scorecard_measures(snapshot), order="name"))


def test_a_row_for_each_figure_of_the_page(snapshot: Snapshot, usual: SideBySide) -> None:
    made = figures(snapshot, usual)
    assert made.schema == FIGURES
    page = strip_table(usual)
    expected = [
        (head.measure, row.name, row.cells[at].figure, row.cells[at].text)
        for at, head in enumerate(page.heads)
        for row in page.rows
    ]
    assert made.select("measure", "area_name", "shown", "quarter").rows() == expected
    assert made.filter(row="own")["place_shown"].to_list() == list(page.places)


def test_what_a_figure_rests_on_in_whole_words(snapshot: Snapshot, usual: SideBySide) -> None:
    made = figures(snapshot, usual)
    own, mean = (
        made.filter(measure="primary-permanent-exclusions", row=row).row(0, named=True)
        for row in ("own", "neighbours_mean")
    )
    assert (own["period"], own["data_status"], own["shown"]) == (
        "spring term 2025", "derived", "0.012%",
    )  # fmt: skip
    assert (own["place"], own["place_of"], own["place_shared_by"]) == (5, 11, 2)
    assert own["source"] == snapshot.source(usual.columns[3].measure.source).title
    assert (mean["data_status"], mean["place"]) == ("derived", None)
    assert set(made["snapshot"]) == {snapshot.id}
    assert not made["data_status"].str.contains("illustrative").any()
    periods = made.select("measure", "period").unique()
    assert periods.height == len(usual.columns)  # one period a column


def test_the_workbook_has_the_same_figures(snapshot: Snapshot, usual: SideBySide) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(snapshot, usual)))
    assert book.sheetnames == ["about", "side_by_side", "figures"]
    made = figures(snapshot, usual)
    head, *rows = book["figures"].iter_rows(min_row=3, values_only=True)
    assert list(head) == made.columns
    value, place = made.columns.index("value"), made.columns.index("shown")
    assert [row[value] for row in rows] == pytest.approx(made["value"].to_list())
    assert [row[place] for row in rows] == made["shown"].to_list()
    shown = as_shown(usual)
    _, *cells = book["side_by_side"].iter_rows(min_row=3, values_only=True)
    assert [tuple(row) for row in cells] == shown.rows()
    assert shown.row(0)[2] == "77.6%"
    assert shown.row(3)[2] == "40.6% (derived)"
    assert shown.row(-1)[:3] == ("Our place", "1st of 11", "2nd of 11")
    about = dict(book["about"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert about["Authority"] == "Bournemouth, Christchurch and Poole"
    assert str(about["No column"]).startswith("Returns to Early Help within 12 months")


def test_missing_figures_have_their_reason(snapshot: Snapshot) -> None:
    found = side_by_side(snapshot, CompareRequest("201", ("FirstYJS",)))
    row = figures(snapshot, found).filter(row="england").row(0, named=True)
    assert (row["value"], row["shown"], row["data_status"]) == (None, "not shown", None)
    assert "sum of the nine regional rates" in row["reason"]


def test_names_of_files(snapshot: Snapshot, usual: SideBySide) -> None:
    assert file_names.side_by_side(usual, "csv") == "compare-839-neighbours-6-measures.csv"
    chosen = side_by_side(snapshot, CompareRequest(BCP, ("FirstYJS",), ("908", "330")))
    assert file_names.side_by_side(chosen, "xlsx") == "compare-839-2-chosen-1-measures.xlsx"


def test_a_name_that_a_spreadsheet_would_run_is_harmless(
    snapshot: Snapshot, usual: SideBySide
) -> None:
    row = figures(snapshot, usual).head(1).with_columns(pl.lit("=1+1").alias("area_name"))
    assert b",=1+1" not in csv.to_csv(row)
