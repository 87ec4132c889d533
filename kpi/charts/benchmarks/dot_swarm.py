"""Dots of a row moved up and down as little as possible, so that none overlaps another."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

GAP = 0.2
"""Pixels left between two dots that would touch."""


def offsets(dots: Sequence[tuple[float, float]], first: Sequence[int] = ()) -> list[float]:
    """Return how far below its row's line each dot lies, in pixels.

    `dots` are places from the left and radii, in pixels. Those numbered in `first` are placed
    before the others, so that they keep the line where they can; the others follow from the right.
    """
    rest = sorted(set(range(len(dots))) - set(first), key=lambda i: (-dots[i][0], i))
    placed: list[tuple[float, float, float]] = []
    shifts = [0.0] * len(dots)
    for index in (*first, *rest):
        x, radius = dots[index]
        spans = [
            (y, sqrt(apart * apart - (x - other) ** 2))
            for other, y, size in placed
            if abs(x - other) < (apart := radius + size + GAP)
        ]
        at = _nearest(spans)
        placed.append((x, at, radius))
        shifts[index] = at
    return shifts


def _nearest(spans: Sequence[tuple[float, float]]) -> float:
    """Return the place nearest to the line outside all spans: pairs of middle and half width."""
    ends = [end for middle, half in spans for end in (middle - half, middle + half)]
    for place in sorted((0.0, *ends), key=lambda y: (abs(y), -y)):
        if all(abs(place - middle) >= half - 1e-9 for middle, half in spans):
            return place
    raise AssertionError("beyond the last dot there is always room")
