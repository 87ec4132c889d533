"""The line chart of an indicator's figures by month."""

from __future__ import annotations

from dataclasses import replace

from kpi.charts.indicator_lines import (
    OURS,
    counts_words,
    indicator_line,
    labels,
    line_points,
    line_text,
    more,
    ticks,
    unit_words,
    value_axis,
    with_gaps,
)
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import aside_words
from kpi.indicators.reporting_quarters import of_months
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot

MONTHS_SHOWN = 25


@cached_on_snapshot
def monthly(snapshot: Snapshot, row: ScorecardRow) -> LineChart | None:
    """Return the chart of the area's months up to the end of the row's quarter, or None.

    The newest `MONTHS_SHOWN`; None where no month has a figure.
    """
    indicator = row.indicator
    months = [
        month
        for month in of_months(snapshot, indicator, row.area.code)
        if month.period.end <= row.quarter.end
    ][-MONTHS_SHOWN:]
    while months and months[0].value is None:
        months.pop(0)
    if not months:
        return None
    statuses = {month.period: month.data_status for month in months}
    points = line_points(indicator, row.area.name, with_gaps(months), statuses)
    line = indicator_line(indicator, "home", OURS, row.area.name, points)
    line = replace(line, course="slope")
    said = line_text(line, indicator)
    return LineChart(
        title=f"{indicator.name}: by month",
        subtitle=more(f"{row.area.name}, {unit_words(indicator)}.", aside_words([line])),
        text=more(f"Line chart by month. {said}.", aside_words([line])),
        y=value_axis(indicator),
        x_ticks=ticks(line),
        lines=(line,),
        labels=labels([line], indicator),
        counts=counts_words(indicator, months),
    )
