"""The benchmark pages' content as tables for download: full precision, with sources.

Each table holds exactly the rows on screen, and the same final columns with the measure's
definition, its source and the snapshot.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from kpi.benchmarks.measures import Measure
from kpi.benchmarks.neighbour_comparison import NeighbourComparison
from kpi.benchmarks.ranking import Ranking
from kpi.benchmarks.time_series import (
    COUNTS,
    GROUP_MEAN,
    NEIGHBOURS,
    OverTime,
    TimeLine,
)
from kpi.formatting import round_half_away
from kpi.model.data_status import DERIVED, strongest
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.wording.benchmarks import about

_PERIOD = ("period", "label", "period_kind", "period_start", "period_end", "status")
RANKED = {
    "place": "Place",
    "name": "Authority",
    "figure": "Figure",
    "band": "Band",
    "shown_change": "Change",
    "region_name": "Region",
    "kind": "Marked as",
}
_MARKS = {
    "own": "this authority",
    "chosen": "chosen",
    "group": "in the chosen group",
    "neighbour": "statistical neighbour",
    "region": "same region",
}


def over_time_table(
    snapshot: Snapshot, over: OverTime, model: str, *, hidden: Collection[str], median: bool
) -> pl.DataFrame:
    """Return one row per line and period, in the order of the lines: series, area, area_name,
    period ... value, neighbours_count, neighbours_of, gap_reason, set_aside.

    With a chosen group group_count and group_of follow those of the neighbours.
    """
    has_group = any(line.key == GROUP_MEAN for line in over.series)
    parts = []
    for line in over.series:
        column = over.column(line.key, median=median)
        if line.key in hidden or line.withheld or column not in over.table.columns:
            continue
        parts.append(
            over.table.select(
                pl.lit(column).alias("series"),
                pl.lit(line.area).alias("area"),
                pl.lit(line.name).alias("area_name"),
                *_PERIOD,
                _kinds(line, over.table["data_status"]),
                pl.col(column).cast(pl.Float64).alias("value"),
                *_counted(over, line, NEIGHBOURS),
                *(_counted(over, line, GROUP_MEAN) if has_group else ()),
                "gap_reason",
                "set_aside",
            )
        )
    table = pl.concat(parts) if parts else pl.DataFrame()
    return described(snapshot, over.measure, table, model)


def _counted(over: OverTime, line: TimeLine, key: str) -> tuple[pl.Expr, pl.Expr]:
    """Return how many of a group have a figure, and of how many; null for the other lines."""
    count, size = COUNTS[key], COUNTS[key].replace("count", "of")
    if line.key != key:
        none = pl.lit(None, pl.Int64)
        return none.alias(count), none.alias(size)
    return pl.col(count).cast(pl.Int64), pl.lit(over.size(key), pl.Int64).alias(size)


def _kinds(line: TimeLine, published: pl.Series) -> pl.Series:
    """Return the data status of a line's figures, one per period."""
    return pl.Series("data_status", [line.status(each) for each in published], pl.String)


def ranking_table(snapshot: Snapshot, ranking: Ranking, model: str) -> pl.DataFrame:
    """Return one row per authority, best first, with rank, band, change and mark."""
    kept = ranking.authorities.drop("in_region", "arrow", "place").with_columns(
        pl.lit(ranking.of).alias("rank_of"),
        pl.lit(str(ranking.period)).alias("period"),
        pl.lit(ranking.label).alias("period_label"),
        pl.lit(ranking.status).alias("data_status"),
        pl.col("mark").replace(_MARKS),
    )
    return described(snapshot, ranking.measure, kept, model)


def regions_table(snapshot: Snapshot, ranking: Ranking, model: str) -> pl.DataFrame:
    """Return the authorities of the own region, then the regions, then England, as displayed."""
    inside = ranking.authorities.filter("in_region").select(
        "area", "name", "value", "rank", "band", "previous_period", "previous_value", "change",
        "reason", kind=pl.lit("authority"), data_status=pl.lit(ranking.status),
    )  # fmt: skip
    wider = ranking.regions.select(
        "area", "name", "value", pl.lit(None, pl.Int64).alias("rank"),
        pl.lit(None, pl.String).alias("band"), "previous_period", "previous_value", "change",
        "reason", kind=pl.lit("region"),
        data_status=pl.when("is_derived").then(pl.lit(strongest((DERIVED, ranking.status))))
        .otherwise(pl.lit(ranking.status)),
    )  # fmt: skip
    kind = pl.when(pl.col("area") == wider["area"][-1]).then(pl.lit("country"))
    table = pl.concat([inside, wider]).with_columns(
        kind.otherwise("kind").alias("kind"),
        pl.lit(str(ranking.period)).alias("period"),
        pl.lit(ranking.label).alias("period_label"),
    )
    return described(snapshot, ranking.measure, table, model)


