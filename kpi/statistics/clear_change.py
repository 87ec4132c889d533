"""Whether a change is clear: the likely range of the difference of two figures with counts."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.statistics.intervals import newcombe, rate_difference
from kpi.statistics.verdict_rules import ConfidenceInterval, CountedShare

NEWCOMBE = "95% interval of the difference, Newcombe's method 10"
SQUARE_AND_ADD = "95% interval of the difference of two rates, square-and-add (Zou and Donner)"


@dataclass(frozen=True)
class DifferenceRange:
    """The likely range of a difference, the later figure minus the earlier one."""

    low: float
    high: float
    method: str
    now: CountedShare
    before: CountedShare

    @property
    def is_enough(self) -> bool:
        """Whether both figures have enough cases."""
        return self.now.is_enough and self.before.is_enough


def gap(
    now: ConfidenceInterval | None, before: ConfidenceInterval | None
) -> DifferenceRange | None:
    """Return the likely range of a difference of two figures; None without counts."""
    if now is None or before is None:
        return None
    first, second = now.counted, before.counted
    if first.is_rate:
        bounds = rate_difference(first.x, first.n, second.x, second.n)
    else:
        bounds = newcombe(first.x, first.n, second.x, second.n)
    bounds = bounds.times(first.per)
    method = SQUARE_AND_ADD if first.is_rate else NEWCOMBE
    return DifferenceRange(bounds.lower, bounds.upper, method, first, second)


def is_clear_change(difference: DifferenceRange | None, change: float | None) -> bool | None:
    """Return whether a change, as shown, is clear: the likely range of the difference excludes 0.

    None where that is not known: no counts, too few cases, no change to judge, or counts that
    changed in the other direction than the figures.
    """
    if difference is None or change is None or not difference.is_enough:
        return None
    if change == 0 or difference.low <= 0 <= difference.high:
        return False
    return True if (change > 0) == (difference.low > 0) else None
