"""How many pupils each authority's rate counts for where nobody publishes England or a region.

A rate of the country is the mean of its authorities' rates weighted by what the rates are per. An
indicator's definition names the weights (`[benchmark.weights]`); without them a mean of
authorities is plain, as that of neighbours always is (LAIT's rule).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import WEIGHT_LEG
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

_VALUE, _WEIGHT = pl.col("value"), pl.col("weight")
_PRODUCT = _VALUE * _WEIGHT


@dataclass(frozen=True)
class PupilWeights:
    """What each authority counts for: `counted` (pupils on roll) in one year, by area code."""

    by_area: Mapping[str, float]
    counted: str
    period: Period

    @property
    def words(self) -> str:
        """`weighted by pupils on roll in the academic year 2024/25`."""
        return f"weighted by {self.counted} in {self.period.in_words}"


@dataclass(frozen=True)
class CountBase:
    """How many a share or a rate is of. `counted` says what they are where it is not its own count.

    `counted` is for example `pupils on roll in the academic year 2024/25`.
    """

    number: float
    counted: str = ""


def base_of(
    snapshot: Snapshot, indicator: Indicator, area: str, denominator: float | None
) -> CountBase | None:
    """What an area's figure is of: its own count, else what its area counts for in a mean.

    None where neither is known.
    """
    if denominator is not None:
        return CountBase(denominator)
    weights = weights_of(snapshot, indicator)
    if weights is None or area not in weights.by_area:
        return None
    return CountBase(weights.by_area[area], f"{weights.counted} in {weights.period.in_words}")


def weights_of(snapshot: Snapshot, indicator: Indicator) -> PupilWeights | None:
    """The weights of an indicator's means of all authorities; None where they are plain.

    An authority that has ended counts for as much as those that took its place, where nobody
    else became part of them.
    """
    return snapshot.remember(("weights", indicator.id), lambda: _made(snapshot, indicator))


def known_among(snapshot: Snapshot, indicator: Indicator, area: str) -> float | None:
    """How many an area's rate is per, where weights tell it; None where nothing does."""
    weights = weights_of(snapshot, indicator)
    return weights.by_area.get(area) if weights else None


def with_weight(rows: pl.DataFrame, weights: PupilWeights | None) -> pl.DataFrame:
    """Rows with the column `weight`: 1 in a plain mean, null for an area without a weight."""
    if weights is None:
        return rows.with_columns(weight=pl.lit(1.0))
    return rows.with_columns(
        weight=pl.col("area").replace_strict(
            dict(weights.by_area), default=None, return_dtype=pl.Float64
        )
    )


def mean() -> pl.Expr:
    """The mean of `value` by `weight`, to ten decimals: null where no row has both.

    Ten decimals are far beyond what any source gives; only float noise is lost.
    """
    total = _WEIGHT.filter(_VALUE.is_not_null()).sum()
    return pl.when(total > 0).then(_PRODUCT.sum() / total).round(10).alias("value")


def counted() -> pl.Expr:
    """How many rows have both a value and a weight: those that the mean is of."""
    return _PRODUCT.count().cast(pl.Int64).alias("count")


def median() -> pl.Expr:
    """The median of the values that the mean is of."""
    return _VALUE.filter(_WEIGHT.is_not_null()).median().round(10).alias("median")


def note(weights: PupilWeights | None, many: str) -> pl.Expr:
    """`Mean of 151 of 153 authorities, weighted by ...`; `many` names the column of how many."""
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
    found = dict(rows.select("area", "value").iter_rows())
    return PupilWeights({**_ended(snapshot, found), **found}, spec.counted, period)


def _ended(snapshot: Snapshot, found: Mapping[str, float]) -> dict[str, float]:
    """The weights of authorities that have ended: what their successors count for together."""
    gone = snapshot.areas.drop_nulls("successors").select("area", "successors")
    after = {area: text.split(";") for area, text in gone.iter_rows()}
    heirs = [code for codes in after.values() for code in codes]
    return {
        area: sum(found[code] for code in codes)
        for area, codes in after.items()
        if all(code in found and heirs.count(code) == 1 for code in codes)
    }
