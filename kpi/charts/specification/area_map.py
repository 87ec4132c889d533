"""The specification of a map of authorities: their shapes, shades, outlines, and an inset."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.benchmarks.map_boundaries import Point, Ring

NO_FIGURE, HAS_FIGURE = "none", "figure"


@dataclass(frozen=True)
class MapBox:
    """A box of the map, in metres on the National Grid."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Return whether a point lies in the box."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


@dataclass(frozen=True)
class MapInset:
    """A part of the map that is drawn again, larger: its title and its box."""

    title: str
    box: MapBox


@dataclass(frozen=True)
class MapArea:
    """One authority: its shape, its shade, and who it is.

    `shade` is a band's letter, `figure` where there are no bands, `none` without a figure. `mark`
    is own, chosen, neighbour, region or empty; `letter` is drawn on the shape. `text` is shown by
    pointing at `middle`, `clearance` metres from the shape's edge.
    """

    code: str
    name: str
    rings: tuple[Ring, ...]
    middle: Point
    clearance: float
    shade: str
    mark: str
    letter: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class MapKey:
    """One entry of the key: a shade or a mark, and its words."""

    kind: str
    words: str


@dataclass(frozen=True, eq=False)
class AreaMap:
    """A map; `text` is the alternative for readers who cannot see it, `notes` stand beside it."""

    title: str
    text: str
    notes: tuple[str, ...]
    credit: str
    frame: MapBox
    inset: MapInset
    areas: tuple[MapArea, ...]
    key: tuple[MapKey, ...]
