"""From the National Grid to the map's picture: England in its frame, London again in an inset."""

from __future__ import annotations

from kpi.benchmarks.map_boundaries import Point
from kpi.charts.specification.area_map import AreaMap, MapArea, MapBox, MapInset

# England from Scilly to Berwick, with the sea to the west of it, where the inset has its place.
FRAME = MapBox(-141_500, 5_000, 662_000, 658_000)  # metres
LONDON = MapInset("London", MapBox(502_500, 155_000, 562_500, 202_000))
WIDTH, HEIGHT = 604, 490  # pixels of the picture at its full size
GRAIN = 20  # SVG units in a pixel, so that whole numbers are fine enough for London's inset
INSET = (4.0, 24.0, 206.0)  # left and top end and width of the inset, in pixels


def per_metre(frame: MapBox) -> float:
    """Return pixels in a metre: the frame fits into the picture whole."""
    return min(WIDTH / (frame.east - frame.west), HEIGHT / (frame.north - frame.south))


def units_of(chart: AreaMap, point: Point) -> tuple[int, int]:
    """Return where a point of the National Grid lies in the picture, in SVG units."""
    scale = per_metre(chart.frame) * GRAIN
    east, north = point
    return round((east - chart.frame.west) * scale), round((chart.frame.north - north) * scale)


def inset_place(chart: AreaMap) -> tuple[float, float, float, float, float]:
    """Return the inset's left and top end, width and height in pixels, and how much it enlarges."""
    left, top, width = INSET
    box = chart.inset.box
    scale = width / ((box.east - box.west) * per_metre(chart.frame))
    return left, top, width, (box.north - box.south) * per_metre(chart.frame) * scale, scale


def place_of(chart: AreaMap, area: MapArea) -> tuple[float, float, float]:
    """Return where an authority's point lies, in pixels, and how much its shape is enlarged.

    Authorities of the inset have theirs there.
    """
    x, y = (unit / GRAIN for unit in units_of(chart, area.middle))
    if not chart.inset.box.holds(area.middle):
        return x, y, 1.0
    left, top, _, _, scale = inset_place(chart)
    west, north = (
        unit / GRAIN for unit in units_of(chart, (chart.inset.box.west, chart.inset.box.north))
    )
    return left + (x - west) * scale, top + (y - north) * scale, scale
