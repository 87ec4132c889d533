"""Strips and small charts as markup, read back; a hostile name stays text."""

import base64
import re
from xml.etree import ElementTree

from kpi.charts.renderers.side_by_side import shades, small_lines
from kpi.charts.specification.range_bar.parts import QuarterBox
from kpi.charts.specification.side_by_side import SmallLabel, SmallLine, SmallLines
from kpi.charts.specification.styles import PALETTE, QUARTERS

HOSTILE = "<img src=x onerror=alert(1)>"
CHART = SmallLines(
    name="Plans",
    text=f'"Plans" {HOSTILE}',
    first="2019",
    last="2024",
    top="100.0%",
    bottom="0%",
    lines=(
        SmallLine("other", (((0.0, 0.0), (100.0, 100.0)),)),
        SmallLine("home", (((0.0, 50.0), (40.0, 25.0)), ((80.0, 10.0),))),
    ),
    labels=(SmallLabel("home", ("ours", HOSTILE), 12.5),),
)


def test_shades_alternate_between_the_quarters_edges() -> None:
    boxes = [QuarterBox(0.0, 20.0), QuarterBox(20.0, 60.0), QuarterBox(60.0, 60.0)]
    assert shades(boxes) == (
        f"linear-gradient(90deg,{QUARTERS[0]} 0.00% 20.00%,{QUARTERS[1]} 20.00% 60.00%,"
        f"{QUARTERS[0]} 60.00% 60.00%)"
    )
    assert shades(()) == QUARTERS[1]


def test_lines_are_drawn_where_the_places_say() -> None:
    markup = small_lines(CHART)
    (address,) = re.findall(
        r'class="lines" alt="" src="data:image/svg\+xml;base64,([^"]+)"', markup
    )
    drawn = ElementTree.fromstring(base64.b64decode(address))
    grey, ours = drawn.iter("{http://www.w3.org/2000/svg}path")
    assert grey.get("d") == "M0 0L1000 1000"
    assert ours.get("d") == "M0 500L400 250M800 100h0"
    assert ours.get("stroke") == PALETTE["home"]
    assert 'style="top:12.50%"' in markup


def test_a_hostile_name_is_only_text() -> None:
    markup = small_lines(CHART)
    assert HOSTILE not in markup
    assert "&lt;img src=x" in markup
