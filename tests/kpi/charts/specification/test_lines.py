"""Lines of a chart: the corners drawn, what is set aside, and the marks of their figures."""

from dataclasses import replace
from datetime import date

from kpi.charts.specification.lines import (
    ChartLine,
    Corner,
    LevelStretch,
    LinePoint,
    aside_words,
    is_level,
    point_text,
    split_at_breaks,
)
from kpi.charts.specification.styles import Stroke
from kpi.model.data_status import DERIVED, PUBLISHED
from kpi.periods import Period

FIRST, SECOND = Period.quarter(2024, 1), Period.quarter(2024, 2)
PLAIN = Stroke("#000000")


def line(*points: LinePoint, course: str = "slope") -> ChartLine:
    return ChartLine("home", "home", "Us", "ours", points, PLAIN, course=course)  # type: ignore[arg-type]


def test_a_slope_joins_the_middles_of_periods() -> None:
    found = line(LinePoint(FIRST, 1.0, "one"), LinePoint(SECOND, None, "none")).corners
    assert found == (
        Corner(date(2024, 5, 16), 1.0, "one"),
        Corner(date(2024, 8, 15), None, "none"),
    )


def test_level_periods_are_apart_and_steps_are_joined() -> None:
    points = (LinePoint(FIRST, 1.0, "one"), LinePoint(SECOND, 2.0, "two"))
    steps = (
        Corner(date(2024, 4, 1), 1.0, "one"),
        Corner(date(2024, 6, 30), 1.0, "one"),
        Corner(date(2024, 7, 1), 2.0, "two"),
        Corner(date(2024, 9, 30), 2.0, "two"),
    )
    lifted = Corner(None, None, "")
    assert line(*points, course="steps").corners == steps
    assert line(*points, course="level").corners == (*steps[:2], lifted, *steps[2:], lifted)


def test_a_stretch_has_two_ends() -> None:
    found = LevelStretch("Average", date(2024, 1, 1), date(2024, 3, 31), 5.0, "5", PLAIN).corners
    assert found == (Corner(date(2024, 1, 1), 5.0, "5"), Corner(date(2024, 3, 31), 5.0, "5"))


def test_what_is_set_aside_is_hollow_and_no_line_runs_through_it() -> None:
    found = line(LinePoint(FIRST, 1.0, "one", aside="schools were closed"), LinePoint(SECOND, 2.0))
    assert [corner.value for corner in found.corners] == [None, 2.0]
    hollow = found.set_aside
    assert hollow is not None
    assert hollow.name == "Us, set aside"
    assert hollow.corners == (Corner(date(2024, 5, 16), 1.0, "one"),)
    assert (hollow.marker.colour, hollow.marker.edge_colour) == ("#FFFFFF", PLAIN.colour)
    assert line(LinePoint(FIRST, None, aside="schools were closed")).set_aside is None
    assert aside_words([found, found]) == (
        "Hollow points (Q1 2024-25 (Apr to Jun 2024)) are set aside, as schools were closed."
    )
    assert aside_words([line(LinePoint(FIRST, 1.0))]) == ""


def test_the_mark_of_figures() -> None:
    mixed = line(LinePoint(FIRST, 1.0, status=DERIVED), LinePoint(SECOND, 2.0))
    assert mixed.mark == "some figures derived"
    assert (mixed.status_of(FIRST), mixed.status_of(SECOND)) == (DERIVED, PUBLISHED)
    gap = line(LinePoint(FIRST, None, status=DERIVED), LinePoint(SECOND, 2.0))
    assert (gap.mark, gap.status_of(FIRST), gap.has_figures) == ("", PUBLISHED, True)
    assert not line(LinePoint(FIRST, None)).has_figures


def test_a_point_in_words() -> None:
    text = point_text("Us", FIRST, "5.0%", status=DERIVED, aside="closed")
    assert text == "Us, Q1 2024-25 (Apr to Jun 2024): 5.0%, set aside: closed (derived)"
    none = point_text("Us", FIRST, "", status=DERIVED, aside="")
    assert none == "Us, Q1 2024-25 (Apr to Jun 2024): no figure"


def test_only_years_among_quarters_are_level() -> None:
    year = Period.calendar_year(2024)
    assert is_level([FIRST, year], among_quarters=True)
    assert not is_level([FIRST, SECOND], among_quarters=True)
    assert not is_level([year], among_quarters=False)
    days = [Period.snapshot(date(year, 3, 31)) for year in (2023, 2024)]
    assert not is_level(days, among_quarters=True)  # a stretch of a day would not be seen


def test_no_line_joins_the_two_sides_of_a_break() -> None:
    years = [Period.calendar_year(year) for year in (2021, 2022, 2023)]
    whole = line(*(LinePoint(year, float(at)) for at, year in enumerate(years)))
    (broken,) = split_at_breaks([whole], [years[1]])
    assert [corner.value for corner in broken.corners] == [0.0, None, 1.0, 2.0]
    assert [corner.day for corner in broken.corners if corner.value is not None] == [
        year.middle for year in years
    ]
    assert split_at_breaks([whole], []) == (whole,)
    assert split_at_breaks([whole], [years[0]]) == (whole,)  # nothing is before it
    between = replace(whole, points=(whole.points[0], whole.points[2]))
    (across,) = split_at_breaks([between], [years[1]])  # a year without a point, and a break
    assert [corner.value for corner in across.corners] == [0.0, None, 2.0]
