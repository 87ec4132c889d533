"""Targets over time as an image: the target dashed, the intervention level whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kpi.charts.renderers.svg import picture
from kpi.charts.specification.definitions.target_steps import TargetSteps
from kpi.charts.specification.styles import PALETTE

_GRAIN, _HEIGHT, _AIR = 1000, 36, 3
_LEVEL = "#942514"


def step_lines(chart: TargetSteps) -> str:
    """Return the picture as an image that stretches, while lines keep their width and dashes.

    It has no text: its place names it with the chart's own.
    """
    spans = [(step.start, step.end) for step in chart.steps]
    aims = ([s.target for s in chart.steps], [s.upper for s in chart.steps])
    turns = ([s.level for s in chart.steps], [s.level_upper for s in chart.steps])
    targets = "".join(_line(_known(spans, each), PALETTE["target"], "6 3") for each in aims)
    levels = "".join(_line(_known(spans, each), _LEVEL, "") for each in turns)
    return picture(
        "steps",
        f'viewBox="0 0 {_GRAIN} {_HEIGHT}" preserveAspectRatio="none"',
        "<style>path{fill:none;stroke-width:2.5;vector-effect:non-scaling-stroke}</style>"
        f"{levels}{targets}",
    )


def _known(
    spans: Sequence[tuple[float, float]], values: Sequence[float | None]
) -> Iterator[tuple[float, float, float]]:
    for (start, end), value in zip(spans, values, strict=True):
        if value is not None:
            yield start, end, value


def _line(steps: Iterable[tuple[float, float, float]], colour: str, dashes: str) -> str:
    """Return a line with a rise between steps that follow on each other, and gaps elsewhere."""
    path, before = "", None
    for start, end, value in steps:
        left, right = start * _GRAIN / 100, end * _GRAIN / 100
        top = _AIR + (100 - value) * (_HEIGHT - 2 * _AIR) / 100
        joins = before is not None and abs(before - left) < 1
        path += f"{'V' + format(top, '.1f') if joins else f'M{left:.1f} {top:.1f}'}H{right:.1f}"
        before = right
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" stroke="{colour}"{dash}/>' if path else ""
