"""Where an authority stands out: its best, its weakest and its unusually worsened measures.

The lists hold current figures only: the measure is not discontinued, its period is recent, and
many authorities have a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.benchmarks.authority_profile import rank_share, unusually_worse
from kpi.benchmarks.measures import LAIT
from kpi.model.snapshot import Snapshot

MOST = 5
"""The most rows of a short list."""
FEWEST_AUTHORITIES = 100
OLDEST_YEARS = 2
_BEST, _WEAKEST = 0.25, 0.75  # shares of the ranks from which a measure stands out


@dataclass(frozen=True, eq=False)
class ShortLists:
    """The rows of a profile that each list holds, first what stands out most.

    `best_more` and `worst_more` are how many measures stand level with a list's last one.
    """

    best: pl.DataFrame
    worst: pl.DataFrame
    worsened: pl.DataFrame
    best_more: int
    worst_more: int


def recent_from(snapshot: Snapshot) -> date:
    """Return the earliest end of a period that may be in the short lists."""
    edition = snapshot.last_updated(LAIT) or snapshot.made_on
    return date(edition.year - OLDEST_YEARS, edition.month, 1)


def is_current(snapshot: Snapshot) -> pl.Expr:
    """Return whether a row's figure is one that the short lists may hold; null without a rank."""
    return (
        ~pl.col("discontinued")
        & (pl.col("period_end") >= recent_from(snapshot))
        & (pl.col("rank_of") >= FEWEST_AUTHORITIES)
    )


def short_lists(snapshot: Snapshot, table: pl.DataFrame) -> ShortLists:
    """Return the lists of the measures of a profile, each of at most `MOST`."""
    listed = table.with_columns(rank_share().alias("share")).filter(is_current(snapshot))
    best = listed.filter(pl.col("share") <= _BEST).sort("share", "measure")
    worst = listed.filter(pl.col("share") >= _WEAKEST).sort(
        "share", "measure", descending=[True, False]
    )
    return ShortLists(
        best.head(MOST),
        worst.head(MOST),
        unusually_worse(listed).head(MOST),
        _level_with_last(best),
        _level_with_last(worst),
    )


def _level_with_last(ordered: pl.DataFrame) -> int:
    """Return how many rows after the first `MOST` have the share of the last of those."""
    if ordered.height <= MOST:
        return 0
    return int((ordered["share"][MOST:] == ordered["share"][MOST - 1]).sum())
