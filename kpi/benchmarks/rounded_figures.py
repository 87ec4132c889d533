"""Figures that are published as whole numbers: which differences of them rounding could make."""

from __future__ import annotations

from collections.abc import Iterable

from kpi.benchmarks.measures import Measure

_HALF, _CLEAN = 0.5, 10
NO_CERTAIN_CHANGE = "no certain change, as figures are rounded"
NO_CERTAIN_DIFFERENCE = "no certain difference"


def off_by(known: Measure, values: Iterable[float | None]) -> float:
    """Return how far rounding may have moved each of a measure's published figures of a period.

    Half a unit where all are whole numbers though the measure's own are not, else 0.
    """
    if known.is_count or known.decimals < 1:
        return 0.0
    told = [value for value in values if value is not None]
    return _HALF if told and all(float(value).is_integer() for value in told) else 0.0


def is_certain(difference: float | None, most: float) -> bool:
    """Return whether a displayed difference is more than rounding, `most` in all, could make.

    No difference is told as displayed.
    """
    return not difference or round(abs(difference), _CLEAN) > most
