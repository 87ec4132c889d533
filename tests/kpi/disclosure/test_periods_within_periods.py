"""Months and years to date beside quarters give no small count away by a difference."""

from dataclasses import replace

import polars as pl

from kpi.model.definitions.month_rule import MonthRule
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from tests.kpi.returning import PLANS, figure, proposed

Q1, Q2 = Period.quarter(2025, 1), Period.quarter(2025, 2)


def row(period: Period, quarter: Period, top: int, bottom: int) -> dict[str, object]:
    return figure(
        PLANS, quarter.short, top, bottom, period_kind=str(period.kind),
        period_start=period.start, period_end=period.end,
    )  # fmt: skip


def shown(live: Snapshot, rows: list[dict[str, object]]) -> dict[Period, float]:
    """The numerators that publishing the rows would show."""
    made = (
        proposed(live, rows)
        .tables["observations"]
        .filter(
            (pl.col("indicator_id") == PLANS)
            & (pl.col("source") == "local-return")
            & pl.col("numerator").is_not_null()
        )
    )
    columns = ["period_kind", "period_start", "period_end", "numerator"]
    return {Period.of(k, s, e): n for k, s, e, n in made.select(columns).iter_rows()}


def test_a_small_month_does_not_follow_from_its_quarter_and_the_others(snapshot: Snapshot) -> None:
    months = [Period.month(2025, number) for number in (7, 8, 9)]
    counts = [(12, 60), (15, 60), (3, 58)]
    rows = [row(Q2, Q2, 30, 178)]
    rows += [row(m, Q2, *each) for m, each in zip(months, counts, strict=True)]
    found = shown(snapshot, rows)
    assert found[Q2] == 30
    assert months[2] not in found
    assert len([month for month in months if month in found]) <= 1  # else the third is what is left


def test_a_small_quarter_does_not_follow_from_the_year_to_date(snapshot: Snapshot) -> None:
    year = Period.quarterly(Kind.TO_DATE, Q2)
    rows = [row(Q1, Q1, 3, 150), row(Q2, Q2, 30, 178), row(year, Q2, 33, 328)]
    found = shown(snapshot, rows)
    assert Q1 not in found
    assert not {Q2, year} <= set(found)  # else their difference is the hidden count


def test_a_small_month_of_a_pooled_quarter_does_not_follow_from_years_to_date(
    snapshot: Snapshot,
) -> None:
    """July to September is what one year to date has more than the other, 30: 12, 15 and 3."""
    pooled = replace(
        snapshot,
        indicators=tuple(
            replace(each, quarter_from=MonthRule.POOLED) if each.id == PLANS else each
            for each in snapshot.indicators
        ),
    )
    years = [Period.quarterly(Kind.TO_DATE, quarter) for quarter in (Q1, Q2)]
    months = [Period.month(2025, number) for number in (7, 8, 9)]
    counts = [(12, 60), (15, 60), (3, 58)]
    rows = [row(years[0], Q1, 60, 178), row(years[1], Q2, 90, 356)]
    rows += [row(m, Q2, *each) for m, each in zip(months, counts, strict=True)]
    found = shown(pooled, rows)
    assert months[2] not in found
    # Of the two years and the other two months at least one is hidden, or 3 is what is left.
    assert not {*years, *months[:2]} <= set(found)


def test_what_has_no_small_count_is_shown_whole(snapshot: Snapshot) -> None:
    months = [Period.month(2025, number) for number in (7, 8, 9)]
    rows = [row(Q2, Q2, 40, 178), *(row(m, Q2, 13 + (m == months[2]), 59) for m in months)]
    assert {Q2, *months} <= set(shown(snapshot, rows))
