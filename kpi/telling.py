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
_WORDS = {in_words(count): count for count in range(SMALLEST, LARGEST + 1)}
# As COUNTS, and as people also write it: `3/175`, `three in 175`, `3 from the 175`.
_PAIR = re.compile(
    rf"(?<![\d.,/])\b({NUMBER}|{'|'.join(_WORDS)})"
    rf"(?:\s?/\s?|\s+(?:out\s+of|of|in|from|among)\s+)(?:(?:the|our|all)\s+){{0,2}}({NUMBER})\b",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?<![\d.,])\d{1,9}\.\d{1,6}(?![\d.]*\d)")
_RARE = re.compile(rf"(?<![\d.,])({NUMBER})\s+in\s+10,?000\b", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w.,/%+<>£-])([{SMALLEST}-{LARGEST}])(?![\w%/-]|[.,:]\d)")
# A digit after or before these is no count of children.
_NAMED = re.compile(
    r"\b(?:levels?|stages?|tiers?|phases?|quarters?|years?|terms?|days?|weeks?|months?|bands?"
    r"|groups?|steps?|sections?|parts?|pages?|items?|grades?|notes?|than|under|below|least|most"
    r"|to\s+[1-9]|and|or|by|[1-9]\s+to)\s*$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"^\s*(?:(?:to|and|or|in|out\s+of|of)\s+\d|per\s?cent|(?:(?!this|last|that|the|each)[\w-]+\s+)?(?:minute|hour|day|week"
    r"|month|year|term|quarter|point|school|academ|localit|area|team|partner|panel|meeting|visit"
    r"|staff|post|worker|psychologist|officer|authorit|council|time|step|action|site|session"
    r"|centre|hub|service|provider)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
    re.IGNORECASE,
)
_CONTEXT = 24  # characters before a digit that may name it


class Figures(NamedTuple):
    """A figure with its counts."""

    value: float | None
    numerator: float | None
    denominator: float | None


def given_away(indicator: Indicator, text: str, hidden: Sequence[Figures]) -> Iterator[str]:
    """The parts of a text that name a hidden figure: its counts, its rate, or a small count.

    A small count alone is one before a word for children or cases, or where no other word
    claims it: `3 pupils` and `it fell to 3`, not Level 3 or 3 schools.
    """
    pairs = {(h.numerator, h.denominator) for h in hidden}
    for match in _PAIR.finditer(text):
        if (_counted(match[1]), number(match[2])) in pairs:
            yield match[0]
    values = [h.value for h in hidden if h.value is not None]
    if indicator.unit == "percent":
        yield from (match[0] for match in SHARE.finditer(text) if is_one_of(match[1], values))
        rare = [value * 100 for value in values if value]
        yield from (match[0] for match in _RARE.finditer(text) if is_one_of(match[1], rare))
    yield from (match[0] for match in _DECIMAL.finditer(text) if is_one_of(match[0], values))
    small = {h.numerator for h in hidden} | {h.denominator for h in hidden}
    # Of a figure that is hidden beside a small one, the count tells as much.
    named = {h.numerator for h in hidden} | {n for n in small if n in _WORDS.values()}
    for count in sorted(n for n in named if n):
        written = "|".join({f"{count:g}", f"{count:,.10g}", in_words(count)})
        counted = rf"(?<![\d.,])\b(?:{written})\s+(?:[\w-]+\s+){{0,2}}(?:{_COUNTED})"
        yield from (match[0] for match in re.finditer(counted, text, re.IGNORECASE))
    yield from (match[0] for match in _BARE.finditer(text) if _is_count(text, match, small))


def _is_count(text: str, match: re.Match[str], small: set[float | None]) -> bool:
    before, after = text[max(0, match.start() - _CONTEXT) : match.start()], text[match.end() :]
    named = _NAMED.search(before) or _MEASURED.match(after[:_CONTEXT])
    return int(match[1]) in small and not named


def names_outright(text: str, hidden: Sequence[Figures]) -> bool:
    """Whether a short text holds a small hidden count as a number of its own, whatever it means.

    For reasons, which stand in the history for good: better worded again than told.
    """
    small = {h.numerator for h in hidden} | {h.denominator for h in hidden}
    words = {word for word, count in _WORDS.items() if count in small and count > 1}
    told = any(int(match[1]) in small for match in _BARE.finditer(text))
    return told or any(word in words for word in re.findall(r"[a-z]+", text.lower()))


def is_one_of(text: str, values: list[float]) -> bool:
    """Whether a number as written is one of the values, at its own number of decimals."""
    decimals = len(text.partition(".")[2])
    return any(round_half_away(value, decimals) == number(text) for value in values)


def number(text: str) -> float:
    """A number as written, with or without thousands commas."""
    return float(text.replace(",", ""))


def _counted(text: str) -> float:
    return float(_WORDS[text.lower()]) if text.lower() in _WORDS else number(text)
