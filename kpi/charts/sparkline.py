"""Small trends as SVG with their text alternative, for the rows of the scorecard."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from kpi.charts.indicator_lines import with_gaps
from kpi.charts.specification.lines import stretches
from kpi.charts.specification.styles import PALETTE
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import of_figures
from kpi.model.display import show
from kpi.model.observation import Observation
from kpi.model.series_discontinuities import aside_of
from kpi.periods import Period, breaks_between

WIDTH, HEIGHT, MARGIN = 120, 36, 5
POINTS = 9  # eight periods and one earlier, enough to span a year end
CROSS = "M-3 -3 3 3M-3 3 3 -3"
LINE, GOAL = PALETTE["home"], PALETTE["target"]


def recent(row: ScorecardRow) -> tuple[Observation, ...]:
    """Return the last observations of the series, without gaps before its first figure."""
    with_figure = [i for i, o in enumerate(row.series) if o.value is not None]
    return row.series[max(with_figure[0], len(row.series) - POINTS) :] if with_figure else ()


def spark_text(row: ScorecardRow) -> str:
    """Return the small trend in words; empty where there are fewer than two points."""
    known = [o for o in recent(row) if o.value is not None]
    kept = [o for o in known if not aside_of(row.indicator, o.period)]
    if len(kept) < 2:
        return ""
    values = [o.value for o in kept if o.value is not None]
    low, high = min(values), max(values)
    first, last = kept[0], kept[-1]
    mark = of_figures(o.data_status for o in kept)
    left = [o.period.short for o in known if o not in kept]
    aside = f" Set aside: {' and '.join(left)}." if left else ""
    parted = breaks_between(_breaks(row), first.period, last.period)
    broken = " and ".join(period.placed_short for period in parted)
    aside += f" The series breaks {broken}." if broken else ""
    return (
        f"Trend of {len(kept)} periods: {show(row.indicator, first.value)} "
        f"{first.period.placed_short}, {show(row.indicator, last.value)} "
        f"{last.period.placed_short}; "
        f"lowest {show(row.indicator, low)}, highest {show(row.indicator, high)}."
        f"{aside}{f' {mark.capitalize()}.' if mark else ''}"
    )


def key_parts(rows: Sequence[ScorecardRow]) -> tuple[str, ...]:
    """Return what the small trends of a table have that its key must name, as markup."""
    drawn = [row for row in rows if spark_svg(row)]
    aims = any(row.target and any(v is not None for v in row.target.aims) for row in drawn)
    crossed = any(
        o.value is not None and aside_of(row.indicator, o.period)
        for row in drawn
        for o in recent(row)
    )
    line = f'<i class="rail" style="border-top:1px dashed {GOAL}"></i> target in the trend'
    parts = ((aims, line), (crossed, "<b>×</b> year set aside"))
    return tuple(text for has_it, text in parts if has_it)


def spark_uri(row: ScorecardRow) -> str:
    """Return the small trend as the address of an SVG image; empty where there is none."""
    svg = spark_svg(row)
    if not svg:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def spark_svg(row: ScorecardRow) -> str:
    """Return an SVG line with dashed target and crosses for years set aside.

    It is interrupted at gaps and where the series breaks. It ends in a dot where its last figure is
    the report's own, as the key of the dot says.
    """
    shown = recent(row)
    drawn = with_gaps(shown)
    aside = {p for p, _ in drawn if aside_of(row.indicator, p)}
    values = [None if period in aside else value for period, value in drawn]
    present = [v for v in values if v is not None]
    if len(present) < 2:
        return ""
    targets = [v for v in row.target.aims if v is not None] if row.target else []
    crossed = [(i, v) for i, (p, v) in enumerate(drawn) if p in aside and v is not None]
    scale = [*present, *(v for _, v in crossed), *targets]
    low, high = min(scale), max(scale)
    spread = high - low or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)

    def place(index: int, value: float) -> str:
        x = MARGIN + index * step
        y = HEIGHT - MARGIN - (value - low) / spread * (HEIGHT - 2 * MARGIN)
        return f"{x:.1f},{y:.1f}"

    corners: list[str | None] = []
    before = drawn[0][0]
    for index, (value, (period, _)) in enumerate(zip(values, drawn, strict=True)):
        if breaks_between(_breaks(row), before, period):
            corners.append(None)
        corners.append(None if value is None else place(index, value))
        before = period
    parts = [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{LINE}" stroke-width="2"/>'
        for run in stretches(corners)
        if len(run) > 1
    ]
    for target in targets:
        start, end = place(0, target), place(len(values) - 1, target)
        parts.insert(
            0,
            f'<polyline points="{start} {end}" fill="none" stroke="{GOAL}" '
            'stroke-width="1" stroke-dasharray="4 3"/>',
        )
    for index, value in crossed:
        x, y = place(index, value).split(",")
        parts.append(
            f'<path transform="translate({x} {y})" d="{CROSS}" stroke="{LINE}" stroke-width="1.5"/>'
        )
    parts += [
        f'<circle cx="{x}" cy="{y}" r="2" fill="{LINE}"/>'  # no line leads to a point alone
        for x, y in (run[0].split(",") for run in stretches(corners) if len(run) == 1)
    ]
    if row.shown.is_current and values[-1] is not None:
        x, y = place(len(values) - 1, values[-1]).split(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="{LINE}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _breaks(row: ScorecardRow) -> list[Period]:
    """Return the first periods after each break in the series."""
    return [period for period, _ in row.indicator.breaks]
