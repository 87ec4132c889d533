"""The tables of an export have the figures of pages and API, to the character."""

from datetime import date

import polars as pl

from kpi.downloads import export_tables, page_files
from kpi.downloads.page_files import ScorecardSelection
from kpi.file_writers import csv
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.missing.symbol_meanings import LAIT_DASH_REASON
from kpi.model.snapshot import Snapshot, in_order
from kpi.periods import parse_period
from kpi.tables import builder
from kpi.tables.selection import Selection
from tests.kpi.changing import suppressed

LAIT = "SEN_EHC_Excpt_20wks"


def text_rows(table: pl.DataFrame) -> pl.DataFrame:
    """A table as its CSV file has it, every cell as text."""
    return pl.read_csv(csv.to_csv(table), infer_schema=False)


def test_every_indicators_figures_are_those_of_its_page(snapshot: Snapshot) -> None:
    quarter = reporting_quarters.default_quarter(snapshot, "839")
    parts = list(export_tables.series(snapshot, "839"))
    assert len(parts) == len(snapshot.indicators)
    assert len({tuple(part.columns) for part in parts}) == 1
    for part, indicator in zip(parts, in_order(snapshot), strict=True):
        page = text_rows(page_files.series_of(snapshot, indicator.id, View("839", quarter)))
        assert text_rows(part).select(page.columns).equals(page), indicator.id
        others = part.drop(page.columns)
        assert all(others[name].is_null().all() for name in others.columns)


def test_each_quarters_scorecard_and_changes_are_the_pages(snapshot: Snapshot) -> None:
    quarters = reporting_quarters.quarters(snapshot, "839")
    scorecards = list(export_tables.summary(snapshot, "839"))
    changed = list(export_tables.changes(snapshot, "839"))
    assert len(scorecards) == len(changed) == len(quarters)
    for quarter, found, changes in zip(quarters, scorecards, changed, strict=True):
        scope = ScorecardSelection(View("839", quarter))
        assert csv.to_csv(found) == page_files.summary_csv(snapshot, scope)
        assert csv.to_csv(changes) == page_files.changes_csv(snapshot, scope, snapshot.made_on)


def test_published_figures_are_those_of_a_built_table(snapshot: Snapshot) -> None:
    names = (LAIT, "TotAbs")
    found = pl.concat(export_tables.benchmarks(snapshot, "839", names))
    built = builder.table(snapshot, Selection("839", names, ("england", "home", "880", "970")))
    mine = found.filter(pl.col("area").is_in(["839", "880", "970"]))
    keys = ["measure", "area", "period_start", "period_end"]
    both = mine.join(built, on=keys, how="inner", suffix="_built")
    assert both.height == mine.height > 20
    assert both["value"].equals(both["value_built"])
    assert both["data_status"].equals(both["data_status_built"])
    left_out = built.join(mine, on=keys, how="anti")
    assert left_out["value"].null_count() == left_out.height
    assert set(left_out["reason"]) <= {LAIT_DASH_REASON}
    assert set(found["area"].unique()) > {"839", "970", "837"}  # abolished Bournemouth too


def test_suppressed_figures_are_null_with_their_symbol(snapshot: Snapshot) -> None:
    quarter = parse_period("Q1 2025-26")
    shown = suppressed(snapshot, "ehcp-20-weeks", quarter)
    series = pl.concat(export_tables.series(shown, "839"), how="vertical_relaxed")
    hidden = series.filter(pl.col("symbol") == "c")
    assert hidden.select("indicator_id", "period").rows() == [("ehcp-20-weeks", str(quarter))]
    for name in ("value", "numerator", "denominator", "value_low", "value_high"):
        assert hidden[name].null_count() == hidden.height, name
    assert hidden["symbol_reason"].null_count() == 0


def test_targets_and_corrections_are_the_councils_own(snapshot: Snapshot) -> None:
    (targets,) = export_tables.targets(snapshot, "839")
    assert set(targets["area"]) == {"839"}
    assert targets["indicator"].null_count() == 0
    assert targets.height == snapshot.targets.filter(pl.col("area") == "839").height
    (none,) = export_tables.targets(snapshot, "880")
    assert none.height == snapshot.targets.filter(pl.col("area") == "880").height
    (corrections,) = export_tables.revisions(snapshot, "839")
    assert corrections.columns[:2] == ["indicator_id", "indicator"]


def test_every_table_says_its_snapshot(snapshot: Snapshot) -> None:
    for table in export_tables.TABLES:
        if table.name == "benchmarks":
            continue
        for part in table.parts(snapshot, "839"):
            assert part.is_empty() or set(part["snapshot"]) == {snapshot.id}, table.name
    assert isinstance(snapshot.made_on, date)
