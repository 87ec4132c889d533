"""Figures named in running text: finding them, and whether they reveal what must not be shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpi import units
from kpi.disclosure.counted_things import (
    COUNTED,
    NUMBER,
    count_of,
    counts_others,
    counts_people,
    is_of_others,
    number,
)
from kpi.disclosure.counts_in_words import PAIR, parts_of_few, with_next_words, worded_counts
from kpi.disclosure.small_counts import LARGEST, SMALLEST, is_small
from kpi.disclosure.written_numbers import plain
from kpi.formatting import round_half_away
from kpi.model.definitions.indicator import Indicator

COUNTS = re.compile(rf"(?<![\d.,])({NUMBER})\s+(?:out\s+)?of\s+(?:the\s+|our\s+)?({NUMBER})")
SHARE = re.compile(rf"(?<![\d.,])({NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<![\d.,])\d{1,9}\.\d{1,6}(?![\d.]*\d)")
_ANY = re.compile(
    rf"(?<![\w/£])(?<!\d[.,:])(?<!\w[+-])({NUMBER}|one)(?![\w/%]|-\w|[.,:]\d)", re.IGNORECASE
)
_NUMBERED = re.compile(rf"(?<![\w.,£-])({NUMBER})(?![\w/]|[.,:]\d)")
_OF_HYPHENED = re.compile(
    rf"(?<![\w.,/£-])({NUMBER}|one)-(?:child|sibling|pupil|famil|boy|girl|bab|case|plan)",
    re.IGNORECASE,
)
# One child without a noun: `only one`, `it fell to one`, `one was excluded`, `one of them`.
_ONE_ALONE_BEFORE = re.compile(
    r"\b(?:only|just|(?:only|just)\s+the|to|was|were|is|are|be|than|except|least|most|remaining|leaving|another)\s+$",
    re.IGNORECASE,
)
_ONE_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?)]|\s(?:came|went|remain|this|last|in|at|on|since|and|who|was|is|has|had"
    r"|left|now|so\s+far)\b)",
    re.IGNORECASE,
)
_ONE_OF_THINGS = re.compile(
    r"\b(?:no|this|that|each|every|any|new|old|next|other|the|second|a)\s+$", re.IGNORECASE
)
_ONE_DOES = re.compile(
    r"\s+(?:\w+ly\s+|(?:also|then|later|since)\s+)?(?:(?:was|were|is|has|had|came|went|moved|left|returned|remains?|remained|died|did|became"
    r"|turned|needed|needs|ran|lived|lives|attended|aged|awaiting|living|missing)\b"
    r"|(?:in|at|on|from|under|over)\s+(?!each|every|a\s+time|one)"
    r"|[\w-]+ed(?=\s*(?:$|[.,;:!?)])|\s+(?:in|on|at|by|for|from|to|with|and|but|after|before"
    r"|their|his|her|the|a|care|support)\b))",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(
    rf"\b(?:but|except|excepting|bar|short\s+by|short\s+of\s+all\s+by)(?:\s+for)?\s+({NUMBER}|one)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    rf"\bfrom\s+({NUMBER})\s+(?:[\w'-]+\s+){{0,4}}?(?:to|down\s+to|up\s+to)\s+({NUMBER}|one)"
    rf"(?![\d.,]*\d|\s?%)",
    re.IGNORECASE,
)
_VERBS = (
    r"fell|fall|falls|fallen|drop|dropped|down|decreas\w*|reduc\w*|cut|lower\w*|rose|rise|risen|up"
    r"|increas\w*|grew|growth|minus|plus|differ\w*"
)
_CHANGE = re.compile(
    rf"\b(?:by|{_VERBS})\s+(?:about\s+|only\s+|just\s+)?({NUMBER}|one)\b(?![,.]?\d)"
    rf"|(?<![\w.,£-])({NUMBER}|one)\s+(?:[\w-]+\s+){{0,2}}?(?:fewer|more|less|higher|lower)\b"
    rf"|\b(?:fewer|more|less)\s+by\s+({NUMBER}|one)\b",
    re.IGNORECASE,
)
_TIMES = (
    (re.compile(r"\b(?:halved|halving|by\s+half|half)\b", re.IGNORECASE), 1 / 2),
    (re.compile(r"\b(?:doubled|doubling|twice)\b", re.IGNORECASE), 2.0),
    (re.compile(r"\b(?:trebled|tripled|threefold)\b", re.IGNORECASE), 3.0),
    (re.compile(r"\ba\s+third\b", re.IGNORECASE), 1 / 3),
    (re.compile(r"\ba\s+quarter\s+of\b", re.IGNORECASE), 1 / 4),
)
_AND = re.compile(
    rf"(?<![\w.,/%+<>£-])({NUMBER}|one)\s+(?:[\w-]+\s+){{0,3}}?(?:and|plus|&|\+)\s*({NUMBER}|one)"
    rf"\s+(?:[\w-]+\s+){{0,2}}?(?:{COUNTED})",
    re.IGNORECASE,
)
_OF_BASE = re.compile(
    rf"\s+(?:out\s+)?of\s+(?:(?:the|our|all)\s+){{0,2}}({NUMBER})(?![\w%]|[.,]\d)"
)
_IS_BASE = re.compile(r"\b(?:of|in|from|among)\s+(?:(?:the|our|all)\s+){0,2}$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CONTEXT = 24  # characters before a number that are searched for a word that qualifies it
_AFTER = 48  # and after it
_MOST_NUMBERS = 12  # of a sentence: one with more of them is a table
_ONE_OF_A_LOT = 10  # a count this large is hardly named by chance


class SecretCounts(NamedTuple):
    """A figure with its counts; `nearby` are the shown counts that a change would start from."""

    value: float | None
    numerator: float | None
    denominator: float | None
    nearby: tuple[float, ...] = ()

    @property
    def left(self) -> float | None:
        """The count of those not counted: 172 for 3 of 175."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator


