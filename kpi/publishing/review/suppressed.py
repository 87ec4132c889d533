"""Which figures of a return will be suppressed, and why, without any number of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kpi.disclosure.small_counts import small_counts_words
from kpi.disclosure.suppression import HiddenFigure
from kpi.model.definitions.indicator import Indicator
from kpi.periods import Period

MOST_LINES = 5
_SMALL = f"because a count behind it is {small_counts_words()}"
_UNCOUNTED = "because it comes without the counts that would say it is large enough"
_REVEALING = "because a hidden figure could be worked out from it"
ALONE = "No other figure gives it away, so nothing else is hidden."


@dataclass(frozen=True)
class SuppressedFigures:
    """A line for each figure, how many more there are, and whether the rest stays shown."""

    number: int
    lines: tuple[str, ...]
    more: int
    rest: str


def suppressed(
    hidden: Iterable[HiddenFigure], indicators: Mapping[str, Indicator]
) -> SuppressedFigures:
    """Return what will be suppressed, the newest first: names, periods and reasons only."""
    ordered = sorted(hidden, key=lambda h: (h.period_end, h.indicator_id), reverse=True)
    lines = tuple(_line(h, indicators) for h in ordered[:MOST_LINES])
    is_alone = len(ordered) == 1 and not (ordered[0].secondary or ordered[0].is_exposed)
    return SuppressedFigures(
        len(ordered), lines, len(ordered) - len(lines), ALONE if is_alone else ""
    )


def _line(h: HiddenFigure, indicators: Mapping[str, Indicator]) -> str:
    period = Period.of(h.period_kind, h.period_start, h.period_end)
    why = _REVEALING if h.secondary else _UNCOUNTED if h.numerator is None else _SMALL
    name = indicators[h.indicator_id].name
    return f"{name}, {period.short}: figure and counts shown as [c], {why}."
