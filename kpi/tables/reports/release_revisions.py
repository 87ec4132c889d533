"""The published values that releases changed, as a table to take away."""

from __future__ import annotations

import polars as pl

from kpi.model.snapshot import Snapshot


def table(snapshot: Snapshot) -> pl.DataFrame:
    """Return one row a changed value, newest release first.

    Columns: those of `kpi.model.schemas.RELEASE_REVISIONS`, the area's name, and the snapshot.
    """
    names = dict(snapshot.areas.select("area", "name").iter_rows())
    rows = snapshot.release_revisions.with_columns(
        area_name=pl.col("area").replace_strict(names, default=None, return_dtype=pl.String),
        snapshot=pl.lit(snapshot.id),
    )
    return rows.select(
        "source", "edition", "taken_in", "measure", "name", "area", "area_name", "period",
        "old_value", "new_value", "snapshot",
    ).sort("taken_in", descending=True, maintain_order=True)  # fmt: skip
