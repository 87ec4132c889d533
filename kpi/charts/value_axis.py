"""The value axis of a chart: its unit, and whether it starts at zero.

It always does, so that twice the figure is twice as high. Only for the lines of a measure over
time may a reader have it fitted to the figures instead.
"""

from __future__ import annotations

from kpi import units
from kpi.benchmarks.measures import Measure
from kpi.charts.specification.chart import ValueAxis
from kpi.formatting import is_percent
from kpi.model.definitions.indicator import Indicator

FROM_ZERO = True
"""Whether the axis starts at zero where a reader has not chosen."""


def indicator_axis(indicator: Indicator) -> ValueAxis:
    """Return the axis of an indicator's chart, in its unit."""
    unit = "£" if indicator.unit == units.POUNDS else indicator.unit
    return ValueAxis(unit, indicator.decimals, FROM_ZERO, title=units.over_axis(indicator.unit))


def measure_axis(known: Measure, *, from_zero: bool = FROM_ZERO) -> ValueAxis:
    """Return the axis of a measure's chart, in its unit; `from_zero` is a reader's choice."""
    unit = "percent" if is_percent(known.unit) else known.unit
    return ValueAxis(unit, known.decimals, from_zero)


def zero_words(*, from_zero: bool) -> str:
    """Return whether the axis starts at zero, as a subtitle says it."""
    return f"the axis {'starts' if from_zero else 'does not start'} at zero"
