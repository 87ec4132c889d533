"""Periods of every kind, as strategies of hypothesis."""

import calendar
from datetime import date

from hypothesis import strategies as st

from kpi.periods import Kind, Period

YEARS = st.integers(1960, 2090)
MONTH = st.integers(1, 12)


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def span(start: tuple[int, int], months: int) -> Period:
    """The span of some months from a year and month on."""
    year, month = start
    last = year * 12 + month - 1 + months
    return Period.span(date(year, month, 1), last_day(last // 12, last % 12 + 1))


OF_KIND: dict[Kind, st.SearchStrategy[Period]] = {
    Kind.QUARTER: st.builds(Period.quarter, YEARS, st.integers(1, 4)),
    Kind.TERM: st.builds(Period.term, st.sampled_from(["autumn", "spring", "summer"]), YEARS),
    Kind.ACADEMIC: st.builds(Period.academic_year, YEARS),
    Kind.FINANCIAL: st.builds(Period.financial_year, YEARS),
    Kind.CALENDAR: st.builds(Period.calendar_year, YEARS),
    Kind.MONTH: st.builds(Period.month, YEARS, MONTH),
    Kind.YEAR_ENDING: st.builds(last_day, YEARS, MONTH.filter(lambda m: m != 3)).map(
        Period.year_ending
    ),
    Kind.SNAPSHOT: st.one_of(
        st.dates(date(1960, 1, 1), date(2090, 12, 31)).map(Period.snapshot),
        st.builds(lambda y, m: Period.snapshot(date(y, m, 1), last_day(y, m)), YEARS, MONTH),
    ),
    Kind.MONTHS: st.builds(
        lambda year, first, count: Period.mean_of_months(year, first, (first + count - 2) % 12 + 1),
        YEARS,
        MONTH,
        st.integers(1, 11),
    ),
    Kind.SPAN: st.builds(span, st.tuples(YEARS, MONTH), st.integers(12, 60)),
}
ANY = st.one_of(*OF_KIND.values())
QUARTERLY = st.builds(
    Period.quarterly,
    st.sampled_from([kind for kind in Kind if kind.is_quarterly]),
    OF_KIND[Kind.QUARTER],
)
