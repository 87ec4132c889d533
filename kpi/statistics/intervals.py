"""Confidence intervals and their level (95%): of proportions, counts, and differences of either.

Formulas: Wilson (1927) score interval; Newcombe (1998), method 10; Byar's approximation (Breslow
and Day, 1987) and below ten events the exact Poisson interval (Garwood, 1936), as Fingertips uses
them; the difference of two rates by the same square-and-add as Newcombe's (Zou and Donner, 2008).
All bounds are on the scale of the input: proportions 0 to 1, counts as counts. Nothing is rounded
here. `kpi.statistics.verdict_rules` decides which figure gets which interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# Below this count Byar's approximation is too rough, and the exact Poisson interval is used.
BYAR_MINIMUM = 10


@dataclass(frozen=True)
class Interval:
    """A lower and an upper bound."""

    lower: float
    upper: float

    def contains(self, value: float) -> bool:
        """Return whether `value` lies within the bounds or on one of them."""
        return self.lower <= value <= self.upper

    def __neg__(self) -> Interval:
        return Interval(-self.upper, -self.lower)

    def times(self, factor: float) -> Interval:
        """Return both bounds times a positive `factor`, for example 100 for per cent."""
        return Interval(self.lower * factor, self.upper * factor)


def z_for(confidence: float) -> float:
    """Return the normal quantile of a two-sided interval: 1.95996 for 0.95, 3.09023 for 0.998.

    Raises ValueError for a confidence that is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)


Z95 = z_for(0.95)


def wilson(x: float, n: float, z: float = Z95) -> Interval:
    """Return the Wilson score interval of the proportion x / n.

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
    """Return Newcombe's hybrid score interval (method 10) of x1 / n1 - x2 / n2.

    Raises ValueError as `wilson` does. Swapping the two arms negates the interval.
    """
    interval = square_and_add(*_arm(x1, n1, z), *_arm(x2, n2, z))
    return Interval(max(interval.lower, -1.0), min(interval.upper, 1.0))


def rate_difference(x1: float, n1: float, x2: float, n2: float, z: float = Z95) -> Interval:
    """Return the interval of the difference x1 / n1 - x2 / n2 of two rates of events.

    Square-and-add of each rate's own Poisson interval: the method of variance estimates recovery
    of Zou and Donner (2008, Statistics in Medicine 27), of which Newcombe's method 10 is the case
    for proportions. Raises ValueError as `poisson` does, and when a base is not positive.
    """
    return square_and_add(*_rate(x1, n1, z), *_rate(x2, n2, z))


def square_and_add(first: float, likely1: Interval, second: float, likely2: Interval) -> Interval:
    """Return the interval of first - second, two independent figures, from the interval of each."""
    difference = first - second
    below = sqrt((first - likely1.lower) ** 2 + (likely2.upper - second) ** 2)
    above = sqrt((likely1.upper - first) ** 2 + (second - likely2.lower) ** 2)
    return Interval(difference - below, difference + above)


def poisson(x: float, z: float = Z95) -> Interval:
    """Return the interval of a count of events: exact below `BYAR_MINIMUM`, else Byar's.

    Divide by the population for a rate. Raises ValueError for a negative count.
    """
    return exact_poisson(x, z) if x < BYAR_MINIMUM else byar(x, z)


def exact_poisson(x: float, z: float = Z95) -> Interval:
    """Return the exact interval of a Poisson count: half chi-squared quantiles of 2x and 2x + 2.

    Raises ValueError for a negative count.
    """
    # Not imported at the top: SciPy takes a while to load, and few counts are this small.
    from scipy.special import gammainccinv, gammaincinv  # type: ignore[import-untyped]

    if not x >= 0:
        raise ValueError(f"the count {x} is below 0")
    tail = 1 - NormalDist().cdf(z)
    # The gamma quantile of shape x is half the chi-squared quantile of 2x degrees of freedom.
    lower = 0.0 if x == 0 else float(gammaincinv(x, tail))
    return Interval(lower, float(gammainccinv(x + 1, tail)))


def byar(x: float, z: float = Z95) -> Interval:
    """Return Byar's interval of a Poisson count; divide by the population for a rate.

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


def _arm(x: float, n: float, z: float) -> tuple[float, Interval]:
    """Return a proportion and its interval; raises ValueError as `wilson` does."""
    likely = wilson(x, n, z)
    return x / n, likely


def _rate(x: float, n: float, z: float) -> tuple[float, Interval]:
    """Return a rate and its interval; raises ValueError for a denominator not above 0."""
    if not n > 0:
        raise ValueError(f"the denominator {n} is not above 0")
    return x / n, poisson(x, z).times(1 / n)
