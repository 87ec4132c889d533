"""Line charts as HTML that contains small SVG images.

A browser draws this about ten times faster than plotly and does not load plotly's 4.6 MB;
the plot stretches with the window while letters, lines and points keep their size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from math import inf

from kpi.charts.renderers import svg
from kpi.charts.renderers.axes import PlotAxes, axes, note_levels, percent, tick_label
from kpi.charts.renderers.point_labels import are_close, point_labels
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.end_labels import EndLabel, without_overlap
from kpi.charts.specification.lines import ChartLine, ChartPoints, Corner, LevelStretch

LABEL = 5.2  # of the height, for a line of text at a line's end, as in the style sheet
MOST_ON_A_TABLET = 6  # ticks of the time axis; of more, it leaves out those that a phone does
BREAK_WORD = 8  # of the width, for the word above a break on a small window
FULL = 95  # of the height: with more of it for labels, the field grows


def line_plot(chart: LineChart, share: float = 1.0) -> str:
    """Return the chart as one piece of markup, with its text as the alternative.

    `share` is its height as a part of a chart's usual one.

    Raises ValueError where the chart has no value.
    """
    at = axes(chart)
    layers = list(chart.layers)
    above = [*_break_labels(chart, at), *chart.band_labels]
    tall = max(1.0, sum(_height(label, share) for label in chart.labels) / FULL)
    widest = max(len(tick_label(chart.y, tick)) for tick in at.ticks)
    parts = [
        f'<p class="unit">{escape(chart.y.title)}</p>' if chart.y.title else "",
        '<div class="field">',
        svg.field_picture(chart, at),
        *_ticks(chart, at),
        *(_ranges(line, at) for line in chart.lines),
        *(svg.spots(each, at) for each in layers),
        *(
            f'<span class="above" style="left:{percent(at.across(day))}">{escape(label)}</span>'
            for day, label in above
        ),
        *_figures(chart, at, share),
        *_slots(layers, at),
        *_notes(chart, at),
        "</div>",
        _ends(chart, at, tall, share),
    ]
    return (
        f'<div class="plot" role="img" aria-label="{escape(chart.text)}" '
        f'style="--tall:{tall * share:.2f};--widest:{widest}ch">{"".join(parts)}</div>'
    )


# ---- parts --------------------------------------------------------------------------------


def _ticks(chart: LineChart, at: PlotAxes) -> Iterator[str]:
    for tick in at.ticks:
        yield (
            f'<span class="up" style="top:{percent(at.down(float(tick)))}">'
            f"{escape(tick_label(chart.y, tick))}</span>"
        )
    many = " many" if len(chart.x_ticks) > MOST_ON_A_TABLET else ""
    for mark in chart.x_ticks:
        wide = f" wide{many}" if mark.is_wide else ""
        yield (
            f'<span class="along{wide}" style="left:{percent(at.across(mark.day))}">'
            f"{_broken(mark.words)}</span>"
        )


def _break_labels(chart: LineChart, at: PlotAxes) -> Iterator[tuple[date, str]]:
    """Yield the words above breaks; a line so near the one before that they would touch has none.

    Every line is drawn, and the chart's text or the page names each.
    """
    free = -inf
    for each in sorted(chart.breaks, key=lambda line: line.day):
        place = at.across(each.day)
        if each.label and place >= free:
            yield each.day, each.label
            free = place + BREAK_WORD


def _figures(chart: LineChart, at: PlotAxes, share: float) -> Iterator[str]:
    """Yield the figure of each of our own points; a phone has room for a few only."""
    labels = point_labels(chart, at, share)
    dense = " dense" if are_close(labels) else ""
    for each in labels:
        side = "under" if each.is_below else "over"
        yield (
            f'<span class="point {side}{dense}" style="left:{percent(each.left)};'
            f'top:{percent(each.top)}">{escape(each.words)}</span>'
        )


def _notes(chart: LineChart, at: PlotAxes) -> Iterator[str]:
    """Yield a numbered mark on the axis for each note, whose text stands under the chart."""
    for note, level in zip(chart.notes, note_levels(chart.notes, at), strict=True):
        yield (
            f'<span class="noted" style="left:{percent(at.across(note.day))};--level:{level}">'
            f"{note.number}</span>"
        )


def note_list(chart: LineChart) -> str:
    """Return the notes of a chart by number, as markup for under it; empty without one."""
    if not chart.notes:
        return ""
    items = "".join(f"<li>{escape(note.text)}</li>" for note in chart.notes)
    return f'<ol class="chart-notes" aria-label="Notes on the chart">{items}</ol>'


def _ranges(line: ChartLine, at: PlotAxes) -> str:
    """Return an error bar through each point that has a likely range."""
    bounds = [(p.period.middle, p.joined, p.up, p.down) for p in line.points]
    return "".join(
        f'<span class="range" style="left:{percent(at.across(x))};'
        f"top:{percent(at.down(y + up))};height:{percent(at.down(y - down) - at.down(y + up))};"
        f'color:{line.stroke.colour}"></span>'
        for x, y, up, down in bounds
        if y is not None and up is not None and down is not None
    )


def _slots(layers: list[ChartLine | ChartPoints | LevelStretch], at: PlotAxes) -> Iterator[str]:
    """Yield a vertical slice per point in time, which shows the figures of that time on hover.

    A level line or a target is shown in every slice that it passes.
    """
    drawn = [(each, each.corners) for each in layers]  # once: a line works its corners out
    days = sorted({c.day for each, corners in drawn if each.marker for c in corners if c.day})
    places = [at.across(day) for day in days]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(places)), 100.0]
    for day, (left, right), place in zip(days, pairwise(edges), places, strict=True):
        texts = list(dict.fromkeys(text for each in drawn for text in _texts(*each, day)))
        side = " late" if place > 50 else ""
        yield (
            '<div class="slot">'
            f'<b style="left:{percent(left)};width:{percent(right - left)}"></b>'
            f'<i style="left:{percent(place)}"></i>'
            f'<span class="tip{side}" style="--at:{percent(place)}">'
            f"{escape(chr(10).join(texts))}</span></div>"
        )


def _texts(
    layer: ChartLine | ChartPoints | LevelStretch, corners: Sequence[Corner], day: date
) -> Iterator[str]:
    """Yield what a layer shows on a day: its point there, or the level stretch across it."""
    if layer.marker is not None:
        here = [(c.value is None, c.text) for c in corners if c.day == day]
        # A gap is drawn at the day of the point before it: the figure there comes first.
        yield from [text for _, text in sorted(here, key=lambda each: each[0])[:1]]
        return
    for (start, value, text), (end, _, _) in pairwise(corners):
        if value is not None and start and end and start != end and start <= day <= end:
            yield text
            return


def _height(label: EndLabel, share: float) -> float:
    return LABEL / share * len(label.words)


def _ends(chart: LineChart, at: PlotAxes, tall: float, share: float) -> str:
    """Return each line's name and newest figure: at its end, or under the plot on a phone."""
    lines = {each.name: each for each in chart.layers if not isinstance(each, ChartPoints)}
    labelled = [(label, lines[label.name]) for label in chart.labels]
    ends = [100 - at.down(_last(line, label)) for label, line in labelled]
    sizes = [_height(label, share) / tall for label in chart.labels]
    heights = without_overlap(ends, sizes, lowest=-LABEL / share)
    entries = "".join(
        f'<li style="top:{percent(100 - height)}">{svg.sample(line)}'
        f"<span>{_words(label)}</span></li>"
        for (label, line), height in zip(labelled, heights, strict=True)
    )
    return f'<ul class="ends">{entries}</ul>'


def _last(line: ChartLine | LevelStretch, label: EndLabel) -> float:
    """Return the value at a line's end; the label's where all of its figures are set aside."""
    drawn = [corner.value for corner in line.corners if corner.value is not None]
    return drawn[-1] if drawn else label.value


def _words(label: EndLabel) -> str:
    return f"<b>{_broken(label.words)}</b>" if label.bold else _broken(label.words)


def _broken(lines: tuple[str, ...]) -> str:
    return " <br>".join(escape(line) for line in lines)
