"""Periods: order, moving in time, the quarters of years, days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period, parse_period
from kpi.periods.period import breaks_between, quarter_of_month
from tests.kpi.periods.made_periods import ANY, OF_KIND, QUARTERLY

UNREPEATED = (Kind.SNAPSHOT, Kind.SPAN, Kind.MONTHS)  # nothing says how often they are taken


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="2024-01-01 before it starts on 2024-02-01"):
        Period(date(2024, 1, 1), date(2024, 2, 1), Kind.SPAN)


def test_a_year_ends_on_the_last_day_of_a_month() -> None:
    with pytest.raises(ValueError, match="2024-09-15 is not the last day"):
        Period.year_ending(date(2024, 9, 15))


def test_twelve_months_to_march_are_a_financial_year() -> None:
    assert Period.year_ending(date(2025, 3, 31)) == Period.financial_year(2024)


def test_a_financial_year_has_four_quarters() -> None:
    with pytest.raises(ValueError, match="1 to 4, not 5"):
        Period.quarter(2025, 5)


def test_only_a_term_has_a_term_name_and_only_a_quarter_a_number() -> None:
    with pytest.raises(ValueError, match="is not a term"):
        _ = Period.quarter(2025, 1).term_name
    with pytest.raises(ValueError, match="is not a quarter"):
        _ = Period.term("spring", 2025).quarter_number


@given(ANY, ANY)
def test_order_is_by_time(a: Period, b: Period) -> None:
    if (a.end, a.start) < (b.end, b.start):
        assert a < b
    assert (a == b) == ((a.start, a.end, a.kind) == (b.start, b.end, b.kind))


@given(st.one_of(*(s for k, s in OF_KIND.items() if k not in UNREPEATED)))
def test_the_previous_period_is_of_the_same_kind_and_earlier(period: Period) -> None:
    before = period.previous()
    assert before is not None
    assert before.kind is period.kind
    assert before < period
    assert before.end < period.start
    gap = (period.start - before.end).days
    # Terms leave the holidays out; their months are conventional.
    assert gap == 1 or (period.kind is Kind.TERM and gap <= 32)


@given(OF_KIND[Kind.QUARTER])
def test_four_quarters_back_is_the_same_quarter_last_year(quarter: Period) -> None:
    back = quarter
    for _ in range(4):
        before = back.previous()
        assert before is not None
        back = before
    assert back == quarter.year_before()
    assert back.quarter_number == quarter.quarter_number


@given(OF_KIND[Kind.TERM])
def test_three_terms_back_is_the_same_term_last_year(term: Period) -> None:
    back = term
    for _ in range(3):
        before = back.previous()
        assert before is not None
        back = before
    assert back == term.year_before()
    assert back.term_name == term.term_name


@given(ANY)
def test_the_year_before_is_a_year_earlier(period: Period) -> None:
    before = period.year_before()
    assert before.kind is period.kind
    assert (before.start.year, before.start.month) == (period.start.year - 1, period.start.month)
    assert (before.end.year, before.end.month) == (period.end.year - 1, period.end.month)
    assert parse_period(str(before)) == before


@given(st.one_of(OF_KIND[Kind.SNAPSHOT], OF_KIND[Kind.SPAN]))
def test_a_snapshot_and_a_span_have_no_previous(period: Period) -> None:
    assert period.previous() is None


@given(st.one_of(*OF_KIND.values()))
def test_a_figure_is_compared_with_the_period_before_or_that_of_a_year_before(
    period: Period,
) -> None:
    one_day = period.kind in (Kind.SNAPSHOT, Kind.MONTHS)
    assert period.before() == (period.year_before() if one_day else period.previous())


@given(st.one_of(*OF_KIND.values()))
def test_the_next_period_follows_at_once_and_its_previous_is_this_one(period: Period) -> None:
    following = period.next()
    if period.kind in (Kind.SNAPSHOT, Kind.SPAN, Kind.MONTHS):
        assert following is None
        return
    assert following is not None
    assert following.kind is period.kind
    assert following > period
    assert following.previous() == period
    if period.kind not in (Kind.TERM, Kind.YEAR_ENDING):  # terms leave gaps; years end anywhere
        assert following.start == period.end + timedelta(days=1)


HOLDING = [Kind.QUARTER, Kind.MONTH, Kind.FINANCIAL, Kind.ACADEMIC, Kind.CALENDAR]


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)), st.sampled_from(HOLDING))
def test_the_period_of_a_kind_that_holds_a_day(day: date, kind: Kind) -> None:
    found = Period.containing(kind, day)
    assert found.kind is kind
    assert found.start <= day <= found.end
    assert found == next(
        p for p in (found.previous(), found, found.next()) if p and p.start <= day <= p.end
    )


@pytest.mark.parametrize("kind", [k for k in Kind if k not in HOLDING])
def test_kinds_with_gaps_hold_no_day(kind: Kind) -> None:
    with pytest.raises(ValueError, match=f"no {kind} is known to hold 2025-05-01"):
        Period.containing(kind, date(2025, 5, 1))


@pytest.mark.parametrize(
    ("quarter", "number", "to_date", "after"),
    [
        ("Q1 2025-26", 2025, "Q1 2025-26", "Q2 2025-26"),
        ("Q2 2025-26", 2025, "April 2025 to September 2025", "Q3 2025-26"),
        ("Q3 2025-26", 2025, "April 2025 to December 2025", "Q4 2025-26"),
        ("Q4 2025-26", 2025, "year to March 2026", "Q1 2026-27"),
    ],
)
def test_a_quarter_in_its_financial_year(
    quarter: str, number: int, to_date: str, after: str
) -> None:
    found = parse_period(quarter)
    assert found.financial_year_start == number
    assert found.year_to_date().short == to_date
    assert found.quarter_after().short == after


def test_the_year_to_date_of_a_year_is_the_year() -> None:
    year = Period.financial_year(2025)
    assert year.year_to_date() == year


def test_months_between_the_ends_of_two_periods() -> None:
    quarter, year = Period.quarter(2025, 1), Period.financial_year(2023)
    assert (quarter.months_after(year), year.months_after(quarter)) == (15, -15)


def test_the_day_in_the_middle() -> None:
    assert Period.quarter(2025, 1).middle == date(2025, 5, 16)
    assert Period.snapshot(date(2025, 3, 31)).middle == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("month", "quarter"),
    [(1, 4), (2, 4), (3, 4), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3), (11, 3), (12, 3)],
)
def test_a_month_falls_into_its_financial_quarter(month: int, quarter: int) -> None:
    assert quarter_of_month(month) == quarter


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2025, 4, 1), "Q1 2025-26"),
        (date(2025, 6, 30), "Q1 2025-26"),
        (date(2025, 7, 1), "Q2 2025-26"),
        (date(2025, 12, 31), "Q3 2025-26"),
        (date(2026, 1, 1), "Q4 2025-26"),
        (date(2026, 3, 31), "Q4 2025-26"),
    ],
)
def test_quarter_of_a_day(day: date, quarter: str) -> None:
    assert Period.containing(Kind.QUARTER, day) == parse_period(quarter)


@given(year=st.integers(1990, 2100), number=st.integers(1, 4))
def test_a_year_to_a_quarter_is_four_quarters(year: int, number: int) -> None:
    last = Period.quarter(year, number)
    whole = last.year_to()
    quarters = whole.quarters()
    assert len(quarters) == 4
    assert quarters[-1] == last
    assert (quarters[0].start, quarters[-1].end) == (whole.start, whole.end)
    for earlier, later in pairwise(quarters):
        assert earlier.end + timedelta(days=1) == later.start
    assert (whole.kind is Kind.CALENDAR) == (number == 3)
    assert (whole.kind is Kind.FINANCIAL) == (number == 4)


def test_the_end_of_february() -> None:
    assert Period.month(2025, 2).year_before() == Period.month(2024, 2)
    assert Period.month(2024, 2).year_before() == Period.month(2023, 2)
    day = Period.snapshot(date(2025, 2, 28)).year_before()
    assert (day.start, day.end) == (date(2024, 2, 28), date(2024, 2, 28))
    assert Period.snapshot(date(2024, 2, 29)).year_before().end == date(2023, 2, 28)


@given(OF_KIND[Kind.YEAR_ENDING])
def test_a_year_has_twelve_months(year: Period) -> None:
    assert (year.end - year.start).days in (364, 365)
    assert year.start.day == 1


@given(QUARTERLY)
def test_a_quarterly_period_ends_with_its_quarter_and_steps_by_one(period: Period) -> None:
    before, after = period.previous(), period.next()
    assert before is not None
    assert after is not None
    assert before.kind is period.kind is after.kind
    quarters = [Period.containing(Kind.QUARTER, each.end) for each in (before, period, after)]
    assert [each.end for each in (before, period, after)] == [q.end for q in quarters]
    assert quarters[0].next() == quarters[1]
    assert quarters[1].next() == quarters[2]
    assert after.previous() == period
    year = period
    for _ in range(4):
        assert (year := year.previous())  # type: ignore[assignment]
    assert year == period.year_before()


def test_quarterly_periods_as_they_are_printed() -> None:
    second, fourth = Period.quarter(2025, 2), Period.quarter(2025, 4)
    printed = {
        kind: [str(Period.quarterly(kind, quarter)) for quarter in (second, fourth)]
        for kind in (Kind.QUARTER_DAY, Kind.ROLLING, Kind.TO_DATE)
    }
    assert printed == {
        Kind.QUARTER_DAY: ["30 September 2025", "31 March 2026"],
        Kind.ROLLING: ["year to September 2025", "year to March 2026"],
        Kind.TO_DATE: ["April to September 2025", "April 2025 to March 2026"],
    }
    assert [Period.quarterly(kind, second).placed for kind in printed] == [
        "on 30 September 2025",
        "in the year to September 2025",
        "in April to September 2025",
    ]
    assert [Period.quarterly(kind, second).placed_short for kind in printed] == [
        "on 30 September 2025",
        "in the year to September 2025",
        "in April to September 2025",
    ]
    assert second.placed_short == "in Q2 2025-26"
    assert second.placed_label == "in Q2 2025-26 (Jul to Sep 2025)"
    assert Period.quarterly(Kind.QUARTER_DAY, second).placed_label == "on 30 September 2025"
    assert Period.quarterly(Kind.ROLLING, fourth).covers_same(Period.financial_year(2025))


def test_only_a_quarterly_kind_ends_with_each_quarter() -> None:
    with pytest.raises(ValueError, match="a term does not end with each quarter"):
        Period.quarterly(Kind.TERM, Period.quarter(2025, 1))
    assert Kind.SNAPSHOT.of_quarter is Kind.QUARTER_DAY
    assert Kind.FINANCIAL.of_quarter is Kind.YEAR_ENDING.of_quarter is Kind.ROLLING
    assert Kind.TERM.of_quarter is Kind.TERM


def test_a_month_of_a_financial_year() -> None:
    months = [Period.month_of(2025, number) for number in (4, 12, 1, 3)]
    assert list(map(str, months)) == ["April 2025", "December 2025", "January 2026", "March 2026"]


def test_a_break_parts_its_own_period_from_earlier_ones() -> None:
    years = [Period.academic_year(year) for year in range(2019, 2024)]
    assert breaks_between(years[2:3], years[1], years[2]) == [years[2]]
    assert breaks_between(years[2:3], years[2], years[4]) == []
    assert breaks_between(years[2:3], years[0], years[1]) == []
    assert breaks_between(years[1:4], years[0], years[4]) == years[1:4]


def test_the_months_of_a_period() -> None:
    assert Period.quarter(2023, 4).month_ends() == [
        date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31),
    ]  # fmt: skip
