"""The chart of one measure over time, in plotly's language; and what benchmark charts share.

Every chart has a title, a subtitle and a text made from the same figures; the page shows the
figures again as a table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kpi.benchmarks.measures import Measure, show
from kpi.benchmarks.time_series import (
    DERIVED,
    ENGLAND_KEY,
    HOME,
    MEDIAN,
    NEIGHBOURS,
    REGION,
    REGION_PART,
    OverTime,
    Series,
)
from kpi.charts.figure import (
    DASHES,
    FONT,
    INK,
    PALETTE,
    TICKS,
    Figure,
    Line,
    apart,
    line_ends,
    middle,
    tick_words,
    wrapped,
)
from kpi.charts.marks import aside_words, with_hollows
from kpi.formatting import is_percent
from kpi.model.data_status import in_brackets
from kpi.periods import Period

# Other chosen areas: apart from the four fixed series in colour, dash and marker.
OTHERS = (
    ("#3D3D3D", "longdash", "diamond"),
    ("#6C4A9E", "dot", "square"),
    ("#7A4B00", "dash", "triangle-up"),
    ("#00703C", "dashdot", "x"),
    ("#1D70B8", "longdashdot", "star"),
    ("#B10E1E", "solid", "triangle-down"),
)
KEYS = {HOME: "home", REGION: "region", NEIGHBOURS: "neighbours", ENGLAND_KEY: "england"}
_SHORT = {NEIGHBOURS: "neighbours", ENGLAND_KEY: "England"}
_LABEL_HEIGHT = 0.062  # of the axis, for one line of text
BAND_COLOUR = "#F3F2F1"


@dataclass(frozen=True)
class Drawn:
    """A figure with the words that stand for it, and its lines to take away."""

    title: str
    subtitle: str
    figure: Figure
    text: str
    lines: tuple[Line, ...] = ()


def lines_of(
    over: OverTime, *, hidden: Collection[str] = (), median: bool = False
) -> tuple[Line, ...]:
    """The lines to draw, in order; those withheld or without a figure are left out."""
    rows = over.table
    parts = (rows[name] for name in ("period_kind", "period_start", "period_end"))
    periods = [Period.of(*row) for row in zip(*parts, strict=True)]
    aside = {p: why for p, why in zip(periods, rows["set_aside"], strict=True) if why}
    lines = []
    for series in over.series:
        column = MEDIAN if median and series.key == NEIGHBOURS else series.key
        if series.key in hidden or series.withheld or column not in rows.columns:
            continue
        values = rows[column].to_list()
        if any(value is not None for value in values):
            points = tuple(zip(periods, values, strict=True))
            name, label = line_name(series, median), _label(series)
            kinds = [series.status(each) for each in rows["data_status"]]
            statuses = dict(zip(periods, kinds, strict=True))
            lines.append(Line(series.key, name, points, label, statuses, aside))
    return tuple(lines)


def line_name(series: Series, median: bool = False) -> str:
    """A line's name in full: which mean it is, where it is one."""
    if series.key != NEIGHBOURS:
        return series.name
    return f"{series.name} ({'median' if median else 'mean'})"


def over_time_chart(
    over: OverTime,
    *,
    hidden: Collection[str] = (),
    median: bool = False,
    from_zero: bool = True,
) -> Drawn:
    """One line an area, with gaps left open and their reasons said."""
    known, lines = over.measure, lines_of(over, hidden=hidden, median=median)
    others = [s.key for s in over.series if s.key not in (*KEYS, REGION_PART)]
    data = with_hollows(lines, [_line(line, known, _style(line.key, others)) for line in lines])
    look = layout(known, from_zero)
    look["annotations"] = [*_end_labels(lines, known, from_zero), *_gap_labels(over)]
    look["shapes"] = _gap_shapes(over)
    look["xaxis"] |= _ticks(over)
    return Drawn(
        f"{known.name}, over time",
        f"{over.series[0].name}. {unit_words(known)}. "
        f"{'From zero' if from_zero else 'The axis does not start at zero'}."
        f"{f' {aside_words(lines)}' if aside_words(lines) else ''}",
        {"data": data, "layout": look},
        f"{_over_time_text(over, lines)}{f' {aside_words(lines)}' if aside_words(lines) else ''}",
        lines,
    )


def unit_words(known: Measure) -> str:
    """The unit as a heading has it: `% of pupils`, `£ a week`."""
    return known.unit[:1].upper() + known.unit[1:]


# ---- parts --------------------------------------------------------------------------------


def _label(series: Series) -> str:
    derived = " (derived)" if series.name.endswith(DERIVED) else ""
    return f"{_SHORT.get(series.key, series.name.removesuffix(DERIVED))}{derived}"


def _style(key: str, others: Sequence[str]) -> tuple[str, str, str]:
    if key in KEYS:
        return PALETTE[KEYS[key]], DASHES[KEYS[key]], "circle"
    if key == REGION_PART:
        return PALETTE["region"], "solid", "cross"
    return OTHERS[others.index(key) % len(OTHERS)]


