"""The line chart of the two pupil groups behind a gap, for the area and for England."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi.charts.indicator_lines import (
    OURS,
    indicator_line,
    labels,
    line_points,
    line_text,
    more,
    recent,
    ticks,
    with_gaps,
)
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine, aside_words
from kpi.charts.specification.styles import Role
from kpi.charts.value_axis import indicator_axis
from kpi.formatting import lower
from kpi.indicators.reporting_quarters import observations
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator, Leg
from kpi.model.display import placed
from kpi.model.observation import Observation
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot

WHOSE: tuple[Role, ...] = ("home", "england")


@cached_on_snapshot
def legs(snapshot: Snapshot, row: ScorecardRow) -> LineChart | None:
    """Return the chart of both groups, so that a wide gap is not read as poor results, or None.

    None where the indicator is not a gap, or the row's figure is not made of the groups' own: it
    has none, or it comes from the council's return.
    """
    indicator = row.indicator
    if row.now is None or not indicator.is_of_legs(row.now.source):
        return None
    now = row.now.period
    first = next((o.period for o in row.series if o.value is not None), now)
    last = {"home": now, "england": row.comparator("england").period or now}
    lines: list[ChartLine] = []
    for number, leg in enumerate(indicator.legs):
        for role in WHOSE:
            observed = _observed(snapshot, row, leg, role)
            known = [o for o in observed if first <= o.period <= last[role]]
            line = _line(row, leg, role, known)
            lines.append(_squared(line) if number else line)
    line_texts = [line_text(line, indicator) for line in lines]
    text = f"{'. '.join(['Line chart of both groups behind the gap', *line_texts])}."
    return LineChart(
        title=f"Both groups behind the gap: {_headline(indicator, lines)}",
        subtitle=more(f"{_measured(indicator)}, {row.area.name} and England.", aside_words(lines)),
        text=more(text, aside_words(lines)),
        y=indicator_axis(indicator),
        x_ticks=ticks(lines[0]),
        lines=tuple(lines),
        labels=labels(lines, indicator),
    )


def _observed(snapshot: Snapshot, row: ScorecardRow, leg: Leg, role: Role) -> list[Observation]:
    area = row.area.code if role == "home" else ENGLAND
    observed = snapshot.observed(row.indicator.id)
    return observations(observed, area, row.indicator.local_kind, leg.id)


def _line(row: ScorecardRow, leg: Leg, role: Role, observed: Sequence[Observation]) -> ChartLine:
    who = row.area.name if role == "home" else "England"
    name = f"{leg.name}, {who}"
    label = f"{leg.short or leg.name}, {OURS if role == 'home' else who}"
    statuses = {o.period: o.data_status for o in observed}
    points = line_points(row.indicator, name, with_gaps(recent(observed, row)), statuses)
    return indicator_line(row.indicator, role, label, name, points)


def _squared(line: ChartLine) -> ChartLine:
    """Return the line with square markers, which mark the second group."""
    return replace(line, marker=replace(line.marker, shape="square") if line.marker else None)


def _measured(indicator: Indicator) -> str:
    return indicator.benchmark.name if indicator.benchmark else indicator.name


def _headline(indicator: Indicator, lines: Sequence[ChartLine]) -> str:
    """Return the title: on which side of England's the last group's newest figure lies."""
    ours, theirs = (
        {p.period: p.value for p in line.points if p.value is not None} for line in lines[-2:]
    )
    shared = sorted(set(ours) & set(theirs))
    if not shared:
        return "published figures"
    home, england = ours[shared[-1]], theirs[shared[-1]]
    side = "above" if home > england else "below" if home < england else "level with"
    return f"{lower(indicator.legs[-1].name)} were {side} England {placed(shared[-1])}"