ANYTHING = tuple(SecretCounts(None, float(n), None) for n in range(SMALLEST, LARGEST + 1))
"""Stands for a figure whose count is not known: it may be any small count."""


def revealing_parts(
    indicator: Indicator, text: str, hidden: Sequence[SecretCounts], *, about: str = ""
) -> Iterator[str]:
    """Yield the parts of a text that reveal a hidden figure.

    They name its counts, its rate, or numbers from which it follows: those not counted, a change
    from a shown count, a sum. A count without its base matches only before a word for children or
    cases, or where no other word qualifies it: `3 pupils` and `it fell to three`, not Level 3 or 3
    schools. `about` is given for the text of another indicator: a pattern of words that say that a
    sentence is about this one; in other sentences only counts with their base and exact rates
    match.
    """
    secret = _Secret.of(indicator, hidden)
    for sentence in _SENTENCE.split(plain(text)):
        yield from _with_base(secret, sentence)
        is_own = not about or re.search(about, sentence, re.IGNORECASE) is not None
        yield from _rates(secret, sentence, is_own=is_own)
        if is_own:
            yield from _counts(secret, sentence)
            yield from _changes(secret, sentence)


@dataclass(frozen=True)
class _Secret:
    """What must not be revealed: counts, and those not counted, with their bases; rates."""

    pairs: frozenset[tuple[float | None, float | None]]
    counts: frozenset[float]
    bases: frozenset[float]  # small ones
    values: tuple[float, ...]
    nearby: tuple[tuple[float, float], ...]  # a count, and a shown one that it changed from
    is_percent: bool
    counted: tuple[str, ...]  # the words of what the indicator counts, in the plural

    @property
    def is_unknown(self) -> bool:
        """Whether the hidden count may be any small one."""
        return any(bottom is None for top, bottom in self.pairs if top)

    @classmethod
    def of(cls, indicator: Indicator, hidden: Sequence[SecretCounts]) -> _Secret:
        is_percent = indicator.unit == "percent"
        if indicator.unit == units.NUMBER:  # a number is itself the count
            hidden = [
                h if h.numerator is not None else h._replace(numerator=h.value) for h in hidden
            ]
        left = [h.left for h in hidden] if is_percent and not indicator.very_small else []
        counts = [h.numerator for h in hidden] + left
        values = [h.value for h in hidden if h.value is not None]
        wholes = [h.denominator for h in hidden]
        return cls(
            frozenset((h.numerator, h.denominator) for h in hidden)
            | frozenset(zip(left, wholes, strict=False)),
            frozenset(n for n in counts if n),
            frozenset(n for n in wholes if n and SMALLEST <= n <= LARGEST),
            (*values, *(100 - value for value in values if is_percent)),
            tuple((h.numerator, n) for h in hidden if h.numerator for n in h.nearby),
            is_percent,
            tuple(re.findall(r"[a-z-]+", indicator.counted.lower())),
        )  # fmt: skip


