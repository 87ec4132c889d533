"""Figures that rest on very few cases, so that a rank on them says next to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from kpi.measures import Measure
from kpi.numbers import count
from kpi.snapshot import Snapshot

FEW_CASES = 10
"""A rank on fewer cases than these says next to nothing: one more or less would move it far."""
ON_FEW = (
    f"Where a place says on how many cases it rests, they are fewer than {FEW_CASES}: one more or "
    "less would move it far."
)


def few_cases(numerator: float | None, denominator: float | None) -> str:
    """`1 of 1`, where a figure rests on fewer than `FEW_CASES`; else empty."""
    if numerator is None or denominator is None or denominator >= FEW_CASES:
        return ""
    return f"{count(numerator)} of {count(denominator)}"


def of_figures(snapshot: Snapshot, known: Measure, row: Mapping[str, Any]) -> dict[str, str]:
    """The counts behind an own indicator's published figures by area, where they are very few."""
    made = (row["period_kind"], row["period_start"], row["period_end"])
    names = ("period_kind", "period_start", "period_end")
    here = (pl.col(name) == value for name, value in zip(names, made, strict=True))
    held = snapshot.observed(known.id).filter(
        pl.col("leg") == "", pl.col("value").is_not_null(), *here
    )
    counts = held.select("area", "numerator", "denominator").iter_rows()
    return {area: few for area, top, bottom in counts if (few := few_cases(top, bottom))}
