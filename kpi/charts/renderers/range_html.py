"""Range bars as HTML: a picture that stretches, with letters, points and labels laid over it.

The markup is `<div class="rangebar" role="img">` with the bar's text as its label; the large one is
`rangebar large`. Inside: `.field` holds the picture `img.strip`, the points `i.dot` and `i.ring`,
and in a small bar the letters `.letter` with their role as a second class (the picture under them
is made for one width: give `width` where a bar is much narrower); `.ends` has the two ends, with
their names in `.named`, shown where no table head has them. A large bar has the labels `.over` and
`.under` instead, and `.end`. The note of a small bar is `<p class="rangebar-note">` after it. Marks
of data status are `.mk`; words for screen readers alone are `.visually-hidden`.
`the style sheet of range bars` has the heights, which belong to the pictures' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from kpi.charts.renderers.axes import percent
from kpi.charts.renderers.svg import picture
from kpi.charts.specification.label_overlaps import dodged
from kpi.charts.specification.range_bar import letter_spacing
from kpi.charts.specification.range_bar.parts import (
    RailKind,
    RangeBar,
    RangeEnd,
    RangeMark,
    RangeRole,
)
from kpi.charts.specification.styles import (
    AUTHORITY_TICK,
    GOOD,
    PALETTE,
    PAST,
    QUARTER_EDGE,
    QUARTERS,
)
from kpi.model.data_status import SHORTHAND

SMALL_WIDTH, LARGE_WIDTH = 244, 748  # pixels of the field for which labels are set apart
COLOURS: dict[RangeRole, str] = {
    "home": PALETTE["home"],
    "published": PALETTE["home"],
    "england": PALETTE["england"],
    "region": PALETTE["region"],
    "neighbours": PALETTE["neighbours"],
    "group": PALETTE["group"],
    "good": GOOD,
    "target": PALETTE["target"],
    "upper": PALETTE["target"],
}
RAIL: dict[RailKind, tuple[str, float, str]] = {
    "beyond": ("#942514", 4, ""),
    "short": ("#B35A00", 4, "3 2"),
    "met": ("#00703C", 1.5, ""),
}
"""Colour, thickness and dashes of the rail's parts, which tell them apart without colour too."""

_RAIL_WORDS: dict[RailKind, str] = {
    "beyond": "beyond intervention level",
    "short": "off target",
    "met": "on target",
}

_GRAIN = 1000  # SVG units across
_RULES = "path{fill:none;vector-effect:non-scaling-stroke}"
# Widths in pixels of what is set in 13 px semibold, and of a letter of 14 px text on average.
_LETTER, _WIDE_LETTERS, _BETWEEN = 8.4, {"W": 12.0, "M": 11.2}, 6.0
_CHARACTER, _SWATCH, _PADDING = 7.0, 15.0, 14.0


@dataclass(frozen=True)
class _Heights:
    """Heights within a picture, in pixels from its top, and thicknesses of what is drawn there."""

    bend: float  # where a leader ends and its tick begins
    top: float
    bottom: float
    rail: float
    whole: float
    tick: float
    casing: float
    rail_scale: float = 1.0

    @property
    def middle(self) -> float:
        """The height of the points."""
        return (self.top + self.bottom) / 2


_SMALL = _Heights(bend=9, top=11, bottom=25, rail=29, whole=32, tick=3, casing=5)
_LARGE = _Heights(
    bend=10, top=14, bottom=40, rail=44, whole=62, tick=3.5, casing=6, rail_scale=1.25
)


def small(bar: RangeBar, *, width: float = SMALL_WIDTH) -> str:
    """Return the small bar with its ends and note; without figures a note of why there is none.

    `width` is the narrowest of the field in pixels, for which the letters are set apart.
    """
    if bar.scale is None:
        return f'<p class="rangebar-note">{escape(bar.absence)}</p>'
    lettered = letter_spacing.lettered(bar)
    sizes = [100 * _letters_width(mark.letters) / width for mark in lettered]
    set_apart = letter_spacing.label_places(lettered, sizes, apart=letter_spacing.LETTERS_APART)
    letters = "".join(
        f'<span class="letter {mark.role}" style="left:{percent(place)}">'
        f"{escape(mark.letters)}</span>"
        for mark, place in set_apart
    )
    leaders = {mark.role: place for mark, place in set_apart}
    drawing = _drawing(bar, _SMALL, _small_marks(bar, leaders))
    kind = "rangebar past" if _past_ends(bar, named=False) else "rangebar"
    return (
        f'<div class="{kind}" role="img" aria-label="{escape(bar.text)}"><div class="field">'
        f"{letters}{drawing}{_spots(bar)}</div>{_ends(bar)}</div>{_note(bar)}"
    )


