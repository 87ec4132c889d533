"""Reads a period or reporting quarter as officers type it, for one kind of period.

`kpi.periods.parse_period` reads labels as data publishers write them. This module adds the
spellings of officers, and questions for labels that could be two periods. Days, rolling years and
years to date, which come each quarter, are read by `rolling_and_snapshot_periods`.
"""

from __future__ import annotations

import re
from datetime import date

from kpi.formatting import long_date
from kpi.periods import Kind, Period, parse_period
from kpi.periods.double_labels import DoubleLabel, double_label
from kpi.periods.label_parts import (
    YEARS,
    first_year,
    last_day,
    month,
    month_of_two_years,
    plain,
    short_day_readings,
    span,
    two_readings,
)
from kpi.periods.label_parts import quarter as quarter_of
from kpi.returns.rolling_and_snapshot_periods import (
    converted,
    day_meant,
    example_of,
    quarterly_period,
    year_end,
)
from kpi.returns.typed_cells import UnclearCell, day, tidy

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
_YEARS_LONG = (Kind.ROLLING, Kind.FINANCIAL, Kind.CALENDAR, Kind.YEAR_ENDING)
_ALSO_WITH_QUARTERS = (Kind.MONTH, Kind.TO_DATE)  # what a quarterly series may have too
_LONGEST = 100  # characters of a label
_BY_MONTH = "A month is only for an indicator whose figures are by month."
_SHORT_MONTH = re.compile(r"[a-z]+\.?[ -][0-9]{2}(?: ?[-/] ?[0-9]{2})?")
"""A month that, beside quarters, may be what Excel made of other text, or two days of it."""
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])", re.ASCII)
_SHORT_YEAR = re.compile(
    r"(?<=[A-Za-z. ])['\N{LEFT SINGLE QUOTATION MARK}"
    r"\N{RIGHT SINGLE QUOTATION MARK}](?=[0-9]{2}(?![0-9]))"
)
_NUMBERS = {"first": "1", "second": "2", "third": "3", "fourth": "4",
            "1st": "1", "2nd": "2", "3rd": "3", "4th": "4",
            "one": "1", "two": "2", "three": "3", "four": "4"}  # fmt: skip
_NTH_QUARTER = re.compile(
    r"\b(?:(first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|qtr|q)"
    r"|(?:quarter|qtr) (one|two|three|four))\b",
    re.I,
)
_MONTH_TO = re.compile(
    r"(?:the )?(?:month (?:ending|ended|end|to|of)|m/e|end (?:of )?)(?: the)? ?(.+)"
)


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
    shown = _in_figures(shown)
    if (twice := double_label(plain(shown))) and (meant := _of_double(twice, kind)):
        return meant
    if kind in _AS_OF_A_QUARTER:
        return _of_quarter(shown, kind)
    if isinstance(exact_day := day(shown), date) and kind is not Kind.SNAPSHOT:
        return _month_of(exact_day) if kind is Kind.MONTH else _date_question(exact_day, kind)
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
    return _as_people_write(plain(shown), kind) or _question(shown, kind)


def _in_figures(shown: str) -> str:
    """Return a label with `Q1` for `1st quarter` and `quarter one`, and `Jul 25` for `Jul '25`."""
    text = _NTH_QUARTER.sub(lambda match: f"Q{_NUMBERS[(match[1] or match[2]).casefold()]}", shown)
    return " ".join(_SHORT_YEAR.sub(" ", text).split())


def _of_double(twice: DoubleLabel, kind: Kind | None) -> Period | UnclearCell | None:
    """Return the period of a label that says it twice; a question where it says two.

    None where the label of a number alone is not read for the kind either.
    """
    numbered, days = twice.numbered, (twice.start, twice.end)
    is_quarter = numbered.kind is Kind.QUARTER
    own = numbered
    if is_quarter and kind in _AS_OF_A_QUARTER:
        own = Period.quarterly(kind, numbered)
    if any(days == (each.start, each.end) for each in (own, numbered)):
        return own if is_quarter or kind not in _AS_OF_A_QUARTER else None
    own_words = f"{own.short} ({own.in_words})" if own.kind is Kind.QUARTER else own.in_words
    named = Period.span(*days)
    of_quarter = Period.containing(Kind.QUARTER, twice.end)
    if (of_quarter.start, of_quarter.end) == days:
        other = f"{of_quarter.in_words} ({of_quarter.short})"
    elif named.months == 1:
        other = Period.containing(Kind.MONTH, twice.end).in_words
    elif kind is Kind.ROLLING and named.months == 12:
        other = named.year_to().in_words
    else:
        other = named.in_words
    return UnclearCell(f"{example(kind)}; this may be {own_words}, or {other}")


