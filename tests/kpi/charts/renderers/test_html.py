"""Line charts as HTML: read back as a person reads them, they tell the figures they are made of."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from kpi.benchmarks.time_series import over_time
from kpi.charts import xmr as xmr_chart
from kpi.charts.benchmark_lines import over_time_chart
from kpi.charts.gap_groups import legs
from kpi.charts.indicator_trend import trend
from kpi.charts.indicator_years import yearly
from kpi.charts.renderers.axes import axes
from kpi.charts.renderers.html import FULL, LABEL, line_plot
from kpi.charts.specification.chart import LineChart, ValueAxis, VerticalLine
from kpi.charts.specification.end_labels import EndLabel
from kpi.charts.specification.lines import ChartPoints
from kpi.charts.specification.timeline import PeriodTick
from kpi.charts.xmr_icons import COLOURS
from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import default_quarter
from kpi.indicators.scorecard import View
from kpi.indicators.xmr import reading
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.statistics.xmr_rules import Variation
from tests.kpi.changing import missing, quarter, row_of
from tests.kpi.charts.layers import all_values, layer

HOME = "839"
SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Seen(HTMLParser):
    """A plot as it stands on the page: places in percent, texts, pictures."""

    markup: str
    spans: dict[str, list[tuple[float, float, str]]] = field(default_factory=dict)
    pictures: list[tuple[str, float, float, ElementTree.Element]] = field(default_factory=list)
    label: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[Any] | None = None
        self.feed(self.markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kind, style = told.get("class", ""), told.get("style", "")
        left, top = (self.place(style, side) for side in ("left", "top"))
        if kind == "plot":
            assert told["role"] == "img"
            self.label = told["aria-label"]
        elif tag == "img":
            assert told["alt"] == ""
            svg = base64.b64decode(told["src"].removeprefix("data:image/svg+xml;base64,"))
            self.pictures.append((kind, left, top, ElementTree.fromstring(svg)))
        elif tag in ("span", "li") and (kind or tag == "li"):
            self.open = [kind or "end", left, top, ""]

    @staticmethod
    def place(style: str, side: str) -> float:
        found = re.search(rf"(?<![\w-]){side}:(-?[\d.]+)%", style)
        return float(found[1]) if found else 0.0

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[3] += data

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag == ("li" if self.open[0] == "end" else "span"):
            kind, left, top, text = self.open
            self.spans.setdefault(kind.split()[0], []).append((left, top, text))
            self.open = None

    def scale(self) -> tuple[float, float]:
        """The value at the foot of the field, and how much one percent of its height is."""
        ticks = [
            (top, float(re.sub(r"[,%£]", "", text).replace("−", "-")))
            for _, top, text in self.spans["up"]
        ]
        (low_at, low), (high_at, high) = ticks[0], ticks[-1]
        assert (low_at, high_at) == (100.0, 0.0)
        return low, (high - low) / 100

    def lines(self) -> list[ElementTree.Element]:
        (svg,) = [each for kind, _, _, each in self.pictures if kind == "lines"]
        return [each for each in svg.iter(f"{SVG}path") if "class" not in each.attrib]


def corners(path: str) -> list[list[tuple[float, float]]]:
    """The runs of a path: each its corners in percent from left and top."""
    return [
        [(float(x) / 10, float(y) / 10) for x, y in (c.split() for c in run.split("L"))]
        for run in path.replace("h0", "").split("M")[1:]
    ]


def all_charts(snapshot: Snapshot) -> list[tuple[str, LineChart]]:
    found: list[tuple[str, LineChart | None]] = []
    for row in scorecard.summary(snapshot, View(HOME, default_quarter(snapshot, HOME))):
        unusual = reading(row.indicator, row.series, HOME)
        found += [
            (row.indicator.id, trend(snapshot, row)),
            (row.indicator.id, trend(snapshot, row, ranges=True)),
            (row.indicator.id, yearly(snapshot, row)),
            (row.indicator.id, legs(snapshot, row)),
            (row.indicator.id, xmr_chart.chart(row, unusual) if unusual else None),
        ]
    return [(key, chart) for key, chart in found if chart is not None and not chart.is_empty]


def test_every_chart_read_back_tells_its_figures(snapshot: Snapshot) -> None:
    """Points and corners, measured against the axes' own labels, are the figures drawn."""
    told = all_charts(snapshot)
    assert len(told) >= 20
    for name, chart in told:
        seen = Seen(line_plot(chart))
        assert seen.label == chart.text
        foot, percent = seen.scale()
        days = dict(
            zip(
                (tick.day for tick in chart.x_ticks),
                (x for x, _, _ in seen.spans["along"]),
                strict=True,
            )
        )
        paths = seen.lines()
        spots = [(x, y) for kind, x, y, _ in seen.pictures if kind == "spot"]
        alone = [c for each in chart.layers if each.stroke is None for c in each.corners]
        assert len(spots) == len(alone), name
        for (left, top), (day, value, _) in zip(spots, alone, strict=True):
            assert foot + (100 - top) * percent == pytest.approx(value, abs=percent * 0.011)
            assert left == pytest.approx(days.get(day, left), abs=0.011)
        for each in chart.layers:
            if each.stroke is None:
                continue
            points = [(x, y) for x, y, _ in each.corners if None not in (x, y)]
            if each.marker is not None:
                dots = next(
                    p
                    for p in paths
                    if "h0" in p.get("d", "")
                    and f"stroke:{each.marker.colour};" in p.get("style", "")
                )
                paths.remove(dots)
                read = [run[0] for run in corners(dots.get("d", ""))]
            else:
                line = next(
                    p for p in paths if f"stroke:{each.stroke.colour};" in p.get("style", "")
                )
                paths.remove(line)
                read = [corner for run in corners(line.get("d", "")) for corner in run]
            assert len(read) == len(points), name
            for (left, top), (day, value) in zip(read, points, strict=True):
                assert foot + (100 - top) * percent == pytest.approx(value, abs=percent * 0.011)
                if day in days:
                    assert left == pytest.approx(days[day], abs=0.011)
            assert [x for x, _ in read] == sorted(x for x, _ in read)


