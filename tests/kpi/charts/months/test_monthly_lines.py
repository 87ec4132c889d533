"""Months on an indicator's page: their chart, their words, the year to date, and the CSV."""

from dataclasses import replace

import polars as pl
import pytest

from kpi.charts.chart_table import twin
from kpi.charts.definitions.target_steps import target_steps
from kpi.charts.months.monthly_lines import monthly
from kpi.file_writers.document import run_text
from kpi.guidance.definitions import target_history
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.series_table import series
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.schemas import OBSERVATIONS, TARGETS
from kpi.model.snapshot import Snapshot
from kpi.paper import executive_summary, paragraph
from kpi.paper.template import template
from kpi.periods import Kind, Period
from kpi.tables import summary
from kpi.wording.indicator_notes import target_words
from kpi.wording.status.status_reasons import why_status
from kpi.wording.trends import months as months_wording
from tests.kpi.changing import BCP
from tests.kpi.returning import PLANS, figure, target

COUNTS = {4: (29, 50), 5: (28, 49), 6: (50, 79), 7: (30, 40)}
NEXT = Period.quarter(2025, 2)


def with_months(snapshot: Snapshot, rule: MonthRule | None) -> Snapshot:
    """The snapshot with months and a year to date of plans beside, or in place of, its quarters."""
    rows = []
    for number, (top, bottom) in COUNTS.items():
        period = Period.month(2025, number)
        quarter = Period.containing(Kind.QUARTER, period.end)
        rows.append(
            figure(
                PLANS, quarter.short, top, bottom, period_kind=str(period.kind),
                period_start=period.start, period_end=period.end,
            )
        )  # fmt: skip
    year = Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 1))
    rows.append(
        figure(
            PLANS, "Q1 2025-26", 107, 178, period_kind=str(year.kind),
            period_start=year.start, period_end=year.end, data_status="provisional",
        )
    )  # fmt: skip
    made = pl.DataFrame(rows, schema=OBSERVATIONS, orient="row")
    indicators = tuple(
        replace(each, quarter_from=rule) if each.id == PLANS else each
        for each in snapshot.indicators
    )
    return replace(
        snapshot,
        indicators=indicators,
        observations=pl.concat([snapshot.observations, made]),
    )


def row_of_months(snapshot: Snapshot, quarter: str = "Q1 2025-26") -> ScorecardRow:
    view = View(BCP, Period.quarter(2025, int(quarter[1])))
    (row,) = scorecard.summary(snapshot, view, indicator_ids=[PLANS])
    return row


def test_without_months_there_is_no_section(snapshot: Snapshot) -> None:
    row = row_of_months(snapshot)
    assert monthly(snapshot, row) is None
    assert months_wording.month_words(snapshot, row) == ""
    assert months_wording.to_date_words(snapshot, row)[0] == ""


def test_months_beside_a_quarter_decide_nothing(snapshot: Snapshot) -> None:
    beside = with_months(snapshot, None)
    before, row = row_of_months(snapshot), row_of_months(beside)
    assert (row.value, row.status, row.series) == (before.value, before.status, before.series)
    chart = monthly(beside, row)
    assert chart is not None
    assert [str(p.period) for p in chart.lines[0].points] == ["April 2025", "May 2025", "June 2025"]
    assert chart.counts[Period.month(2025, 6)] == "50 of 79 plans"
    assert months_wording.month_words(beside, row) == months_wording.DECIDE_NOTHING


def test_the_year_to_date_is_told_as_it_was_returned(snapshot: Snapshot) -> None:
    beside = with_months(snapshot, None)
    said, status = months_wording.to_date_words(beside, row_of_months(beside))
    assert said == ("The year to date as returned, April to June 2025: 60.1% (107 of 178 plans).")
    assert status == "provisional"


