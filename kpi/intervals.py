"""Confidence intervals for proportions, differences of proportions and counts.

Formulas: Wilson (1927) score interval; Newcombe (1998), method 10; Byar's approximation
(Breslow and Day, 1987), as Fingertips uses them. All bounds are on the scale of the input:
proportions 0 to 1, counts as counts. Displaying and rounding is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# Below this count Byar's approximation is too rough and the exact Poisson interval is due.
BYAR_MINIMUM = 10


@dataclass(frozen=True)
class Interval:
    """A lower and an upper bound."""

    lower: float
    upper: float

    def contains(self, value: float) -> bool:
        """Whether `value` lies within the bounds or on one of them."""
        return self.lower <= value <= self.upper

    def __neg__(self) -> Interval:
        return Interval(-self.upper, -self.lower)

    def times(self, factor: float) -> Interval:
        """Both bounds times a positive `factor`, for example 100 for per cent."""
        return Interval(self.lower * factor, self.upper * factor)


def z_for(confidence: float) -> float:
    """The normal quantile of a two-sided interval: 1.95996 for 0.95, 3.09023 for 0.998."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


Z95 = z_for(0.95)
Z998 = z_for(0.998)


def wilson(x: float, n: float, z: float = Z95) -> Interval:
    """Wilson score interval of the proportion x / n.

    Raises ValueError when n is not positive or x is not between 0 and n.
    """
    _check_proportion(x, n)
    centre = 2 * x + z * z
    spread = z * sqrt(max(z * z + 4 * x * (n - x) / n, 0.0))
    scale = 2 * (n + z * z)
    # At x = 0 and x = n one bound is the estimate itself; the formula misses it by an ulp or so.
    lower = 0.0 if x == 0 else (centre - spread) / scale
    upper = 1.0 if x == n else (centre + spread) / scale
    return Interval(max(lower, 0.0), min(upper, 1.0))


def newcombe(x1: float, n1: float, x2: float, n2: float, z: float = Z95) -> Interval:
    """Newcombe's hybrid score interval (method 10) of x1 / n1 - x2 / n2.

    Raises ValueError as `wilson`. Swapping the two arms negates the interval.
    """
    first, second = wilson(x1, n1, z), wilson(x2, n2, z)
    p1, p2 = x1 / n1, x2 / n2
    difference = p1 - p2
    below = sqrt((p1 - first.lower) ** 2 + (second.upper - p2) ** 2)
    above = sqrt((first.upper - p1) ** 2 + (p2 - second.lower) ** 2)
    return Interval(max(difference - below, -1.0), min(difference + above, 1.0))


def byar(x: float, z: float = Z95) -> Interval:
    """Byar's interval of a Poisson count; divide by the population for a rate.

    Raises ValueError below `BYAR_MINIMUM`, where Fingertips uses the exact Poisson interval.
    """
    if not x >= BYAR_MINIMUM:
        raise ValueError(f"Byar's interval needs a count of at least {BYAR_MINIMUM}, not {x}")
    lower = x * (1 - 1 / (9 * x) - z / (3 * sqrt(x))) ** 3
    above = x + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
    return Interval(lower, upper)


def _check_proportion(x: float, n: float) -> None:
    if not n > 0:
        raise ValueError(f"the denominator {n} is not above 0")
    if not 0 <= x <= n:
        raise ValueError(f"the numerator {x} is not between 0 and the denominator {n}")
