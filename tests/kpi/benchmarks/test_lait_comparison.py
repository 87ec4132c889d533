"""LAIT's own cases of changes and counts of areas, through the comparison."""

import polars as pl

from kpi.model.snapshot import Snapshot
from kpi.statistics import rank_and_quartile_rules as lait_ranks


def small(snapshot: Snapshot, rows: list[tuple[str, str, float | None]]) -> pl.DataFrame:
    """A comparison of one measure, ReReferral, made from area, label and value."""
    frame = pl.DataFrame(
        rows, {"area": pl.String, "label": pl.String, "value": pl.Float64}, orient="row"
    )
    year = pl.col("label").cast(pl.Int32)
    benchmarks = frame.with_columns(
        pl.lit("ReReferral").alias("measure"),
        year.alias("year_number"),
        pl.lit("year to March").alias("period_kind"),
        pl.date(year - 1, 4, 1).alias("period_start"),
        pl.date(year, 3, 31).alias("period_end"),
    )
    measures = snapshot.measures.filter(pl.col("measure") == "ReReferral")
    empty = pl.DataFrame({"model": ["2025-05"], "area": ["000"], "neighbour": ["000"]})
    return pl.concat(
        lait_ranks.compare(benchmarks, measures, snapshot.areas, empty, area=area)
        for area in dict.fromkeys(frame["area"])
    )


def test_case_16_change_of_two_areas(snapshot: Snapshot) -> None:
    rows = [("301", "2023", 100.0), ("301", "2022", 90.0), ("301", "2021", 80.0)]
    rows += [("302", "2023", 190.0), ("302", "2022", 195.0), ("302", "2021", 200.0)]
    assert small(snapshot, rows)["change"].to_list() == [10, -5]


def test_case_17_a_blank_year_gives_no_change(snapshot: Snapshot) -> None:
    rows: list[tuple[str, str, float | None]] = [("301", "2023", 100.0), ("301", "2022", None)]
    rows += [("301", "2021", 80.0), ("302", "2023", 190.0), ("302", "2022", 195.0)]
    assert small(snapshot, rows)["change"].to_list() == [None, -5]


def test_case_18_a_missing_year_compares_with_the_one_before(snapshot: Snapshot) -> None:
    table = small(snapshot, [("301", "2023", 100.0), ("301", "2021", 80.0)])
    assert table.select("change", "previous_period").row(0) == (20, "2021")


def test_case_19_one_period_has_no_change(snapshot: Snapshot) -> None:
    table = small(snapshot, [("301", "2023", 100.0)])
    assert table.select("change", "previous_period").row(0) == (None, None)


def test_case_30_and_31_counts_of_areas(snapshot: Snapshot) -> None:
    kinds = dict(snapshot.areas["kind"].value_counts().iter_rows())
    assert kinds == {"authority": 158, "region": 11, "country": 1}
    assert snapshot.benchmarks.height == 641_070
