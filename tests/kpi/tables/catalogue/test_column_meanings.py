"""What columns mean: one place, and no column of any file without words."""

import polars as pl
import pytest

from kpi.downloads import page_files, return_faults
from kpi.indicators.reporting_quarters import find_quarter
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.publishing import submission
from kpi.tables import builder
from kpi.tables.catalogue import column_meanings
from kpi.tables.selection import Selection
from tests.kpi.cli.csv_commands import COLUMNS as OF_COMMANDS
from tests.kpi.downloads.page_choices import LAIT, page_choices
from tests.readability import sentences_of, words_of

MOST_WORDS = 30


def headers(file: bytes) -> list[str]:
    """The header of a CSV file, whose names need no quotation marks."""
    return file.split(b"\r\n", 1)[0].decode().split(",")


def page_headers(snapshot: Snapshot) -> dict[str, list[str]]:
    """The columns of every CSV file that a page offers, by the table's name."""
    files = {table.name: table(snapshot, *made) for table, made in page_choices(snapshot)}
    faults = {return_faults.TABLE: list(submission.FAULT_COLUMNS)}
    return {name: headers(file) for name, file in files.items()} | faults


def test_every_column_of_every_page_file_has_its_meaning(snapshot: Snapshot) -> None:
    for table, names in page_headers(snapshot).items():
        for name in names:
            found = column_meanings.meaning(table, name, pl.String(), snapshot)
            assert found.means, (table, name)


@pytest.mark.parametrize("table", OF_COMMANDS)
def test_every_column_that_only_a_command_has_has_its_meaning(table: str) -> None:
    for name in OF_COMMANDS[table]:
        assert column_meanings.meaning(table, name, pl.String(), None).means, name
    assert set(column_meanings.tables()[table].columns) <= set(OF_COMMANDS[table])


def test_every_indicators_own_columns_have_their_meaning(snapshot: Snapshot) -> None:
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"))
    seen = set()
    for each in snapshot.indicators:
        table = page_files.series_of(snapshot, each.id, view)
        seen |= set(table.columns)
        assert len(column_meanings.meanings("series", table.schema, snapshot)) == table.width
    legs = {leg.id for each in snapshot.indicators for leg in each.legs}
    assert legs
    assert legs <= seen


@pytest.mark.parametrize("wide", [False, True])
def test_every_column_of_a_built_table_has_its_meaning(snapshot: Snapshot, wide: bool) -> None:
    chosen = Selection(
        "839", (LAIT, "ehcp-20-weeks"), ("home", "england"), wide=wide,
        extras=("neighbours", "change", "rank", "band"), group="880-851-852",
    )  # fmt: skip
    table = builder.table(snapshot, chosen)
    found = column_meanings.meanings("table", table.schema, snapshot)
    assert [each.name for each in found] == table.columns
    if wide:
        by_name = {each.name: each for each in found}
        year = next(name for name in table.columns if name.startswith("neighbours_mean_"))
        assert by_name[year].means.startswith("The unweighted mean of the statistical neighbours")
        assert "Of the period " in by_name[year].means
        assert by_name[year].unit.startswith("the unit of the row")


def test_a_column_that_nobody_described_is_a_fault() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        column_meanings.meaning("summary", "nonsense", pl.String(), None)


def test_units_and_types_are_said() -> None:
    kinds = pl.Schema(
        {"value": pl.Float64, "numerator": pl.Int64, "period_end": pl.Date, "is_own": pl.Boolean}
    )
    value, cases, day, yes = column_meanings.meanings("series", kinds)
    assert (value.title, value.type) == ("Value", "number")
    assert value.unit.startswith("the unit of the row's indicator or measure")
    assert (cases.type, cases.unit) == ("whole number", "cases")
    assert (day.type, day.unit) == ("day", "")
    assert yes.type == "true or false"


def test_a_table_may_mean_another_thing_by_a_name() -> None:
    def means(table: str) -> str:
        return column_meanings.meaning(table, "numerator", pl.String(), None).means

    assert means("indicators") == "What is counted above the line."
    assert means("summary").startswith("How many were counted above the line")


def test_names_with_who_and_when_are_written_out() -> None:
    verdict = column_meanings.meaning("summary", "good_verdict", pl.String(), None)
    assert verdict.means == (
        "Whether the council's figure differs from the mean of other authorities judged Good by "
        "Ofsted by more than chance."
    )
    change = column_meanings.meaning("summary", "year_ago_change", pl.Float64(), None)
    assert change.means == "The figure less that of the same period a year before, unrounded."


def test_the_list_has_every_column_once_and_in_plain_words() -> None:
    found = column_meanings.listed()
    assert found.select("table", "column").is_unique().all()
    assert found["means"].null_count() == 0
    assert not found["means"].str.contains(r"[{}]").any()
    for said in found["means"]:
        assert said.endswith(".")
        assert all(len(words_of(each)) <= MOST_WORDS for each in sentences_of(said)), said


def test_no_entry_is_left_over(snapshot: Snapshot) -> None:
    """A column that no table has any more would be told to mean something."""
    from kpi.downloads import export_tables
    from server.api.application import application
    from server.table_stream import TableStreams

    used = {name for names in page_headers(snapshot).values() for name in names}
    used |= {name for names in OF_COMMANDS.values() for name in names}
    paths = application("", TableStreams()).openapi()["paths"]
    for about in paths.values():
        content = about["get"]["responses"]["200"]["content"]
        if rows := content.get("application/json", {}).get("schema"):
            used |= set(rows["properties"]["rows"]["items"]["properties"])
    for table in export_tables.TABLES:
        if table.name != "benchmarks":
            used |= {name for part in table.parts(snapshot, "839") for name in part.columns}
    known = set(column_meanings.listed()["column"])
    assert sorted(known - used - {"chart_note"}) == []