def key(bar: RangeBar | None = None, also: Sequence[str] = ()) -> str:
    """Return what the marks of small bars mean, for under a table of them.

    With one `bar`, for under that one, only of what it has; empty where it draws nothing. `also`
    is markup of what else stands in the table.
    """
    if bar is not None and bar.scale is None:
        return ""
    kinds = RAIL if bar is None else [part.kind for part in bar.rail]
    rail = "".join(
        f'<span><i class="rail" style="border-top:{thick}px {"dashed" if dashes else "solid"} '
        f'{colour}"></i> {escape(_RAIL_WORDS[kind])}</span>'
        for kind, (colour, thick, dashes) in RAIL.items()
        if kind in kinds
    )
    parts = [
        (bar is None or bar.own, '<i class="dot"></i> our figure in this report'),
        (
            bar is None or bar.published,
            '<i class="ring"></i> ours in the others\N{RIGHT SINGLE QUOTATION MARK} period',
        ),
        (bar is None or bar.aims, "<b>T</b> target"),
        (bar is None or bar.boxes, "four boxes: a quarter of the authorities each"),
        (rail, f"line under the {'bar' if bar and not bar.boxes else 'boxes'}:"),
    ]
    texts = "".join(f"<span>{text}</span>" for has_it, text in parts if has_it)
    more = "".join(f"<span>{text}</span>" for text in also)
    return f'<p class="bar-key">{texts}{rail}{more}</p>'


def large(bar: RangeBar, *, width: float = LARGE_WIDTH) -> str:
    """Return the large bar: a tick for each authority, and labels with figures.

    `width` is the narrowest of the field in pixels, for which the labels are set apart. Without
    figures a note says why there is none.
    """
    if bar.scale is None:
        return f'<p class="rangebar-note">{escape(bar.absence)}</p>'
    over = _placed(bar.comparators, width, _SWATCH)
    under = _placed(bar.under, width)
    texts = [
        f'<span class="over" style="left:{percent(place)}">'
        f'<i style="background:{COLOURS[mark.role]}"></i>{_label(mark)}</span>'
        for mark, place in over
    ]
    texts += [
        f'<span class="under {mark.role}" style="left:{percent(place)}">{_label(mark)}</span>'
        for mark, place in under
    ]
    own = _past_ends(bar, named=True)
    texts += [
        f'<span class="over" style="left:{percent(place)}">{escape(end.name)} '
        f"<b>{escape(end.figure)}</b>{mark_after(end.status)}</span>"
        for end, place in own
    ]
    leaders = {mark.role: place for mark, place in (*over, *under)}
    marks = (*_large_marks(bar, leaders), *_past_leaders(own))
    drawing = _drawing(bar, _LARGE, marks)
    sides = "".join(
        f'<span class="end {side}">{escape(end.name)}<br>{_end_text(bar, place)}</span>'
        for place, (side, end) in enumerate(zip(("left", "right"), bar.ends or (), strict=False))
        if end.place is None
    )
    return (
        f'<div class="rangebar large" role="img" aria-label="{escape(bar.text)}">'
        f'<div class="field">{drawing}{_spots(bar)}{"".join(texts)}{sides}</div></div>'
    )


def mark_after(status: str) -> str:
    """Return the mark of a data status after a figure, with its word for screen readers."""
    if status not in SHORTHAND:
        return ""
    return (
        f'<span class="mk"><span aria-hidden="true">{SHORTHAND[status]}</span>'
        f'<span class="visually-hidden"> {escape(status)}</span></span>'
    )


# ---- the picture --------------------------------------------------------------------------


