"""The data status of each row of the benchmark grid, from its authorities' figures."""

from __future__ import annotations

import polars as pl

from kpi.model.data_status import DERIVED, PROVISIONAL, PUBLISHED, strongest, strongest_of
from kpi.model.snapshot import Snapshot

_KEY = ["measure", "label", "basis"]


def early(flag: pl.Expr) -> pl.Expr:
    """Return `data_status` of LAIT's figures by the flag of a label, as in `2025 (prov)`."""
    is_early = pl.when(flag == PROVISIONAL)
    return is_early.then(pl.lit(PROVISIONAL)).otherwise(pl.lit(PUBLISHED)).alias("data_status")


def statuses(snapshot: Snapshot, rows: pl.DataFrame, own: pl.DataFrame) -> pl.Series:
    """Return the least certain data status of the authorities' figures in each row.

    LAIT's flag (column status) applies to all areas of a period; the figures of our own indicators,
    `own`, have a data status each.
    """
    authorities = snapshot.areas.filter(pl.col("kind") == "authority")["area"].to_list()
    figures = own.filter(pl.col("area").is_in(authorities)).drop_nulls("value")
    by_row: dict[tuple[str, ...], list[str]] = {}
    for *key, status in figures.select(*_KEY, "data_status").unique().iter_rows():
        by_row.setdefault(tuple(key), []).append(status)
    flagged = rows.select(early(pl.col("status")))["data_status"].to_list()
    least_certain = [
        strongest(by_row[key]) if key in by_row else flag
        for key, flag in zip(rows.select(_KEY).iter_rows(), flagged, strict=True)
    ]
    return pl.Series("data_status", least_certain, pl.String)


def with_mean_status(long: pl.DataFrame, of: str = "neighbours") -> pl.DataFrame:
    """Return a long table with `neighbours_data_status` added: means of authorities are derived.

    `of` is another group's key in place of neighbours.
    """
    mean = pl.when(pl.col(f"{of}_mean").is_not_null())
    return long.with_columns(pl.lit(DERIVED).alias("of_mean")).with_columns(
        mean.then(strongest_of("of_mean", "row_status")).alias(f"{of}_data_status")
    )
