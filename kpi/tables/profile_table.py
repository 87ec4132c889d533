"""The table of all measures of one authority: its filters, order, display and file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from kpi.benchmarks.authority_profile import furthest, most_changed
from kpi.benchmarks.measures import LAIT, by_id
from kpi.formatting import ordinal, round_half_away
from kpi.model.data_status import mark_of
from kpi.model.neighbour_models import words_of
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.tables.selection import Selection, encode

BY_TOPIC, MOST_CHANGED, BEST_FIRST, WORST_FIRST = "topic", "changed", "best", "worst"
ORDERS = {
    WORST_FIRST: "Weakest places first",
    BEST_FIRST: "Best places first",
    MOST_CHANGED: "Most unusual changes first",
    BY_TOPIC: "Topic and name",
}
ORDER_WORDS = {
    BY_TOPIC: "",
    MOST_CHANGED: (
        "Most unusual changes: how far the change lies from that of the median authority, against "
        "the spread of all authorities' changes of that measure. So measures in different units "
        "can stand in one list."
    ),
    BEST_FIRST: "By place among all authorities, the best places first.",
    WORST_FIRST: "By place among all authorities, the weakest places first.",
}
_ROUNDED = {
    "value": "Value",
    "england": "England",
    "region": "Region",
    "neighbours_mean": "Neighbours (mean, derived)",
    "shown_change": "Change",
    "typical_change": "Typical change",
}
SHOWN = {
    "name": "Measure",
    "value": "Value",
    "band": "Band",
    "place": "Place",
    "unit": "Unit",
    "shown_change": "Change",
    "direction": "Direction",
    "period": "Period",
    "england": "England",
    "neighbours_mean": "Neighbours (mean, derived)",
    "against_neighbours": "Against neighbours",
    "rank": "Rank (1 is best)",
    "rank_of": "Ranked authorities",
    "shared_by": "Sharing that rank",
    "region": "Region",
    "neighbours_count": "Neighbours with a figure",
    "previous_period": "Change since",
    "typical_change": "Typical change",
    "better": "Which way is better",
    "topic": "Topic",
}
NUMBERS = (*_ROUNDED.values(), SHOWN["rank"], SHOWN["rank_of"], SHOWN["shared_by"],
           SHOWN["neighbours_count"])  # fmt: skip
NOTHING = "none"
NOTE = (
    "Where the table says “none”, no figure is published or the measure is not ranked. For a "
    "few measures England's and the region's figures are totals, which cannot be set beside one "
    "authority (the CSV says so). "
    "The typical change is the median authority's. "
    "Values are rounded here and exact in the CSV."
)
_WIDEST_PLACE = len("152nd")
_WORDS = {"higher": "higher", "lower": "lower", "none": "neither"}


def filtered(  # noqa: PLR0913 - named by every caller
    table: pl.DataFrame,
    *,
    topic: str | None = None,
    directorate: str | None = None,
    band: str | None = None,
    against: str | None = None,
    direction: str | None = None,
    measures: Collection[str] | None = None,
    with_value: bool = False,
) -> pl.DataFrame:
    """Return the rows of a profile that match every filter, in order; None does not filter."""
    rules: Mapping[str, str | None] = {
        "band": band,
        "against_neighbours": against,
        "direction": direction,
    }
    kept = table.filter(
        *(pl.col(name) == wanted for name, wanted in rules.items() if wanted is not None)
    )
    if measures is not None:
        kept = kept.filter(pl.col("measure").cast(pl.String).is_in(list(measures)))
    for name, wanted in (("topic", topic), ("directorate", directorate)):
        if wanted is not None:
            kept = kept.filter(pl.col(name).str.split(" / ").list.contains(wanted))
    return kept.drop_nulls("value") if with_value else kept


def ordered(table: pl.DataFrame, order: str) -> pl.DataFrame:
    """Return all rows of a profile in an order; rows without its sort value come last, by topic."""
    if order == BY_TOPIC:
        return table
    first = most_changed(table) if order == MOST_CHANGED else furthest(
        table, best=order == BEST_FIRST
    )  # fmt: skip
    return pl.concat([first, table.join(first, on="measure", how="anti", maintain_order="left")])


def shown(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows for display: columns `SHOWN`, values rounded to the measure's decimals."""
    rounded = [
        pl.Series(name, [_round(*pair) for pair in table.select(name, "decimals").iter_rows()],
                  dtype=pl.Float64)
        for name in _ROUNDED
    ]  # fmt: skip
    judged = pl.col("better") != Polarity.NONE
    unranked = pl.when(judged).then(pl.lit("none given")).otherwise(pl.lit("not judged"))
    return (
        table.with_columns(rounded)
        .with_columns(
            pl.when(pl.col("band").is_in(list("ABCD"))).then("band").otherwise(unranked)
            .alias("band"),
            pl.coalesce(
                "against_neighbours",
                pl.when(judged).then(pl.lit("cannot be said")).otherwise(pl.lit("not judged")),
            ).alias("against_neighbours"),
            pl.coalesce(
                "direction", pl.format("cannot be calculated: {}", "change_reason")
            ).alias("direction"),
            pl.Series("place", _places(table), pl.String),
            pl.col("previous_period").fill_null("none that compares"),
            (pl.col("period") + mark_of("data_status")).alias("period"),
            pl.col("better").replace_strict(_WORDS),
        )
        .select(pl.col(name).alias(label) for name, label in SHOWN.items())
    )  # fmt: skip


def to_take(snapshot: Snapshot, table: pl.DataFrame, *, area: str, model: str) -> pl.DataFrame:
    """Return the same rows in the same order, unrounded, with the source of each figure."""
    known, lait = by_id(snapshot), snapshot.source(LAIT)
    measures = [known[name] for name in table["measure"]]
    return table.select(
        pl.lit(area).alias("area"),
        pl.lit(snapshot.area(area).name).alias("area_name"),
        pl.all(),
    ).with_columns(
        pl.Series(
            "known_faults_and_notes", [" ".join(m.notes) or None for m in measures], pl.String
        ),
        pl.Series(
            "withheld",
            [" ".join(f"{w}: {why}" for w, why in m.withheld.items()) or None for m in measures],
            pl.String,
        ),
        pl.lit(f"{lait.title}, {lait.publisher}").alias("source"),
        pl.lit(lait.edition).alias("edition"),
        pl.Series("last_update", [m.last_update for m in measures], pl.String),
        pl.Series("next_update", [m.next_update for m in measures], pl.String),
        pl.lit(words_of(model)).alias("neighbours_model"),
        pl.lit(snapshot.id).alias("snapshot"),
    )


def selection_text(snapshot: Snapshot, table: pl.DataFrame, area: str, model: str) -> str:
    """Return the measures as a selection's address for Build a table; empty without measures."""
    if table.is_empty():
        return ""
    chosen = Selection(
        area, tuple(table["measure"]), ("home", "neighbours", "region", "england"), model=model
    )
    return encode(snapshot, chosen)


def _places(table: pl.DataFrame) -> list[str | None]:
    """Return each place in words, so that texts sort by number: filled with spaces, joint last."""
    return [
        None
        if rank is None
        else f"{ordinal(rank):>{_WIDEST_PLACE}} of {of}{', joint' if sharing > 1 else ''}"
        for rank, of, sharing in table.select(
            "rank", "rank_of", pl.col("shared_by").fill_null(1)
        ).iter_rows()
    ]


def _round(value: float | None, decimals: int) -> float | None:
    return None if value is None else round_half_away(value, decimals)
