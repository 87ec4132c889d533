"""When a target ends: before the next one of the same indicator starts; and targets in order."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from kpi.model.merging.replaced_rows import over
from kpi.periods import Period, parse_period

KEY = ["indicator_id", "area", "from_quarter"]


def targets(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return targets with new ones added; one ends when the next starts.

    A target by quarter ends with the quarter before that, one by month with the month before.
    Where a target by month starts within a quarter, the one by quarter lasts to that quarter's
    end: it may be what the quarter is judged against.
    """
    merged = over(old, new, KEY)
    starts: dict[tuple[str, str], list[Period]] = {}
    for indicator_id, area, text in merged.select(
        "indicator_id", "area", "from_quarter"
    ).iter_rows():
        starts.setdefault((indicator_id, area), []).append(parse_period(text))
    ends = []
    for r in merged.iter_rows(named=True):
        own = parse_period(r["from_quarter"])
        later = [p.start for p in starts[r["indicator_id"], r["area"]] if p.start > own.start]
        end = parse_period(r["to_quarter"]) if r["to_quarter"] else None
        if later:
            before = Period.containing(own.kind, min(later) - timedelta(days=1))
            end = before if end is None or end > before else end
        ends.append(end.short if end else None)
    return in_order(merged.with_columns(pl.Series("to_quarter", ends, pl.String)))


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Return targets by indicator, area and first quarter or month."""
    starts = [parse_period(text).start for text in table["from_quarter"]]
    return (
        table.with_columns(pl.Series("_order", starts, pl.Date))
        .sort("indicator_id", "area", "_order")
        .drop("_order")
    )
