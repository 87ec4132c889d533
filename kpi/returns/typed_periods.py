"""Reads a period or reporting quarter as officers type it, for one kind of period.

`kpi.periods.parse_period` reads labels as data publishers write them. This module adds the
spellings of officers, and questions for labels that could be two periods. Days, rolling years and
years to date, which come each quarter, are read by `rolling_and_snapshot_periods`.
"""

from __future__ import annotations

import re
from datetime import date

from kpi.periods import Kind, Period, parse_period
from kpi.periods.period import QUARTER_START
from kpi.returns.rolling_and_snapshot_periods import converted, example_of, quarterly_period
from kpi.returns.typed_cells import UnclearCell, day, month_number, tidy

_EXAMPLE = {
    Kind.QUARTER: "Q1 2025-26",
    Kind.TERM: "spring term 2025",
    Kind.ACADEMIC: "academic year 2024/25",
    Kind.FINANCIAL: "year to March 2025",
    Kind.CALENDAR: "2024 (calendar year)",
    Kind.SNAPSHOT: "31 March 2025",
    Kind.MONTH: "June 2025",
    Kind.MONTHS: "December 2024 to February 2025",
    Kind.YEAR_ENDING: "year to September 2025",
}
_AS_OF_A_QUARTER = (Kind.QUARTER_DAY, Kind.ROLLING, Kind.TO_DATE)
_BESIDE = (Kind.MONTH, Kind.TO_DATE)  # what may stand beside quarters
_LONGEST = 100  # characters of a label
_BY_MONTH = "A month is only for an indicator whose figures are by month."
_YEARS = r"((?:20)?[0-9]{2}) ?[-/] ?((?:20)?[0-9]{2})"
_MONTH = r"([a-z]+)\.?"
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])", re.ASCII)


def example(kind: Kind | None) -> str:
    """Return an example of how to write a period of a kind, for a fault's message."""
    if kind in _AS_OF_A_QUARTER:
        return example_of(kind)
    article = "an" if kind is Kind.ACADEMIC else "a"
    if kind in _EXAMPLE:
        return f"{article} {kind} such as {_EXAMPLE[kind]}"
    return f"{article} {kind}" if kind else "a period such as Q1 2025-26"


def period(text: str, kind: Kind | None) -> Period | UnclearCell | None:
    """Return the period meant by `text`, or a question; None when blank.

    `kind` is the indicator's, None where not known. A label that clearly names
    another kind of period is read as that; a rule checks whether it fits the indicator.
    """
    shown = tidy(text)
    if not shown:
        return None
    if len(shown) > _LONGEST or not all(1900 <= int(y) <= 2100 for y in _YEAR.findall(shown)):
        return UnclearCell(example(kind))
    if kind in _AS_OF_A_QUARTER:
        return _of_quarter(shown, kind)
    if isinstance(found := day(shown), date) and kind is not Kind.SNAPSHOT:
        return _month_of(found) if kind is Kind.MONTH else _date_question(found, kind)
    for candidate in (_respelt(shown.casefold(), kind), shown):
        if candidate is None:
            continue
        try:
            read = parse_period(candidate)
        except ValueError:
            continue
        # A month in full stands beside a quarter; `Jun-25` may be what Excel made of other text.
        if read.kind is Kind.MONTH and kind not in (Kind.MONTH, Kind.QUARTER):
            return _date_question(read.start, kind)
        return read
    return _beside(shown, kind) or UnclearCell(example(kind))


def _beside(shown: str, kind: Kind | None) -> Period | None:
    """Return a month or a year to date, which may stand beside quarters and months; or None."""
    label = shown.casefold().replace("\u2013", "-")
    if kind is Kind.MONTH and (found := re.fullmatch(rf"{_MONTH}[ -]((?:20)?[0-9]{{2}})", label)):
        month = month_number(found[1])
        year = int(found[2]) if len(found[2]) == 4 else 2000 + int(found[2])
        return Period.month(year, month) if month else None
    if kind is Kind.MONTH and (named := _numbered_month(label)):
        return named
    return quarterly_period(label, Kind.TO_DATE, None) if kind is Kind.QUARTER else None


def _numbered_month(label: str) -> Period | None:
    """Return the month of `2025-07`, `07/2025` or `Jul 2025/26`; None for what may be a year."""
    if found := re.fullmatch(r"(20[0-9]{2})[-/](0[1-9]|1[0-2])", label):
        year, month = int(found[1]), int(found[2])
        return None if _years(found[1], found[2]) else Period.month(year, month)
    if found := re.fullmatch(r"(0?[1-9]|1[0-2])[-/](20[0-9]{2})", label):
        return Period.month(int(found[2]), int(found[1]))
    if found := re.fullmatch(rf"{_MONTH} {_YEARS}", label):
        number, first = month_number(found[1]), _years(found[2], found[3])
        return Period.month(first + (number < 4), number) if number and first else None
    return None


def _month_of(found: date) -> Period | UnclearCell:
    """Return the month of its first or last day, as Excel writes a month; else a question."""
    month = Period.containing(Kind.MONTH, found)
    return month if found in (month.start, month.end) else UnclearCell(example(Kind.MONTH))


def _of_quarter(shown: str, kind: Kind) -> Period | UnclearCell:
    """Return a period that ends with a quarter but is not the quarter's own, or a question."""
    named = period(shown, Kind.QUARTER)
    label = shown.casefold().replace("\u2013", "-")
    is_quarter = isinstance(named, Period) and named.kind is Kind.QUARTER
    meant = quarterly_period(label, kind, named if is_quarter else None)  # type: ignore[arg-type]
    if meant is not None:
        return meant
    if isinstance(named, Period):
        other = None if named.kind in _BESIDE else named
        return converted(named, kind) or other or UnclearCell(example(kind))
    return UnclearCell(example(kind))


