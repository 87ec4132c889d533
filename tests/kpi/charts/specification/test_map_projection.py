"""The map's picture: north above south, all of England in it, London large in its inset."""

import pytest

from kpi.benchmarks.ranking import ranking
from kpi.charts.benchmarks.authority_map import authority_map
from kpi.charts.specification.area_map import AreaMap
from kpi.charts.specification.map_projection import (
    GRAIN,
    HEIGHT,
    WIDTH,
    inset_place,
    place_of,
    units_of,
)
from kpi.model.snapshot import Snapshot


@pytest.fixture
def chart(snapshot: Snapshot) -> AreaMap:
    return authority_map(snapshot, ranking(snapshot, "ehcp-20-weeks", area="839"))


def test_london_is_pressed_in_its_inset(chart: AreaMap) -> None:
    by_name = {area.name: area for area in chart.areas}
    x, y, scale = place_of(chart, by_name["Bexley"])
    assert (x < 210, y < 190) == (True, True)
    assert scale > 4
    x, y, scale = place_of(chart, by_name["Kent"])
    assert (x > 500, y > 350, scale) == (True, True, 1.0)
    north, south = by_name["Northumberland"], by_name["Cornwall"]
    assert place_of(chart, north)[1] < place_of(chart, south)[1]
    assert place_of(chart, north)[0] > place_of(chart, south)[0]


def test_every_shape_lies_in_the_picture_and_the_inset_beside_england(chart: AreaMap) -> None:
    left, top, width, height, scale = inset_place(chart)
    assert scale > 4
    for area in chart.areas:
        for point in (point for ring in area.rings for point in ring):
            x, y = (unit / GRAIN for unit in units_of(chart, point))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
            assert not (left < x < left + width and top < y < top + height), area.name