def neighbours_table(
    snapshot: Snapshot, comparison: NeighbourComparison, model: str
) -> pl.DataFrame:
    """Return one row per model and neighbour, then a row for each model's mean and median.

    A chosen group follows as one more model, or stands alone in the neighbours' place.
    """
    rows = []
    for group in comparison.groups_in_order:
        who = "neighbours" if group.model else "group"
        common = {
            "model": group.label,
            "period": str(comparison.period),
            "own_value": comparison.value,
        }
        rows += [
            {
                **common, "row": "neighbour" if group.model else "member", "area": n.area,
                "name": n.name, "closeness": n.closeness, "value": n.value,
                "difference_shown": n.difference, "side": n.side, "count": None,
                "count_of": None, "data_status": comparison.status,
            }
            for n in group.members
        ]  # fmt: skip
        for row, value in (("mean", group.mean), ("median", group.median)):
            is_mean = row == "mean"
            rows.append(
                {
                    **common, "row": row, "area": "", "name": f"{row} of the {who}",
                    "closeness": "", "value": value,
                    "difference_shown": group.difference if is_mean else None,
                    "side": group.side if is_mean else "", "count": group.count,
                    "count_of": group.of, "data_status": group.status,
                }
            )  # fmt: skip
    kinds: dict[str, type[pl.DataType]] = {
        **dict.fromkeys(("value", "own_value", "difference_shown"), pl.Float64),
        **dict.fromkeys(("count", "count_of"), pl.Int64),
    }
    table = pl.DataFrame(rows, schema_overrides=kinds)
    return described(snapshot, comparison.measure, table, model)


def about_table(snapshot: Snapshot, known: Measure, model: str) -> pl.DataFrame:
    """Return the page's facts on a measure, one row per item."""
    rows = pl.DataFrame(about(known), {"item": pl.String, "what_it_is": pl.String}, orient="row")
    link = pl.DataFrame({"item": ["Link"], "what_it_is": [known.link]})
    return described(snapshot, known, pl.concat([rows, link]) if known.link else rows, model)


def ranked_grid(snapshot: Snapshot, ranking: Ranking) -> pl.DataFrame:
    """Return the ranked authorities for a sortable grid: columns `RANKED`, displayed figures."""
    decimals = ranking.decimals
    rows = ranking.ranked
    grid = pl.DataFrame(
        {
            "place": [row.rank for row in rows],
            "name": [row.name for row in rows],
            "figure": [
                None if row.value is None else round_half_away(row.value, decimals)
                for row in rows
            ],
            "band": [row.band for row in rows],
            "shown_change": [row.shown_change for row in rows],
            "region_name": [_region(snapshot, row.region) for row in rows],
            "kind": [_MARKS.get(row.mark, "") for row in rows],
        },
        schema_overrides={
            "place": pl.Int64, "figure": pl.Float64, "band": pl.String, "shown_change": pl.Float64,
        },
    )  # fmt: skip
    kept = grid if ranking.measure.is_judged else grid.drop("place", "band")
    return kept.rename({old: new for old, new in RANKED.items() if old in kept.columns})


def described(snapshot: Snapshot, known: Measure, table: pl.DataFrame, model: str) -> pl.DataFrame:
    """Return a table with the measure's definition before and its sources after the columns."""
    facts = {
        "measure": known.id, "measure_name": known.name, "topic": known.topic,
        "unit": known.unit, "polarity": known.polarity.words, "decimals": known.decimals,
    }  # fmt: skip
    source = snapshot.source(known.source)
    closing = {
        "neighbours_model": model_label(model), "source": source.title,
        "publisher": known.publisher, "last_update": known.last_update,
        "next_update": known.next_update, "note": " ".join(known.notes), "snapshot": snapshot.id,
    }  # fmt: skip
    table = pl.DataFrame({"area": []}) if table.width == 0 else table
    return table.select(
        *(pl.lit(value).alias(name) for name, value in facts.items()),
        *table.columns,
        *(
            pl.lit(value).alias(name)
            for name, value in closing.items()
            if name not in table.columns
        ),
    )


def _region(snapshot: Snapshot, code: str | None) -> str:
    return snapshot.area(code).name if code else ""
