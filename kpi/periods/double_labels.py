"""A label that says its period twice, by number and by months: `Q1 2025-26 (Apr-Jun 2025)`.

Both must mean the same. Where they do not, `Q4 2025-26 (Jan-Mar 2025)`, nobody but who wrote it
knows which is right.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from kpi.periods.label_parts import YEARS, month, quarter, span
from kpi.periods.period import Kind, Period

_QUARTER = r"\b(?:q|qtr|quarter) ?([1-4])\b"
_MONTH = r"\b(?:m|mth|month|p|pd|period) ?(0?[1-9]|1[0-2])\b"
_BETWEEN = " ,:/-"


class DoubleLabel(NamedTuple):
    """The period of the number, and the first and last day of the months named beside it."""

    numbered: Period
    start: date
    end: date


def double_label(label: str) -> DoubleLabel | None:
    """Return both periods of a label in small letters without brackets; None where it has one.

    The year may stand at the number, at the months, or at both.
    """
    for pattern, read, kind in ((_QUARTER, quarter, Kind.QUARTER), (_MONTH, month, Kind.MONTH)):
        numbers = list(re.finditer(pattern, label))
        if len(numbers) != 1:
            continue
        before = label[: numbers[0].start()].strip(_BETWEEN)
        after = label[numbers[0].end() :].strip(_BETWEEN)
        name = "q" if kind is Kind.QUARTER else "m"
        number = f"{name}{int(numbers[0][1])}"
        years, rest = _years_of_number(before, after)
        days = _days(rest, years)
        if days is None:
            continue
        year = Period.containing(Kind.FINANCIAL, days[1]).start.year
        numbered = read(f"{number} {years or f'{year}-{(year + 1) % 100:02d}'}")
        if numbered is not None:
            return DoubleLabel(numbered, *days)
    return None


def _years_of_number(before: str, after: str) -> tuple[str, str]:
    """Return the two years at the number, "" where it has none, and what else the label says."""
    if match := re.fullmatch(rf"{YEARS}(?![0-9])(.*)", after):
        return f"{match[1]}-{match[2]}", f"{before} {match[3]}".strip(_BETWEEN)
    if match := re.fullmatch(rf"(.*?)(?<![0-9]){YEARS}", before):
        return f"{match[2]}-{match[3]}", f"{match[1]} {after}".strip(_BETWEEN)
    return "", f"{before} {after}".strip(_BETWEEN)


def _days(rest: str, years: str) -> tuple[date, date] | None:
    """Return the first and last day of the months that a text names, if need be in these years."""
    if not re.search("[a-z]", rest):
        return None  # what is left of `M1-6 2025-26` are no months
    if years and not re.search("[0-9]", rest):
        rest = f"{rest} {years}"
    named = month(rest)
    return (named.start, named.end) if named else span(rest)
