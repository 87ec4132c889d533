"""The chart of our published years and the comparators', where our own series is quarters."""

from __future__ import annotations

from itertools import dropwhile

from kpi.charts.indicator_lines import (
    BARS,
    OURS,
    YEARS_SHOWN,
    breaks,
    comparator_lines,
    counts_words,
    indicator_line,
    labels,
    likely_ranges,
    line_points,
    line_text,
    more,
    newest_range,
    point_figures,
    ranges_words,
    ticks,
    unit_words,
    with_gaps,
    with_ranges,
)
from kpi.charts.indicator_trend import trend
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import aside_words, split_at_breaks
from kpi.charts.value_axis import indicator_axis
from kpi.indicators.reporting_quarters import observations
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.display import placed_figure, show
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot


def has_likely_range(snapshot: Snapshot, row: ScorecardRow) -> bool:
    """Return whether a figure of ours in either chart over time has a likely range."""
    by_time = trend(snapshot, row, ranges=True)
    by_year = yearly(snapshot, row, ranges=True)
    return bool(by_time.ranges or (by_year and by_year.ranges))


@cached_on_snapshot
def yearly(snapshot: Snapshot, row: ScorecardRow, *, ranges: bool = False) -> LineChart | None:
    """Return the chart of our own published years and the comparators', like for like.

    With `ranges`, our own points that have counts carry their likely range as an error bar.
    None where our own series covers the same kind of period as the comparators.
    """
    indicator, name = row.indicator, row.area.name
    kind = indicator.benchmark_kind
    if kind is None or row.now is None or row.now.period.kind is kind:
        return None
    known_by = row.known_by
    known = [
        o
        for o in observations(snapshot.observed(indicator.id), row.area.code, kind)
        if known_by is None or o.known_from <= known_by
    ][-YEARS_SHOWN:]
    own = list(dropwhile(lambda o: o.value is None, known))  # later gaps are drawn as gaps
    if len(own) < 2:
        return None
    statuses = {o.period: o.data_status for o in own}
    points = line_points(indicator, name, with_gaps(own), statuses)
    mine = indicator_line(indicator, "home", OURS, name, points, years=True)
    likely = likely_ranges(indicator, own, mine) if ranges else {}
    mine = with_ranges(mine, likely)
    lines = [mine, *comparator_lines(snapshot, row, own, years=True)]
    broken = breaks(indicator, mine)
    line_texts = [line_text(line, indicator) for line in lines]
    when = placed_figure(indicator, own[-1].period)
    newest = f"{show(indicator, own[-1].value) or 'no figure'} {when}"
    qualified = f", {indicator.qualifier}" if indicator.qualifier else ""
    subtitle = more(f"{name}, published figures, {unit_words(indicator)}.", aside_words(lines))
    text = more(
        f"{'. '.join([f'Line chart of {indicator.name} by year', *line_texts])}.",
        aside_words(lines),
    )
    return LineChart(
        title=f"Year by year{'' if broken else ', like for like'}: {newest}{qualified}",
        subtitle=subtitle + BARS * bool(likely),
        text=text + newest_range(indicator, likely),
        y=indicator_axis(indicator),
        x_ticks=ticks(mine),
        lines=split_at_breaks(lines, [period for period, _ in indicator.breaks]),
        labels=labels(lines, indicator),
        figures=point_figures(mine, indicator),
        breaks=broken,
        counts=counts_words(indicator, own),
        ranges=ranges_words(indicator, likely),
    )
