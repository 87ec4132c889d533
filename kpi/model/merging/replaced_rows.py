"""Rows that a return mentions replace those of the same key; all others stay."""

from __future__ import annotations

import polars as pl

KEY = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
ORDER = ["indicator_id", "leg", "area", "period_end", "period_kind", "reporting_quarter"]
"""The order of observations in the store."""
COMMENT_KEY = ["indicator_id", "area", "reporting_quarter"]


def with_sources(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return `new` with the source in `old` of rows that are the same but for it.

    Whoever sends the shipped made-up figures again has returned nothing.
    """
    others = [name for name in new.columns if name not in (*key, "source")]
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in others)
    marked = old.with_columns(is_old=pl.lit(True))
    joined = new.join(marked, on=key, how="left", suffix="_old", maintain_order="left")
    keeps = pl.col("is_old").fill_null(False) & same
    source = pl.when(keeps).then("source_old").otherwise("source")
    return joined.with_columns(source=source).select(new.columns)


def over(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return `old` with the rows of `new` replacing those of the same key, or added."""
    kept = old.join(new.select(key).unique(), on=key, how="anti")
    return pl.concat([kept, new.select(old.columns)])