def _drawing(bar: RangeBar, at: _Heights, marks: Iterable[str]) -> str:
    """Return the picture that stretches: quarters or our own past, the rail, and the marks."""
    return picture(
        "strip",
        f'viewBox="0 0 {_GRAIN} {at.whole:g}" preserveAspectRatio="none" '
        f'width="{_GRAIN}" height="{at.whole:g}"',
        f"<style>{_RULES}</style>{''.join([*_ground(bar, at), *_rail(bar, at), *marks])}",
    )


def _ground(bar: RangeBar, at: _Heights) -> Iterator[str]:
    for place, box in enumerate(bar.boxes):
        yield (
            f'<rect x="{_x(box.start)}" y="{at.top:g}" width="{_x(box.end - box.start)}" '
            f'height="{at.bottom - at.top:g}" fill="{QUARTERS[place % 2]}"/>'
        )
    if bar.boxes:
        tall = f"v{at.bottom - at.top:g}"
        cuts = "".join(f"M{_x(box.end)} {at.top:g}{tall}" for box in bar.boxes[:-1])
        frame = f"M0 {at.top:g}H{_GRAIN}V{at.bottom:g}H0z"
        yield _path(cuts + frame, QUARTER_EDGE, 1)
    if bar.past is not None:
        yield _path(f"M0 {at.middle:g}H{_GRAIN}", QUARTER_EDGE, 1, "2 3")
        left, right = bar.past
        yield _path(f"M{_x(left)} {at.middle:g}H{_x(right)}", PAST, 5)


def _rail(bar: RangeBar, at: _Heights) -> Iterator[str]:
    for part in bar.rail:
        colour, width, dashes = RAIL[part.kind]
        line = f"M{_x(part.start)} {at.rail:g}H{_x(part.end)}"
        yield _path(line, colour, width * at.rail_scale, dashes)


def _small_marks(bar: RangeBar, letters: dict[RangeRole, float]) -> Iterator[str]:
    for mark in bar.comparators:
        yield from _tick(mark, _SMALL, letters[mark.role])
    for aim in bar.aims:  # its thin dashes leave a tick under them visible
        at, place = _SMALL, _x(aim.place)
        line = f"M{_x(letters[aim.role])} 1L{place} {at.bend + 1:g}V{at.rail + 2:g}"
        yield _path(line, COLOURS["target"], 2, "4 2")


def _large_marks(bar: RangeBar, labels: dict[RangeRole, float]) -> Iterator[str]:
    at = _LARGE
    low = (at.top + at.bottom) / 2 - 6
    ticks = "".join(f"M{_x(place)} {low:g}v12" for place in bar.ticks)
    if ticks:
        yield _path(ticks, AUTHORITY_TICK, 1.2)
    for mark in bar.comparators:
        yield from _tick(mark, at, labels[mark.role])
    for aim in bar.aims:
        foot = f"M{_x(labels[aim.role])} {at.whole:g}L{_x(aim.place)} {at.rail + 5:g}V"
        yield _path(f"{foot}{at.top:g}", COLOURS["target"], 2, "4 3")
    for own in (bar.published, bar.own):
        if own is not None:
            line = f"M{_x(own.place)} {at.middle:g}V{at.rail + 5:g}L{_x(labels[own.role])} "
            yield _path(f"{line}{at.whole:g}", COLOURS[own.role], 2)
    if bar.whisker is not None:
        reach = bar.whisker
        line = f"M{_x(reach.start)} {at.middle:g}H{_x(reach.end)}"
        caps = ((reach.start, reach.is_start_cut), (reach.end, reach.is_end_cut))
        line += "".join(
            f"M{_x(place)} {at.middle - 6:g}v12" for place, is_cut in caps if not is_cut
        )
        yield _path(line, "#FFFFFF", 5)
        yield _path(line, COLOURS["home"], 2.5)


def _past_leaders(ends: Sequence[tuple[RangeEnd, float]]) -> Iterator[str]:
    """Yield the line from each end of our own past up to its text."""
    at = _LARGE
    for end, label in ends:
        place = _x(end.place or 0.0)
        yield _path(f"M{_x(label)} 1L{place} {at.bend:g}V{at.middle:g}", PAST, 2)


