"""The unweighted mean, median and count of a group of authorities, for rows of the grid.

Statistical neighbours, or a group that a council chose: one rule for both.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.benchmarks.grids.grid import Grid, blank

NEIGHBOURS = "neighbours"


def neighbour_means(
    grid: Grid, at: pl.Series, members: Sequence[str], of: str = NEIGHBOURS
) -> pl.DataFrame:
    """Return the unweighted mean, median and count of a group of areas at some row numbers.

    A member counts where it existed on the last day of the row's period. Columns neighbours_mean,
    neighbours_median, neighbours_count, or with another group's key `of` in place of neighbours.
    Rounded to ten decimals, as in `kpi.indicators.comparisons.comparators`, which removes nothing
    but float noise.
    """
    codes = [code for code in members if code in grid.ranks.columns]
    if not codes:
        nobody = pl.repeat(0 if members else None, len(at), dtype=pl.Int64, eager=True)
        names = (f"{of}_mean", f"{of}_median")
        return pl.DataFrame({**dict.fromkeys(names, blank(at)), f"{of}_count": nobody})
    return means_of_columns(grid.counted(at, codes), codes, of)


def means_of_columns(
    values: pl.DataFrame, codes: Sequence[str], of: str = NEIGHBOURS
) -> pl.DataFrame:
    """Return what `neighbour_means` does, from a table with a column of figures for each area."""
    return values.select(
        pl.mean_horizontal(codes).round(10).alias(f"{of}_mean"),
        pl.concat_list(codes).list.median().round(10).alias(f"{of}_median"),
        pl.sum_horizontal(pl.col(codes).is_not_null()).cast(pl.Int64).alias(f"{of}_count"),
    )
