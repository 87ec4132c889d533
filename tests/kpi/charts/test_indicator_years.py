"""Our published years beside the comparators': the publishers' figures, known by the quarter."""

import pytest

from kpi.charts.indicator_years import has_likely_range, yearly
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from tests.kpi.changing import BCP, quarter, row_of, suppressed
from tests.kpi.charts.layers import OURS, names, values


def test_plans_year_by_year_like_for_like(snapshot: Snapshot) -> None:
    """The figures of DfE's file of plans issued within 20 weeks."""
    chart = yearly(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert chart is not None
    # DfE counts otherwise from 2023 on: no line joins 2022 and 2023.
    assert values(chart, OURS) == [91.3, 21.9, 31.2, 7.3, None, 4.8, 77.6]
    assert [p.period.start.year for p in chart.lines[0].points] == list(range(2019, 2025))
    assert values(chart, "England") == [60.4, 58.0, 59.9, 49.2, None, 50.3, 46.4]
    assert values(chart, "South West") == [58.1, 51.4, 50.7, 35.2, None, 33.4, 28.5]
    assert values(chart, "Statistical neighbours")[-1] == pytest.approx(40.62)
    assert names(chart) == [line.name for line in chart.lines]
    assert len(chart.lines) == 4  # no target and no ring
    assert chart.title == "Year by year: 77.6% in 2024, leaving out exception cases"
    assert chart.subtitle == "Bournemouth, Christchurch and Poole, published figures, %."
    assert "to 77.6% in 2024 (calendar year), leaving out exception cases." in chart.text
    assert "illustrative" not in chart.text
    assert list(chart.counts.values()) == [
        "305 of 334 plans",
        "51 of 233 plans",
        "123 of 394 plans",
        "26 of 356 plans",
        "13 of 273 plans",
        "493 of 635 plans",
    ]


def test_assessments_year_by_year(snapshot: Snapshot) -> None:
    """DfE's counts of the years to March 2020 to 2024; England as DfE publishes it."""
    chart = yearly(snapshot, row_of(snapshot, "assessments-45-days"))
    assert chart is not None
    assert values(chart, OURS) == [74.9, 80.6, 75.9, 73.4, 90.2]
    assert values(chart, "England") == [83.8, 87.6, 84.5, 82.5, 84.5]
    assert chart.title == "Year by year, like for like: 90.2% in the year to March 2024"


@pytest.mark.parametrize(("newest", "last"), [(False, 4.8), (True, 77.6)])
def test_years_are_those_known_then(snapshot: Snapshot, newest: bool, last: float) -> None:
    """Calendar 2024 came out in June 2025, after Q4 2024-25."""
    row = row_of(snapshot, "ehcp-20-weeks", "Q4 2024-25", newest=newest)
    chart = yearly(snapshot, row)
    assert chart is not None
    assert values(chart, OURS)[-1] == last
    ends = {str(line.points[-1].period) for line in chart.lines}
    assert ends == {"2024 (calendar year)" if newest else "2023 (calendar year)"}


@pytest.mark.parametrize(
    ("indicator_id", "area"),
    [
        ("ks4-fsm-gap", BCP),
        ("primary-permanent-exclusions", BCP),
        ("secondary-permanent-exclusions", BCP),
        ("referrals-rate", BCP),
        ("early-help-returns", BCP),
        ("ehcp-20-weeks", "330"),  # without a return the trend itself is years
        ("assessments-45-days", "330"),
    ],
)
def test_no_second_chart_where_the_periods_are_alike(
    snapshot: Snapshot, indicator_id: str, area: str
) -> None:
    assert yearly(snapshot, row_of(snapshot, indicator_id, area=area)) is None


def test_a_suppressed_year_is_a_gap(snapshot: Snapshot) -> None:
    for year, figures in (
        (2021, [91.3, 21.9, None, 7.3, None, 4.8, 77.6]),
        (2024, [91.3, 21.9, 31.2, 7.3, None, 4.8, None]),
        (2019, [21.9, 31.2, 7.3, None, 4.8, 77.6]),
    ):
        hole = suppressed(snapshot, "ehcp-20-weeks", quarter(f"{year} (calendar year)"))
        chart = yearly(hole, row_of(hole, "ehcp-20-weeks"))
        assert chart is not None
        assert values(chart, OURS) == figures
        assert ("no figure in 2024" in chart.title) == (year == 2024)


def test_years_have_their_likely_ranges_too(snapshot: Snapshot) -> None:
    chart = yearly(snapshot, row_of(snapshot, "ehcp-20-weeks"), ranges=True)
    assert chart is not None
    assert chart.ranges[parse_period("2024 (calendar year)")] == "likely between 74.2% and 80.7%"
    assert len(chart.ranges) == 6
    assert chart.subtitle.endswith("%. Upright bars: the range that our figure is likely in, by "
                                   "its counts.")  # fmt: skip


def test_a_likely_range_is_offered_only_where_one_exists(snapshot: Snapshot) -> None:
    assert has_likely_range(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert not has_likely_range(snapshot, row_of(snapshot, "ks4-fsm-gap"))
