"""CSV files for download: UTF-8 without a byte order mark, RFC 4180, safe to open in Excel."""

from __future__ import annotations

import io

import polars as pl

from kpi.file_writers.formula_guard import without_formulas
from kpi.statistics.float_noise import clean_floats


def to_csv(table: pl.DataFrame, *, header: bool = True) -> bytes:
    """Return the table as the bytes of a CSV file; formula-like text gets a leading quote.

    Numbers are written in full, never in scientific notation; only float noise is removed.
    Without `header` the bytes are a further part of a file.
    """
    safe = without_formulas(exact(table))
    written = io.BytesIO()
    safe.write_csv(written, include_header=header, line_terminator="\r\n", float_scientific=False)
    return written.getvalue()


def exact(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with its numbers as every file has them: no float noise, whole counts."""
    return _whole_counts(clean_floats(table))


def _whole_counts(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with counts as integers, in each column where all of them are whole."""
    # In a list of indicators these are what is counted, as text.
    named = ("numerator", "denominator")
    counts = [name for name in named if name in table.columns and table[name].dtype.is_numeric()]
    whole = [name for name in counts if (table[name].drop_nulls() % 1 == 0).all()]
    return table.with_columns(pl.col(whole).cast(pl.Int64))
