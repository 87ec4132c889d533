"""Figures named in running text: finding them, and whether they tell what must not be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi.model import Indicator
from kpi.numbers import in_words, round_half_away
from kpi.suppression import LARGEST, SMALLEST

# Bounded, so that a hostile text costs no more than its length.
NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?"
COUNTS = re.compile(rf"(?<![\d.,])({NUMBER})\s+(?:out\s+)?of\s+(?:the\s+|our\s+)?({NUMBER})")
SHARE = re.compile(rf"(?<![\d.,])({NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_COUNTED = r"child|pupil|young|famil|case|plan|assessment|exclu|student|boy|girl|return|of them"


class Figures(NamedTuple):
    """A figure with its counts."""

    value: float | None
    numerator: float | None
    denominator: float | None


def given_away(indicator: Indicator, text: str, hidden: Sequence[Figures]) -> Iterator[str]:
    """The parts of a text that name a hidden figure: its counts, its rate, or a small count.

    A small count alone is one only before a word for children or cases: `3 pupils`, not Level 3.
    """
    pairs = {(h.numerator, h.denominator) for h in hidden}
    for match in COUNTS.finditer(text):
        if (number(match[1]), number(match[2])) in pairs:
            yield match[0]
    values = [h.value for h in hidden if h.value is not None]
    if indicator.unit == "percent":
        yield from (match[0] for match in SHARE.finditer(text) if is_one_of(match[1], values))
    for count in range(SMALLEST, LARGEST + 1):
        if any(h.numerator == count for h in hidden):
            counted = rf"\b(?:{count}|{in_words(count)})\s+(?:[\w-]+\s+){{0,2}}(?:{_COUNTED})"
            yield from (match[0] for match in re.finditer(counted, text, re.IGNORECASE))


def is_one_of(text: str, values: list[float]) -> bool:
    """Whether a number as written is one of the values, at its own number of decimals."""
    decimals = len(text.partition(".")[2])
    return any(round_half_away(value, decimals) == number(text) for value in values)


def number(text: str) -> float:
    """A number as written, with or without thousands commas."""
    return float(text.replace(",", ""))
