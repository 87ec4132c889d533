"""Rows of the shipped snapshot, and small changes to it for cases that its data does not hold."""

from dataclasses import replace

import polars as pl

from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.polarity import Polarity
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from tests.shipped_models import DEFAULT_MODEL

BCP = "839"


def quarter(text: str) -> Period:
    """A reporting quarter by its label."""
    return parse_period(text)


def _is_own(indicator_id: str, period: Period, area: str) -> pl.Expr:
    return (
        (pl.col("indicator_id") == indicator_id)
        & (pl.col("area") == area)
        & (pl.col("leg") == "")
        & (pl.col("period_kind") == str(period.kind))
        & (pl.col("period_start") == period.start)
        & (pl.col("period_end") == period.end)
    )


def changed(
    snapshot: Snapshot, indicator_id: str, period: Period, area: str = BCP, **values: object
) -> Snapshot:
    """The snapshot with some columns of one observation replaced."""
    own = _is_own(indicator_id, period, area)
    assert snapshot.observations.filter(own).height == 1, f"{indicator_id} {period} is not one row"
    columns = [
        pl.when(own).then(pl.lit(value, OBSERVATIONS[name])).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    ]
    return replace(snapshot, observations=snapshot.observations.with_columns(columns))


def suppressed(snapshot: Snapshot, indicator_id: str, period: Period, area: str = BCP) -> Snapshot:
    """The snapshot with one observation suppressed, as the publisher of a return does it."""
    return changed(
        snapshot,
        indicator_id,
        period,
        area,
        value=None,
        numerator=None,
        denominator=None,
        symbol="c",
        reason="confidential: too few children to show",
    )


def missing(snapshot: Snapshot, indicator_id: str, period: Period, area: str = BCP) -> Snapshot:
    """The snapshot with one observation not available."""
    return changed(
        snapshot,
        indicator_id,
        period,
        area,
        value=None,
        numerator=None,
        denominator=None,
        symbol="x",
        reason="not available",
    )


def without(snapshot: Snapshot, indicator_id: str, period: Period, area: str = BCP) -> Snapshot:
    """The snapshot without one observation: no row at all."""
    own = _is_own(indicator_id, period, area)
    assert snapshot.observations.filter(own).height == 1, f"{indicator_id} {period} is not one row"
    return replace(snapshot, observations=snapshot.observations.filter(~own))


def of_unit(snapshot: Snapshot, indicator_id: str, unit: str, **facts: object) -> Snapshot:
    """The snapshot with one indicator in another unit, or otherwise defined."""
    made = tuple(
        replace(i, unit=unit, **facts) if i.id == indicator_id else i  # type: ignore[arg-type]
        for i in snapshot.indicators
    )
    return replace(snapshot, indicators=made)


def between(
    snapshot: Snapshot,
    indicator_id: str,
    bounds: tuple[float, float],
    levels: tuple[float | None, float | None] = (None, None),
) -> Snapshot:
    """The snapshot with an indicator that should stay between two bounds, in all its targets."""
    values = {
        "target": bounds[0], "target_upper": bounds[1],
        "intervention_level": levels[0], "intervention_upper": levels[1],
    }  # fmt: skip
    mine = pl.col("indicator_id") == indicator_id
    targets = snapshot.targets.with_columns(
        pl.when(mine).then(pl.lit(value, pl.Float64)).otherwise(pl.col(name)).alias(name)
        for name, value in values.items()
    )
    unit = snapshot.indicator(indicator_id).unit
    return replace(of_unit(snapshot, indicator_id, unit, polarity=Polarity.RANGE), targets=targets)


def row_of(
    snapshot: Snapshot,
    indicator_id: str,
    when: str = "Q1 2025-26",
    area: str = BCP,
    *,
    model: str = DEFAULT_MODEL,
    newest: bool = False,
) -> ScorecardRow:
    """One row of the summary."""
    (row,) = scorecard.summary(
        snapshot,
        View(area, quarter(when), newest=newest, model=model),
        indicator_ids=[indicator_id],
    )
    return row
