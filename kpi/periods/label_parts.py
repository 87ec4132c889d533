"""Parts of a period's label as people write them: years, months, quarters, days, and ranges.

Each function returns what a label in small letters means as a whole, or None. A label with two
possible readings is not read: `two_readings` and `short_day_readings` name both.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from kpi.periods.period import MONTHS, Period, month_end
from kpi.periods.period_parser import split_status

_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = tuple(name.casefold() for name in MONTHS)
_FIRST, _LAST = 2000, 2100
YEARS = r"((?:20)?[0-9]{2}) ?[-/] ?((?:20)?[0-9]{2})"
"""Two consecutive years, each with two or four figures."""
_YEAR = r"((?:20)?[0-9]{2})"
_NAME = r"([a-z]+)\.?"
_NUMBERED = r"(?:m|mth|month|p|pd|period) ?(0?[1-9]|1[0-2])"
_QUARTER = r"(?:q|qtr|quarter) ?([1-4])"
_HALF = r"h ?([12])"
_ONE_YEAR = r"(20[0-9]{2})(?! ?[-/]? ?[0-9])"
_BETWEEN = r"[ ,:/-]*"
_SEPARATOR = re.compile(r" ?(?:-|/|\bto\b|\buntil\b|\btill\b|\bthrough\b) ?")
_MOST_SEPARATORS = 8  # `2025-04-01 - 2025-09-30` has five
_MIDNIGHT = re.compile(r"(?<=[0-9])[t ]00:00(?::00(?:\.0+)?)?$")
_THREE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2})")


def plain(label: str) -> str:
    """Return a label in small letters, with plain dashes and spaces, no FY, brackets or status."""
    label, _ = split_status(label)
    text = re.sub(r"[\u2010\u2011\u2013\u2014\u2212]", "-", label.casefold())
    text = re.sub(r"[(),]", " ", text)
    return re.sub(r"\b(?:f\.?y\.?|financial year) ?(?=[0-9])", "", " ".join(text.split()))


# ---- years and months ----------------------------------------------------------------------


def full_year(text: str) -> int:
    """Return a year of this century from its two or four figures."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def first_year(first: str, second: str) -> int | None:
    """Return the first of two consecutive years, however they are abbreviated, or None."""
    one, two = full_year(first), full_year(second)
    return one if two == one + 1 and _FIRST <= one < _LAST else None


def month_number(name: str) -> int | None:
    """Return 1 to 12 for a month's name or its usual short form, or None."""
    name = name.casefold().rstrip(".")
    if name == "sept":
        return 9
    if len(name) == 3:
        return _SHORT.index(name) + 1 if name in _SHORT else None
    return _LONG.index(name) if name in _LONG[1:] else None


def month(label: str) -> Period | None:
    """Return the month of `Sep 2025`, `Sept-25`, `Sep 2025-26` or `M6 2025-26` (April is 1)."""
    if match := re.fullmatch(rf"{_NAME}[ -]{_YEAR}", label):
        number = month_number(match[1])
        return Period.month(full_year(match[2]), number) if number else None
    for part, reads in ((_NAME, month_number), (_NUMBERED, _month_of_year)):
        for pattern, order in (
            (rf"{part}[ ,:/-]+{YEARS}", (1, 2, 3)),
            (rf"{YEARS}[ ,:/-]+{part}", (3, 1, 2)),
        ):
            if match := re.fullmatch(pattern, label):
                name, *pair = (match[n] for n in order)
                number, year = reads(name), first_year(*pair)
                return Period.month_of(year, number) if number and year else None
    return None


def _month_of_year(number: str) -> int:
    """Return the month, 1 to 12, that is a financial year's month of a number: 4 gives July."""
    return (int(number) + 2) % 12 + 1


def quarter(label: str) -> Period | None:
    """Return the quarter of `Q2 2025-26`, `2025/26 Quarter 2` or `Qtr 2 25/26`."""
    for pattern, order in (
        (rf"{_QUARTER}{_BETWEEN}{YEARS}", (1, 2, 3)),
        (rf"{YEARS}{_BETWEEN}{_QUARTER}", (3, 1, 2)),
        (rf"(20[0-9]{{2}})([0-9]{{2}}){_BETWEEN}{_QUARTER}", (3, 1, 2)),
    ):
        if match := re.fullmatch(pattern, label):
            number, *pair = (match[n] for n in order)
            year = first_year(*pair)
            return Period.quarter(year, int(number)) if year else None
    return None