def test_days_lie_evenly_along_the_axis(snapshot: Snapshot) -> None:
    for _, chart in all_charts(snapshot):
        seen = Seen(line_plot(chart))
        days = [tick.day.toordinal() for tick in chart.x_ticks]
        places = [x for x, _, _ in seen.spans["along"]]
        told = sorted(zip(days, places, strict=True))
        speeds = [(b - a) / (y - x) for (x, a), (y, b) in pairwise(told)]
        assert speeds == pytest.approx([speeds[0]] * len(speeds), abs=0.001) if speeds else True
        words = [text for _, _, text in seen.spans["along"]]
        assert words == [" ".join(tick.words) for tick in chart.x_ticks]


def chart_of(snapshot: Snapshot, indicator: str, *, ranges: bool = False) -> LineChart:
    quarter = default_quarter(snapshot, HOME)
    (row,) = scorecard.summary(snapshot, View(HOME, quarter), indicator_ids=[indicator])
    return trend(snapshot, row, ranges=ranges)


def test_pointing_at_a_quarter_tells_every_line_that_passes_it(snapshot: Snapshot) -> None:
    seen = Seen(line_plot(chart_of(snapshot, "ehcp-20-weeks")))
    tips = [text.split("\n") for _, _, text in seen.spans["tip"]]
    assert len(tips) == 6
    assert tips[3] == [
        "Bournemouth, Christchurch and Poole, Q3 2024-25 (Oct to Dec 2024): 90.3% (illustrative)",
        "England, 2024 (calendar year): 46.4%",
        "South West, 2024 (calendar year): 28.5%",
        "Statistical neighbours, 2024 (calendar year): 40.6% (derived)",
        "Target: 50.0% (illustrative)",
    ]
    assert tips[-1] == [
        "Bournemouth, Christchurch and Poole, Q1 2025-26 (Apr to Jun 2025): 53.9% (illustrative)",
        "Target: 60.0% (illustrative)",
    ]
    slices = re.findall(
        r'class="slot"><b style="left:([\d.]+)%;width:([\d.]+)%"',
        line_plot(chart_of(snapshot, "ehcp-20-weeks")),
    )
    edges = [(float(left), float(left) + float(width)) for left, width in slices]
    assert edges[0][0] == 0
    assert edges[-1][1] == pytest.approx(100, abs=0.02)
    assert all(a[1] == pytest.approx(b[0], abs=0.02) for a, b in pairwise(edges))


