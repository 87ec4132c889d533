"""Dots by place as a plotly figure: a trace a kind of dot, rows of topics, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from kpi.charts.specification.end_labels import wrapped
from kpi.charts.specification.place_dots import NO_QUARTER, PlaceDot, PlaceDots
from kpi.charts.specification.styles import ACT, GOOD, INK, PALETTE, SECOND_QUARTER

NAMES = 214  # pixels left of the field: names of topics and their counts
HEADS = 18  # pixels above it
_LEAST = 80  # pixels of a picture of few topics: what is shown by pointing needs room
# Streamlit draws no figure lower than this. A lower one has its field at the top of that, and the
# page cuts off what lies under it.
_DRAWN = 400
_HOVER_LETTERS = 60
_MIDDLE = 50
_EDGE = 1.8  # per cent of the field beyond its ends, where dots of the ends have their room
_FILLS = {
    "A": ("circle", PALETTE["home"], PALETTE["home"], 0.0),
    "B": ("circle", SECOND_QUARTER, "#3D7FB8", 0.8),
    "C": ("circle", "#FFFFFF", GOOD, 1.3),
    "D": ("diamond", ACT, ACT, 0.0),
    NO_QUARTER: ("square", GOOD, GOOD, 0.0),
}
_SIZES = {"circle": 7.4, "diamond": 7.0, "square": 5.4}
_SMALL_SIZES = {"circle": 4.6, "diamond": 4.4, "square": 4.0}
# Dots that the lists name keep the shape and fill of their quarter; those are larger.
_SIGNED_SIZES = {"circle": 15, "diamond": 12.5, "square": 11}
_DARK_SIGNS = ("B", "C")  # quarters whose fill is too light for a white sign
_TAIL = ACT
_LINE, _QUARTER_LINE = "#E1E3E5", "#B1B4B6"
_QUIET = "#484949"
_SHADES = ((-_EDGE, 25.0, "#EFEDEB"), (75.0, 100 + _EDGE, "#EDF2F7"))
_UNCHANGED = {"marker": {"opacity": 1}}


def dots_figure(chart: PlaceDots) -> dict[str, Any]:
    """Return the dots as plotly's dictionary; each dot's customdata is its measure's id."""
    plain = [dot for dot in chart.dots if not dot.sign]
    traces = [_separators(chart), *_tails(chart)]
    for is_current in (False, True):
        for band in _FILLS:
            kept = [d for d in plain if d.band == band and d.is_current is is_current]
            if kept:
                traces.append(_dots(kept, band, is_current=is_current))
    for band in _FILLS:
        kept = [dot for dot in chart.dots if dot.sign and dot.band == band]
        if kept:
            traces.append(_signed(kept, band))
    return {"data": traces, "layout": _layout(chart)}


def _layout(chart: PlaceDots) -> dict[str, Any]:
    field = round(chart.height)
    return {
        "height": max(field + HEADS, _LEAST),
        "margin": {"l": NAMES, "r": 0, "t": HEADS, "b": max(_DRAWN - field - HEADS, 0)},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "font": {"family": "Source Sans, sans-serif", "size": 13.5, "color": INK},
        "hovermode": "closest",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "#FFFFFF",
            "bordercolor": INK,
            "font": {"family": "Source Sans, sans-serif", "size": 14, "color": INK},
        },
        "dragmode": False,
        "showlegend": False,
        "xaxis": {
            "range": [-_EDGE, 100 + _EDGE],
            "fixedrange": True,
            "showgrid": False,
            "showticklabels": False,
            "zeroline": False,
            "mirror": False,
            "side": "top",
            "linecolor": INK,
            "linewidth": 2,
        },
        "yaxis": {
            "range": [chart.height, 0],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickmode": "array",
            "tickvals": [row.middle for row in chart.rows],
            "ticktext": [str(row.count) for row in chart.rows],
            "tickfont": {"size": 13, "color": _QUIET},
            "ticks": "outside",
            "ticklen": 8,
            "tickcolor": "#FFFFFF",
        },
        "shapes": [_shade(*each) for each in _SHADES]
        + [_upright(x, dash) for x, dash in ((25, "solid"), (50, "dot"), (75, "solid"))],
        "annotations": [*_heads(), *_names(chart)],
    }


# ---- behind the dots ----------------------------------------------------------------------