# ---- days ----------------------------------------------------------------------------------


def day_parts(label: str) -> tuple[int, int, int] | None:
    """Return year, month and day as written, not yet checked; None for another format.

    A year in two figures is read beside a month in words alone, as Excel shows a day: `30-Jun-25`.
    """
    label = _MIDNIGHT.sub("", label)  # as programs write a day without a time
    if match := re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:t[0-9:.]+)?", label):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", label):
        return int(match[3]), int(match[2]), int(match[1])
    weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    year = r"([0-9]{4}|[0-9]{2})"
    named = rf"{weekday}([0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?([a-z]+)\.?,?[ -]{year}"
    if (match := re.fullmatch(named, label)) and (number := month_number(match[2])):
        return full_year(match[3]), number, int(match[1])
    first = weekday + r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
    if (match := re.fullmatch(first, label)) and (number := month_number(match[1])):
        return int(match[3]), number, int(match[2])
    return None


def short_day_readings(label: str) -> tuple[date, ...]:
    """Return what `30/6/25` may mean: with the day first and, if another, with the year first.

    Empty for any other format, and where no day is meant with the day first.
    """
    match = _THREE.fullmatch(label)
    if match is None:
        return ()
    first, middle, last = int(match[1]), int(match[3]), int(match[4])
    by_day, by_year = _date(2000 + last, middle, first), _date(2000 + first, middle, last)
    if by_day is None:
        return ()
    return (by_day,) if by_year in (None, by_day) else (by_day, by_year)


def _date(year: int, number: int, at: int) -> date | None:
    try:
        return date(year, number, at)
    except ValueError:
        return None


def days(label: str) -> tuple[date, ...]:
    """Return the days that a label may mean: one, or two where its year has two figures."""
    if parts := day_parts(label):
        exact = _date(*parts) if _FIRST <= parts[0] <= _LAST else None
        return (exact,) if exact else ()
    return short_day_readings(label)


def last_day(label: str) -> date | None:
    """Return the last day of the month or quarter, or the day itself, that a label means.

    `30/6/25` is 30 June 2025. Only a day that ends its month is read, and of such a day no other
    reading, with the year first, ends a quarter too.
    """
    text = re.sub(r"^(?:the )?end (?:of )?| end$", "", label)
    if meant := days(text):
        return meant[0] if meant[0] == month_end(meant[0].year, meant[0].month) else None
    named = month(text) or quarter(text)
    return named.end if named else None


# ---- ranges --------------------------------------------------------------------------------


def span(label: str) -> tuple[date, date] | None:
    """Return first and last day of `Apr-Sep 2025`, `1 April to 30 September 2025`, `M1-M6 2025-26`.

    The first part's year may be left out: it is then the last such part before the end.
    """
    text = re.sub(r"^(?:from|between) ", "", label)
    for candidate in (text, _years_last(text)):
        if candidate is None:
            continue
        spans = {made for made in (*_splits(candidate), _numbered_span(candidate)) if made}
        if spans:
            return spans.pop() if len(spans) == 1 else None
    return None


def _years_last(label: str) -> str | None:
    """Return `apr-sep 2025-26` for `2025-26 apr-sep`."""
    match = re.fullmatch(rf"{YEARS}[ :]+(.+)", label)
    return f"{match[3]} {match[1]}-{match[2]}" if match else None


