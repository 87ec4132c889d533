"""The parts of a plotly figure as plain dictionaries of lists: traces, axes, labels.

Palette and rules: DESIGN section 8. Lines differ by dash as well as colour and are labelled at
their end; a gap in a series stays a gap; the target is dashed grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpi.evidence import Likely
from kpi.model import Indicator
from kpi.numbers import fixed
from kpi.periods import Kind, Period
from kpi.reporting import Observation
from kpi.words import show

Figure = dict[str, Any]

PALETTE = {
    "home": "#12436D",
    "england": "#F46A25",
    "region": "#28A197",
    "neighbours": "#801650",
    "target": "#3D3D3D",
}
DASHES = {"home": "solid", "england": "dash", "region": "dot", "neighbours": "dashdot"}
INK = "#111111"
TICKS = 4  # as many as fit side by side on a phone
_FONT = {"family": "Source Sans, sans-serif", "size": 15, "color": INK}


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name, where it is from, and its points by period."""

    key: str
    name: str
    points: tuple[tuple[Period, float | None], ...]
    label: str  # the short name at the line's end


def points(found: Sequence[Observation]) -> tuple[tuple[Period, float | None], ...]:
    """Points in time order, with an empty one wherever a period is missing."""
    told: list[tuple[Period, float | None]] = []
    for observation in found:
        if told and observation.period.previous() not in (None, told[-1][0]):
            told.append((told[-1][0], None))
        told.append((observation.period, observation.value))
    return tuple(told)


def _middle(period: Period) -> date:
    return period.start + timedelta(days=(period.end - period.start).days // 2)


def trace(
    line: Line,
    indicator: Indicator,
    *,
    square: bool = False,
    yearly: bool = False,
    ranges: Mapping[Period, Likely] | None = None,
) -> Figure:
    """A line through the middles of short periods; a level stretch for each whole year.

    `ranges` are drawn as upright bars through the points that have one; not on level stretches.
    """
    own = line.key == "home"
    level = (
        not yearly
        and indicator.local_kind is Kind.QUARTER
        and any(p.kind is not Kind.QUARTER for p, _ in line.points)
    )
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    for period, value in line.points:
        said = f"{line.name}, {period}: {show(indicator, value) or 'no figure'}"
        if level:
            x += [period.start.isoformat(), period.end.isoformat(), None]
            y += [value, value, None]
            text += [said, said, ""]
        else:
            x.append(_middle(period).isoformat())
            y.append(value)
            text.append(said)
    bars = _bars(line, ranges) if ranges and not level else {}
    return {
        **bars,
        "type": "scatter",
        "mode": "lines+markers" if own or not level else "lines",
        "name": line.name,
        "x": x,
        "y": y,
        "text": text,
        "hoverinfo": "text",
        "connectgaps": False,
        "line": {"color": PALETTE[line.key], "dash": DASHES[line.key], "width": 3 if own else 2},
        "marker": {
            "color": PALETTE[line.key],
            "size": 8 if own else 6,
            "symbol": "square" if square else "circle",
        },
        "showlegend": False,
    }


def _bars(line: Line, ranges: Mapping[Period, Likely]) -> Figure:
    """How far up and down from each point its likely range reaches; nothing without one."""
    found = [(value, ranges.get(period)) for period, value in line.points]
    up = [None if v is None or r is None else max(r.high - v, 0.0) for v, r in found]
    down = [None if v is None or r is None else max(v - r.low, 0.0) for v, r in found]
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": up,
            "arrayminus": down,
            "color": PALETTE[line.key],
            "thickness": 1.5,
            "width": 5,
        }
    }


def target_trace(
    goals: Sequence[tuple[Period, float | None]], indicator: Indicator
) -> Figure | None:
    """The target of each period: a dashed line that steps where the target changed."""
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    for period, goal in goals:
        said = f"Target: {show(indicator, goal)}" if goal is not None else ""
        x += [period.start.isoformat(), period.end.isoformat()]
        y += [goal, goal]
        text += [said, said]
    if all(value is None for value in y):
        return None
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "Target",
        "x": x,
        "y": y,
        "text": text,
        "hoverinfo": "text",
        "connectgaps": False,
        "line": {"color": PALETTE["target"], "dash": "longdash", "width": 2},
        "showlegend": False,
    }