def _with_base(secret: _Secret, text: str) -> Iterator[str]:
    for match in PAIR.finditer(text):
        top, bottom = count_of(match[1]), number(match[2])
        is_rate = top == 1 and any(
            n and d and n > 1 and round_half_away(d / n, 0) == bottom for n, d in secret.pairs
        )
        small = {n for n, d in secret.pairs if d is None}
        may_be = bottom > LARGEST * 2 and (
            top in small or (secret.is_percent and bottom - top in small)
        )
        if (
            (top, bottom) in secret.pairs
            or is_rate
            or (may_be and not is_of_others(text, match, 2, secret.counted))
        ):
            yield match[0]


def _rates(secret: _Secret, text: str, *, is_own: bool) -> Iterator[str]:
    values = list(secret.values)
    if secret.is_percent:
        yield from (
            match[0]
            for match in SHARE.finditer(text)
            if (is_own or "." in match[1]) and is_one_of(match[1], values)
        )
        if is_own:
            rare = {1e2: 1.0, 1e3: 10.0, 1e4: 100.0, 1e5: 1000.0}
            yield from (
                match[0]
                for match in PAIR.finditer(text)
                if (times := rare.get(number(match[2])))
                and is_one_of(f"{count_of(match[1]):g}", [v * times for v in values if v])
            )
    if is_own:
        yield from (m[0] for m in _DECIMAL.finditer(text) if is_one_of(m[0], values))


def _counts(secret: _Secret, text: str) -> Iterator[str]:
    telling = secret.counts | secret.bases
    yield from _bare_counts(secret, telling, text)
    for pattern in (_ALL_BUT, _OF_HYPHENED):
        for match in pattern.finditer(text):
            if count_of(match[1]) in telling and not is_of_others(text, match, 1, secret.counted):
                yield match[0]
    for match in _FROM_TO.finditer(text):
        is_revealing = number(match[1]) in telling or count_of(match[2]) in telling
        if is_revealing and not is_of_others(text, match, 2, secret.counted):
            yield match[0]
    for match in _AND.finditer(text):
        is_revealing = count_of(match[1]) + count_of(match[2]) in telling
        if is_revealing and not is_of_others(text, match, 2, secret.counted):
            yield match[0]
    small = frozenset(count for count in telling if is_small(count))
    if small:
        yield from worded_counts(text, small, secret.counted)
        if secret.is_unknown:
            yield from parts_of_few(text, small, secret.counted, is_percent=secret.is_percent)


