"""LAIT's measures of one authority, ranked and compared as LAIT does, for the command line.

The rules are those of `kpi.statistics.rank_and_quartile_rules`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.model.snapshot import Snapshot
from kpi.statistics import rank_and_quartile_rules as rules


def compare(
    snapshot: Snapshot,
    *,
    area: str,
    measures: Sequence[str] | None = None,
    period: str | None = None,
    model: str | None = None,
    lait_compatible: bool = False,
) -> pl.DataFrame:
    """Return the columns `rank_and_quartile_rules.COLUMNS`, one row for each measure.

    With `lait_compatible` one row for each of LAIT's entries. Raises UnknownNameError for an
    unknown authority, measure, period or model.
    """
    snapshot.authority(area)
    table = rules.compare(
        snapshot.held_benchmarks if measures is None else snapshot.benchmark_rows(measures),
        snapshot.measures,
        snapshot.areas,
        _neighbours(snapshot),
        area=area,
        measures_wanted=measures,
        period=period,
        model=snapshot.model_named(model),
        lait_compatible=lait_compatible,
    )
    return rules.as_lait(table) if lait_compatible else table


def withheld(snapshot: Snapshot, table: pl.DataFrame) -> list[tuple[str, str]]:
    """Return why comparators are withheld, each with the measure or the number of measures."""
    by_reason = (
        rules.withheld(snapshot.measures)
        .filter(pl.col("measure").is_in(table["measure"].unique().to_list()))
        .group_by("reason", maintain_order=True)
        .agg(pl.col("comparator").unique().sort(), pl.col("measure").unique().sort())
    )
    return [
        (
            f"{' and '.join(comparators)}: {reason}",
            measures[0] if len(measures) == 1 else f"{len(measures)} measures",
        )
        for reason, comparators, measures in by_reason.iter_rows()
    ]


def _neighbours(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.groups.filter(pl.col("group").str.starts_with("neighbours ")).select(
        model=pl.col("group").str.strip_prefix("neighbours "), area="area", neighbour="member"
    )