def test_shapes_of_what_stands_out(snapshot: Snapshot) -> None:
    """Shape and colour as the chart's own words say them."""
    seen = {}
    for polarity in Polarity:
        indicator = replace(row_of(snapshot, "referrals-rate").indicator, polarity=polarity)
        row = replace(row_of(snapshot, "referrals-rate"), indicator=indicator)
        found = reading(row.indicator, row.series, HOME)
        assert found is not None
        chart = xmr_chart.chart(row, found)
        assert chart is not None
        pictures = [p for p in Seen(line_plot(chart)).pictures if p[0] == "spot"]
        seen[polarity] = {
            (
                len(each.get("points", "").split()),
                re.search(r"fill:(#\w+)", each.get("style", ""))[1],
            )
            for _, _, _, picture in pictures
            for each in picture
        }
        words = {6: "Hexagons", 4: "Diamonds"}
        if polarity.is_judged:
            assert {words[n] for n, _ in seen[polarity]} == set(
                re.findall("Hexagons|Diamonds", chart.subtitle)
            )
    assert seen["none"] == seen["range"] == {(4, COLOURS[Variation.NEUTRAL_HIGH])}
    assert {n for n, _ in seen["higher"]} == {n for n, _ in seen["lower"]} == {4, 6}


def test_labels_at_the_ends_do_not_cover_each_other(snapshot: Snapshot) -> None:
    for name, chart in all_charts(snapshot):
        ends = Seen(line_plot(chart)).spans["end"]
        assert [text for _, _, text in ends] == [" ".join(label.words) for label in chart.labels]
        sizes = [LABEL * len(label.words) for label in chart.labels]
        tops = [top for _, top, _ in ends]
        for place, (above, below) in enumerate(pairwise(tops)):
            assert below - above >= (sizes[place] + sizes[place + 1]) / 2 - 0.02, name


def test_a_missing_figure_is_told_where_it_is_missing(snapshot: Snapshot) -> None:
    """Pointing at a period without our figure says so, and tells the others' figures there."""
    lost = quarter("Q3 2024-25")
    row = row_of(missing(snapshot, "ehcp-20-weeks", lost), "ehcp-20-weeks")
    plot = line_plot(trend(snapshot, row))
    tips = [text.split("\n") for _, _, text in Seen(plot).spans["tip"]]
    said = [tip[0].split(": ")[-1] for tip in tips]
    assert said[3] == "no figure"
    assert [each != "no figure" for each in said] == [True, True, True, False, True, True]
    assert "England, 2024 (calendar year): 46.4%" in tips[3]


def test_a_line_whose_figures_are_all_set_aside_is_named_at_its_hollow_point(
    snapshot: Snapshot,
) -> None:
    chart = chart_of(snapshot, "ehcp-20-weeks")
    own = chart.lines[0]
    points = tuple(replace(point, aside="schools were closed") for point in own.points)
    seen = Seen(line_plot(replace(chart, lines=(replace(own, points=points), *chart.lines[1:]))))
    foot, percent = seen.scale()
    (top,) = [top for _, top, text in seen.spans["end"] if text == "ours 53.9"]
    assert foot + (100 - top) * percent == pytest.approx(53.9, abs=percent * 6)
    hollow = [
        1
        for kind, _, _, each in seen.pictures
        if kind == "spot" and "#FFFFFF" in str(ElementTree.tostring(each))
    ]
    assert len(hollow) == len(points)


def test_a_break_before_the_first_point_is_inside_the_chart(snapshot: Snapshot) -> None:
    chart = chart_of(snapshot, "ehcp-20-weeks")
    broken = replace(chart, breaks=(VerticalLine(date(2023, 10, 1), "break"),))
    ((left, _, text),) = Seen(line_plot(broken)).spans["above"]
    assert text == "break"
    assert 0 < left < 10


def test_both_groups_have_keys_of_their_own(snapshot: Snapshot) -> None:
    """Round and square points, as in the chart: the lines differ by nothing else."""
    row = row_of(snapshot, "ks4-fsm-gap")
    chart = legs(snapshot, row)
    assert chart is not None
    samples = [p for kind, _, _, p in Seen(line_plot(chart)).pictures if kind == "sample"]
    assert len(samples) == 4
    assert len({ElementTree.tostring(each) for each in samples}) == 4


def test_the_key_of_the_target_shows_its_dashes(snapshot: Snapshot) -> None:
    html = line_plot(chart_of(snapshot, "ehcp-20-weeks"))
    (target,) = [
        path
        for kind, _, _, picture in Seen(html).pictures
        if kind == "sample"
        for path in picture.iter(f"{SVG}path")
        if "stroke:#3D3D3D" in path.get("style", "")
    ]
    length = float(target.get("d", "").partition("H")[2])
    on, off = map(int, re.findall(r"dasharray:(\d+) (\d+)", target.get("style", ""))[0])
    assert length >= 2 * on + off


