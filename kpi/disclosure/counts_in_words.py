"""Small counts in other words than a number: ranges, bounds, fractions, `both`, one in four."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kpi.disclosure.counted_things import (
    COUNTED,
    NUMBER,
    count_of,
    is_label,
    is_of_others,
    number,
)
from kpi.disclosure.small_counts import LARGEST, is_small
from kpi.formatting import round_half_away

# As COUNTS, and as people also write it: `3/175`, `1 in 58`, `3 from the 175`.
PAIR = re.compile(
    rf"(?<![\d.,/])\b({NUMBER}|one)"
    rf"(?:\s?/\s?|\s+(?:out\s+of|of|in|from|among|per)\s+)(?:(?:the|our|all|every)\s+){{0,2}}"
    rf"({NUMBER})\b",
    re.IGNORECASE,
)
# `2-3 children`, `2 to 4 came back`; ages and pathways start at 0, `1-1` is not a range.
_RANGE = re.compile(
    r"(?<![\w.,:/£-])(\d{1,2})\s?(?:-|\bto\b|\bor\b)\s?(\d{1,2})(?![\w/%]|-\w|[.,:]\d)",
    re.IGNORECASE,
)
# `fewer than 5`, `at least 2`: less than that it is 1 to 5 may be said of a hidden count.
_BOUND = re.compile(
    rf"(?:\b(?:(?:fewer|less|more)\s+than|under|below|over|above|at\s+(?:least|most)"
    rf"|no\s+(?:more|fewer|less)\s+than|up\s+to|nearly|almost|about|around|approximately|roughly)"
    rf"\s+|[<>~\u2248\u2264\u2265]\s?)({NUMBER}|one)(?![\w/%]|[.,:]\d)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"\b(?:both|neither|either)\s+(?:of\s+(?:the|our|these|those)\s+|of\s+(?:them|whom|these)\b"
    rf"|(?:were|are|was|is|had|have|has|came|went|moved|left|returned|died|did|remain\w*|became"
    rf"|re-?offended|ran|now|in|from|at|on|with|under)\b|(?:the\s+)?(?:[\w'-]+\s+)?(?:{COUNTED}))"
    rf"|\b(?:who|they|were|are|have)\s+both\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:(second|2nd)|(third|3rd)|(fourth|4th)|(fifth|5th))\s+(?:child(?!\s+protection)|baby|famil|pupil|sibling"
    r"|boy|girl|young\s+person|care\s+leaver)",
    re.IGNORECASE,
)
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_FRACTION = re.compile(
    rf"\b(?:(?:(a|an|one|\d)[\s-]+)?({'|'.join(_FRACTIONS)})s?|({NUMBER})\s?%)\s+(?:of\s+)?"
    rf"(?:(?:the|our|all|these|those|just|only)\s+){{0,2}}({NUMBER})(?![\w/%]|[.,:]\d)",
    re.IGNORECASE,
)
_NEXT_WORDS = re.compile(r"(?:\s+[\w'\u2019-]{1,30}){1,2}")


def worded_counts(text: str, small: Collection[float], counted: Collection[str]) -> Iterator[str]:
    """Yield the parts of a sentence that tell, or nearly tell, one of the `small` counts.

    `counted` are the words of what the indicator counts.
    """
    for match in _RANGE.finditer(text):
        least, most = number(match[1]), number(match[2])
        holds = any(least <= count <= most for count in small)
        is_narrow = 0 < least <= LARGEST and most - least <= LARGEST and (least, most) != (1, 1)
        if holds and is_narrow and not _chain_is_of_others(text, match, counted):
            yield with_next_words(text, match)
    for match in _BOUND.finditer(text):
        if is_small(count_of(match[1])) and not is_of_others(text, match, 1, counted):
            yield with_next_words(text, match)
    if 2 in small:
        yield from (match[0] for match in _BOTH.finditer(text))
    for match in _ORDINAL.finditer(text):
        if any(match[count - 1] and count in small for count in range(2, LARGEST + 1)):
            yield match[0]
    for match in _FRACTION.finditer(text):
        count = round_half_away(_share(match) * number(match[4]), 0)
        if count in small and not is_of_others(text, match, 4, counted):
            yield match[0]


def parts_of_few(
    text: str, small: Collection[float], counted: Collection[str], *, is_percent: bool
) -> Iterator[str]:
    """Yield parts as `3 of 9`, `1 in 4`, `3/4` with a small count in them.

    Of a percentage those not counted are one, too: `9 of 12` leaves three.
    """
    for match in PAIR.finditer(text):
        top, bottom = count_of(match[1]), number(match[2])
        parts = (top, bottom, bottom - top) if is_percent else (top, bottom)
        is_revealing = top <= bottom and any(part in small for part in parts)
        if is_revealing and not _chain_is_of_others(text, match, counted):
            yield match[0]


def with_next_words(text: str, match: re.Match[str]) -> str:
    """Return what was found with the two words after it, so that an officer finds it again."""
    following = _NEXT_WORDS.match(text, match.end())
    return match[0] + (following[0] if following else "")


def _chain_is_of_others(text: str, match: re.Match[str], counted: Collection[str]) -> bool:
    return is_of_others(text, match, 2, counted) or is_label(
        text[: match.start(1)], text[match.end(1) :]
    )


def _share(match: re.Match[str]) -> float:
    if match[3]:
        return number(match[3]) / 100
    top = match[1] if (match[1] or "").isdigit() else "1"
    return float(top) / _FRACTIONS[match[2].lower()]
