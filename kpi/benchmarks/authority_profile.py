"""All of LAIT's measures for one authority in one table: where it stands out, where it gets worse.

The rules are those of `kpi.statistics.rank_and_quartile_rules` in our own mode, on each measure's
newest period. Changes are compared between measures by how unusual they are, never in their own
units: the distance of a change from the typical change (the median authority's), divided by the
interquartile range of all authorities' changes. A few extreme authorities hardly move either. Twice
that range is where a box plot draws its fence: in a symmetric distribution, one and a half
ranges beyond a quartile (Tukey, Exploratory Data Analysis, 1977). Where more than half of the
authorities changed alike that range is zero, and no change is called unusual.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.benchmarks.grids.grid import Grid
from kpi.benchmarks.grids.grid_cache import newest_grid
from kpi.benchmarks.grids.neighbour_means import neighbour_means
from kpi.benchmarks.measures import all_measures
from kpi.formatting import displayed_difference
from kpi.indicators.change_verdicts import DIRECTIONS, ChangeVerdict
from kpi.model.data_status import strongest_of
from kpi.model.missing.missing_words import no_change_of
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.statistics.rank_and_quartile_rules import JUDGED, NOT_SHOWN, bands

COLUMNS = (
    "measure", "name", "topic", "directorate", "unit", "better", "decimals", "discontinued",
    "period", "period_label", "period_end", "data_status", "value", "england", "region",
    "neighbours_mean", "neighbours_median", "neighbours_count",
    "difference", "against_neighbours", "previous_period", "previous_value", "change",
    "shown_change", "direction", "change_reason", "change_data_status",
    "typical_change", "change_spread", "change_size",
    "against_typical",
    "rank", "rank_of", "shared_by", "band",
)  # fmt: skip
BETTER, WORSE, SAME = "better", "worse", "same"
IMPROVED, WORSENED = DIRECTIONS.better, DIRECTIONS.worse
NO_CHANGE = ChangeVerdict.NO_CHANGE.value
AGAINST = (BETTER, WORSE, SAME)
UNUSUAL = 2.0
"""The distance from the typical change, in interquartile ranges, from which a change is unusual."""
_FEWEST_CHANGES = 10  # of authorities; a spread of fewer means little


def profile(snapshot: Snapshot, area: str, *, model: str | None = None) -> pl.DataFrame:
    """Return a row for each measure of LAIT in its newest period, by topic, name and id.

    The columns are `COLUMNS`.

    value to change are as in `rank_and_quartile_rules`. difference: value less neighbours_mean;
    against_neighbours: better, worse or same as displayed, null without polarity or figures.
    shown_change: the change of the displayed figures; direction: improved, worsened or no change
    by it; up or down without polarity; change_reason: why there is none. data_status: of the
    figures of the period; change_data_status: of the less certain of the two periods.
    typical_change: the median of all authorities' changes of that measure; change_spread: their
    interquartile range; both null for fewer than ten changes. change_size: the distance of the
    change from the typical one divided by change_spread, to be compared with `UNUSUAL` in any unit;
    null where the spread is zero. against_typical: better, worse or same, the change compared with
    the typical one; null without polarity. shared_by: how many authorities have the rank.
    Raises UnknownNameError for an unknown authority or model.
    """
    home = snapshot.authority(area)
    members = snapshot.neighbours(area, model)
    grid, base = newest_grid(snapshot), _base(snapshot)
    at, before = base["at"], base["previous"]
    region = grid.value_of(at, home.region or "")
    wider = grid.value_of(at, home.wider_region or "")
    table = base.hstack(
        [
            grid.value_of(at, area).alias("value"),
            grid.value_of(before, area).alias("previous_value"),
            grid.value_of(at, ENGLAND).alias("england"),
            region.alias("own_region"),
            wider.alias("wider_region"),
            grid.rank_of(at, area).alias("own_rank"),
            _sharing(grid, at, area),
        ]
    ).hstack(neighbour_means(grid, at, members))
    judged = pl.col("polarity").is_in(JUDGED)
    region_value = pl.coalesce("own_region", "wider_region")  # London for a blank part of it
    neighbours_withheld = pl.col("neighbours_held")
    table = table.with_columns(
        pl.when(~pl.col("england_held")).then(pl.col("england")).alias("england"),
        pl.when(~pl.col("region_held")).then(region_value).alias("region"),
        *(
            pl.when(~neighbours_withheld).then(pl.col(name)).alias(name)
            for name in ("neighbours_mean", "neighbours_median")
        ),
        pl.when(neighbours_withheld)
        .then(0)
        .otherwise(pl.col("neighbours_count").fill_null(0))
        .alias("neighbours_count"),
        (pl.col("value") - pl.col("previous_value")).round(10).alias("change"),
        pl.when(judged).then(pl.col("own_rank")).alias("rank"),
        pl.when(judged).then(pl.col("peers")).alias("rank_of"),
        pl.when(judged).then(pl.col("sharing")).alias("shared_by"),
        pl.when(~judged | pl.col("no_quartile"))
        .then(pl.lit(NOT_SHOWN))
        .when(pl.col("own_rank").is_not_null())
        .then(bands())
        .alias("band"),
    )
    table = table.with_columns(
        (pl.col("value") - pl.col("neighbours_mean")).round(10).alias("difference"),
        ((pl.col("change") - pl.col("typical_change")).abs() / pl.col("change_spread"))
        .round(10)
        .alias("change_size"),
        (pl.col("change") - pl.col("typical_change")).round(10).alias("beyond_typical"),
        _displayed(table, "value", "neighbours_mean").alias("shown_difference"),
        _displayed(table, "value", "previous_value").alias("shown_change"),
    )
    return table.with_columns(
        _judged_side("shown_difference").alias("against_neighbours"),
        _direction("shown_change").alias("direction"),
        no_change_of("shown_change"),
        pl.when(pl.col("shown_change").is_not_null())
        .then(strongest_of("data_status", "previous_status"))
        .alias("change_data_status"),
        _judged_side("beyond_typical").alias("against_typical"),
        pl.when(pl.col("change_spread") > 0).then("change_size").alias("change_size"),
    ).select(COLUMNS)


def most_changed(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with a known change_size, the most unusual first, then by measure."""
    return table.drop_nulls("change_size").sort("change_size", "measure", descending=[True, False])


