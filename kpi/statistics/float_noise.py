"""Removal of float noise only: 8.379999999999999 becomes 8.38, a third stays a third.

Spreadsheets and sums leave the last bits of a number wrong. Two equal figures would then get
different ranks, and a file would show sixteen digits of a figure that has three.
"""

from __future__ import annotations

import polars as pl

_DIGITS = 11  # more than any publisher gives, fewer than float noise affects
_NOISE = 2e-15  # of the figure: the error of writing and reading a number, a few last bits
_DECIMALS = 6
_LARGE = 1e9  # above it the fast rounding of a column is not reliable
_REMAINDER = 5e-13  # of a difference or a sum: the error from the last bits of larger figures


def cleaned(value: float) -> float:
    """Return the number of few digits that a figure stands for, or the figure if none.

    That is the number with up to eleven digits that differs from it in the last bits only. A
    difference carries the error of the larger figures it was taken from, so for it a number with up
    to six decimals is accepted; a tiny remainder is not made 0.
    """
    short = float(f"{value:.{_DIGITS}g}")
    if abs(value - short) <= _NOISE * abs(value):
        return short
    short = float(f"{value:.{_DECIMALS}f}")
    return short if short and abs(value - short) <= _REMAINDER else value


def clean(column: str) -> pl.Expr:
    """Return an expression: `cleaned` of each value of a column; nulls stay."""
    return pl.col(column).map_batches(_clean_column, return_dtype=pl.Float64)


def _clean_column(values: pl.Series) -> pl.Series:
    """Clean one by one only the values that may have noise, which are few in most tables."""
    doubtful = values.to_frame("value").select(_doubtful(pl.col("value")).arg_true()).to_series()
    if doubtful.is_empty():
        return values
    mended = [cleaned(value) for value in values.gather(doubtful)]
    return values.scatter(doubtful, mended)


def _doubtful(values: pl.Expr) -> pl.Expr:
    """Return an expression: whether each value may have noise; none is missed."""
    # These have noise themselves, so they only select the values to clean.
    digits, decimals = values.round_sig_figs(_DIGITS), values.round(_DECIMALS)
    is_close = (values - digits).abs() <= 2 * _NOISE * values.abs()
    is_close |= (values - decimals).abs() <= 2 * _REMAINDER
    same = (values == digits) & (values == decimals)
    doubtful = is_close & ~same | (values.abs() > _LARGE)
    return (doubtful & values.is_finite()).fill_null(value=False)


def clean_floats(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with float noise removed from every float column."""
    floats = [name for name, kind in table.schema.items() if kind == pl.Float64]
    if not floats:
        return table
    # Asked of all columns at once, as most have none: a wide table has hundreds, and an expression
    # for each would take longer than the answer.
    (noisy,) = table.select(_doubtful(pl.col(floats)).any()).rows()
    return table.with_columns(
        clean(name) for name, has_some in zip(floats, noisy, strict=True) if has_some
    )
