"""The mean, median and count of a group of authorities' figures: one rule for every group.

An authority counts where it has a figure, and in a weighted mean where it has a weight too. The
mean of neighbours or of a chosen group has no weights (LAIT's rule). The rows given have to be of
authorities that existed then (`kpi.model.existing_areas`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import polars as pl

_DECIMALS = 10  # far more than any source gives: only float noise is lost


class GroupExpressions(NamedTuple):
    """The mean and median of a group, null without a figure, and how many are counted."""

    mean: pl.Expr
    median: pl.Expr
    counted: pl.Expr


@cache
def over_rows(weight: str = "", *, is_rounded: bool = True) -> GroupExpressions:
    """Return the expressions for a long table, with the group's figures in the column `value`.

    `weight` names the column of weights; without it the mean is unweighted. `is_rounded` is false
    in `rank_and_quartile_rules` alone, as LAIT's own means are not rounded.
    """
    value = pl.col("value")
    if not weight:
        # Sorted, so that the last digit of the mean does not depend on the order of rows.
        return _made(value.sort().mean(), value.median(), value.count(), is_rounded)
    weights, product = pl.col(weight), value * pl.col(weight)
    total = weights.filter(value.is_not_null()).sum()
    mean = pl.when(total > 0).then(product.sum() / total)
    return _made(mean, value.filter(weights.is_not_null()).median(), product.count(), is_rounded)


def over_columns(codes: Sequence[str]) -> GroupExpressions:
    """Return the expressions for a table with a column of figures for each of the group's areas.

    They are those of `over_rows` without weights; there has to be a column.
    """
    return _made(
        pl.mean_horizontal(codes),
        pl.concat_list(codes).list.median(),
        pl.sum_horizontal(pl.col(codes).is_not_null()),
        is_rounded=True,
    )


def _made(mean: pl.Expr, median: pl.Expr, count: pl.Expr, is_rounded: bool) -> GroupExpressions:
    if is_rounded:
        mean, median = mean.round(_DECIMALS), median.round(_DECIMALS)
    return GroupExpressions(mean, median, count.cast(pl.Int64))
