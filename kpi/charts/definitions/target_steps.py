"""An indicator's targets and intervention levels over time, as steps."""

from __future__ import annotations

from collections.abc import Callable

from kpi.charts.specification.definitions.target_steps import TargetStep, TargetSteps
from kpi.indicators.scorecard import targets
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.target_words import aim_words, beyond_words, goal_words, span_words


def target_steps(snapshot: Snapshot, indicator: Indicator, area: str) -> TargetSteps | None:
    """Return the targets from the first to the snapshot's day; None where there has been none."""
    known = targets(snapshot, indicator, area)
    if not known:
        return None
    spans = [_span(snapshot, each) for each in known]
    start = min(first.start for first, _ in spans)
    days = (max(last.end for _, last in spans) - start).days + 1
    every = [value for each in known for value in (*each.aims, *each.levels)]
    values = [value for value in every if value is not None]
    low, spread = min(values), max(values) - min(values)

    def height(value: float) -> float:
        return 100 * (value - low) / spread if spread else 50.0

    steps = tuple(
        TargetStep(
            100 * (first.start - start).days / days,
            100 * ((last.end - start).days + 1) / days,
            height(target.target),
            _if_any(height, target.intervention_level),
            _if_any(height, target.target_upper),
            _if_any(height, target.intervention_upper),
        )
        for target, (first, last) in zip(known, spans, strict=True)
    )
    newest, *earlier = reversed(known)
    return TargetSteps(
        steps,
        aim_words(indicator, earlier[-1]) if earlier else "",
        f"{aim_words(indicator, newest)} from {newest.from_quarter}",
        beyond_words(indicator, newest) if newest.has_level else "",
        strongest(each.data_status for each in known),
        " ".join(_words(indicator, each) for each in known),
    )


def _if_any(height: Callable[[float], float], value: float | None) -> float | None:
    return None if value is None else height(value)


def _span(snapshot: Snapshot, target: Target) -> tuple[Period, Period]:
    """Return the first and last quarter or month; one in force lasts to the snapshot's day."""
    first, last = target.starts, target.ends
    if last is not None:
        return first, last
    return first, max(first, Period.containing(first.kind, snapshot.made_on))


def _words(indicator: Indicator, target: Target) -> str:
    text = f"{span_words(target)}: target {goal_words(indicator, target)}"
    if target.has_level:
        text += f", intervention level {beyond_words(indicator, target)}"
    return f"{text}."
