"""Metadata of CSV files against the very bytes of the files: names, types, nulls, keys, span."""

import csv as plain_csv
import io
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi.downloads import csvw, page_files
from kpi.downloads.page_files import ScorecardSelection
from kpi.file_writers import csv
from kpi.indicators.reporting_quarters import find_quarter
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.tables.catalogue import choices, holdings
from kpi.tables.reports import release_calendar

FORMS = {
    "decimal": r"-?\d+(\.\d+)?",
    "integer": r"-?\d+",
    "boolean": "true|false",
    "string": r"(?s).+",
    "date": r"\d{4}-\d{2}-\d{2}",
}


def faults(document: Mapping[str, Any], file: bytes) -> list[str]:
    """What a CSV file has that its metadata does not say; our own check beside a validator's."""
    dialect, schema = document["dialect"], document["tableSchema"]
    assert not file.startswith(b"\xef\xbb\xbf")
    assert dialect["encoding"] == "utf-8"
    text = file.decode()
    assert re.sub(r"\r\n", "", text).count("\r") == 0
    head, *rows = plain_csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = schema["columns"]
    found = []
    if head != [each["name"] for each in columns]:
        found.append(f"the header is {head}")
    if not all(each["name"] in each["titles"] for each in columns):
        found.append("a column's titles lack its name in the file")
    for row in rows:
        if len(row) != len(columns):
            found.append(f"a row has {len(row)} cells")
        for each, cell in zip(columns, row, strict=False):
            kind = each["datatype"] if isinstance(each["datatype"], str) else "date"
            if cell != each["null"] and not re.fullmatch(FORMS[kind], cell):
                found.append(f"{each['name']}: {cell!r} is no {kind}")
    at = [head.index(name) for name in schema.get("primaryKey", ())]
    keys = [tuple(row[place] for place in at) for row in rows]
    if at and (len(set(keys)) < len(keys) or any("" in key for key in keys)):
        found.append("the primary key does not tell rows apart")
    return found


def tables(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"))
    return {
        "summary": page_files.summary_of(snapshot, ScorecardSelection(view)),
        "series": page_files.series_of(snapshot, "ks4-fsm-gap", view),
        "changes": page_files.changes_of(snapshot, ScorecardSelection(view), date(2025, 8, 1)),
        "indicators": choices.indicators(snapshot),
        "quarters": choices.quarters(snapshot, "839"),
        "areas": holdings.areas(snapshot),
        "releases": holdings.releases(snapshot),
        "calendar": release_calendar.table(snapshot, "839"),
    }


def test_metadata_says_what_the_file_holds(snapshot: Snapshot) -> None:
    for name, table in tables(snapshot).items():
        document = csvw.metadata(snapshot, csvw.of_table(snapshot, table, name, f"{name}.csv"))
        assert faults(document, csv.to_csv(table)) == [], name
        assert document["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
        assert document["url"] == f"{name}.csv"
        assert document["dc:modified"] == {"@value": f"{snapshot.made_on}", "@type": "xsd:date"}
        assert {"@id": csvw.OGL_ADDRESS} in document["dc:license"]


def test_a_file_that_is_not_as_told_is_found(snapshot: Snapshot) -> None:
    table = choices.quarters(snapshot, "839")
    document = csvw.metadata(snapshot, csvw.of_table(snapshot, table, "quarters", "q.csv"))
    turned = csv.to_csv(table.select(reversed(table.columns)))
    assert any("header" in each for each in faults(document, turned))
    twice = csv.to_csv(pl.concat([table, table]))
    assert faults(document, twice) == ["the primary key does not tell rows apart"]
    wrong = csv.to_csv(table.with_columns(starts=pl.lit("soon")))
    assert "starts: 'soon' is no date" in faults(document, wrong)


def test_whole_counts_and_units_are_those_of_the_file(snapshot: Snapshot) -> None:
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"))
    table = page_files.series_of(snapshot, "ehcp-20-weeks", view)
    document = csvw.metadata(snapshot, csvw.of_table(snapshot, table, "series", "series.csv"))
    columns = {each["name"]: each for each in document["tableSchema"]["columns"]}
    assert columns["numerator"]["datatype"] == "integer"
    assert columns["numerator"]["schema:unitText"] == "cases"
    assert columns["value"]["datatype"] == "decimal"
    assert columns["value"]["schema:unitText"].startswith("the unit of the row")
    assert columns["period_end"]["datatype"] == {"base": "date", "format": "yyyy-MM-dd"}
    first, last = table["period_start"].min(), table["period_end"].max()
    assert document["dc:temporal"] == f"{first}/{last}"


def test_the_sources_are_those_that_rows_name(snapshot: Snapshot) -> None:
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"))
    table = page_files.series_of(snapshot, "ehcp-20-weeks", view)
    told = csvw.metadata(snapshot, csvw.of_table(snapshot, table, "series", "series.csv"))
    titles = {each["dc:title"] for each in told["dc:source"]}
    assert titles == set(table["source"].drop_nulls())
    assert len(titles) < snapshot.sources.height


@pytest.mark.parametrize(
    ("table", "quarter", "span"),
    [
        ({"q": ["Q1 2025-26", "Q4 2024-25"]}, "q", ("2025-01-01", "2025-06-30")),
        ({"q": [None, "Q1 2025-26"]}, "q", ("2025-04-01", "2025-06-30")),
        ({"q": ["Q1 2025-26"]}, "", None),
        ({"q": [None]}, "q", None),
        ({"q": ["Q1 2025-26", "2025"]}, "q", None),  # a publisher's own label of a year
        ({"period_start": [None], "period_end": [None]}, "", None),
    ],
)
def test_the_span_is_of_the_rows_periods(
    table: dict[str, list[object]], quarter: str, span: tuple[str, str] | None
) -> None:
    found = csvw.span_of(pl.DataFrame(table), quarter)
    assert (found and tuple(day.isoformat() for day in found)) == span


def test_several_files_are_one_group(snapshot: Snapshot) -> None:
    found = tables(snapshot)
    files = [csvw.of_table(snapshot, found[name], name, f"{name}.csv") for name in found]
    document = csvw.group(snapshot, files)
    assert [each["url"] for each in document["tables"]] == [f"{name}.csv" for name in found]
    assert all("@context" not in each for each in document["tables"])
