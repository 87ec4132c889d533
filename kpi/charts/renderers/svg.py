"""The SVG images within a line chart: lines, point markers and line samples for labels.

Lines stretch with the window while their width and round points keep their size.
"""

from __future__ import annotations

import base64
from html import escape

from kpi.charts.renderers.axes import PlotAxes, percent
from kpi.charts.specification.chart import LineChart, PeriodBand, VerticalLine
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch, stretches
from kpi.charts.specification.styles import BAND_COLOUR, Dash, Marker, Shape, Stroke

_BLEED = 50  # in SVG units, above and below the plot, so that points on its edge are not cut off
_RULES = (
    "path{fill:none;vector-effect:non-scaling-stroke}.grid{stroke:#d9d9d9}.zero{stroke:#111}"
    ".upright{stroke:#767676;stroke-dasharray:3 3}"
)
_GRAIN = 1000  # SVG units in each direction
# Lengths of dash and gap in line widths, with plotly's names.
_DASHES: dict[Dash, tuple[int, ...]] = {
    "solid": (),
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 1, 1, 1),
}
# A stroke of zero length draws only its ends: a round or a square point.
_CAPS: dict[Shape, str] = {"circle": "round", "square": "square"}
_CORNERS: dict[Shape, str] = {
    "diamond": "8,0 16,8 8,16 0,8",
    "hexagon": "8,0 15,4 15,12 8,16 1,12 1,4",
    "square": "1,1 15,1 15,15 1,15",
    "triangle-up": "8,1 15,15 1,15",
    "triangle-down": "1,1 15,1 8,15",
    "cross": "6,1 10,1 10,6 15,6 15,10 10,10 10,15 6,15 6,10 1,10 1,6 6,6",
    "x": "1,4 4,1 8,5 12,1 15,4 11,8 15,12 12,15 8,11 4,15 1,12 5,8",
    "star": "8,0 10,6 16,6 11,10 13,16 8,12 3,16 5,10 0,6 6,6",
}


def field_picture(chart: LineChart, at: PlotAxes) -> str:
    """Return all that stretches with the window: grid, vertical lines, lines, simple points."""
    rules = "".join(
        f'<path class="{"zero" if tick == 0 else "grid"}" '
        f'd="M0 {_along(at.down(float(tick)))}H{_GRAIN}"/>'
        for tick in at.ticks
    )
    bands = "".join(_band(each, at) for each in chart.bands)
    uprights = "".join(_upright(each, at) for each in chart.breaks)
    strokes = "".join(
        _line(each, each.stroke, at) for each in chart.layers if each.stroke is not None
    )
    return picture(
        "lines",
        f'viewBox="0 {-_BLEED} {_GRAIN} {_GRAIN + 2 * _BLEED}" preserveAspectRatio="none"',
        f"<style>{_RULES}</style>{bands}{uprights}{rules}{strokes}",
    )


def spots(layer: ChartLine | ChartPoints | LevelStretch, at: PlotAxes) -> str:
    """Return points that a stretched line cannot draw: a ring, or a shape with a meaning."""
    marker = layer.marker
    if marker is None or (layer.stroke is not None and marker.shape in _CAPS):
        return ""
    size, edge, width = marker.size, marker.edge_colour, marker.edge_width
    if not width:  # a shape must be larger than a round point to be recognised
        size, edge, width = size + 4, "#FFFFFF", 1
    look = f"fill:{marker.colour};stroke:{edge};stroke-width:{width}"
    shape = (
        f'<circle cx="8" cy="8" r="7" style="{look}"/>'
        if marker.shape == "circle"
        else f'<polygon points="{_CORNERS[marker.shape]}" style="{look}"/>'
    )
    return "".join(
        picture(
            "spot",
            'viewBox="0 0 16 16"',
            shape,
            f"left:{percent(at.across(day))};top:{percent(at.down(value))};"
            f"width:{size}px;height:{size}px",
        )
        for day, value, _ in layer.corners
        if day is not None and value is not None
    )


def sample(line: ChartLine | LevelStretch) -> str:
    """Return a short sample of a line for its label, which may not be next to the line's end."""
    parts = ["<style>path{fill:none}</style>", _path("M0 6H45", line.stroke)]
    marker = line.marker
    if marker is not None and marker.shape in _CAPS:
        parts.append(_dots("M22.5 6h0", marker))
    elif marker is not None:
        parts.append(
            f'<polygon transform="translate(16.5 0) scale(.75)" '
            f'points="{_CORNERS[marker.shape]}" style="fill:{marker.colour};stroke:#FFFFFF"/>'
        )
    return picture("sample", 'viewBox="0 0 45 12"', "".join(parts))


def picture(kind: str, frame: str, drawing: str, place: str = "") -> str:
    """Return a drawing as an image, because Streamlit removes inline SVG from markup."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{drawing}</svg>'
    uri = base64.b64encode(svg.encode()).decode()
    style = f' style="{place}"' if place else ""
    return f'<img class="{kind}" alt="" src="data:image/svg+xml;base64,{uri}"{style}>'


def image(kind: str, drawing: bytes, text: str) -> str:
    """Return a whole SVG file as an image with its text."""
    uri = base64.b64encode(drawing).decode()
    return f'<img class="{kind}" alt="{escape(text)}" src="data:image/svg+xml;base64,{uri}">'


# ---- parts --------------------------------------------------------------------------------


def _upright(line: VerticalLine, at: PlotAxes) -> str:
    return f'<path class="upright" d="M{_along(at.across(line.day))} 0V{_GRAIN}"/>'


def _band(band: PeriodBand, at: PlotAxes) -> str:
    left, right = (_along(at.across(day)) for day in (band.period.start, band.period.end))
    return f'<path d="M{left} 0H{right}V{_GRAIN}H{left}z" style="fill:{BAND_COLOUR}"/>'


def _line(line: ChartLine | ChartPoints | LevelStretch, stroke: Stroke, at: PlotAxes) -> str:
    """Return a line, with its points where a stroke can draw them."""
    runs = _runs(line, at)
    path = "".join(f"M{'L'.join(run)}" for run in runs if len(run) > 1)
    parts = [_path(path, stroke)] if path else []
    if line.marker is not None and line.marker.shape in _CAPS:
        parts.append(_dots("".join(f"M{spot}h0" for run in runs for spot in run), line.marker))
    return "".join(parts)


def _dots(places: str, marker: Marker) -> str:
    return (
        f'<path d="{places}" style="stroke:{marker.colour};stroke-width:{marker.size};'
        f'stroke-linecap:{_CAPS[marker.shape]}"/>'
    )


def _path(path: str, stroke: Stroke) -> str:
    lengths = " ".join(str(part * max(stroke.width, 3)) for part in _DASHES[stroke.dash])
    dashes = f";stroke-dasharray:{lengths}" if lengths else ""
    return f'<path d="{path}" style="stroke:{stroke.colour};stroke-width:{stroke.width}{dashes}"/>'


def _runs(
    line: ChartLine | ChartPoints | LevelStretch, at: PlotAxes
) -> tuple[tuple[str, ...], ...]:
    """Return the stretches of a line between its gaps, each as corners."""
    return stretches(
        None
        if day is None or value is None
        else f"{_along(at.across(day))} {_along(at.down(value))}"
        for day, value, _ in line.corners
    )


def _along(share: float) -> str:
    return f"{share * _GRAIN / 100:.1f}"