def _shade(left: float, right: float, colour: str) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": left, "x1": right, "y0": 0, "y1": 1,
        "fillcolor": colour, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _upright(x: float, dash: str) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
        "line": {"width": 1, "color": _QUARTER_LINE, "dash": dash}, "layer": "below",
    }  # fmt: skip


def _separators(chart: PlaceDots) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row in chart.rows:
        xs += [-_EDGE, 100 + _EDGE, None]
        ys += [row.bottom, row.bottom, None]
    return _line(xs, ys, _LINE, 1)


def _tails(chart: PlaceDots) -> list[dict[str, Any]]:
    if not chart.tails:
        return []
    xs: list[float | None] = []
    ys: list[float | None] = []
    for tail in chart.tails:
        xs += [tail.start, tail.end, None]
        ys += [tail.y, tail.y, None]
    ends = {
        "type": "scatter",
        "mode": "markers",
        "x": [tail.start for tail in chart.tails],
        "y": [tail.y for tail in chart.tails],
        "marker": {"symbol": "line-ns", "size": 7, "line": {"width": 2, "color": _TAIL}},
        "hoverinfo": "skip",
        "unselected": _UNCHANGED,
    }
    return [_line(xs, ys, _TAIL, 1.6), ends]


def _line(
    xs: Sequence[float | None], ys: Sequence[float | None], colour: str, width: float
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip",
        "line": {"color": colour, "width": width},
    }  # fmt: skip


def _note(text: str, x: float, y: float, **about: Any) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "showarrow": False, **about}


def _heads() -> Iterable[dict[str, Any]]:
    above = {"xref": "x", "yref": "paper", "yanchor": "bottom", "font": {"size": 13}}
    left = {**above, "xref": "paper", "xanchor": "left", "xshift": -NAMES}
    return [
        _note("Topic, measures ranked", 0, 1, **{**left, "font": {"size": 13, "color": _QUIET}}),
        _note("<b>← weakest quarter</b>", -_EDGE, 1, xanchor="left", **above),
        _note("middle half", _MIDDLE, 1, xanchor="center", **above),
        _note("<b>best quarter →</b>", 100 + _EDGE, 1, xanchor="right", **above),
    ]


def _names(chart: PlaceDots) -> Iterable[dict[str, Any]]:
    at = {"xref": "paper", "yref": "y", "xanchor": "left", "xshift": -NAMES}
    for row in chart.rows:
        if row.directorate:
            yield _note(
                f"<b>{escape(row.directorate, quote=False)}</b>", 0, row.top, yanchor="bottom", **at
            )
        yield _note(escape(row.topic, quote=False), 0, row.middle, yanchor="middle", **at)


# ---- dots ---------------------------------------------------------------------------------


def _pointed(dot: PlaceDot) -> str:
    """Return what is shown by pointing, in lines: a measure's name may be long."""
    return "<br>".join(escape(line, quote=False) for line in wrapped(dot.text, _HOVER_LETTERS))


def _points(dots: Sequence[PlaceDot]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [dot.x for dot in dots],
        "y": [dot.y for dot in dots],
        "customdata": [dot.measure for dot in dots],
        "hovertext": [_pointed(dot) for dot in dots],
        "hoverinfo": "text",
        "selected": _UNCHANGED,
        "unselected": _UNCHANGED,
        "cliponaxis": False,
    }


def _dots(dots: Sequence[PlaceDot], band: str, *, is_current: bool) -> dict[str, Any]:
    shape, fill, edge, width = _FILLS[band]
    size = _SIZES[shape] if is_current else _SMALL_SIZES[shape]
    line = {"color": edge, "width": width if is_current else 1}
    marker = {
        "symbol": shape, "size": size, "color": fill if is_current else "#FFFFFF", "opacity": 1,
        "line": line,
    }  # fmt: skip
    return {**_points(dots), "name": band, "mode": "markers", "marker": marker}


def _signed(dots: Sequence[PlaceDot], band: str) -> dict[str, Any]:
    shape, fill, edge, width = _FILLS[band]
    line = {"color": edge, "width": width} if width else {"color": "#FFFFFF", "width": 1.2}
    return {
        **_points(dots),
        "name": band,
        "mode": "markers+text",
        "text": [f"<b>{dot.sign}</b>" for dot in dots],
        "textposition": "middle center",
        "textfont": {"size": 11, "color": INK if band in _DARK_SIGNS else "#FFFFFF"},
        "marker": {
            "symbol": shape, "size": _SIGNED_SIZES[shape], "color": fill, "opacity": 1,
            "line": line,
        },
    }  # fmt: skip
