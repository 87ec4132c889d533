"""Pictures read back: their texts with their places, strokes and markers; and charts to draw."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib
from PIL import ImageFont

from kpi.charts.renderers.images.bar_image import ranked_picture
from kpi.charts.renderers.images.canvas import WIDTH
from kpi.charts.renderers.images.line_image import line_picture
from kpi.charts.specification.chart import (
    LineChart,
    PlaceAxis,
    PlaceBand,
    RankedBar,
    RankingChart,
    ReferenceLine,
    ValueAxis,
)
from kpi.charts.specification.lines import ChartLine, LinePoint
from kpi.charts.specification.styles import PALETTE, Role, Stroke
from kpi.periods import Period

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
OURS, GREY, SHADE = "#12436d", "#c4c4c4", "#eeeeee"
TITLE = "Plans issued within 20 weeks: 53.9% in April to June 2025"
SUBTITLE = "Bournemouth, Christchurch and Poole, %."
SOURCE = "Source: Department for Education, 26 June 2025. Snapshot 2025-07-14."
WORDS = {"title": TITLE, "subtitle": SUBTITLE, "source": SOURCE, "text": ""}
YEARS = [Period.academic_year(year) for year in range(2010, 2025)]
QUARTERS = [Period.quarter(2024, n) for n in (1, 2, 3, 4)]
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
PLAIN = Stroke("#000000")


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


def line(key: str, values: list[float | None], label: str = "", *, years: bool = True) -> ChartLine:
    periods = YEARS if years else QUARTERS
    points = tuple(LinePoint(p, v) for p, v in zip(periods, values, strict=False))
    return line_of(key, points, label)


def line_of(key: str, points: tuple[LinePoint, ...], label: str = "") -> ChartLine:
    role: Role = key if key in PALETTE else "other"  # type: ignore[assignment]
    return ChartLine(key, role, key, label or key, points, PLAIN)


def target(values: list[float | None]) -> ChartLine:
    points = tuple(LinePoint(p, v) for p, v in zip(QUARTERS, values, strict=False))
    return ChartLine("target", "target", "Target", "target", points, PLAIN, course="steps")


def chart(*lines: ChartLine, y: ValueAxis | None = None, **more: Any) -> LineChart:
    words = WORDS | {name: more.pop(name) for name in WORDS if name in more}
    axis = y or ValueAxis("percent", 1, from_zero=True)
    return LineChart(y=axis, x_ticks=(), lines=lines, **words, **more)


def picture(*lines: ChartLine, **more: Any) -> bytes:
    """Lines as SVG, unless `form` says otherwise."""
    form = more.pop("form", "svg")
    return line_picture(chart(*lines, **more), form)


def bars(count: int = 151) -> list[RankedBar]:
    marks = {40: "own", 3: "neighbour", 60: "neighbour", 150: "neighbour", 7: "region"}
    return [RankedBar(f"Area {n}", 90 - n / 2, marks.get(n, "")) for n in range(count)]


BANDS = [
    ("A", "90.0% to 71.5%", 38),
    ("B", "71.4% to 53.0%", 38),
    ("C", "52.9% to 34.0%", 37),
    ("D", "33.9% to 15.0%", 38),
]


def ranking_of(found: list[RankedBar], **more: Any) -> RankingChart:
    words = WORDS | {name: more.pop(name) for name in WORDS if name in more}
    return RankingChart(
        y=ValueAxis(more.get("unit", "percent"), 1, from_zero=True),
        x=PlaceAxis(len(found), (), ""),
        bars=tuple(found),
        decimals=more.get("decimals", 1),
        bands=tuple(PlaceBand(*band) for band in more.get("bands", ())),
        references=tuple(ReferenceLine(n, v, "", PLAIN) for n, v in more.get("lines", ())),
        **words,
    )


def rank(found: list[RankedBar], **more: Any) -> bytes:
    """A ranking as SVG, unless `form` says otherwise."""
    form, width = more.pop("form", "svg"), more.pop("width", WIDTH)
    return ranked_picture(ranking_of(found, **more), form, width=width)


def rects(svg: bytes, fill: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of each filled shape of a colour."""
    found = []
    for (points,) in drawn(svg, fill, "fill"):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    return found


NAMES = [
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
SEEN = {"a\x00b": "ab", "a\u202e35.9": "a35.9", "\u200fשלום": "שלום"}


def shown(text: str) -> str:
    """A text as a picture shows it, without spaces and signs that are not seen."""
    if text in SEEN:
        return SEEN[text]
    return "".join(c for c in "".join(text.split()) if c.isprintable())
