"""Points of a chart that are set aside (`kpi.continuity`): drawn hollow, said under the chart."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.figures import Figure, Line, middle
from kpi.periods import Period


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
