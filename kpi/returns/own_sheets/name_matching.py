"""Which indicator a name in a council's own sheet means: exactly, probably, or the nearest ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

from kpi.model.definitions.indicator import Indicator
from kpi.returns import typed_cells
from kpi.returns.typed_cells import tidy

LIKELY, CLEARLY = 0.5, 0.12
"""How alike a likely name is, from 0 to 1, and by how much it must be ahead of the next."""
NEAREST = 3
_LEAST_LIKENESS = 0.2
_LONGEST = 300
_FULL_FORMS = {
    "ehcp": "education health care plan", "ehc": "education health care", "cp": "child protection",
    "cpp": "child protection plan", "cic": "child in care", "lac": "child in care",
    "cla": "child in care", "looked": "in", "after": "care",
    "icpc": "initial child protection conference",
    "icpcs": "initial child protection conference", "fsm": "free school meal", "ks4": "key stage 4",
    "eh": "early help", "perm": "permanent", "ex": "exclusion", "excl": "exclusion",
    "sen": "special educational need", "wks": "week", "wk": "week", "mths": "month",
    "mth": "month", "12m": "12 month", "children": "child", "timescale": "time",
    "pupils": "child", "attain": "attainment", "a8": "attainment",
}  # fmt: skip
_SMALL_WORDS = (
    "a an and are at by for from in is of on or per the their to who with within which that "
    "% percentage percent proportion share number rate no"
)
_EMPTY = frozenset(_SMALL_WORDS.split())
_TIME = frozenset({"day", "week", "month", "year", "working", "time"})
_SLIGHT = 0.4


@dataclass(frozen=True)
class NameMatch:
    """The indicators that a name may mean, best first, and whether the first is exact or likely."""

    ids: tuple[str, ...]
    is_exact: bool = False
    is_likely: bool = False


def words_of(text: str) -> frozenset[str]:
    """Return a name's words for comparing: short forms in full, no plurals, no small words."""
    words: list[str] = []
    for word in re.findall(r"[a-z0-9%]+", tidy(text)[:_LONGEST].casefold()):
        words += _FULL_FORMS.get(word, _FULL_FORMS.get(word.removesuffix("s"), word)).split()
    return frozenset(_singular(word) for word in words if word not in _EMPTY)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _weight(words: Iterable[str]) -> float:
    return sum(_SLIGHT if word.isdigit() or word in _TIME else 1.0 for word in words)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two names are, from 0 to 1; numbers and units of time count little."""
    if not one or not other:
        return 0.0
    return _weight(one & other) / sqrt(_weight(one) * _weight(other))


@dataclass(frozen=True)
class NameMatcher:
    """Finds indicators by the names that officers give them; context indicators have no return.

    `called` are names that a mapping gives to indicators already.
    """

    indicators: Sequence[Indicator]
    called: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _own(self) -> list[Indicator]:
        return [i for i in self.indicators if not i.is_context]

    @cached_property
    def _words(self) -> list[tuple[str, frozenset[str]]]:
        return [
            (i.id, words_of(text))
            for i in self._own
            for text in (i.id.replace("-", " "), i.name, *i.formerly)
        ]

    @cached_property
    def _known(self) -> dict[str, NameMatch]:
        return {}

    def match(self, name: str) -> NameMatch:
        """Return what a name may mean."""
        if name not in self._known:
            self._known[name] = self._match(name)
        return self._known[name]

    def _match(self, name: str) -> NameMatch:
        if name in self.called:
            return NameMatch((self.called[name],), is_exact=True)
        exact = typed_cells.indicator_id(name[:_LONGEST], self._own)
        if exact:
            return NameMatch((exact,), is_exact=True)
        wanted = words_of(name)
        best: dict[str, float] = {}
        for each, words in self._words:
            best[each] = max(best.get(each, 0.0), likeness(wanted, words))
        ordered = sorted(best.items(), key=lambda item: -item[1])
        nearest_ids = tuple(each for each, score in ordered[:NEAREST] if score >= _LEAST_LIKENESS)
        first, second = (ordered[n][1] if len(ordered) > n else 0.0 for n in (0, 1))
        return NameMatch(nearest_ids, is_likely=first >= LIKELY and first - second >= CLEARLY)
