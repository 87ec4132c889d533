"""Range bars as PNG for the Word paper: greys and one navy, legible in black and white.

The small one is 3.9 by 1.4 cm and has letters; the medium one, 8.4 by 3.5 cm, has a heading, a
tick for each authority, our likely range, and labels with figures. Without colour a comparator is
told by its letters, the rail's parts by thickness and dash, and our two figures by dot and ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.charts.renderers.images.canvas import PointCanvas
from kpi.charts.renderers.images.text_layout import TextBlock, block, drawing
from kpi.charts.specification.label_overlaps import dodged
from kpi.charts.specification.range_bar import letter_spacing
from kpi.charts.specification.range_bar.parts import RailKind, RangeBar, RangeEnd, RangeMark
from kpi.charts.specification.styles import INK, PALETTE, QUARTER_EDGE, QUARTERS
from kpi.errors import KpiError
from kpi.model.data_status import SHORTHAND

POINTS_IN_CM = 72 / 2.54
SMALL, MEDIUM = (3.9, 1.4), (8.4, 3.5)  # width and height in centimetres
NAVY = PALETTE["home"]
_TEXT, _HEADING, _APART = 7.5, 8.5, 7.0  # sizes in points, and what is left between two labels
_SMALLER = (_TEXT, 7.0, 6.5, 6.0)  # of labels in a line, where the larger do not fit
_PALE = "#B8BFC4"
_RAIL: dict[RailKind, tuple[str, float, object]] = {
    "beyond": (INK, 2.6, "solid"),
    "short": (INK, 2.6, (0, (0.8, 0.6))),
    "met": (QUARTER_EDGE, 0.8, "solid"),
}


@dataclass(frozen=True)
class _Levels:
    """Heights in points from the lower edge, and the sizes of what is drawn there."""

    side: float  # left free at each side
    labels: float  # top of the labels over the bar
    lead: float  # where leaders start
    top: float
    bottom: float
    rail: float
    ends: float  # top of the ends' texts
    dot: float
    tick: float

    @property
    def middle(self) -> float:
        """The height of the points."""
        return (self.top + self.bottom) / 2


_SMALL_AT = _Levels(5, 39.2, 30.0, 25.5, 16.5, 13.3, 10.6, 6.4, 1.6)
_MEDIUM_AT = _Levels(5, 84.5, 74.0, 66.0, 50.0, 46.0, 10.6, 9.0, 1.8)
_UNDER = 32.0  # top of the labels under a medium bar


def small_picture(bar: RangeBar) -> bytes:
    """Return the small bar as the bytes of a PNG.

    Raises KpiError where there is nothing to draw.
    """
    with drawing():
        sheet = _Sheet(bar, SMALL, _SMALL_AT)
        sheet.draw_ground()
        lettered = letter_spacing.lettered(bar)
        texts = [block([mark.letters], _TEXT, bold=True) for mark in lettered]
        room = [_share(sheet, text) for text in texts]
        placed = letter_spacing.label_places(lettered, room, apart=letter_spacing.LETTERS_APART)
        for (mark, place), text in zip(placed, texts, strict=True):
            sheet.draw_mark(mark, place)
            sheet.write(text, sheet.x(place), _SMALL_AT.labels, align="center")
        sheet.draw_ours()
        sheet.draw_ends()
        return sheet.png(bar.heading, bar.text)


def medium_picture(bar: RangeBar) -> bytes:
    """Return the medium bar as the bytes of a PNG.

    Raises KpiError where there is nothing to draw.
    """
    with drawing():
        sheet = _Sheet(bar, MEDIUM, _MEDIUM_AT)
        at = _MEDIUM_AT
        sheet.write(_heading(bar.heading, sheet.width), 0, sheet.height)
        sheet.draw_ground()
        for tick in bar.ticks:
            sheet.line([(tick, at.middle + 4), (tick, at.middle - 4)], color=_PALE, linewidth=0.5)
        for mark, place, text in _placed(sheet, bar.comparators):
            sheet.draw_mark(mark, place)
            sheet.write(text, sheet.x(place), at.labels, align="center")
        for mark, place, text in _placed(sheet, bar.under):
            sheet.draw_stem(mark, place)
            sheet.write(text, sheet.x(place), _UNDER, align="center")
        sheet.draw_whisker()
        sheet.draw_ours()
        sheet.draw_ends(named=True)
        return sheet.png(bar.heading, bar.text)


# ---- parts --------------------------------------------------------------------------------


class _Sheet(PointCanvas):
    """An image with a bar's scale across it; places are percentages of its width."""

    def __init__(self, bar: RangeBar, size: tuple[float, float], at: _Levels) -> None:
        if bar.scale is None:
            raise KpiError(f"there are no figures to draw: {bar.absence}")
        super().__init__(*(length * POINTS_IN_CM for length in size))
        self.bar, self.at = bar, at

    def x(self, place: float) -> float:
        """Return a place in points from the left edge."""
        return self.at.side + place * (self.width - 2 * self.at.side) / 100

    def line(self, corners: Sequence[tuple[float, float]], **look: object) -> None:
        """Draw a line through places and heights, under later ones."""
        places = [(self.x(place), height) for place, height in corners]
        self.stroke(places, solid_capstyle="butt", dash_capstyle="butt", **look)

    def draw_ground(self) -> None:
        """Draw the quarters, or our own past, and the rail."""
        at, bar = self.at, self.bar
        thick = at.top - at.bottom
        for number, box in enumerate(bar.boxes):
            ends = [(box.start, at.middle), (box.end, at.middle)]
            self.line(ends, color=QUARTERS[number % 2], linewidth=thick)
        if bar.boxes:
            edge = {"color": QUARTER_EDGE, "linewidth": 0.5}
            for height in (at.top, at.bottom):
                self.line([(0, height), (100, height)], **edge)
            for place in (0.0, *(box.end for box in bar.boxes)):
                self.line([(place, at.top), (place, at.bottom)], **edge)
        if bar.past is not None:
            dotted = {"color": QUARTER_EDGE, "linewidth": 0.7, "linestyle": (0, (1, 1.5))}
            self.line([(0, at.middle), (100, at.middle)], **dotted)
            left, right = bar.past
            self.line([(left, at.middle), (right, at.middle)], color=_PALE, linewidth=3)
        for part in bar.rail:
            colour, width, dash = _RAIL[part.kind]
            ends = [(part.start, at.rail), (part.end, at.rail)]
            self.line(ends, color=colour, linewidth=width, linestyle=dash)

    def draw_mark(self, mark: RangeMark, label: float) -> None:
        """Draw a comparator's tick, or the target's dashes, with the leader from its label."""
        at = self.at
        if mark.is_aim:
            corners = [(label, at.lead), (mark.place, at.top + 0.5), (mark.place, at.rail - 1)]
            self._dashed(corners)
            return
        corners = [(label, at.lead), (mark.place, at.top + 0.5), (mark.place, at.bottom)]
        self.line(corners, color="white", linewidth=at.tick + 1.2)
        self.line(corners, color=INK, linewidth=at.tick)

    def draw_stem(self, mark: RangeMark, label: float) -> None:
        """Draw the line from a figure of ours or the target down to its label."""
        at = self.at
        foot = [(mark.place, at.rail - 3), (label, _UNDER - 1)]
        if mark.is_aim:
            self._dashed([(mark.place, at.top), *foot])
            return
        self.line([(mark.place, at.middle), *foot], color=NAVY, linewidth=0.9)

    def draw_whisker(self) -> None:
        """Draw our likely range; an end that is cut has no cap."""
        reach, middle = self.bar.whisker, self.at.middle
        if reach is None:
            return
        for colour, width in (("white", 2.6), (NAVY, 1.2)):
            look = {"color": colour, "linewidth": width}
            self.line([(reach.start, middle), (reach.end, middle)], **look)
            for place, is_cut in (
                (reach.start, reach.is_start_cut),
                (reach.end, reach.is_end_cut),
            ):
                if not is_cut:
                    self.line([(place, middle - 3), (place, middle + 3)], **look)

    def draw_ours(self) -> None:
        """Draw the ring of our published figure, and the dot of this report's over it."""
        size = self.at.dot
        for mark, fill, share in (
            (self.bar.published, "white", 0.8),
            (self.bar.own, NAVY, 1.0),
        ):
            if mark is None:
                continue
            for colour, more in (("white", 2.4), (NAVY, 0.0)):
                self.line(
                    [(mark.place, self.at.middle)],
                    color=colour,
                    marker="o",
                    markersize=size * share + more,
                    markerfacecolor=fill if more == 0 else "white",
                    markeredgewidth=1.5 if share < 1 else 0,
                )

    def draw_ends(self, *, named: bool = False) -> None:
        """Write the figures at the ends, with the ends' names where `named`.

        Those of our own past stand under its two ends.
        """
        ends = self.bar.ends or ()
        own = [(end, end.place) for end in ends if end.place is not None]
        if own:
            self._draw_own_ends(own, named=named)
            return
        for number, end in enumerate(ends):
            text = f"{end.name} {end.figure}" if named else end.figure
            if end.is_outside:
                text = f"{text} ›" if number else f"‹ {text}"
            edge, align = (self.width - 1, "right") if number else (1.0, "left")
            self.write(block([text], _TEXT), edge, self.at.ends, align=align)

    def _draw_own_ends(self, ends: Sequence[tuple[RangeEnd, float]], *, named: bool) -> None:
        parts = [
            (end.name if named else "", end.figure, SHORTHAND.get(end.status, ""))
            for end, _ in ends
        ]
        texts = [block([" ".join(filter(None, each))], _TEXT) for each in parts]
        places = dodged([place for _, place in ends], [_share(self, text) for text in texts])
        for text, place in zip(texts, places, strict=True):
            self.write(text, self.x(place), self.at.ends, align="center")

    def _dashed(self, corners: Sequence[tuple[float, float]]) -> None:
        self.line(corners, color=INK, linewidth=1.0, linestyle=(0, (2.2, 1.2)))


def _heading(text: str, room: float) -> TextBlock:
    """Return a heading of one line, smaller where it would not fit."""
    sizes = (_HEADING, *_SMALLER)
    fits = (heading for size in sizes if (heading := block([text], size, bold=True)).width <= room)
    return next(fits, block([text], _SMALLER[-1], bold=True))


def _placed(sheet: _Sheet, marks: Sequence[RangeMark]) -> list[tuple[RangeMark, float, TextBlock]]:
    """Return marks with the middles of their brief labels, set so that none covers another."""
    ordered = letter_spacing.in_order(marks)
    texts, sizes = [], []
    for size in _SMALLER:
        texts = [
            block([f"{m.brief} {SHORTHAND.get(m.status, '')}".strip()], size, bold=m.role == "home")
            for m in ordered
        ]
        sizes = [_share(sheet, text) for text in texts]
        if sum(sizes) <= 100:
            break
    placed = letter_spacing.label_places(ordered, sizes)
    return [(mark, place, text) for (mark, place), text in zip(placed, texts, strict=True)]


def _share(sheet: _Sheet, text: TextBlock) -> float:
    """Return the room a label takes, in per cent of the bar's width."""
    return 100 * (text.width + _APART) / (sheet.width - 2 * sheet.at.side)
