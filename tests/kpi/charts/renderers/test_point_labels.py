"""Figures beside points: clear of each other, and of the lines where a side is free."""

from datetime import date
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.renderers.axes import axes
from kpi.charts.renderers.point_labels import MOST, PointLabel, are_close, point_labels
from kpi.charts.specification.chart import LineChart, ValueAxis
from kpi.charts.specification.lines import ChartLine, LinePoint
from kpi.charts.specification.styles import role_stroke
from kpi.charts.specification.timeline import axis_ticks
from kpi.periods import Period


def line(values: list[float | None], role: str = "home") -> ChartLine:
    points = tuple(
        LinePoint(Period.calendar_year(2010 + number), value, str(value))
        for number, value in enumerate(values)
    )
    return ChartLine(role, "home" if role == "home" else "england", role, role, points,
                     role_stroke("home"))  # fmt: skip


def labels(
    values: list[float | None], *others: list[float | None], decimals: int = 1
) -> tuple[PointLabel, ...]:
    own = line(values)
    figures = {p.period: f"{p.joined:.{decimals}f}" for p in own.points if p.joined is not None}
    chart = LineChart(
        title="", subtitle="", text="", y=ValueAxis("percent", 1, from_zero=True),
        x_ticks=axis_ticks([p.period for p in own.points]),
        lines=(own, *map(partial(line, role="other"), others)), figures=figures,
    )  # fmt: skip
    return point_labels(chart, axes(chart))


def test_peaks_have_theirs_above_and_low_points_below() -> None:
    found = labels([50.0, 90.0, 20.0, 80.0, 60.0])
    assert [(each.words, each.is_below) for each in found] == [
        ("50.0", True), ("90.0", False), ("20.0", True), ("80.0", False),
    ]  # fmt: skip


def test_a_low_point_at_the_foot_keeps_its_figure_in_the_field() -> None:
    assert [each.is_below for each in labels([90.0, 0.0, 90.0, 50.0])] == [False, False, False]


def test_another_line_just_over_a_point_sends_its_figure_below() -> None:
    level: list[float | None] = [50.0] * 4
    over: list[float | None] = [53.0] * 4
    assert {each.is_below for each in labels([*level[:3], 100.0], over)} == {True}
    assert {each.is_below for each in labels([*level[:3], 100.0], [47.0] * 4)} == {False}


def test_a_gap_and_the_newest_have_none() -> None:
    assert [each.words for each in labels([10.0, None, 30.0, 20.0])] == ["10.0", "30.0"]


@pytest.mark.parametrize(("count", "shown"), [(MOST, MOST - 1), (MOST + 1, 0)])
def test_of_more_points_than_have_room_none_is_written(count: int, shown: int) -> None:
    assert len(labels([float(n) for n in range(count)])) == shown


def test_figures_too_wide_to_stand_side_by_side_are_not_written() -> None:
    wide: list[float | None] = [float(n) for n in range(10)]
    assert len(labels(wide, decimals=1)) == 9
    assert labels(wide, decimals=9) == ()


@given(
    st.lists(st.none() | st.floats(0, 100).map(lambda n: round(n, 1)), min_size=1, max_size=16)
    .filter(lambda values: any(value is not None for value in values))
)  # fmt: skip
def test_figures_stand_in_time_order_and_apart(values: list[float | None]) -> None:
    found = labels(values)
    known = [value for value in values if value is not None]
    assert [each.words for each in found] in ([], [f"{value:.1f}" for value in known[:-1]])
    assert all(0 <= each.left <= 100 and 0 <= each.top <= 100 for each in found)
    for before, after in pairwise(found):
        assert after.left - before.left >= 1.3 * (len(before.words) + len(after.words)) / 2


def test_figures_of_many_points_leave_no_room_on_a_phone() -> None:
    few: list[float | None] = [51.6, 75.6, 86.0, 90.3, 69.4, 53.9]
    assert not are_close(labels(few))
    assert are_close(labels([*few, *few]))
    late: list[float | None] = [60.0] * 10
    late[:5] = [None] * 5
    assert are_close(labels(late, [50.0] * 10))


def test_a_phone_has_every_second_tick_or_fewer() -> None:
    for count in range(1, 40):
        ticks = axis_ticks([Period.calendar_year(1990 + n) for n in range(count)])
        assert ticks[0].day.year == 1989 + count
        assert not ticks[0].is_wide
        assert len(ticks) <= 9
        kept = [tick.day for tick in ticks if not tick.is_wide]
        assert len(kept) <= 4
        steps = {a.year - b.year for a, b in pairwise(kept)}
        assert len(steps) <= 1
        assert date(1990, 7, 2) <= min(tick.day for tick in ticks)