def test_likely_ranges_reach_as_far_as_they_say(snapshot: Snapshot) -> None:
    html = line_plot(chart_of(snapshot, "ehcp-20-weeks", ranges=True))
    seen = Seen(html)
    foot, percent = seen.scale()
    bars = re.findall(r'class="range" style="left:[\d.]+%;top:([\d.]+)%;height:([\d.]+)%', html)
    top, height = map(float, bars[-1])
    assert len(bars) == 6
    # 96 of 178 plans: likely between 46.6% and 61.1% (Wilson).
    assert foot + (100 - top) * percent == pytest.approx(61.1, abs=0.06)
    assert foot + (100 - top - height) * percent == pytest.approx(46.6, abs=0.06)


def test_a_ring_and_its_period(snapshot: Snapshot) -> None:
    seen = Seen(line_plot(chart_of(snapshot, "ehcp-20-weeks")))
    ((_, left, top, picture),) = [p for p in seen.pictures if p[0] == "spot"]
    assert picture.find(f"{SVG}circle") is not None
    ((across, _, _),) = [tick for tick in seen.spans["along"] if tick[2] == "Q1 2024-25"]
    assert left == across
    foot, percent = seen.scale()
    ring = layer(chart_of(snapshot, "ehcp-20-weeks"), "Same period last year")
    assert isinstance(ring, ChartPoints)
    assert foot + (100 - top) * percent == pytest.approx(ring.corners[0].value, abs=0.02)


def test_our_own_points_have_their_figures_beside_them(snapshot: Snapshot) -> None:
    """Read back: each figure stands at a point of that value; the newest at the line's end."""
    labelled = 0
    for name, chart in all_charts(snapshot):
        seen = Seen(line_plot(chart))
        foot, percent = seen.scale()
        at = axes(chart)
        points = {
            f"{at.across(p.period.middle):.2f}": p for p in chart.lines[0].points
            if p.joined is not None
        }  # fmt: skip
        drawn = seen.spans.get("point", [])
        for left, top, text in drawn:
            point = points[f"{left:.2f}"]
            value = foot + (100 - top) * percent
            assert point.joined == pytest.approx(value, abs=0.02 * percent), (name, text)
            assert text == chart.figures[point.period]
            assert float(text.replace(",", "")) == pytest.approx(point.joined, abs=0.06)
        assert not drawn or len(drawn) == len(points) - 1
        labelled += len(drawn)
    assert labelled > 40


@pytest.mark.parametrize(("name", "classes"), [
    ("ehcp-20-weeks", {"along", "along wide"}),
    ("assessments-45-days", {"along", "along wide many"}),
])  # fmt: skip
def test_of_many_ticks_a_tablet_leaves_some_out(
    snapshot: Snapshot, name: str, classes: set[str]
) -> None:
    markup = line_plot(chart_of(snapshot, name))
    assert set(re.findall(r'class="(along[^"]*)"', markup)) == classes


