"""Which target is in force: in a quarter, in a month, and on a day."""

import pytest

from kpi.indicators.targets.targets_in_force import (
    Target,
    in_force_at_start_of,
    in_force_in_part,
    last_begun,
    month_target,
    quarter_target,
)
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import parse_period


@pytest.mark.parametrize(
    ("until", "quarter", "expected"),
    [
        (None, "Q4 2024-25", False),
        (None, "Q1 2025-26", True),
        (None, "Q4 2030-31", True),
        ("Q2 2025-26", "Q2 2025-26", True),
        ("Q2 2025-26", "Q3 2025-26", False),
    ],
)
def test_a_target_is_in_force_from_its_first_quarter_to_its_last(
    until: str | None, quarter: str, expected: bool
) -> None:
    target = Target(60.0, None, None, "published", None, "Q1 2025-26", until)
    assert (quarter_target([target], parse_period(quarter), None) is target) is expected


# ---- targets by month ---------------------------------------------------------------------


def goal(start: str, end: str | None = None, value: float = 20.0) -> Target:
    """A target from a quarter or month, with an intervention level 5 above it."""
    return Target(value, value + 5, None, "published", None, start, end)


AS_THE_LAST = (MonthRule.LAST, MonthRule.MEAN, MonthRule.POOLED)


@pytest.mark.parametrize("rule", AS_THE_LAST)
@pytest.mark.parametrize(
    ("known", "place"),
    [
        ([goal("July 2025")], 0),
        ([goal("September 2025")], 0),
        ([goal("October 2025")], None),
        ([goal("April 2025", "August 2025")], None),
        ([goal("April 2025", "August 2025"), goal("September 2025")], 1),
        # Where both are in force the later start counts, and on one day that by quarter.
        ([goal("Q1 2025-26"), goal("August 2025")], 1),
        ([goal("April 2025"), goal("Q2 2025-26")], 1),
        ([goal("July 2025"), goal("Q2 2025-26")], 1),
        ([goal("Q1 2025-26", "Q1 2025-26"), goal("October 2025")], None),
    ],
)
def test_a_quarter_has_the_monthly_target_of_its_last_month(
    rule: MonthRule, known: list[Target], place: int | None
) -> None:
    found = quarter_target(known, parse_period("Q2 2025-26"), rule)
    assert found is (None if place is None else known[place])


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([goal("July 2025")], (60.0, 75.0)),
        ([goal("April 2025", "September 2025")], (60.0, 75.0)),
        ([goal("August 2025")], None),  # not in force in July
        ([goal("April 2025", "August 2025")], None),
        ([goal("April 2025", "July 2025"), goal("August 2025")], None),  # not one and the same
        # Where the months do not make one, that given by quarter counts.
        ([goal("Q1 2025-26", None, 55.0), goal("August 2025")], (55.0, 60.0)),
        ([goal("Q1 2025-26", None, 55.0), goal("July 2025")], (60.0, 75.0)),
        ([goal("July 2025"), goal("Q2 2025-26", None, 55.0)], (55.0, 60.0)),
    ],
)
def test_a_sum_of_months_has_three_times_the_target_of_all_three(
    known: list[Target], expected: tuple[float, float] | None
) -> None:
    found = quarter_target(known, parse_period("Q2 2025-26"), MonthRule.SUM)
    assert (found and (found.target, found.intervention_level)) == expected
    if found is not None:
        assert found.months_added == (3 if found.is_monthly else 1)


def test_an_indicator_by_quarter_has_no_target_by_month() -> None:
    assert quarter_target([goal("July 2025")], parse_period("Q2 2025-26"), None) is None


@pytest.mark.parametrize(
    ("month", "place"),
    [
        ("June 2025", None),  # a quarter's target is none of its months'
        ("July 2025", 1),
        ("August 2025", 1),
        ("September 2025", 2),
        ("December 2025", 2),
        ("January 2026", None),  # a later target by quarter has replaced it
    ],
)
def test_a_month_has_the_monthly_target_in_force(month: str, place: int | None) -> None:
    known = [
        goal("Q1 2025-26", "Q1 2025-26"),
        goal("July 2025", "August 2025"),
        goal("September 2025"),
        goal("Q4 2025-26"),
    ]
    found = month_target(known, parse_period(month))
    assert found is (None if place is None else known[place])


def test_targets_begun_by_a_day_and_in_force_in_part_of_a_quarter() -> None:
    known = [goal("Q1 2025-26", "Q2 2025-26"), goal("August 2025", "August 2025")]
    july, august, q2, q3 = map(
        parse_period, ("July 2025", "August 2025", "Q2 2025-26", "Q3 2025-26")
    )
    assert [last_begun(known, each) for each in (july, august, q3)] == [known[0], *known[1:] * 2]
    assert in_force_in_part(known, q2) == known
    assert in_force_in_part(known, q3) == []
    assert in_force_at_start_of(known, july) is known[0]
    assert in_force_at_start_of(known, august) is known[1]
    assert in_force_at_start_of(known, q3) is None
