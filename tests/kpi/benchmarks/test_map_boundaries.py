"""The boundaries: every current authority has a shape, and a point inside it to press."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.benchmarks.map_boundaries import SOURCE, Boundary, Point, boundaries
from kpi.errors import InputError
from kpi.model.snapshot import Snapshot


def is_inside(shape: Boundary, point: Point) -> bool:
    """Whether a point is in a shape, by counting the edges to its right, one by one."""
    crossed = 0
    for ring in shape.rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > point[1]) != (y2 > point[1]):
                crossed += x1 + (point[1] - y1) * (x2 - x1) / (y2 - y1) > point[0]
    return crossed % 2 == 1


def test_every_current_authority_has_a_shape(snapshot: Snapshot) -> None:
    codes = {area.ons_code for area in snapshot.current_authorities}
    assert set(boundaries()) == codes
    assert len(codes) == 153


def test_each_point_to_press_lies_inside_its_shape_and_in_no_other() -> None:
    shapes = boundaries().values()
    for shape in shapes:
        west, south, east, north = shape.box
        assert west < shape.middle[0] < east, shape.name
        assert south < shape.middle[1] < north, shape.name
        assert [s.name for s in shapes if is_inside(s, shape.middle)] == [shape.name]


def test_a_circle_of_the_clearance_stays_inside() -> None:
    for shape in boundaries().values():
        (x, y), room = shape.middle, shape.clearance * 0.99
        assert room > 300, shape.name  # metres
        around = [(x + room, y), (x - room, y), (x, y + room), (x, y - room)]
        assert all(is_inside(shape, point) for point in around), shape.name


def test_places_are_where_they_are() -> None:
    ours, cumbria = boundaries()["E06000058"], boundaries()["E06000064"]
    assert ours.name == "Bournemouth, Christchurch and Poole"
    assert 400_000 < ours.middle[0] < 420_000
    assert 88_000 < ours.middle[1] < 100_000
    assert cumbria.middle[1] > 450_000


def test_the_source_is_named() -> None:
    assert SOURCE.credit == (
        "Boundaries: Office for National Statistics, Counties and Unitary Authorities (May 2023), "
        "Open Government Licence v3.0; contains OS data \N{COPYRIGHT SIGN} Crown copyright and "
        "database right 2023. Simplified."
    )


@pytest.mark.parametrize("content", ["", "{}", '{"features": [{}]}', '{"features": 1}'])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"^shapes\.geojson: the boundaries cannot be read"):
        boundaries(path)
    with pytest.raises(InputError):
        boundaries(tmp_path / "nowhere.geojson")
