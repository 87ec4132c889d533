"""Tukey's fences: which values of a group are so far out that a scale should not follow them.

J. W. Tukey, Exploratory Data Analysis (1977): an inner fence lies 1.5 times the middle half's width
outside each quartile, and a box plot's whiskers end at the furthest values inside the fences.
"""

from __future__ import annotations

from collections.abc import Sequence

FENCE = 1.5


def ends_within_fences(values: Sequence[float], lower: float, upper: float) -> tuple[float, float]:
    """Return the lowest and the highest value inside the fences around two quartiles.

    The quartiles themselves are within the ends, also where no value lies between one and its
    fence. Raises ValueError without values.
    """
    reach = FENCE * (upper - lower)
    inside = [value for value in values if lower - reach <= value <= upper + reach]
    if not values:
        raise ValueError("there are no values to find the ends of")
    return min([*inside, lower]), max([*inside, upper])
