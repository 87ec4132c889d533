"""Which counts are small, so that a child could be recognised: 1 to 5."""

from __future__ import annotations

import polars as pl

SMALLEST, LARGEST = 1, 5


def small_counts_words() -> str:
    """Return which counts are small, for a message: `1 to 5`."""
    return f"{SMALLEST} to {LARGEST}"


def fewer_words() -> str:
    """Return what may be said of a small count, for a message: `fewer than 6`."""
    return f"fewer than {LARGEST + 1}"


def is_small(count: float | None) -> bool:
    """Return whether a count is suppressed when it is published: more than zero and less than 6."""
    return count is not None and SMALLEST - 1 < count < LARGEST + 1


def is_small_in(column: str) -> pl.Expr:
    """Return an expression: more than zero and less than 6, so that fractions are covered too."""
    count = pl.col(column)
    return ((count > SMALLEST - 1) & (count < LARGEST + 1)).fill_null(False)
