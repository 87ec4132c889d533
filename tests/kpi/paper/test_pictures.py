"""The pair of pictures: what the trend shows, and what is left out where figures lack."""

from dataclasses import replace

import polars as pl

from kpi.model.snapshot import Snapshot
from kpi.paper import pictures
from kpi.periods import Period
from tests.kpi.changing import quarter, row_of, suppressed

PLANS, RETURNS = "ehcp-20-weeks", "early-help-returns"


def test_the_trend_has_the_figures_targets_and_rings_of_the_row(snapshot: Snapshot) -> None:
    trend = pictures.small_trend(snapshot, row_of(snapshot, PLANS))
    assert trend is not None
    assert trend.title == "Per cent, by quarter [i]"
    assert [(p.tick, p.group, p.label, p.target, p.ringed) for p in trend.points] == [
        ("Q4", "2023-24", "51.6", 50.0, False),
        ("Q1", "2024-25", "75.6", 50.0, True),
        ("Q2", "2024-25", "86.0", 50.0, False),
        ("Q3", "2024-25", "90.3", 50.0, False),
        ("Q4", "2024-25", "69.4", 50.0, False),
        ("Q1", "2025-26", "53.9%", 60.0, False),
    ]
    assert trend.target_label == "target 60.0"
    assert trend.text.endswith("Illustrative.")


def test_years_that_do_not_compare_are_hollow_or_broken(snapshot: Snapshot) -> None:
    points = pictures.points(snapshot, row_of(snapshot, "ks4-fsm-gap"))
    assert [(p.tick, p.hollow) for p in points] == [
        ("18/19", False), ("19/20", True), ("20/21", True), ("21/22", False), ("22/23", False),
        ("23/24", False),
    ]  # fmt: skip
    assert [p.broken for p in points] == [False, True, True, True, True, False]


def test_a_break_parts_two_points_where_its_first_period_has_no_figure(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ks4-fsm-gap")
    first = Period.academic_year(2022)
    assert first in [period for period, _ in indicator.breaks]
    own = (pl.col("indicator_id") == indicator.id) & (pl.col("period_start") == first.start)
    without = replace(snapshot, observations=snapshot.observations.filter(~own))
    points = pictures.points(without, row_of(without, indicator.id))
    assert [p.tick for p in points] == ["18/19", "19/20", "20/21", "21/22", "23/24"]
    assert [p.broken for p in points] == [False, True, True, True, True]


def test_a_suppressed_figure_is_no_point(snapshot: Snapshot) -> None:
    small = suppressed(snapshot, RETURNS, quarter("Q1 2025-26"))
    points = pictures.points(small, row_of(small, RETURNS))
    assert points[-1].value is None
    assert points[-1].label == ""
    assert "10.5" not in str(points)


def test_of_fewer_than_two_figures_the_range_bar_stands_alone(snapshot: Snapshot) -> None:
    newest = pl.col("period_start") == quarter("Q1 2025-26").start
    local = pl.col("reporting_quarter").is_not_null() & (pl.col("indicator_id") == PLANS)
    one = replace(snapshot, observations=snapshot.observations.filter(~local | newest))
    pair = pictures.pair(one, row_of(one, PLANS))
    assert pair is not None
    assert [each.text.split(" ")[0] for each in pair.pictures] == ["Range"]


def test_of_no_figure_at_all_there_is_no_picture(snapshot: Snapshot) -> None:
    none = replace(
        snapshot, observations=snapshot.observations.filter(pl.col("indicator_id") != PLANS)
    )
    row = row_of(none, PLANS)
    assert pictures.pair(none, row) is None
    assert pictures.small_bar(none, row) is None
