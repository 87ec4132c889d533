"""All authorities' figures of a period: where their bar ends, and where ours stand among them.

The ends leave far-out figures outside (`kpi.statistics.outlier_fences`).

Who counts and how ours ranks are `national_rank`'s rules: unrounded published values of the
authorities that existed on the period's last day; quartiles by LAIT's rule
(`kpi.statistics.rank_and_quartile_rules`).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.formatting import displayed_difference
from kpi.indicators.comparisons.comparators import in_period
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.data_status import strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.existing_areas import authorities_on
from kpi.model.missing.symbol_meanings import SUPPRESSED as SUPPRESSED_SYMBOL
from kpi.model.observation import Observation
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period
from kpi.statistics.float_noise import clean, clean_floats
from kpi.statistics.outlier_fences import ends_within_fences
from kpi.statistics.rank_and_quartile_rules import cuts

OWN_PERIODS = 9  # eight periods and one earlier, enough to span a year end


@dataclass(frozen=True, eq=False)
class NationalRange:
    """The figures of all authorities in one period, lowest first, in the indicator's unit.

    `quartiles` are LAIT's; `ends` are the furthest figures within the fences around them.
    """

    period: Period
    values: tuple[float, ...]
    quartiles: tuple[float, float, float]
    ends: tuple[float, float]
    status: str

    @property
    def of(self) -> int:
        """How many authorities have a figure."""
        return len(self.values)

    @property
    def lowest(self) -> float:
        """The lowest figure of all, however far out."""
        return self.values[0]

    @property
    def highest(self) -> float:
        """The highest figure of all, however far out."""
        return self.values[-1]


@dataclass(frozen=True, eq=False)
class FiguresInRange:
    """What a range bar shows of a row: all authorities, our figures, else our own past alone.

    `period` is England's of the comparators. `published` is our published figure of it with its
    rank. `past` is for a row that no authority has a published figure for: our own figures of the
    last nine periods that compare, oldest first.
    """

    row: ScorecardRow
    period: Period | None
    national: NationalRange | None
    published: Standing | None
    past: tuple[Observation, ...]

    @property
    def is_suppressed(self) -> bool:
        """Whether the figure of the report is hidden because it rests on too few children."""
        return _is_suppressed(self.row)

    @property
    def now(self) -> Observation | None:
        """Our figure of this report; None where it is awaited, suppressed or not available."""
        shown = self.row.shown
        figure = shown.observation
        return (
            figure if shown.is_current and figure is not None and figure.value is not None else None
        )

    @property
    def is_same(self) -> bool:
        """Whether our published figure of the comparators' period is the one that the row shows."""
        shown, published = self.row.now, self.published
        if shown is None or published is None or not shown.period.covers_same(published.period):
            return False
        return displayed_difference(shown.value, published.value, self.row.indicator.decimals) == 0

    @property
    def apart(self) -> Standing | None:
        """Our published figure where it is to be shown beside that of this report."""
        return None if self.now is not None and self.is_same else self.published


@cached_on_snapshot
def national_range(
    snapshot: Snapshot, indicator: Indicator, period: Period | None
) -> NationalRange | None:
    """Return the figures of all authorities in a period; None where none has one."""
    if period is None:
        return None
    counted = authorities_on(snapshot, period.end)
    peers = (
        in_period(snapshot, indicator, period)
        .filter(pl.col("value").is_not_null() & pl.col("area").is_in(counted))
        .with_columns(clean("value"))
        .select("value", "data_status", measure=pl.lit(indicator.id))
    )
    if peers.is_empty():
        return None
    values = tuple(peers["value"].sort())
    cut = clean_floats(cuts(peers)).row(0, named=True)
    lower, middle, upper = cut["q1"], cut["q2"], cut["q3"]
    return NationalRange(
        period,
        values,
        (lower, middle, upper),
        ends_within_fences(values, lower, upper),
        strongest(peers["data_status"]),
    )


@cached_on_snapshot
def figures_in_range(snapshot: Snapshot, row: ScorecardRow) -> FiguresInRange:
    """Return what a range bar shows of a row, in the period that England's figure is of."""
    indicator = row.indicator
    period = _period(row)
    national = national_range(snapshot, indicator, period)
    published = standing(snapshot, indicator, row.area.code, period)
    # A figure hidden in the council's own return is not looked up elsewhere.
    if _is_suppressed(row) and row.now and period and row.now.period.covers_same(period):
        published = None
    past = () if national else _past(row)
    return FiguresInRange(row, period, national, published, past)


# ---- parts --------------------------------------------------------------------------------


def _period(row: ScorecardRow) -> Period | None:
    """Return England's period, or the first of another comparator where it has none."""
    return next((c.period for c in row.comparators if c.period is not None), None)


def _is_suppressed(row: ScorecardRow) -> bool:
    shown = row.now
    hidden = shown is not None and shown.value is None and shown.symbol == SUPPRESSED_SYMBOL
    return hidden or row.status == target_status.SUPPRESSED


def _past(row: ScorecardRow) -> tuple[Observation, ...]:
    return tuple(
        o
        for o in row.series[-OWN_PERIODS:]
        if o.value is not None and not aside_of(row.indicator, o.period)
    )
