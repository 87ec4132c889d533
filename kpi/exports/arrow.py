"""A table for Streamlit's grid, in the form that it sends as it is.

Handed a polars table, Streamlit would go through pandas, which nothing else here needs and which
every process would have to import before its first visitor.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa


def as_arrow(table: pl.DataFrame) -> pa.Table:
    """The same columns and rows; texts in the older form that browsers read, codes as texts."""
    texts = table.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    return texts.to_arrow(compat_level=pl.CompatLevel.oldest())