def _as_people_write(label: str, kind: Kind | None) -> Period | None:
    """Return the period of a spelling that no publisher uses, where it is one for the kind."""
    match kind:
        case Kind.MONTH:
            return _month(label) or quarterly_period(label, Kind.TO_DATE, None)
        case Kind.QUARTER:
            return _month_or_to_date(label)
        case Kind.SNAPSHOT:
            exact_day = day_meant(label)
            return Period.snapshot(exact_day) if exact_day else None
        case Kind.FINANCIAL | Kind.CALENDAR | Kind.YEAR_ENDING:
            year_end_day = year_end(label)
            return Period.containing(Kind.MONTH, year_end_day).year_to() if year_end_day else None
    return None


def _month_or_to_date(label: str) -> Period | None:
    """Return a month or a year to date, which may stand beside quarters; or None."""
    if named_month := month(label):
        return None if _SHORT_MONTH.fullmatch(label) else named_month
    return quarterly_period(label, Kind.TO_DATE, None)


def _month(label: str) -> Period | None:
    """Return the month of `Jul-25`, `M4 2025-26`, `2025-07` or its first to its last day.

    Or of its end: `month ending 31 July 2025`, `end of July 2025`.
    """
    if match := _MONTH_TO.fullmatch(label):
        end = last_day(match[1])
        return Period.containing(Kind.MONTH, end) if end and not quarter_of(match[1]) else None
    if match := re.fullmatch(r"(20[0-9]{2})[-/](0[1-9]|1[0-2])", label):
        year, number = int(match[1]), int(match[2])
        return None if first_year(match[1], match[2]) else Period.month(year, number)
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])[-/](20[0-9]{2})", label):
        return Period.month(int(match[2]), int(match[1]))
    if short := short_day_readings(label):
        fits = [_ends_or_begins_month(each) for each in short]
        return Period.containing(Kind.MONTH, short[0]) if fits in ([True], [True, False]) else None
    if (days := span(label)) and Period.containing(Kind.MONTH, days[1]).start == days[0]:
        return Period.containing(Kind.MONTH, days[1])
    return month(label)


def _question(shown: str, kind: Kind | None) -> UnclearCell:
    """Return a question about a label; of one with two readings it names both."""
    label = plain(shown)
    both = (
        two_readings(label)
        or _two_days(label, kind)
        or _two_of_quarter(label, kind)
        or _two_years(label, kind)
        or _month_or_day(label, kind)
    )
    if both:
        return UnclearCell(f"{example(kind)}; this may be {both[0]}, or {both[1]}")
    if kind is Kind.QUARTER and (exact_day := day_meant(label)):
        return _date_question(exact_day, kind)
    return UnclearCell(example(kind))


def _ends_or_begins_month(given: date) -> bool:
    month_of = Period.containing(Kind.MONTH, given)
    return given in (month_of.start, month_of.end)


def _two_days(label: str, kind: Kind | None) -> tuple[str, str] | None:
    """Return both readings of a day that may begin with its year, where that one is of the kind."""
    days = short_day_readings(label.split(" ")[-1])
    if len(days) < 2:
        return None
    by_day, by_year = days
    if kind is Kind.SNAPSHOT:
        is_doubtful = by_day != Period.containing(Kind.MONTH, by_day).end
    elif kind is Kind.MONTH:
        is_doubtful = _ends_or_begins_month(by_year)
    else:
        is_doubtful = by_year == Period.containing(Kind.QUARTER, by_year).end
    return (long_date(by_day), long_date(by_year)) if is_doubtful else None


def _two_years(label: str, kind: Kind | None) -> tuple[str, str] | None:
    """Return both years that `12 months to Sept 2025-26` and `Oct-Sep 2025-26` may mean."""
    named = month_of_two_years(label) if kind in _YEARS_LONG else None
    if named is None:
        return None
    after = Period.containing(Kind.MONTH, named.end.replace(year=named.end.year + 1, day=1))
    return named.year_to().in_words, after.year_to().in_words


def _month_or_day(label: str, kind: Kind | None) -> tuple[str, str] | None:
    """Return both readings of `Jul-25` where a month may stand beside quarters."""
    named = month(label) if kind is Kind.QUARTER else None
    number = int(label[-2:]) if named and re.fullmatch(r"[a-z]+\.?[ -][0-9]{2}", label) else 0
    if named is None or not 1 <= number <= named.end.day:
        return None
    return named.in_words, long_date(named.start.replace(day=number)).rsplit(" ", 1)[0]


