"""An area's position among all authorities: rank and quartile band of an indicator.

LAIT's rules (`kpi.statistics.rank_and_quartile_rules`) on unrounded values, over authorities that
existed on the period's last day and have a value. A rank is not a judgement, so it is always shown
with the range of values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi.indicators.comparisons.comparators import in_period
from kpi.model.definitions.indicator import Indicator
from kpi.model.existing_areas import authorities_on
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period
from kpi.statistics.float_noise import clean, clean_floats
from kpi.statistics.rank_and_quartile_rules import bands, cuts, rank


@dataclass(frozen=True)
class Standing:
    """An area's value in a period, its rank among `of` authorities (1 is best) and its band.

    `sharing` authorities have that rank, this one included.
    """

    period: Period
    value: float
    numerator: float | None
    denominator: float | None
    data_status: str
    rank: int | None
    of: int
    band: str | None
    sharing: int = 1


@cached_on_snapshot
def standing(
    snapshot: Snapshot, indicator: Indicator, area: str, period: Period | None
) -> Standing | None:
    """Return the standing of an area's published figure of the comparators' period, or None."""
    if period is None:
        return None
    rows = in_period(snapshot, indicator, period).filter(pl.col("value").is_not_null())
    rows = rows.with_columns(clean("value"))
    own = rows.filter(pl.col("area") == area)
    if own.is_empty():
        return None
    counted = authorities_on(snapshot, period.end)
    peers = rows.filter(pl.col("area").is_in(counted)).select(
        "area", "value", measure=pl.lit(indicator.id), polarity=pl.lit(indicator.polarity.lait)
    )
    ranked = (
        peers.with_columns(rank=rank())
        .with_columns(sharing=pl.len().over("rank"))
        .join(clean_floats(cuts(peers)), on="measure")
        .with_columns(band=bands())
        .filter(pl.col("area") == area)
    )
    figure = own.row(0, named=True)
    nowhere: dict[str, Any] = {"rank": None, "band": None, "sharing": 1}
    place = ranked.row(0, named=True) if ranked.height else nowhere
    judged = indicator.polarity.is_judged
    return Standing(
        period,
        figure["value"],
        figure["numerator"],
        figure["denominator"],
        figure["data_status"],
        place["rank"],
        peers.height,
        place["band"] if judged else None,
        place["sharing"],
    )