def test_a_likely_range_leaves_no_room_for_figures(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert "point" in Seen(line_plot(trend(snapshot, row))).spans
    assert "point" not in Seen(line_plot(trend(snapshot, row, ranges=True))).spans


# ---- the chart of a measure over time, of the Benchmarks page -----------------------------------


def over(snapshot: Snapshot, measure: str, *, from_zero: bool = True) -> LineChart:
    others = ["330", "800", "801", "802", "803", "908"]
    found = over_time(snapshot, measure, area=HOME, others=others)
    return over_time_chart(found, from_zero=from_zero)


def test_chosen_authorities_differ_by_dash_and_shape(snapshot: Snapshot) -> None:
    chart = over(snapshot, "SEN_EHC_Excpt_20wks")
    seen = Seen(line_plot(chart))
    foot, percent = seen.scale()
    spots: dict[str, list[tuple[float, float]]] = {}
    for kind, left, top, picture in seen.pictures:
        if kind == "spot":
            (shape,) = picture
            spots.setdefault(ElementTree.tostring(shape).decode(), []).append((left, top))
    looks = {line.name: line.marker.shape for line in chart.lines if line.marker}
    shaped = [line for line in chart.lines if looks[line.name] not in ("circle", "square")]
    assert [looks[line.name] for line in shaped] == [
        "diamond", "triangle-up", "x", "star", "triangle-down",
    ]  # fmt: skip
    assert len(spots) == len(shaped)
    for line, places in zip(shaped, spots.values(), strict=True):
        values = [point.value for point in line.points if point.value is not None]
        read = [foot + (100 - top) * percent for _, top in places]
        assert read == pytest.approx(values, abs=percent * 0.011)
    styles = [path.get("style", "") for path in seen.lines() if "L" in path.get("d", "")]
    assert len(styles) == len(set(styles)) == len(chart.lines)


def test_many_labels_make_the_chart_taller(snapshot: Snapshot) -> None:
    chart = over(snapshot, "SEN_EHC_Excpt_20wks")
    assert "--tall:1.00" in line_plot(chart)
    words = ("A name", "of three", "lines 1.0")
    high = replace(chart, labels=tuple(replace(label, words=words) for label in chart.labels))
    html = line_plot(high)
    (tall,) = re.findall(r"--tall:([\d.]+)", html)
    expected = max(1, 3 * len(high.labels) * LABEL / FULL)
    assert float(tall) == pytest.approx(expected, abs=0.006)
    assert float(tall) > 1
    tops = [top for _, top, _ in Seen(html).spans["end"]]
    size = 3 * LABEL / float(tall)
    for above, below in pairwise(tops):
        assert below - above >= size - 0.05
    assert min(tops) - size / 2 > -8
    assert max(tops) + size / 2 < 100 + 2 * LABEL


def test_an_axis_that_does_not_start_at_zero(snapshot: Snapshot) -> None:
    fitted = Seen(line_plot(over(snapshot, "ehcp-20-weeks", from_zero=False)))
    foot, _ = fitted.scale()
    lowest = min(all_values(over(snapshot, "ehcp-20-weeks")))
    assert 0 <= foot <= lowest
    assert all(text.endswith("%") for _, _, text in fitted.spans["up"])


def test_years_without_figures_are_pale_and_open(snapshot: Snapshot) -> None:
    chart = over_time_chart(over_time(snapshot, "LAC_KS2_ExpStd_GPS", area=HOME))
    html = line_plot(chart)
    seen = Seen(html)
    (svg,) = [each for kind, _, _, each in seen.pictures if kind == "lines"]
    bands = [p.get("d", "") for p in svg.iter(f"{SVG}path") if "fill:#F3F2F1" in p.get("style", "")]
    assert len(bands) == 2
    edges = [tuple(map(float, re.findall(r"[\d.]+", band)[::2][:2])) for band in bands]
    ((middle, _, text),) = seen.spans["above"]  # bands that touch have one label, in their middle
    assert text == "no data"
    assert middle == pytest.approx((edges[0][0] + edges[-1][-1]) / 20, abs=0.2)
    england = next(p for p in seen.lines() if "stroke:#F46A25" in p.get("style", ""))
    assert len(corners(england.get("d", ""))) == 2  # open where nobody has a figure


def test_pounds_stand_before_the_number(snapshot: Snapshot) -> None:
    chart = chart_of(snapshot, "ehcp-20-weeks")
    own = chart.lines[0]
    points = (replace(own.points[0], value=-1250.0), *own.points[1:])
    lines = (replace(own, points=points), *chart.lines[1:])
    pounds = replace(chart, lines=lines, y=ValueAxis("£ a week", 1, from_zero=True))
    ticks = [text for _, _, text in Seen(line_plot(pounds)).spans["up"]]
    assert ticks == ["−£1,500", "−£1,000", "−£500", "£0", "£500"]


def test_every_measure_of_the_council_can_be_drawn(snapshot: Snapshot) -> None:
    """All of LAIT's measures with a figure, from nought and fitted."""
    drawn_charts = 0
    for measure in snapshot.measures["measure"].to_list()[::7]:
        told = over_time(snapshot, measure, area=HOME)
        for from_zero in (True, False):
            chart = over_time_chart(told, from_zero=from_zero)
            if chart.lines:
                ticks, values = axes(chart).ticks, all_values(chart)
                assert float(ticks[0]) <= min(values) <= max(values) <= float(ticks[-1])
                html = line_plot(chart)
                assert not re.search(r"[:(] ?-?(nan|inf)", html)
                drawn_charts += 1
    assert drawn_charts > 80


# ---- what must not act --------------------------------------------------------------------------


def test_no_text_of_a_chart_is_markup(snapshot: Snapshot) -> None:
    evil = "<script>alert(1)</script>\" onclick='x'"
    chart = chart_of(snapshot, "ehcp-20-weeks")
    lines = tuple(
        replace(line, points=tuple(replace(point, text=evil) for point in line.points))
        for line in chart.lines
    )
    harmed = replace(
        chart,
        text=evil,
        lines=lines,
        labels=tuple(EndLabel(each.name, each.value, (evil,)) for each in chart.labels),
        x_ticks=tuple(PeriodTick(tick.day, (evil,)) for tick in chart.x_ticks),
        y=replace(chart.y, title=evil),
        breaks=(VerticalLine(chart.x_ticks[0].day, evil),),
    )
    html = line_plot(harmed)
    assert "<script" not in html
    assert "onclick='x'" not in html
    assert html.count("&lt;script&gt;") > 10
