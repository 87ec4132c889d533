"""The figures beside a line's points: which are written, and above or below their point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpi.charts.renderers.axes import PlotAxes
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine, ChartPoints, Corner, LevelStretch

MOST = 13  # points with a figure each; of more, none has room
_SIGN = 1.35  # per cent of the field's width that one sign of a figure takes at 600 pixels
_SIGN_ON_A_PHONE = 3.1  # and at 260 pixels
_HIGH = 4.8  # per cent of its height that a figure takes at the usual height
_OFF = 2.5  # between a point and its figure
_OUTSIDE = 40.0  # as much worse as this is a figure that covers the axis below the field

Place = tuple[float, float]


@dataclass(frozen=True)
class PointLabel:
    """A figure beside its point: per cent from the left and from the top, and on which side."""

    left: float
    top: float
    words: str
    is_below: bool


def point_labels(chart: LineChart, at: PlotAxes, share: float = 1.0) -> tuple[PointLabel, ...]:
    """Return the figures beside the points of the chart's first line, in time order.

    The newest has none, as it stands at the line's end. None at all where two would touch, or
    where the chart says no figures of points. Each stands on the side on which it covers less of
    the lines; where that is the same, below a low point and above any other. `share` is the
    chart's height as a part of the usual one.
    """
    own = chart.lines[0] if chart.lines else None
    if own is None or not chart.figures:
        return ()
    points = [
        (at.across(p.period.middle), at.down(p.joined), chart.figures.get(p.period, ""))
        for p in own.points
        if p.joined is not None
    ]
    if len(points) > MOST or _touch(points):
        return ()
    drawn = [list(_strokes(layer, at)) for layer in chart.layers]
    return tuple(
        PointLabel(left, top, words, _is_below(points, number, drawn, share))
        for number, (left, top, words) in enumerate(points[:-1])
        if words
    )


def are_close(labels: Sequence[PointLabel]) -> bool:
    """Return whether figures of these points would touch each other on a phone."""
    return _touch([(each.left, each.top, each.words) for each in labels], _SIGN_ON_A_PHONE)


# ---- parts --------------------------------------------------------------------------------


def _touch(points: Sequence[tuple[float, float, str]], sign: float = _SIGN) -> bool:
    return any(
        after[0] - before[0] < sign * (len(before[2]) + len(after[2])) / 2 + 1
        for before, after in pairwise(points)
    )


def _is_below(
    points: Sequence[tuple[float, float, str]],
    number: int,
    drawn: Sequence[Sequence[tuple[Place, Place]]],
    share: float,
) -> bool:
    left, top, words = points[number]
    adjacent = [points[place][1] for place in (number - 1, number + 1) if 0 <= place < len(points)]
    high, off, half = _HIGH / share, _OFF / share, _SIGN * len(words) / 2
    above = _covered(drawn, left, half, (top - off - high, top - off))
    below = _covered(drawn, left, half, (top + off, top + off + high))
    below += _OUTSIDE * (top + off + high > 100)
    if abs(above - below) < 0.5:
        return all(place < top for place in adjacent)
    return below < above


def _covered(
    drawn: Sequence[Sequence[tuple[Place, Place]]],
    left: float,
    half: float,
    span: tuple[float, float],
) -> float:
    """Return how many per cent of a figure's width lines pass through its place, all together."""
    steps = [left + half * step / 4 for step in range(-4, 5)]
    return sum(
        2 * half / len(steps)
        for strokes in drawn
        for place in steps
        if any(span[0] <= height <= span[1] for height in _heights(strokes, place))
    )


def _heights(strokes: Sequence[tuple[Place, Place]], across: float) -> Iterator[float]:
    for (x0, y0), (x1, y1) in strokes:
        if x0 <= across <= x1 and x0 < x1:
            yield y0 + (y1 - y0) * (across - x0) / (x1 - x0)


def _strokes(
    layer: ChartLine | ChartPoints | LevelStretch, at: PlotAxes
) -> Iterator[tuple[Place, Place]]:
    """Yield the straight parts of a layer's line, in per cent of the field."""
    if isinstance(layer, ChartPoints):
        return
    for before, after in pairwise(layer.corners):
        first, second = _place(before, at), _place(after, at)
        if first and second:
            yield first, second


def _place(corner: Corner, at: PlotAxes) -> Place | None:
    if corner.day is None or corner.value is None:
        return None
    return at.across(corner.day), at.down(corner.value)
