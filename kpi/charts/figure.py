"""The parts of a plotly figure as plain dictionaries of lists: traces, axes, labels.

Lines differ by dash as well as colour and are labelled at
their end; a gap in a series stays a gap; the target is dashed grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import Any

from kpi.formatting import fixed
from kpi.indicators.reporting import Observation
from kpi.model.data_status import PUBLISHED, in_brackets, of_figures
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.periods import Kind, Period
from kpi.statistics.significance import Likely

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
FONT = {"family": "Source Sans, sans-serif", "size": 15, "color": INK}


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name, where it is from, and its points by period."""

    key: str
    name: str
    points: tuple[tuple[Period, float | None], ...]
    label: str  # the short name at the line's end
    # Of figures that nobody published as they stand: illustrative, derived, provisional.
    statuses: Mapping[Period, str] = field(default_factory=dict, compare=False)
    # Points set aside and why: drawn hollow, and no line runs through them.
    aside: Mapping[Period, str] = field(default_factory=dict, compare=False)

    def status_of(self, period: Period) -> str:
        """The data status of its figure of a period; `published` where it has none."""
        told = any(each == period and value is not None for each, value in self.points)
        return self.statuses.get(period, PUBLISHED) if told else PUBLISHED

    @property
    def told_statuses(self) -> tuple[str, ...]:
        """The data status of each point that has a figure."""
        return tuple(
            self.statuses.get(period, PUBLISHED)
            for period, value in self.points
            if value is not None
        )

    @property
    def mark(self) -> str:
        """The mark of its figures: `derived`, `some figures derived`; empty for published ones."""
        return of_figures(self.told_statuses)


def points(found: Sequence[Observation]) -> tuple[tuple[Period, float | None], ...]:
    """Points in time order, with an empty one wherever a period is missing."""
    told: list[tuple[Period, float | None]] = []
    for observation in found:
        if told and observation.period.previous() not in (None, told[-1][0]):
            told.append((told[-1][0], None))
        told.append((observation.period, observation.value))
    return tuple(told)


def middle(period: Period) -> date:
    """The day in the middle of a period, where its point is drawn."""
    return period.start + timedelta(days=(period.end - period.start).days // 2)


def is_level(line: Line, *, among_quarters: bool) -> bool:
    """Whether a line has whole years among quarters: each is then drawn as a level stretch."""
    return among_quarters and any(p.kind is not Kind.QUARTER for p, _ in line.points)


def path(line: Line, *, level: bool) -> Iterator[tuple[Period, date | None, float | None]]:
    """Period, day and value of each corner of a line; without a day the pen is lifted."""
    for period, value in line.points:
        drawn = value if period not in line.aside else None
        if level:
            yield period, period.start, drawn
            yield period, period.end, drawn
            yield period, None, None
        else:
            yield period, middle(period), drawn


def target_path(
    goals: Sequence[tuple[Period, float | None]],
) -> Iterator[tuple[Period, date, float | None]]:
    """Period, day and value of each corner of the target, which steps where it changed."""
    for period, goal in goals:
        yield period, period.start, goal
        yield period, period.end, goal


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
    quarterly = not yearly and indicator.local_kind is Kind.QUARTER
    level = is_level(line, among_quarters=quarterly)
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    for period, day, value in path(line, level=level):
        told = value if value is not None else _set_aside(line, period)
        said = f"{line.name}, {period}: {show(indicator, told) or 'no figure'}"
        said += f", set aside: {line.aside[period]}" if period in line.aside else ""
        said += in_brackets(line.statuses.get(period) if told is not None else None)
        x.append(day.isoformat() if day else None)
        y.append(value)
        text.append(said if day else "")
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


def _set_aside(line: Line, period: Period) -> float | None:
    """The figure of a point that is set aside; None for others."""
    return dict(line.points)[period] if period in line.aside else None


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
    goals: Sequence[tuple[Period, float | None]],
    indicator: Indicator,
    statuses: Mapping[Period, str] | None = None,
) -> Figure | None:
    """The target of each period: a dashed line that steps where the target changed."""
    told = statuses or {}
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    for period, day, goal in target_path(goals):
        x.append(day.isoformat())
        y.append(goal)
        mark = in_brackets(told.get(period))
        text.append(f"Target: {show(indicator, goal)}{mark}" if goal is not None else "")
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
    said += in_brackets(before.data_status)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Same period last year",
        "x": [middle(before.period).isoformat()],
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
    shown = ticked(own)
    return {
        "height": 400,
        "margin": {"l": 50, "r": 130, "t": 24, "b": 50},
        "font": FONT,
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {
            "type": "date",
            "tickvals": [middle(period).isoformat() for period in shown],
            "ticktext": ["<br>".join(tick_words(period)) for period in shown],
            "showgrid": False,
            "linecolor": INK,
            "ticks": "outside",
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 13, "color": INK},
            # Measuring each label again, to see whether it fits, took a third of the drawing.
            "ticklabeloverflow": "allow",
        },
        "yaxis": {
            "rangemode": "tozero",
            "tickformat": f",.{indicator.decimals}~f",  # all decimals that a tick needs, no more
            "ticksuffix": "%" if indicator.unit == "percent" else "",
            "gridcolor": "#D9D9D9",
            "zerolinecolor": INK,
            "fixedrange": True,
            "ticklabeloverflow": "allow",
            "title": {"text": "" if indicator.unit == "percent" else indicator.unit},
        },
    }


