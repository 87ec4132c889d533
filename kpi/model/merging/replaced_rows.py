"""Rows that a return mentions replace those of the same key; all others stay."""

from __future__ import annotations

import polars as pl

KEY = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
ORDER = ["indicator_id", "leg", "area", "period_end", "period_kind", "reporting_quarter"]
"""The order of observations in the store."""
COMMENT_KEY = ["indicator_id", "area", "reporting_quarter"]


def over(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return `old` with the rows of `new` replacing those of the same key, or added."""
    kept = old.join(new.select(key).unique(), on=key, how="anti")
    return pl.concat([kept, new.select(old.columns)])
