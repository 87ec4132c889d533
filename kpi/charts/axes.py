"""The axes of a line chart: where days and values lie, and the round values up its side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kpi.charts.figure import Figure

STEPS = 6  # at most so many steps up the axis
MARGIN = 0.03  # of the width, left free beside the first and the last point
_DECIMALS = re.compile(r",\.(\d+)~f")


@dataclass(frozen=True)
class Axes:
    """Where days and values lie: percentages from the left and from the top."""

    first: float
    last: float
    ticks: tuple[Decimal, ...]

    def across(self, day: str) -> float:
        """Percent of the width, of a day as `2025-06-30`."""
        return 100 * (day_number(day) - self.first) / (self.last - self.first)

    def down(self, value: float) -> float:
        """Percent of the height, of a value."""
        low, high = float(self.ticks[0]), float(self.ticks[-1])
        return 100 * (high - value) / (high - low)


def axes(data: Sequence[Figure], look: Figure) -> Axes:
    """The axes that hold all of the figure, in round steps; from nought where it asks for that."""
    days = [day_number(x) for trace in data for x in trace["x"] if x is not None]
    days += [day_number(each[x]) for each in look["shapes"] for x in ("x0", "x1")]
    room = (max(days) - min(days)) * MARGIN or 30.0
    values = [value for trace in data for value in reached(trace)]
    decimals = _DECIMALS.fullmatch(look["yaxis"]["tickformat"])
    mode = look["yaxis"]["rangemode"]
    if decimals is None or mode not in ("tozero", "normal") or not values:
        raise ValueError("a chart without values, or with an axis that is not known here")
    if mode == "tozero":
        values.append(0.0)
    steps = round_steps(min(values), max(values), int(decimals[1]))
    return Axes(min(days) - room, max(days) + room, steps)


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


def reached(trace: Figure) -> Iterator[float]:
    """Every value that a trace comes to, the ends of its upright bars too."""
    bars = trace.get("error_y", {})
    nothing = [None] * len(trace["y"])
    for value, up, down in zip(
        trace["y"], bars.get("array", nothing), bars.get("arrayminus", nothing), strict=True
    ):
        if value is not None:
            yield value
            yield value + (up or 0.0)
            yield value - (down or 0.0)


def up_text(look: Figure, tick: Decimal) -> str:
    """A tick with its unit: `40%`, `£1,200`, `−£20`."""
    axis, text = look["yaxis"], tick_text(abs(tick))
    sign = "−" if tick < 0 else ""
    return f"{sign}{axis.get('tickprefix', '')}{text}{axis['ticksuffix']}"


def tick_text(tick: Decimal) -> str:
    """A round value with the decimals it needs and no more: `1,200`, `0.5`, `−20`."""
    whole = tick == tick.to_integral_value()
    return f"{tick.to_integral_value() if whole else tick.normalize():,f}".replace("-", "−")


def day_number(day: str) -> float:
    """The day of a date as `2025-06-30`, counted from the first there is."""
    return float(date.fromisoformat(day).toordinal())
