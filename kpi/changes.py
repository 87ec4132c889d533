"""A figure against an earlier one of its own series: how it moved, or why nobody can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi import evidence, judge
from kpi.data_status import PUBLISHED, strongest
from kpi.evidence import Gap, Likely
from kpi.missing import Missing, of_period, why_no_change
from kpi.model import Indicator
from kpi.periods import Period
from kpi.reporting import Observation


@dataclass(frozen=True)
class Change:
    """A figure against an earlier one, as displayed.

    `gap` is the likely range of the difference, where counts exist; `clear` says whether it
    shows more than chance, None where that cannot be said. Without a difference `missing` says
    why. `status` is the data status of the less certain of the two figures that it is made of.
    """

    before: Observation | None
    period: Period | None
    difference: float | None
    direction: str
    clear: bool | None
    gap: Gap | None = None
    missing: Missing | None = None
    status: str = PUBLISHED

    @property
    def is_too_few(self) -> bool:
        """Whether there are counts, but of too few cases to say."""
        return self.gap is not None and not self.gap.is_enough


def change_to(indicator: Indicator, series: Sequence[Observation], wanted: Period | None) -> Change:
    """The change of the last of a series, which is in time order, from the period wanted."""
    missing = why_no_change(series, wanted, [period for period, _ in indicator.breaks])
    before = of_period(series[:-1], wanted)
    if missing is not None:
        direction = judge.direction(None, indicator.polarity)
        return Change(before, wanted, None, direction, None, missing=missing)
    now = series[-1]
    assert before is not None  # else the reason had been found
    difference = judge.displayed_change(now.value, before.value, indicator.decimals)
    gap = evidence.gap(likely_of(indicator, now), likely_of(indicator, before))
    return Change(
        before,
        wanted,
        difference,
        judge.direction(difference, indicator.polarity),
        evidence.clear(gap, difference),
        gap,
        status=strongest((now.data_status, before.data_status)),
    )


def likely_of(indicator: Indicator, observation: Observation | None) -> Likely | None:
    """The likely range of an observation; None without a figure or without counts."""
    if observation is None:
        return None
    return evidence.likely(
        indicator, observation.value, observation.numerator, observation.denominator
    )
