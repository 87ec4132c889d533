"""Reads a figure's day, rolling year, year to date or quarter in months, as officers type it.

For indicators whose figure comes each quarter but is not the quarter's own: a state on its last
day (`30/06/2025`, `as at 30/6/25`), the twelve months to it (`12 months to Sept 2025`) or the
financial year so far (`Apr-Sep 2025`, `2025-26 YTD to Sept`). A label of the quarter itself means
the period that ends with it.
"""

from __future__ import annotations

import re
from datetime import date

from kpi.periods import Kind, Period
from kpi.periods.label_parts import YEARS, days, last_day, month, month_of_two_years, plain, span
from kpi.periods.label_parts import quarter as quarter_of
from kpi.periods.period import MONTHS

_TWELVE = r"(?:12|twelve)[ -]?(?:months?|mths?|m)"
_ENDING = r"(?:up to|to|ending|ended|end)(?: the)?"
_ROLLING = rf"(?:rolling (?:{_TWELVE}|year|yr)|{_TWELVE}[ -]rolling|r ?12 ?m?)"
_YEAR_TO = re.compile(
    rf"(?:the )?(?:(?:rolling|last|latest|previous) )*(?:{_TWELVE}|r ?12 ?m?|year|yr)"
    rf"(?:[ -]rolling)? {_ENDING} (.+)"
    rf"|(?:the )?{_ROLLING} (?:(?:as )?at |for )?(.+)"
    r"|(?:y ?/ ?e|ye)[ :-]+(.+)"
    rf"|(.+) {_ROLLING}"
)
_FILLER = r"(?:[ :,-]|\b(?:up|to|as|at|for|of|the|in)\b)*"
_SO_FAR = r"(?:f?ytd|(?:financial )?year[ -]to[ -]date|cumulative(?: total)?|cum)"
_TO_DATE = re.compile(rf"{_FILLER}\b{_SO_FAR}\b\.?{_FILLER}")
# `Sept 2025 to date` may begin in September: only a year is known to begin in April.
_YEAR_SO_FAR = re.compile(rf"^{YEARS} to[ -]date\b")
_YEAR_UP_TO = re.compile(rf"{YEARS} (?:up )?to (.+)")
_AT = re.compile(r"(?:(?:snapshot|position) )?(?:as )?(?:at|on|of) (?:the )?(.+)")
_END_OF = re.compile(r"(?:the )?end (?:of )?.+|.+ end")
_PART_TO = re.compile(
    r"(?:the )?(?:quarter|qtr|3 months|three months) (?:to|ending|ended|end) (.+)"
)


def quarterly_period(label: str, kind: Kind, quarter: Period | None) -> Period | None:
    """Return the period of a quarterly kind that a label in small letters means, or None.

    `quarter` is the label read as a quarter, where it is one. None where the label means another
    kind of period, such as the year to date for a day.
    """
    spoken = plain(label)
    if kind is Kind.QUARTER_DAY:
        end = day_meant(spoken)
    elif kind is Kind.ROLLING:
        end = year_end(spoken)
    elif kind is Kind.QUARTER:
        end = _quarter_end(spoken)
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


def day_meant(label: str) -> date | None:
    """Return the day of `30/6/25`, `as at 30 June 2025` or `end of Q1 2025-26`; None if in doubt.

    A day in figures that could begin with its year is only read where it ends a month.
    """
    match = _AT.fullmatch(label)
    rest = match[1] if match else label
    if exact := days(rest):
        return exact[0] if len(exact) == 1 else last_day(rest)
    return last_day(rest) if _END_OF.fullmatch(rest) else None


def year_end(label: str) -> date | None:
    """Return the last day of twelve months named by their end, or by first and last month."""
    if match := _YEAR_TO.fullmatch(label):
        rest = next(filter(None, match.groups()))
        return None if month_of_two_years(rest) else last_day(rest)
    start_and_end = span(label)
    if start_and_end is None:
        return None
    start, end = start_and_end
    return end if Period.span(start, end).months == 12 else None


def _quarter_end(label: str) -> date | None:
    """Return the last day of a quarter: `Q1 25/26`, `quarter ending June 2025`, `Apr-Jun 2025`."""
    if match := _PART_TO.fullmatch(label):
        return last_day(match[1])
    if named := quarter_of(label):
        return named.end
    start_and_end = span(label)
    if start_and_end is None:
        return None
    start, end = start_and_end
    return end if start == Period.containing(Kind.QUARTER, end).start else None


def _to_date_end(label: str) -> date | None:
    """Return the last day of a financial year so far."""
    rest = _TO_DATE.sub(" ", _YEAR_SO_FAR.sub(r"\1-\2 ytd", label)).strip()
    if rest != label and (end := last_day(rest)):
        return end
    if match := _YEAR_UP_TO.fullmatch(rest):
        named = month(f"{match[3]} {match[1]}-{match[2]}")
        return named.end if named else None
    start_and_end = span(rest)
    if start_and_end is None:
        return None
    start, end = start_and_end
    return end if start == Period.containing(Kind.FINANCIAL, end).start else None


def example_of(kind: Kind) -> str:
    """Return how a period of a quarterly kind is written, for the message of a fault."""
    shown = Period.quarterly(kind, Period.quarter(2025, 2))
    return {
        Kind.QUARTER_DAY: f"the last day of a quarter such as {shown}",
        Kind.ROLLING: f"the twelve months to the end of a quarter such as {shown}",
    }.get(kind, f"the financial year to date such as {MONTHS[4]} to {MONTHS[9]} 2025")
