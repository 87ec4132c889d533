"""The small picture in the row of a table as HTML: `div.mini[role=img]` with its text as label.

The lines are an image, which stretches; the letters are laid over it.
"""

from __future__ import annotations

from html import escape

from kpi.charts.renderers.axes import percent
from kpi.charts.renderers.svg import picture
from kpi.charts.specification.small_trend import TableTrend, TrendPath
from kpi.charts.specification.styles import GOOD, PALETTE, Role

_GRAIN = 10  # SVG units in a per cent
_STYLES: dict[Role, tuple[str, float, str]] = {
    "home": (PALETTE["home"], 3, ""),
    "england": (PALETTE["england"], 2.5, "7 4"),
    "region": (PALETTE["region"], 2.5, "2 3"),
    "neighbours": (PALETTE["neighbours"], 2.5, "8 3 2 3"),
}
"""Colour, width and dashes of each line, which differ without colour too."""
_OTHER = (GOOD, 1.2, "")


def table_trend_markup(chart: TableTrend) -> str:
    """Return the picture with the letters of its lines."""
    size = 100 * _GRAIN
    uprights = "".join(f'<path class="g" d="M{day * _GRAIN:.0f} 0V{size}"/>' for day in chart.days)
    drawn = picture(
        "minilines",
        f'viewBox="-20 -40 {size + 40} {size + 80}" preserveAspectRatio="none"',
        "<style>path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round;"
        "stroke-linecap:round}.g{stroke:#e3e4e5}</style>"
        + uprights
        + "".join(_path(path) for path in chart.paths),
    )
    letters = "".join(
        f'<b class="{each.role}" aria-hidden="true" style="--x:{each.across / 100:.4f};'
        f'top:{percent(each.down)}">{escape(each.letters)}</b>'
        for each in chart.letters
    )
    label = escape(chart.text)
    return (
        f'<div class="mini" role="img" aria-label="{label}"><div class="minifield">{drawn}'
        f"{letters}</div></div>"
    )


def _path(path: TrendPath) -> str:
    colour, width, dashes = _STYLES.get(path.role, _OTHER)
    corners = "".join(
        f"M{' L'.join(f'{x * _GRAIN:.0f} {y * _GRAIN:.0f}' for x, y in stretch)}"
        f"{'h0' if len(stretch) == 1 else ''}"
        for stretch in path.stretches
    )
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{corners}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'