def quarter(text: str) -> Period | UnclearCell | None:
    """Return a reporting quarter; a label of any other kind of period is a question."""
    read = period(text, Kind.QUARTER)
    if isinstance(read, Period) and read.kind is Kind.MONTH:
        return _date_question(read.start, Kind.QUARTER)
    if isinstance(read, Period) and read.kind is not Kind.QUARTER:
        return UnclearCell(example(Kind.QUARTER))
    return read


def target_start(text: str, *, by_month: bool) -> Period | UnclearCell | None:
    """Return the quarter, or for an indicator by month the month, of a target; or a question."""
    if not by_month:
        read = quarter(text)
        month = period(text, Kind.MONTH) if isinstance(read, UnclearCell) else None
        if isinstance(read, UnclearCell) and isinstance(month, Period) and month.kind is Kind.MONTH:
            return UnclearCell(f"{read.expected} {_BY_MONTH}", read.rule)
        return read
    read = period(text, Kind.MONTH)
    if isinstance(read, Period) and read.kind in (Kind.MONTH, Kind.QUARTER):
        return read
    return (
        None if read is None else UnclearCell(f"{example(Kind.MONTH)}, or {example(Kind.QUARTER)}")
    )


def _date_question(found: date, kind: Kind | None) -> UnclearCell:
    """Return a question about a single day or month, which Excel may have made from other text."""
    if kind is Kind.QUARTER:
        held = Period.containing(Kind.QUARTER, found)
        return UnclearCell(f"{example(kind)}; is {held.short} meant?")
    return UnclearCell(example(kind))


def _years(first: str, second: str) -> int | None:
    """Return the first of two consecutive years, however they are abbreviated, or None."""
    one, two = (int(text) if len(text) == 4 else 2000 + int(text) for text in (first, second))
    return one if two == one + 1 else None


def _respelt(label: str, kind: Kind | None) -> str | None:
    """Return the label as `parse_period` reads it; None where it needs no change or has none."""
    label = label.replace("quarter ", "q").replace("qtr ", "q").replace(",", " ").strip()
    label = re.sub(r"\bf\.?y\.? ?(?=[0-9])", "", " ".join(label.split()))
    for make in (_quarter_label, _months_label, _days_label, _term_label):
        if found := make(label):
            return found
    return _year_label(label, kind)


def _quarter_label(label: str) -> str | None:
    months = r"(?: ?\(([a-z .-]+?)(?: [0-9]{4})?\))?"
    for pattern, order in (
        (rf"q ?([1-4])[ :/-]*{_YEARS}{months}", (1, 2, 3, 4)),
        (rf"{_YEARS}[ :/-]*q ?([1-4]){months}", (3, 1, 2, 4)),
    ):
        if found := re.fullmatch(pattern, label):
            number, first, second, named = (found[n] for n in order)
            year = _years(first, second)
            if year is None or (named and not _are_months_of(named, int(number))):
                return None
            return f"Q{number} {year}-{(year + 1) % 100:02d}"
    return None


def _are_months_of(named: str, number: int) -> bool:
    found = re.fullmatch(rf"{_MONTH} ?(?:-|to) ?{_MONTH}", named)
    first = QUARTER_START[number]
    if found is None:
        return False
    return [month_number(found[1]), month_number(found[2])] == [first, first + 2]


def _months_label(label: str) -> str | None:
    """Return the label of some months, such as `Apr-Jun 2025`, as `parse_period` reads it."""
    found = re.fullmatch(
        rf"{_MONTH}(?: ((?:20)?[0-9]{{2}}))? ?(?:-|to|/) ?{_MONTH} ((?:20)?[0-9]{{2}})", label
    )
    if not found:
        return None
    first, last = month_number(found[1]), month_number(found[3])
    year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
    if first is None or last is None or (found[2] and not year.endswith(found[2])):
        return None
    names = [date(2000, n, 1).strftime("%b") for n in (first, last)]
    return f"{names[0]} to {names[1]} {year}"


def _days_label(label: str) -> str | None:
    """Return the quarter whose first and last day are given: `1 April 2025 to 30 June 2025`."""
    for separator in (" to ", " - "):
        first, found, last = label.partition(separator)
        start, end = (day(part) for part in (first, last)) if found else (None, None)
        if isinstance(start, date) and isinstance(end, date):
            held = Period.containing(Kind.QUARTER, start)
            return held.short if (held.start, held.end) == (start, end) else None
    return None


def _term_label(label: str) -> str | None:
    """Return the label of a term, such as `Spring Term 24/25`, as `parse_period` reads it."""
    names = r"(autumn|spring|summer)(?: term)?"
    if found := re.fullmatch(rf"(?:the )?{names}[ ,:-]*{_YEARS}", label):
        name, first, second = found.groups()
    elif found := re.fullmatch(rf"{_YEARS}[ ,:-]*{names}", label):
        first, second, name = found.groups()
    elif found := re.fullmatch(rf"(20[0-9]{{2}}) {names}", label):
        return f"{found[2]} term {found[1]}"
    else:
        return None
    year = _years(first, second)
    return None if year is None else f"{name} term {year + (name != 'autumn')}"


def _year_label(label: str, kind: Kind | None) -> str | None:
    """Return the label of a year, `2024/25`; the kind decides between academic and financial."""
    found = re.fullmatch(rf"(ay|academic year|academic)? ?{_YEARS}(?: (academic year))?", label)
    if not found:
        return None
    year = _years(found[2], found[3])
    if year is None:
        return None
    if found[1] or found[4] or kind is Kind.ACADEMIC:
        return f"academic year {year}/{(year + 1) % 100:02d}"
    if kind is Kind.FINANCIAL:
        return f"year to March {year + 1}"
    return None
