"""Lines as pictures to take away: every text whole and apart, every mark where its figure is."""

import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from kpi.charts import xmr
from kpi.charts.indicator_trend import RING, trend
from kpi.charts.renderers.images.line_image import line_picture
from kpi.charts.specification.chart import LineChart, PeriodBand, ValueAxis, VerticalLine
from kpi.charts.specification.lines import ChartPoints, Corner, LinePoint
from kpi.errors import KpiError
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.kpi.changing import BCP, quarter, row_of
from tests.kpi.charts.renderers.images.pictures import (
    BANDS,
    HREF,
    NAMES,
    OURS,
    SOURCE,
    SUBTITLE,
    SVG,
    TITLE,
    YEARS,
    assert_apart_and_inside,
    bars,
    chart,
    drawn,
    line,
    line_of,
    marks,
    parsed,
    picture,
    rank,
    said,
    shown,
    target,
    texts,
)

NUMBERS = st.floats(-9.9e14, 9.9e14) | st.floats(-100, 100) | st.sampled_from([0.0, 1e-300, 50.0])
ODD_NAMES = st.sampled_from(NAMES) | st.text(st.characters(max_codepoint=0x17F), max_size=30)


# ---- lines --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plans(snapshot: Snapshot) -> bytes:
    return line_picture(replace(trend_of(snapshot, "ehcp-20-weeks"), source=SOURCE), "svg")


def trend_of(snapshot: Snapshot, indicator_id: str) -> LineChart:
    return trend(snapshot, row_of(snapshot, indicator_id))


def test_texts_of_plans(plans: bytes) -> None:
    words = said(plans)
    for text in (
        "Education, health and care plans issued within 20 weeks: 53.9% in April to June 2025",
        "Bournemouth, Christchurch and Poole, %. Long dashes: the target. Ring: the same quarter "
        "last year.",
        SOURCE,
        "ours 53.9%",
        "England 46.4% (2024)",
        "neighbours 40.6% (2024)",
        "South West 28.5% (2024)",
        "target 60.0%",
        "0% 20% 40% 60% 80% 100%",
        "Q1 2025-26",
    ):
        assert text in words
    assert parsed(plans).findtext(f"{SVG}title") == (
        "Education, health and care plans issued within 20 weeks: 53.9% in April to June 2025"
    )
    assert parsed(plans).attrib["role"] == "img"
    assert_apart_and_inside(plans)


def test_figures_of_plans_lie_at_their_height(plans: bytes) -> None:
    """Against the heights of the ticks' own texts."""
    ticks = {t.said: t.y for t in texts(plans) if t.anchor == "end"}
    for_one = (ticks["0%"] - ticks["100%"]) / 100
    own = next(path for path in drawn(plans, OURS) if len(path[0]) == 6)
    (points,) = own
    foot = ticks["0%"] - 0.36 * 9  # a tick's text stands half its letters under its line
    heights = [(foot - y) / for_one for _, y in points]
    assert heights == pytest.approx([51.6, 75.6, 86.0, 90.3, 69.4, 53.9], abs=0.5)
    steps = [b - a for (_, a), (_, b) in pairwise(points)]
    said_steps = [-24.0, -10.4, -4.3, 20.9, 15.5]
    assert [step / for_one for step in steps] == pytest.approx(said_steps, abs=0.01)


def test_a_year_among_quarters_is_a_level_stretch(plans: bytes) -> None:
    england = drawn(plans, "#f46a25")[0]
    ((start, height), (end, same)) = england[0]
    assert len(england) == 1
    assert height == same
    (own,) = next(path for path in drawn(plans, OURS) if len(path[0]) == 6)
    day = (own[1][0] - own[0][0]) / 91  # from mid February to mid May
    assert (end - start) / day == pytest.approx(365, rel=0.01)


def test_target_steps_and_stops_where_there_is_none() -> None:
    own = line("home", [50.0, 60.0, 55.0, 40.0], years=False)
    svg = picture(own, target=target([50.0, 60.0, None, 60.0]))
    before, after = drawn(svg, "#3d3d3d")[0]
    assert len({y for _, y in before}) == 2
    assert len({y for _, y in after}) == 1
    assert before[-1][1] == after[0][1]
    assert "target 60.0%" in said(svg)
    ended = picture(line("home", [50.0] * 4, years=False), target=target([50.0, 60.0, None]))
    assert "target" not in said(ended)  # no label of a target that is no longer there


def test_gaps_are_not_joined_and_lone_points_are_seen() -> None:
    svg = picture(line("home", [50.0, 60.0, None, 70.0, None, 40.0, 45.0]))
    path = drawn(svg, OURS)[0]
    assert [len(stroke) for stroke in path] == [2, 1, 2]
    uses = [u for u in parsed(svg).iter(f"{SVG}use") if f"fill: {OURS}" in u.attrib["style"]]
    assert len(uses) == 5 + 1  # each figure, and the sample beside the label


