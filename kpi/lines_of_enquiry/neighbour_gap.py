"""The gap between our published figures and the neighbours' mean, by common period."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from kpi.formatting import displayed_difference, multiplier
from kpi.indicators.comparisons.means_of_authorities import population_of
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.series_table import series
from kpi.model.definitions.indicator import Indicator
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, breaks_between
from kpi.statistics import clear_change, verdict_rules
from kpi.statistics.intervals import Interval
from kpi.statistics.verdict_rules import ConfidenceInterval


@dataclass(frozen=True)
class NeighbourGap:
    """Our figure and the mean of `count` neighbours of one period.

    `worse` is the displayed difference: above zero where our figure is the worse. `numerator` and
    `denominator` are the counts behind our figure, None where they are not known.
    """

    period: Period
    own: float
    mean: float
    count: int
    data_status: str
    mean_status: str
    worse: float
    numerator: float | None = None
    denominator: float | None = None


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
    counts = ("numerator", "denominator")
    both = own.select(*keys, "value", "data_status", *counts).join(
        theirs.select(*keys, mean="value", of="count", mean_status="data_status"), on=keys
    )
    by_period = {
        Period.of(kind, start, end): (value, mean, of, status, mean_status, top, base)
        for kind, start, end, value, status, top, base, mean, of, mean_status in both.iter_rows()
    }
    newest_first: list[NeighbourGap] = []
    period: Period | None = newest
    while period is not None and period in by_period and not aside_of(indicator, period):
        value, mean, of, status, mean_status, top, base = by_period[period]
        apart = displayed_difference(value, mean, indicator.decimals)
        assert apart is not None  # both have a figure
        worse = -indicator.polarity.sign * apart
        newest_first.append(
            NeighbourGap(period, value, mean, of, status, mean_status, worse, top, base)
        )
        if _breaks_in(indicator, period):
            break
        period = period.year_before() if period.kind is Kind.TERM else period.previous()
    return tuple(reversed(newest_first))


def has_clearly_grown(
    snapshot: Snapshot, row: ScorecardRow, before: NeighbourGap, now: NeighbourGap
) -> bool:
    """Return whether the latest gap grew the wrong way by more than chance, as far as is known.

    Two rules of the project, both of which have to hold. Our figure is worse than the mean as any
    mean of authorities is judged: its likely range, else the figure, lies beyond the worse end of
    the neighbours' middle half. And of a share or a rate the likely range of the difference of our
    two figures, the means taken as they are, excludes that the gap stayed, as for a clear change.
    Without counts they are taken from the rate and the base where that is known, and nothing is
    clear where it is not. An estimate has to move by more than its stated error too. A figure that
    is never made of cases, such as a gap in points, has the first rule alone.
    """
    indicator, spread = row.indicator, row.comparator("neighbours").spread
    grown = round(now.worse - before.worse, 10)
    if spread is None or grown <= 0 or grown <= round(2 * (indicator.stated_error or 0), 10):
        return False
    among = population_of(snapshot, indicator, row.area.code)
    ours, then = _likely(indicator, now, among), _likely(indicator, before, among)
    at = Interval(now.own, now.own)
    if verdict_rules.beyond(ours or at, spread, indicator.polarity) != verdict_rules.WORSE:
        return False
    if multiplier(indicator.unit) is None:
        return True
    difference = clear_change.gap(ours, then)
    if difference is None:
        return False
    moved = now.mean - before.mean
    of_gap = replace(difference, low=difference.low - moved, high=difference.high - moved)
    return clear_change.is_clear_change(of_gap, -indicator.polarity.sign * grown) is True


def _likely(
    indicator: Indicator, gap: NeighbourGap, among: float | None
) -> ConfidenceInterval | None:
    """Return the likely range of our figure: of its counts, else of its rate in a known base."""
    top, base = gap.numerator, gap.denominator
    if top is None or base is None:
        base, per = among if base is None else base, multiplier(indicator.unit)
        top = None if base is None or per is None else gap.own * base / per
    return verdict_rules.confidence_interval(indicator, gap.own, top, base)


def _breaks_in(indicator: Indicator, period: Period) -> bool:
    """Return whether the series has a break at a period, so that earlier ones do not compare."""
    before = period.year_before() if period.kind is Kind.TERM else period.previous()
    breaks = (period for period, _ in indicator.breaks)
    return before is not None and bool(breaks_between(breaks, before, period))