def _numbered_span(label: str) -> tuple[date, date] | None:
    """Return the days of `Q1-Q2 2025-26` or `M1-6 2025-26`, and of the half year `H1 2025-26`."""
    if match := re.fullmatch(rf"{_HALF}{_BETWEEN}{YEARS}", label):
        year, half = first_year(match[2], match[3]), int(match[1])
        if year is None:
            return None
        return (Period.quarter(year, 2 * half - 1).start, Period.quarter(year, 2 * half).end)
    letters = r"(q|qtr|quarter|m|month|p|period)s?"
    pattern = (
        rf"{letters} ?([0-9]{{1,2}}) ?(?:-|to) ?(?:{letters} ?)?([0-9]{{1,2}}){_BETWEEN}{YEARS}"
    )
    if not (match := re.fullmatch(pattern, label)):
        return None
    if match[3] is not None and match[3] != match[1]:
        return None
    read = quarter if match[1].startswith("q") else month
    first, last = (read(f"{match[1]} {match[n]} {match[5]}-{match[6]}") for n in (2, 4))
    return (first.start, last.end) if first and last and first.start <= last.start else None


def _splits(label: str) -> list[tuple[date, date]]:
    """Return the days of each way to split a label into a first and a last part."""
    made: list[tuple[date, date]] = []
    for separator in islice(_SEPARATOR.finditer(label), _MOST_SEPARATORS):
        first, last = label[: separator.start()], label[separator.end() :]
        end = last_day(last)
        start = _start_of(first, end) if end else None
        if start and end and start <= end and not _crosses_years(first, last, start):
            made.append((start, end))
    return made


def _crosses_years(first: str, last: str, start: date) -> bool:
    """Return whether `oct` to `sep 2025-26` begins before that financial year.

    It may as well be October 2025 to September 2026, whose two years they are.
    """
    years = None if re.search("[0-9]{2}", first) else re.search(rf"{YEARS}$", last)
    year = first_year(years[1], years[2]) if years else None
    return year is not None and start < Period.financial_year(year).start


def _start_of(label: str, end: date) -> date | None:
    """Return the first day of a range; without a year, the last such day before its end."""
    if exact := days(label):
        return exact[0] if exact[0].day == 1 else None
    if named := month(label) or quarter(label):
        return named.start
    if match := re.fullmatch(rf"(?:0?1(?:st)?[ -](?:of )?)?{_NAME}", label):
        number = month_number(match[1])
        return date(end.year - (number > end.month), number, 1) if number else None
    if match := re.fullmatch(r"0?1[/.](0?[1-9]|1[0-2])", label):
        number = int(match[1])
        return date(end.year - (number > end.month), number, 1)
    return None


# ---- two readings --------------------------------------------------------------------------


def month_of_two_years(label: str) -> Period | None:
    """Return the month that `12 months to sept 2025-26` ends with by the financial year.

    The twelve months may as well be those of the two years, and end a year later: not so in March.
    """
    match = re.search(rf"{_NAME}[ ,/-]+{YEARS}$", label)
    named = month(match[0]) if match else None
    return named if named and named.end.month != 3 else None


def two_readings(label: str) -> tuple[str, str] | None:
    """Return both readings of a quarter, half or numbered month of one year, as a question says.

    It may be of the financial year that begins in that year, or of the calendar year. None
    where a label has no such part.
    """
    for part, reads in ((_QUARTER, _quarters_of), (_NUMBERED, _months_of), (_HALF, _halves_of)):
        before, after = (
            rf"\b{part}{_BETWEEN}{_ONE_YEAR}",
            rf"(?<![0-9/-]){_ONE_YEAR}{_BETWEEN}{part}\b",
        )
        if match := re.search(before, label) or re.search(after, label):
            number, year = sorted(map(int, match.groups()))
            return reads(number, year)
    return None


def _quarters_of(number: int, year: int) -> tuple[str, str]:
    own = Period.quarter(year, number)
    return f"{own.short} ({own.in_words})", _months_of_year(3 * number - 2, 3 * number, year)


def _months_of(number: int, year: int) -> tuple[str, str]:
    at = _month_of_year(str(number))
    own = Period.month_of(year, at)
    years = f"{year}-{(year + 1) % 100:02d}"
    return f"{own} (month {number} of {years})", str(Period.month(year, number))


def _halves_of(number: int, year: int) -> tuple[str, str]:
    first, last = Period.quarter(year, 2 * number - 1), Period.quarter(year, 2 * number)
    own = str(Period.span(first.start, last.end))
    return own, _months_of_year(6 * number - 5, 6 * number, year)


def _months_of_year(first: int, last: int, year: int) -> str:
    return f"{MONTHS[first]} to {MONTHS[last]} {year}"