def _line(line: Line, known: Measure, style: tuple[str, str, str]) -> Figure:
    colour, dash, symbol = style
    own = line.key == HOME
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": line.name,
        "x": [middle(period).isoformat() for period, _ in line.points],
        "y": [None if period in line.aside else value for period, value in line.points],
        "text": [
            f"{line.name}, {period}: {show(known, value) or 'no figure'}"
            f"{f', set aside: {line.aside[period]}' if period in line.aside else ''}"
            f"{in_brackets(line.status_of(period))}"
            for period, value in line.points
        ],
        "hoverinfo": "text",
        "connectgaps": False,
        "line": {"color": colour, "dash": dash, "width": 3 if own else 2},
        "marker": {"color": colour, "size": 8 if own else 7, "symbol": symbol},
        "showlegend": False,
    }


def layout(known: Measure, from_zero: bool) -> Figure:
    """Axes in the measure's unit, nothing that needs dragging."""
    return {
        "height": 420,
        "margin": {"l": 60, "r": 140, "t": 30, "b": 50},
        "font": FONT,
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {
            "type": "date",
            "showgrid": False,
            "linecolor": INK,
            "ticks": "outside",
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 13, "color": INK},
        },
        "yaxis": {
            "rangemode": "tozero" if from_zero else "normal",
            "tickformat": f",.{max(known.decimals, 0)}~f",
            "ticksuffix": "%" if is_percent(known.unit) else "",
            "tickprefix": "£" if "£" in known.unit else "",
            "gridcolor": "#D9D9D9",
            "zerolinecolor": INK,
            "fixedrange": True,
        },
    }


def _ticks(over: OverTime) -> Figure:
    rows = over.table
    parts = (rows[name] for name in ("period_kind", "period_start", "period_end"))
    periods = [Period.of(*row) for row in zip(*parts, strict=True)]
    every = max(1, -(-len(periods) // TICKS))
    shown = list(reversed(periods))[::every]
    return {
        "tickvals": [middle(period).isoformat() for period in shown],
        "ticktext": ["<br>".join(tick_words(period)) for period in shown],
    }


def _end_labels(lines: Sequence[Line], known: Measure, from_zero: bool) -> list[Figure]:
    """A name and figure at each line's end, moved apart so that none covers another."""
    ends = line_ends(lines)
    values = [v for line in lines for _, v in line.points if v is not None]
    lowest = min([0.0, *values]) if from_zero else min(values, default=0.0)
    room = ((max(values, default=1.0) - lowest) or 1.0) * _LABEL_HEIGHT
    texts = [wrapped(f"{end.line.label} {show(known, end.value)}{end.aged}") for end in ends]
    heights = apart([end.value for end in ends], [room * len(text) for text in texts])
    return [
        {
            "name": end.line.name,
            "x": 1.01,
            "xref": "paper",
            "xanchor": "left",
            "y": height,
            "yanchor": "middle",
            "text": f"<b>{'<br>'.join(text)}</b>" if end.line.key == HOME else "<br>".join(text),
            "showarrow": False,
            "align": "left",
            "font": {"size": 13, "color": INK},
        }
        for end, text, height in zip(ends, texts, heights, strict=True)
    ]


def _gaps(over: OverTime) -> list[tuple[Period, str]]:
    columns = ("period_kind", "period_start", "period_end", "gap_reason")
    rows = over.table.filter("is_gap").select(columns).iter_rows()
    return [(Period.of(kind, start, end), why) for kind, start, end, why in rows]


def _gap_shapes(over: OverTime) -> list[Figure]:
    """A pale band over each period in which nobody has a figure."""
    return [
        {
            "type": "rect",
            "layer": "below",
            "x0": period.start.isoformat(),
            "x1": period.end.isoformat(),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "fillcolor": BAND_COLOUR,
            "line": {"width": 0},
        }
        for period, _ in _gaps(over)
    ]


def _gap_labels(over: OverTime) -> list[Figure]:
    return [
        {
            "x": middle(period).isoformat(),
            "yref": "paper",
            "y": 1.0,
            "yanchor": "bottom",
            "text": "no data",
            "showarrow": False,
            "font": {"size": 12, "color": INK},
        }
        for period, _ in _gaps(over)
    ]


def _over_time_text(over: OverTime, lines: Sequence[Line]) -> str:
    said = [_line_text(line, over.measure) for line in lines]
    gaps = [f"No data in {period}: {why}" for period, why in over.gaps]
    return f"{'. '.join([f'Line chart of {over.measure.name}', *said, *gaps])}."


def _line_text(line: Line, known: Measure) -> str:
    told = [(p, v) for p, v in line.points if v is not None and p not in line.aside]
    if not told:
        return f"{line.name}: no figure but those set aside"
    (first, start), (last, end) = told[0], told[-1]
    span = f"from {show(known, start)} in {first} to " if first != last else ""
    mark = "" if line.name.endswith(DERIVED) else in_brackets(line.mark)
    return f"{line.name}: {span}{show(known, end)} in {last}{mark}"
