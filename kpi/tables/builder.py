"""Build a table: many measures by many areas over a range of periods, long or wide.

Every value is the store's own. Only figures with a decision that they are wrong are withheld,
with the reason instead; a sum over authorities has its value, and `note` says that it is a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from kpi.benchmarks.grids.grid import PUBLISHED, Grid, judged, own_rows, shared
from kpi.benchmarks.grids.grid_cache import current, grid_of
from kpi.benchmarks.grids.neighbour_means import neighbour_means
from kpi.benchmarks.grids.row_status import with_mean_status
from kpi.benchmarks.measures import by_id
from kpi.benchmarks.missing_changes import with_changes
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.model.data_status import DERIVED, ILLUSTRATIVE, strongest_of
from kpi.model.existing_areas import existed
from kpi.model.merging.figure_corrections import REVISED, is_what_it_made, revised_words
from kpi.model.missing.symbol_meanings import LAIT_DASH_REASON, LAIT_DASH_SYMBOL
from kpi.model.neighbour_models import words_of
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.sources.lait import OTHER_MARKS, reason_of
from kpi.statistics.rank_and_quartile_rules import NOT_SHOWN, bands
from kpi.tables.builder_facts import MEAN_KIND, area_facts, measure_facts
from kpi.tables.selection import MEAN, Selection, group_of, strict
from kpi.tables.wide import CLOSING, completed, periods_of, to_wide, wide_columns

COLUMNS = (
    "measure", "name", "topic", "directorate", "unit", "polarity", "decimals",
    "area", "area_name", "area_kind",
    "period", "period_label", "period_kind", "period_start", "period_end", "year_type",
    "value", "symbol", "reason", "data_status",
)  # fmt: skip
WHY = ("change_reason", "change_data_status")
EXTRA_COLUMNS = {
    "neighbours": ("neighbours_mean", "neighbours_median", "neighbours_count", "neighbours_of",
                   "neighbours_model", "neighbours_data_status"),
    "group": ("group_name", "group_mean", "group_median", "group_count", "group_of",
              "group_data_status"),
    "change": ("previous_period", "previous_value", "change", *WHY),
    "rank": ("rank", "rank_of", "shared_by"),
    "band": ("band",),
}  # fmt: skip
FILED = (
    "It did not exist on the last day of this period: its figure stays where it was filed and is "
    "not counted."
)
NO_NEIGHBOUR = "no statistical neighbour has a figure"
_REASONS = {symbol: reason_of(symbol) for symbol in OTHER_MARKS.values()}
_CELL = ["measure", "label", "basis", "area"]
_LAIT_CELL = ["measure", "label", "area"]


def areas_of(snapshot: Snapshot, chosen: Selection) -> tuple[str, ...]:
    """Return the codes of the chosen areas and groups, each once, in the order chosen.

    The mean of the statistical neighbours is an area of its own, with the code `MEAN`.
    """
    home = snapshot.authority(chosen.home)
    every = current(snapshot)
    groups: dict[str, Sequence[str]] = {
        "home": [home.code],
        "neighbours": snapshot.neighbours(home.code, chosen.model),
        # Inner or outer London and London itself: either may have the figures.
        "region": [code for code in (home.region, home.wider_region) if code],
        "region-authorities": [c for c in every if snapshot.area(c).region == home.region],
        "england": [ENGLAND],
        "regions": [a for a in snapshot.areas["area"] if snapshot.area(a).kind == "region"],
        "all": every,
        "group": _group_members(snapshot, chosen),
    }
    return tuple(dict.fromkeys(code for a in chosen.areas for code in groups.get(a, [a])))


def _group_members(snapshot: Snapshot, chosen: Selection) -> tuple[str, ...]:
    group = group_of(snapshot, chosen)
    return group.others(chosen.home) if group else ()


def row_count(snapshot: Snapshot, chosen: Selection) -> int:
    """Return how many rows `table` would have, without making it. Raises UnknownNameError."""
    return sum(row_counts(snapshot, chosen).values())


def row_counts(snapshot: Snapshot, chosen: Selection) -> dict[str, int]:
    """Return the number of rows of each measure that has any. Raises UnknownNameError."""
    chosen = strict(snapshot, chosen)
    rows, areas = _rows(snapshot, chosen), areas_of(snapshot, chosen)
    published = rows.filter(~pl.col("is_own"))
    own = _own_cells(snapshot, chosen, rows, areas)
    if chosen.wide:
        published = published.unique("measure")
        own = own.unique(["measure", "basis", "area"])
    of_published = published.group_by("measure").agg(pl.len() * len(areas))
    of_own = own.group_by("measure").agg(pl.len())
    counts = pl.concat([each.cast({"len": pl.Int64}) for each in (of_published, of_own)])
    return {measure: count for measure, count in counts.iter_rows() if count}


def periods(snapshot: Snapshot, chosen: Selection) -> list[str]:
    """Return a wide table's periods in time order, without making it. Raises UnknownNameError."""
    chosen = strict(snapshot, chosen)
    return periods_of(_with_cells(snapshot, chosen))


