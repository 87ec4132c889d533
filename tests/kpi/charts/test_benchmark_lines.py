"""The chart of a measure over time: what is drawn, said and left out."""

from __future__ import annotations

from datetime import date

from kpi.benchmarks.time_series import over_time
from kpi.charts.benchmark_lines import over_time_chart
from kpi.model.snapshot import Snapshot
from kpi.wording import benchmarks as benchmarks_wording

PLANS = "ehcp-20-weeks"


def test_lines_are_ours_region_neighbours_england_and_the_chosen(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839", others=["908", "981"])
    chart = over_time_chart(over)
    assert [line.name for line in chart.lines] == [
        "Bournemouth, Christchurch and Poole",
        "South West",
        "Statistical neighbours (mean)",
        "England",
        "Cornwall",
        "North West",
    ]
    assert len({(line.stroke, line.marker) for line in chart.lines}) == 6
    assert chart.lines[0].points[-1].value == 77.6
    assert "Bournemouth, Christchurch and Poole: from " in chart.text
    assert "to 77.6% in 2024 (calendar year)" in chart.text
    assert "Statistical neighbours (mean): from" in chart.text


def test_median_hidden_lines_and_a_fitted_axis(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839")
    chart = over_time_chart(over, hidden=["england"], median=True, from_zero=False)
    assert [line.key for line in chart.lines] == ["home", "region", "neighbours_mean"]
    assert chart.lines[2].name == "Statistical neighbours (median)"
    assert chart.lines[2].points[-1].value == 38.15
    assert not chart.y.from_zero
    assert "The unit is %, and the axis does not start at zero." in chart.subtitle
    assert over_time_chart(over).y.from_zero


def test_an_area_that_has_its_line_is_not_drawn_twice(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839", others=["990", "970", "839", "330"])
    assert [s.key for s in over.series] == ["home", "region", "neighbours_mean", "england", "330"]
    assert len({line.name for line in over_time_chart(over).lines}) == 5


def test_years_without_data_are_gaps_with_their_reason(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "LAC_KS2_ExpStd_GPS", area="839")
    chart = over_time_chart(over)
    words = benchmarks_wording.gap_words(over)
    assert words == (
        "Academic year 2019/20 and academic year 2020/21: no figures: the COVID-19 pandemic."
    )
    assert [(str(band.period), band.label) for band in chart.bands] == [
        ("academic year 2019/20", "no data"),
        ("academic year 2020/21", "no data"),
    ]
    england = next(line for line in chart.lines if line.key == "england")
    assert [str(p.period) for p in england.points if p.value is None] == [
        "academic year 2019/20",
        "academic year 2020/21",
    ]


def test_what_is_not_drawn_is_said(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "FirstYJS", area="839")
    assert "england" not in [line.key for line in over_time_chart(over).lines]
    (said,) = benchmarks_wording.withheld_words(over)
    assert said.startswith("England is not shown. LAIT's England figure is the sum of the nine")
    city = over_time(snapshot, "secondary-permanent-exclusions", area="839", others=["201"])
    assert benchmarks_wording.withheld_words(city) == (
        "City of London has no figure in any period.",
    )


def test_a_break_is_drawn_said_and_in_the_table(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839")
    assert [(str(period), why) for period, why in over.breaks] == [
        (
            "2023 (calendar year)",
            "DfE began to collect records of individual children instead of totals.",
        )
    ]
    chart = over_time_chart(over)
    assert [(line.day, line.label) for line in chart.breaks] == [(date(2023, 1, 1), "break")]
    said = (
        "The series breaks: figures before and after do not compare. 2023 (calendar year): "
        "DfE began to collect records of individual children instead of totals."
    )
    assert benchmarks_wording.break_words(over) == said
    assert chart.text.endswith(said)
    rows = dict(benchmarks_wording.over_time_rows(over, (("home", "ours"),)))
    (broken,) = (period for period in rows if "the series breaks" in period)
    assert broken.startswith("2023 (calendar year)")
    assert not over_time(snapshot, "referrals-rate", area="839").breaks
    assert not over_time_chart(over_time(snapshot, "referrals-rate", area="839")).breaks


def test_a_break_before_the_first_figures_is_none(snapshot: Snapshot) -> None:
    """LAIT's series of this measure starts with the break: nothing before it can be compared."""
    for measure in ("FSP_NEW_GOODDEV", "EngMaths9-5"):
        over = over_time(snapshot, measure, area="839")
        first = next(row["period"] for row in over.table.to_dicts() if not row["is_gap"])
        assert first not in [str(period) for period, _ in over.breaks]
