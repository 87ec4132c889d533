"""Reads a figure's day, rolling year or year to date as officers type it.

For indicators whose figure comes each quarter but is not the quarter's own: a state on its last
day (`30/06/2025`, `at 30 June 2025`), the twelve months to it (`12 months to Sept 2025`) or the
financial year so far (`Apr-Sep 2025`, `Q2 2025-26 YTD`). A label of the quarter itself means the
period that ends with it.
"""

from __future__ import annotations

import re
from datetime import date

from kpi.periods import Kind, Period, parse_period
from kpi.periods.period import MONTHS, month_end
from kpi.returns.typed_cells import day, month_number

_MONTH_AND_YEAR = re.compile(r"([a-z]+)\.? ((?:20)?[0-9]{2})")
_YEAR_TO = re.compile(
    r"(?:the )?(?:rolling )?(?:12|twelve)[ -]?(?:months?|m)(?: rolling)? (?:to|ending|ended|up to)"
    r"(?: the)?(?: end of)? (.+)"
    r"|(?:the )?(?:rolling )?year (?:to|ending|ended)(?: the)?(?: end of)? (.+)"
)
_TO_DATE = re.compile(
    r"(?:ytd|year to date)[ :,-]*(?:to |at )?(.+)|(.+?)[ :,-]*(?:ytd|year to date)"
)
_AT = re.compile(r"(?:as )?(?:at|on|of) (?:the )?(.+)")
_END_OF = re.compile(r"(?:the )?end (?:of )?(.+)|(.+?) end")
_FROM_TO = re.compile(r"(.+?) ?(?:-|to|until) ?(.+)")


def quarterly_period(label: str, kind: Kind, quarter: Period | None) -> Period | None:
    """Return the period of a quarterly kind that a label in small letters means, or None.

    `quarter` is the label read as a quarter, where it is one. None where the label means another
    kind of period, such as the year to date for a day.
    """
    spoken = " ".join(label.split())
    if kind is Kind.QUARTER_DAY:
        end = _day_meant(spoken)
    elif kind is Kind.ROLLING:
        end = _year_end(spoken)
    else:
        end = _to_date_end(spoken)
    if end is None:
        return Period.quarterly(kind, quarter) if quarter else None
    held = Period.containing(Kind.QUARTER, end)
    return Period.quarterly(kind, held) if held.end == end else None


def converted(read: Period, kind: Kind) -> Period | None:
    """Return a period as one of a quarterly kind where both cover the same days, else None."""
    made = Period.quarterly(kind, Period.containing(Kind.QUARTER, read.end))
    return made if made.covers_same(read) else None


def _day_meant(label: str) -> date | None:
    found = _AT.fullmatch(label)
    rest = found[1] if found else label
    if isinstance(exact := day(rest), date):
        return exact
    found = _END_OF.fullmatch(rest)
    return _end_of_month(found[1] or found[2]) if found else None


def _year_end(label: str) -> date | None:
    """Return the last day of a year named by its end, or by its first and last month."""
    if found := _YEAR_TO.fullmatch(label):
        return _month_or_day(found[1] or found[2])
    start, end = _from_to(label)
    if start is None or end is None:
        return None
    twelve = (end.year - start.year) * 12 + end.month - start.month == 11
    return end if twelve and start.day == 1 else None


def _to_date_end(label: str) -> date | None:
    if found := _TO_DATE.fullmatch(label):
        rest = found[1] or found[2]
        try:
            return parse_period(rest).end
        except ValueError:
            return _month_or_day(rest)
    start, end = _from_to(label)
    if start is None or end is None:
        return None
    year = Period.containing(Kind.FINANCIAL, end)
    return end if start == year.start else None


def _from_to(label: str) -> tuple[date | None, date | None]:
    """Return the first and last day of a label such as `Apr-Sep 2025`; None for what is not one."""
    for match in _split(label):
        first, last = match
        end = _month_or_day(last)
        if end is None:
            continue
        exact = day(first)
        if isinstance(exact, date):
            return exact, end
        whole = _MONTH_AND_YEAR.fullmatch(first)
        month = month_number(whole[1] if whole else first)
        if month is None:
            continue
        year = _full_year(whole[2]) if whole else end.year - (month > end.month)
        return date(year, month, 1), end
    return None, None


def _split(label: str) -> list[tuple[str, str]]:
    parts = [(m[1], m[2]) for m in [_FROM_TO.fullmatch(label)] if m]
    for separator in (" to ", " - ", " until "):
        first, found, last = label.partition(separator)
        if found:
            parts.append((first, last))
    return parts


def _month_or_day(label: str) -> date | None:
    exact = day(label)
    return exact if isinstance(exact, date) else _end_of_month(label)


def _end_of_month(label: str) -> date | None:
    found = _MONTH_AND_YEAR.fullmatch(label.strip())
    month = month_number(found[1]) if found else None
    return month_end(_full_year(found[2]), month) if found and month else None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def example_of(kind: Kind) -> str:
    """Return how a period of a quarterly kind is written, for the message of a fault."""
    shown = Period.quarterly(kind, Period.quarter(2025, 2))
    return {
        Kind.QUARTER_DAY: f"the last day of a quarter such as {shown}",
        Kind.ROLLING: f"the twelve months to the end of a quarter such as {shown}",
    }.get(kind, f"the financial year to date such as {MONTHS[4]} to {MONTHS[9]} 2025")
