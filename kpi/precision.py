"""Float noise taken away, and nothing else: 8.379999999999999 is 8.38, a third stays a third.

Spreadsheets and sums leave the last bits of a number wrong. Two figures that are the same would
rank apart, and a file would show sixteen digits of a figure that has three.
"""

from __future__ import annotations

import polars as pl

_DIGITS = 11  # more than any publisher gives, fewer than noise leaves alone
_NOISE = 5e-14  # of the figure, or of 1 where that is more: far below what any figure means


def cleaned(value: float) -> float:
    """The number with few digits that a figure stands for; a figure that has none as it is."""
    short = float(f"{value:.{_DIGITS}g}")
    return short if abs(value - short) <= _NOISE * max(abs(value), 1.0) else value


def clean(column: str) -> pl.Expr:
    """As `cleaned`, of a column; nulls stay."""
    return pl.col(column).map_batches(_clean_column, return_dtype=pl.Float64)


def _clean_column(values: pl.Series) -> pl.Series:
    """Only what may be noise is looked at one by one: of most tables next to nothing."""
    short = values.round_sig_figs(_DIGITS)  # itself not free of noise, so it only points
    near = (values - short).abs() <= 2 * _NOISE * values.abs().clip(1.0)
    doubtful = (near & (values != short) & values.is_finite()).fill_null(value=False).arg_true()
    if doubtful.is_empty():
        return values
    mended = [cleaned(value) for value in values.gather(doubtful)]
    return values.scatter(doubtful, mended)


def clean_floats(table: pl.DataFrame) -> pl.DataFrame:
    """A table with every float as a file shows it."""
    floats = [name for name, kind in table.schema.items() if kind == pl.Float64]
    return table.with_columns(clean(name) for name in floats)
