"""Judgements on figures as displayed: target status, direction, streaks.

As displayed, so that no status or arrow contradicts the printed figures. What counts show (the
verdict against a comparator, and whether a change is clear) is a different kind of judgement:
`kpi.statistics.verdict_rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import round_half_away
from kpi.model.polarity import Polarity
from kpi.periods import Period, parse_period

ON_TARGET = "on target"
BELOW_TARGET = "below target"
BELOW_INTERVENTION = "below intervention level"
NO_TARGET = "no target"
AWAITING = "awaiting data"
SUPPRESSED = "suppressed"
NOT_TELLABLE = "no change that can be told"
"""The direction of a difference that is too small to mean anything (`kpi.indicators.changes`)."""
STATUSES = (BELOW_INTERVENTION, BELOW_TARGET, ON_TARGET, AWAITING, SUPPRESSED, NO_TARGET)
"""Every target status, worst first: the order of rows on the scorecard."""


@dataclass(frozen=True)
class Target:
    """What a figure is judged against, and where the target came from."""

    target: float
    intervention_level: float | None
    target_type: str | None
    data_status: str
    rationale: str | None
    from_quarter: str
    to_quarter: str | None

    def is_in_force(self, quarter: Period) -> bool:
        """Whether it is what a reporting quarter is judged against."""
        ends = parse_period(self.to_quarter) if self.to_quarter else None
        return in_force(parse_period(self.from_quarter), ends, quarter)


def in_force(starts: Period, ends: Period | None, quarter: Period) -> bool:
    """Whether a target from one quarter to another, or without an end, covers a quarter."""
    return starts <= quarter and (ends is None or quarter <= ends)


def target_status(
    value: float, target: float, level: float | None, polarity: Polarity, decimals: int
) -> str:
    """Return `on target`, `below target` or `below intervention level`, for the value as displayed.

    Exactly on the target is on target; exactly on the intervention level is not yet beyond it.
    """
    shown = round_half_away(value, decimals)
    sign = polarity.sign
    if sign * (shown - target) >= 0:
        return ON_TARGET
    if level is not None and sign * (shown - level) < 0:
        return BELOW_INTERVENTION
    return BELOW_TARGET


def displayed_change(now: float | None, before: float | None, decimals: int) -> float | None:
    """Return the displayed value minus the displayed earlier one; None where either is missing."""
    if now is None or before is None:
        return None
    difference = round_half_away(now, decimals) - round_half_away(before, decimals)
    return round_half_away(difference, decimals)


def direction(change: float | None, polarity: Polarity) -> str:
    """Return `improved`, `worsened` or `no change`; `up` or `down` without polarity.

    `cannot be calculated` is a result of its own, never `no change`.
    """
    if change is None:
        return "cannot be calculated"
    if change == 0:
        return "no change"
    if not polarity.is_judged:
        return "up" if change > 0 else "down"
    return "improved" if polarity.is_better(higher=change > 0) else "worsened"


def streak(met: Sequence[bool | None]) -> int:
    """Return how many of the last results in a row met the target; a gap ends the streak."""
    length = 0
    for result in reversed(met):
        if not result:
            break
        length += 1
    return length


def best_since(values: Sequence[float | None], *, highest: bool) -> int | None:
    """Return how many earlier results in a row the last one beats; None when it beats none.

    `len(values) - 1` means it beats every earlier result. Missing results end the search.
    """
    if not values or values[-1] is None:
        return None
    last, beaten = values[-1], 0
    for value in reversed(values[:-1]):
        if value is None or (value >= last if highest else value <= last):
            break
        beaten += 1
    return beaten or None
