"""Marks on a chart: where its series breaks, and points that are set aside, drawn hollow."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts.figure import INK, Figure, Line, middle
from kpi.model.definitions.indicator import Indicator
from kpi.periods import Period


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


def hollow(line: Line, drawn: Figure) -> Figure | None:
    """The points of a line that are set aside, hollow; `drawn` is its trace."""
    corners = len(drawn["text"]) // max(len(line.points), 1)  # of each point
    found = [
        (middle(period).isoformat(), value, said)
        for (period, value), said in zip(line.points, drawn["text"][::corners], strict=True)
        if period in line.aside and value is not None
    ]
    if not found:
        return None
    days, values, texts = (list(column) for column in zip(*found, strict=True))
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{line.name}, set aside",
        "x": days,
        "y": values,
        "text": texts,
        "hoverinfo": "text",
        "marker": {
            "color": "#FFFFFF",
            "size": 11,
            "line": {"color": drawn["line"]["color"], "width": 2},
        },
        "showlegend": False,
    }


def with_hollows(lines: Sequence[Line], drawn: Sequence[Figure]) -> list[Figure]:
    """The traces of some lines, then their hollow points."""
    found = [hollow(line, each) for line, each in zip(lines, drawn, strict=True) if line.aside]
    return [*drawn, *(each for each in found if each)]


def aside_words(lines: Sequence[Line]) -> str:
    """`Hollow points (spring term 2021) are set aside, as schools ...`; empty without any."""
    by_reason: dict[str, list[Period]] = {}
    for line in lines:
        for period, value in line.points:
            if period in line.aside and value is not None:
                told = by_reason.setdefault(line.aside[period], [])
                told += [period] if period not in told else []
    return " ".join(
        f"Hollow points ({' and '.join(str(period) for period in sorted(periods))}) are set "
        f"aside, as {why}."
        for why, periods in by_reason.items()
    )
