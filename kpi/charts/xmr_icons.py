"""Icons that summarise a series: whether it is unusual, and whether it would meet its target.

Drawn here. Icons differ in shape and letter as well as colour; each has a text, which must be
shown next to it or be its alternative text.
"""

from __future__ import annotations

import base64

from kpi.statistics.xmr_rules import Assurance, Variation

GOOD, BAD, NEUTRAL, PLAIN = "#005A30", "#942514", "#54319F", "#484949"
COLOURS = {
    Variation.ORDINARY: PLAIN,
    Variation.IMPROVEMENT_HIGH: GOOD,
    Variation.IMPROVEMENT_LOW: GOOD,
    Variation.CONCERN_HIGH: BAD,
    Variation.CONCERN_LOW: BAD,
    Variation.NEUTRAL_HIGH: NEUTRAL,
    Variation.NEUTRAL_LOW: NEUTRAL,
}
TEXTS: dict[Variation | Assurance, str] = {
    Variation.ORDINARY: "Ordinary ups and downs",
    Variation.IMPROVEMENT_HIGH: "Unusually high or rising: an improvement",
    Variation.IMPROVEMENT_LOW: "Unusually low or falling: an improvement",
    Variation.CONCERN_HIGH: "Unusually high or rising: a concern",
    Variation.CONCERN_LOW: "Unusually low or falling: a concern",
    Variation.NEUTRAL_HIGH: "Unusually high or rising",
    Variation.NEUTRAL_LOW: "Unusually low or falling",
    Assurance.HITS: "Would meet the target every time if nothing changes",
    Assurance.MISSES: "Would miss the target every time if nothing changes",
    Assurance.HIT_AND_MISS: "Would meet the target sometimes if nothing changes",
}
_SIZE = 40
_HEXAGON = "20,2 36,11 36,29 20,38 4,29 4,11"
_DIAMOND = "20,1 39,20 20,39 1,20"
_OCTAGON = "13,3 27,3 37,13 37,27 27,37 13,37 3,27 3,13"


def icon_text(icon: Variation | Assurance) -> str:
    """Return an icon's meaning in words."""
    return TEXTS[icon]


def icon_svg(icon: Variation | Assurance) -> str:
    """Return an icon as SVG: hexagon for improvement, diamond for concern, square for neither."""
    if isinstance(icon, Variation):
        body = _variation(icon)
    else:
        body = {
            Assurance.HITS: f'<circle cx="20" cy="20" r="18" fill="{GOOD}"/>'
            f"{_stroke('11,21 18,28 30,13')}",
            Assurance.MISSES: f'<polygon points="{_OCTAGON}" fill="{BAD}"/>'
            f"{_stroke('13,13 27,27')}{_stroke('27,13 13,27')}",
            Assurance.HIT_AND_MISS: f'<rect x="3" y="3" width="34" height="34" rx="9" '
            f'fill="#FFFFFF" stroke="{PLAIN}" stroke-width="3"/>{_letter("?", PLAIN)}',
        }[icon]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIZE}" height="{_SIZE}" '
        f'viewBox="0 0 {_SIZE} {_SIZE}">{body}</svg>'
    )


def icon_uri(icon: Variation | Assurance) -> str:
    """Return an icon as the address of an SVG image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(icon_svg(icon).encode()).decode()}"


# ---- parts --------------------------------------------------------------------------------


def _variation(variation: Variation) -> str:
    colour = COLOURS[variation]
    if variation is Variation.ORDINARY:
        return (
            f'<circle cx="20" cy="20" r="17.5" fill="#FFFFFF" stroke="{colour}" stroke-width="3"/>'
            f"{_stroke('8,22 14,16 20,23 26,17 32,22', colour)}"
        )
    high = variation in (
        Variation.IMPROVEMENT_HIGH,
        Variation.CONCERN_HIGH,
        Variation.NEUTRAL_HIGH,
    )
    shape = {
        GOOD: f'<polygon points="{_HEXAGON}" fill="{colour}"/>',
        BAD: f'<polygon points="{_DIAMOND}" fill="{colour}"/>',
        NEUTRAL: f'<rect x="3" y="3" width="34" height="34" fill="{colour}"/>',
    }[colour]
    return f"{shape}{_letter('H' if high else 'L')}"


def _stroke(points: str, colour: str = "#FFFFFF") -> str:
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="4" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _letter(letter: str, colour: str = "#FFFFFF") -> str:
    return (
        f'<text x="20" y="27" text-anchor="middle" font-family="Arial, sans-serif" '
        f'font-size="20" font-weight="700" fill="{colour}">{letter}</text>'
    )
