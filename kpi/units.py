"""Units of figures: which there are, and what each is: a share, a rate, a count or an average.

How a figure in a unit is printed stands in `kpi.formatting`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

PERCENT, POINTS, NUMBER, POUNDS, RATIO = "percent", "points", "number", "pounds", "ratio"
FULL_TIME = "full-time equivalents"
WORDS = (
    PERCENT, POINTS, NUMBER, "days", "weeks", "months", POUNDS, RATIO, "cases", FULL_TIME,
)  # fmt: skip
"""Every unit but the rates, whose population is named: `per 10,000 children`."""
PER = r"per (1,000|10,000|100,000) [A-Za-z][A-Za-z0-9'()-]*( [A-Za-z0-9'()-]+)*"
"""The pattern of a rate: what it is per, and the population in words."""
POSSIBLE = (
    f"one of {', '.join(WORDS)}; or per 1,000, per 10,000 or per 100,000 of a named population, "
    "such as per 10,000 children"
)

_SPANS = ("days", "weeks", "months")
_AVERAGES = (*_SPANS, POUNDS, RATIO, "cases")
_NAMED = (*_SPANS, "cases")
_OTHER_NAMES = {
    "%": PERCENT, "pct": PERCENT, "per cent": PERCENT, "percentage": PERCENT, "count": NUMBER,
    "counts": NUMBER, "total": NUMBER, "£": POUNDS, "gbp": POUNDS, "fte": FULL_TIME,
    "wte": FULL_TIME, "percentage points": POINTS, "pp": POINTS,
}  # fmt: skip
_LIKE_PER = re.compile(r"(?:rate )?(?:per|/) ?(1|10|100)(?:,?000|k)\b[ ,]*(.*)")


def is_known(unit: str) -> bool:
    """Return whether there is such a unit."""
    return unit in WORDS or re.fullmatch(PER, unit) is not None


def nearest(unit: str) -> str:
    """Return the unit that was probably meant; empty where nothing is near."""
    plain = " ".join(unit.lower().split())
    if match := _LIKE_PER.fullmatch(plain):
        return f"per {match[1]},000 {match[2] or 'children'}"
    if plain in _OTHER_NAMES:
        return _OTHER_NAMES[plain]
    return next(iter(get_close_matches(plain, WORDS, 1, 0.7)), "")


def is_average(unit: str) -> bool:
    """Return whether a figure is one number divided by another: days, weeks, pounds, a ratio."""
    return unit in _AVERAGES


def counts_are_whole(unit: str) -> bool:
    """Return whether numerators and denominators are counts of cases, which are whole numbers.

    What an average is made of need not be: 612 cases of 41.5 social workers; nor staff themselves.
    """
    return unit not in (*_AVERAGES, FULL_TIME)


def is_amount(unit: str) -> bool:
    """Return whether a sentence says what the figure was: `the gap was 17.0 points`.

    Of other units it says what happened to how many: `52 missing episodes were recorded`.
    """
    return unit in _AVERAGES or unit == POINTS


def is_size(unit: str) -> bool:
    """Return whether figures grow with the area, so that areas do not compare by them."""
    return unit in (NUMBER, FULL_TIME)


def is_in_points(unit: str) -> bool:
    """Return whether a difference of two figures is in points."""
    return unit in (PERCENT, POINTS)


def keeps_its_word(unit: str) -> bool:
    """Return whether a short form still says the unit: `31 days`; others are in the name."""
    return is_in_points(unit) or unit in _NAMED or unit == POUNDS


def unit_word(unit: str) -> str:
    """Return the word set small beside a figure that stands alone: `points`, `days`; or empty."""
    return unit if unit == POINTS or unit in _NAMED else ""


def singular(unit: str) -> str:
    """Return the unit of one: `day`, `case`, `full-time equivalent`."""
    return unit.removesuffix("s") if unit in (*_NAMED, FULL_TIME) else unit


def population(unit: str) -> str:
    """Return whom a rate is per: `children` of `per 10,000 children`; empty for other units."""
    match = re.fullmatch(PER, unit)
    return unit.removeprefix(f"per {match[1]} ") if match else ""


def over_axis(unit: str) -> str:
    """Return the words over a chart's axis; empty where each tick shows the unit."""
    return "" if unit in (PERCENT, POUNDS) else unit
