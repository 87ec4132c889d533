"""Quarters added up: by their counts, and only where each has them."""

from dataclasses import replace

import pytest

from kpi.indicators.added_quarters import AddedQuarters, added
from kpi.indicators.reporting_quarters import own_series
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, changed, quarter, suppressed, without

PLANS = "ehcp-20-weeks"
YEAR = [quarter(f"Q{number} 2024-25") for number in (1, 2, 3, 4)]


def added_up(snapshot: Snapshot, **about: object) -> AddedQuarters | str:
    indicator = snapshot.indicator(PLANS)
    series = own_series(snapshot, indicator, BCP)
    return added(replace(indicator, **about), series, YEAR)  # type: ignore[arg-type]


def with_counts(snapshot: Snapshot) -> Snapshot:
    for period, top, bottom in zip(
        YEAR, (10.0, 20.0, 30.0, 40.0), (50.0, 50.0, 50.0, 50.0), strict=True
    ):
        snapshot = changed(
            snapshot, PLANS, period, numerator=top, denominator=bottom, data_status="published"
        )
    return snapshot


def test_the_counts_of_a_percentage_are_added_up(snapshot: Snapshot) -> None:
    assert added_up(with_counts(snapshot)) == AddedQuarters(50.0, 100.0, 200.0, "derived")


def test_a_rate_is_over_the_mean_population(snapshot: Snapshot) -> None:
    found = added_up(with_counts(snapshot), unit="per 10,000 children")
    assert found == AddedQuarters(20_000.0, 100.0, 50.0, "derived")


def test_the_least_certain_quarter_marks_the_sum(snapshot: Snapshot) -> None:
    made = changed(with_counts(snapshot), PLANS, YEAR[2], data_status="illustrative")
    assert added_up(made) == AddedQuarters(50.0, 100.0, 200.0, "illustrative")


def test_every_quarter_that_cannot_be_added_is_named(snapshot: Snapshot) -> None:
    made = suppressed(with_counts(snapshot), PLANS, YEAR[0])
    made = without(made, PLANS, YEAR[1])
    made = changed(changed(made, PLANS, YEAR[2], numerator=None), PLANS, YEAR[3], denominator=None)
    assert added_up(made) == (
        "Q1 2024-25: no figure (confidential: too few children to show); "
        "Q2 2024-25: not held; Q3 2024-25 and Q4 2024-25: no counts"
    )


def test_a_break_between_the_quarters_parts_them(snapshot: Snapshot) -> None:
    broken = added_up(with_counts(snapshot), breaks=((YEAR[1], "another way of counting"),))
    assert broken == "the series breaks between these quarters"
    first = added_up(with_counts(snapshot), breaks=((YEAR[0], "another way of counting"),))
    assert isinstance(first, AddedQuarters)
    assert first.value == 50.0


@pytest.mark.parametrize("unit", ["percent", "per 10,000 children"])
def test_nothing_is_divided_by_nought(snapshot: Snapshot, unit: str) -> None:
    made = snapshot
    for period in YEAR:
        made = changed(made, PLANS, period, numerator=0.0, denominator=0.0)
    assert added_up(made, unit=unit) == "there is nothing to divide by"