def _bare_counts(secret: _Secret, telling: Collection[float], text: str) -> Iterator[str]:
    for match in _ANY.finditer(text):
        count, after = count_of(match[1]), text[match.end() :]
        is_base = _IS_BASE.search(text[max(0, match.start() - _CONTEXT) : match.start()])
        if (
            count not in telling
            or (count > LARGEST and (is_base or _is_shown_pair(secret, count, after)))
            or is_of_others(text, match, 1, secret.counted)
        ):
            continue
        if match[1].lower() == "one":
            is_revealing = counts_people(after) or _is_one_alone(text[: match.start()], after)
        else:
            is_revealing = count <= LARGEST or count >= _ONE_OF_A_LOT or counts_people(after)
        if is_revealing:
            yield with_next_words(text, match)


def _is_shown_pair(secret: _Secret, count: float, after: str) -> bool:
    """Return whether a count is that of a period shown nearby, as its base is not the hidden one's.

    What was shown once of a figure that is hidden now may equal the count of the period before.
    """
    base = _OF_BASE.match(after[:_AFTER])
    is_shown = any(count == shown for _, shown in secret.nearby)
    return base is not None and is_shown and (count, number(base[1])) not in secret.pairs


def _is_one_alone(before: str, after: str) -> bool:
    """Return whether `one` is a count of those spoken of before."""
    before = before[-_CONTEXT:]
    return bool(
        (_ONE_ALONE_BEFORE.search(before) and _ONE_ENDS.match(after[:_AFTER]))
        or (not _ONE_OF_THINGS.search(before) and _ONE_DOES.match(after[:_AFTER]))
    )


def _changes(secret: _Secret, text: str) -> Iterator[str]:
    """Yield changes from which a hidden figure follows, as `fell by 15, from 18`, `halved`."""
    matches = [(m, next(n for n in (1, 2, 3) if m[n])) for m in _CHANGE.finditer(text)]
    changes = {count_of(m[n]) for m, n in matches} - {0.0}
    counts = {
        count_of(m[n])
        for m, n in matches
        if not counts_others(count_of(m[n]), text[m.end() :], secret.counted)
    } - {0.0}
    numbers = [number(m[1]) for m in _NUMBERED.finditer(text)][:_MOST_NUMBERS]
    of_children = [
        number(m[1])
        for m in _NUMBERED.finditer(text)
        if not is_of_others(text, m, 1, secret.counted)
    ][:_MOST_NUMBERS]
    starts = [n for n in numbers if n not in changes]
    for count, start in [*((c, s) for c in secret.counts for s in starts), *secret.nearby]:
        if abs(start - count) in counts:
            yield f"a change of {abs(start - count):g}"
    for value in secret.values:
        if any(_is_close(abs(start - value), by) for start in starts for by in changes):
            yield "a change of a rate"
    for pattern, times in _TIMES:
        if pattern.search(text):
            known = [(count, start) for count in secret.counts for start in of_children]
            if any(start * times == count for count, start in [*known, *secret.nearby]):
                yield "a multiple of a shown count"


def _is_close(value: float, stated: float) -> bool:
    return abs(value - stated) < 0.05 and stated != int(stated)


def names_outright(text: str, hidden: Sequence[SecretCounts]) -> bool:
    """Return whether a short text names a small hidden count as a number, whatever it refers to.

    Used for reasons, which stay in the history: rewording one is better than revealing a count.
    """
    named = {n for h in hidden for n in (h.numerator, h.denominator, h.left)}
    small = frozenset(n for n in named if n is not None and is_small(n))
    text = plain(text)
    return any(
        count_of(m[1]) in small and (m[1].lower() != "one" or counts_people(text[m.end() :]))
        for m in _ANY.finditer(text)
    ) or any(worded_counts(text, small, ()))


def rates_named(text: str) -> list[str]:
    """Return the percentages that a text names, as numbers in plain digits."""
    return [match[1] for match in SHARE.finditer(plain(text))]


def is_one_of(text: str, values: list[float]) -> bool:
    """Return whether a number as written equals one of the values at its own decimals."""
    decimals = len(text.partition(".")[2])
    return any(round_half_away(value, decimals) == number(text) for value in values)
