"""The image that a chart is drawn on: title, source, y axis, labels at the right, and its file.

Every text is measured, wrapped and placed here, in points, so that none is cut off or covers
another.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING, Any, Literal

from kpi.charts.renderers.images.text_layout import (
    DPI,
    LEADING,
    SOURCE,
    SUBTITLE,
    TICK,
    TITLE,
    TextBlock,
    block,
    clean,
    words,
)
from kpi.charts.specification.chart import ChartSpec
from kpi.charts.specification.end_labels import without_overlap
from kpi.charts.specification.styles import INK
from kpi.errors import KpiError
from kpi.formatting import number, with_unit_symbol

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Form = Literal["png", "svg"]
WIDTH, HEIGHT = 504.0, 288.0  # points: 1,400 by 800 pixels, as wide as the text of a Word page
EDGE = 10.0
LARGEST = 1e15  # a larger figure does not fit next to its axis; no real figure comes close
SAMPLE = 26.0  # length of the piece of line or the swatch before a label
PALE = "#D9D9D9"
_LEAST_PLOT = 150.0
_CORNERS, _DECIMALS = re.compile(rb' d="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
# Bars and bands lie within the plot, so nothing of them is clipped.
_PATCH = re.compile(rb'<g id="patch_\d+"> (<path d="[^"]*" )(?:clip-path="[^"]*" )?([^>]*>) </g> ')
_STEPS = (1, 2, 5, 10)

# On and off in line widths, with the names plotly gives to dashes.
DASH: dict[str, Any] = {
    "solid": "solid",
    "dash": (0, (3.6, 1.8)),
    "dot": (0, (1, 1.3)),
    "dashdot": (0, (5, 1.6, 1, 1.6)),
    "longdash": (0, (8, 3)),
    "longdashdot": (0, (8, 1.6, 1, 1.6)),
}


@dataclass(frozen=True)
class Pen:
    """How a line is drawn: lines differ by dash and marker as well as colour."""

    colour: str
    dash: Any = "solid"
    width: float = 1.6
    marker: str = ""
    hollow: bool = False

    def options(self) -> dict[str, Any]:
        """Return the style as matplotlib's arguments."""
        return {
            "color": self.colour,
            "linestyle": self.dash,
            "linewidth": self.width,
            "marker": self.marker or "None",
            "markersize": 7.0 if self.width > 2 else 6.0,
            "markerfacecolor": "white" if self.hollow else self.colour,
            "markeredgecolor": self.colour,
            "dash_capstyle": "butt",
        }


# ---- the y axis ---------------------------------------------------------------------------


@dataclass(frozen=True)
class PictureScale:
    """A y axis: its two ends and its ticks with their texts, lowest first."""

    low: float
    high: float
    ticks: tuple[float, ...]
    texts: tuple[str, ...]


def scale(values: Sequence[float], decimals: int, unit: str, *, from_zero: bool) -> PictureScale:
    """Return at most eight round ticks that span the values, no finer than the figures.

    Raises KpiError for a figure that is not finite or too large.
    """
    for value in values:
        if not isfinite(value) or abs(value) >= LARGEST:
            raise KpiError(f"the figure {value:g} cannot be drawn")
    finest = 10.0**-decimals
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        spare = max(abs(high) / 20, finest)
        low, high = low - (0.0 if from_zero else spare), high + spare
    # Never finer than is shown: a sixth of the smallest float would be zero.
    step = max(_round_step(max((high - low) / 6, finest)), finest)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    ticks = tuple(place * step for place in range(first, last + 1))
    return PictureScale(ticks[0], ticks[-1], ticks, _tick_texts(ticks, step, unit))


def _round_step(least: float) -> float:
    size = 10.0 ** floor(log10(least))
    return next((size * step for step in _STEPS if size * step >= least * (1 - 1e-9)), 10 * size)


