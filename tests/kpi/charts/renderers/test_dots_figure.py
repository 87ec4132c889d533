"""Dots as drawn: a trace a kind, colour and shape by quarter, names at the left."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from kpi.benchmarks.authority_profile import profile
from kpi.charts.benchmarks.measure_places import measure_places
from kpi.charts.renderers.dots_figure import HEADS, dots_figure
from kpi.charts.specification.place_dots import PlaceDots
from kpi.model.snapshot import Snapshot
from kpi.tables.profile_table import filtered
from kpi.wording.profile_words import overview


@pytest.fixture
def chart(snapshot: Snapshot) -> PlaceDots:
    table = profile(snapshot, "839")
    found = overview(snapshot, table, "839", "2025-05")
    return measure_places(snapshot, table, found, "839", "2025-05")


def pressed(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if "customdata" in trace]


def test_every_dot_is_drawn_once_at_its_place(chart: PlaceDots) -> None:
    figure = dots_figure(chart)
    drawn = {
        measure: (x, y)
        for trace in pressed(figure)
        for measure, x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True)
    }
    assert drawn == {dot.measure: (dot.x, dot.y) for dot in chart.dots}
    assert sum(len(trace["x"]) for trace in pressed(figure)) == len(chart.dots)
    said = {
        measure: text.replace("<br>", " ").replace("&amp;", "&").replace("&lt;", "<")
        for trace in pressed(figure)
        for measure, text in zip(trace["customdata"], trace["hovertext"], strict=True)
    }
    assert said == {dot.measure: " ".join(dot.text.split()) for dot in chart.dots}
    json.dumps(figure)


def test_each_quarter_has_colour_and_shape_of_its_own(chart: PlaceDots) -> None:
    plain = [t for t in pressed(dots_figure(chart)) if t["mode"] == "markers"]
    large = {t["name"]: t["marker"] for t in plain if t["marker"]["size"] > 5}
    assert {band: (m["symbol"], m["color"]) for band, m in large.items()} == {
        "A": ("circle", "#12436D"), "B": ("circle", "#6BACE6"), "C": ("circle", "#FFFFFF"),
        "D": ("diamond", "#942514"), "none": ("square", "#6F777B"),
    }  # fmt: skip
    small = [t for t in plain if t["marker"]["size"] < 5]
    assert {t["marker"]["color"] for t in small} == {"#FFFFFF"}
    hollow = Counter(dot.band for dot in chart.dots if not dot.is_current and not dot.sign)
    assert {t["name"]: len(t["x"]) for t in small} == dict(hollow)


def test_every_marker_has_the_shape_and_fill_of_its_quarter(snapshot: Snapshot) -> None:
    """Those with a sign too, in whichever list they stand."""
    looks = {
        "A": ("circle", "#12436D"), "B": ("circle", "#6BACE6"), "C": ("circle", "#FFFFFF"),
        "D": ("diamond", "#942514"), "none": ("square", "#6F777B"),
    }  # fmt: skip
    signed = set()
    for area in ("839", "420", "201", "908"):
        table = profile(snapshot, area)
        found = overview(snapshot, table, area, "2025-05")
        dots = measure_places(snapshot, table, found, area, "2025-05")
        by_measure = {dot.measure: dot for dot in dots.dots}
        for trace in pressed(dots_figure(dots)):
            look = trace["marker"]["symbol"], trace["marker"]["color"]
            for dot in (by_measure[measure] for measure in trace["customdata"]):
                shape, fill = looks[dot.band]
                assert look == (shape, fill if dot.is_current else "#FFFFFF"), dot.text
                if dot.sign:
                    assert f"<b>{dot.sign}</b>" in trace["text"]
                    signed.add((dot.listed, dot.band))
    assert {("worsened", "D"), ("best", "A"), ("weakest", "D")} <= signed


def test_topics_and_directorates_are_named(chart: PlaceDots) -> None:
    layout = dots_figure(chart)["layout"]
    said = [note["text"] for note in layout["annotations"]]
    assert "All Pupil Absence &amp; Exclusions" in said
    assert "<b>Education and Skills</b>" in said
    assert layout["yaxis"]["ticktext"] == [str(row.count) for row in chart.rows]
    assert (layout["height"], layout["margin"]["b"]) == (round(chart.height) + HEADS, 0)
    assert layout["yaxis"]["range"] == [chart.height, 0]


def test_tails_are_lines_with_an_end(chart: PlaceDots) -> None:
    figure = dots_figure(chart)
    (ends,) = [t for t in figure["data"] if t.get("marker", {}).get("symbol") == "line-ns"]
    assert ends["x"] == [tail.start for tail in chart.tails]
    lines = [t for t in figure["data"] if t.get("mode") == "lines"]
    assert [len(t["x"]) for t in lines] == [3 * len(chart.rows), 3 * len(chart.tails)]
    assert all(t["hoverinfo"] == "skip" for t in (*lines, ends))


def test_few_topics_have_their_field_at_the_top(snapshot: Snapshot) -> None:
    """The field keeps its pixels in the height that is drawn at least."""
    table = filtered(profile(snapshot, "839"), topic="Adoption")
    found = overview(snapshot, table, "839", "2025-05")
    small = measure_places(snapshot, table, found, "839", "2025-05")
    layout = dots_figure(small)["layout"]
    assert layout["margin"]["t"] + round(small.height) + layout["margin"]["b"] == 400
    assert layout["height"] < 100
