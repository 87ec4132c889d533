"""Charts in plotly's language: it draws what the specification says, and can be sent as JSON."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts import xmr
from kpi.charts.benchmark_lines import over_time_chart
from kpi.charts.benchmarks.benchmark_ranking import ranking_chart
from kpi.charts.indicator_trend import trend
from kpi.charts.renderers import plotly
from kpi.charts.renderers.plotly import line_figure, ranking_figure
from kpi.charts.specification.chart import LineChart
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, row_of

STYLES = Path(__file__).resolve().parents[4] / "pages" / "templates" / "styles"

PLANS = "ehcp-20-weeks"


def texts(figure: dict[str, Any]) -> list[str]:
    return [each["text"] for each in figure["layout"]["annotations"]]


def test_a_ranking(snapshot: Snapshot) -> None:
    chart = ranking_chart(ranking(snapshot, PLANS, area="839", others=["908", "330"]))
    figure = ranking_figure(chart)
    (bars,) = figure["data"]
    assert bars["x"] == list(range(1, 152))
    assert bars["y"] == [bar.value for bar in chart.bars]
    assert bars["hovertext"] == [bar.text for bar in chart.bars]
    assert bars["customdata"] == [bar.area for bar in chart.bars]
    assert bars["text"].count("N") == 10
    assert bars["text"].count("") + bars["text"].count("S<br>W") == 141
    # Beside another bar's letters two would run into them.
    stacked = [place for place, text in enumerate(bars["text"]) if text == "S<br>W"]
    assert len(stacked) > 5
    assert not [p for p in stacked if bars["text"][p - 1] or bars["text"][p + 1 : p + 2] == ["N"]]
    across = figure["layout"]["xaxis"]
    assert across["range"][0] > across["range"][1]  # the first stands at the right
    assert across["ticktext"][:2] == ["1st", "25th"]
    colours = bars["marker"]["color"]
    assert [i for i, c in enumerate(colours) if c == "#12436D"] == [42]  # 43rd
    assert colours.count("#801650") == 10
    assert colours.count("#2073BC") == 2
    named = texts(figure)
    assert named[:8] == [
        "<b>A: best quarter</b><br>79.5% to 100.0%", "<b>A</b>",
        "<b>B</b><br>52.4% to 79.4%", "<b>B</b>",
        "<b>C</b><br>29.3% to 52.3%", "<b>C</b>",
        "<b>D: weakest quarter</b><br>3.2% to 29.2%", "<b>D</b>",
    ]  # fmt: skip
    heads = {False: plotly.BAND_TEXT, True: plotly.LETTER_SIZE}
    found = [each["font"] for each in figure["layout"]["annotations"]]
    assert [font["color"] for font in found[:8:2]] == [heads[False]] * 4
    assert [font["size"] for font in found[1:8:2]] == [heads[True]] * 4
    assert not [f for f in found[8:] if f["color"] == heads[False] or f["size"] == heads[True]]
    assert named[8] == "<b>Bournemouth,<br>Christchurch and Poole<br>77.6%</b>"  # ours first
    assert set(named[9:11]) == {"Cornwall 7.0%", "Birmingham 26.7%"}
    assert named[-1] == "England 46.4%"
    *bands, england = figure["layout"]["shapes"]
    assert [(b["x0"], b["x1"]) for b in bands] == [
        (0.5, 38.5), (38.5, 75.5), (75.5, 113.5), (113.5, 151.5),
    ]  # fmt: skip
    assert england["y0"] == england["y1"] == chart.references[0].value
    assert figure["layout"]["yaxis"]["rangemode"] == "tozero"
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_a_ranking_without_bands(snapshot: Snapshot) -> None:
    figure = ranking_figure(ranking_chart(ranking(snapshot, "referrals-rate", area="839")))
    assert [s["type"] for s in figure["layout"]["shapes"]] == ["line"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "Highest at the right"


def assert_draws(chart: LineChart) -> None:
    """Every layer is a trace with the layer's own days, values, texts and look."""
    figure = line_figure(chart)
    for each, trace in zip(chart.layers, figure["data"], strict=True):
        modes = {"lines": each.stroke is not None, "markers": each.marker is not None}
        assert trace["mode"].split("+") == [name for name, has in modes.items() if has]
        assert trace["y"] == [corner.value for corner in each.corners]
        assert trace["text"] == [corner.text for corner in each.corners]
        assert trace["x"] == [c.day.isoformat() if c.day else None for c in each.corners]
        assert trace["connectgaps"] is False
    ticks = figure["layout"]["xaxis"]["ticktext"]
    assert ticks == ["<br>".join(tick.words) for tick in chart.x_ticks]
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


