"""Pictures to take away: every text whole, apart and as given; every mark where its figure is."""

import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from kpi.benchmarks import ranking
from kpi.charts import indicator as indicator_chart
from kpi.charts.figure import Line
from kpi.charts.images.line_image import Bar, Caption, line_picture, ranked_picture
from kpi.errors import KpiError
from kpi.indicators import scorecard
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.kpi.changing import BCP, quarter, row_of

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
OURS, GREY, SHADE = "#12436d", "#c4c4c4", "#eeeeee"
CAPTION = Caption(
    "Plans issued within 20 weeks: 53.9% in April to June 2025",
    "Bournemouth, Christchurch and Poole, %.",
    "Source: Department for Education, 26 June 2025. Snapshot 2025-07-14.",
)
YEARS = [Period.academic_year(year) for year in range(2010, 2025)]
QUARTERS = [Period.quarter(2024, n) for n in (1, 2, 3, 4)]
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@dataclass(frozen=True)
class Text:
    said: str
    x: float
    y: float
    size: float
    bold: bool
    anchor: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, measured by another library than the one that drew it."""
        wide = font(self.bold).getlength(self.said) * self.size / 100
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - 0.76 * self.size, left + wide, self.y + 0.24 * self.size


@cache
def font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf", 100)


def parsed(svg: bytes) -> ET.Element:
    return ET.fromstring(svg)


def texts(svg: bytes) -> list[Text]:
    found = []
    for element in parsed(svg).iter(f"{SVG}text"):
        style = element.attrib["style"]
        size = re.search(r"font-size: ([\d.]+)px", style)
        anchor = re.search(r"text-anchor: (\w+)", style)
        assert size
        assert anchor
        found.append(
            Text(
                element.text or "",
                float(element.attrib["x"]),
                float(element.attrib["y"]),
                float(size[1]),
                "font-weight: 700" in style,
                anchor[1],
            )
        )
    return found


def said(svg: bytes) -> str:
    return " ".join(text.said for text in texts(svg))


def corners(element: ET.Element) -> list[list[tuple[float, float]]]:
    """The strokes of a path: a new one wherever the pen was lifted."""
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", stroke)]
        for stroke in element.attrib["d"].split("M")[1:]
    ]


def drawn(svg: bytes, colour: str, of: str = "stroke") -> list[list[list[tuple[float, float]]]]:
    """The paths of a colour, without the shapes of markers and hatches."""
    root = parsed(svg)
    hidden = {id(p) for d in root.iter(f"{SVG}defs") for p in d.iter(f"{SVG}path")}
    return [
        corners(path)
        for path in root.iter(f"{SVG}path")
        if id(path) not in hidden and f"{of}: {colour}" in path.attrib.get("style", "")
    ]


def marks(svg: bytes) -> int:
    """How many markers are drawn, on lines and beside labels."""
    return len(list(parsed(svg).iter(f"{SVG}use")))


def assert_apart_and_inside(svg: bytes) -> None:
    _, _, width, height = map(float, parsed(svg).attrib["viewBox"].split())
    boxes = [(text, *text.box) for text in texts(svg)]
    for text, left, top, right, bottom in boxes:
        assert left >= 0, text
        assert right <= width, text
        assert top >= 0, text
        assert bottom <= height, text
    for (a, l1, t1, r1, b1), (b, l2, t2, r2, b2) in combinations(boxes, 2):
        assert r1 <= l2 + 0.5 or r2 <= l1 + 0.5 or b1 <= t2 + 0.5 or b2 <= t1 + 0.5, (a, b)


def line(key: str, values: list[float | None], label: str = "", *, years: bool = True) -> Line:
    periods = YEARS if years else QUARTERS
    return Line(key, key, tuple(zip(periods, values, strict=False)), label or key)


def picture(*lines: Line, **more: object) -> bytes:
    chosen = {"decimals": 1, "unit": "percent", "form": "svg"} | more
    return line_picture(CAPTION, lines, **chosen)  # type: ignore[arg-type]


def bars(count: int = 151) -> list[Bar]:
    marks = {40: "own", 3: "neighbour", 60: "neighbour", 150: "neighbour", 7: "region"}
    return [Bar(f"Area {n}", 90 - n / 2, marks.get(n, "")) for n in range(count)]


BANDS = [
    ("A", "90.0% to 71.5%", 38),
    ("B", "71.4% to 53.0%", 38),
    ("C", "52.9% to 34.0%", 37),
    ("D", "33.9% to 15.0%", 38),
]


def rank(found: list[Bar], **more: object) -> bytes:
    chosen = {"decimals": 1, "unit": "percent", "form": "svg"} | more
    return ranked_picture(CAPTION, found, **chosen)  # type: ignore[arg-type]


# ---- lines --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plans(snapshot: Snapshot) -> bytes:
    row = row_of(snapshot, "ehcp-20-weeks")
    chart = indicator_chart.trend(snapshot, row)
    own = [period for period, _ in chart.lines[0].points]
    goals = [(p, 60.0 if p == own[-1] else 50.0) for p in own]
    caption = Caption(chart.title, chart.subtitle, CAPTION.source)
    before = (own[1], 75.6)
    return line_picture(
        caption, chart.lines, decimals=1, unit="percent", goals=goals, ring=before, form="svg"
    )


def test_texts_of_plans(plans: bytes) -> None:
    words = said(plans)
    for text in (
        "Education, health and care plans issued within 20 weeks: 53.9% in April to June 2025",
        "Bournemouth, Christchurch and Poole, %. Long dashes: the target. Ring: the same quarter "
        "last year.",
        CAPTION.source,
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
    goals = list(zip(QUARTERS, [50.0, 60.0, None, 60.0], strict=True))
    svg = picture(line("home", [50.0, 60.0, 55.0, 40.0], years=False), goals=goals)
    before, after = drawn(svg, "#3d3d3d")[0]
    assert len({y for _, y in before}) == 2
    assert len({y for _, y in after}) == 1
    assert before[-1][1] == after[0][1]
    assert "target 60.0%" in said(svg)
    ended = picture(line("home", [50.0] * 4, years=False), goals=[*goals[:2], (QUARTERS[2], None)])
    assert "target" not in said(ended)  # no label of a target that is no longer there


def test_gaps_are_not_joined_and_lone_points_are_seen() -> None:
    svg = picture(line("home", [50.0, 60.0, None, 70.0, None, 40.0, 45.0]))
    path = drawn(svg, OURS)[0]
    assert [len(stroke) for stroke in path] == [2, 1, 2]
    uses = [u for u in parsed(svg).iter(f"{SVG}use") if f"fill: {OURS}" in u.attrib["style"]]
    assert len(uses) == 5 + 1  # each figure, and the sample beside the label


def test_breaks_and_ring() -> None:
    own = line("home", [50.0] * 15)
    svg = picture(own, breaks=[YEARS[8], YEARS[10], YEARS[11]], ring=(YEARS[2], 50.0))
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
    svg = picture(line("home", values), unit=unit, decimals=2)
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
    assert warning in said(picture(own, from_zero=False))
    assert warning not in said(picture(own))
    assert warning not in said(picture(line("home", [-1.0, 1.0]), from_zero=False))


def test_at_most_a_handful_of_ticks_the_newest_among_them() -> None:
    svg = picture(line("home", [float(n) for n in range(15)]))
    ticks = [t.said for t in texts(svg) if t.anchor == "middle"]
    assert ticks == ["2024/25", "2021/22", "2018/19", "2015/16", "2012/13"]


def test_long_texts_are_never_cut() -> None:
    caption = Caption("A very long title " * 15, "Under it " * 60, "Source " * 60)
    lines = [line(str(n), [50.0 + n / 10], "Kingston upon Hull, City of " * 2) for n in range(12)]
    svg = line_picture(caption, lines, decimals=1, unit="percent", form="svg")
    words = said(svg)
    for text in (caption.title, caption.subtitle, caption.source):
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
        "Title": CAPTION.title,
        "Description": f"{CAPTION.subtitle} {CAPTION.source}",
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
from kpi.charts.images.line_image import Caption, Line, Period, line_picture
assert "matplotlib" not in sys.modules
line = Line("home", "n", ((Period.calendar_year(2024), 1.0),), "ours")
line_picture(Caption("t", "s", "f"), [line], decimals=1, unit="percent")
assert "matplotlib" in sys.modules
assert "matplotlib.pyplot" not in sys.modules
"""
    root = Path(__file__).resolve().parents[4]
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)


