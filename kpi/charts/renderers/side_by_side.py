"""Measures side by side as HTML: the shades of a strip, and small line charts as pictures.

A small chart is `<div class="small-lines" role="img">` with its text as label: the picture
`img.lines` in `.field`, the axis in `.axis-y` and `.axis-x`, and `ul` with a label for each named
line at its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from kpi.charts.renderers.axes import percent
from kpi.charts.renderers.svg import picture
from kpi.charts.specification.range_bar.parts import QuarterBox
from kpi.charts.specification.side_by_side import SmallLine, SmallLines, SmallRole
from kpi.charts.specification.styles import PALETTE, QUARTERS

_GRAIN = 10  # SVG units in a per cent
_TOP_WORD, _WORD = 30.0, 26.0  # per cent of the width: of the axis's top figure, and of "break"
_STYLES: dict[SmallRole, tuple[str, float, str]] = {
    "home": (PALETTE["home"], 3, ""),
    "england": (PALETTE["england"], 2.5, "7 4"),
    "first": (PALETTE["chosen"], 2.5, "2 3"),
    "second": (PALETTE["neighbours"], 2.5, "8 3 2 3"),
    "other": ("#B1B7BC", 1.2, ""),
}
"""Colour, width and dashes of each line, which differ without colour too."""


def shades(boxes: Sequence[QuarterBox]) -> str:
    """Return the quarters of a strip as a CSS background; one shade where there are none."""
    if not boxes:
        return QUARTERS[1]
    stops = ",".join(
        f"{QUARTERS[place % 2]} {percent(box.start)} {percent(box.end)}"
        for place, box in enumerate(boxes)
    )
    return f"linear-gradient(90deg,{stops})"


def small_lines(chart: SmallLines) -> str:
    """Return a small line chart, with the figures at its named lines' ends."""
    size = 100 * _GRAIN
    drawn = picture(
        "lines",
        f'viewBox="0 0 {size} {size}" preserveAspectRatio="none"',
        "<style>path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}</style>"
        + "".join(_upright(at) for at in chart.breaks)
        + "".join(_path(line) for line in chart.lines),
    )
    labels = "".join(
        f'<li class="{label.role}" style="top:{percent(label.at)}">'
        f"{_sample(label.role)}{'<br>'.join(escape(word) for word in label.words)}</li>"
        for label in chart.labels
    )
    broken = "".join(
        f'<span class="break" style="left:{percent(at)}">break</span>'
        for at in _apart(chart.breaks, after=_TOP_WORD, by=_WORD)
    )
    return (
        f'<div class="small-lines" role="img" aria-label="{escape(chart.text)}">'
        f'<div class="field">{drawn}<span class="axis-y top">{escape(chart.top)}</span>'
        f'<span class="axis-y bottom">{escape(chart.bottom)}</span>{broken}</div><ul>{labels}</ul>'
        f'<div class="axis-x"><span>{escape(chart.first)}</span> '
        f"<span>{escape(chart.last)}</span></div></div>"
    )


# ---- parts --------------------------------------------------------------------------------


def _apart(places: Sequence[float], *, after: float, by: float) -> list[float]:
    """Return the places at which a word stands free of the one before it."""
    kept: list[float] = []
    for at in places:
        if at >= (kept[-1] + by if kept else after):
            kept.append(at)
    return kept


def _upright(at: float) -> str:
    return (
        f'<path d="M{at * _GRAIN:.0f} 0V{100 * _GRAIN}" stroke="#767676" stroke-dasharray="3 3"/>'
    )


def _path(line: SmallLine) -> str:
    colour, width, dashes = _STYLES[line.role]
    corners = "".join(_stretch(stretch) for stretch in line.stretches)
    # A stretch of one point has no length: its round cap is the point.
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{corners}" stroke="{colour}" stroke-width="{width:g}"{dashed} '
        'stroke-linecap="round"/>'
    )


def _stretch(points: Sequence[tuple[float, float]]) -> str:
    first, *rest = (f"{x * _GRAIN:.0f} {y * _GRAIN:.0f}" for x, y in points)
    return f"M{first}{''.join(f'L{point}' for point in rest) or 'h0'}"


def _sample(role: SmallRole) -> str:
    colour, width, dashes = _STYLES[role]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return picture(
        "sample",
        'viewBox="0 0 24 8"',
        f'<path d="M0 4H24" stroke="{colour}" stroke-width="{width:g}"{dashed}/>',
    )