def test_the_summary_has_the_year_to_date_in_columns_of_its_own(snapshot: Snapshot) -> None:
    """Only where there is one: without it the table is as it was."""
    names = {name for name in summary.SUMMARY if name.startswith("year_to_date")}
    assert len(names) == 5
    plain = summary.summary_table(snapshot, [row_of_months(snapshot)])
    assert not names & set(plain.columns)
    beside = with_months(snapshot, MonthRule.POOLED)
    (told,) = summary.summary_table(beside, [row_of_months(beside)]).to_dicts()
    assert {name: told[name] for name in names} == {
        "year_to_date_period": "April to June 2025",
        "year_to_date": 60.1,
        "year_to_date_numerator": 107,
        "year_to_date_denominator": 178,
        "year_to_date_data_status": "provisional",
    }
    assert (told["period"], told["numerator"]) == ("Q1 2025-26 (Apr to Jun 2025)", 107)


def test_a_monthly_indicator_reports_its_quarter_by_the_rule(snapshot: Snapshot) -> None:
    made = with_months(snapshot, MonthRule.POOLED)
    row = row_of_months(made)
    assert row.now is not None
    assert (row.now.numerator, row.now.denominator) == (107, 178)
    assert row.value == pytest.approx(100 * 107 / 178)
    line = summary.summary_table(made, [row]).row(0, named=True)
    assert line["numerator"] == 107
    assert months_wording.month_words(made, row).startswith("The quarter's figure is made from the")


def test_the_csv_has_the_months_and_the_quarters_made_of_them(snapshot: Snapshot) -> None:
    made = with_months(snapshot, MonthRule.POOLED)
    table = series(made, made.indicator(PLANS), area=BCP, groups=("home",))
    found = table.filter(pl.col("period").str.contains("2025"))
    assert {"April 2025", "May 2025", "June 2025", "July 2025"} < set(found["period"])
    quarters = table.filter(pl.col("period_kind") == "financial quarter")
    assert quarters["numerator"].to_list()[-1] == 107
    assert quarters.height == len(row_of_months(made).series)


def test_only_months_of_the_report_are_drawn(snapshot: Snapshot) -> None:
    made = with_months(snapshot, None)
    chart = monthly(made, row_of_months(made))
    assert chart is not None
    assert chart.lines[0].points[-1].period == Period.month(2025, 6)


# ---- targets by month -----------------------------------------------------------------------


def with_targets(
    snapshot: Snapshot, rule: MonthRule, *given: tuple[str, str | None, float]
) -> Snapshot:
    """The snapshot with months of plans and, in place of its targets, those given."""
    rows = [
        target(PLANS, start, goal, to_quarter=end, target_upper=None, intervention_upper=None)
        for start, end, goal in given
    ]
    others = snapshot.targets.filter(pl.col("indicator_id") != PLANS)
    made = pl.DataFrame(rows, schema=TARGETS, orient="row")
    return replace(with_months(snapshot, rule), targets=pl.concat([others, made]))


def test_the_target_of_each_month_is_drawn_and_in_the_table(snapshot: Snapshot) -> None:
    made = with_targets(
        snapshot, MonthRule.POOLED, ("May 2025", "May 2025", 58.0), ("June 2025", None, 65.0)
    )
    row = row_of_months(made)
    chart = monthly(made, row)
    assert chart is not None
    assert chart.target is not None
    assert chart.target.course == "steps"
    assert [p.value for p in chart.target.points] == [None, 58.0, 65.0]
    assert chart.text.endswith("Target 65.0% from June 2025.")
    assert "Long dashes: the target of each month." in chart.subtitle
    assert [line.name for line in chart.columns] == [
        "Bournemouth, Christchurch and Poole",
        "Target",
    ]
    assert [(str(p), cells[1]) for p, cells in twin(chart, row.indicator)] == [
        ("June 2025", "65.0%"), ("May 2025", "58.0%"), ("April 2025", "no target"),
    ]  # fmt: skip
    assert sorted(label.words for label in chart.labels) == [("ours 63.3",), ("target 65.0",)]
    assert row.target is not None
    assert row.target.target == 65.0
    assert row.status == "off target"
    assert months_wording.month_words(made, row).endswith(
        "The quarter's target, 65.0% or more, is that of its last month, in force from June 2025."
    )


