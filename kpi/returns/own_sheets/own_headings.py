"""What a heading of a council's own sheet means: a period, another column, or both.

Only headings with one possible reading have a meaning here. `Q1` alone names no year: it is a
period only with a year above it, in the table's title or in the sheet's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kpi.periods import Kind, Period
from kpi.periods.label_parts import first_year, month_number, short_day_readings
from kpi.returns import period_spellings
from kpi.returns.own_sheets.sheet_mapping import LEAVE_OUT, NAME, OF_PERIOD
from kpi.returns.typed_cells import day, tidy

_LONGEST = 80
_KINDS = (Kind.QUARTER, Kind.MONTH, Kind.QUARTER_DAY, Kind.ROLLING, Kind.TO_DATE, Kind.TERM,
          Kind.ACADEMIC)  # fmt: skip
_YEAR = re.compile(r"(?:f\.?y\.? ?|financial year )?((?:20)?[0-9]{2}) ?[-/] ?((?:20)?[0-9]{2})")
_ANY_YEAR = re.compile(r"(?<![0-9/-])(20[0-9]{2} ?[-/] ?(?:20)?[0-9]{2})(?![0-9/-])")
_PART = re.compile(r"(?:q|qtr|quarter) ?([1-4])")
_MAY_BE_PERIOD = re.compile(
    r"[a-zA-Z].*[0-9]{2}|[0-9].*[a-zA-Z]|[0-9]{2,4}[-/.][0-9]{2}[-/.][0-9]{2,4}"
)
_MOST_WORDS = 6  # of a period within a title
_WORDS = {
    NAME: ("indicator", "indicators", "measure", "measures", "kpi", "kpis", "performance indicator",
           "performance measure", "indicator name", "measure name", "kpi name", "name", "metric",
           "description", "pi", "performance indicators"),
    "value": ("actual", "figure", "result", "performance", "outturn", "value", "%", "rate",
              "current", "current performance", "percentage", "latest", "score"),
    "numerator": ("numerator", "num", "top", "count"),
    "denominator": ("denominator", "den", "denom", "cohort", "base", "out of", "total"),
    "target": ("target", "target %", "target value", "target figure"),
    "target_upper": ("target upper", "upper target", "target max", "target maximum", "target to",
                     "upper bound", "target (upper)", "target (max)"),
    "intervention_level": ("intervention level", "intervention", "red threshold"),
    "intervention_upper": ("intervention upper", "upper intervention", "intervention max",
                           "upper intervention level", "upper red threshold"),
    "rationale": ("rationale", "reason for target"),
    "status": ("rag", "rag rating", "rag status"),
    "note": ("note", "notes", "data note"),
    "what_happened": ("commentary", "comment", "comments", "narrative", "what happened",
                      "performance commentary"),
    "action": ("action", "actions", "next steps"),
    "owner_role": ("owner", "responsible officer", "lead officer", "lead"),
    "due": ("due", "due date", "by when"),
    LEAVE_OUT: ("ref", "no", "no.", "code", "id", "trend", "dot", "direction of travel",
                "direction", "polarity", "unit", "units", "good is", "source", "frequency",
                "service", "directorate", "area", "theme", "england", "national", "england average",
                "regional", "region", "south west", "statistical neighbours",
                "statistical neighbour", "sn", "statistical neighbour average", "variance",
                "difference", "change"),
}  # fmt: skip
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words}


@dataclass(frozen=True)
class HeadingMeaning:
    """What a heading says: its period, and what its column holds ("" where it does not say).

    `year_from` is the text elsewhere that gave the year, "" where the heading gave it itself.
    """

    period: Period | None = None
    column: str = ""
    year_from: str = ""


@lru_cache(maxsize=4096)
def complete_period(text: str) -> Period | None:
    """Return the period that a text names by itself, with its year; None for anything else.

    Only of this century: beyond it a heading is more likely something else.
    """
    period = _complete(text)
    return period if period and 2000 <= period.start.year <= period.end.year <= 2100 else None


def _complete(text: str) -> Period | None:
    shown = tidy(text)
    if not 3 < len(shown) <= _LONGEST or not _MAY_BE_PERIOD.search(shown):
        return None
    if given := _day_alone(shown):
        return _of_day(given)
    if len(short_day_readings(shown)) > 1:
        return None
    for kind in _KINDS:
        named_period = period_spellings.period(shown, kind)
        if isinstance(named_period, Period) and _is_named(named_period, kind, shown):
            return named_period
    return None


def _day_alone(shown: str) -> date | None:
    """Return the day that a text is, with the day first; None where its year may as well be.

    That is where its first figures, taken as the year, leave a month's first or last day.
    """
    if short := short_day_readings(shown):
        ends = [each for each in short[1:] if each in _ends_of_month(each)]
        return None if ends else short[0]
    given = day(shown)
    return given if isinstance(given, date) else None


def _ends_of_month(given: date) -> tuple[date, date]:
    month = Period.containing(Kind.MONTH, given)
    return month.start, month.end


def _is_named(period: Period, kind: Kind, shown: str) -> bool:
    """Return whether a label names this kind of period, and is not only readable as one."""
    if kind is Kind.QUARTER:
        return period.kind in (Kind.QUARTER, Kind.MONTH, Kind.TO_DATE)
    if kind is Kind.ACADEMIC:
        return period.kind is kind and "academic" in shown.casefold()
    return period.kind is kind


def _of_day(given: date) -> Period:
    """Return the month for its first day, as Excel keeps `Jun-25`; else the day itself."""
    if given.day == 1:
        return Period.containing(Kind.MONTH, given)
    quarter = Period.containing(Kind.QUARTER, given)
    if given == quarter.end:
        return Period.quarterly(Kind.QUARTER_DAY, quarter)
    return Period.snapshot(given)


def label(period: Period) -> str:
    """Return the label by which a mapping means a period, and no other.

    The year to date in June has the days and the printed label of the first quarter.
    """
    is_first = period.kind is Kind.TO_DATE and period.months == 3
    return f"{period.short} YTD" if is_first else period.short


def may_mean(named: Period) -> tuple[str, ...]:
    """Return the labels of periods that a heading of this period may be about, its own first."""
    quarter = Period.containing(Kind.QUARTER, named.end)
    if named.end != quarter.end:
        return (label(named),)
    month = Period.containing(Kind.MONTH, named.end)
    day = Period.quarterly(Kind.QUARTER_DAY, quarter)
    rolling = Period.quarterly(Kind.ROLLING, quarter)
    return tuple(dict.fromkeys(map(label, (named, quarter, month, day, rolling))))


def is_part(text: str) -> bool:
    """Return whether a text names a quarter or month without its year: `Q1`, `Apr`."""
    return _part_of(text, 2020) is not None


def is_year(text: str) -> bool:
    """Return whether a text is a year alone: `2025/26`."""
    return _first_year(text) is not None


def is_of_year(text: str) -> bool:
    """Return whether a text names the figures of a whole year: `2024/25 outturn`."""
    shown = tidy(text)[:_LONGEST]
    return bool(_ANY_YEAR.search(shown)) and column_named(_ANY_YEAR.sub("", shown)) in OF_PERIOD


def is_plain_day(text: str) -> bool:
    """Return whether a text is a day alone, as Excel keeps it: `30/06/2025`, not `at 30 June`."""
    return _day_alone(tidy(text)) is not None


def _first_year(text: str) -> int | None:
    match = _YEAR.fullmatch(tidy(text).casefold())
    return first_year(match[1], match[2]) if match else None


def _part_of(text: str, year: int) -> Period | None:
    """Return the quarter or month of a financial year that a text names."""
    shown = tidy(text).casefold()
    if match := _PART.fullmatch(shown):
        return Period.quarter(year, int(match[1]))
    month = month_number(shown) if re.fullmatch(r"[a-z]+\.?", shown) else None
    return Period.month_of(year, month) if month else None


def years_named(texts: Sequence[str]) -> list[str]:
    """Return each financial year that titles name, in order, as written."""
    years = [year for text in texts for year in _ANY_YEAR.findall(tidy(text)[:_LONGEST])]
    return list(dict.fromkeys(year for year in years if is_year(year)))


@lru_cache(maxsize=64)
def periods_named(titles: tuple[str, ...]) -> tuple[Period, ...]:
    """Return the quarters that titles name, in order: one in `Scorecard - Quarter 1 2025/26`."""
    quarters: list[Period] = []
    for title in titles:
        words = tidy(title)[: 2 * _LONGEST].replace(" - ", " ").replace(",", " ").split()
        for start in range(len(words)):
            for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
                named = complete_period(" ".join(words[start:end]))
                if named is not None and named.kind is Kind.QUARTER:
                    quarters.append(named)
    return tuple(dict.fromkeys(quarters))


def column_named(text: str) -> str:
    """Return what a heading says that its column holds: one of the mapping's meanings, or ""."""
    plain = re.sub(r"\([^)]*\)\s*$", "", tidy(text).casefold()).strip(" :*")
    return _MEANINGS.get(plain, "") or _MEANINGS.get(tidy(text).casefold(), "")


