"""A small trend as PNG for the committee paper: greys and one navy, legible in black and white."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from typing import Any

from kpi.charts.renderers.images.text_layout import DPI, drawing
from kpi.charts.specification.small_trend import SmallTrend, TrendPoint
from kpi.charts.specification.styles import PALETTE

WIDTH, HEIGHT = 8.4, 3.5  # in cm
NAVY, GREY, INK = PALETTE["home"], "#595959", "#000000"
_CM = 1 / 2.54
_SMALL, _TEXT, _LARGE = 7.5, 8.0, 9.5
_LONG = 5  # letters of a label that may meet its neighbour
_CLEAR = 5.0  # between a point and its label
_RIGHT = 0.74  # where the lines end, as a share of the width: labels stand to the right
_LEFT, _BOTTOM, _TOP = 0.03, 0.25, 0.84
_START = -0.55  # where the axis starts, in steps before the first point


def trend_picture(trend: SmallTrend) -> bytes:
    """Return the trend as a PNG. Raises ValueError for fewer than two points with a value."""
    known = [point for point in trend.points if point.value is not None]
    if len(known) < 2:
        raise ValueError("a trend needs two points")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with drawing():
        figure: Any = Figure(figsize=(WIDTH * _CM, HEIGHT * _CM), dpi=DPI)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM))
        _frame(axes, trend)
        _lines(axes, trend.points)
        _points(axes, trend)
        _axis(axes, figure, trend.points)
        figure.text(0.0, 0.99, trend.title, size=_TEXT, weight="bold", va="top", color=INK)
        made = io.BytesIO()
        figure.savefig(made, format="png", dpi=DPI, metadata={"Software": None})
    return made.getvalue()


def _frame(axes: Any, trend: SmallTrend) -> None:
    values = [p.value for p in trend.points if p.value is not None]
    values += [v for p in trend.points for v in (p.target, p.upper) if v is not None]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * 0.28
    axes.set_ylim(low - 1.4 * room, high + room)
    axes.set_xlim(_START, len(trend.points) - 1 + 0.15)
    axes.patch.set_visible(False)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.set_xticks([])
    axes.set_yticks([])


def _lines(axes: Any, points: Sequence[TrendPoint]) -> None:
    """Draw the target in steps, then our line: dotted into and out of what does not compare."""
    _steps(axes, [point.target for point in points])
    _steps(axes, [point.upper for point in points])
    for place, (one, other) in enumerate(itertools.pairwise(points)):
        if one.value is None or other.value is None:
            continue
        dotted = other.broken or one.hollow or other.hollow
        axes.plot(
            [place, place + 1], [one.value, other.value],
            color=NAVY, lw=1.6, ls=":" if dotted else "-", zorder=2,
        )  # fmt: skip


def _steps(axes: Any, targets: Sequence[float | None]) -> None:
    """Draw one bound of the target, dashed, from each point's left to its right."""
    for place, target in enumerate(targets):
        if target is None:
            continue
        ends = [max(place - 0.5, _START), min(place + 0.5, len(targets) - 0.85)]
        axes.plot(ends, [target, target], color=INK, lw=0.9, dashes=(5, 3), zorder=1)
        before = targets[place - 1] if place else None
        if before is not None and before != target:
            across = [place - 0.5, place - 0.5]
            axes.plot(across, [before, target], color=INK, lw=0.9, dashes=(5, 3), zorder=1)


def _points(axes: Any, trend: SmallTrend) -> None:
    last = max(place for place, point in enumerate(trend.points) if point.value is not None)
    low, high = axes.get_ylim()
    heights = _label_heights(trend.points, high - low)
    for place, point in enumerate(trend.points):
        if point.value is None:
            continue
        newest = place == last
        axes.plot(
            place, point.value, "o", ms=5.5 if newest else 3, mec=NAVY, mew=1,
            mfc="white" if point.hollow else NAVY, zorder=4,
        )  # fmt: skip
        if point.ringed:
            axes.plot(place, point.value, "o", ms=8, mec=NAVY, mew=1, mfc="none", zorder=3)
        if newest:
            _at_the_end(axes, trend, place, point)
            continue
        height = heights[place]
        axes.annotate(
            point.label, (place, point.value), (0, height), size=_SMALL, color=INK,
            textcoords="offset points", ha="center", va="bottom" if height > 0 else "top", zorder=5,
        )  # fmt: skip