# ---- bars ---------------------------------------------------------------------------------


def test_texts_of_a_ranking() -> None:
    svg = rank(bars(), bands=BANDS, lines=[("England", 46.4), ("South West", 46.2)])
    words = said(svg)
    for text in (
        CAPTION.title,
        CAPTION.subtitle,
        CAPTION.source,
        "Area 40 70.0%",
        "England 46.4%",
        "South West 46.2%",
        "Statistical neighbours",
        "Others in the region",
        "Other authorities",
        *(f"{letter}: {said_range}" for letter, said_range, _ in BANDS),
    ):
        assert text in words
    assert_apart_and_inside(svg)


def rects(svg: bytes, fill: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each filled shape of a colour."""
    found = []
    for (points,) in drawn(svg, fill, "fill"):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return found


def test_bars_are_as_long_as_their_figures_and_in_the_order_given() -> None:
    found = bars()
    svg = rank(found, bands=BANDS)
    plain = [bar for bar in found if bar.mark == ""]
    boxes = rects(svg, GREY)[:-1]  # the last is the legend's
    lefts = [left for left, *_ in boxes]
    assert lefts == sorted(lefts)
    tall = [bottom - top for _, top, _, bottom in boxes]
    assert [t / tall[0] for t in tall] == pytest.approx(
        [bar.value / plain[0].value for bar in plain], abs=1e-3
    )
    (own,) = rects(svg, OURS)
    assert (own[3] - own[1]) / tall[0] == pytest.approx(70.0 / 90.0, abs=1e-3)


def test_bands_cover_their_bars() -> None:
    found = [Bar(str(n), 10.0 - n, "") for n in range(10)]
    svg = rank(found, bands=[("A", "high", 3), ("B", "mid", 2), ("C", "low", 4), ("D", "last", 1)])
    boxes = rects(svg, GREY)
    first, third = rects(svg, SHADE)
    inside = [
        [left > shade[0] and right < shade[2] for left, _, right, _ in boxes]
        for shade in (first, third)
    ]
    assert inside[0] == [True] * 3 + [False] * 7
    assert inside[1] == [False] * 5 + [True] * 4 + [False]
    narrow = [("A", "80.0% to 81.0%", 1), ("B", "x", 0), ("C", "82.0%", 1), ("D", "rest", 149)]
    svg = rank(bars(), bands=narrow)
    assert "B: x" not in said(svg)  # a band without an authority has no place on the picture
    assert_apart_and_inside(svg)


def test_neighbours_and_region_have_hatches_of_their_own() -> None:
    svg = rank(bars())
    fills = re.findall(r"fill: url\(#(\w+)\)", svg.decode())
    assert sorted(fills.count(name) for name in set(fills)) == [1 + 1, 3 + 1]  # with the legend's
    plain = rank([Bar("a", 1.0, ""), Bar("b", 2.0, "own")])
    assert b"url(#h" not in plain
    assert "Other authorities" not in said(plain)


def test_negative_bars_hang_from_nought() -> None:
    svg = rank([Bar("a", 2.0, ""), Bar("b", -2.0, ""), Bar("c", -4.0, "own")])
    up, down = rects(svg, GREY)
    (own,) = rects(svg, OURS)
    assert up[3] == pytest.approx(down[1])
    assert own[3] - own[1] == pytest.approx(2 * (up[3] - up[1]), abs=1e-3)
    assert "c -4.0%" in said(svg)


def test_a_real_ranking(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "ehcp-20-weeks", area=BCP)
    told = found.authorities.drop_nulls("value")
    svg = rank(
        [Bar(r["name"], r["value"], r["mark"]) for r in told.iter_rows(named=True)],
        bands=[(band.letter, band.words, band.count) for band in found.bands],
        decimals=found.decimals,
    )
    assert "Bournemouth, Christchurch and Poole 77.6%" in said(svg)
    assert_apart_and_inside(svg)


def test_every_indicator_can_be_drawn(snapshot: Snapshot) -> None:
    for row in scorecard.summary(snapshot, quarter("Q1 2025-26"), area=BCP):
        chart, indicator = indicator_chart.trend(snapshot, row), row.indicator
        breaks = [period for period, _ in indicator.breaks if period in dict(chart.lines[0].points)]
        svg = picture(*chart.lines, decimals=indicator.decimals, unit=indicator.unit, breaks=breaks)
        assert_apart_and_inside(svg)


# ---- what is refused ----------------------------------------------------------------------


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(KpiError, match=r"^there are no figures to draw: Plans issued"):
        picture(line("home", [None, None]), goals=[(YEARS[0], 50.0)])
    with pytest.raises(KpiError, match="no figures to draw"):
        picture()
    with pytest.raises(KpiError, match="no figures to draw"):
        rank([])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e15, -1e300])
def test_a_figure_that_cannot_be_drawn_is_refused(value: float) -> None:
    with pytest.raises(KpiError, match="cannot be drawn"):
        picture(line("home", [1.0, value]))
    with pytest.raises(KpiError, match="cannot be drawn"):
        rank([Bar("a", value, "own")])


@pytest.mark.parametrize(
    ("found", "bands"),
    [
        ([Bar("a", 1.0, "ours")], []),
        ([Bar("a", 1.0, "own"), Bar("b", 1.0, "own")], []),
        ([Bar("a", 1.0, "own")], [("A", "x", 2)]),
        ([Bar("a", 1.0, "own")], [("A", "x", 2), ("B", "y", -1)]),
    ],
)
def test_bars_that_contradict_themselves(
    found: list[Bar], bands: list[tuple[str, str, int]]
) -> None:
    with pytest.raises(ValueError, match=r"mark|bands"):
        rank(found, bands=bands)


# ---- odd values and names -----------------------------------------------------------------

NUMBERS = st.floats(-9.9e14, 9.9e14) | st.floats(-100, 100) | st.sampled_from([0.0, 1e-300, 50.0])
NAMES = st.sampled_from(
    [
        "$x^2$",
        r"\$ \frac{1}{2}",
        "<b>",
        "&amp;",
        "-->",
        "]]>",
        "a\x00b",
        "a\u202e35.9",
        "\u200fשלום",
    ]
) | st.text(st.characters(max_codepoint=0x17F), max_size=30)
SEEN = {"a\x00b": "ab", "a\u202e35.9": "a35.9", "\u200fשלום": "שלום"}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.none() | NUMBERS, min_size=1, max_size=15), min_size=1, max_size=6),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from(["percent", "£ per child", "points"]),
)
def test_odd_values(
    rows: list[list[float | None]], from_zero: bool, decimals: int, unit: str
) -> None:
    lines = [line(["home", "england"][n] if n < 2 else str(n), row) for n, row in enumerate(rows)]
    if all(value is None for row in rows for value in row):
        with pytest.raises(KpiError, match="no figures"):
            picture(*lines)
        return
    svg = picture(*lines, from_zero=from_zero, decimals=decimals, unit=unit)
    assert_apart_and_inside(svg)
    ticks = [t.said for t in texts(svg) if t.anchor == "end"]
    assert 2 <= len(set(ticks)) == len(ticks) <= 9
    assert not any("nan" in path.attrib["d"] for path in parsed(svg).iter(f"{SVG}path"))


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=160), st.lists(NUMBERS, max_size=4), st.data())
def test_odd_bars(values: list[float], references: list[float], data: st.DataObject) -> None:
    own = data.draw(st.integers(0, len(values) - 1))
    cut = data.draw(st.integers(0, len(values)))
    svg = rank(
        [Bar(f"Area number {n}", v, "own" if n == own else "") for n, v in enumerate(values)],
        bands=[("A", "1.0% to 22.5%", cut), ("B", "22.6% to 99.0%", len(values) - cut)],
        lines=[(f"Line {n}", value) for n, value in enumerate(references)],
    )
    assert_apart_and_inside(svg)
    assert f"Area number {own} " in said(svg)


@settings(max_examples=40, deadline=None)
@given(NAMES, NAMES, NAMES)
def test_odd_names_are_shown_as_they_are(title: str, label: str, name: str) -> None:
    """Nothing is read as mathematics or as XML; signs that are not seen are left out."""
    caption = Caption(title, name, label)
    own = [line("home", [1.0, 2.0], label or "x")]
    for svg in (
        line_picture(caption, own, decimals=1, unit="percent", form="svg"),
        ranked_picture(caption, [Bar(name, 1.0, "own")], decimals=1, unit=label, form="svg"),
    ):
        together = "".join(said(svg).split())
        for text in (title, label, name):
            shown = SEEN.get(text)
            if shown is None:
                shown = "".join(c for c in "".join(text.split()) if c.isprintable())
            assert "".join(shown.split()) in together
        assert not set(svg.decode()) & {"\u202e", "\u200f", "\x00"}
        assert not list(parsed(svg).iter(f"{SVG}tspan"))
    image = Image.open(io.BytesIO(line_picture(caption, own, decimals=1, unit="percent")))
    assert image.width == 1400


def test_a_day_is_a_period_too() -> None:
    census = Period.snapshot(date(2024, 3, 31))
    svg = picture(Line("home", "n", ((census, 0.0),), "ours"))
    assert "31 March 2024" in said(svg)
    assert "ours 0.0%" in said(svg)
    assert_apart_and_inside(svg)


def test_chosen_authorities_are_named_in_a_legend_that_fits() -> None:
    names = ["Bath and North East Somerset", "Bournemouth, Christchurch and Poole", "Birmingham"]
    bars = [Bar(f"Town {n}", 100.0 - n, "neighbour" if n % 9 else "region") for n in range(40)]
    bars += [Bar(name, 50.0 - n, "chosen") for n, name in enumerate(names)]
    caption = Caption("Title", "Subtitle", "Source")
    made = ranked_picture(caption, bars, decimals=1, unit="percent", form="svg").decode()
    for said in (
        "Bath and North East Somerset 50.0%",
        "Birmingham 48.0%",
        "Statistical neighbours",
    ):
        assert said in made
    assert "Others in the region" in made
