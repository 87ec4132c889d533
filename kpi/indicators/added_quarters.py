"""Quarters added up: the counts of several quarters together give one figure.

Only counts are added up, never percentages, and only where every quarter has them. A rate over a
population is the sum of the counts over the mean of the quarters' populations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpi.formatting import listed, multiplier
from kpi.model.data_status import DERIVED, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import NOT_AVAILABLE
from kpi.model.observation import Observation
from kpi.periods import Period, breaks_between


class AddedQuarters(NamedTuple):
    """The figure of some quarters together, with the data status of its least certain part."""

    value: float
    numerator: float
    denominator: float
    status: str


def added(
    indicator: Indicator, series: Sequence[Observation], quarters: Sequence[Period]
) -> AddedQuarters | str:
    """Return the figure of some quarters of a series together, or why there is none, as text."""
    if not indicator.figure_kind.adds_up:
        return f"a figure of {indicator.figure_kind.words} is not added up"
    by_period = {o.period: o for o in series}
    faults: dict[str, list[str]] = {}
    for quarter in quarters:
        if fault := _fault(by_period.get(quarter)):
            faults.setdefault(fault, []).append(quarter.short)
    if faults:
        return "; ".join(f"{listed(names)}: {fault}" for fault, names in faults.items())
    first, last = quarters[0], quarters[-1]
    if breaks_between((period for period, _ in indicator.breaks), first, last):
        return "the series breaks between these quarters"
    parts = [by_period[quarter] for quarter in quarters]
    numerator = sum(part.numerator or 0.0 for part in parts)
    denominator = sum(part.denominator or 0.0 for part in parts)
    if indicator.unit != "percent":
        denominator /= len(parts)
    per = multiplier(indicator.unit)
    if per is None:
        raise ValueError(f"figures in {indicator.unit} are no share of what is counted")
    if denominator <= 0:
        return "there is nothing to divide by"
    status = strongest((DERIVED, *(part.data_status for part in parts)))
    return AddedQuarters(per * numerator / denominator, numerator, denominator, status)


# ---- parts --------------------------------------------------------------------------------


def _fault(observation: Observation | None) -> str:
    """Return why a quarter cannot be added up; empty where it can."""
    if observation is None:
        return "not held"
    if observation.value is None:
        return f"no figure ({observation.reason or NOT_AVAILABLE})"
    if observation.numerator is None or observation.denominator is None:
        return "no counts"
    return ""