def _tick(mark: RangeMark, at: _Heights, label: float) -> Iterator[str]:
    """Yield a tick with its leader to a label, on a white casing: its neighbour is white."""
    line = f"M{_x(label)} 1L{_x(mark.place)} {at.bend:g}V{at.bottom:g}"
    yield _path(line, "#FFFFFF", at.casing)
    yield _path(line, COLOURS[mark.role], at.tick)


def _path(line: str, colour: str, width: float, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{line}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _x(place: float) -> str:
    return f"{place * _GRAIN / 100:.1f}"


# ---- what lies over it --------------------------------------------------------------------


def _spots(bar: RangeBar) -> str:
    """Return the ring, and the dot over it."""
    return "".join(
        f'<i class="{kind}" style="left:{percent(mark.place)}"></i>'
        for kind, mark in (("ring", bar.published), ("dot", bar.own))
        if mark is not None
    )


def _past_ends(bar: RangeBar, *, named: bool) -> list[tuple[RangeEnd, float]]:
    """Return the ends of our own past with the middles of their texts; none of authorities'."""
    width = LARGE_WIDTH if named else SMALL_WIDTH
    ends = [end for end in bar.ends or () if end.place is not None]
    texts = [f"{end.name} {end.figure}" if named else end.figure for end in ends]
    marks = [SHORTHAND.get(end.status, "") for end in ends]
    sizes = [
        100 * (_CHARACTER * len(f"{text}{mark}") + _PADDING) / width
        for text, mark in zip(texts, marks, strict=True)
    ]
    places = dodged([end.place or 0.0 for end in ends], sizes)
    return list(zip(ends, places, strict=True))


def _ends(bar: RangeBar) -> str:
    if own := _past_ends(bar, named=False):
        texts = "".join(
            f'<span style="left:{percent(place)}">{escape(end.figure)}{mark_after(end.status)}'
            "</span>"
            for end, place in own
        )
        return f'<div class="ends own">{texts}</div>'
    texts = "".join(
        f"<span>{_end_text(bar, place, named=True)}</span>" for place in range(len(bar.ends or ()))
    )
    return f'<div class="ends">{texts}</div>'


def _end_text(bar: RangeBar, place: int, *, named: bool = False) -> str:
    """Return `‹ 51.4%`, the sign only if some lie further out; with the name where `named`."""
    assert bar.ends is not None
    end = bar.ends[place]
    name = f'<span class="named">{escape(end.name)} </span>' if named else ""
    text = f"{name}{escape(end.figure)}"
    if not end.is_outside:
        return text
    return f"{text} ›" if place else f"‹ {text}"


def _note(bar: RangeBar) -> str:
    if not bar.note:
        return ""
    return f'<p class="rangebar-note">{escape(bar.note)}{mark_after(bar.note_status)}</p>'


def _label(mark: RangeMark) -> str:
    status = f'<span class="mk">{SHORTHAND[mark.status]}</span>' if mark.status in SHORTHAND else ""
    if mark.role == "home":
        return f"<b>{escape(mark.before)} {escape(mark.figure)}</b>{status}"
    figure = escape(mark.figure) if mark.is_aim else f"<b>{escape(mark.figure)}</b>"
    return f"{escape(mark.before)} {figure}{status}{escape(mark.after)}"


def _placed(
    marks: Sequence[RangeMark], width: float, swatch: float = 0.0
) -> list[tuple[RangeMark, float]]:
    """Return marks with the middles of their labels in a line of `width` pixels."""
    ordered = letter_spacing.in_order(marks)
    sizes = [100 * (swatch + _label_width(mark) + _PADDING) / width for mark in ordered]
    return letter_spacing.label_places(ordered, sizes)


def _label_width(mark: RangeMark) -> float:
    marked = SHORTHAND.get(mark.status, "")
    return _CHARACTER * len(f"{mark.before} {mark.figure}{mark.after}{marked}")


def _letters_width(letters: str) -> float:
    return _BETWEEN + sum(_WIDE_LETTERS.get(letter, _LETTER) for letter in letters)
