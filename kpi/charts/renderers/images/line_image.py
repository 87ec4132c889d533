"""Line charts as PNG or SVG for download and for the Word paper, legible in black and white.

They look like the charts on pages: same palette, dashes, end labels and gaps. Lines differ
by marker as well as by colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import nan
from typing import Any

from kpi.charts.renderers.images.canvas import (
    DASH,
    EDGE,
    WIDTH,
    Form,
    Pen,
    PictureSheet,
    SideLabel,
    over_axis,
    scale,
)
from kpi.charts.renderers.images.text_layout import (
    TICK,
    TextBlock,
    block,
    clean,
    drawing,
    figure_text,
    label_words,
)
from kpi.charts.specification.chart import LineChart, NoteMark, VerticalLine
from kpi.charts.specification.end_labels import LineEnd, line_ends, wrapped
from kpi.charts.specification.lines import ChartLine, ChartPoints
from kpi.charts.specification.styles import DASHES, INK, PALETTE
from kpi.charts.specification.timeline import newest_and_every, tick_words
from kpi.errors import KpiError
from kpi.periods import Period

MOST_TICKS = 6

_MARKERS = {
    "home": "o",
    "england": "s",
    "region": "^",
    "neighbours": "D",
    "group": "v",
    "target": "",
}
_OTHER_GREYS = ("#4D4D4D", "#7A7A7A", "#1F1F1F", "#8F8F8F")
_OTHER_DASHES = ((2, 1, 1, 1, 1, 1), (7, 1.5), (1, 2.5), (6, 1.5, 2, 1.5), (2, 2))
_OTHER_MARKERS = ("v", "P", "X", "<", "*", ">", "p", "h")


def line_picture(chart: LineChart, form: Form = "png") -> bytes:
    """Return lines over time with target, ring and breaks, as the bytes of a PNG or SVG file.

    Raises KpiError where there is no figure to draw or one is too large, and ValueError for
    parts of a chart that only a page can draw.
    """
    _check(chart)
    decimals, unit = chart.y.decimals, chart.y.unit
    lines = [_joined(line, chart.lines) for line in chart.lines]
    ends = line_ends(lines)
    if not ends:
        raise KpiError(f"there are no figures to draw: {clean(chart.title)}")
    aims = [line for line in chart.aims if line.has_figures]
    values = [p.value for line in (*lines, *aims) for p in line.points if p.value is not None]
    rings = [c.value for c in chart.ring.corners if c.value is not None] if chart.ring else []
    with drawing():
        axis = scale([*values, *rings], decimals, unit, from_zero=chart.y.from_zero)
        pens = _pens(lines)
        labels = [_end_label(end, pens[lines.index(end.line)], decimals, unit) for end in ends]
        for goal in [aim.points[-1].value for aim in aims]:
            if goal is not None:
                text = f"target {figure_text(goal, decimals, unit)}"
                labels.append(SideLabel(goal, label_words(text), _TARGET))
        ticks = [(p.middle, _tick(p)) for p in _ticked(_lead(lines))]
        above = over_axis(unit, axis)
        sheet = PictureSheet(
            _with_note_texts(chart),
            axis,
            _span([*lines, *aims], chart.breaks),
            labels=labels,
            around=(
                above.height + 6 + (_BREAK_ROW if chart.breaks else 0.0),
                max(text.height for _, text in ticks) + 8,
            ),
        )
        over = above.height + 6 + (_BREAK_ROW if chart.breaks else 0.0)
        sheet.write(above, EDGE, sheet.top + over)
        _draw_breaks(sheet, chart.breaks)
        for aim in aims:
            _draw_target(sheet, aim)
        _draw_lines(sheet, lines, pens)
        if chart.ring:
            _draw_ring(sheet, chart.ring)
        _draw_notes(sheet, chart.notes)
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
_NOTE = 14.0  # points between the middles of two notes' marks


def _check(chart: LineChart) -> None:
    ranges = [p for line in chart.lines for p in line.points if p.up is not None]
    parts = {
        "limits": chart.limits or chart.stretches,
        "signals": chart.signals,
        "bands": chart.bands,
        "likely ranges": ranges,
    }
    unsupported = [name for name, each in parts.items() if each]
    if unsupported:
        raise ValueError(f"a picture of lines has no {' and no '.join(unsupported)}")


def _joined(line: ChartLine, lines: Sequence[ChartLine]) -> ChartLine:
    """Return the line as an image draws it: years are level only where quarters are drawn."""
    quarters = any(p.period.kind.is_quarterly for each in lines for p in each.points)
    return line if quarters else replace(line, course="slope")


def _pens(lines: Sequence[ChartLine]) -> list[Pen]:
    """Return a different pen for each line; a role that repeats gets hollow markers."""
    seen: Counter[str] = Counter()
    others = 0
    pens = []
    for line in lines:
        again, seen[line.role] = seen[line.role], seen[line.role] + 1
        if line.role in PALETTE:
            dash = DASH[DASHES[line.role]]
            colour, marker = PALETTE[line.role], _MARKERS[line.role]
        else:
            colour = _OTHER_GREYS[others % len(_OTHER_GREYS)]
            dash = (0, _OTHER_DASHES[others % len(_OTHER_DASHES)])
            marker = _OTHER_MARKERS[others % len(_OTHER_MARKERS)]
            others += 1
            again = 0
        if again > 1:
            marker = _OTHER_MARKERS[again % len(_OTHER_MARKERS)]
        pens.append(Pen(colour, dash, 2.8 if line.role == "home" else 1.6, marker, again > 0))
    return pens


def _end_label(end: LineEnd, pen: Pen, decimals: int, unit: str) -> SideLabel:
    text = f"{clean(end.line.label)} {figure_text(end.value, decimals, unit)}{end.aged}"
    return SideLabel(end.value, label_words(text, bold=end.line.role == "home"), pen)


def _draw_lines(sheet: PictureSheet, lines: Sequence[ChartLine], pens: Sequence[Pen]) -> None:
    for line, pen in zip(lines, pens, strict=True):
        if not line.has_figures:
            continue  # nothing to draw, and no end to label
        level = line.course == "level"
        front = 6 if line.role == "home" else 4
        look = pen.options() | {"zorder": front, "clip_on": False}
        corners = [(_place(day), value) for day, value, _ in line.corners]
        sheet.axes.plot(*_columns(corners), **(look | ({"marker": "None"} if level else {})))
        if level:  # a marker in the middle of each stretch, for print without colour
            middles = [(_place(point.period.middle), point.value) for point in line.points]
            sheet.axes.plot(*_columns(middles), **(look | {"linestyle": "None"}))
        hollow = [
            (_place(point.period.middle), point.value) for point in line.points if point.aside
        ]
        if hollow:  # no line runs through points that are set aside
            sheet.axes.plot(*_columns(hollow), **(look | _HOLLOW))


def _draw_target(sheet: PictureSheet, target: ChartLine) -> None:
    corners = [(_place(day), value) for day, value, _ in target.corners]
    sheet.axes.plot(*_columns(corners), zorder=3, clip_on=False, **_TARGET.options())


def _draw_ring(sheet: PictureSheet, ring: ChartPoints) -> None:
    corners = [(_place(day), value) for day, value, _ in ring.corners]
    sheet.axes.plot(*_columns(corners), **_RING)


def _with_note_texts(chart: LineChart) -> LineChart:
    """Return the chart with its notes in full in the line under it, before the source."""
    notes = " ".join(f"{note.words.rstrip('.')}." for note in chart.notes)
    return replace(chart, source=f"{notes} {chart.source}".strip()) if notes else chart


def _draw_notes(sheet: PictureSheet, notes: Sequence[NoteMark]) -> None:
    """Draw a numbered mark on the axis for each note, above one that it would cover."""
    before, level = -_NOTE, 0
    for note in notes:
        x, text = sheet.x(_place(note.day)), block([str(note.number)], TICK, bold=True)
        level = level + 1 if x - before < _NOTE else 0
        before = x
        y = sheet.bottom + 3 + level * _NOTE
        corners = [(x - 6, y), (x + 6, y), (x + 6, y + 12), (x - 6, y + 12), (x - 6, y)]
        sheet.stroke(corners, color=INK, linewidth=0.8)
        sheet.write(text, x, y + 6 + text.height / 2, align="center")


def _draw_breaks(sheet: PictureSheet, breaks: Sequence[VerticalLine]) -> None:
    """Draw a dotted vertical line at each break, with its label above where there is room."""
    free = 0.0
    for each in sorted(breaks, key=lambda line: line.day):
        x, text = sheet.x(_place(each.day)), block([each.label], TICK)
        sheet.stroke(
            [(x, sheet.bottom), (x, sheet.top + 4)], color="#767676", linewidth=1.0, linestyle=":"
        )
        if x - text.width / 2 >= free:
            sheet.write(text, x, sheet.top + 5 + text.height, align="center")
            free = x + text.width / 2 + 4


def _columns(
    corners: Sequence[tuple[float, float | None]],
) -> tuple[list[float], list[float]]:
    """Return days and values; NaN stands for a gap, where matplotlib lifts its pen."""
    values = [nan if value is None else value for _, value in corners]
    return [day for day, _ in corners], values


def _place(day: date | None) -> float:
    return nan if day is None else float(day.toordinal())


def _span(lines: Sequence[ChartLine], breaks: Sequence[VerticalLine]) -> tuple[float, float]:
    """Return the first and last day drawn, with a margin on either side."""
    days = [day.toordinal() for line in lines for day, _, _ in line.corners if day]
    days += [each.day.toordinal() for each in breaks]
    first, last = min(days), max(days)
    spare = max((last - first) / 40, 10.0)
    return first - spare, last + spare


def _lead(lines: Sequence[ChartLine]) -> ChartLine:
    """Return the line whose periods become the ticks: our own, else the one with most figures."""
    counted = [(line, sum(point.value is not None for point in line.points)) for line in lines]
    return max(counted, key=lambda pair: (pair[0].role == "home" and pair[1] > 0, pair[1]))[0]


def _ticked(line: ChartLine) -> list[Period]:
    periods = [point.period for point in line.points if point.value is not None]
    return newest_and_every(periods, MOST_TICKS)


def _tick(period: Period) -> TextBlock:
    return block([part for line in tick_words(period) for part in wrapped(line, 14)], TICK)


def _write_ticks(sheet: PictureSheet, ticks: Sequence[tuple[float, TextBlock]]) -> None:
    """Write the ticks, newest first, leaving out any that would overlap the one before."""
    free = WIDTH - EDGE
    for place, text in ticks:
        x = min(sheet.x(place), free - text.width / 2)
        if x < sheet.x(place) - text.width / 2 or x - text.width / 2 < EDGE:
            continue
        free = x - text.width / 2 - 6
        at = sheet.x(place)
        sheet.stroke([(at, sheet.bottom), (at, sheet.bottom - 4)], color=INK, linewidth=0.8)
        sheet.write(text, x, sheet.bottom - 7, align="center")
