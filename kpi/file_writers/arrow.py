"""A table for Streamlit's grid, in the Arrow form that it sends without conversion.

Given a polars table, Streamlit would go through pandas, which nothing else here needs and which
every process would have to import before its first visitor.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa


def as_arrow(table: pl.DataFrame) -> pa.Table:
    """Return the same columns and rows; texts in the older Arrow form that browsers read.

    Categorical columns become texts.
    """
    texts = table.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    return texts.to_arrow(compat_level=pl.CompatLevel.oldest())