def _tick_texts(ticks: Sequence[float], step: float, unit: str) -> tuple[str, ...]:
    """Return tick texts with as many decimals as the step needs, so that no two look alike."""
    needed = max(0, -floor(log10(step) + 1e-9))
    texts: list[str] = []
    for large in (None, *range(4, 16)):
        texts = [with_unit_symbol(unit, number(tick, needed, large)) for tick in ticks]
        if len(set(texts)) == len(texts):
            break
    return tuple(texts)


# ---- the sheet ----------------------------------------------------------------------------


@dataclass(frozen=True)
class SideLabel:
    """A label to the right of the plot at a value of the y axis, with the line it names."""

    value: float
    text: TextBlock
    pen: Pen


class PointCanvas:
    """An empty image, with texts and lines placed in points from its lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=DPI, facecolor="white")

    def write(self, text: TextBlock, x: float, top: float, *, align: str = "left") -> None:
        """Write lines of text below `top`, aligned left, centre or right at `x`."""
        for place, line in enumerate(text.lines):
            baseline = top - (place + 0.5) * text.size * LEADING - 0.36 * text.size
            self.figure.text(
                x / self.width,
                baseline / self.height,
                line,
                size=text.size,
                weight="bold" if text.bold else "normal",
                ha=align,
                va="baseline",
            )

    def stroke(self, corners: Iterable[tuple[float, float]], **look: Any) -> None:
        """Draw a line through points of the image."""
        from matplotlib.lines import Line2D

        places = [(x / self.width, y / self.height) for x, y in corners]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        self.figure.add_artist(Line2D(xs, ys, transform=self.figure.transFigure, **look))

    def png(self, title: str, about: str) -> bytes:
        """Return the bytes of a PNG; equal images give equal bytes, as no date is written."""
        file = io.BytesIO()
        named = {"Title": clean(title), "Description": clean(about), "Software": None}
        self.figure.savefig(file, format="png", dpi=DPI, metadata=named)
        return file.getvalue()


class PictureSheet(PointCanvas):
    """One image: the texts of a chart, a plot with its y axis, and labels to the right of it."""

    def __init__(
        self,
        chart: ChartSpec,
        axis: PictureScale,
        x_ends: tuple[float, float],
        *,
        labels: Sequence[SideLabel] = (),
        around: tuple[float, float] = (0.0, 0.0),
        width: float = WIDTH,
    ) -> None:
        """Reserve room for labels and, in points, for drawings `around` the plot, above and below.

        `width` is the whole image's, in points.
        """
        above, below = around
        self.chart, self.axis, self.x_ends = chart, axis, x_ends
        room = width - 2 * EDGE
        title = words(chart.title, room, TITLE, bold=True)
        subtitle = words(chart.subtitle, room, SUBTITLE)
        source = words(chart.source, room, SOURCE)
        ticks = [block([text], TICK) for text in axis.texts]
        self.left = EDGE + max(tick.width for tick in ticks) + 7
        widest = max((label.text.width for label in labels), default=0.0)
        self.right = width - EDGE - (widest + SAMPLE + 14 if labels else 4)
        head = EDGE + title.height + 3 + subtitle.height + 8 + above
        foot = EDGE - 3 + source.height + 8 + below
        stack = sum(label.text.height for label in labels)
        needed = head + max(_LEAST_PLOT, stack) + foot
        height = max(HEIGHT, ceil(needed / 18) * 18.0)  # whole pixels
        self.top, self.bottom = height - head, foot
        super().__init__(width, height)
        self.axes = self._axes()
        self.write(title, EDGE, self.height - EDGE)
        self.write(subtitle, EDGE, self.height - EDGE - title.height - 3)
        self.write(source, EDGE, EDGE - 3 + source.height)
        if source.lines:
            rule = EDGE + source.height
            self.stroke([(EDGE, rule), (width - EDGE, rule)], color="#8A8A8A", linewidth=0.6)
        for tick, value in zip(ticks, axis.ticks, strict=True):
            self.write(tick, self.left - 6, self.y(value) + tick.height / 2, align="right")
        self._write_labels(labels)

    def x(self, value: float) -> float:
        """Return the position of an x value, in points from the left edge."""
        first, last = self.x_ends
        return self.left + (value - first) / (last - first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the position of a y value, in points from the lower edge."""
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom + share * (self.top - self.bottom)

    def swatch(
        self, x: float, bottom: float, height: float, colour: str, hatch: str, hatch_colour: str
    ) -> None:
        """Draw a sample of a bar, for a legend."""
        from matplotlib.patches import Rectangle

        corner = (x / self.width, (bottom + height * 0.1) / self.height)
        size = (SAMPLE / self.width, height * 0.8 / self.height)
        self.figure.add_artist(
            Rectangle(
                corner,
                *size,
                transform=self.figure.transFigure,
                facecolor=colour,
                linewidth=0,
                hatch=hatch,
                hatchcolor=hatch_colour,
            )
        )

    def saved(self, form: Form) -> bytes:
        """Return the image's bytes; equal images give equal bytes, as no date is written."""
        about = f"{self.chart.subtitle} {self.chart.source}"
        if form == "png":
            return self.png(self.chart.title, about)
        file = io.BytesIO()
        named = {"Title": clean(self.chart.title), "Date": None, "Creator": None}
        self.figure.savefig(file, format="svg", metadata=named)
        return re.sub(rb"<svg ", b'<svg role="img" ', file.getvalue(), count=1)

    # ---- parts ----------------------------------------------------------------------------

    def _axes(self) -> Axes:
        axes = self.figure.add_axes(
            (
                self.left / self.width,
                self.bottom / self.height,
                (self.right - self.left) / self.width,
                (self.top - self.bottom) / self.height,
            )
        )
        axes.set_xlim(*self.x_ends)
        axes.set_ylim(self.axis.low, self.axis.high)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        axes.hlines(self.axis.ticks, *self.x_ends, color=PALE, linewidth=0.7, zorder=0.5)
        foot = 0.0 if self.axis.low <= 0.0 <= self.axis.high else self.axis.low
        axes.hlines([foot], *self.x_ends, color=INK, linewidth=0.9, zorder=3, clip_on=False)
        return axes

    def _write_labels(self, labels: Sequence[SideLabel]) -> None:
        """Write each label next to a sample of its line, near its value, without overlaps."""
        placed = sorted(labels, key=lambda label: label.value, reverse=True)
        sizes = [label.text.height for label in placed]
        wanted = [
            min(self.y(label.value), self.top + 6 - size / 2)
            for label, size in zip(placed, sizes, strict=True)
        ]
        middles = without_overlap(wanted, sizes, lowest=self.bottom - 5)
        for label, middle in zip(placed, middles, strict=True):
            start = self.right + 8
            look = label.pen.options() | {"markevery": [1]}
            half = start + SAMPLE / 2
            corners = [(start, middle), (half, middle), (start + SAMPLE, middle)]
            self.stroke(corners, **look)
            self.write(label.text, start + SAMPLE + 6, middle + label.text.height / 2)


def lighter(svg: bytes) -> bytes:
    """Return an SVG file without what no reader sees, for one that stands inside a page.

    That is what matplotlib writes about itself and around each shape, spaces, and the third and
    further decimals of the corners of shapes. Texts stay as they are.
    """
    bare = re.sub(rb"<!DOCTYPE[^>]*>|<metadata>.*?</metadata>", b"", svg, flags=re.DOTALL)
    bare = re.sub(rb"\s+", b" ", bare)
    bare = _PATCH.sub(rb"\1\2", bare)
    return _CORNERS.sub(lambda path: _DECIMALS.sub(rb"\1", path.group()), bare)


def over_axis(unit: str, axis: PictureScale) -> TextBlock:
    """Return the unit, unless each tick shows it, and a warning where the axis omits zero."""
    parts = [] if unit in ("percent", "%", "£") else [unit]
    if axis.low > 0 or axis.high < 0:
        parts.append("(this axis does not start at 0)")
    return words(" ".join(parts), 300, TICK)
