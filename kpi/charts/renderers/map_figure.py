"""A map of authorities as a plotly figure: one SVG image, and a point to press for each of them.

Filled shapes of plotly's own are six times slower and cannot be selected. The points are unseen
and lie inside their shapes: what is pointed at is the shape that is named.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from kpi.benchmarks.map_boundaries import Ring
from kpi.benchmarks.ranking import CHOSEN, IN_GROUP, NEIGHBOUR, OWN
from kpi.charts.specification.area_map import HAS_FIGURE, NO_FIGURE, AreaMap, MapArea
from kpi.charts.specification.end_labels import wrapped
from kpi.charts.specification.map_projection import (
    GRAIN,
    HEIGHT,
    WIDTH,
    inset_place,
    per_metre,
    place_of,
    units_of,
)
from kpi.charts.specification.styles import INK, PALETTE

FILLS = {
    "A": "#33475B",
    "B": "#71879A",
    "C": "#B3C0CB",
    "D": "#E6EBEF",
    HAS_FIGURE: "#B3C0CB",
    NO_FIGURE: "url(#hatch)",
}
"""The shade of each quarter; the key beside the map has them in its style sheet."""
_COAST = "#6F777B"
_OUTLINES = {  # in drawing order
    NEIGHBOUR: (PALETTE["neighbours"], 1.8),
    IN_GROUP: (PALETTE["group"], 2.2),
    CHOSEN: (PALETTE["chosen"], 2.2),
    OWN: (PALETTE["home"], 2.2),
}
_DARK = {"A", "B"}  # shades on which letters are white
_FINGER = 9  # pixels: the least width of a point to press
_RING = 15  # pixels: the radius of the ring around our own shape
_LABEL_LETTERS = 26


def map_figure(chart: AreaMap) -> dict[str, Any]:
    """Return the map as plotly's dictionary; each point's customdata is its authority's code."""
    points = [_pressed(chart, area) for area in chart.areas]
    axis = {"visible": False, "fixedrange": True}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [x for x, _, _ in points],
                "y": [y for _, y, _ in points],
                "customdata": [area.code for area in chart.areas],
                "hovertext": [area.text for area in chart.areas],
                "hoverinfo": "text",
                "marker": {"size": [size for _, _, size in points], "opacity": 0, "color": INK},
                "selected": {"marker": {"opacity": 0}},
                "unselected": {"marker": {"opacity": 0}},
                "showlegend": False,
            }
        ],
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "paper_bgcolor": "#FFFFFF",
            "plot_bgcolor": "#FFFFFF",
            "font": {"family": "Source Sans, sans-serif", "size": 14, "color": INK},
            "hovermode": "closest",
            "dragmode": False,
            "xaxis": {**axis, "range": [0, WIDTH], "constrain": "domain"},
            "yaxis": {
                **axis,
                "range": [HEIGHT, 0],
                "scaleanchor": "x",
                "constrain": "domain",
                "constraintoward": "top",
            },
            "images": [
                {
                    "source": map_uri(chart),
                    "xref": "x",
                    "yref": "y",
                    "x": 0,
                    "y": 0,
                    "sizex": WIDTH,
                    "sizey": HEIGHT,
                    "sizing": "stretch",
                    "layer": "below",
                }
            ],
            "annotations": [_label(chart, area) for area in chart.areas if area.label],
        },
    }


def map_uri(chart: AreaMap) -> str:
    """Return the map's picture as the address of an SVG image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(map_svg(chart).encode()).decode()}"


def map_svg(chart: AreaMap) -> str:
    """Return the map's picture: shapes by shade, outlines, letters, our ring and the inset."""
    inside = [area for area in chart.areas if chart.inset.box.holds(area.middle)]
    outside = [area for area in chart.areas if area not in inside]
    left, top, width, height, scale = inset_place(chart)
    box = chart.inset.box
    west, north = units_of(chart, (box.west, box.north))
    east, south = units_of(chart, (box.east, box.south))
    grown = (
        f"translate({left * GRAIN:.0f} {top * GRAIN:.0f}) scale({scale:.4f}) "
        f"translate({-west} {-north})"
    )
    frame = f'x="{left * GRAIN:.0f}" y="{top * GRAIN:.0f}" ' + (
        f'width="{width * GRAIN:.0f}" height="{height * GRAIN:.0f}"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH * GRAIN} {HEIGHT * GRAIN}" font-family="sans-serif">'
        "<style>path,use,rect,circle{vector-effect:non-scaling-stroke}"
        "path{fill-rule:evenodd;stroke-linejoin:round}</style>"
        f"<defs>{_hatch()}{_shapes(chart, inside, 'inside')}</defs>"
        f'{_shapes(chart, outside, "outside")}<use href="#inside"/>'
        f'<rect x="{west}" y="{north}" width="{east - west}" '
        f'height="{south - north}" fill="none" stroke="{INK}"/>'
        f'<rect {frame} fill="#FFFFFF" stroke="{INK}"/><use href="#inside" transform="{grown}"/>'
        f'<text x="{(left + 2) * GRAIN:.0f}" y="{(top - 6) * GRAIN:.0f}" '
        f'font-size="{14 * GRAIN}" font-weight="700">{escape(chart.inset.title)}</text>'
        f"{''.join(_letter(chart, area) for area in chart.areas if area.letter)}"
        f"{''.join(_own_ring(chart, area) for area in chart.areas if area.mark == OWN)}</svg>"
    )


