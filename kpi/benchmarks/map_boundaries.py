"""The boundaries of England's authorities, simplified, as rings of points on the National Grid.

They are read once, from `data/boundaries`, and are no part of a snapshot: a figure is joined to
its shape by the authority's ONS code. An authority that had ended by May 2023, or came later, has
no shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.errors import InputError
from kpi.resources import DATA

FILE = DATA / "boundaries" / "england-authorities.geojson"
_STEPS = 16  # along each side of a shape's box, where its middle is looked for

Point = tuple[float, float]
"""Metres east and north on the British National Grid."""
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class BoundarySource:
    """Where the boundaries come from, in the words of the register of sources."""

    title: str
    publisher: str
    edition: str
    licence: str
    link: str
    note: str

    @property
    def credit(self) -> str:
        """The line that stands beside every map."""
        edition = f"{self.publisher}, {self.title} ({self.edition})"
        return f"Boundaries: {edition}, {self.licence}; {self.note}"


SOURCE = BoundarySource(
    title="Counties and Unitary Authorities",
    publisher="Office for National Statistics",
    edition="May 2023",
    licence="Open Government Licence v3.0",
    link="https://geoportal.statistics.gov.uk/search?q=BDY_CTYUA%20MAY_2023",
    note="contains OS data \N{COPYRIGHT SIGN} Crown copyright and database right 2023. Simplified.",
)


@dataclass(frozen=True)
class Boundary:
    """One authority's shape: its rings, holes among them, and a point well inside it.

    `clearance` is the distance in metres from `middle` to the nearest corner or edge.
    """

    ons_code: str
    name: str
    rings: tuple[Ring, ...]
    middle: Point
    clearance: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north end, in metres."""
        return _box([point for ring in self.rings for point in ring])


@lru_cache(maxsize=1)
def boundaries(path: Path = FILE) -> Mapping[str, Boundary]:
    """Return each shape by ONS code. Raises InputError where the file cannot be read."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        shapes = [_boundary(each) for each in features]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputError(f"{path.name}: the boundaries cannot be read: {fault}") from fault
    return {each.ons_code: each for each in shapes}


# ---- parts --------------------------------------------------------------------------------


def _boundary(feature: Mapping[str, Any]) -> Boundary:
    about, shape = feature["properties"], feature["geometry"]
    parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    polygons = [[tuple((x, y) for x, y in ring) for ring in rings] for rings in parts]
    largest = max(polygons, key=lambda rings: abs(_area(rings[0])))
    middle, clearance = _middle(largest)
    rings = tuple(ring for polygon in polygons for ring in polygon)
    return Boundary(about["ons_code"], about["name"], rings, middle, clearance)


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring)) / 2


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _middle(rings: Sequence[Ring]) -> tuple[Point, float]:
    """Return the point of a fine lattice that is furthest from the edge, and that distance.

    The centre of gravity of a bent shape, such as a county around a city, may lie outside it.
    """
    import numpy as np  # only a map needs it

    west, south, east, north = _box(rings[0])
    steps = (np.arange(_STEPS) + 0.5) / _STEPS
    x, y = (axis.ravel() for axis in np.meshgrid(
        west + steps * (east - west), south + steps * (north - south)
    ))  # fmt: skip
    start = np.array([a for ring in rings for a, _ in _edges(ring)], dtype=float)
    end = np.array([b for ring in rings for _, b in _edges(ring)], dtype=float)
    way = end - start
    length = np.maximum((way**2).sum(axis=1), 1.0)
    from_x, from_y = x[:, None] - start[:, 0], y[:, None] - start[:, 1]
    along = np.clip((from_x * way[:, 0] + from_y * way[:, 1]) / length, 0, 1)
    away = np.hypot(from_x - along * way[:, 0], from_y - along * way[:, 1]).min(axis=1)
    rises = (start[:, 1] > y[:, None]) != (end[:, 1] > y[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        meets = start[:, 0] + (y[:, None] - start[:, 1]) * way[:, 0] / way[:, 1]
    inside = (rises & (x[:, None] < meets)).sum(axis=1) % 2 == 1
    best = int(np.where(inside, away, -1.0).argmax())
    return (float(x[best]), float(y[best])), float(away[best])
