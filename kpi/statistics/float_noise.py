"""Float noise taken away, and nothing else: 8.379999999999999 is 8.38, a third stays a third.

Spreadsheets and sums leave the last bits of a number wrong. Two figures that are the same would
rank apart, and a file would show sixteen digits of a figure that has three.
"""

from __future__ import annotations

import polars as pl

_DIGITS = 11  # more than any publisher gives, fewer than noise leaves alone
_NOISE = 2e-15  # of the figure: what writing and reading a number leaves wrong, a few last bits
_DECIMALS = 6
_LARGE = 1e9  # above it the quick rounding of a column is not to be relied on
_REMAINDER = 5e-13  # of a difference or a sum: what the last bits of larger figures leave


def cleaned(value: float) -> float:
    """The number with few digits that a figure stands for; a figure that has none as it is.

    One with up to eleven digits is it but for its last bits. A difference carries the last bits of
    what it was taken from, which are many of its own, so there a number with up to six decimals
    is it; a mere remainder is not made 0.
    """
    short = float(f"{value:.{_DIGITS}g}")
    if abs(value - short) <= _NOISE * abs(value):
        return short
    short = float(f"{value:.{_DECIMALS}f}")
    return short if short and abs(value - short) <= _REMAINDER else value


def clean(column: str) -> pl.Expr:
    """As `cleaned`, of a column; nulls stay."""
    return pl.col(column).map_batches(_clean_column, return_dtype=pl.Float64)


def _clean_column(values: pl.Series) -> pl.Series:
    """Only what may be noise is looked at one by one: of most tables next to nothing."""
    # These are not free of noise themselves, so they only point.
    digits, decimals = values.round_sig_figs(_DIGITS), values.round(_DECIMALS)
    near = (values - digits).abs() <= 2 * _NOISE * values.abs()
    near |= (values - decimals).abs() <= 2 * _REMAINDER
    same = (values == digits) & (values == decimals)
    doubtful = near & ~same | (values.abs() > _LARGE)
    doubtful = (doubtful & values.is_finite()).fill_null(value=False).arg_true()
    if doubtful.is_empty():
        return values
    mended = [cleaned(value) for value in values.gather(doubtful)]
    return values.scatter(doubtful, mended)


def clean_floats(table: pl.DataFrame) -> pl.DataFrame:
    """A table with every float as a file shows it."""
    floats = [name for name, kind in table.schema.items() if kind == pl.Float64]
    return table.with_columns(clean(name) for name in floats)
