"""The wide shape of Build a table: a row per measure and area, a column per period and figure."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.formatting import slug
from kpi.tables.selection import Selection

CLOSING = ("source", "last_update", "next_update", "note", "snapshot")
_EXTRAS = {
    "neighbours": ("neighbours_mean", "neighbours_count"),
    "group": ("group_mean", "group_count"),
    "change": ("change",),
    "rank": ("rank", "rank_of"),
    "band": ("band",),
}
FIGURES = ("value", *(name for names in _EXTRAS.values() for name in names))
"""The figures that have one column a period."""
_KEYS = [
    "measure", "name", "topic", "directorate", "unit", "polarity", "decimals",
    "area", "area_name", "area_kind", "year_type",
]  # fmt: skip


def to_wide(long: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    """Return a long table made wide, with columns such as `value_year_to_march_2024`."""
    periods = periods_of(long)
    keys = ["measure_no", "area_no", "basis"]
    reasons = pl.col("reason").drop_nulls()
    joined_reasons = pl.when(reasons.len() > 0).then(
        reasons.unique(maintain_order=True).str.join("; ")
    )
    kept = long.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).first() for name in _KEYS),
        joined_reasons.alias("reason"),
        pl.col("data_status").unique(maintain_order=True).str.join("; "),
        pl.col("source").first(),
        *(pl.col(name).first() for name in CLOSING[1:]),
    )
    for name in _figures(chosen):
        spread = long.pivot(
            "period", on_columns=periods, index=keys, values=name, aggregate_function="first"
        ).rename({period: _column(name, period) for period in periods})
        kept = kept.join(spread, on=keys, how="left", maintain_order="left")
    return kept.select(wide_columns(chosen, periods))


def periods_of(rows: pl.DataFrame) -> list[str]:
    """Return the periods of some rows in time order."""
    order = rows.select("period", "period_end", "period_start", "period_kind").unique()
    order = order.sort("period_end", "period_start", "period_kind")
    return order["period"].unique(maintain_order=True).to_list()


def wide_columns(chosen: Selection, periods: Sequence[str]) -> list[str]:
    """Return the columns of a wide table over some periods."""
    figures = [_column(name, period) for name in _figures(chosen) for period in periods]
    return [*_KEYS, *figures, "reason", "data_status", *CLOSING]


def completed(first: pl.DataFrame, chosen: Selection, periods: Sequence[str]) -> pl.DataFrame:
    """Return the first rows of a wide table, with empty columns for periods of later rows."""
    held, figures = first.schema, _figures(chosen)
    # The columns of any period in the first rows give the types of the missing ones.
    known = next(p for p in periods if _column(figures[0], p) in held)
    missing = (
        pl.lit(None, held[_column(name, known)]).alias(_column(name, period))
        for name in figures
        for period in periods
        if _column(name, period) not in held
    )
    return first.with_columns(missing).select(wide_columns(chosen, periods))


def _figures(chosen: Selection) -> list[str]:
    """Return the figures that have one column per period."""
    return ["value", *(name for extra in chosen.columns for name in _EXTRAS[extra])]


def _column(name: str, period: str) -> str:
    return f"{name}_{slug(period).replace('-', '_')}"
