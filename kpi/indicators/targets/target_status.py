"""Target status: a displayed figure against its target, or why none is judged; and streaks.

As displayed, so that no status contradicts the printed figures. Which target is in force:
`kpi.indicators.targets.targets_in_force`. What counts show is a different kind of judgement: the
verdict against a comparator (`kpi.statistics.verdict_rules`), and whether a change is clear
(`kpi.statistics.clear_change`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Protocol

from kpi.formatting import round_half_away
from kpi.model.missing import symbol_meanings
from kpi.model.polarity import Polarity

ON_TARGET = "on target"
OFF_TARGET = "off target"
BEYOND_INTERVENTION = "beyond intervention level"
NO_TARGET = "no target"
AWAITING = "awaiting data"
SUPPRESSED = "suppressed"
JUDGED = (BEYOND_INTERVENTION, OFF_TARGET, ON_TARGET)
"""The statuses that rest on a figure and its target, the worst first."""
STATUSES = (*JUDGED, AWAITING, SUPPRESSED, NO_TARGET)
"""Every target status, worst first: the order of rows on the scorecard."""
EARLIER_WORDS = MappingProxyType(
    {"below target": OFF_TARGET, "below intervention level": BEYOND_INTERVENTION}
)
"""Words of earlier versions, in snapshots and returns of that time, with today's."""


class Aim(Protocol):
    """What a figure is judged against: a target, here or in a return.

    Within a range `target` is the lower bound and `intervention_level` lies below it.
    """

    @property
    def target(self) -> float | None:
        """The target, or the lower bound of a range."""

    @property
    def intervention_level(self) -> float | None:
        """The level beyond which the council must act; of a range, the lower one."""

    @property
    def target_upper(self) -> float | None:
        """The upper bound of a range."""

    @property
    def intervention_upper(self) -> float | None:
        """The level above a range beyond which the council must act."""


class Reported(Protocol):
    """What a quarter reports: a figure, or a symbol in its place."""

    @property
    def value(self) -> float | None:
        """The figure, if there is one."""

    @property
    def symbol(self) -> str | None:
        """The symbol beside it or in its place."""


def reported_status(
    reported: Reported | None, aim: Aim | None, polarity: Polarity, decimals: int
) -> str:
    """Return the status of what a quarter reports against its target.

    `reported` is None where the quarter has no figure of its own yet: data are awaited. So they are
    where a figure is missing, unless its symbol says that it is suppressed.
    """
    if not polarity.has_target or aim is None:
        return NO_TARGET
    if reported is None:
        return AWAITING
    if reported.value is None:
        return SUPPRESSED if reported.symbol == symbol_meanings.SUPPRESSED else AWAITING
    return status_against(reported.value, aim, polarity, decimals)


def status_against(value: float, aim: Aim, polarity: Polarity, decimals: int) -> str:
    """Return the status of a value, as displayed, against a target or a range.

    Both bounds of a range are in it. `no target` for half a range, and where nothing can meet one.
    """
    if aim.target is None or not polarity.has_target:
        return NO_TARGET
    if polarity is not Polarity.RANGE:
        return status_of(value, aim.target, aim.intervention_level, polarity, decimals)
    if aim.target_upper is None:
        return NO_TARGET
    shown = round_half_away(value, decimals)
    if aim.target <= shown <= aim.target_upper:
        return ON_TARGET
    level = aim.intervention_level if shown < aim.target else aim.intervention_upper
    way = Polarity.HIGHER if shown < aim.target else Polarity.LOWER
    bound = aim.target if shown < aim.target else aim.target_upper
    return status_of(value, bound, level, way, decimals)


def status_of(
    value: float, target: float, level: float | None, polarity: Polarity, decimals: int
) -> str:
    """Return `on target`, `off target` or `beyond intervention level`, for the value as displayed.

    Exactly on the target is on target; exactly on the intervention level is not yet beyond it.
    """
    shown = round_half_away(value, decimals)
    sign = polarity.sign
    if sign * (shown - target) >= 0:
        return ON_TARGET
    if level is not None and sign * (shown - level) < 0:
        return BEYOND_INTERVENTION
    return OFF_TARGET


def streak(met: Sequence[bool | None]) -> int:
    """Return how many of the last results in a row met the target; a gap ends the streak."""
    length = 0
    for result in reversed(met):
        if not result:
            break
        length += 1
    return length
