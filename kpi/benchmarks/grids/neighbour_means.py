"""The unweighted mean, median and count of a group of authorities, for rows of the grid.

Statistical neighbours, or a group that a council chose: one rule for both, that of
`kpi.statistics.group_means`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.benchmarks.grids.grid import Grid, blank
from kpi.statistics.group_means import over_columns

NEIGHBOURS = "neighbours"


def neighbour_means(
    grid: Grid, at: pl.Series, members: Sequence[str], of: str = NEIGHBOURS
) -> pl.DataFrame:
    """Return the unweighted mean, median and count of a group of areas at some row numbers.

    A member counts where it existed on the last day of the row's period. Columns neighbours_mean,
    neighbours_median, neighbours_count, or with another group's key `of` in place of neighbours.
    """
    codes = [code for code in members if code in grid.ranks.columns]
    if not codes:
        nobody = pl.repeat(0 if members else None, len(at), dtype=pl.Int64, eager=True)
        names = (f"{of}_mean", f"{of}_median")
        return pl.DataFrame({**dict.fromkeys(names, blank(at)), f"{of}_count": nobody})
    group = over_columns(codes)
    return grid.counted(at, codes).select(
        group.mean.alias(f"{of}_mean"),
        group.median.alias(f"{of}_median"),
        group.counted.alias(f"{of}_count"),
    )