def ring(before: Observation, indicator: Indicator) -> Figure:
    """A ring round the same period of the year before."""
    said = f"Same period last year, {before.period}: {show(indicator, before.value)}"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Same period last year",
        "x": [_middle(before.period).isoformat()],
        "y": [before.value],
        "text": [said],
        "hoverinfo": "text",
        "marker": {
            "color": "rgba(255,255,255,0)",
            "size": 18,
            "line": {"color": PALETTE["home"], "width": 2},
        },
        "showlegend": False,
    }


def layout(indicator: Indicator, own: Line) -> Figure:
    """Axes from nought, a tick for some of our own periods, nothing that needs dragging."""
    periods = [period for period, value in own.points if value is not None]
    every = max(1, -(-len(periods) // TICKS))
    shown = list(reversed(periods))[::every]
    return {
        "height": 400,
        "margin": {"l": 50, "r": 130, "t": 24, "b": 50},
        "font": _FONT,
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {
            "type": "date",
            "tickvals": [_middle(period).isoformat() for period in shown],
            "ticktext": [_tick(period) for period in shown],
            "showgrid": False,
            "linecolor": INK,
            "ticks": "outside",
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 13, "color": INK},
        },
        "yaxis": {
            "rangemode": "tozero",
            "tickformat": f",.{indicator.decimals}~f",  # all decimals that a tick needs, no more
            "ticksuffix": "%" if indicator.unit == "percent" else "",
            "gridcolor": "#D9D9D9",
            "zerolinecolor": INK,
            "fixedrange": True,
            "title": {"text": "" if indicator.unit == "percent" else indicator.unit},
        },
    }


def _tick(period: Period) -> str:
    """A short tick on two lines: `Q1<br>2025-26`, `spring<br>2025`, `2023/24`."""
    if period.kind is Kind.QUARTER:
        return period.short.replace(" ", "<br>")
    if period.kind is Kind.TERM:
        return f"{period.term_name}<br>{period.start.year}"
    return str(period).removeprefix("academic year ").removesuffix(" (calendar year)")


def end_labels(lines: Sequence[Line], indicator: Indicator) -> list[Figure]:
    """A name and figure at each line's end, moved apart so that none covers another."""
    ends = []
    for line in lines:
        last = [(p, v) for p, v in line.points if v is not None]
        if last:
            ends.append((last[-1][1], line, last[-1][0]))
    values = [v for line in lines for _, v in line.points if v is not None]
    room = (max(values, default=1.0) or 1.0) * 0.065
    newest = max((period for _, line, period in ends if line.key == "home"), default=None)
    labels: list[Figure] = []
    floor: float | None = None
    for value, line, period in sorted(ends, key=lambda end: end[0], reverse=True):
        text = _wrapped(f"{line.label} {fixed(value, indicator.decimals)}{_aged(period, newest)}")
        half = room * (text.count("<br>") + 1) / 2
        height = value if floor is None else min(value, floor - half)
        floor = height - half
        labels.append(
            {
                "x": 1.01,
                "xref": "paper",
                "xanchor": "left",
                "y": height,
                "yanchor": "middle",
                "text": f"<b>{text}</b>" if line.key == "home" else text,
                "showarrow": False,
                "align": "left",
                "font": {"size": 13, "color": INK},
            }
        )
    return labels


def _aged(period: Period, newest: Period | None) -> str:
    """The period of a line that ends elsewhere than ours: ` (2024)`."""
    return "" if period == newest else f" ({_tick(period).replace('<br>', ' ')})"


def _wrapped(label: str) -> str:
    """A label on lines of at most 18 letters."""
    lines, line = [], ""
    for word in label.split():
        if line and len(line) + len(word) >= 18:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


def _breaks_shown(indicator: Indicator, own: Line) -> list[tuple[Period, str]]:
    periods = {period for period, _ in own.points}
    return [(period, note) for period, note in indicator.breaks if period in periods]


def break_shapes(indicator: Indicator, own: Line) -> list[Figure]:
    """A dotted upright where the series breaks."""
    return [
        {
            "type": "line",
            "x0": period.start.isoformat(),
            "x1": period.start.isoformat(),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": "#767676", "width": 1, "dash": "dot"},
        }
        for period, _ in _breaks_shown(indicator, own)
    ]


def break_labels(indicator: Indicator, own: Line) -> list[Figure]:
    """The word `break` above each such upright."""
    return [
        {
            "x": period.start.isoformat(),
            "yref": "paper",
            "y": 1.04,
            "text": "break",
            "showarrow": False,
            "font": {"size": 12, "color": INK},
        }
        for period, _ in _breaks_shown(indicator, own)
    ]