def test_the_csv_has_the_target_of_each_month_and_quarter(snapshot: Snapshot) -> None:
    made = with_targets(snapshot, MonthRule.MEAN, ("May 2025", None, 58.0))
    table = series(made, made.indicator(PLANS), area=BCP)
    own = table.filter(pl.col("group") == "home")
    found = dict(own.select("period", "target").iter_rows())
    assert [found[f"{name} 2025"] for name in ("April", "May", "June", "July")] == [
        None, 58.0, 58.0, 58.0,
    ]  # fmt: skip
    assert found["Q1 2025-26 (Apr to Jun 2025)"] == 58.0
    assert table.filter(pl.col("group") != "home")["target"].null_count() == (
        table.height - own.height
    )
    # Without a target by month the file is as it was.
    before = with_targets(snapshot, MonthRule.MEAN, ("Q1 2025-26", None, 58.0))
    assert "target" not in series(before, before.indicator(PLANS), area=BCP).columns


def test_a_quarter_of_a_sum_says_how_its_target_is_made(snapshot: Snapshot) -> None:
    made = with_targets(snapshot, MonthRule.SUM, ("April 2025", None, 20.0))
    row = row_of_months(made)
    assert row.target is not None
    assert (row.target.target, row.target.months_added) == (60.0, 3)
    told = "The target is 60.0% or more, three times the monthly target of 20.0% from April 2025."
    assert why_status(row).startswith(told)
    assert months_wording.month_words(made, row).endswith(
        "The quarter's target, 60.0% or more, is three times the monthly target of 20.0% from "
        "April 2025."
    )
    (past,) = target_history(made, row.indicator, BCP)
    assert (past.when, past.words) == ("From April 2025 on", "20.0% or more a month. Local target.")
    assert target_words(row.indicator, row.target) == (
        "From April 2025 on: 60.0%, three times the monthly target of 20.0% from April 2025 "
        "(local target)."
    )


def test_a_quarter_of_a_sum_without_one_target_says_so(snapshot: Snapshot) -> None:
    made = with_targets(snapshot, MonthRule.SUM, ("May 2025", None, 20.0))
    row = row_of_months(made)
    assert (row.target, row.status) == (None, "no target")
    why = (
        "The quarter has no target: its figure is the sum of its months, and no one monthly "
        "target was in force in all three."
    )
    assert why_status(row) == why
    assert months_wording.month_words(made, row).endswith(why)
    assert months_wording.target_not_of_quarter(row) == (
        "20.0% or more a month from May 2025, not the quarter's"
    )


def test_what_changed_compares_targets_of_quarters(snapshot: Snapshot) -> None:
    """A new target by month is told in the first quarter that it is the target of."""
    made = with_targets(
        snapshot, MonthRule.LAST, ("Q1 2024-25", "Q4 2024-25", 55.0), ("May 2025", None, 65.0)
    )
    row = row_of_months(made)
    assert row.has_new_target
    assert row.earlier_target is not None
    assert row.earlier_target.target == 55.0
    assert "Under the target until Q4 2024-25, 55.0%," in why_status(row)
    told = run_text(paragraph.paragraph(made, row, template(), None), {})
    assert "Until last quarter the target was 55.0%; 63.3% would have met it." in told
    period, _ = executive_summary.background(made, [row], template())
    said = run_text(period, {})
    assert "One target is tighter from this quarter on:" in said
    assert "from 55.0% to 65.0%" in said
    later = row_of_months(made, "Q2 2025-26")
    assert not later.has_new_target
    assert later.earlier_target == row.earlier_target
    steps = target_steps(made, row.indicator, BCP)
    assert steps is not None
    assert (steps.first, steps.last) == ("55.0%", "65.0% from May 2025")
