"""Figures named in running text: finding them, and whether they reveal what must not be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kpi import units
from kpi.disclosure.small_counts import LARGEST, SMALLEST
from kpi.disclosure.written_numbers import plain
from kpi.formatting import round_half_away
from kpi.model.definitions.indicator import Indicator

# Bounded, so that matching a hostile text takes time in proportion to its length.
NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?"
COUNTS = re.compile(rf"(?<![\d.,])({NUMBER})\s+(?:out\s+)?of\s+(?:the\s+|our\s+)?({NUMBER})")
SHARE = re.compile(rf"(?<![\d.,])({NUMBER})\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_COUNTED = (
    r"child|pupil|young|famil|case(?!work)|plan(?!n)|assessment|exclu|student|boy|girl|return"
    r"|of them"
)
# As COUNTS, and as people also write it: `3/175`, `1 in 58`, `3 from the 175`.
_PAIR = re.compile(
    rf"(?<![\d.,/])\b({NUMBER}|one)"
    rf"(?:\s?/\s?|\s+(?:out\s+of|of|in|from|among|per)\s+)(?:(?:the|our|all|every)\s+){{0,2}}"
    rf"({NUMBER})\b",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?<![\d.,])\d{1,9}\.\d{1,6}(?![\d.]*\d)")
_ANY = re.compile(rf"(?<![\w.,/%+<>£-])({NUMBER}|one)(?![\w%/-]|[.,:]\d)", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?<![\w.,£-])({NUMBER})(?![\w/]|[.,:]\d)")
# A number directly after or before these words is not a count of children.
_NAMED = re.compile(
    r"\b(?:levels?|stages?|tiers?|phases?|quarters?|years?|terms?|days?|weeks?|months?|bands?"
    r"|groups?|steps?|sections?|parts?|pages?|items?|grades?|notes?|than|under|below|least|most"
    r"|to\s+[1-9]|and|or|by|[1-9]\s+to)\s*$",
    re.IGNORECASE,
)
# What a number counts where it is not children: time, places, meetings, staff and their work. A
# verb between the two speaks of those counted: `3 had reports outstanding`, not `3 draft reports`.
# Staff and their work in the plural, as whole words: `2 agency placements`, `3 head injuries` are
# children's. Apprentices may be young people whom an indicator counts.
_TIME = r"minute|hour|day|week|month|year|term|quarter|point|time|step"
_PLACES = (
    r"school|academ|localit|area|team|partner|authorit|council|site|centre|hub|service|provider"
)
_STAFF = (
    r"staff|post|worker|(?:social|support|youth)\s+worker|reviewing\s+officer|psychologist"
    r"|officer|caseworker"
)
_WORK = r"panel|meeting|visit|action|session"
_STAFF_AND_WORK = (
    r"(?:(?:(?:team|service)\s+)?managers|chairs|chairpersons|nurses|teachers|doctors"
    r"|paediatricians|therapists|practitioners|consultants|solicitors|lawyers|judges|coordinators"
    r"|co-ordinators|administrators|analysts|supervisors|assessors|advis[eo]rs|locums|leads|heads"
    r"|directors|roles|vacancies|councillors|agencies|districts|wards|reasons|factors|causes"
    r"|issues|priorities|workshops|courses|audits|systems|projects|pilots|contracts|grants"
    r"|recommendations)(?![\w-])"
)
_NO_ADJECTIVE = (
    r"this|last|that|the|each|had|has|have|having|was|were|are|is|did|do|got|with|without|by|in|at"
    r"|on|to|from|for|of|saw|met|left|needed|lacked|missed|awaited|changed|moved|between|after"
    r"|before|because|since|when|who|whose|as|and|or|but|despite"
)
_ADJECTIVE = rf"(?:(?!(?:{_NO_ADJECTIVE})\b)[\w-]+\s+)?"
_MEASURED = re.compile(
    r"^\s*(?:(?:to|and|or|in|out\s+of|of)\s+\d|%|per\s?cent"
    rf"|(?P<noun>{_ADJECTIVE}(?:{_TIME}|{_PLACES}|{_STAFF}|{_WORK})"
    r"|newly\s+qualified\s+(?:social\s+workers|teachers)"
    # Only of these may it be a part: `3 of our school pupils` are children.
    rf"|(?:of\s+(?:our|the|their|its|these|those)\s+)?{_ADJECTIVE}{_STAFF_AND_WORK})"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)",
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
    rf"\s+(?:[\w-]+\s+){{0,2}}?(?:{_COUNTED})",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    rf"\s+(?!quarters?\b|thirds?\b|fifths?\b|tenths?\b)(?:[\w-]+\s+){{0,2}}(?:{_COUNTED})",
    re.IGNORECASE,
)
_IS_BASE = re.compile(r"\b(?:of|in|from|among)\s+(?:(?:the|our|all)\s+){0,2}$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_CONTEXT = 24  # characters before a number that are searched for a word that qualifies it
_AFTER = 48  # and after it
_MOST_NUMBERS = 12  # of a sentence: one with more of them is a table
_ONE_OF_A_LOT = 10  # a count this large is hardly named by chance


class SecretCounts(NamedTuple):
    """A figure with its counts; `near` are the shown counts that a change would start from."""

    value: float | None
    numerator: float | None
    denominator: float | None
    near: tuple[float, ...] = ()

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
    near: tuple[tuple[float, float], ...]  # a count, and a shown one that it changed from
    is_percent: bool
    counted: str  # what the indicator counts, in the plural

    def counts_others(self, after: str) -> bool:
        """Return whether the words after a number say that it counts something else.

        `3 visits` is a count of an indicator that counts visits, and of no other.
        """
        match = _MEASURED.match(after[:_AFTER])
        if match is None:
            return False
        return not match["noun"] or match["noun"].split()[-1].lower() not in self.counted

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
            tuple((h.numerator, n) for h in hidden if h.numerator for n in h.near),
            is_percent,
            indicator.counted.lower(),
        )  # fmt: skip


def _with_base(secret: _Secret, text: str) -> Iterator[str]:
    for match in _PAIR.finditer(text):
        top, bottom = _counted(match[1]), number(match[2])
        is_rate = top == 1 and any(
            n and d and n > 1 and round_half_away(d / n, 0) == bottom for n, d in secret.pairs
        )
        small = {n for n, d in secret.pairs if d is None}
        if (top, bottom) in secret.pairs or is_rate or (
            bottom > LARGEST * 2 and (top in small or (secret.is_percent and bottom - top in small))
        ):  # fmt: skip
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
                for match in _PAIR.finditer(text)
                if (times := rare.get(number(match[2])))
                and is_one_of(f"{_counted(match[1]):g}", [v * times for v in values if v])
            )
    if is_own:
        yield from (m[0] for m in _DECIMAL.finditer(text) if is_one_of(m[0], values))


def _counts(secret: _Secret, text: str) -> Iterator[str]:
    telling = secret.counts | secret.bases
    for match in _ANY.finditer(text):
        count, after = _counted(match[1]), text[match.end() :]
        if count not in telling or (
            count > LARGEST
            and _IS_BASE.search(text[max(0, match.start() - _CONTEXT) : match.start()])
        ):
            continue
        if _OF_PEOPLE.match(after):
            yield match[0]
        elif match[1].lower() != "one" and (count <= LARGEST or count >= _ONE_OF_A_LOT):
            before = text[max(0, match.start() - _CONTEXT) : match.start()]
            if not (_NAMED.search(before) or secret.counts_others(after)):
                yield match[0]
    yield from (m[0] for m in _ALL_BUT.finditer(text) if _counted(m[1]) in telling
                and not secret.counts_others(text[m.end() :]))  # fmt: skip
    for match in _FROM_TO.finditer(text):
        if not secret.counts_others(text[match.end() :]) and (
            number(match[1]) in telling or _counted(match[2]) in telling
        ):
            yield match[0]
    for match in _AND.finditer(text):
        if _counted(match[1]) + _counted(match[2]) in telling:
            yield match[0]


def _changes(secret: _Secret, text: str) -> Iterator[str]:
    """Yield changes from which a hidden figure follows, as `fell by 15, from 18`, `halved`."""
    found = [(_counted(m[1] or m[2] or m[3]), text[m.end() :]) for m in _CHANGE.finditer(text)]
    changes = {by for by, _ in found} - {0.0}
    counts = {by for by, after in found if not secret.counts_others(after)} - {0.0}
    numbers = [number(m[1]) for m in _NUMBERED.finditer(text)][:_MOST_NUMBERS]
    starts = [n for n in numbers if n not in changes]
    for count, start in [*((c, s) for c in secret.counts for s in starts), *secret.near]:
        if abs(start - count) in counts:
            yield f"a change of {abs(start - count):g}"
    for value in secret.values:
        if any(_is_near(abs(start - value), by) for start in starts for by in changes):
            yield "a change of a rate"
    for pattern, times in _TIMES:
        if pattern.search(text):
            known = [(count, start) for count in secret.counts for start in numbers]
            if any(start * times == count for count, start in [*known, *secret.near]):
                yield "a multiple of a shown count"


def _is_near(value: float, told: float) -> bool:
    return abs(value - told) < 0.05 and told != int(told)


def names_outright(text: str, hidden: Sequence[SecretCounts]) -> bool:
    """Return whether a short text names a small hidden count as a number, whatever it refers to.

    Used for reasons, which stay in the history: rewording one is better than revealing a count.
    """
    small = {h.numerator for h in hidden} | {h.denominator for h in hidden} | {
        h.left for h in hidden
    }  # fmt: skip
    return any(
        _counted(m[1]) in small
        for m in _ANY.finditer(plain(text))
        if m[1].lower() != "one" and _counted(m[1]) <= LARGEST
    )


def rates_named(text: str) -> list[str]:
    """Return the percentages that a text names, as numbers in plain digits."""
    return [match[1] for match in SHARE.finditer(plain(text))]


def is_one_of(text: str, values: list[float]) -> bool:
    """Return whether a number as written equals one of the values at its own decimals."""
    decimals = len(text.partition(".")[2])
    return any(round_half_away(value, decimals) == number(text) for value in values)


def number(text: str) -> float:
    """Return a number as written, with or without thousands commas."""
    return float(text.replace(",", ""))


def _counted(text: str) -> float:
    return 1.0 if text.lower() == "one" else number(text)