def test_breaks_and_ring() -> None:
    own = line("home", [50.0] * 15)
    breaks = tuple(VerticalLine(YEARS[n].start, "break") for n in (11, 8, 10))
    ring = ChartPoints("Ring", (Corner(YEARS[2].middle, 50.0, ""),), RING)
    svg = picture(own, breaks=breaks, ring=ring)
    assert said(svg).split().count("break") == 2  # the third has no room for its word
    assert len(drawn(svg, "#767676")) == 3
    assert marks(svg) == marks(picture(own)) + 1
    assert_apart_and_inside(svg)


def test_lines_differ_without_colour() -> None:
    """Both groups of a gap and ten chosen authorities: dash and marker are a pair of their own."""
    keys = ["home", "england", "home", "england", "region", "neighbours", *"abcdefghij"]
    svg = picture(*(line(key, [10.0 + n, 11.0 + n]) for n, key in enumerate(keys)))
    looks = set()
    for group in parsed(svg).iter(f"{SVG}g"):
        paths = [p for p in group.findall(f"{SVG}path") if "fill: none" in p.attrib["style"]]
        uses = list(group.iter(f"{SVG}use"))
        if paths and len(uses) == 2:
            dash = re.search(r"stroke-dasharray: ([\d.,]+)", paths[0].attrib["style"])
            hollow = "#ffffff" in uses[0].attrib["style"]
            looks.add((dash[1] if dash else "", uses[0].attrib[HREF], hollow))
    assert len(looks) == len(keys)
    assert_apart_and_inside(svg)


def test_own_line_is_the_thickest() -> None:
    svg = picture(line("home", [1.0, 2.0]), line("england", [2.0, 3.0]))
    widths = {}
    for path in parsed(svg).iter(f"{SVG}path"):
        style = path.attrib.get("style", "")
        wide = re.search(r"stroke-width: ([\d.]+)", style)
        for colour in (OURS, "#f46a25"):
            if wide and f"stroke: {colour}" in style and "fill: none" in style:
                widths[colour] = float(wide[1])
    assert widths[OURS] > 1.5 * widths["#f46a25"]


@pytest.mark.parametrize(
    ("unit", "values", "expected", "over"),
    [
        ("percent", [0.046, 0.05], "0.00% 0.01% 0.02% 0.03% 0.04% 0.05%", ""),
        ("£ per week", [900.0, 1100.0], "£0 £200 £400 £600 £800 £1,000 £1,200", "£ per week £0"),
        ("points", [-3.0, 4.0], "-4 -2 0 2 4", "points -4"),
        ("Spend, £", [1.2e6, 2e6], "£0 £500,000 £1.000 million £1.500 million", "Spend, £ £0"),
    ],
)
def test_ticks(unit: str, values: list[float | None], expected: str, over: str) -> None:
    svg = picture(line("home", values), y=ValueAxis(unit, 2, from_zero=True))
    ticks = " ".join(t.said for t in texts(svg) if t.anchor == "end")
    assert expected in ticks
    words = said(svg)
    if over:
        assert over.split(" £0")[0].split(" -4")[0] in words
    else:
        assert "percent" not in words


def test_an_axis_that_leaves_nought_out_says_so() -> None:
    warning = "(this axis does not start at 0)"
    own = line("home", [50.0, 55.0])
    fitted = ValueAxis("percent", 1, from_zero=False)
    assert warning in said(picture(own, y=fitted))
    assert warning not in said(picture(own))
    assert warning not in said(picture(line("home", [-1.0, 1.0]), y=fitted))


def test_at_most_a_handful_of_ticks_the_newest_among_them() -> None:
    svg = picture(line("home", [float(n) for n in range(15)]))
    ticks = [t.said for t in texts(svg) if t.anchor == "middle"]
    assert ticks == ["2024/25", "2021/22", "2018/19", "2015/16", "2012/13"]


def test_long_texts_are_never_cut() -> None:
    long = {"title": "A very long title " * 15, "subtitle": "Under it " * 60}
    long["source"] = "Source " * 60
    lines = [line(str(n), [50.0 + n / 10], "Kingston upon Hull, City of " * 2) for n in range(12)]
    svg = picture(*lines, **long)
    words = said(svg)
    for text in long.values():
        assert text.strip() in words
    assert words.count("Kingston upon Hull, City of Kingston upon Hull, City of 5") == 12
    assert_apart_and_inside(svg)


# ---- files --------------------------------------------------------------------------------


def test_png() -> None:
    found = picture(line("home", [50.0, 60.0]), form="png")
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    image = Image.open(io.BytesIO(found))
    assert image.size == (1400, 800)
    assert image.text == {  # type: ignore[attr-defined]
        "Title": TITLE,
        "Description": f"{SUBTITLE} {SOURCE}",
    }
    ranked = Image.open(io.BytesIO(rank(bars(), bands=BANDS, form="png")))
    assert ranked.width == 1400
    assert 800 <= ranked.height <= 1000


def test_same_bytes_twice_and_in_many_threads() -> None:
    def one(number: int) -> bytes:
        form = "png" if number % 2 else "svg"
        if number % 3:
            return picture(line("home", [50.0, 60.0 + number % 3]), form=form)
        return rank(bars(), bands=BANDS, lines=[("England", 46.4)], form=form)

    alone = [one(number) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(one, [*range(6)] * 3))
    assert together == alone * 3
    assert b"<dc:date>" not in alone[0]


