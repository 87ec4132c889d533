"""A measure over time: every year, gaps with their reasons, London, our own indicators."""

from dataclasses import replace
from statistics import fmean, median

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.benchmarks import time_series
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.indicators.comparisons.chosen_groups import of_codes
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_chosen_groups_line_is_the_mean_of_plain_python(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    others = [area.code for area in snapshot.current_authorities if area.code != "839"]
    codes = data.draw(st.lists(st.sampled_from(others), min_size=3, max_size=20, unique=True))
    one = data.draw(st.sampled_from([m for m in all_measures(snapshot) if not m.withheld]))
    found = time_series.over_time(snapshot, one.id, area="839", group=of_codes(codes))
    assert found.group_of == len(codes)
    rows, values = grid(snapshot).published_of(one.id)
    by_label = dict(zip(rows["label"], values.to_dicts(), strict=True))
    for row in found.table.filter(~pl.col("is_gap")).to_dicts():
        there = [code for code in codes if snapshot.area(code).exists_on(row["period_end"])]
        told = [v for code in there if (v := by_label[row["label"]][code]) is not None]
        assert row["group_count"] == len(told)
        expected = (fmean(told), median(told)) if told else (None, None)
        assert (row["group_mean"], row["group_median"]) == pytest.approx(expected, abs=1e-9)


def test_a_chosen_group_has_a_line_after_the_neighbours_or_in_their_place(
    snapshot: Snapshot,
) -> None:
    plain = time_series.over_time(snapshot, PLANS, area="839")
    group = of_codes(["880", "851", "852"])
    beside = time_series.over_time(snapshot, PLANS, area="839", group=group)
    assert [line.key for line in beside.series] == [
        "home", "region", "neighbours_mean", "group_mean", "england",
    ]  # fmt: skip
    assert beside.table.select(plain.table.columns).equals(plain.table)
    instead = time_series.over_time(snapshot, PLANS, area="839", group=replace(group, instead=True))
    assert [line.key for line in instead.series] == ["home", "region", "group_mean", "england"]
    (line,) = [line for line in instead.series if line.key == "group_mean"]
    assert (line.name, line.status("published")) == ("Chosen group (3 authorities)", "derived")
