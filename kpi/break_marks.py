"""Where a chart shows that its series breaks: a dotted upright with the word above it."""

from __future__ import annotations

from kpi.figures import INK, Figure, Line
from kpi.model import Indicator
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
