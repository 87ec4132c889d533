"""Gaps as pictures: places, figures and lines as they stand in the specification."""

from __future__ import annotations

import pytest

from kpi.benchmarks.pupil_groups.group_pairs import pairs_about
from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, gap_series
from kpi.charts.benchmarks.pupil_gaps import gap_lines, gap_list, gap_over_time
from kpi.charts.renderers.html import line_plot
from kpi.model.snapshot import Snapshot

BCP, NAME = "839", "Bournemouth, Christchurch and Poole"


def series_of(snapshot: Snapshot, measure: str) -> list[GapSeries]:
    return [gap_series(snapshot, pair, BCP) for pair in pairs_about(snapshot, measure)]


def test_groups_stand_by_kind_with_england(snapshot: Snapshot) -> None:
    found = gap_list(series_of(snapshot, "AVG_Attain8_Score"), "FSM_AVG_Attain8_Score", NAME)
    assert found.caption == (
        "Key Stage 4, average Attainment 8 score: gaps between groups of children and all pupils, "
        f"{NAME}"
    )
    assert [row.starts_kind for row in found.rows if row.starts_kind] == [
        "Free school meals", "Disadvantage", "Special educational needs", "Ethnic group",
        "Children looked after", "Children in need",
    ]  # fmt: skip
    first = found.rows[0]
    assert (first.name, first.own_figure, first.england_figure) == (
        "Eligible for free school meals", "−14.2", "−11.0",
    )  # fmt: skip
    assert [row.is_chosen for row in found.rows] == [True, *[False] * 14]
    assert first.own is not None
    assert first.england is not None
    assert first.own < first.england < found.zero  # right is better
    low, high = found.scale.low, found.scale.high
    assert first.own == pytest.approx(100 * (-14.2 - low) / (high - low), abs=0.01)
    assert first.stem == (first.own, pytest.approx(found.zero - first.own, abs=0.011))
    assert (found.scale.left, found.scale.right) == ("−36.7", "+20.1")
    assert found.is_zero_named


def test_where_lower_is_better_the_scale_is_turned(snapshot: Snapshot) -> None:
    found = gap_list(series_of(snapshot, "TotAbs"), "LAC_Over_Abs", NAME)
    looked_after, in_need, _ = found.rows
    assert found.zero == 100.0
    assert in_need.own is not None
    assert looked_after.own is not None
    assert in_need.own < looked_after.own < 100
    assert (found.scale.left, found.scale.right) == ("+16.2", "")


def test_a_group_without_a_figure_keeps_its_row(snapshot: Snapshot) -> None:
    found = gap_list(series_of(snapshot, "KS2RWM_Expected_STD"), "FSM_NEW_KS2_RWM", NAME)
    (row,) = [row for row in found.rows if row.name == "Looked after"]
    assert (row.own, row.own_figure, row.stem) == (None, "", None)
    assert row.reason == "no figure published"
    assert row.england_figure == "−28"


def test_lines_are_our_gap_and_englands(snapshot: Snapshot) -> None:
    (found, *_) = series_of(snapshot, "KS2RWM_Expected_STD")
    chart = gap_lines(found, NAME)
    ours, england = chart.lines
    assert [line.key for line in chart.lines] == ["home", "england"]
    assert [p.value for p in ours.points if p.value is not None] == [-21, -23, -19, -20, -19]
    assert [p.value for p in england.points if p.value is not None] == [
        -18, -19, -19, -17, -17, -16, -15, -15,
    ]  # fmt: skip
    assert chart.text.startswith(
        "Line chart of Gap between pupils eligible for free school meals and all pupils: Key"
    )
    assert f"{NAME}: from -21 in academic year 2018/19 to -19 in academic year 2024/25" in (
        chart.text
    )
    assert "No data in academic year 2019/20: no figures: the COVID-19 pandemic" in chart.text
    assert [label for _, label in chart.band_labels] == ["no data"]
    assert chart.y.title == "points, 0 is all pupils"
    assert 'role="img"' in line_plot(chart)


def test_a_year_set_aside_is_hollow(snapshot: Snapshot) -> None:
    (found, *_) = series_of(snapshot, "TotAbs")
    over = gap_over_time(found, NAME)
    assert [period for period, _ in over.asides] == ["academic year 2020/21"]
    ours = gap_lines(found, NAME).lines[0]
    assert [p.period.end.year for p in ours.points if p.aside and p.value is not None] == [2021]
