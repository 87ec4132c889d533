"""How many more, or fewer, cases would have met the target.

Calculated from the counts by the rule of `kpi.indicators.targets.target_status`: the figure is
judged as displayed. The denominator is unchanged.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from kpi.formatting import multiplier
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.polarity import Polarity


@dataclass(frozen=True)
class WouldTake:
    """`number` more (or fewer, where lower is better) would have given `numerator` and `value`."""

    number: int
    numerator: float
    denominator: float
    value: float


def fewest(
    numerator: float,
    denominator: float,
    target: float,
    polarity: Polarity,
    decimals: int,
    per: float,
) -> int | None:
    """Return the smallest number to add (subtract, where lower is better) that meets the target.

    0 where the counts already meet it; None where no number does, or without a polarity. The
    numerator never goes above the denominator or below zero.
    """
    if not polarity.is_judged or denominator <= 0:
        return None
    sign = polarity.sign
    room = int(denominator - numerator) if sign == 1 else int(numerator)

    def meets(number: int) -> bool:
        value = per * (numerator + sign * number) / denominator
        return (
            target_status.status_of(value, target, None, polarity, decimals)
            == target_status.ON_TARGET
        )

    number = bisect_left(range(room + 1), True, key=meets)
    return number if number <= room else None


def would_take(row: ScorecardRow) -> WouldTake | None:
    """Return what would have met the target that the row misses.

    None for a row that is not judged, is on target, has no counts (so never for a suppressed
    figure), has a figure that its counts do not explain, or whose target no count could meet.
    """
    indicator, now, target = row.indicator, row.now, row.target
    if row.status not in (target_status.OFF_TARGET, target_status.BEYOND_INTERVENTION):
        return None
    if now is None or target is None or now.numerator is None or now.denominator is None:
        return None
    per = multiplier(indicator.unit)
    if per is None:
        return None
    number = fewest(
        now.numerator,
        now.denominator,
        target.target,
        indicator.polarity,
        indicator.decimals,
        per,
    )
    if not number:
        return None
    sign = indicator.polarity.sign
    after = now.numerator + sign * number
    return WouldTake(number, after, now.denominator, per * after / now.denominator)
