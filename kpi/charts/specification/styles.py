"""Styles of lines and points on a screen by role: colours, dashes and marker shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["home", "england", "region", "neighbours", "group", "target", "limit", "other"]
"""What a line shows: our figures, a comparator, the target, a limit, or another area."""
Dash = Literal["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]
Shape = Literal[
    "circle", "square", "diamond", "hexagon", "triangle-up", "triangle-down", "cross", "x", "star"
]

PALETTE = {
    "home": "#12436D",
    "england": "#F46A25",
    "region": "#28A197",
    "neighbours": "#801650",
    "group": "#A285D1",
    "target": "#3D3D3D",
    "chosen": "#2073BC",
}
DASHES: dict[str, Dash] = {
    "home": "solid",
    "england": "dash",
    "region": "dot",
    "neighbours": "dashdot",
    "group": "longdashdot",
    "target": "longdash",
}
# Of range bars, beside those of `PALETTE`.
GOOD = "#6F777B"
QUARTERS = ("#D7DBDE", "#EEF0F1")
QUARTER_EDGE = "#6F777B"
AUTHORITY_TICK = "#7C858B"
PAST = "#9DB2C6"
INK = "#111111"
BAND_COLOUR = "#F3F2F1"
# Quarters of All measures, from the best: ours is in the first, what must be acted on in the last.
SECOND_QUARTER = "#6BACE6"
ACT = "#942514"


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn; its width is in pixels."""

    colour: str
    dash: Dash = "solid"
    width: int = 2


@dataclass(frozen=True)
class Marker:
    """How a point is drawn; sizes are in pixels. Without an edge, `edge_width` is 0."""

    shape: Shape
    size: int
    colour: str
    edge_colour: str = ""
    edge_width: int = 0


def role_stroke(role: Role) -> Stroke:
    """Return the stroke of a role that has its own colour; our own line is thicker."""
    return Stroke(PALETTE[role], DASHES[role], 3 if role == "home" else 2)
