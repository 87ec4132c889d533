"""Means and medians of authorities' figures, with the weights that a definition names.

A rate of the country is the mean of its authorities' rates weighted by what the rates are per. An
indicator's definition names the weights (`[benchmark.weights]`); without them a mean of
authorities is unweighted, as that of neighbours always is (LAIT's rule). Who counts, and how a mean
is rounded, is decided in `kpi.statistics.group_means`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import WEIGHT_LEG
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.group_means import over_rows

_GROUP = over_rows("weight")


@dataclass(frozen=True)
class PupilWeights:
    """The weight of each authority: `counted` (pupils on roll) in one year, by area code."""

    by_area: Mapping[str, float]
    counted: str
    period: Period

    @property
    def words(self) -> str:
        """The weights in words: `weighted by pupils on roll in the academic year 2024/25`."""
        return f"weighted by {self.counted} {self.period.placed}"


@dataclass(frozen=True)
class CountBase:
    """The base of a share or a rate; `counted` is empty for the figure's own denominator.

    `counted` is for example `pupils on roll in the academic year 2024/25`.
    """

    number: float
    counted: str = ""


def base_of(
    snapshot: Snapshot, indicator: Indicator, area: str, denominator: float | None
) -> CountBase | None:
    """Return the base of an area's figure: its own denominator, else its weight in a mean.

    None where neither is known.
    """
    if denominator is not None:
        return CountBase(denominator)
    weights = weights_of(snapshot, indicator)
    if weights is None or area not in weights.by_area:
        return None
    return CountBase(weights.by_area[area], f"{weights.counted} {weights.period.placed}")


def weights_of(snapshot: Snapshot, indicator: Indicator) -> PupilWeights | None:
    """Return the weights of an indicator's means of all authorities; None where unweighted.

    An authority that has ended has the sum of its successors' weights, where no other authority
    became part of them.
    """
    return snapshot.remember(("weights", indicator.id), lambda: _made(snapshot, indicator))


def population_of(snapshot: Snapshot, indicator: Indicator, area: str) -> float | None:
    """Return the base of an area's rate as its weights give it; None where there are none."""
    weights = weights_of(snapshot, indicator)
    return weights.by_area.get(area) if weights else None


Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)


def with_weight(rows: Rows, weights: PupilWeights | None) -> Rows:
    """Return rows with the column `weight`: 1 if unweighted, null for an area without one."""
    if weights is None:
        return rows.with_columns(weight=pl.lit(1.0))
    return rows.with_columns(
        weight=pl.col("area").replace_strict(
            dict(weights.by_area), default=None, return_dtype=pl.Float64
        )
    )


def mean() -> pl.Expr:
    """Return an expression: the mean of `value` by `weight`; null where no row has both."""
    return _GROUP.mean.alias("value")


def counted() -> pl.Expr:
    """Return an expression: how many rows have a value and a weight, and so are in the mean."""
    return _GROUP.counted.alias("count")


def median() -> pl.Expr:
    """Return an expression: the median of the values that are in the mean."""
    return _GROUP.median.alias("median")


def note(weights: PupilWeights | None, many: str) -> pl.Expr:
    """Return an expression as `Mean of 151 of 153 authorities, weighted by ...`.

    `many` names the column with the size of the group.
    """
    if weights is None:
        return pl.format("Unweighted mean of {} of {} authorities", "count", many)
    return pl.format(f"Mean of {{}} of {{}} authorities, {weights.words}", "count", many)


def _made(snapshot: Snapshot, indicator: Indicator) -> PupilWeights | None:
    spec = indicator.benchmark.weights if indicator.benchmark else None
    rows = snapshot.observed(indicator.id).filter(
        (pl.col("leg") == WEIGHT_LEG) & pl.col("value").is_not_null()
    )
    if spec is None or rows.is_empty():
        return None
    (period,) = snapshot.period_rows(rows)
    by_area = dict(rows.select("area", "value").iter_rows())
    return PupilWeights({**_ended(snapshot, by_area), **by_area}, spec.counted, period)


def _ended(snapshot: Snapshot, by_area: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of authorities that have ended: the sums of their successors' weights."""
    gone = snapshot.areas.drop_nulls("successors").select("area", "successors")
    after = {area: text.split(";") for area, text in gone.iter_rows()}
    heirs = [code for codes in after.values() for code in codes]
    return {
        area: sum(by_area[code] for code in codes)
        for area, codes in after.items()
        if all(code in by_area and heirs.count(code) == 1 for code in codes)
    }
