"""An indicator over time: the figures drawn are the figures said, and gaps stay gaps."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.charts import chart_table
from kpi.charts.gap_groups import legs
from kpi.charts.indicator_trend import trend
from kpi.charts.indicator_years import yearly
from kpi.charts.range_bar_layout import range_bar
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.wording import indicator_notes
from tests.kpi.changing import (
    BCP,
    between,
    changed,
    missing,
    of_unit,
    quarter,
    row_of,
    suppressed,
    without,
)
from tests.kpi.charts.layers import OURS, days, names, texts, values
from tests.kpi.made_up import of_two_days

Q1 = quarter("Q1 2025-26")


def test_days_a_year_apart_are_joined_and_a_year_without_one_is_a_gap(snapshot: Snapshot) -> None:
    """Each line that the legend names has a length; it was drawn level over a day, unseen."""
    of_days = of_two_days(snapshot)
    ours = of_days.observations["area"] == BCP
    england = of_days.observations.filter(ours).with_columns(area=pl.lit(ENGLAND))
    both = replace(of_days, observations=pl.concat([of_days.observations.filter(ours), england]))
    (row,) = scorecard.summary(both, View(BCP, Q1))
    lines = trend(both, row).lines
    assert [line.key for line in lines] == ["home", "england", "region"]
    for line in lines:
        assert [(c.day, c.value) for c in line.corners] == [
            (date(2024, 3, 31), 143.0), (date(2025, 3, 31), 132.0),
        ]  # fmt: skip
        assert line.marker is not None
    earlier = both.observations.with_columns(
        period_start=pl.col("period_start").dt.offset_by("-1y"),
        period_end=pl.col("period_end").dt.offset_by("-1y"),
    ).filter(pl.col("period_end") < date(2024, 1, 1))
    newest = both.observations.filter(pl.col("period_end") == date(2025, 3, 31))
    gap = replace(both, observations=pl.concat([earlier, newest]))
    (row,) = scorecard.summary(gap, View(BCP, Q1))
    for line in trend(gap, row).lines:
        assert [c.value for c in line.corners] == [143.0, None, 132.0]


def trend_of(snapshot: Snapshot, indicator_id: str, when: str = "Q1 2025-26") -> LineChart:
    return trend(snapshot, row_of(snapshot, indicator_id, when))


def own(chart: LineChart) -> ChartLine:
    return chart.lines[0]


@pytest.fixture(scope="module")
def everything(snapshot: Snapshot) -> list[LineChart]:
    found: list[LineChart] = []
    for area in (BCP, "330", "201"):
        for row in scorecard.summary(snapshot, View(area, Q1)):
            three = (
                trend(snapshot, row),
                yearly(snapshot, row),
                legs(snapshot, row),
            )
            found += [chart for chart in three if chart]
    return found


def test_plans_over_time(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "ehcp-20-weeks")
    assert values(chart, OURS) == [51.6, 75.6, 86.0, 90.3, 69.4, 53.9]
    assert texts(chart, OURS)[-1] == (
        "Bournemouth, Christchurch and Poole, Q1 2025-26 (Apr to Jun 2025): 53.9% (illustrative)"
    )
    assert texts(chart, "Target")[-1] == "Target: 60.0% (illustrative)"
    assert texts(chart, "Same period last year")[0].endswith(": 75.6% (illustrative)")
    assert "(" not in texts(chart, "England")[0].replace("(calendar year)", "")
    assert values(chart, "England") == [46.4, 46.4, None]  # one level stretch for 2024
    assert days(chart, "England") == [date(2024, 1, 1), date(2024, 12, 31), None]
    assert values(chart, "Target") == [50.0] * 10 + [60.0] * 2  # raised for 2025-26
    assert values(chart, "Same period last year") == [75.6]


def test_chart_in_words(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "ehcp-20-weeks")
    assert chart.title == (
        "Education, health and care plans issued within 20 weeks: 53.9% in April to June 2025"
    )
    assert chart.text == (
        "Line chart of Education, health and care plans issued within 20 weeks. "
        "Bournemouth, Christchurch and Poole: from 51.6% in Q4 2023-24 (Jan to Mar 2024) to 53.9% "
        "in Q1 2025-26 (Apr to Jun 2025), leaving out exception cases (illustrative). "
        "England: 46.4% in 2024 (calendar year), leaving out exception cases. "
        "South West: 28.5% in 2024 (calendar year), leaving out exception cases. "
        "Statistical neighbours: 40.6% in 2024 (calendar year), leaving out exception cases "
        "(derived). Target 60.0% (illustrative). Same period last year, Q1 2024-25 (Apr to Jun "
        "2024): 75.6% (illustrative). Illustrative means made up, not real."
    )


def test_target_of_early_help_steps_down(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "early-help-returns")
    assert values(chart, "Target") == [16.0] * 16 + [15.0] * 2
    assert names(chart) == [OURS, "Target", "Same period last year"]


def test_the_gap_in_scores(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap", "Q3 2025-26")
    gap = trend(snapshot, row)
    assert values(gap, "England")[-1] == pytest.approx(15.0)
    assert values(gap, OURS)[-1] == pytest.approx(17.8)
    assert "to 17.8 points in academic year 2024/25 (derived)." in gap.text
    assert "to 16.7 points in academic year 2024/25 (derived)." in gap.text  # the neighbours' mean


def test_target_is_named_at_its_end_and_ticks_keep_decimals(snapshot: Snapshot) -> None:
    for indicator_id, label, decimals in (
        ("ehcp-20-weeks", "target 60.0", 1),
        ("early-help-returns", "target 15.0", 1),
        ("secondary-permanent-exclusions", "target 0.090", 3),
    ):
        chart = trend_of(snapshot, indicator_id)
        assert [" ".join(each.words) for each in chart.labels].count(label) == 1
        assert chart.y.decimals == decimals


def test_a_yearly_series_has_no_ring(snapshot: Snapshot) -> None:
    for indicator_id in ("ehcp-20-weeks", "assessments-45-days", "ks4-fsm-gap"):
        chart = trend(snapshot, row_of(snapshot, indicator_id, area="330"))
        assert chart.ring is None


def test_the_counts_behind_our_own_figures(snapshot: Snapshot) -> None:
    found = trend_of(snapshot, "ehcp-20-weeks").counts
    assert found[Q1] == "96 of 178 plans"
    assert found[quarter("Q4 2023-24")] == "66 of 128 plans"
    hole = suppressed(snapshot, "ehcp-20-weeks", Q1)
    assert Q1 not in trend_of(hole, "ehcp-20-weeks").counts
    assert trend_of(snapshot, "ks4-fsm-gap").counts == {}


def reaches(chart: LineChart) -> list[tuple[float | None, float | None]]:
    return [(point.up, point.down) for point in own(chart).points]


def test_likely_ranges_are_drawn_on_request_only(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    plain, shown = trend(snapshot, row), trend(snapshot, row, ranges=True)
    assert {each for line in plain.lines for p in line.points for each in (p.up, p.down)} == {None}
    assert plain.ranges == {}
    up, down = reaches(shown)[-1]
    assert up is not None
    assert down is not None
    assert (53.9 - down, 53.9 + up) == pytest.approx((46.6043, 61.0947), abs=1e-4)
    assert None not in [each for pair in reaches(shown) for each in pair]
    assert {p.up for line in shown.lines[1:] for p in line.points} == {None}  # of ours alone
    assert shown.ranges[Q1] == "likely between 46.6% and 61.1%"
    assert "Upright bars: the range" in shown.subtitle
    assert shown.text == (
        f"{plain.text} Upright bars show likely ranges: Q1 2025-26 (Apr to Jun 2025) is likely "
        "between 46.6% and 61.1%."
    )


def test_likely_ranges_stand_in_the_twin_while_shown(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")

    def newest(chart: LineChart) -> str:
        return dict(chart_table.twin(chart, row.indicator))[Q1][0]

    assert newest(trend(snapshot, row)) == "53.9% (96 of 178 plans)"
    assert newest(trend(snapshot, row, ranges=True)) == (
        "53.9% (96 of 178 plans; likely between 46.6% and 61.1%)"
    )


def test_only_points_with_counts_have_a_likely_range(snapshot: Snapshot) -> None:
    """LAIT's newest years have no counts here, and a suppressed quarter has nothing at all."""
    row = row_of(snapshot, "assessments-45-days", "Q3 2025-26")
    chart = yearly(snapshot, row, ranges=True)
    assert chart is not None
    told = {point.period for point in own(chart).points if point.value is not None}
    assert set(chart.ranges) < told
    assert [point.up is None for point in own(chart).points] == [
        point.period not in chart.ranges for point in own(chart).points
    ]
    hidden = suppressed(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25"))
    chart = trend(hidden, row_of(hidden, "ehcp-20-weeks"), ranges=True)
    assert quarter("Q4 2024-25") not in chart.ranges
    assert reaches(chart)[-2] == (None, None)


def test_without_counts_there_are_no_bars(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    assert vars(trend(snapshot, row, ranges=True)) == vars(trend(snapshot, row))


def test_breaks_are_drawn(snapshot: Snapshot) -> None:
    found = trend_of(snapshot, "ks4-fsm-gap").breaks
    assert [each.day for each in found] == [date(y, 9, 1) for y in (2019, 2020, 2021, 2022)]
    assert {each.label for each in found} == {"break"}


def test_nothing_later_than_the_report_is_drawn(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "ks4-fsm-gap", "Q2 2025-26")
    assert values(chart, OURS)[-1] == pytest.approx(17.8)
    assert values(chart, "England")[-1] == pytest.approx(14.9)  # 2024/25 comes in October
    newest = {line.name: line.points[-1].period for line in chart.lines}
    assert str(newest["England"]) == "academic year 2023/24"


@pytest.mark.parametrize("gap", [suppressed, missing])
def test_a_gap_stays_a_gap(snapshot: Snapshot, gap: object) -> None:
    assert callable(gap)
    hole = gap(snapshot, "ehcp-20-weeks", quarter("Q3 2024-25"))
    chart = trend_of(hole, "ehcp-20-weeks")
    assert values(chart, OURS) == [51.6, 75.6, 86.0, None, 69.4, 53.9]
    assert texts(chart, OURS)[3].endswith("Q3 2024-25 (Oct to Dec 2024): no figure")
    assert "90.3" not in repr(chart)


def test_a_period_without_a_row_is_a_gap_too(snapshot: Snapshot) -> None:
    hole = without(snapshot, "ehcp-20-weeks", quarter("Q3 2024-25"))
    chart = trend_of(hole, "ehcp-20-weeks")
    assert values(chart, OURS) == [51.6, 75.6, 86.0, None, 69.4, 53.9]


def test_a_suppressed_newest_figure(snapshot: Snapshot) -> None:
    chart = trend_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert chart.title.endswith("within 20 weeks: no figure in this period")
    assert values(chart, OURS)[-1] is None
    assert "53.9" not in repr(chart)


def test_no_figure_at_all(snapshot: Snapshot) -> None:
    chart = trend(snapshot, row_of(snapshot, "early-help-returns", area="330"))
    assert chart.text == (
        "Line chart of Returns to Early Help within 12 months. Birmingham: no figure."
    )
    assert chart.is_empty
    assert not trend_of(snapshot, "early-help-returns").is_empty


def test_every_chart_has_its_words(everything: list[LineChart]) -> None:
    # Seven trends and both groups of the gap; by year only where our own series is quarters.
    assert len(everything) == 3 * 8 + 2
    for chart in everything:
        assert chart.title
        assert chart.text.endswith(".")
        for line in chart.lines:
            assert all(point.text.startswith(line.name) for point in line.points)


def test_every_line_has_its_name_at_its_end(everything: list[LineChart]) -> None:
    for chart in everything:
        labels = {label.name: " ".join(label.words) for label in chart.labels}
        drawn = [line for line in chart.lines if line.has_figures]
        goals = [chart.target] if chart.target else []
        assert set(labels) == {line.name for line in (*drawn, *goals)}
        assert len(chart.labels) == len(drawn) + len(goals)
        for goal in goals:
            figure = goal.points[-1].text.removeprefix("Target: ").removesuffix(" (illustrative)")
            last = f"target {figure.removesuffix('%')}"
            assert labels["Target"] == last.removesuffix(" points")
        heights = [label.value for label in chart.labels]
        assert heights == sorted(heights, reverse=True)


def test_targets_are_drawn_as_they_were(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    assert row.target is None
    assert trend(snapshot, row).target is None


def test_a_chart_of_another_model_names_other_neighbours(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    other = trend(snapshot, scorecard.with_model(snapshot, row, "2021-04"))
    assert values(other, "Statistical neighbours")[0] == pytest.approx(30.34, abs=0.005)


def test_lines_are_in_time_order(everything: list[LineChart]) -> None:
    for chart in everything:
        for line in chart.lines:
            periods = [point.period for point in line.points]
            assert periods == sorted(periods)


# ---- other units, and targets between two bounds --------------------------------------------


@pytest.mark.parametrize(
    ("unit", "prefix", "suffix", "title", "said"),
    [
        ("pounds", "£", "", "", "£53.9"),
        ("days", "", "", "days", "53.9 days"),
        ("ratio", "", "", "ratio", "53.9"),
        ("per 1,000 pupils", "", "", "per 1,000 pupils", "53.9 per 1,000 pupils"),
        ("percent", "", "%", "", "53.9%"),
    ],
)
def test_the_axis_of_a_unit(
    snapshot: Snapshot, unit: str, prefix: str, suffix: str, title: str, said: str
) -> None:
    chart = trend_of(of_unit(snapshot, "ehcp-20-weeks", unit), "ehcp-20-weeks")
    assert (chart.y.prefix, chart.y.suffix, chart.y.title) == (prefix, suffix, title)
    assert f": {said} (illustrative)" in texts(chart, OURS)[-1]


def test_labels_of_pounds_have_their_sign(snapshot: Snapshot) -> None:
    """No other label has its unit, which the axis shows."""
    pounds = trend_of(of_unit(snapshot, "ehcp-20-weeks", "pounds"), "ehcp-20-weeks")
    assert {label.words[0] for label in pounds.labels if label.bold} == {"ours £53.9"}
    assert {label.words[0] for label in pounds.labels if label.name == "Target"} == {"target £60.0"}
    days = trend_of(of_unit(snapshot, "ehcp-20-weeks", "days"), "ehcp-20-weeks")
    assert {label.words[0] for label in days.labels if label.bold} == {"ours 53.9"}


def test_a_figure_above_100_is_drawn_and_has_no_likely_range(snapshot: Snapshot) -> None:
    why = "The base is an estimate."
    made = of_unit(snapshot, "ehcp-20-weeks", "percent", may_exceed_100=why)
    counts = {"value": 104.0, "numerator": 312.0, "denominator": 300.0}
    made = changed(made, "ehcp-20-weeks", Q1, **counts)
    row = row_of(made, "ehcp-20-weeks")
    assert (row.value, row.likely, row.status) == (104.0, None, "on target")
    chart = trend(made, row, ranges=True)
    assert values(chart, OURS)[-1] == 104.0
    assert Q1 not in chart.ranges
    assert len(chart.ranges) > 3  # the figures before it have theirs
    bar = range_bar(made, row)
    assert bar.own is not None
    assert (bar.own.value, bar.own.figure) == (104.0, "104.0%")
    assert 0 <= bar.own.place <= 100
    assert bar.whisker is None
    assert indicator_notes.no_ranges(row) == "A figure above 100% has no likely range."
    assert indicator_notes.may_exceed(row.indicator) == (
        "A figure may be above 100%: the base is an estimate. A figure above 100% has no likely "
        "range."
    )
    as_before = row_of(snapshot, "ehcp-20-weeks")
    assert indicator_notes.no_ranges(as_before) == indicator_notes.NO_RANGES
    assert indicator_notes.may_exceed(as_before.indicator) == ""


def test_a_number_is_drawn_alone(snapshot: Snapshot) -> None:
    chart = trend_of(of_unit(snapshot, "ehcp-20-weeks", "number"), "ehcp-20-weeks")
    assert [line.role for line in chart.lines] == ["home"]


def test_both_bounds_of_a_target_are_drawn(snapshot: Snapshot) -> None:
    chart = trend_of(between(snapshot, "ehcp-20-weeks", (50, 70)), "ehcp-20-weeks")
    assert chart.target is not None
    assert chart.upper is not None
    assert chart.aims == (chart.target, chart.upper)
    assert {p.value for p in chart.target.points} == {50.0}
    assert {p.value for p in chart.upper.points} == {70.0}
    assert {p.text for p in chart.upper.points} == {"Target: 50.0% to 70.0% (illustrative)"}
    assert "Target 50.0% to 70.0% (illustrative)" in chart.text
    assert {label.value for label in chart.labels if label.name == "Target"} == {50.0, 70.0}


def test_another_target_has_no_upper_line(everything: list[LineChart]) -> None:
    assert all(chart.upper is None for chart in everything)
