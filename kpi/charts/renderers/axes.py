"""The axes of a line chart: positions of days and values, and the round values of its ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kpi.charts.specification.chart import LineChart, NoteMark, ValueAxis
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch

STEPS = 6  # the most steps on the axis
NOTE_APART = 4.0  # per cent of the width between two notes' marks on one level
MARGIN = 0.03  # share of the width left free at the first and the last point


@dataclass(frozen=True)
class PlotAxes:
    """Positions of days and values: percentages from the left and from the top."""

    first: float
    last: float
    ticks: tuple[Decimal, ...]

    def across(self, day: date) -> float:
        """Return the position of a day as a percentage of the width."""
        return 100 * (day.toordinal() - self.first) / (self.last - self.first)

    def down(self, value: float) -> float:
        """Return the position of a value as a percentage of the height."""
        low, high = float(self.ticks[0]), float(self.ticks[-1])
        return 100 * (high - value) / (high - low)


def axes(chart: LineChart) -> PlotAxes:
    """Return axes in round steps that hold all of the chart, from zero where it asks for that.

    Raises ValueError where the chart has no value.
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


def note_levels(notes: Sequence[NoteMark], at: PlotAxes) -> list[int]:
    """Return how many marks high each note stands: above the one before where it would cover it."""
    levels: list[int] = []
    for number, note in enumerate(notes):
        close = number > 0 and at.across(note.day) - at.across(notes[number - 1].day) < NOTE_APART
        levels.append(levels[-1] + 1 if close else 0)
    return levels


def round_steps(low: float, high: float, decimals: int) -> tuple[Decimal, ...]:
    """Return round values at equal steps, from at or below `low` to at or above `high`.

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
    """Yield every value that a layer reaches, including the ends of its likely ranges."""
    yield from (corner.value for corner in layer.corners if corner.value is not None)
    for point in layer.points if isinstance(layer, ChartLine) else ():
        if point.joined is not None:
            yield point.joined + (point.up or 0.0)
            yield point.joined - (point.down or 0.0)


def tick_label(axis: ValueAxis, tick: Decimal) -> str:
    """Return a tick's label with its unit: `40%`, `£1,200`, `−£20`."""
    sign = "−" if tick < 0 else ""
    return f"{sign}{axis.prefix}{tick_text(abs(tick))}{axis.suffix}"


def tick_text(tick: Decimal) -> str:
    """Return a round value with no more decimals than it needs: `1,200`, `0.5`, `−20`."""
    whole = tick == tick.to_integral_value()
    return f"{tick.to_integral_value() if whole else tick.normalize():,f}".replace("-", "−")


def bar_widths(values: Sequence[float | None]) -> list[float]:
    """Return each bar's length from zero as a percentage of the longest; 0 for no value."""
    longest = max((v for v in values if v is not None), default=0.0)
    return [round(100 * v / longest, 1) if v and longest > 0 and v > 0 else 0.0 for v in values]


def percent(share: float) -> str:
    """Return a share of the width or height in CSS notation."""
    return f"{share:.2f}%"
