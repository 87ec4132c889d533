"""The map as drawn: one picture, a point for each authority inside its shape, and our label."""

from __future__ import annotations

import base64
import json
from xml.etree import ElementTree

import pytest

from kpi.benchmarks.ranking import ranking
from kpi.charts.benchmarks.authority_map import authority_map
from kpi.charts.renderers.map_figure import map_figure, map_svg
from kpi.charts.specification.area_map import AreaMap
from kpi.charts.specification.map_projection import HEIGHT, WIDTH
from kpi.model.snapshot import Snapshot

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart(snapshot: Snapshot) -> AreaMap:
    found = ranking(snapshot, "ehcp-20-weeks", area="839", others=["908"])
    return authority_map(snapshot, found)


def test_a_point_for_each_authority_in_the_picture(chart: AreaMap) -> None:
    figure = map_figure(chart)
    (points,) = figure["data"]
    assert points["customdata"] == [area.code for area in chart.areas]
    assert points["hovertext"] == [area.text for area in chart.areas]
    assert len(points["x"]) == 153
    assert all(0 <= x <= WIDTH for x in points["x"])
    assert all(0 <= y <= HEIGHT for y in points["y"])
    assert points["marker"]["opacity"] == 0
    assert min(points["marker"]["size"]) >= 9


def test_the_picture_has_every_shade_and_our_ring(chart: AreaMap) -> None:
    drawn = ElementTree.fromstring(map_svg(chart))
    fills = {use.get("fill") for use in drawn.iter(f"{SVG}use")} - {None}
    assert fills == {"#33475B", "#71879A", "#B3C0CB", "#E6EBEF", "url(#hatch)"}
    outlines = [p.get("stroke") for p in drawn.iter(f"{SVG}path") if p.get("stroke")]
    assert outlines.count("#801650") == 10
    assert outlines.count("#2073BC") == 1
    assert outlines.count("#12436D") == 1
    assert len(list(drawn.iter(f"{SVG}circle"))) == 1
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert texts.count("N") == 10
    assert "London" in texts


def test_it_is_small_and_its_label_is_ours(chart: AreaMap) -> None:
    figure = map_figure(chart)
    assert len(json.dumps(figure)) < 120_000
    (image,) = figure["layout"]["images"]
    start = "data:image/svg+xml;base64,"
    assert base64.b64decode(image["source"].removeprefix(start)).decode() == map_svg(chart)
    (label,) = figure["layout"]["annotations"]
    assert label["text"] == "<b>Bournemouth, Christchurch<br>and Poole 77.6%</b>"
