"""A measure over time: every year, gaps with their reasons, London, our own indicators."""

import polars as pl
import pytest

from kpi.benchmarks import time_series
from kpi.benchmarks.measures import all_measures
from kpi.model.snapshot import Snapshot

PLANS = "SEN_EHC_Excpt_20wks"


def test_every_year_of_a_measure(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, PLANS, area="839", others=["908"])
    newest = found.table.row(-1, named=True)
    assert [newest[n] for n in ("period", "home", "england")] == [
        "2024 (calendar year)",
        77.6,
        46.4,
    ]
    assert newest["neighbours_mean"] == pytest.approx(40.62)
    assert (newest["neighbours_count"], found.neighbours_of) == (10, 10)
    assert found.table["period_end"].is_sorted()


def test_case_18_a_missing_year_is_a_gap_with_a_reason(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, "FSP_Gooddev_Chinese", area="839")
    assert found.gaps == (
        ("academic year 2019/20", "no figures: the COVID-19 pandemic"),
        ("academic year 2021/22", "no data published"),
    )  # fmt: skip
    gap = found.table.filter(pl.col("is_gap"))
    assert gap.select("home", "region", "england", "neighbours_mean").null_count().row(0) == (
        (gap.height,) * 4
    )


def test_all_wholly_blank_periods_are_gaps(snapshot: Snapshot) -> None:
    gaps = [
        gap
        for one in all_measures(snapshot)
        if not one.is_own
        for gap in time_series.over_time(snapshot, one.id, area="839").gaps
    ]
    # 254 wholly blank less LAIT's label "0", and the year that FSP_Gooddev_Chinese jumps.
    assert len(gaps) == 254
    assert sum("COVID" in reason for _, reason in gaps) == 252


def test_london_stands_in_and_the_parts_history_stays(snapshot: Snapshot) -> None:
    both = 0
    for one in all_measures(snapshot):
        if one.is_own:
            continue
        found = time_series.over_time(snapshot, one.id, area="202")
        named = {s.key: s.area for s in found.series}
        both += "region_part" in named
        if "region_part" in named:
            assert (named["region"], named["region_part"]) == ("986", "987")
            assert found.table["region_part"].tail(1).item() is None
    assert both == 18  # LAIT hides the history of these


def test_own_indicators_over_time(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, "ehcp-20-weeks", area="839")
    assert found.table["home"].tail(1).item() == 77.6