def table(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the chosen figures: columns `columns_of` when long, one column per period when wide.

    Sorted by measure and area as chosen, then by time. `value` and figures calculated from it are
    unrounded, in the measure's unit. `rank` and `band` cover only authorities that exist today.
    Raises UnknownNameError for names that are not in the snapshot.
    """
    long = described(snapshot, chosen)
    return to_wide(long, chosen) if chosen.wide else long.select(columns_of(chosen))


def described(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the long table, whatever the shape, with further columns that no file has.

    Among them are `basis` (published, or return for the council's own figures) and `is_blank` (no
    area has a figure of the period). Raises UnknownNameError.
    """
    chosen = strict(snapshot, chosen)
    grid = grid_of(snapshot, chosen.measures)
    rows, areas = _rows(snapshot, chosen), areas_of(snapshot, chosen)
    return _described(snapshot, chosen, rows, areas, _cells(snapshot, grid, chosen, rows, areas))


def head(snapshot: Snapshot, chosen: Selection, most: int) -> pl.DataFrame:
    """Return the first `most` rows of `table` with all its columns, without making the rest."""
    chosen = strict(snapshot, chosen)
    count = 1
    part = replace(chosen, measures=chosen.measures[:count])
    while count < len(chosen.measures) and row_count(snapshot, part) < most:
        count *= 2
        part = replace(chosen, measures=chosen.measures[:count])
    first = table(snapshot, part).head(most)
    if not chosen.wide or part == chosen:
        return first
    return completed(first, chosen, periods_of(_with_cells(snapshot, chosen)))


def width(snapshot: Snapshot, chosen: Selection) -> int:
    """Return how many columns `table` would have, without making it. Raises UnknownNameError."""
    chosen = strict(snapshot, chosen)
    if not chosen.wide:
        return len(columns_of(chosen))
    return len(wide_columns(chosen, periods_of(_with_cells(snapshot, chosen))))


def span(snapshot: Snapshot, chosen: Selection) -> tuple[date, date] | None:
    """Return the first and last day of a table's periods; None without rows, without making it.

    Raises UnknownNameError.
    """
    rows = _with_cells(snapshot, strict(snapshot, chosen))
    first, last = rows["period_start"].min(), rows["period_end"].max()
    return (first, last) if isinstance(first, date) and isinstance(last, date) else None


def sources(snapshot: Snapshot, chosen: Selection) -> tuple[str, ...]:
    """Return the ids of the sources of a table's figures, without making it.

    Raises UnknownNameError.
    """
    chosen = strict(snapshot, chosen)
    rows = _rows(snapshot, chosen)
    own = _own_cells(snapshot, chosen, rows, areas_of(snapshot, chosen))["source"]
    known = by_id(snapshot)
    published = rows.filter(~pl.col("is_own"))["measure"].unique()
    ids = {*own.drop_nulls(), *(known[measure].source for measure in published)}
    return tuple(sorted(ids))


def illustrative_count(snapshot: Snapshot, chosen: Selection) -> int:
    """Return how many illustrative figures the long table has. Raises UnknownNameError."""
    chosen = strict(snapshot, chosen)
    own = _own_cells(snapshot, chosen, _rows(snapshot, chosen), areas_of(snapshot, chosen))
    return own.filter(pl.col("data_status").str.contains(ILLUSTRATIVE)).height


def columns_of(chosen: Selection) -> list[str]:
    """Return the columns of a long table with the chosen extras."""
    extras = [name for extra in chosen.columns for name in EXTRA_COLUMNS[extra]]
    return [*COLUMNS, *extras, *CLOSING]


# ---- rows and cells -----------------------------------------------------------------------


def _rows(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the grid's rows of the chosen measures and periods, in the order of the selection."""
    grid, known = grid_of(snapshot, chosen.measures), by_id(snapshot)
    order = {name: place for place, name in enumerate(chosen.measures) if name in grid.spans}
    spans = (grid.spans[name] for name in order)
    at = [place for first, count in spans for place in range(first, first + count)]
    rows = grid.rows[at].with_columns(
        pl.col("measure").replace_strict(order, return_dtype=pl.UInt32).alias("measure_no"),
        pl.col("measure").is_in([n for n in order if known[n].is_own]).alias("is_own"),
    )
    if chosen.newest:  # of published figures, and of the council's own return
        last_return = pl.col("at") == pl.col("at").max().over("measure", "basis")
        rows = rows.filter(pl.col("is_newest") | ((pl.col("basis") != PUBLISHED) & last_return))
    if chosen.first:
        rows = rows.filter(pl.col("period_end") >= chosen.first)
    if chosen.last:
        rows = rows.filter(pl.col("period_end") <= chosen.last)
    return rows.with_row_index("row")


def _own_cells(
    snapshot: Snapshot, chosen: Selection, rows: pl.DataFrame, areas: Sequence[str]
) -> pl.DataFrame:
    """Return our indicators' observations in the chosen rows and areas."""
    own = rows.filter("is_own")
    if own.is_empty():
        return own_rows(snapshot).clear()
    held = _own_observations(snapshot, chosen).filter(pl.col("area").is_in(list(areas)))
    return held.join(own, on=["measure", "label", "basis"], how="semi")


def _own_observations(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return our indicators' observations, with a row for the neighbours' mean where asked for.

    A mean has a row for each period of which a neighbour's published observation is held.
    """
    rows = own_rows(snapshot)
    if MEAN not in chosen.areas:
        return rows
    members = list(snapshot.neighbours(chosen.home, chosen.model))
    of_members = rows.filter(pl.col("area").is_in(members) & (pl.col("basis") == PUBLISHED))
    means = of_members.unique(["measure", "label", "basis"], maintain_order=True).with_columns(
        pl.lit(MEAN).cast(rows.schema["area"]).alias("area"),
        pl.lit(LAIT_DASH_SYMBOL).cast(rows.schema["symbol"]).alias("symbol"),
        pl.lit(NO_NEIGHBOUR).cast(rows.schema["reason"]).alias("reason"),
        pl.lit(None, rows.schema["note"]).alias("note"),
    )
    return pl.concat([rows, means])


def _with_cells(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the chosen rows that have a cell in the table; own ones only for their areas."""
    rows = _rows(snapshot, chosen)
    areas = areas_of(snapshot, chosen)
    held = _own_cells(snapshot, chosen, rows, areas)
    mine = rows.join(held, on=["measure", "label", "basis"], how="semi")
    return pl.concat([rows.filter(~pl.col("is_own")), mine]) if areas else rows.clear()


def _cells(
    snapshot: Snapshot,
    grid: Grid,
    chosen: Selection,
    rows: pl.DataFrame,
    areas: Sequence[str],
) -> pl.DataFrame:
    """Return a row per chosen row and area: row, area_no, value and extras, in output order."""
    if not areas:
        return pl.DataFrame()
    at, before = rows["at"], rows["previous"]
    count = len(areas)
    cells = {
        "row": pl.concat([rows["row"]] * count),
        "measure_no": pl.concat([rows["measure_no"]] * count),
        "area_no": pl.int_range(count, dtype=pl.UInt32, eager=True).repeat_by(len(rows)).explode(),
        "value": pl.concat([_values(snapshot, grid, chosen, at, area) for area in areas]),
    }
    if "change" in chosen.extras:
        cells["previous_value"] = pl.concat(
            [_values(snapshot, grid, chosen, before, area) for area in areas]
        )
    if "rank" in chosen.extras or "band" in chosen.extras:
        cells["rank"] = pl.concat([grid.rank_of(at, area) for area in areas])
    made = pl.DataFrame(cells)
    if "rank" in chosen.extras:
        made = made.join(shared(grid, rows), on=["row", "rank"], how="left", maintain_order="left")
    if "neighbours" in chosen.extras:
        made = made.hstack(
            pl.concat([_neighbour_columns(snapshot, grid, chosen, at, a) for a in areas])
        )
    if chosen.group:
        members = _group_members(snapshot, chosen)
        means = neighbour_means(grid, at, members, GROUP)
        means = means.with_columns(pl.lit(len(members), pl.Int64).alias("group_of"))
        made = made.hstack(pl.concat([means] * count))
    return made.sort("measure_no", "area_no", "row")


def _values(
    snapshot: Snapshot, grid: Grid, chosen: Selection, at: pl.Series, area: str
) -> pl.Series:
    """Return an area's figures at some row numbers; of `MEAN`, its neighbours' mean."""
    if area != MEAN:
        return grid.value_of(at, area)
    members = snapshot.neighbours(chosen.home, chosen.model)
    # A row without one before has no number: its mean is null as its figures are.
    return neighbour_means(grid, at, members)["neighbours_mean"]


def _neighbour_columns(
    snapshot: Snapshot, grid: Grid, chosen: Selection, at: pl.Series, area: str
) -> pl.DataFrame:
    """Return the figures of an area's neighbours at some row numbers, and their number.

    Those of `MEAN` are the neighbours whose mean it is.
    """
    members = snapshot.neighbours(chosen.home if area == MEAN else area, chosen.model)
    of = pl.lit(len(members) or None, pl.Int64).alias("neighbours_of")
    return neighbour_means(grid, at, members).with_columns(of)


# ---- describing them ----------------------------------------------------------------------


def _described(
    snapshot: Snapshot,
    chosen: Selection,
    rows: pl.DataFrame,
    areas: Sequence[str],
    cells: pl.DataFrame,
) -> pl.DataFrame:
    about = rows.join(
        measure_facts(snapshot, chosen), on="measure", how="left", maintain_order="left"
    )
    dates = {"area_note": pl.String, "created_on": pl.Date, "abolished_on": pl.Date}
    named = pl.DataFrame(
        [area_facts(snapshot, chosen, code) for code in areas], schema_overrides=dates
    )
    every, before = grid_of(snapshot, chosen.measures).rows, rows["previous"]
    about = about.drop("row", "measure_no").with_columns(
        every["period"].gather(before).alias("previous_period"),
        every["label"].gather(before).alias("previous_label"),
        every["data_status"].gather(before).alias("previous_status"),
        pl.col("data_status").alias("row_status"),
    )
    long = cells.hstack(about[cells["row"]]).hstack(named[cells["area_no"]])
    long = _of_mean(_withheld(_cell_words(snapshot, chosen, long)))
    extras = []
    is_authority = pl.col("area_kind") == "authority"
    if "change" in chosen.extras:
        long = _change_of_mean(with_changes(snapshot, long))
    if "neighbours" in chosen.extras:
        long = with_mean_status(long)
    group = group_of(snapshot, chosen)
    if group is not None:
        extras.append(pl.lit(group.name).alias("group_name"))
        long = with_mean_status(long, GROUP)
    if "rank" in chosen.extras:
        shown = is_authority & judged() & (pl.col("basis") == PUBLISHED)
        extras.append(pl.when(shown).then(pl.col("peers")).alias("rank_of"))
    if "band" in chosen.extras:
        extras.append(
            pl.when(is_authority & (~judged() | pl.col("no_quartile")))
            .then(pl.lit(NOT_SHOWN))
            .when(pl.col("rank").is_not_null())
            .then(bands())
            .alias("band")
        )
    return long.with_columns(
        *extras,
        pl.lit(words_of(snapshot.model_named(chosen.model))).alias("neighbours_model"),
        pl.lit(snapshot.id).alias("snapshot"),
        pl.col("polarity_words").alias("polarity"),
        pl.col("label").alias("period_label"),
    )


def _of_mean(long: pl.DataFrame) -> pl.DataFrame:
    """Return a long table whose rows of the neighbours' mean are derived, with their reason."""
    if not (long["area"] == MEAN).any():
        return long
    mean, blank = pl.col("area") == MEAN, pl.col("value").is_null()
    return long.with_columns(pl.lit(DERIVED).alias("of_mean")).with_columns(
        pl.when(mean & blank).then(pl.lit(LAIT_DASH_SYMBOL)).when(mean).then(None)
        .otherwise(pl.col("symbol")).alias("symbol"),
        pl.when(mean & blank).then(pl.coalesce("wrong", pl.lit(NO_NEIGHBOUR))).when(mean).then(None)
        .otherwise(pl.col("reason")).alias("reason"),
        pl.when(mean).then(strongest_of("of_mean", "row_status"))
        .otherwise(pl.col("data_status")).alias("data_status"),
    )  # fmt: skip


def _change_of_mean(long: pl.DataFrame) -> pl.DataFrame:
    """Return a long table whose changes of the neighbours' mean are derived."""
    if not (long["area"] == MEAN).any():
        return long
    changed = (pl.col("area") == MEAN) & pl.col("change").is_not_null()
    return long.with_columns(
        pl.when(changed).then(strongest_of("of_mean", "row_status"))
        .otherwise(pl.col("change_data_status")).alias("change_data_status")
    )  # fmt: skip


def _cell_words(snapshot: Snapshot, chosen: Selection, long: pl.DataFrame) -> pl.DataFrame:
    """Return symbol, reason, data_status and source of each figure; own figures have theirs."""
    blank = pl.col("value").is_null()
    marks = _marks(snapshot, long["measure"].unique().to_list())
    for known in (marks, _revised_by_releases(snapshot)):
        long = _with_known(long, known)
    is_revised = is_what_it_made("value", "made_by_release")
    long = long.with_columns(
        pl.when(blank)
        .then(pl.coalesce("mark", pl.lit(LAIT_DASH_SYMBOL)))
        .when(is_revised)
        .then(pl.lit(REVISED))
        .alias("symbol"),
        pl.when(blank)
        .then(
            pl.col("mark").replace_strict(
                _REASONS, default=LAIT_DASH_REASON, return_dtype=pl.String
            )
        )
        .when(is_revised)
        .then(revised_words("revised_on"))
        .alias("reason"),
        pl.coalesce("status", pl.lit("published")).alias("data_status"),
        pl.lit(None, pl.String).alias("cell_note"),
    )
    if not long["is_own"].any():
        return long
    titles = {name: about.title for name, about in snapshot.known_sources.items()}
    own = _own_observations(snapshot, chosen).select(
        *_CELL,
        pl.col("symbol").alias("own_symbol"),
        pl.col("reason").alias("own_reason"),
        pl.col("data_status").alias("own_status"),
        pl.col("source").replace_strict(titles, default=None).alias("own_source"),
        pl.col("note").alias("own_note"),
        pl.lit(True).alias("is_held"),
    )
    joined = long.join(own, on=_CELL, how="left", maintain_order="left")
    mine = pl.col("is_own")
    pairs = {
        "symbol": "own_symbol",
        "reason": "own_reason",
        "data_status": "own_status",
        "source": "own_source",
        "cell_note": "own_note",
    }
    return joined.filter(~mine | pl.col("is_held").fill_null(False)).with_columns(
        pl.when(mine).then(pl.col(theirs)).otherwise(pl.col(ours)).alias(ours)
        for ours, theirs in pairs.items()
    )


def _with_known(long: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return a long table with what is known of some of LAIT's figures, null for the others."""
    if known.is_empty():  # the usual case: no text of thousands of rows needs comparing
        kinds = {name: kind for name, kind in known.schema.items() if name not in _LAIT_CELL}
        return long.with_columns(pl.lit(None, kind).alias(name) for name, kind in kinds.items())
    return long.join(known, on=_LAIT_CELL, how="left", maintain_order="left")


def _marks(snapshot: Snapshot, names: Sequence[str]) -> pl.DataFrame:
    """Return measure, label, area and mark of LAIT's missing figures with an unusual mark."""

    def marked(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.filter(pl.col("symbol") != LAIT_DASH_SYMBOL).select(
            pl.col("measure", "label", "area").cast(pl.String),
            pl.col("symbol").cast(pl.String).alias("mark"),
        )

    if isinstance(snapshot.benchmarks, pl.DataFrame):  # few in all, and mostly none
        return snapshot.remember("LAIT's other marks", lambda: marked(snapshot.held_benchmarks))
    return marked(snapshot.benchmarks.rows(names, ("measure", "label", "area", "symbol")))


def _revised_by_releases(snapshot: Snapshot) -> pl.DataFrame:
    """Return measure, label, area, made_by_release and revised_on of LAIT's revised figures.

    Of several releases that changed one the newest counts.
    """

    def make() -> pl.DataFrame:
        # Our indicators' own marks stand in their observations, by the same rule.
        return (
            snapshot.release_revisions.sort("taken_in", maintain_order=True)
            .select(
                "measure",
                pl.col("period").alias("label"),
                "area",
                pl.col("new_value").alias("made_by_release"),
                pl.col("taken_in").alias("revised_on"),
            )
            .unique(_LAIT_CELL, keep="last", maintain_order=True)
        )

    return snapshot.remember("LAIT's revised figures", make)


def _withheld(long: pl.DataFrame) -> pl.DataFrame:
    """Return figures with a decision replaced by the reason, and sums with a note that they are."""
    kind = pl.col("area_kind")
    wrong = (
        pl.when(kind == "country")
        .then(pl.col("wrong_england"))
        .when(kind == "region")
        .then(pl.col("wrong_region"))
        .when(kind == MEAN_KIND)
        .then(pl.col("neighbours_wrong"))
    )
    is_sum = pl.when(kind.is_in(["country", "region"])).then(pl.col("sum_words"))
    made = [name for name in ("value", "previous_value") if name in long.columns]
    means = ("neighbours_mean", "neighbours_median", f"{GROUP}_mean", f"{GROUP}_median")
    of_neighbours = [name for name in means if name in long.columns]
    notes = ["cell_note", "area_note", "filed_note", "sum_note", "measure_note"]
    is_filed = pl.col("value").is_not_null() & ~existed(pl.col("period_end"))
    return long.with_columns(
        wrong.alias("wrong"),
        is_sum.alias("sum_note"),
        pl.when(is_filed).then(pl.lit(FILED)).alias("filed_note"),
    ).with_columns(
        *(pl.when(pl.col("wrong").is_null()).then(pl.col(name)).alias(name) for name in made),
        *(
            pl.when(pl.col("neighbours_wrong").is_null()).then(pl.col(name)).alias(name)
            for name in of_neighbours
        ),
        pl.when(pl.col("wrong").is_not_null())
        .then(pl.lit(LAIT_DASH_SYMBOL))
        .otherwise(pl.col("symbol"))
        .alias("symbol"),
        pl.coalesce("wrong", "reason").alias("reason"),
        pl.concat_str(notes, separator=" ", ignore_nulls=True)
        .str.strip_chars()
        .replace("", None)
        .alias("note"),
    )
