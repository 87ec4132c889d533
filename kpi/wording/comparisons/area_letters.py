"""The letter by which a comparator is known in pictures and above its column: E, SW, N, C, G."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.indicators.comparisons.comparators import Comparator
from kpi.wording.comparisons import range_bar_words


@dataclass(frozen=True)
class AreaLetter:
    """A comparator's letter and short name; `key` is its role."""

    key: str
    letter: str
    label: str


def letters(comparators: Sequence[Comparator]) -> tuple[AreaLetter, ...]:
    """Return the letter of each comparator and the short name that heads its column."""
    return tuple(
        AreaLetter(each.key, range_bar_words.letters(each), range_bar_words.short_name(each))
        for each in comparators
    )
