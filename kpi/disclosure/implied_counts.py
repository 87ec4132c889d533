"""Counts that follow from a rate and one known count: the numerator, and those not counted."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from kpi import units
from kpi.disclosure.small_counts import LARGEST
from kpi.formatting import multiplier
from kpi.model.definitions.indicator import Indicator

COMPLEMENT = "complement"
_PEOPLE = "percent"
_PLAUSIBLE = 2.0
"""Divisor for a base that was not sent: it is at least half of the smallest known one."""


def counted(
    rows: pl.DataFrame, published: pl.DataFrame, guarded: Mapping[str, Indicator]
) -> pl.DataFrame:
    """Return `rows` with the counts that follow where a rate and one count give the other.

    A number is its own numerator. Adds `stated`, the numerator as sent; `complement`, those of a
    percentage of people that are not counted, null where the definition lets them be shown;
    `uncounted`, whether the counts of a rate are not known and it may stand for 1 to 5.
    `published` are others' figures of the area.
    """
    bases = {name: float(multiplier(i.unit) or 0) for name, i in guarded.items()}
    tiny = [name for name, i in guarded.items() if i.very_small]
    people = [
        name
        for name, i in guarded.items()
        if i.unit == _PEOPLE and not i.very_small and not i.publish_small_complements
    ]
    numbers = [name for name, i in guarded.items() if i.unit == units.NUMBER]
    halves = {name: 0.5 / 10**i.decimals for name, i in guarded.items()}
    base, half, least = (
        pl.col("indicator_id").replace_strict(table, default=0.0, return_dtype=pl.Float64)
        for table in (bases, halves, _least_bases([rows, published]))
    )
    value, top, bottom = pl.col("value"), pl.col("numerator"), pl.col("denominator")
    is_share = (base > 0) & value.is_not_null()
    is_people = pl.col("indicator_id").is_in(people)
    bare = is_share & top.is_null() & (value > 0)
    is_number = pl.col("indicator_id").is_in(numbers)
    whole = pl.coalesce(bottom, least / _PLAUSIBLE)
    # A rate is rounded, so take the smallest count that it can stand for.
    few = ((value - half) * whole / base).ceil() <= LARGEST
    few_left = (
        is_people & (value < base) & (((base - value - half) * whole / base).ceil() <= LARGEST)
    )
    return (
        rows.with_columns(
            stated=top,
            uncounted=(
                bare & (few | few_left | (pl.col("indicator_id").is_in(tiny) & bottom.is_null()))
            ).fill_null(False),
            numerator=pl.coalesce(
                top,
                pl.when(is_share).then((value * bottom / base).round(0)),
                pl.when(is_number).then(value),  # a number is itself the count
            ),
            _whole=pl.coalesce(
                bottom, pl.when(is_share & (value > 0)).then((top * base / value).round(0))
            ),
        )
        .with_columns(
            pl.when(is_people).then(pl.col("_whole") - pl.col("numerator")).alias(COMPLEMENT)
        )
        .drop("_whole")
    )


def _least_bases(tables: list[pl.DataFrame]) -> dict[str, float]:
    """Return the smallest known base of each indicator, scaled to our shortest period of it."""
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    known = pl.concat(
        [
            table.filter((pl.col("leg") == "") & (pl.col("denominator") > 0)).select(
                "indicator_id", "denominator", days=days
            )
            for table in tables
        ]
    )
    shortest = tables[0].group_by("indicator_id").agg(shortest=days.min())
    least = (
        known.join(shortest, on="indicator_id")
        .with_columns(
            least=pl.col("denominator")
            * pl.min_horizontal(pl.lit(1.0), pl.col("shortest") / pl.col("days"))
        )
        .group_by("indicator_id")
        .agg(pl.col("least").min())
    )
    return dict(least.iter_rows())
