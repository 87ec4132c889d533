"""Reading period labels: ours and officers' (`parse_period`), LAIT's, and EES's.

LAIT's label shapes are traps 7 to 11 of docs/lait-traps.md. The same year label means
different years in different LAIT measures, so a bare year is only read together with what the
measure covers (`lait_period`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kpi.periods.period import MONTHS, QUARTER_START, Kind, Period, month_end


def parse_period(text: str) -> Period:
    """Return the period of a label that names its kind; raises ValueError when it does not.

    A trailing status such as `(prov)` is allowed and dropped; see `split_status`.
    """
    label, _ = split_status(text)
    label = " ".join(label.replace("\N{EN DASH}", "-").split())
    # Of digits, 0 to 9 alone: a label in those of another script is no label of anybody's.
    is_plain = not any(sign.isdigit() and not sign.isascii() for sign in label)
    for pattern, make in _PARSERS:
        if is_plain and (match := pattern.fullmatch(label)):
            return make(*match.groups())
    raise ValueError(f"'{text}' is not a period; expected for example 'Q1 2025-26'")


def split_status(text: str) -> tuple[str, str | None]:
    """Split a label from its status: `2025 (prov)` gives (`2025`, `provisional`).

    Statuses: provisional, revised, final, outturn, or None.
    """
    match = re.fullmatch(r"(.*?)\s*\((prov|provisional|rev|revised|final|ot)\.?\)\s*", text, re.I)
    if not match:
        return text.strip(), None
    return match[1].strip(), _STATUS[match[2].lower()]


_STATUS = {
    "prov": "provisional",
    "provisional": "provisional",
    "rev": "revised",
    "revised": "revised",
    "final": "final",
    "ot": "outturn",
}


def lait_period(label: str, covers: str) -> tuple[Period | None, str | None]:
    """Read one of LAIT's nine label shapes by what the measure covers (traps 7 to 11).

    `covers` is LAIT's year type, or a decision of ours that replaces it: a state or mean of the
    year that the label names (`31 March`, `January census`, `year to September`, `December to
    February`), or `October census before the year`, the newest such census before the label's
    financial year began. Returns the period (None for LAIT's label "0") and the
    status flag. Raises ValueError for an unknown shape or an unknown `covers`.
    """
    text, status = split_status(label)
    whole, make = _covering(covers)
    if text == "0":
        return None, status
    if match := re.fullmatch(r"(\d{4})", text):
        return make(int(match[1])), status
    if match := re.fullmatch(r"(\d{4})([/-])(\d{2})", text):
        first, last = int(match[1]), _second_year(int(match[1]), match[3])
        if whole == "calendar year":
            return Period.span(date(first, 1, 1), date(last, 12, 31)), status
        if last != first + 1:
            raise ValueError(f"'{label}' does not name two consecutive years")
        if not whole:
            raise ValueError(f"'{label}' does not fit '{covers}', which is a part of one year")
        return make(last), status
    if match := re.fullmatch(r"(\d{4})/(\d{2})-(\d{2})/(\d{2})", text):
        first, last = int(match[1]), _second_year(int(match[1]), match[4])
        month = {"academic year": 9, "financial year": 4}.get(whole)
        if month is None:
            raise ValueError(f"'{label}' names several years, which does not fit '{covers}'")
        return Period.span(date(first, month, 1), month_end(last, month - 1)), status
    raise ValueError(f"'{label}' is not one of LAIT's period labels")


def from_ees(
    time_identifier: str, time_period: str, *, reporting_year_ends: tuple[int, int] = (3, 31)
) -> Period:
    """Read EES `time_identifier` and `time_period`, as in DfE's open data standard.

    `reporting_year_ends` is the month and day on which a `Reporting year` ends; EES does not
    say, so the caller must. Raises ValueError for what EES refuses.
    """
    if not re.fullmatch(r"\d{4}(\d{2})?", time_period):
        raise ValueError(f"time_period '{time_period}' is not four or six digits")
    year = int(time_period[:4])
    if len(time_period) == 6:
        _second_year(year, time_period[4:], consecutive=True)
    name = time_identifier.strip().lower()
    six = len(time_period) == 6
    if name == "calendar year" and not six:
        return Period.calendar_year(year)
    if name == "reporting year" and not six:
        month, day = reporting_year_ends
        if (month, day) == (3, 31):
            return Period.financial_year(year - 1)
        return Period.year_ending(date(year, month, day))
    if name == "academic year" and six:
        return Period.academic_year(year)
    if name in ("financial year", "tax year") and six:
        return Period.financial_year(year)
    if (match := re.fullmatch(r"financial year q([1-4])", name)) and six:
        return Period.quarter(year, int(match[1]))
    if (match := re.fullmatch(r"(autumn|spring|summer) term", name)) and six:
        return Period.term(match[1], year + (match[1] != "autumn"))
    if name.capitalize() in MONTHS and name and not six:
        return Period.month(year, MONTHS.index(name.capitalize()))
    raise ValueError(f"time identifier '{time_identifier}' with '{time_period}' is not a period")


# ---- parts -----


def _second_year(first: int, two_digits: str, *, consecutive: bool = False) -> int:
    second = first // 100 * 100 + int(two_digits)
    if second < first:
        second += 100
    if consecutive and second != first + 1:
        raise ValueError(f"{first} and {two_digits} are not consecutive years")
    return second


def _covering(covers: str) -> tuple[str, Callable[[int], Period]]:
    """Return the whole year that labels name (empty for a part of one) and a maker of periods.

    The maker returns the period of the year in which it ends.
    """
    text = " ".join(covers.lower().split())
    text = _LAIT_YEAR_TYPES.get(text, text)
    if text in _WHOLE_YEARS:
        return text, _WHOLE_YEARS[text]
    for pattern, make in _PARTS_OF_A_YEAR:
        if match := pattern.fullmatch(text):
            whole = "grant year" if make is _at_census_before else ""
            return whole, make(*match.groups())
    raise ValueError(f"'{covers}' does not say what a measure covers")


def _on_day(day: str, month: str) -> Callable[[int], Period]:
    number, at = _month_number(month), int(day)
    date(2001, number, at)  # refuses an impossible day now, not with the first label
    return lambda year: Period.snapshot(date(year, number, at))


def _at_census(month: str) -> Callable[[int], Period]:
    return lambda year: _parse_census(month, f"{year}")


def _at_census_before(month: str) -> Callable[[int], Period]:
    """Return a maker of the newest census before the financial year that ends in a year."""
    number = _month_number(month)
    return lambda year: _parse_census(month, f"{year - 1 - (number > 3)}")


def _over_months(first: str, last: str) -> Callable[[int], Period]:
    numbers = _month_number(first), _month_number(last)
    return lambda year: Period.mean_of_months(year, *numbers)


def _in_year_to(month: str) -> Callable[[int], Period]:
    return lambda year: _parse_year_to(month, f"{year}")


# LAIT gives "Annual" only to states at 31 March: children in care, on protection plans and in
# need. They were published in October and November of the year named.
_LAIT_YEAR_TYPES = {
    "annual": "31 march",
    "annual (end of sept)": "30 september",
    "annual - january": "january census",
}
_WHOLE_YEARS: dict[str, Callable[[int], Period]] = {
    "academic year": lambda y: Period.academic_year(y - 1),
    "financial year": lambda y: Period.financial_year(y - 1),
    "calendar year": Period.calendar_year,
}


def _parse_quarter(number: str, year: str, second: str, months: str | None = None) -> Period:
    following = int(year) + 1
    if second not in (f"{following}", f"{following % 100:02d}"):
        raise ValueError(f"{year} and {second} are not consecutive years")
    quarter = Period.quarter(int(year), int(number))
    if months and months.lower() not in str(quarter).lower():
        raise ValueError(f"{quarter.short} is not '{months}'")
    return quarter


def _parse_quarter_months(first: str, last: str, year: str) -> Period:
    months = (_month_number(first), _month_number(last))
    for number, start in QUARTER_START.items():
        if months == (start, start + 2):
            return Period.quarter(int(year) - (number == 4), number)
    raise ValueError(f"'{first} to {last} {year}' is not a financial quarter")


def _month_number(name: str) -> int:
    for number in range(1, 13):
        if MONTHS[number].lower().startswith(name[:3].lower()):
            return number
    raise ValueError(f"'{name}' is not a month")


def _parse_term(name: str, first: str, second: str | None) -> Period:
    name = name.lower()
    if second is None:
        return Period.term(name, int(first))
    _second_year(int(first), second, consecutive=True)
    return Period.term(name, int(first) + (name != "autumn"))


def _parse_academic(first: str, second: str) -> Period:
    _second_year(int(first), second, consecutive=True)
    return Period.academic_year(int(first))


def _parse_year_to(month: str, year: str) -> Period:
    number = _month_number(month)
    if number == 3:
        return Period.financial_year(int(year) - 1)
    return Period.year_ending(month_end(int(year), number))


def _parse_census(month: str, year: str) -> Period:
    number = _month_number(month)
    return Period.snapshot(date(int(year), number, 1), month_end(int(year), number))


def _parse_span(first: str, year1: str, last: str, year2: str) -> Period:
    start = date(int(year1), _month_number(first), 1)
    end = month_end(int(year2), _month_number(last))
    if (end.year - start.year) * 12 + end.month - start.month < 11:
        return Period(end, start, Kind.MONTHS)  # pooled years are at least one year
    return Period.span(start, end)


_MONTH = "(" + "|".join([*MONTHS[1:], *(name[:3] for name in MONTHS[1:]), "Sept"]) + ")"
_PARTS_OF_A_YEAR: list[tuple[re.Pattern[str], Callable[..., Callable[[int], Period]]]] = [
    (re.compile(r"(\d{1,2}) " + _MONTH, re.I), _on_day),
    (re.compile(_MONTH + r" census", re.I), _at_census),
    (re.compile(_MONTH + r" census before the year", re.I), _at_census_before),
    (re.compile(r"year to " + _MONTH, re.I), _in_year_to),
    (re.compile(_MONTH + r" to " + _MONTH, re.I), _over_months),
]
_PARSERS: list[tuple[re.Pattern[str], Callable[..., Period]]] = [
    (re.compile(r"Q([1-4]) ?(\d{4})[-/](\d{2}|\d{4})(?: (\(.*\)))?", re.I), _parse_quarter),
    (
        re.compile(r"(\d{4})[-/](\d{2}|\d{4}) ?Q([1-4])", re.I),
        lambda year, second, number: _parse_quarter(number, year, second),
    ),
    (
        re.compile(r"(\d{4})(\d{2}) ?(?:Financial year )?Q([1-4])", re.I),
        lambda year, second, number: _parse_quarter(number, year, second),
    ),
    (re.compile(_MONTH + r"(?: to |-| - )" + _MONTH + r" (\d{4})", re.I), _parse_quarter_months),
    (
        re.compile(r"(?:the )?(autumn|spring|summer)(?: term)? (\d{4})(?:/(\d{2}))?", re.I),
        _parse_term,
    ),
    (re.compile(r"(?:the )?academic year (\d{4})[/-](\d{2})", re.I), _parse_academic),
    (re.compile(r"(?:the )?year (?:to|ending) " + _MONTH + r" (\d{4})", re.I), _parse_year_to),
    (
        re.compile(r"financial year (\d{4})[-/](\d{2})", re.I),
        lambda first, second: Period.financial_year(
            _second_year(int(first), second, consecutive=True) - 1
        ),
    ),
    (
        re.compile(r"(\d{4}) \(calendar year\)|calendar year (\d{4})", re.I),
        lambda a, b: Period.calendar_year(int(a or b)),
    ),
    (
        re.compile(r"(\d{4}) to (\d{4}) \(calendar years\)"),
        lambda a, b: Period.span(date(int(a), 1, 1), date(int(b), 12, 31)),
    ),
    (re.compile(_MONTH + r" (\d{4}) \(census\)"), _parse_census),
    (re.compile(_MONTH + r" (\d{4}) to " + _MONTH + r" (\d{4})"), _parse_span),
    (
        re.compile(r"(\d{1,2}) " + _MONTH + r" (\d{4})"),
        lambda d, m, y: Period.snapshot(date(int(y), _month_number(m), int(d))),
    ),
    (re.compile(_MONTH + r" (\d{4})"), lambda m, y: Period.month(int(y), _month_number(m))),
]
