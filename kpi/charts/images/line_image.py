"""Charts as PNG or SVG to take away and for the Word paper, legible in black and white.

They look as `kpi.charts.figure` draws them on a page: the same palette, dashes, labels at the
lines' ends, ticks and gaps. Lines differ by marker, and bars by hatch, as well as by colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import nan
from typing import Any

from kpi.charts.figure import (
    DASHES,
    INK,
    PALETTE,
    End,
    Line,
    is_level,
    line_ends,
    middle,
    path,
    target_path,
    tick_words,
    ticked,
    wrapped,
)
from kpi.charts.images.bar_image import Bar, ranked_picture
from kpi.charts.images.canvas import (
    DASH,
    EDGE,
    WIDTH,
    Caption,
    Form,
    Label,
    Pen,
    Sheet,
    over_axis,
    scale,
)
from kpi.charts.images.text_layout import (
    TICK,
    Words,
    block,
    clean,
    drawing,
    figure_text,
    label_words,
)
from kpi.errors import KpiError
from kpi.periods import Kind, Period

__all__ = ["Bar", "Caption", "line_picture", "ranked_picture"]

MOST_TICKS = 6
Goals = Sequence[tuple[Period, float | None]]

_MARKERS = {"home": "o", "england": "s", "region": "^", "neighbours": "D", "target": ""}
_OTHER_GREYS = ("#4D4D4D", "#7A7A7A", "#1F1F1F", "#8F8F8F")
_OTHER_DASHES = ((2, 1, 1, 1, 1, 1), (7, 1.5), (1, 2.5), (6, 1.5, 2, 1.5), (2, 2))
_OTHER_MARKERS = ("v", "P", "X", "<", "*", ">", "p", "h")


def line_picture(  # noqa: PLR0913 - named by every caller
    caption: Caption,
    lines: Sequence[Line],
    *,
    decimals: int,
    unit: str,
    goals: Goals = (),
    from_zero: bool = True,
    ring: tuple[Period, float] | None = None,
    breaks: Sequence[Period] = (),
    form: Form = "png",
) -> bytes:
    """Lines over time with the target's steps, as the bytes of a PNG or SVG file.

    `unit` is percent, or words that stand over the y axis; pounds have their sign at each tick.
    `ring` is drawn round the same period of last year; a series breaks where `breaks` begin.
    Raises KpiError where there is no figure to draw, or one that is too large.
    """
    ends = line_ends(lines)
    if not ends:
        raise KpiError(f"there are no figures to draw: {clean(caption.title)}")
    aims = [goal for _, goal in goals if goal is not None]
    values = [value for line in lines for _, value in line.points if value is not None]
    with drawing():
        rings = [ring[1]] if ring else []
        axis = scale([*values, *aims, *rings], decimals, unit, from_zero=from_zero)
        pens = _pens(lines)
        labels = [_end_label(end, pens[lines.index(end.line)], decimals, unit) for end in ends]
        if aims and goals[-1][1] is not None:
            text = f"target {figure_text(goals[-1][1], decimals, unit)}"
            labels.append(Label(goals[-1][1], label_words(text), _TARGET))
        ticks = [(middle(p), _tick(p)) for p in ticked(_lead(lines), MOST_TICKS)]
        above = over_axis(unit, axis)
        sheet = Sheet(
            caption,
            axis,
            _span(lines, goals if aims else (), breaks),
            labels=labels,
            above=above.height + 6 + (_BREAK_ROW if breaks else 0.0),
            below=max(text.height for _, text in ticks) + 8,
        )
        sheet.write(above, EDGE, sheet.top + above.height + 6 + (_BREAK_ROW if breaks else 0.0))
        _draw_breaks(sheet, breaks)
        if aims:
            _draw_goals(sheet, goals)
        _draw_lines(sheet, lines, pens)
        if ring:
            sheet.axes.plot([_place(middle(ring[0]))], [ring[1]], **_RING)
        _write_ticks(sheet, [(_place(day), text) for day, text in ticks])
        return sheet.saved(form)


# ---- lines --------------------------------------------------------------------------------


_TARGET = Pen(PALETTE["target"], DASH["longdash"])
_RING: dict[str, Any] = {
    "marker": "o",
    "markersize": 15,
    "markerfacecolor": "none",
    "markeredgecolor": PALETTE["home"],
    "markeredgewidth": 1.5,
    "zorder": 7,
    "clip_on": False,
}
_HOLLOW = {"linestyle": "None", "marker": "o", "markersize": 7, "markerfacecolor": "#FFFFFF"}
_BREAK_ROW = 12.0


def _pens(lines: Sequence[Line]) -> list[Pen]:
    """One for each line, each different; a key that comes again is drawn with hollow markers."""
    seen: Counter[str] = Counter()
    others = 0
    pens = []
    for line in lines:
        again, seen[line.key] = seen[line.key], seen[line.key] + 1
        if line.key in PALETTE:
            dash = DASH[DASHES.get(line.key, "longdash")]
            colour, marker = PALETTE[line.key], _MARKERS[line.key]
        else:
            colour = _OTHER_GREYS[others % len(_OTHER_GREYS)]
            dash = (0, _OTHER_DASHES[others % len(_OTHER_DASHES)])
            marker = _OTHER_MARKERS[others % len(_OTHER_MARKERS)]
            others += 1
            again = 0
        if again > 1:
            marker = _OTHER_MARKERS[again % len(_OTHER_MARKERS)]
        pens.append(Pen(colour, dash, 2.8 if line.key == "home" else 1.6, marker, again > 0))
    return pens


def _end_label(end: End, pen: Pen, decimals: int, unit: str) -> Label:
    text = f"{clean(end.line.label)} {figure_text(end.value, decimals, unit)}{end.aged}"
    return Label(end.value, label_words(text, bold=end.line.key == "home"), pen)


def _draw_lines(sheet: Sheet, lines: Sequence[Line], pens: Sequence[Pen]) -> None:
    quarters = _among_quarters(lines)
    for line, pen in zip(lines, pens, strict=True):
        if all(value is None for _, value in line.points):
            continue  # nothing to draw, and nothing at its end to be named
        level = is_level(line, among_quarters=quarters)
        front = 6 if line.key == "home" else 4
        look = pen.options() | {"zorder": front, "clip_on": False}
        corners = [(_place(day), value) for _, day, value in path(line, level=level)]
        hollow = [(_place(middle(p)), v) for p, v in line.points if p in line.aside]
        sheet.axes.plot(*_columns(corners), **(look | ({"marker": "None"} if level else {})))
        if level:  # a marker in the middle of each stretch, for print without colour
            middles = [(_place(middle(period)), value) for period, value in line.points]
            sheet.axes.plot(*_columns(middles), **(look | {"linestyle": "None"}))
        if hollow:  # no line runs through what is set aside
            sheet.axes.plot(*_columns(hollow), **(look | _HOLLOW))


def _draw_goals(sheet: Sheet, goals: Goals) -> None:
    corners = [(_place(day), goal) for _, day, goal in target_path(goals)]
    sheet.axes.plot(*_columns(corners), zorder=3, clip_on=False, **_TARGET.options())


def _draw_breaks(sheet: Sheet, breaks: Sequence[Period]) -> None:
    """A dotted upright where a series breaks, with the word over it where there is room."""
    text, free = block(["break"], TICK), 0.0
    for period in sorted(breaks):
        x = sheet.x(_place(period.start))
        sheet.stroke(
            [(x, sheet.bottom), (x, sheet.top + 4)], color="#767676", linewidth=1.0, linestyle=":"
        )
        if x - text.width / 2 >= free:
            sheet.write(text, x, sheet.top + 5 + text.height, align="center")
            free = x + text.width / 2 + 4


def _columns(
    corners: Sequence[tuple[float, float | None]],
) -> tuple[list[float], list[float]]:
    """Days and values; matplotlib lifts its pen at one that is not a number."""
    values = [nan if value is None else value for _, value in corners]
    return [day for day, _ in corners], values


def _place(day: date | None) -> float:
    return nan if day is None else float(day.toordinal())


def _among_quarters(lines: Sequence[Line]) -> bool:
    return any(p.kind is Kind.QUARTER for line in lines for p, _ in line.points)


def _span(lines: Sequence[Line], goals: Goals, breaks: Sequence[Period]) -> tuple[float, float]:
    """The first and last day drawn, with some room on either side."""
    quarters = _among_quarters(lines)
    days = [
        day.toordinal()
        for line in lines
        for _, day, _ in path(line, level=is_level(line, among_quarters=quarters))
        if day
    ]
    days += [day.toordinal() for _, day, _ in target_path(goals)]
    days += [period.start.toordinal() for period in breaks]
    first, last = min(days), max(days)
    spare = max((last - first) / 40, 10.0)
    return first - spare, last + spare


def _lead(lines: Sequence[Line]) -> Line:
    """The line whose periods are the ticks: our own, else that with the most figures."""
    told = [(line, sum(value is not None for _, value in line.points)) for line in lines]
    return max(told, key=lambda pair: (pair[0].key == "home" and pair[1] > 0, pair[1]))[0]


def _tick(period: Period) -> Words:
    return block([part for line in tick_words(period) for part in wrapped(line, 14)], TICK)


def _write_ticks(sheet: Sheet, ticks: Sequence[tuple[float, Words]]) -> None:
    """The newest first; one that would cover the last is left out."""
    free = WIDTH - EDGE
    for place, text in ticks:
        x = min(sheet.x(place), free - text.width / 2)
        if x < sheet.x(place) - text.width / 2 or x - text.width / 2 < EDGE:
            continue
        free = x - text.width / 2 - 6
        at = sheet.x(place)
        sheet.stroke([(at, sheet.bottom), (at, sheet.bottom - 4)], color=INK, linewidth=0.8)
        sheet.write(text, x, sheet.bottom - 7, align="center")