def _two_of_quarter(label: str, kind: Kind | None) -> tuple[str, str] | None:
    """Return the months that a label names, and the period of the kind that ends with them.

    For a rolling year or a year to date, `M6 2025-26` and `Jul-Sep 2025` name months alone.
    """
    if kind not in _AS_OF_A_QUARTER:
        return None
    named = month(label) or quarterly_period(label, Kind.QUARTER, None)
    if named is None or named.end != Period.containing(Kind.QUARTER, named.end).end:
        return None
    meant = Period.quarterly(kind, Period.containing(Kind.QUARTER, named.end))
    return f"{named.in_words} alone", meant.in_words


def _month_of(exact_day: date) -> Period | UnclearCell:
    """Return the month of its first or last day, as Excel writes a month; else a question."""
    is_month = _ends_or_begins_month(exact_day)
    return (
        Period.containing(Kind.MONTH, exact_day) if is_month else UnclearCell(example(Kind.MONTH))
    )


def _of_quarter(shown: str, kind: Kind) -> Period | UnclearCell:
    """Return a period that ends with a quarter but is not the quarter's own, or a question."""
    named = period(shown, Kind.QUARTER)
    label = plain(shown)
    is_quarter = isinstance(named, Period) and named.kind is Kind.QUARTER
    # Months that are written out are not a longer period that ends with them.
    are_months = kind is not Kind.QUARTER_DAY and span(label) is not None
    quarter = named if is_quarter and not are_months else None
    meant = quarterly_period(label, kind, quarter)  # type: ignore[arg-type]
    if meant is not None:
        return meant
    if isinstance(named, Period) and not (is_quarter and are_months):
        other = None if named.kind in _ALSO_WITH_QUARTERS else named
        return converted(named, kind) or other or _question(shown, kind)
    return _question(shown, kind)


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


def _date_question(exact_day: date, kind: Kind | None) -> UnclearCell:
    """Return a question about a single day or month, which Excel may have made from other text."""
    if kind is Kind.QUARTER:
        held = Period.containing(Kind.QUARTER, exact_day)
        return UnclearCell(f"{example(kind)}; is {held.short} meant?")
    return UnclearCell(example(kind))


def _respelt(label: str, kind: Kind | None) -> str | None:
    """Return the label as `parse_period` reads it; None where it needs no change or has none."""
    if label_of_quarter := _written_out(label):
        return label_of_quarter
    label = label.replace("quarter ", "q").replace("qtr ", "q").replace(",", " ").strip()
    label = re.sub(r"\bf\.?y\.? ?(?=[0-9])", "", " ".join(label.split()))
    for make in (_quarter_label, _term_label):
        if respelt_label := make(label):
            return respelt_label
    return _year_label(label, kind)


def _quarter_label(label: str) -> str | None:
    for pattern, order in (
        (rf"q ?([1-4])[ :/-]*{YEARS}", (1, 2, 3)),
        (rf"{YEARS}[ :/-]*q ?([1-4])", (3, 1, 2)),
    ):
        if match := re.fullmatch(pattern, label):
            number, first, second = (match[n] for n in order)
            year = first_year(first, second)
            return None if year is None else f"Q{number} {year}-{(year + 1) % 100:02d}"
    return None


def _written_out(label: str) -> str | None:
    """Return the quarter of `Apr-Jun 2025`, `1 April to 30 June 2025`, `quarter to June 2025`."""
    named_quarter = quarterly_period(label, Kind.QUARTER, None)
    return named_quarter.short if named_quarter else None


def _term_label(label: str) -> str | None:
    """Return the label of a term, such as `Spring Term 24/25`, as `parse_period` reads it."""
    names = r"(autumn|spring|summer)(?: term)?"
    if match := re.fullmatch(rf"(?:the )?{names}[ ,:-]*{YEARS}", label):
        name, first, second = match.groups()
    elif match := re.fullmatch(rf"{YEARS}[ ,:-]*{names}", label):
        first, second, name = match.groups()
    elif match := re.fullmatch(rf"(20[0-9]{{2}}) {names}", label):
        return f"{match[2]} term {match[1]}"
    else:
        return None
    year = first_year(first, second)
    return None if year is None else f"{name} term {year + (name != 'autumn')}"


def _year_label(label: str, kind: Kind | None) -> str | None:
    """Return the label of a year, `2024/25`; the kind decides between academic and financial."""
    match = re.fullmatch(rf"(ay|academic year|academic)? ?{YEARS}(?: (academic year))?", label)
    if not match:
        return None
    year = first_year(match[2], match[3])
    if year is None:
        return None
    if match[1] or match[4] or kind is Kind.ACADEMIC:
        return f"academic year {year}/{(year + 1) % 100:02d}"
    if kind is Kind.FINANCIAL:
        return f"year to March {year + 1}"
    return None