def unusually_worse(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that worsened unusually, and by more than the typical authority, worst first.

    A change far smaller than all others' is unusual too, but is not included.
    """
    return most_changed(table).filter(
        (pl.col("direction") == WORSENED)
        & (pl.col("against_typical") == WORSE)
        & (pl.col("change_size") >= UNUSUAL)
    )


def furthest(table: pl.DataFrame, *, best: bool) -> pl.DataFrame:
    """Return the ranked rows by relative rank, best or worst first, then by measure."""
    share = (pl.col("rank") - 1) / pl.max_horizontal(pl.col("rank_of") - 1, pl.lit(1))
    return (
        table.drop_nulls("rank")
        .with_columns(share.alias("share"))
        .sort("share", "measure", descending=[not best, False])
        .drop("share")
    )


def rank_share() -> pl.Expr:
    """Return the rank as a share from 0 (best) to 1 (worst); shared ranks take their middle.

    Otherwise sixty authorities sharing zero would all rank first, and forty sharing the last
    figure would not rank last.
    """
    middle = pl.col("rank") - 1 + (pl.col("shared_by") - 1) / 2
    return middle / pl.max_horizontal(pl.col("rank_of") - 1, pl.lit(1))


def shares_before(snapshot: Snapshot, area: str, measures: Sequence[str]) -> dict[str, float]:
    """Return each measure's `rank_share` in the period that its newest one is compared with.

    A measure without such a period, or without a rank in it, is left out.
    """
    grid = newest_grid(snapshot)
    rows = _base(snapshot).filter(
        pl.col("measure").is_in(measures)
        & pl.col("previous").is_not_null()
        & pl.col("polarity").is_in(JUDGED)
    )
    before = rows["previous"]
    placed = rows.select(
        "measure",
        grid.rank_of(before, area).alias("rank"),
        grid.rows["peers"].gather(before).alias("rank_of"),
        _sharing(grid, before, area).alias("shared_by"),
    ).drop_nulls("rank")
    return dict(placed.select("measure", rank_share().alias("share")).iter_rows())


# ---- parts --------------------------------------------------------------------------------


def _sharing(grid: Grid, at: pl.Series, area: str) -> pl.Series:
    """Return how many authorities share an area's rank, itself included; null without a rank."""
    own = grid.rank_of(at, area)
    ranks = grid.ranks.select(pl.all().gather(at)).with_columns(own.alias("own"))
    same = pl.sum_horizontal(pl.col(grid.ranks.columns) == pl.col("own")).cast(pl.Int64)
    return ranks.select(pl.when(pl.col("own").is_not_null()).then(same).alias("sharing"))["sharing"]


def _base(snapshot: Snapshot) -> pl.DataFrame:
    """Return what is the same for every authority: each measure's newest row and its facts."""

    def make() -> pl.DataFrame:
        grid = newest_grid(snapshot)
        rows = pl.DataFrame(
            [
                {
                    "measure": m.id,
                    "name": m.name,
                    "topic": m.topic,
                    "directorate": " / ".join(m.directorates),
                    "unit": m.unit,
                    "better": m.polarity,
                    "decimals": m.decimals,
                    "discontinued": m.discontinued,
                    "england_held": "england" in m.withheld,
                    "region_held": "region" in m.withheld,
                    "neighbours_held": "neighbours" in m.withheld,
                    "at": grid.newest.get(m.id),
                }
                for m in all_measures(snapshot)
                if not m.is_own
            ],
            schema_overrides={"at": pl.UInt32},
        )
        newest = grid.rows.filter("is_newest").drop("measure")
        joined = rows.join(newest, on="at", how="left", maintain_order="left")
        return joined.with_columns(
            grid.rows["period"].gather(joined["previous"]).alias("previous_period"),
            grid.rows["data_status"].gather(joined["previous"]).alias("previous_status"),
            pl.col("label").alias("period_label"),
            *_typical(grid, joined),
        )

    return snapshot.remember("profile base", make)


def _typical(grid: Grid, rows: pl.DataFrame) -> list[pl.Series]:
    """Return typical_change and change_spread over authorities that existed at both periods' ends.

    Null for fewer than `_FEWEST_CHANGES` changes.
    """
    now, before = grid.counted(rows["at"]), grid.counted(rows["previous"])
    changes = pl.DataFrame([now[code] - before[code] for code in now.columns]).select(
        pl.concat_list(pl.all()).list.drop_nulls().alias("changes")
    )
    each = pl.col("changes").list
    # Rounded, so that float noise in equal changes is not taken for a spread.
    quartiles = changes.select(
        each.len().alias("count"),
        each.median().round(10).alias("typical_change"),
        (
            each.eval(pl.element().quantile(0.75, "linear")).list.first()
            - each.eval(pl.element().quantile(0.25, "linear")).list.first()
        )
        .round(10)
        .alias("change_spread"),
    )
    enough = pl.col("count") >= _FEWEST_CHANGES
    return quartiles.select(
        pl.when(enough).then(name).alias(name) for name in ("typical_change", "change_spread")
    ).get_columns()


def _displayed(table: pl.DataFrame, now: str, before: str) -> pl.Series:
    """Return the difference of two columns as displayed, each rounded first."""
    triples = table.select(now, before, "decimals").iter_rows()
    return pl.Series([displayed_difference(*triple) for triple in triples], dtype=pl.Float64)


def _judged_side(name: str) -> pl.Expr:
    """Return a displayed difference as better, worse or same; null where neither way is better."""
    shown, sign = pl.col(name), _better_sign()
    return (
        pl.when(sign == 0).then(None)
        .when(shown == 0).then(pl.lit(SAME))
        .when(shown.sign() == sign).then(pl.lit(BETTER))
        .when(shown.is_not_null()).then(pl.lit(WORSE))
    )  # fmt: skip


def _direction(name: str) -> pl.Expr:
    """Return the word for the direction of a displayed change; null where it is not known."""
    shown, sign = pl.col(name), _better_sign()
    return (
        pl.when(shown == 0).then(pl.lit(NO_CHANGE))
        .when((sign == 0) & (shown > 0)).then(pl.lit(DIRECTIONS.higher))
        .when((sign == 0) & (shown < 0)).then(pl.lit(DIRECTIONS.lower))
        .when(shown.sign() == sign).then(pl.lit(IMPROVED))
        .when(shown.is_not_null()).then(pl.lit(WORSENED))
    )  # fmt: skip


def _better_sign() -> pl.Expr:
    """Return the sign of differences that are better; 0 where neither way is."""
    signs = {str(each): each.sign for each in Polarity}
    return pl.col("better").replace_strict(signs, return_dtype=pl.Float64)
