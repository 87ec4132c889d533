"""The line chart of an indicator's figures by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpi.charts.indicator_lines import (
    OURS,
    counts_words,
    indicator_line,
    labels,
    line_points,
    line_text,
    more,
    point_figures,
    target_line,
    ticks,
    unit_words,
    with_gaps,
)
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine, aside_words
from kpi.charts.value_axis import indicator_axis
from kpi.indicators.reporting_quarters import of_months
from kpi.indicators.scorecard import ScorecardRow, target_in_month
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import in_brackets
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period
from kpi.wording.target_words import aim_words

MONTHS_SHOWN = 25


@cached_on_snapshot
def monthly(snapshot: Snapshot, row: ScorecardRow) -> LineChart | None:
    """Return the chart of the area's months up to the end of the row's quarter, or None.

    The newest `MONTHS_SHOWN`, with the monthly target of each; None where no month has a figure.
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
    goals = {
        point.period: target_in_month(snapshot, indicator, row.area.code, point.period)
        for point in points
    }
    target, upper = _bounds(indicator, line, goals)
    aims = [each for each in (target, upper) if each is not None]
    newest = goals[points[-1].period] if points else None
    words = line_text(line, indicator)
    if newest is not None:
        mark = in_brackets(newest.data_status)
        words = f"{words}. Target {aim_words(indicator, newest)}{mark} from {newest.from_quarter}"
    dashes = " Long dashes: the target of each month." if aims else ""
    return LineChart(
        title=f"{indicator.name}: by month",
        subtitle=more(f"{row.area.name}, {unit_words(indicator)}.{dashes}", aside_words([line])),
        text=more(f"Line chart by month. {words}.", aside_words([line])),
        y=indicator_axis(indicator),
        x_ticks=ticks(line),
        lines=(line,),
        labels=labels(
            [line, *(aim for aim in aims if aim.points[-1].value is not None)], indicator
        ),
        target=target,
        upper=upper,
        figures=point_figures(line, indicator),
        counts=counts_words(indicator, months),
        has_aims_in_table=bool(aims),
    )


def _bounds(
    indicator: Indicator, line: ChartLine, goals: Mapping[Period, Target | None]
) -> tuple[ChartLine | None, ChartLine | None]:
    """Return the target's line, and the upper one of a range, named apart for the table."""
    target = target_line(indicator, line, goals)
    upper = target_line(indicator, line, goals, upper=True)
    if target is None or upper is None:
        return target, None
    low, high = (f"Target, {side} bound" for side in ("lower", "upper"))
    return replace(target, name=low), replace(upper, name=high)