def test_settings_of_the_machine_change_nothing_and_are_left_alone() -> None:
    plain = picture(line("home", [50.0, 60.0]))
    odd = {
        "font.size": 30,
        "axes.facecolor": "red",
        "svg.fonttype": "path",
        "path.sketch": (1, 9, 9),
    }
    with matplotlib.rc_context(odd):
        assert picture(line("home", [50.0, 60.0])) == plain
        assert matplotlib.rcParams["svg.fonttype"] == "path"
        assert matplotlib.rcParams["font.size"] == 30


def test_matplotlib_is_loaded_on_first_use_and_pyplot_never() -> None:
    script = """
import sys
from kpi.charts.renderers.images.line_image import line_picture
from kpi.charts.specification.chart import LineChart, ValueAxis
from kpi.charts.specification.lines import ChartLine, LinePoint
from kpi.charts.specification.styles import Stroke
from kpi.periods import Period
assert "matplotlib" not in sys.modules
point = LinePoint(Period.calendar_year(2024), 1.0)
line = ChartLine("home", "home", "n", "ours", (point,), Stroke("#000000"))
y = ValueAxis("percent", 1, from_zero=True)
line_picture(LineChart(title="t", subtitle="s", text="", y=y, x_ticks=(), lines=(line,)))
assert "matplotlib" in sys.modules
assert "matplotlib.pyplot" not in sys.modules
"""
    root = Path(__file__).resolve().parents[5]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)


# ---- what is refused ----------------------------------------------------------------------


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(KpiError, match=r"^there are no figures to draw: Plans issued"):
        picture(line("home", [None, None]), target=target([50.0]))
    with pytest.raises(KpiError, match="no figures to draw"):
        picture()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e15, -1e300])
def test_a_figure_that_cannot_be_drawn_is_refused(value: float) -> None:
    with pytest.raises(KpiError, match="cannot be drawn"):
        picture(line("home", [1.0, value]))


def test_parts_that_only_pages_have_are_refused(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    ranged = xmr.chart(row, found)
    assert ranged is not None
    with pytest.raises(ValueError, match="has no limits and no signals"):
        line_picture(ranged)
    banded = chart(line("home", [1.0]), bands=(PeriodBand(YEARS[0], "no data"),))
    with pytest.raises(ValueError, match="has no bands"):
        line_picture(banded)
    with pytest.raises(ValueError, match="has no likely ranges"):
        line_picture(trend(snapshot, row_of(snapshot, "ehcp-20-weeks"), ranges=True))


# ---- odd values and names -----------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.none() | NUMBERS, min_size=1, max_size=15), min_size=1, max_size=6),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from(["percent", "£ per child", "points"]),
)
@example(rows=[[5e-324]], from_zero=True, decimals=0, unit="percent")
def test_odd_values(
    rows: list[list[float | None]], from_zero: bool, decimals: int, unit: str
) -> None:
    lines = [line(["home", "england"][n] if n < 2 else str(n), row) for n, row in enumerate(rows)]
    if all(value is None for row in rows for value in row):
        with pytest.raises(KpiError, match="no figures"):
            picture(*lines)
        return
    svg = picture(*lines, y=ValueAxis(unit, decimals, from_zero))
    assert_apart_and_inside(svg)
    ticks = [t.said for t in texts(svg) if t.anchor == "end"]
    assert 2 <= len(set(ticks)) == len(ticks) <= 9
    assert not any("nan" in path.attrib["d"] for path in parsed(svg).iter(f"{SVG}path"))


@settings(max_examples=40, deadline=None)
@given(ODD_NAMES, ODD_NAMES, ODD_NAMES)
def test_odd_names_are_shown_as_they_are(title: str, label: str, name: str) -> None:
    """Nothing is read as mathematics or as XML; signs that are not seen are left out."""
    words = {"title": title, "subtitle": name, "source": label}
    own = line("home", [1.0, 2.0], label or "x")
    svg = picture(own, **words)
    together = "".join(said(svg).split())
    for text in (title, label, name):
        assert "".join(shown(text).split()) in together
    assert not set(svg.decode()) & {"\u202e", "\u200f", "\x00"}
    assert not list(parsed(svg).iter(f"{SVG}tspan"))
    image = Image.open(io.BytesIO(picture(own, form="png", **words)))
    assert image.width == 1400


def test_a_day_is_a_period_too() -> None:
    census = Period.snapshot(date(2024, 3, 31))
    svg = picture(line_of("home", (LinePoint(census, 0.0),), "ours"))
    assert "31 March 2024" in said(svg)
    assert "ours 0.0%" in said(svg)
    assert_apart_and_inside(svg)


def test_every_indicator_can_be_drawn(snapshot: Snapshot) -> None:
    for row in scorecard.summary(snapshot, View(BCP, quarter("Q1 2025-26"))):
        assert_apart_and_inside(line_picture(trend(snapshot, row), "svg"))