def test_lines_over_time(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PLANS)
    found = reading(row.indicator, row.series, BCP)
    ranged = xmr.chart(row, found) if found else None
    for chart in (trend(snapshot, row), trend(snapshot, row_of(snapshot, "ks4-fsm-gap")), ranged):
        if chart is not None:
            assert_draws(chart)
    banded = over_time_chart(over_time(snapshot, "LAC_KS2_ExpStd_GPS", area="839"))
    assert_draws(banded)
    figure = line_figure(banded)
    assert [shape["type"] for shape in figure["layout"]["shapes"]] == ["rect"] * 2
    assert texts(figure).count("no data") == 1


def test_likely_ranges_are_error_bars(snapshot: Snapshot) -> None:
    chart = trend(snapshot, row_of(snapshot, PLANS), ranges=True)
    own, *others = line_figure(chart)["data"]
    assert own["error_y"]["array"] == [point.up for point in chart.lines[0].points]
    assert own["error_y"]["arrayminus"] == [point.down for point in chart.lines[0].points]
    assert not any("error_y" in trace for trace in others)


def test_labels_at_the_ends_never_cover_each_other(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "primary-permanent-exclusions", area="839", others=["908", "330"])
    chart = over_time_chart(over)
    labels = [a for a in line_figure(chart)["layout"]["annotations"] if a.get("xref") == "paper"]
    assert len(labels) == len(chart.labels)
    top = max(p.value for line in chart.lines for p in line.points if p.value is not None)
    ends = [(a["y"], top * 0.065 * (a["text"].count("<br>") + 1) / 2) for a in labels]
    for (upper, half), (lower, other) in pairwise(ends):
        assert upper - half >= lower + other - 1e-12


def test_the_style_sheet_tells_heads_of_quarters_by_the_renderers_colour_and_size() -> None:
    sheet = (STYLES / "35-benchmarks.css").read_text("utf-8")
    red, green, blue = (int(plotly.BAND_TEXT[at : at + 2], 16) for at in (1, 3, 5))
    assert f'[style*="rgb({red}, {green}, {blue})"]' in sheet
    assert sheet.count(f'[style*="font-size: {plotly.LETTER_SIZE}px"]') == 2  # screen and paper


def test_the_style_sheet_leaves_out_crowded_letters_by_the_renderers_colour(
    snapshot: Snapshot,
) -> None:
    sheet = (STYLES / "35-benchmarks.css").read_text("utf-8")
    red, green, blue = (int(plotly.CROWDED_LETTER[at : at + 2], 16) for at in (1, 3, 5))
    assert sheet.count(f'.bartext[style*="rgb({red}, {green}, {blue})"]') == 1
    (bars,) = ranking_figure(ranking_chart(ranking(snapshot, PLANS, area=BCP)))["data"]
    lettered = [
        (place, colour)
        for place, (letter, colour) in enumerate(
            zip(bars["text"], bars["textfont"]["color"], strict=True)
        )
        if letter
    ]
    kept = [place for place, colour in lettered if colour != plotly.CROWDED_LETTER]
    assert 1 < len(kept) < len(lettered)
    least = 10 / 260 * len(bars["text"])  # of bars: a letter's pixels on a phone's field
    assert all(b - a >= least for a, b in pairwise(kept))