def meaning(pieces: Sequence[str], titles: Sequence[str] = ()) -> HeadingMeaning:
    """Return what the parts of a heading, from the top down, say together.

    `titles` are texts above the table and the sheet's name: one year in them may be that of `Q1`.
    """
    period, column, parts = None, "", []
    for piece in pieces:
        piece_meaning = _of_piece(piece)
        period = piece_meaning.period or period
        column = piece_meaning.column or column
        if piece_meaning.period is None and not piece_meaning.column and is_part(piece):
            parts.append(piece)
    if period is not None or not parts:
        return HeadingMeaning(period, column)
    years = [piece for piece in pieces if is_year(piece)]
    if years:
        return HeadingMeaning(_part_of(parts[-1], _first_year(years[-1]) or 0), column)
    named = years_named(titles)
    if len(named) == 1:
        return HeadingMeaning(_part_of(parts[-1], _first_year(named[0]) or 0), column, named[0])
    return HeadingMeaning(None, column)


def _of_piece(piece: str) -> HeadingMeaning:
    """Return a piece's period and column: `Q1 25/26`, `RAG`, `Q1 25/26 RAG`, `Actual Q1 25/26`."""
    if column := column_named(piece):
        return HeadingMeaning(None, column)
    if period := complete_period(piece):
        return HeadingMeaning(period)
    if (column := column_named(_ANY_YEAR.sub("", tidy(piece)[:_LONGEST]))) and not is_of_year(
        piece
    ):
        return HeadingMeaning(None, column)  # `Target 2025/26`
    words = tidy(piece).replace(" - ", " ").split()
    if len(words) > 8:
        return HeadingMeaning()
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]).rstrip(":,-"), " ".join(words[cut:]).strip(":,- ")
        for when, what in ((left, right), (right, left)):
            column = column_named(what.strip("()"))
            if column and column != NAME and (period := complete_period(when)):
                return HeadingMeaning(period, column)
    return HeadingMeaning()
