"""Charts: the figures drawn are the figures said, gaps stay gaps, words stand for each chart."""

import json
from dataclasses import replace

import pytest

from kpi.charts import indicator as indicator_chart
from kpi.charts import table_twin
from kpi.charts.figure import DASHES, PALETTE, Figure
from kpi.charts.indicator import Chart
from kpi.indicators import scorecard
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from tests.kpi.changing import BCP, missing, quarter, row_of, suppressed, without

Q1 = quarter("Q1 2025-26")


def trend_of(snapshot: Snapshot, indicator_id: str, when: str = "Q1 2025-26") -> Chart:
    return indicator_chart.trend(snapshot, row_of(snapshot, indicator_id, when))


def trace(chart: Chart, name: str) -> Figure:
    (found,) = [t for t in chart.figure["data"] if t["name"] == name]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def everything(snapshot: Snapshot) -> list[Chart]:
    found: list[Chart] = []
    for area in (BCP, "330", "201"):
        for row in scorecard.summary(snapshot, Q1, area=area):
            three = (
                indicator_chart.trend(snapshot, row),
                indicator_chart.yearly(snapshot, row),
                indicator_chart.legs(snapshot, row),
            )
            found += [chart for chart in three if chart]
    return found


def test_plans_over_time(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "ehcp-20-weeks")
    own = trace(chart, "Bournemouth, Christchurch and Poole")
    assert own["y"] == [51.6, 75.6, 86.0, 90.3, 69.4, 53.9]
    assert own["connectgaps"] is False
    assert own["text"][-1] == (
        "Bournemouth, Christchurch and Poole, Q1 2025-26 (Apr to Jun 2025): 53.9% (illustrative)"
    )
    assert trace(chart, "Target")["text"][-1] == "Target: 60.0% (illustrative)"
    assert trace(chart, "Same period last year")["text"][0].endswith(": 75.6% (illustrative)")
    assert "(" not in trace(chart, "England")["text"][0].replace("(calendar year)", "")
    assert trace(chart, "England")["y"] == [46.4, 46.4, None]  # one level stretch for 2024
    assert trace(chart, "England")["x"] == ["2024-01-01", "2024-12-31", None]
    assert trace(chart, "Target")["y"] == [50.0] * 10 + [60.0] * 2  # raised for 2025-26
    assert trace(chart, "Same period last year")["y"] == [75.6]


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
    assert trace(chart, "Target")["y"] == [16.0] * 16 + [15.0] * 2
    assert [t["name"] for t in chart.figure["data"]] == [
        "Bournemouth, Christchurch and Poole",
        "Target",
        "Same period last year",
    ]


