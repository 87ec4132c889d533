"""Means of authorities for England and regions where nobody publishes a figure.

This applies to school terms: DfE gives their rates by authority only. A mean is
weighted where the definition names weights (`means_of_authorities`), marked
derived, and has the number of its authorities; it is never shown as an official figure.
"""

from __future__ import annotations

import polars as pl

from kpi.indicators.comparisons.comparators import authorities, benchmark_rows
from kpi.indicators.comparisons.means_of_authorities import (
    counted,
    mean,
    note,
    weights_of,
    with_weight,
)
from kpi.indicators.comparisons.official_annual_rates import with_official
from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot

_PERIOD = ["period_kind", "period_start", "period_end"]


def with_means(snapshot: Snapshot) -> pl.DataFrame:
    """Return the observations without legs, with means for England and regions where none is given.

    Columns of the observations. A mean is over the authorities that existed on the last day of the
    period and have a value and a weight; its note says how many. The same means as in
    `kpi.indicators.series_table`.
    """
    rows = snapshot.observations.filter(pl.col("leg") == "")
    means = [_means(snapshot, indicator, rows) for indicator in unpublished(snapshot)]
    return pl.concat([rows, *means])


def unpublished(snapshot: Snapshot) -> list[Indicator]:
    """Return the indicators with benchmarks for which nobody publishes England."""
    national = snapshot.observations.filter((pl.col("leg") == "") & (pl.col("area") == ENGLAND))
    published = set(national["indicator_id"].unique())
    return [
        indicator
        for indicator in snapshot.indicators
        if indicator.benchmark_kind is not None and indicator.id not in published
    ]


def _means(snapshot: Snapshot, indicator: Indicator, like: pl.DataFrame) -> pl.DataFrame:
    weights = weights_of(snapshot, indicator)
    weighted = with_weight(benchmark_rows(snapshot, indicator), weights)
    periods, places = snapshot.period_rows(weighted), _places(snapshot)
    members = pl.DataFrame(
        [
            (period.start, period.end, place, authorities(snapshot, region, period))
            for period in periods
            for place, inside in places.items()
            for region in inside
        ],
        schema={
            "period_start": pl.Date,
            "period_end": pl.Date,
            "place": pl.String,
            "area": pl.List(pl.String),
        },
        orient="row",
    ).explode("area", empty_as_null=False)
    of = members.group_by("period_start", "period_end", "place").agg(pl.len().alias("of"))
    means = (
        weighted.join(members, on=["period_start", "period_end", "area"])
        .group_by(*_PERIOD, "place")
        .agg(
            mean(),
            counted(),
            pl.col("source", "known_from").first(),
        )
        .drop_nulls("value")
        .join(of, on=["period_start", "period_end", "place"])
    )
    rows = means.select(
        *_PERIOD,
        "value",
        "source",
        "known_from",
        area="place",
        indicator_id=pl.lit(indicator.id),
        leg=pl.lit(""),
        data_status=pl.lit("derived"),
        note=note(weights, "of"),
    )
    rows = with_official(snapshot, indicator, rows)
    blank = like.clear()
    return pl.concat([blank, rows.cast({n: blank.schema[n] for n in rows.columns})], how="diagonal")


def _places(snapshot: Snapshot) -> dict[str, list[str | None]]:
    """Map England and each region to the regions whose authorities are in it (None for all).

    London is all of it, though inner and outer London are regions of their own too.
    """
    inside = dict(snapshot.areas.select("region", "wider_region").drop_nulls().unique().rows())
    places: dict[str, list[str | None]] = {ENGLAND: [None]}
    for code in snapshot.areas.filter(pl.col("kind") == "region")["area"]:
        places[code] = [code, *(part for part, whole in inside.items() if whole == code)]
    return places
