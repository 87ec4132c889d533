"""Periods as kind, first and last day, and calculations with them."""

from __future__ import annotations

import calendar
import re
from datetime import date

Span = tuple[str, date, date]  # kind, start, end


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def moved(day: date, months: int) -> date:
    """Return the same day, or the last of its month, some months later."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = month_end(year, month + 1)
    is_last = day == month_end(day.year, day.month)
    return last if is_last or day.day > last.day else date(year, month + 1, day.day)


def shifted(span: Span, months: int) -> Span:
    """Return a period so many months later."""
    return span[0], moved(span[1], months), moved(span[2], months)


def term_of(span: Span) -> str:
    """Return `autumn`, `spring` or `summer`, by the month in which the term begins."""
    return {9: "autumn", 1: "spring", 5: "summer"}[span[1].month]


def following(span: Span) -> Span:
    """Return the next period of the same kind."""
    kind, start, _ = span
    if kind == "term":
        name, year = term_of(span), start.year
        first, last, year = {
            "autumn": (1, 4, year + 1), "spring": (5, 8, year), "summer": (9, 12, year),
        }[name]  # fmt: skip
        return kind, date(year, first, 1), month_end(year, last)
    return shifted(span, 3 if kind == "financial quarter" else 12)


def preceding(span: Span) -> Span:
    """Return the previous period of the same kind."""
    kind, start, _ = span
    if kind == "term":
        name, year = term_of(span), start.year
        first, last, year = {
            "autumn": (5, 8, year), "spring": (9, 12, year - 1), "summer": (1, 4, year),
        }[name]  # fmt: skip
        return kind, date(year, first, 1), month_end(year, last)
    return shifted(span, -3 if kind == "financial quarter" else -12)


def a_year_before(span: Span) -> Span:
    """Return the same period of the year before."""
    return shifted(span, -12)


def quarter(year: int, number: int) -> Span:
    """Return quarter 1 to 4 of the financial year that begins in April of `year`."""
    start = moved(date(year, 4, 1), 3 * (number - 1))
    return "financial quarter", start, month_end(*divmod_month(start, 2))


def divmod_month(start: date, months: int) -> tuple[int, int]:
    """Return the year and month so many months later."""
    later = moved(start, months)
    return later.year, later.month


def quarter_of(day: date) -> Span:
    """Return the financial quarter that contains a day."""
    year = day.year - (day.month < 4)
    return quarter(year, (day.month - 4) % 12 // 3 + 1)


def quarter_name(span: Span) -> str:
    """Return a quarter's name: `Q1 2025-26`."""
    year = span[1].year - (span[1].month < 4)
    return f"Q{(span[1].month - 4) % 12 // 3 + 1} {year}-{(year + 1) % 100:02d}"


def named_quarter(text: str) -> Span:
    """Return the quarter of a name such as `Q1 2025-26`."""
    match = re.fullmatch(r"Q([1-4]) (\d{4})-\d\d", text)
    assert match, text
    return quarter(int(match[2]), int(match[1]))


def label(span: Span) -> str:
    """Return a period as the summary prints it."""
    kind, start, end = span
    months = calendar.month_abbr
    if kind == "financial quarter":
        return f"{quarter_name(span)} ({months[start.month]} to {months[end.month]} {end.year})"
    if kind == "term":
        return f"{term_of(span)} term {start.year}"
    if kind == "academic year":
        return f"academic year {start.year}/{end.year % 100:02d}"
    if kind == "calendar year":
        return f"{start.year} (calendar year)"
    return f"year to {calendar.month_name[end.month]} {end.year}"


def span_of_label(text: str) -> Span:
    """Return the period of a break's label: an academic or calendar year."""
    match = re.match(r"academic year (\d{4})", text)
    if match:
        return "academic year", date(int(match[1]), 9, 1), date(int(match[1]) + 1, 8, 31)
    match = re.match(r"(\d{4}) \(calendar year\)", text)
    assert match, text
    return "calendar year", date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