def test_gap_and_both_groups(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap", "Q3 2025-26")
    gap = indicator_chart.trend(snapshot, row)
    assert trace(gap, "England")["y"][-1] == pytest.approx(15.0)
    assert trace(gap, "Bournemouth, Christchurch and Poole")["y"][-1] == pytest.approx(17.8)
    assert "to 17.8 points in academic year 2024/25 (derived)." in gap.text
    assert "to 16.7 points in academic year 2024/25 (derived)." in gap.text  # the neighbours' mean
    both = indicator_chart.legs(snapshot, row)
    assert both is not None
    ends = {t["name"]: t["y"][-1] for t in both.figure["data"] if t["mode"] != "markers"}
    assert ends == {
        "Other pupils, Bournemouth, Christchurch and Poole": 54.1,
        "Other pupils, England": 50.0,
        "Pupils eligible for free school meals, Bournemouth, Christchurch and Poole": 36.3,
        "Pupils eligible for free school meals, England": 35.0,
    }
    assert both.title == (
        "Both groups behind the gap: pupils eligible for free school meals scored above England "
        "in the academic year 2024/25"
    )
    assert indicator_chart.legs(snapshot, row_of(snapshot, "ehcp-20-weeks")) is None


def test_a_group_of_england_ends_with_what_was_known(snapshot: Snapshot) -> None:
    """England's 2024/25 scores came out in October 2025, after Q2 2025-26."""
    both = indicator_chart.legs(snapshot, row_of(snapshot, "ks4-fsm-gap", "Q2 2025-26"))
    assert both is not None
    ends = {line.name: (str(line.points[-1][0]), line.points[-1][1]) for line in both.lines}
    assert ends == {
        "Other pupils, Bournemouth, Christchurch and Poole": ("academic year 2024/25", 54.1),
        "Other pupils, England": ("academic year 2023/24", 49.5),
        "Pupils eligible for free school meals, Bournemouth, Christchurch and Poole": (
            "academic year 2024/25",
            36.3,
        ),
        "Pupils eligible for free school meals, England": ("academic year 2023/24", 34.6),
    }
    assert both.title.endswith("scored above England in the academic year 2023/24")


def test_plans_year_by_year_like_for_like(snapshot: Snapshot) -> None:
    """The figures of DfE's file of plans issued within 20 weeks."""
    chart = indicator_chart.yearly(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert chart is not None
    own = trace(chart, "Bournemouth, Christchurch and Poole")
    assert own["y"] == [91.3, 21.9, 31.2, 7.3, 4.8, 77.6]
    assert [day[:4] for day in own["x"]] == ["2019", "2020", "2021", "2022", "2023", "2024"]
    assert trace(chart, "England")["y"] == [60.4, 58.0, 59.9, 49.2, 50.3, 46.4]
    assert trace(chart, "South West")["y"] == [58.1, 51.4, 50.7, 35.2, 33.4, 28.5]
    assert trace(chart, "Statistical neighbours")["y"][-1] == pytest.approx(40.62)
    assert [t["name"] for t in chart.figure["data"]] == [line.name for line in chart.lines]
    assert len(chart.lines) == 4  # no target and no ring
    assert chart.title == "Year by year, like for like: 77.6% in 2024, leaving out exception cases"
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
    chart = indicator_chart.yearly(snapshot, row_of(snapshot, "assessments-45-days"))
    assert chart is not None
    own = trace(chart, "Bournemouth, Christchurch and Poole")
    assert own["y"] == [74.9, 80.6, 75.9, 73.4, 90.2]
    assert trace(chart, "England")["y"] == [83.8, 87.6, 84.5, 82.5, 84.5]
    assert chart.title == "Year by year, like for like: 90.2% in the year to March 2024"


@pytest.mark.parametrize(("newest", "last"), [(False, 4.8), (True, 77.6)])
def test_years_are_those_known_then(snapshot: Snapshot, newest: bool, last: float) -> None:
    """Calendar 2024 came out in June 2025, after Q4 2024-25."""
    row = row_of(snapshot, "ehcp-20-weeks", "Q4 2024-25", newest=newest)
    chart = indicator_chart.yearly(snapshot, row)
    assert chart is not None
    assert trace(chart, "Bournemouth, Christchurch and Poole")["y"][-1] == last
    ends = {str(line.points[-1][0]) for line in chart.lines}
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
    assert indicator_chart.yearly(snapshot, row_of(snapshot, indicator_id, area=area)) is None


def test_a_suppressed_year_is_a_gap(snapshot: Snapshot) -> None:
    name = "Bournemouth, Christchurch and Poole"
    for year, figures in (
        (2021, [91.3, 21.9, None, 7.3, 4.8, 77.6]),
        (2024, [91.3, 21.9, 31.2, 7.3, 4.8, None]),
        (2019, [21.9, 31.2, 7.3, 4.8, 77.6]),
    ):
        hole = suppressed(snapshot, "ehcp-20-weeks", quarter(f"{year} (calendar year)"))
        chart = indicator_chart.yearly(hole, row_of(hole, "ehcp-20-weeks"))
        assert chart is not None
        assert trace(chart, name)["y"] == figures
        assert trace(chart, name)["connectgaps"] is False
        assert ("no figure in 2024" in chart.title) == (year == 2024)


def test_target_is_named_at_its_end_and_ticks_keep_decimals(snapshot: Snapshot) -> None:
    for indicator_id, label, ticks in (
        ("ehcp-20-weeks", "target 60.0", ",.1~f"),
        ("early-help-returns", "target 15.0", ",.1~f"),
        ("secondary-permanent-exclusions", "target 0.090", ",.3~f"),
    ):
        look = trend_of(snapshot, indicator_id).figure["layout"]
        assert [a["text"] for a in look["annotations"]].count(label) == 1
        assert look["yaxis"]["tickformat"] == ticks


def test_a_yearly_series_has_no_ring(snapshot: Snapshot) -> None:
    for indicator_id in ("ehcp-20-weeks", "assessments-45-days", "ks4-fsm-gap"):
        chart = indicator_chart.trend(snapshot, row_of(snapshot, indicator_id, area="330"))
        assert "Same period last year" not in [t["name"] for t in chart.figure["data"]]


def test_the_counts_behind_our_own_figures(snapshot: Snapshot) -> None:
    found = trend_of(snapshot, "ehcp-20-weeks").counts
    assert found[Q1] == "96 of 178 plans"
    assert found[quarter("Q4 2023-24")] == "66 of 128 plans"
    hole = suppressed(snapshot, "ehcp-20-weeks", Q1)
    assert Q1 not in trend_of(hole, "ehcp-20-weeks").counts
    assert trend_of(snapshot, "ks4-fsm-gap").counts == {}


def test_likely_ranges_are_drawn_on_request_only(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    ours = "Bournemouth, Christchurch and Poole"
    plain, shown = (
        indicator_chart.trend(snapshot, row),
        indicator_chart.trend(snapshot, row, ranges=True),
    )
    assert not any("error_y" in line for line in plain.figure["data"])
    assert (plain.ranges, plain.text) == ({}, indicator_chart.trend(snapshot, row).text)
    bars = trace(shown, ours)["error_y"]
    assert bars["symmetric"] is False
    reach = [(53.9 - bars["arrayminus"][-1], 53.9 + bars["array"][-1])]
    assert reach == [pytest.approx((46.6043, 61.0947), abs=1e-4)]
    assert len(bars["array"]) == len(trace(shown, ours)["y"])
    assert [line["name"] for line in shown.figure["data"] if "error_y" in line] == [ours]
    assert shown.ranges[Q1] == "likely between 46.6% and 61.1%"
    assert "Upright bars: the range" in shown.subtitle
    assert shown.text == (
        f"{plain.text} Upright bars show likely ranges: Q1 2025-26 (Apr to Jun 2025) is likely "
        "between 46.6% and 61.1%."
    )


def test_likely_ranges_stand_in_the_twin_while_shown(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")

    def newest(chart: Chart) -> str:
        return dict(table_twin.twin(chart, row.indicator))[Q1][0]

    assert newest(indicator_chart.trend(snapshot, row)) == "53.9% (96 of 178 plans)"
    assert newest(indicator_chart.trend(snapshot, row, ranges=True)) == (
        "53.9% (96 of 178 plans; likely between 46.6% and 61.1%)"
    )


def test_years_have_their_likely_ranges_too(snapshot: Snapshot) -> None:
    chart = indicator_chart.yearly(snapshot, row_of(snapshot, "ehcp-20-weeks"), ranges=True)
    assert chart is not None
    assert chart.ranges[parse_period("2024 (calendar year)")] == "likely between 74.2% and 80.7%"
    assert len(chart.ranges) == 6
    assert chart.subtitle.endswith("%. Upright bars: the range that our figure is likely in, by "
                                   "its counts.")  # fmt: skip


def test_only_points_with_counts_have_a_likely_range(snapshot: Snapshot) -> None:
    """LAIT's newest years have no counts here, and a suppressed quarter has nothing at all."""
    row = row_of(snapshot, "assessments-45-days", "Q3 2025-26")
    chart = indicator_chart.yearly(snapshot, row, ranges=True)
    assert chart is not None
    told = {period for period, value in chart.lines[0].points if value is not None}
    assert set(chart.ranges) < told
    bars = chart.figure["data"][0]["error_y"]["array"]
    assert [b is None for b in bars] == [p not in chart.ranges for p, _ in chart.lines[0].points]
    hidden = suppressed(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25"))
    chart = indicator_chart.trend(hidden, row_of(hidden, "ehcp-20-weeks"), ranges=True)
    assert quarter("Q4 2024-25") not in chart.ranges
    assert chart.figure["data"][0]["error_y"]["array"][-2] is None


def test_without_counts_there_are_no_bars(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    assert vars(indicator_chart.trend(snapshot, row, ranges=True)) == vars(
        indicator_chart.trend(snapshot, row)
    )


def test_breaks_are_drawn(snapshot: Snapshot) -> None:
    look = trend_of(snapshot, "ks4-fsm-gap").figure["layout"]
    assert [s["x0"] for s in look["shapes"]] == [
        f"{year}-09-01" for year in (2019, 2020, 2021, 2022)
    ]
    assert [a["text"] for a in look["annotations"]].count("break") == 4


def test_nothing_later_than_the_report_is_drawn(snapshot: Snapshot) -> None:
    chart = trend_of(snapshot, "ks4-fsm-gap", "Q2 2025-26")
    assert trace(chart, "Bournemouth, Christchurch and Poole")["y"][-1] == pytest.approx(17.8)
    assert trace(chart, "England")["y"][-1] == pytest.approx(14.9)  # 2024/25 comes in October
    newest = {line.name: line.points[-1][0] for line in chart.lines}
    assert str(newest["England"]) == "academic year 2023/24"


@pytest.mark.parametrize("gap", [suppressed, missing])
def test_a_gap_stays_a_gap(snapshot: Snapshot, gap: object) -> None:
    assert callable(gap)
    hole = gap(snapshot, "ehcp-20-weeks", quarter("Q3 2024-25"))
    own = trace(trend_of(hole, "ehcp-20-weeks"), "Bournemouth, Christchurch and Poole")
    assert own["y"] == [51.6, 75.6, 86.0, None, 69.4, 53.9]
    assert own["text"][3].endswith("Q3 2024-25 (Oct to Dec 2024): no figure")
    assert "90.3" not in json.dumps(trend_of(hole, "ehcp-20-weeks").figure)


def test_a_period_without_a_row_is_a_gap_too(snapshot: Snapshot) -> None:
    hole = without(snapshot, "ehcp-20-weeks", quarter("Q3 2024-25"))
    own = trace(trend_of(hole, "ehcp-20-weeks"), "Bournemouth, Christchurch and Poole")
    assert own["y"] == [51.6, 75.6, 86.0, None, 69.4, 53.9]


def test_a_suppressed_newest_figure(snapshot: Snapshot) -> None:
    chart = trend_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert chart.title.endswith("within 20 weeks: no figure in this period")
    assert trace(chart, "Bournemouth, Christchurch and Poole")["y"][-1] is None
    assert "53.9" not in json.dumps(chart.figure) + chart.text


def test_no_figure_at_all(snapshot: Snapshot) -> None:
    chart = indicator_chart.trend(snapshot, row_of(snapshot, "early-help-returns", area="330"))
    assert chart.text == (
        "Line chart of Returns to Early Help within 12 months. Birmingham: no figure."
    )
    assert chart.is_empty
    assert not trend_of(snapshot, "early-help-returns").is_empty


def test_every_chart_can_be_sent_and_read(everything: list[Chart]) -> None:
    # Seven trends and both groups of the gap; by year only where our own series is quarters.
    assert len(everything) == 3 * 8 + 2
    for chart in everything:
        assert json.loads(json.dumps(chart.figure, allow_nan=False)) == chart.figure
        assert chart.title
        assert chart.text.endswith(".")
        for drawn in chart.figure["data"]:
            assert len(drawn["x"]) == len(drawn["y"]) == len(drawn["text"])


def test_lines_differ_by_dash_as_well_as_colour() -> None:
    assert len(set(DASHES.values())) == len(DASHES)
    assert len(set(PALETTE.values())) == len(PALETTE)


def test_every_line_has_its_name_at_its_end(everything: list[Chart]) -> None:
    for chart in everything:
        labels = [a for a in chart.figure["layout"]["annotations"] if a.get("xref") == "paper"]
        drawn = [line for line in chart.lines if any(v is not None for _, v in line.points)]
        goals = [t for t in chart.figure["data"] if t["name"] == "Target"]
        assert len(labels) == len(drawn) + len(goals)
        for goal in goals:
            figure = goal["text"][-1].removeprefix("Target: ").removesuffix(" (illustrative)")
            last = f"target {figure.removesuffix('%')}"
            assert [a["text"] for a in labels].count(last.removesuffix(" points")) == 1
        heights = [a["y"] for a in labels]
        assert heights == sorted(heights, reverse=True)


def test_targets_are_drawn_as_they_were(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    assert row.target is None
    names = [t["name"] for t in indicator_chart.trend(snapshot, row).figure["data"]]
    assert "Target" not in names


@pytest.mark.parametrize(
    ("values", "widths"),
    [
        ([50.0, 100.0, None], [50.0, 100.0, 0.0]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([None], [0.0]),
        ([], []),
        ([-5.0, 10.0], [0.0, 100.0]),
        ([1.0, 3.0], [33.3, 100.0]),
    ],
)
def test_bars(values: list[float | None], widths: list[float]) -> None:
    assert indicator_chart.bar_widths(values) == widths


def test_a_chart_of_another_model_names_other_neighbours(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    other = indicator_chart.trend(snapshot, replace(row, model="2021-04"))
    assert trace(other, "Statistical neighbours")["y"][0] == pytest.approx(30.34, abs=0.005)


def test_lines_are_in_time_order(everything: list[Chart]) -> None:
    for chart in everything:
        for line in chart.lines:
            periods: list[Period] = [period for period, _ in line.points]
            assert periods == sorted(periods)
