"""The spread of a group of authorities: its middle half, and how many of them a figure passes.

A mean of authorities is not near each of them: the ten figures behind one may range
from 3% to 85%. So a verdict against a group uses the group's own figures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

from kpi.formatting import round_half_away
from kpi.statistics.intervals import Interval

FEWEST_MEMBERS = 4
"""With fewer figures a quarter may hold none of them, so there is no middle half."""


@dataclass(frozen=True)
class PassedCount:
    """How many of a group's figures are below a figure, above it, and equal to it, as shown."""

    below: int
    above: int
    level: int

    @property
    def of(self) -> int:
        """How many there are with the figure itself."""
        return self.below + self.above + self.level + 1

    @property
    def sharing(self) -> int:
        """How many share the figure's place, the figure itself included."""
        return self.level + 1

    def place(self, *, lowest_first: bool) -> int:
        """Return the figure's place among them all, equal ones sharing the first."""
        return (self.below if lowest_first else self.above) + 1


@dataclass(frozen=True)
class Spread:
    """The figures of the authorities behind a mean, in order of size."""

    values: tuple[float, ...]

    @staticmethod
    def of(values: Iterable[float]) -> Spread | None:
        """Return the spread of some figures; None without any."""
        ascending = tuple(sorted(values))
        return Spread(ascending) if ascending else None

    @property
    def count(self) -> int:
        """How many authorities have a figure."""
        return len(self.values)

    @cached_property
    def middle(self) -> Interval | None:
        """From the lower to the upper quartile (type 7); None below `FEWEST_MEMBERS` figures."""
        if self.count < FEWEST_MEMBERS:
            return None
        lower, _, upper = quantiles(self.values, n=4, method="inclusive")
        # Interpolation leaves float noise, which would separate a figure from a quartile it equals.
        return Interval(round(lower, 10), round(upper, 10))

    def passed(self, value: float, decimals: int) -> PassedCount:
        """Return how many of the group's figures are below, above and equal to a figure."""
        own = round_half_away(value, decimals)

        def shown(figure: float) -> float:
            return round_half_away(figure, decimals)

        # Rounding keeps their order, so a few of them need to be rounded.
        below = bisect_left(self.values, own, key=shown)
        above = self.count - bisect_right(self.values, own, key=shown)
        return PassedCount(below, above, self.count - below - above)