def _shapes(chart: AreaMap, areas: Sequence[MapArea], name: str) -> str:
    """Return a group of shapes: the coast under them, their shades, and the outlines of some.

    The shapes of one shade are one path, so that a picture stays small.
    """
    shades = sorted({area.shade for area in areas})
    paths = "".join(
        f'<path id="{name}-{shade}" d="{_path(chart, (a for a in areas if a.shade == shade))}"/>'
        for shade in shades
    )
    coast = "".join(f'<use href="#{name}-{shade}"/>' for shade in shades)
    fills = "".join(f'<use href="#{name}-{shade}" fill="{FILLS[shade]}"/>' for shade in shades)
    outlines = "".join(
        f'<path d="{_path(chart, [area])}" fill="none" stroke="{_OUTLINES[area.mark][0]}" '
        f'stroke-width="{_OUTLINES[area.mark][1]}"/>'
        for mark in _OUTLINES
        for area in areas
        if area.mark == mark
    )
    return (
        f'<defs>{paths}</defs><g id="{name}"><g fill="none" stroke="{_COAST}" '
        f'stroke-width="1.8">{coast}</g><g stroke="#FFFFFF" stroke-width="0.6">{fills}</g>'
        f"{outlines}</g>"
    )


# ---- marks --------------------------------------------------------------------------------


def _pressed(chart: AreaMap, area: MapArea) -> tuple[float, float, float]:
    x, y, scale = place_of(chart, area)
    room = 2 * area.clearance * per_metre(chart.frame) * scale
    return round(x, 1), round(y, 1), round(max(room, _FINGER), 1)


def _path(chart: AreaMap, areas: Iterable[MapArea]) -> str:
    return "".join(_ring(chart, ring) for area in areas for ring in area.rings)


def _ring(chart: AreaMap, ring: Ring) -> str:
    places = [units_of(chart, point) for point in ring]
    steps = [
        f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(places) if (x1, y1) != (x2, y2)
    ]
    return f"M{places[0][0]} {places[0][1]}l{' '.join(steps)}z" if steps else ""


def _hatch() -> str:
    size = 5 * GRAIN
    return (
        f'<pattern id="hatch" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{size}" height="{size}" fill="#FFFFFF"/>'
        f'<rect width="{1.4 * GRAIN}" height="{size}" fill="{_COAST}"/></pattern>'
    )


def _letter(chart: AreaMap, area: MapArea) -> str:
    x, y, _ = place_of(chart, area)
    colour = "#FFFFFF" if area.shade in _DARK else INK
    halo = INK if area.shade in _DARK else "#FFFFFF"
    return (
        f'<text x="{x * GRAIN:.0f}" y="{(y + 4) * GRAIN:.0f}" text-anchor="middle" '
        f'font-size="{11 * GRAIN}" font-weight="700" fill="{colour}" stroke="{halo}" '
        f'stroke-width="{2 * GRAIN}" stroke-opacity="0.55" paint-order="stroke">'
        f"{escape(area.letter)}</text>"
    )


def _own_ring(chart: AreaMap, area: MapArea) -> str:
    x, y, _ = place_of(chart, area)
    return (
        f'<circle cx="{x * GRAIN:.0f}" cy="{y * GRAIN:.0f}" r="{_RING * GRAIN}" fill="none" '
        f'stroke="{PALETTE["home"]}" stroke-width="3"/>'
    )


def _label(chart: AreaMap, area: MapArea) -> dict[str, Any]:
    """Return our name and figure under our ring, or above it near the lower edge."""
    x, y, _ = place_of(chart, area)
    lines = wrapped(area.label, _LABEL_LETTERS)
    is_low = y + _RING + 18 * len(lines) > HEIGHT
    return {
        "x": x,
        "y": y + (-_RING - 3 if is_low else _RING + 3),
        "yanchor": "bottom" if is_low else "top",
        "xanchor": "center",
        "text": f"<b>{'<br>'.join(lines)}</b>",
        "showarrow": False,
        "bgcolor": "rgba(255,255,255,0.85)",
        "font": {"size": 13, "color": PALETTE["home"]},
    }
