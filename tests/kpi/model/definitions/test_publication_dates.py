"""When a period is known: the end of the month in which its figure first came out."""

from datetime import date

import pytest

from kpi.errors import DefinitionError
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.periods import Period, parse_period


@pytest.mark.parametrize(
    ("period", "rules", "day"),
    [
        (Period.calendar_year(2024), [Publication(6, 1)], date(2025, 6, 30)),
        (Period.calendar_year(2023), [Publication(2, 1)], date(2024, 2, 29)),
        # A term of the year to March 2025 is published in November of it; spring ends in April.
        ("autumn term 2024", [Publication(11, 0, "financial year")], date(2025, 11, 30)),
        ("spring term 2025", [Publication(11, 0, "financial year")], date(2026, 11, 30)),
        (Period.financial_year(2024), [Publication(11, 0, "financial year")], date(2025, 11, 30)),
        # Provisional first, revised later: the earlier day is when it was known.
        ("academic year 2024/25",
         [Publication(2, 1, status="revised"), Publication(10, 0, status="provisional")],
         date(2025, 10, 31)),
        ("autumn term 2024",
         [Publication(7, 1, term="spring"), Publication(5, 1, term="autumn")], date(2025, 5, 31)),
    ],
)  # fmt: skip
def test_a_figure_is_known_at_the_end_of_the_month_of_its_first_publication(
    period: Period | str, rules: list[Publication], day: date
) -> None:
    covered = parse_period(period) if isinstance(period, str) else period
    assert known_from(covered, tuple(rules)) == day


@pytest.mark.parametrize("period", ["summer term 2025", "academic year 2024/25"])
def test_a_period_that_no_rule_covers_is_named(period: str) -> None:
    with pytest.raises(DefinitionError, match=f"no publication rule covers {period}"):
        known_from(parse_period(period), (Publication(7, 1, term="spring"),))
