"""The `Period` type: what a figure covers, its order in time and its one printed style.

Reading labels is in `kpi.periods.period_parser`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from kpi.formatting import long_date


class Kind(StrEnum):
    """The kinds of period; figures of different kinds are never joined into one series."""

    QUARTER = "financial quarter"
    TERM = "term"
    ACADEMIC = "academic year"
    FINANCIAL = "year to March"
    CALENDAR = "calendar year"
    YEAR_ENDING = "year ending on a date"
    SNAPSHOT = "snapshot day"
    SPAN = "span of years"
    MONTHS = "mean of months"
    MONTH = "month"
    QUARTER_DAY = "last day of a quarter"
    ROLLING = "year to the end of a quarter"
    TO_DATE = "financial year to date"

    @property
    def of_quarter(self) -> Kind:
        """The kind of a figure that a council reports each quarter.

        A day is the quarter's last, and a year ends with the quarter; other kinds stay the same.
        """
        return {
            Kind.SNAPSHOT: Kind.QUARTER_DAY,
            Kind.YEAR_ENDING: Kind.ROLLING,
            Kind.FINANCIAL: Kind.ROLLING,
        }.get(self, self)

    @property
    def is_quarterly(self) -> bool:
        """Whether each quarter has just one such period, which ends with it."""
        return self in _QUARTERLY

    @property
    def is_part_of_year(self) -> bool:
        """Whether a year has several such periods, which differ by season."""
        return self.is_quarterly or self in (Kind.TERM, Kind.MONTH)


_QUARTERLY = (Kind.QUARTER, Kind.QUARTER_DAY, Kind.ROLLING, Kind.TO_DATE)
MONTHS = list(calendar.month_name)
_SHORT = list(calendar.month_abbr)
QUARTER_START = {1: 4, 2: 7, 3: 10, 4: 1}
# Conventional months, for order only: term dates differ from school to school.
_TERM_MONTHS = {"autumn": (9, 12), "spring": (1, 4), "summer": (5, 8)}


@dataclass(frozen=True, order=True)
class Period:
    """What a figure covers. Sorts by time: by end, then start. `str()` is the printed label."""

    end: date
    start: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"period ends on {self.end} before it starts on {self.start}")

    # ---- making one -------------------------------------------------------------------

    @staticmethod
    def quarter(year: int, number: int) -> Period:
        """Return quarter `number` (1 to 4) of the financial year that starts in April of `year`."""
        if number not in QUARTER_START:
            raise ValueError(f"a financial year has quarters 1 to 4, not {number}")
        month = QUARTER_START[number]
        return _months(Kind.QUARTER, year + (number == 4), month, 3)

    @staticmethod
    def term(name: str, year: int) -> Period:
        """Return the `autumn`, `spring` or `summer` term that falls in calendar `year`."""
        first, last = _TERM_MONTHS[name]
        return _months(Kind.TERM, year, first, last - first + 1)

    @staticmethod
    def academic_year(start_year: int) -> Period:
        """Return September of `start_year` to the end of the next August."""
        return _months(Kind.ACADEMIC, start_year, 9, 12)

    @staticmethod
    def financial_year(start_year: int) -> Period:
        """Return April of `start_year` to the end of the next March."""
        return _months(Kind.FINANCIAL, start_year, 4, 12)

    @staticmethod
    def calendar_year(year: int) -> Period:
        """Return January to December of `year`."""
        return _months(Kind.CALENDAR, year, 1, 12)

    @staticmethod
    def year_ending(end: date) -> Period:
        """Return the twelve months to `end`; raises ValueError if that is not a month's last day.

        Twelve months to March are a financial year, whatever they are called.
        """
        if end != month_end(end.year, end.month):
            raise ValueError(f"{end} is not the last day of a month")
        if end.month == 3:
            return Period.financial_year(end.year - 1)
        start = date(end.year - (end.month < 12), end.month % 12 + 1, 1)
        return Period(end, start, Kind.YEAR_ENDING)

    @staticmethod
    def quarterly(kind: Kind, quarter: Period) -> Period:
        """Return the period of a quarterly kind that ends with a quarter.

        Raises ValueError for a kind that is not quarterly.
        """
        end = quarter.end
        match kind:
            case Kind.QUARTER:
                return Period.containing(Kind.QUARTER, end)
            case Kind.QUARTER_DAY:
                return Period(end, end, kind)
            case Kind.ROLLING:
                return Period(end, _months_before(quarter, 9).start, kind)
            case Kind.TO_DATE:
                return Period(end, Period.containing(Kind.FINANCIAL, end).start, kind)
        raise ValueError(f"a {kind} does not end with each quarter")

    @staticmethod
    def snapshot(start: date, end: date | None = None) -> Period:
        """Return one day, or the month in which a census day falls."""
        return Period(end or start, start, Kind.SNAPSHOT)

    @staticmethod
    def month(year: int, number: int) -> Period:
        """Return one calendar month."""
        return _months(Kind.MONTH, year, number, 1)

    @staticmethod
    def month_of(year: int, number: int) -> Period:
        """Return calendar month `number` of the financial year that starts in April of `year`."""
        return Period.month(year + (number < 4), number)

    @staticmethod
    def span(start: date, end: date) -> Period:
        """Return several years pooled into one figure."""
        return Period(end, start, Kind.SPAN)

    @staticmethod
    def mean_of_months(end_year: int, first: int, last: int) -> Period:
        """Return the months `first` to `last`, of which the last falls in `end_year`, as one mean.

        Raises ValueError for twelve months, which are a year.
        """
        if (last - first) % 12 == 11:
            raise ValueError("the mean of twelve months is a year's")
        start_year = end_year - (first > last)
        return Period(month_end(end_year, last), date(start_year, first, 1), Kind.MONTHS)

    @staticmethod
    def containing(kind: Kind, day: date) -> Period:
        """Return the quarter, month or year of a kind that contains a day.

        Raises ValueError for kinds that do not follow each other without gaps.
        """
        match kind:
            case Kind.QUARTER:
                year = Period.containing(Kind.FINANCIAL, day).start.year
                return Period.quarter(year, quarter_of_month(day.month))
            case Kind.MONTH:
                return Period.month(day.year, day.month)
            case Kind.FINANCIAL:
                return Period.financial_year(day.year - (day.month < 4))
            case Kind.ACADEMIC:
                return Period.academic_year(day.year - (day.month < 9))
            case Kind.CALENDAR:
                return Period.calendar_year(day.year)
        raise ValueError(f"no {kind} is known to hold {day}")

    @staticmethod
    @lru_cache(maxsize=4096)  # as of `_months`
    def of(kind: str | Kind, start: date, end: date) -> Period:
        """Return the period of stored columns `period_kind`, `period_start`, `period_end`."""
        return Period(end, start, Kind(kind))

    # ---- extent -----------------------------------------------------------------------

    @property
    def months(self) -> int:
        """How many calendar months it covers, in whole or in part: 3 for a quarter."""
        start, end = self.start, self.end
        return (end.year - start.year) * 12 + end.month - start.month + 1

    def covers_same(self, other: Period) -> bool:
        """Return whether both cover the same days, whatever their kinds."""
        return (self.start, self.end) == (other.start, other.end)

    # ---- moving in time ---------------------------------------------------------------

    @property
    def term_name(self) -> str:
        """`autumn`, `spring` or `summer`; raises ValueError for other kinds."""
        if self.kind is not Kind.TERM:
            raise ValueError(f"{self} is not a term")
        return next(n for n, (first, _) in _TERM_MONTHS.items() if first == self.start.month)

    @property
    def quarter_number(self) -> int:
        """The number of a quarter, 1 to 4; raises ValueError for other kinds."""
        if self.kind is not Kind.QUARTER:
            raise ValueError(f"{self} is not a quarter")
        return quarter_of_month(self.start.month)

    @property
    def financial_year_start(self) -> int:
        """The calendar year in which the financial year of its last day begins."""
        return Period.containing(Kind.FINANCIAL, self.end).start.year

    @property
    def middle(self) -> date:
        """The day in its middle, the earlier of two."""
        return self.start + timedelta(days=(self.end - self.start).days // 2)

    def months_after(self, other: Period) -> int:
        """Return how many months later than another it ends; negative where it ends earlier."""
        return (self.end.year - other.end.year) * 12 + self.end.month - other.end.month

    def year_to(self) -> Period:
        """Return the twelve months that end with it; to December they are a calendar year."""
        if self.end.month == 12:
            return Period.calendar_year(self.end.year)
        return Period.year_ending(self.end)

    def year_to_date(self) -> Period:
        """Return the period from the start of its financial year to its end.

        That is a quarter or a financial year where it covers just that, else a span.
        """
        year = Period.containing(Kind.FINANCIAL, self.end)
        if self.covers_same(year):
            return year
        first = Period.containing(Kind.QUARTER, year.start)
        if self.end == first.end:
            return first
        return year if self.end == year.end else Period.span(year.start, self.end)

    def quarters(self) -> tuple[Period, ...]:
        """Return the financial quarters inside it, in time order, the last with its end."""
        newest_first: list[Period] = []
        quarter: Period | None = Period.containing(Kind.QUARTER, self.end)
        while quarter is not None and quarter.start >= self.start:
            newest_first.append(quarter)
            quarter = quarter.previous()
        return tuple(reversed(newest_first))

    def month_ends(self) -> list[date]:
        """Return the last day of each month that it covers, in time order."""
        first = self.start.year * 12 + self.start.month - 1
        return [month_end((first + n) // 12, (first + n) % 12 + 1) for n in range(self.months)]

    def quarter_after(self) -> Period:
        """Return the financial quarter after the one that contains its last day."""
        year, number = self.financial_year_start, quarter_of_month(self.end.month)
        return Period.quarter(year + (number == 4), number % 4 + 1)

    def next(self) -> Period | None:
        """Return the period of the same kind just after, or None.

        None for kinds without a fixed interval: snapshots, spans and means of months.
        """
        match self.kind:
            case Kind.TERM:
                name = self.term_name
                after = {"autumn": "spring", "spring": "summer", "summer": "autumn"}[name]
                return Period.term(after, self.start.year + (name == "autumn"))
            case Kind.SNAPSHOT | Kind.SPAN | Kind.MONTHS:
                return None
            case Kind.YEAR_ENDING:
                return Period.year_ending(month_end(self.end.year + 1, self.end.month))
        if self.kind.is_quarterly:
            return Period.quarterly(self.kind, self.quarter_after())
        return Period.containing(self.kind, self.end + timedelta(days=1))

    def previous(self) -> Period | None:
        """Return the period of the same kind just before, or None.

        None for kinds without a fixed interval: snapshots, spans and means of months.
        """
        match self.kind:
            case Kind.QUARTER | Kind.MONTH:
                count = 3 if self.kind is Kind.QUARTER else 1
                return _months_before(self, count)
            case Kind.TERM:
                name = self.term_name
                before = {"autumn": "summer", "summer": "spring", "spring": "autumn"}[name]
                return Period.term(before, self.start.year - (name == "spring"))
            case Kind.SNAPSHOT | Kind.SPAN | Kind.MONTHS:
                return None
        if self.kind.is_quarterly:
            quarter = Period.containing(Kind.QUARTER, self.end)
            return Period.quarterly(self.kind, _months_before(quarter, 3))
        return self.year_before()

    def before(self) -> Period | None:
        """Return the period that a figure is compared with: the one just before.

        A day and a mean of months have none: theirs is the same of the year before. None for
        spans, as a year back shares years with them.
        """
        if self.kind in (Kind.SNAPSHOT, Kind.MONTHS):
            return self.year_before()
        return self.previous()

    def year_before(self) -> Period:
        """Return the same period one year earlier."""
        start = _add_years(self.start, -1)
        end = _add_years(self.end, -1)
        if self.start == self.end:
            end = start
        elif self.end == month_end(self.end.year, self.end.month):
            end = month_end(end.year, end.month)
        return Period(end, start, self.kind)

    # ---- printing ---------------------------------------------------------------------

    @property
    def short(self) -> str:
        """The printed label without the months of a quarter: `Q1 2025-26`."""
        if self.kind is Kind.QUARTER:
            return f"Q{self.quarter_number} {_two_years(self.financial_year_start, '-')}"
        return str(self)

    @property
    def in_words(self) -> str:
        """The period inside a sentence: `April to June 2025`, `the year to March 2024`, `2024`."""
        match self.kind:
            case Kind.QUARTER:
                return f"{MONTHS[self.start.month]} to {MONTHS[self.end.month]} {self.end.year}"
            case Kind.TERM:
                return f"the {self}"
            case Kind.FINANCIAL | Kind.YEAR_ENDING | Kind.ROLLING:
                return f"the {self}"
            case Kind.CALENDAR:
                return str(self.start.year)
            case Kind.ACADEMIC:
                return f"the {self}"
        return str(self)

    @property
    def placed(self) -> str:
        """The period as a time for the end of a sentence: `in 2024`, `on 31 March 2025`.

        Also `in the January 2025 census`, `on average from December 2024 to February 2025`.
        """
        match self.kind:
            case Kind.SNAPSHOT | Kind.QUARTER_DAY if self.start == self.end:
                return f"on {self}"
            case Kind.SNAPSHOT:
                return f"in the {MONTHS[self.end.month]} {self.end.year} census"
            case Kind.MONTHS:
                return f"on average from {self}"
            case Kind.SPAN:
                return f"from {self}"
        return f"in {self.in_words}"

    @property
    def placed_short(self) -> str:
        """The same with a quarter's number: `in Q1 2025-26`, `on 31 March 2025`."""
        return f"in {self.short}" if self.kind is Kind.QUARTER else self.placed

    @property
    def placed_label(self) -> str:
        """The printed label as a time: `in Q1 2025-26 (Apr to Jun 2025)`, `on 31 March 2025`."""
        is_placed = self.kind in (Kind.SNAPSHOT, Kind.QUARTER_DAY, Kind.MONTHS, Kind.SPAN)
        return self.placed if is_placed else f"in {self}"

    def __str__(self) -> str:
        start, end = self.start, self.end
        match self.kind:
            case Kind.QUARTER:
                return f"{self.short} ({_SHORT[start.month]} to {_SHORT[end.month]} {end.year})"
            case Kind.TERM:
                return f"{self.term_name} term {start.year}"
            case Kind.ACADEMIC:
                return f"academic year {_two_years(start.year, '/')}"
            case Kind.FINANCIAL | Kind.YEAR_ENDING | Kind.ROLLING:
                return f"year to {MONTHS[end.month]} {end.year}"
            case Kind.CALENDAR:
                return f"{start.year} (calendar year)"
            case Kind.MONTH:
                return f"{MONTHS[start.month]} {start.year}"
            case Kind.SNAPSHOT | Kind.QUARTER_DAY:
                if start == end:
                    return long_date(end)
                return f"{MONTHS[end.month]} {end.year} (census)"
            case Kind.SPAN if (start.month, end.month) == (1, 12):
                return f"{start.year} to {end.year} (calendar years)"
        first = MONTHS[start.month]
        if self.kind is not Kind.TO_DATE or start.year != end.year:
            first = f"{first} {start.year}"
        return f"{first} to {MONTHS[end.month]} {end.year}"


# ---- parts -------------------------------------------------------------------------------


def breaks_between(breaks: Iterable[Period], earlier: Period, later: Period) -> list[Period]:
    """Return the series breaks, each a first period, that part two periods of a series.

    Figures of periods with a break between them are not comparable.
    """
    return [each for each in breaks if earlier.start < each.start <= later.start]


def quarter_of_month(month: int) -> int:
    """Return the financial quarter, 1 to 4, that contains a month: 6 gives 1."""
    return (month - 4) % 12 // 3 + 1


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


@lru_cache(maxsize=4096)  # a page asks for the same few hundred periods many thousand times
def _months(kind: Kind, year: int, month: int, count: int) -> Period:
    last = month + count - 1
    end_year, end_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Period(month_end(end_year, end_month), date(year, month, 1), kind)


def _months_before(period: Period, count: int) -> Period:
    end = period.start - timedelta(days=1)
    months = end.year * 12 + end.month - count
    return Period(end, date(months // 12, months % 12 + 1, 1), period.kind)


def _add_years(day: date, years: int) -> date:
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)


def _two_years(year: int, separator: str) -> str:
    return f"{year}{separator}{(year + 1) % 100:02d}"