def _label_heights(points: Sequence[TrendPoint], reach: float) -> dict[int, float]:
    """Return how many points each label stands above its point, or below it.

    A long label that would run into the one before goes to the other side of its point, where the
    target is not in its way, or a line or two further out. `reach` is the height of the axis.
    """
    distance = reach * 0.2
    per_unit = HEIGHT * _CM * 72 * (_TOP - _BOTTOM) / reach
    heights: dict[int, float] = {}
    for place, point in enumerate(points):
        if point.value is None:
            continue
        first = -_CLEAR if _is_below(points, place, distance) else _CLEAR
        further = _SMALL * (1 if first > 0 else -1)
        free = point.target is None or abs(point.target - point.value) >= distance
        tried = [first, *([-first] if free else []), first + further, first + 2 * further]
        before = points[place - 1].value if place else None
        if before is None or len(point.label) < _LONG:
            tried = tried[:1]
        feet = [_foot(point.value * per_unit, height) for height in tried]
        last = _foot(before * per_unit, heights[place - 1]) if before is not None else 0.0
        clear = [h for h, at in zip(tried, feet, strict=True) if abs(at - last) >= _SMALL]
        heights[place] = (clear or tried)[0]
    return heights


def _foot(value: float, height: float) -> float:
    """Return where a label's lower edge is, in points, by its value's place and its height."""
    return value + height - (_SMALL if height < 0 else 0)


def _is_below(points: Sequence[TrendPoint], place: int, distance: float) -> bool:
    """Return whether a label goes below its point: in a dip, or where it would meet the target."""
    point = points[place]
    assert point.value is not None
    around = [p.value for p in points[max(place - 1, 0) : place + 2] if p.value is not None]
    dip = point.value == min(around) and len(around) > 1
    if point.target is not None:
        above = point.target - point.value
        if 0 <= above < distance:
            return True
        if -distance < above < 0:
            return False
    return dip


def _at_the_end(axes: Any, trend: SmallTrend, place: int, point: TrendPoint) -> None:
    """Write the newest figure and the target's label at the right, moved apart where they meet."""
    low, high = axes.get_ylim()
    room = (high - low) * (0.27 if "\n" in trend.target_label else 0.17)
    own = point.value
    target = trend.points[-1].target
    assert own is not None
    aim = target
    if aim is not None and abs(aim - own) < room:
        middle = (aim + own) / 2
        over = 1 if aim >= own else -1
        aim, own = middle + over * room / 2, middle - over * room / 2
    right = len(trend.points) - 1 + 0.35
    axes.text(right, own, point.label, size=_LARGE, weight="bold", va="center", color=NAVY)
    if aim is not None:
        axes.text(right, aim, trend.target_label, size=_SMALL, va="center", color=INK)


def _axis(axes: Any, figure: Any, points: Sequence[TrendPoint]) -> None:
    """Write each tick under the axis, and each group of ticks once, under its first."""
    low, _ = axes.get_ylim()
    written = ""
    groups = [point.group for point in points]
    for place, point in enumerate(points):
        axes.annotate(
            point.tick, (place, low), (0, -3), textcoords="offset points",
            size=_SMALL, ha="center", va="top", annotation_clip=False,
        )  # fmt: skip
        if point.group and point.group != written:
            alone = groups.count(point.group) == 1 and place == 0
            axes.annotate(
                point.group, (place, low), (10 if alone else 0, -12), textcoords="offset points",
                size=_SMALL, ha="right" if alone else "center", va="top", annotation_clip=False,
            )  # fmt: skip
        written = point.group
