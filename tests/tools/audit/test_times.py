"""The second calculation's calendar: periods moved, named and read again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.audit import times
from tools.audit.times import Span

AUTUMN: Span = ("term", date(2024, 9, 1), date(2024, 12, 31))
SPRING: Span = ("term", date(2025, 1, 1), date(2025, 4, 30))
SUMMER: Span = ("term", date(2025, 5, 1), date(2025, 8, 31))
CALENDAR: Span = ("calendar year", date(2024, 1, 1), date(2024, 12, 31))
FINANCIAL: Span = ("financial year", date(2023, 4, 1), date(2024, 3, 31))
ACADEMIC: Span = ("academic year", date(2023, 9, 1), date(2024, 8, 31))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),  # the end of a month stays its end
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 3, 15), -3, date(2023, 12, 15)),
    ],
)
def test_a_day_some_months_later(day: date, months: int, moved: date) -> None:
    assert times.moved(day, months) == moved


def test_terms_follow_one_another() -> None:
    assert [times.term_of(span) for span in (AUTUMN, SPRING, SUMMER)] == [
        "autumn", "spring", "summer",
    ]  # fmt: skip
    assert (times.following(AUTUMN), times.following(SPRING)) == (SPRING, SUMMER)
    assert times.following(SUMMER)[1:] == (date(2025, 9, 1), date(2025, 12, 31))
    assert (times.preceding(SUMMER), times.preceding(SPRING)) == (SPRING, AUTUMN)
    assert times.preceding(AUTUMN)[1:] == (date(2024, 5, 1), date(2024, 8, 31))


@given(st.integers(1990, 2090), st.integers(1, 4))
def test_a_quarter_is_three_months_and_comes_back_from_its_name(year: int, number: int) -> None:
    span = times.quarter(year, number)
    assert times.named_quarter(times.quarter_name(span)) == span
    assert times.following(times.preceding(span)) == span
    assert times.preceding(span)[2] + timedelta(days=1) == span[1]
    assert times.following(span)[1] - timedelta(days=1) == span[2]
    assert times.quarter_of(span[1]) == times.quarter_of(span[2]) == span
    assert times.a_year_before(span) == times.quarter(year - 1, number)


def test_quarters_of_a_financial_year() -> None:
    assert [times.quarter(2024, n)[1:] for n in (1, 4)] == [
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2025, 1, 1), date(2025, 3, 31)),
    ]
    assert times.quarter_name(times.quarter(1999, 4)) == "Q4 1999-00"


@pytest.mark.parametrize(
    ("span", "label"),
    [
        (times.quarter(2025, 1), "Q1 2025-26 (Apr to Jun 2025)"),
        (times.quarter(2024, 4), "Q4 2024-25 (Jan to Mar 2025)"),
        (SPRING, "spring term 2025"),
        (ACADEMIC, "academic year 2023/24"),
        (CALENDAR, "2024 (calendar year)"),
        (FINANCIAL, "year to March 2024"),
    ],
)
def test_a_period_as_the_summary_prints_it(span: Span, label: str) -> None:
    assert times.label(span) == label


@pytest.mark.parametrize("span", [ACADEMIC, CALENDAR])
def test_a_year_comes_back_from_its_label(span: Span) -> None:
    assert times.span_of_label(times.label(span)) == span
    assert times.following(times.preceding(span)) == span
