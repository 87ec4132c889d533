"""The gap between our published figures and the neighbours' mean, by common period."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.formatting import displayed_difference
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.series_table import series
from kpi.model.comparability import aside_of
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, breaks_between


@dataclass(frozen=True)
class NeighbourGap:
    """Our figure and the mean of `count` neighbours of one period.

    `worse` is the displayed difference: above zero where our figure is the worse.
    """

    period: Period
    own: float
    mean: float
    count: int
    data_status: str
    mean_status: str
    worse: float


def gaps(snapshot: Snapshot, row: ScorecardRow) -> tuple[NeighbourGap, ...]:
    """Return the gaps of the latest consecutive periods, in time order.

    They end at the period of the row's comparators and are of its kind, so like for like; for
    school terms, the same term of each year. They begin after the last break in the series, the
    last period set aside, and the last in which either has no figure. Empty without polarity
    or comparators, and where a chosen group stands in the neighbours' place.
    """
    indicator, newest = row.indicator, row.comparator("neighbours").period
    if not indicator.polarity.is_judged or newest is None or row.alike.key != "neighbours":
        return ()
    table = series(
        snapshot, indicator, area=row.area.code, groups=("home", "neighbours"), model=row.model
    ).filter(
        pl.col("period_kind") == str(newest.kind),
        pl.col("period_end") <= newest.end,
        pl.col("value").is_not_null(),
    )
    keys = ["period_kind", "period_start", "period_end"]
    own, theirs = (table.filter(group=name) for name in ("home", "neighbours"))
    both = own.select(*keys, "value", "data_status").join(
        theirs.select(*keys, mean="value", of="count", mean_status="data_status"), on=keys
    )
    by_period = {
        Period.of(kind, start, end): (value, mean, of, status, mean_status)
        for kind, start, end, value, status, mean, of, mean_status in both.iter_rows()
    }
    found: list[NeighbourGap] = []
    period: Period | None = newest
    while period is not None and period in by_period and not aside_of(indicator, period):
        value, mean, of, status, mean_status = by_period[period]
        apart = displayed_difference(value, mean, indicator.decimals)
        assert apart is not None  # both have a figure
        worse = -indicator.polarity.sign * apart
        found.append(NeighbourGap(period, value, mean, of, status, mean_status, worse))
        if _breaks_in(indicator, period):
            break
        period = period.year_before() if period.kind is Kind.TERM else period.previous()
    return tuple(reversed(found))


def _breaks_in(indicator: Indicator, period: Period) -> bool:
    """Return whether the series has a break at a period, so that earlier ones do not compare."""
    before = period.year_before() if period.kind is Kind.TERM else period.previous()
    breaks = (period for period, _ in indicator.breaks)
    return before is not None and bool(breaks_between(breaks, before, period))
