"""All benchmark figures as one grid: a row a measure and period, a column an area.

Made once a snapshot; every benchmark view then picks rows and columns, so that a change of
measure or authority costs milliseconds. LAIT's measures and our own indicators stand in it
alike. Ranks and cuts are those of `kpi.compare` in our own mode: on unrounded values, over
authorities that exist today and have a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi.compare import JUDGED, cuts, rank
from kpi.derived import unpublished, with_means
from kpi.model import Indicator
from kpi.periods import Period
from kpi.snapshot import Snapshot

PUBLISHED, RETURN = "published", "return"
_KEY = ["measure", "label", "basis"]
_POLARITY = {"higher": "High", "lower": "Low", "none": "-"}
PERIOD = ["period_kind", "period_start", "period_end"]
GRID_COLUMNS = ("measure", "label", "area", *PERIOD, "status", "value")


@dataclass(frozen=True, eq=False)
class Grid:
    """Figures, ranks and what is known of each row; all frames have the same rows in order.

    rows: at (row number), measure, label (LAIT's), basis ("published", or "return" for the
    council's own figures), period (our label), period_kind, period_start, period_end, status,
    polarity (LAIT's word), no_quartile, is_derived (its England and regions are means of
    authorities, as nobody publishes them), previous (row number of the period compared with, or
    null), is_newest, is_blank (no area has a figure), peers, minimum, q1, q2, q3, maximum.
    Sorted by measure, basis and time.
    values, ranks: a column an area, by code; ranks only of authorities that exist today.
    spans, published: measure to its first row and number of rows, of all and of published ones.
    newest: measure to its newest published row. current: the authorities that exist today.
    """

    rows: pl.DataFrame
    values: pl.DataFrame
    ranks: pl.DataFrame
    spans: dict[str, tuple[int, int]]
    published: dict[str, tuple[int, int]]
    newest: dict[str, int]
    current: tuple[str, ...]

    def rows_of(self, measure: str) -> pl.DataFrame:
        """The rows of one measure, in time order; the published ones first."""
        return self.rows.slice(*self.spans[measure])

    def published_of(self, measure: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The published rows of one measure in time order, and their figures by area."""
        first, count = self.published.get(measure, (0, 0))
        return self.rows.slice(first, count), self.values.slice(first, count)

    def value_of(self, at: pl.Series, area: str) -> pl.Series:
        """An area's figures at some row numbers; null where the row number is."""
        return self.values[area].gather(at) if area in self.values.columns else _blank(at)

    def rank_of(self, at: pl.Series, area: str) -> pl.Series:
        """An area's ranks at some row numbers; null for a region or England, which have none."""
        ranked = area in self.ranks.columns
        return self.ranks[area].gather(at) if ranked else _blank(at).cast(pl.Int64)


def grid(snapshot: Snapshot) -> Grid:
    """The grid of a snapshot, made once; `kpi.grids` serves those too large for one."""

    def make() -> Grid:
        figures = published_figures(snapshot.held_benchmarks)
        return made(snapshot, pl.concat([figures, own_figures(snapshot)]))

    return snapshot.remember("grid", make)


def neighbour_figures(found: Grid, at: pl.Series, members: Sequence[str]) -> pl.DataFrame:
    """Unweighted mean, median and count of the members that exist today, at some row numbers.

    Columns neighbours_mean, neighbours_median, neighbours_count. Rounded to ten decimals, as in
    `kpi.comparators`, which takes away nothing but float noise.
    """
    codes = [code for code in members if code in found.ranks.columns]
    if not codes:
        nobody = pl.repeat(0 if members else None, len(at), dtype=pl.Int64, eager=True)
        names = ("neighbours_mean", "neighbours_median")
        return pl.DataFrame({**dict.fromkeys(names, _blank(at)), "neighbours_count": nobody})
    near = found.values.select(pl.col(codes).gather(at))
    return near_of(near, codes)


def near_of(values: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """As `neighbour_figures`, of columns of figures."""
    return values.select(
        pl.mean_horizontal(codes).round(10).alias("neighbours_mean"),
        pl.concat_list(codes).list.median().round(10).alias("neighbours_median"),
        pl.sum_horizontal(pl.col(codes).is_not_null()).cast(pl.Int64).alias("neighbours_count"),
    )


# ---- making it ----------------------------------------------------------------------------


def made(snapshot: Snapshot, long: pl.DataFrame) -> Grid:
    """The grid of some figures (`published_figures`, `own_figures` or both)."""
    about = _about(snapshot)
    rows = _rows(snapshot, long, about)
    current = today(snapshot)
    placed = long.join(rows.select(*_KEY, "at", "polarity"), on=_KEY)
    peers = placed.filter(
        pl.col("area").is_in(current)
        & pl.col("value").is_not_null()
        & (pl.col("basis") == PUBLISHED)
    )
    ranks = peers.select("at", "area", rank().over("at").alias("rank"))
    cut = cuts(peers.select(measure="at", value="value")).rename({"measure": "at"})
    rows = rows.join(cut, on="at", how="left").with_columns(pl.col("peers").fill_null(0))
    every = snapshot.areas["area"].to_list()
    wide = _wide(rows, placed, "value", every, pl.Float64)
    rows = rows.with_columns(all_null(wide))
    return Grid(
        rows,
        wide,
        _wide(rows, ranks, "rank", current, pl.Int64),
        _spans(rows),
        _spans(rows.filter(pl.col("basis") == PUBLISHED)),
        dict(rows.filter("is_newest").select("measure", "at").iter_rows()),
        current,
    )


def joined(grids: Sequence[Grid]) -> Grid:
    """One grid of several that share no measure, in their order; at least one."""
    before, rows = 0, []
    for part in grids:
        rows.append(part.rows.with_columns((pl.col("at", "previous") + before).cast(pl.UInt32)))
        before += part.rows.height
    every = pl.concat(rows)
    return Grid(
        every,
        pl.concat([part.values for part in grids], rechunk=True),
        pl.concat([part.ranks for part in grids], rechunk=True),
        _spans(every),
        _spans(every.filter(pl.col("basis") == PUBLISHED)),
        dict(every.filter("is_newest").select("measure", "at").iter_rows()),
        grids[0].current,
    )


def today(snapshot: Snapshot) -> tuple[str, ...]:
    """The codes of the authorities that exist today."""
    exists = (pl.col("kind") == "authority") & pl.col("abolished_on").is_null()
    return tuple(snapshot.areas.filter(exists)["area"])


def all_null(wide: pl.DataFrame) -> pl.Series:
    """`is_blank`: whether no area has a figure in a row."""
    return wide.select(pl.all_horizontal(pl.all().is_null()).alias("is_blank"))["is_blank"]


def _spans(rows: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """measure to its first row and how many it has; a measure's rows lie together."""
    found = rows.group_by("measure").agg(pl.col("at").min().alias("first"), pl.len().alias("count"))
    return {str(measure): (first, count) for measure, first, count in found.iter_rows()}


def published_figures(benchmarks: pl.DataFrame) -> pl.DataFrame:
    """LAIT's rows that name a period (trap 7), of which GRID_COLUMNS are needed."""
    return benchmarks.drop_nulls("period_end").select(
        pl.col("measure").cast(pl.String),
        pl.col("label").cast(pl.String),
        pl.lit(PUBLISHED).alias("basis"),
        pl.col("area").cast(pl.String),
        pl.col("period_kind").cast(pl.String),
        "period_start",
        "period_end",
        pl.col("status").cast(pl.String),
        "value",
    )


def own_rows(snapshot: Snapshot) -> pl.DataFrame:
    """Our indicators' observations with `measure`, `label` and `basis` as the grid has them.

    Where nobody publishes England and the regions, their derived means are among them.
    """

    def make() -> pl.DataFrame:
        rows = with_means(snapshot)
        periods = rows.select(PERIOD).unique()
        labels = periods.with_columns(
            pl.Series("label", [str(Period.of(*row)) for row in periods.iter_rows()], pl.String)
        )
        returned = pl.col("reporting_quarter").is_not_null()
        return rows.join(labels, on=PERIOD).with_columns(
            pl.col("indicator_id").alias("measure"),
            pl.when(returned).then(pl.lit(RETURN)).otherwise(pl.lit(PUBLISHED)).alias("basis"),
        )

    return snapshot.remember("own rows", make)


def own_figures(snapshot: Snapshot) -> pl.DataFrame:
    """The observations of our own indicators as `published_figures` has LAIT's rows."""
    return own_rows(snapshot).select(
        "measure", "label", "basis", "area", *PERIOD, pl.lit(None, pl.String).alias("status"),
        "value",
    )  # fmt: skip


def _about(snapshot: Snapshot) -> pl.DataFrame:
    """measure, polarity, no_quartile of all."""
    own = pl.DataFrame(
        [(i.id, _POLARITY[i.polarity], False) for i in snapshot.indicators],
        {"measure": pl.String, "polarity": pl.String, "no_quartile": pl.Boolean},
        orient="row",
    )
    return pl.concat([snapshot.measures.select(own.columns), own])


def _rows(snapshot: Snapshot, long: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    # LAIT's status belongs to the label, and so to all areas of a period.
    rows = (
        long.unique([*_KEY])
        .select(*_KEY, *PERIOD, "status")
        .join(about, on="measure")
        .sort("measure", "basis", "period_end", "period_start", "label")
        .with_row_index("at")
    )
    labels = [str(Period.of(*row)) for row in rows.select(PERIOD).iter_rows()]
    newest = pl.col("at") == pl.col("at").filter(pl.col("basis") == PUBLISHED).max().over("measure")
    return rows.with_columns(
        pl.Series("period", labels, pl.String),
        newest.fill_null(False).alias("is_newest"),
        pl.col("measure").is_in([i.id for i in unpublished(snapshot)]).alias("is_derived"),
        pl.Series("previous", _previous(snapshot, rows), pl.UInt32),
    )


def _previous(snapshot: Snapshot, rows: pl.DataFrame) -> list[int | None]:
    """For each row the row it is compared with: LAIT's earlier row, whatever the gap; for our
    own indicators the period before, or the same period of the year before where seasonal."""
    own = {indicator.id: indicator for indicator in snapshot.indicators}
    keys = rows.select("at", "measure", "basis", *PERIOD).rows()
    at_period = {
        (measure, basis, Period.of(*period)): at
        for at, measure, basis, *period in keys
        if measure in own
    }
    found: list[int | None] = []
    before: tuple[str, int] = ("", 0)
    for at, measure, basis, *period in keys:
        if measure in own:
            earlier = _earlier(own[measure], Period.of(*period))
            place = at_period.get((measure, basis, earlier)) if earlier else None
        else:
            place = before[1] if before[0] == measure else None
        found.append(place)
        before = (measure, at)
    return found


def _earlier(indicator: Indicator, period: Period) -> Period | None:
    return period.year_before() if indicator.seasonal else period.previous()


def _wide(
    rows: pl.DataFrame,
    long: pl.DataFrame,
    column: str,
    areas: Sequence[str],
    kind: type[pl.DataType],
) -> pl.DataFrame:
    """A column an area in the order of `rows`; null where there is no figure."""
    height = rows.height
    number = pl.col("area").cast(pl.Enum(list(areas)), strict=False).to_physical()
    # Of two figures for one cell the first stands: it is written last.
    held = long.select(
        (number.cast(pl.UInt32) * height + pl.col("at")).alias("cell"), pl.col(column).cast(kind)
    ).drop_nulls()[::-1]
    cells = pl.repeat(None, height * len(areas), dtype=kind, eager=True)
    cells = cells.scatter(held["cell"], held[column])
    return pl.DataFrame(
        [cells.slice(place * height, height).alias(code) for place, code in enumerate(areas)]
    )


def _blank(at: pl.Series) -> pl.Series:
    return pl.repeat(None, len(at), dtype=pl.Float64, eager=True)


def judged() -> pl.Expr:
    """Whether a row's polarity allows a rank."""
    return pl.col("polarity").is_in(JUDGED)