def ticked(line: Line, most: int = TICKS) -> list[Period]:
    """At most so many of a line's periods with a figure: the newest, and evenly back from it."""
    periods = [period for period, value in line.points if value is not None]
    every = max(1, -(-len(periods) // most))
    return list(reversed(periods))[::every]


def tick_words(period: Period) -> list[str]:
    """A short tick, its lines: `Q1` and `2025-26`; `spring` and `2025`; `2023/24` alone."""
    if period.kind is Kind.QUARTER:
        return period.short.split(" ")
    if period.kind is Kind.TERM:
        return [period.term_name, str(period.start.year)]
    if period.kind is Kind.FINANCIAL:
        return ["year to", f"{period.end:%b %Y}"]
    return [str(period).removeprefix("academic year ").removesuffix(" (calendar year)")]


@dataclass(frozen=True)
class End:
    """A line's last figure; `aged` names its period where ours ends elsewhere: ` (2024)`."""

    line: Line
    period: Period
    value: float
    aged: str


def line_ends(lines: Sequence[Line]) -> list[End]:
    """The end of each line that has a figure, the highest first."""
    last = [(line, told[-1]) for line in lines if (told := _told(line))]
    newest = max((period for line, (period, _) in last if line.key == "home"), default=None)
    ends = [
        End(line, period, value, "" if period == newest else f" ({' '.join(tick_words(period))})")
        for line, (period, value) in last
    ]
    return sorted(ends, key=lambda end: end.value, reverse=True)


def _told(line: Line) -> list[tuple[Period, float]]:
    return [(period, value) for period, value in line.points if value is not None]


def end_labels(lines: Sequence[Line], indicator: Indicator) -> list[Figure]:
    """A name and figure at each line's end, moved apart so that none covers another."""
    ends = line_ends(lines)
    values = [v for line in lines for _, v in line.points if v is not None]
    room = (max(values, default=1.0) or 1.0) * 0.065
    texts = [
        wrapped(f"{end.line.label} {fixed(end.value, indicator.decimals)}{end.aged}")
        for end in ends
    ]
    heights = apart([end.value for end in ends], [room * len(text) for text in texts])
    labels: list[Figure] = []
    for end, lines_of_text, height in zip(ends, texts, heights, strict=True):
        text = "<br>".join(lines_of_text)
        labels.append(
            {
                "name": end.line.name,
                "x": 1.01,
                "xref": "paper",
                "xanchor": "left",
                "y": height,
                "yanchor": "middle",
                "text": f"<b>{text}</b>" if end.line.key == "home" else text,
                "showarrow": False,
                "align": "left",
                "font": {"size": 13, "color": INK},
            }
        )
    return labels


def wrapped(label: str, most: int = 18) -> list[str]:
    """A label's lines, of at most so many letters each unless a word is longer."""
    lines, line = [], ""
    for word in label.split():
        if line and len(line) + len(word) >= most:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def apart(
    wanted: Sequence[float], sizes: Sequence[float], *, lowest: float | None = None
) -> list[float]:
    """Middles of labels of these sizes, moved down from those wanted so that none covers another.

    `wanted` falls from first to last. Labels that would end below `lowest` are moved up again.
    """
    middles: list[float] = []
    floor = inf
    for want, size in zip(wanted, sizes, strict=True):
        middles.append(min(want, floor - size / 2))
        floor = middles[-1] - size / 2
    if lowest is not None:
        ceiling = lowest
        for place in reversed(range(len(middles))):
            middles[place] = max(middles[place], ceiling + sizes[place] / 2)
            ceiling = middles[place] + sizes[place] / 2
    return middles
