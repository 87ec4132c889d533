"""The axes of a line chart: where days and values lie, and the round values up its side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kpi.charts.specification.chart import LineChart, ValueAxis
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch

STEPS = 6  # at most so many steps up the axis
MARGIN = 0.03  # of the width, left free beside the first and the last point


@dataclass(frozen=True)
class PlotAxes:
    """Where days and values lie: percentages from the left and from the top."""

    first: float
    last: float
    ticks: tuple[Decimal, ...]

    def across(self, day: date) -> float:
        """Percent of the width."""
        return 100 * (day.toordinal() - self.first) / (self.last - self.first)

    def down(self, value: float) -> float:
        """Percent of the height, of a value."""
        low, high = float(self.ticks[0]), float(self.ticks[-1])
        return 100 * (high - value) / (high - low)


def axes(chart: LineChart) -> PlotAxes:
    """The axes that hold all of the chart, in round steps; from nought where it asks for that.

    Raises ValueError where there is no value.
    """
    layers = list(chart.layers)
    days = [float(c.day.toordinal()) for each in layers for c in each.corners if c.day is not None]
    days += [float(each.day.toordinal()) for each in chart.breaks]
    days += [
        float(day.toordinal())
        for band in chart.bands
        for day in (band.period.start, band.period.end)
    ]
    values = [value for each in layers for value in reached(each)]
    if not values:
        raise ValueError("a chart without values has no axes")
    if chart.y.from_zero:
        values.append(0.0)
    room = (max(days) - min(days)) * MARGIN or 30.0
    steps = round_steps(min(values), max(values), max(chart.y.decimals, 0))
    return PlotAxes(min(days) - room, max(days) + room, steps)


def round_steps(low: float, high: float, decimals: int) -> tuple[Decimal, ...]:
    """Round values at equal distances, the first at or below `low`, the last at or above `high`.

    No step needs more decimals than a figure of the chart is shown with.
    """
    bottom, top = Decimal(repr(low)), Decimal(repr(high))
    finest = Decimal(1).scaleb(-decimals)
    if bottom == top == 0:
        return (bottom, finest)
    if bottom == top:
        middle = (bottom / finest).to_integral_value(ROUND_FLOOR) * finest
        return (middle - finest, middle, middle + finest)
    power = Decimal(1).scaleb(((top - bottom) / STEPS).adjusted())
    for step in (*(power * size for size in (1, 2, 5, 10, 20)), finest):
        first = (bottom / step).to_integral_value(ROUND_FLOOR)
        last = (top / step).to_integral_value(ROUND_CEILING)
        if step >= finest and last - first <= STEPS:
            break
    return tuple(step * number for number in range(int(first), int(last) + 1))


def reached(layer: ChartLine | ChartPoints | LevelStretch) -> Iterator[float]:
    """Every value that a layer comes to, the ends of its likely ranges too."""
    yield from (corner.value for corner in layer.corners if corner.value is not None)
    for point in layer.points if isinstance(layer, ChartLine) else ():
        if point.joined is not None:
            yield point.joined + (point.up or 0.0)
            yield point.joined - (point.down or 0.0)


def tick_label(axis: ValueAxis, tick: Decimal) -> str:
    """A tick with its unit: `40%`, `£1,200`, `−£20`."""
    sign = "−" if tick < 0 else ""
    return f"{sign}{axis.prefix}{tick_text(abs(tick))}{axis.suffix}"


def tick_text(tick: Decimal) -> str:
    """A round value with the decimals it needs and no more: `1,200`, `0.5`, `−20`."""
    whole = tick == tick.to_integral_value()
    return f"{tick.to_integral_value() if whole else tick.normalize():,f}".replace("-", "−")


def bar_widths(values: Sequence[float | None]) -> list[float]:
    """The length of each bar as a percentage of the longest, from nought; 0 for no value."""
    longest = max((v for v in values if v is not None), default=0.0)
    return [round(100 * v / longest, 1) if v and longest > 0 and v > 0 else 0.0 for v in values]


def percent(share: float) -> str:
    """A share of the width or height, as a style sheet has it."""
    return f"{share:.2f}%"
