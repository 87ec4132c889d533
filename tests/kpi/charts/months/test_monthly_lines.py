"""Months on an indicator's page: their chart, their words, the year to date, and the CSV."""

from dataclasses import replace

import polars as pl
import pytest

from kpi.charts.months.monthly_lines import monthly
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.series_table import series
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.tables import summary
from kpi.wording.trends import months as months_wording
from tests.kpi.changing import BCP
from tests.kpi.returning import PLANS, figure

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
    assert months_wording.month_words(beside, row) == months_wording.BESIDE


def test_the_year_to_date_is_told_as_it_was_returned(snapshot: Snapshot) -> None:
    beside = with_months(snapshot, None)
    said, status = months_wording.to_date_words(beside, row_of_months(beside))
    assert said == ("The year to date as returned, April to June 2025: 60.1% (107 of 178 plans).")
    assert status == "provisional"


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
