"""The letter by which a comparator is known in pictures and above its column: E, SW, N, C, G.

The target's is T.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.benchmarks.ranking import IN_GROUP, NEIGHBOUR
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator

TARGET_LETTER = "T"
REGIONS_LETTER = "R"  # heads a column in which rows have several regions
_LETTERS = {"england": "E", "neighbours": "N", GROUP: "C", "good": "G"}
_NAMES = {"england": "England", "neighbours": "Neighbours", GROUP: "Chosen", "good": "Good"}
_MARKED = {NEIGHBOUR: "neighbours", IN_GROUP: GROUP}  # the role, by the mark in a ranking
_SMALL_WORDS = ("and", "of", "the")


@dataclass(frozen=True)
class AreaLetter:
    """A comparator's letter and short name; `key` is its role."""

    key: str
    letter: str
    label: str


def letters(comparators: Sequence[Comparator]) -> tuple[AreaLetter, ...]:
    """Return the letter of each comparator and the short name that heads its column."""
    return tuple(
        AreaLetter(each.key, role_letters(each.key, each.label), short_area_name(each))
        for each in comparators
    )


def role_letters(role: str, name: str = "") -> str:
    """Return the letters that stand for a role: `E`, `SW`, `N`, `C`, `G`; empty for another.

    `name` is a region's, for its initials.
    """
    return region_letters(name) if role == "region" else _LETTERS.get(role, "")


def mark_letters(mark: str) -> str:
    """Return the letter of a neighbour or a member of the chosen group in a ranking, by its mark.

    Empty for another mark.
    """
    return role_letters(_MARKED.get(mark, ""))


def region_letters(name: str) -> str:
    """Return the letters that stand for a region, its initials; London's parts are `L`."""
    if "London" in name:
        return "L"
    words = [word for word in name.split() if word.lower() not in _SMALL_WORDS]
    return "".join(word[0].upper() for word in words)


def short_area_name(comparator: Comparator) -> str:
    """Return a comparator's name for a label: `England`, `South West`, `Chosen`, `Good`."""
    return _NAMES.get(comparator.key, comparator.label)
