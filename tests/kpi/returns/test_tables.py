"""The typed tables of a return are those the store has held since the first snapshot."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.model.schemas import COMMENTARY, ILLUSTRATIVE_RETURN, LOCAL_RETURN, OBSERVATIONS, TARGETS
from kpi.model.snapshot import Snapshot
from kpi.returns import reader
from kpi.returns.tables import tables
from kpi.returns.typed_cells import NOT_YET
from tests.kpi.returns.workbooks import FOLDER, as_workbook, good_tables, put

Indicators = tuple[Indicator, ...]
_COLUMNS = [
    "indicator_id", "leg", "area", "period_kind", "period_start", "period_end", "value",
    "numerator", "denominator", "symbol", "reason", "data_status", "source", "known_from",
    "reporting_quarter", "note",
]  # fmt: skip


def test_the_illustrative_return(indicators: Indicators) -> None:
    found = tables(reader.read(FOLDER, indicators), "839", ILLUSTRATIVE_RETURN)
    assert found.observations.schema == OBSERVATIONS
    assert found.targets.schema == TARGETS
    assert found.commentary.schema == COMMENTARY
    assert found.rows_read == 24 + 8 + 6
    last = found.observations.select(_COLUMNS).row(-1)
    assert last == (
        "ehcp-20-weeks", "", "839", "financial quarter", date(2025, 4, 1), date(2025, 6, 30),
        53.9, 96.0, 178.0, None, None, "illustrative", "illustrative-return", date(2025, 6, 30),
        "Q1 2025-26", None,
    )  # fmt: skip
    assert found.targets.row(0) == (
        "early-help-returns", "839", "Q1 2023-24", "Q4 2024-25", 16.0, 20.0, None, None,
        "local", "illustrative", "Set from the first year's baseline", None,
    )  # fmt: skip
    assert found.targets["to_quarter"].null_count() == 6
    told = found.commentary.select("indicator_id", "reporting_quarter", "owner_role", "due")
    assert told.row(0) == (
        "early-help-returns", "Q1 2025-26", "Head of Early Help", date(2025, 9, 30),
    )  # fmt: skip


def test_what_a_council_sends_is_of_its_own_return_whatever_its_status(
    indicators: Indicators,
) -> None:
    found = tables(reader.read(FOLDER, indicators), "839")
    for table in (found.observations, found.targets, found.commentary):
        assert set(table["data_status"]) == {"illustrative"}
        assert set(table["source"]) == {LOCAL_RETURN}


def test_every_cell_of_the_files_is_in_the_tables(indicators: Indicators) -> None:
    found = tables(reader.read(FOLDER, indicators), "839")
    for table, file in (
        (found.observations, "observations.csv"),
        (found.targets, "targets.csv"),
        (found.commentary, "commentary.csv"),
    ):
        written = pl.read_csv(FOLDER / file, try_parse_dates=True)
        same = [c for c in written.columns if c in table.columns and c != "source"]
        cast = written.select(same).cast({c: table.schema[c] for c in same})
        assert len(same) >= 7
        assert table.select(same).equals(cast)


def test_the_shipped_snapshot_holds_the_same_figures(
    indicators: Indicators, snapshot: Snapshot
) -> None:
    found = tables(reader.read(FOLDER, indicators), "839", ILLUSTRATIVE_RETURN)
    held = snapshot.observations.filter(pl.col("source") == "illustrative-return")
    order = ["indicator_id", "period_end"]
    assert held.select(_COLUMNS).sort(order).equals(found.observations.select(_COLUMNS).sort(order))
    assert snapshot.targets.sort(pl.all()).equals(found.targets.sort(pl.all()))
    assert snapshot.commentary.sort(pl.all()).equals(found.commentary.sort(pl.all()))


def test_a_workbook_gives_the_same_tables(indicators: Indicators) -> None:
    data = as_workbook(good_tables())
    found = tables(reader.read_contents({"r.xlsx": data}, indicators), "839")
    expected = tables(reader.read(FOLDER, indicators), "839")
    assert found.observations.equals(expected.observations)
    assert found.targets.equals(expected.targets)
    assert found.commentary.equals(expected.commentary)


@pytest.mark.parametrize(
    ("text", "symbol", "reason"), [("c", "c", SYMBOLS["c"]), ("TBC", "x", NOT_YET)]
)
def test_a_symbol_has_its_reason(
    indicators: Indicators, text: str, symbol: str, reason: str
) -> None:
    changed = put(good_tables(), "values", 25, "value", text)
    for column in ("numerator", "denominator"):
        changed = put(changed, "values", 25, column, "")
    read = reader.read_contents({"r.xlsx": as_workbook(changed)}, indicators)
    last = tables(read, "839").observations.row(-1, named=True)
    assert (last["value"], last["symbol"], last["reason"]) == (None, symbol, reason)


def test_the_councils_own_status_is_kept(indicators: Indicators) -> None:
    changed = put(good_tables(), "values", 1, "source", "RAG")
    changed = put(changed, "values", 25, "RAG", "Amber")
    changed["values"] = [
        [*row[:8], "" if 0 < n < 24 else row[8], *row[9:]]
        for n, row in enumerate(changed["values"])
    ]
    read = reader.read_contents({"r.xlsx": as_workbook(changed)}, indicators)
    found = tables(read, "839").observations["supplied_status"]
    assert read.faults == ()
    assert (found.null_count(), found[-1]) == (23, "off target")


def test_lines_with_an_error_are_left_out(indicators: Indicators) -> None:
    changed = put(good_tables(), "values", 25, "value", "about 50")
    changed = put(changed, "targets", 2, "from_quarter", "soon")
    changed = put(changed, "commentary", 7, "due", "soon")
    found = tables(reader.read_contents({"r.xlsx": as_workbook(changed)}, indicators), "839")
    assert (found.observations.height, found.targets.height, found.commentary.height) == (23, 7, 5)
    assert found.observations.row(-1, named=True)["reporting_quarter"] == "Q4 2024-25"


def test_a_return_of_no_lines_has_the_schemas(indicators: Indicators) -> None:
    read = reader.read(FOLDER, indicators)
    found = tables(replace(read, values=(), targets=(), commentary=()), "839")
    assert found.observations.schema == OBSERVATIONS
    assert (found.observations.height, found.rows_read) == (0, 0)
