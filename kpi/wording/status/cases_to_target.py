"""How many more or fewer cases would have met the target, in words."""

from __future__ import annotations

from kpi.formatting import count, figure
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets.target_gap import WouldTake, would_take
from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.wording.headline import goal


def gap_sentence(row: ScorecardRow) -> str:
    """Return `11 more plans in time would have met the target of 60.0% or more: 107 of 178 ...`.

    Empty where there is nothing to say (see `would_take`), or where the definition does not name
    what is counted.
    """
    needed, start = would_take(row), would_have_met(row)
    if needed is None or not start:
        return ""
    return f"{start} of {goal(row)}: {_after(row.indicator, needed)}."


def would_have_met(row: ScorecardRow) -> str:
    """Return the same without its numbers: `11 more plans in time would have met the target`."""
    needed = would_take(row)
    if needed is None or not row.indicator.would_take:
        return ""
    what = row.indicator.would_take[0 if needed.number == 1 else 1]
    side = "more" if row.indicator.polarity is Polarity.HIGHER else "fewer"
    return f"{count(needed.number)} {side} {what} would have met the target"


def _after(indicator: Indicator, needed: WouldTake) -> str:
    value = figure(needed.value, indicator.unit, indicator.decimals)
    if indicator.very_small:  # there are many thousands of pupils on roll: the rate is enough
        return value
    return f"{count(needed.numerator)} of {count(needed.denominator)} ({value})"
