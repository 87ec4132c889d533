"""Pictures of a line chart: keys to lines, and points that a stretched line cannot draw."""

import base64
import re
from datetime import date
from decimal import Decimal

from kpi.charts.renderers.axes import PlotAxes
from kpi.charts.renderers.svg import sample, spots
from kpi.charts.specification.lines import ChartLine, ChartPoints, Corner, LevelStretch, LinePoint
from kpi.charts.specification.styles import Marker, Shape, Stroke
from kpi.periods import Period

AT = PlotAxes(
    float(date(2024, 1, 1).toordinal()),
    float(date(2024, 4, 10).toordinal()),
    (Decimal(0), Decimal(10)),
)
YEAR = Period.calendar_year(2024)


def pictures(markup: str) -> list[str]:
    return [base64.b64decode(each).decode() for each in re.findall(r"base64,([^\"]+)", markup)]


def line(shape: Shape | None) -> ChartLine:
    marker = Marker(shape, 6, "#123456") if shape else None
    points = (LinePoint(YEAR, 5.0), LinePoint(YEAR, None))
    return ChartLine("k", "other", "n", "l", points, Stroke("#654321", "dash", 2), marker)


def test_a_ring_stands_at_its_day_and_value() -> None:
    ring = Marker("circle", 18, "rgba(255,255,255,0)", "#12436D", 2)
    corners = (Corner(date(2024, 1, 21), 7.5, ""), Corner(date(2024, 1, 31), None, ""))
    found = spots(ChartPoints("Ring", corners, ring), AT)
    assert 'style="left:20.00%;top:25.00%;width:18px;height:18px"' in found
    (picture,) = pictures(found)  # none where there is no value
    assert "stroke:#12436D;stroke-width:2" in picture
    assert "<circle" in picture


def test_only_shapes_of_a_line_are_drawn_apart_from_it() -> None:
    assert spots(line(None), AT) == spots(line("circle"), AT) == spots(line("square"), AT) == ""
    (picture,) = pictures(spots(line("diamond"), AT))
    assert "<polygon" in picture
    assert "stroke:#FFFFFF;stroke-width:1" in picture  # a white edge, where none is asked for


def test_a_key_has_the_stroke_and_the_marker_of_its_line() -> None:
    drawn = [pictures(sample(line(shape)))[0] for shape in (None, "circle", "diamond")]
    assert all("stroke:#654321;stroke-width:2;stroke-dasharray:9 9" in each for each in drawn)
    assert ["stroke-linecap:round" in each for each in drawn] == [False, True, False]
    assert ["<polygon" in each for each in drawn] == [False, False, True]
    level = LevelStretch("a", YEAR.start, YEAR.end, 1.0, "", Stroke("#484949", "solid", 1))
    assert "stroke:#484949;stroke-width:1" in pictures(sample(level))[0]
