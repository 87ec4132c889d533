"""Gaps of groups of children: all groups of a measure on one scale, and one group over time.

Right is better, as in every picture: for measures where lower is better the scale is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, PupilGap
from kpi.benchmarks.time_series import ENGLAND_KEY, HOME, OverTime, TimeLine
from kpi.charts import benchmark_lines
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.dots import DotScale, GapList, GapRow
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import comparability
from kpi.periods import Period
from kpi.wording import pupil_gaps as words

_SCHEMA = {
    "period": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "data_status": pl.String,
    "is_gap": pl.Boolean,
    "gap_reason": pl.String,
    "set_aside": pl.String,
    HOME: pl.Float64,
    ENGLAND_KEY: pl.Float64,
}


_CLEAR = 14  # percent of the scale from its end to a label that does not meet the end's


def gap_list(series: Sequence[GapSeries], chosen: str, area: str) -> GapList:
    """Return each group's newest gap beside England's; `chosen` is the measure shown over time."""
    first = series[0]
    shown = [gap.shown for each in series for gap in _both(each) if gap and gap.shown is not None]
    low, high = min([0.0, *shown]), max([0.0, *shown])
    # An end at zero is named as zero, the line of those beside them.
    left, right = (words.shown_gap(end, first.decimals) if end else "" for end in (low, high))
    turned = first.other.polarity is Polarity.LOWER
    scale = DotScale(low, high, left, right, turned)
    kinds = [each.pair.group.kind for each in series]
    rows = tuple(
        _row(each, scale, kind if place == 0 or kinds[place - 1] != kind else "", chosen)
        for place, (each, kind) in enumerate(zip(series, kinds, strict=True))
    )
    others = first.pair.others
    caption = f"{first.pair.subject}: gaps between groups of children and {others}, {area}"
    zero = scale.place(0.0)
    is_named = _CLEAR < zero < 100 - _CLEAR or zero in (0.0, 100.0)
    return GapList(caption, others, scale, zero, is_named, rows)


def gap_over_time(gaps: GapSeries, area: str) -> OverTime:
    """Return a group's gap and England's over time as lines; periods without figures are kept."""
    rows = [
        {
            "period": str(ours.period),
            "period_kind": str(ours.period.kind),
            "period_start": ours.period.start,
            "period_end": ours.period.end,
            "data_status": ours.status,
            "is_gap": ours.value is None and theirs.value is None,
            "gap_reason": ours.reason if ours.value is None and theirs.value is None else "",
            "set_aside": ours.set_aside or theirs.set_aside or None,
            HOME: ours.shown,
            ENGLAND_KEY: theirs.shown,
        }
        for ours, theirs in zip(gaps.home, gaps.england, strict=True)
    ]
    known = replace(
        gaps.known,
        name=f"{words.line_name(gaps)}: {gaps.pair.subject}",
        unit="points",
        polarity=Polarity.NONE,
        decimals=gaps.decimals,
        is_count=False,
    )
    lines = (TimeLine(HOME, gaps.area, area), TimeLine(ENGLAND_KEY, ENGLAND, "England"))
    return OverTime(known, pl.DataFrame(rows, _SCHEMA), lines, 0, breaks=_breaks(gaps))


def gap_lines(gaps: GapSeries, area: str) -> LineChart:
    """Return the line chart of a group's gap and England's, with zero for those beside it."""
    over = gap_over_time(gaps, area)
    chart = benchmark_lines.over_time_chart(over)
    others = gaps.pair.others
    return replace(
        chart,
        title=words.line_name(gaps),
        subtitle=f"{gaps.pair.subject}. {area} and England. Points below (−) or above {others}.",
        y=replace(chart.y, title=f"points, 0 is {others}"),
    )


# ---- parts --------------------------------------------------------------------------------


def _both(gaps: GapSeries) -> tuple[PupilGap | None, PupilGap | None]:
    return gaps.now, gaps.england_now


def _breaks(gaps: GapSeries) -> tuple[tuple[Period, str], ...]:
    """Return the breaks of both measures that have figures before them, in time order."""
    with_figures = [
        ours.period
        for ours, theirs in zip(gaps.home, gaps.england, strict=True)
        if not (ours.value is None and theirs.value is None)
    ]
    both = {
        (each.period, each.note)
        for measure in (gaps.pair.measure, gaps.pair.reference)
        for each in comparability().breaks_in(measure)
    }
    return tuple(sorted(each for each in both if each[0] in with_figures[1:]))


def _row(gaps: GapSeries, scale: DotScale, kind: str, chosen: str) -> GapRow:
    ours, theirs = _both(gaps)
    own = None if ours is None or ours.shown is None else scale.place(ours.shown)
    england = None if theirs is None or theirs.shown is None else scale.place(theirs.shown)
    zero = scale.place(0.0)
    if ours is None:
        reason = f"no period has figures of them and of {gaps.pair.others}"
    else:
        reason = "no figure published" if own is None else ""
    return GapRow(
        name=gaps.pair.group.short,
        starts_kind=kind,
        own=own,
        own_figure=words.shown_gap(ours.shown if ours else None, gaps.decimals),
        england=england,
        england_figure=words.shown_gap(theirs.shown if theirs else None, gaps.decimals),
        stem=None if own is None else (min(zero, own), round(abs(own - zero), 2)),
        against=words.against_england(gaps),
        reason=reason,
        status=ours.status if ours else "",
        is_chosen=gaps.pair.measure == chosen,
    )
