"""All benchmark figures as one grid: a row for each measure and period, a column for each area.

Made once per snapshot; every benchmark view then picks rows and columns, so that a change of
measure or authority costs milliseconds. It holds LAIT's measures and our own indicators alike.
Ranks and quartile cuts are those of `kpi.statistics.rank_and_quartile_rules` in our own mode: on
unrounded values, over authorities that existed on the last day of the period and have a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

import polars as pl

from kpi.benchmarks.grids.row_status import statuses
from kpi.indicators.comparisons.england_and_region_means import unpublished, with_means
from kpi.model.existing_areas import authorities_on
from kpi.model.series_discontinuities import Incomparability, comparability, own_earlier
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.float_noise import clean, clean_floats
from kpi.statistics.rank_and_quartile_rules import JUDGED, cuts, rank_of

PUBLISHED, RETURN = "published", "return"
_KEY = ["measure", "label", "basis"]
PERIOD = ["period_kind", "period_start", "period_end"]
ENDS = ("minimum", "q1", "q2", "q3", "maximum")
RANK = pl.Int16  # of a few hundred authorities: a quarter of the memory of the usual whole number
GRID_COLUMNS = ("measure", "label", "area", *PERIOD, "status", "value")


@dataclass(frozen=True)
class GridRow:
    """A measure in a period: where its figures stand in the grid, and what holds for all of them.

    `previous` is the number of the row that it is compared with, and `peers` how many authorities
    have a figure. `ends` are minimum, q1, q2, q3 and maximum, each None without peers.
    """

    at: int
    label: str
    period: Period
    data_status: str
    is_derived: bool
    previous: int | None
    peers: int
    ends: tuple[float | None, ...]

    @property
    def cuts(self) -> tuple[float, ...]:
        """The ends of the quarters; empty without peers."""
        return tuple(end for end in self.ends if end is not None)


@dataclass(frozen=True, eq=False)
class Grid:
    """Figures, ranks and facts about each row; all frames have the same rows in the same order.

    rows: at (row number), measure, label (LAIT's), basis ("published", or "return" for the
    council's own figures), period (our label), period_kind, period_start, period_end, status,
    data_status (of its authorities' figures), polarity (LAIT's word), no_quartile, is_derived (its
    England and regions are means of authorities, as nobody publishes them), previous (row number
    of the period compared with, or null), apart (why there is none, or null), is_newest, is_blank
    (no area has a figure), peers, minimum, q1, q2, q3, maximum.
    Sorted by measure, basis and time.
    values, ranks: a column for each area, by code; only authorities that existed on the last day of
    the period are ranked.
    spans, published: measure to its first row and number of rows, of all rows and of published
    ones.
    newest: measure to its newest published row. current: the authorities that exist today.
    lives: the authorities that were created or abolished, with the first day of each and the first
    day without it.
    """

    rows: pl.DataFrame
    values: pl.DataFrame
    ranks: pl.DataFrame
    spans: dict[str, tuple[int, int]]
    published: dict[str, tuple[int, int]]
    newest: dict[str, int]
    current: tuple[str, ...]
    lives: dict[str, tuple[date, date]]

    def published_of(self, measure: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the published rows of one measure in time order, and their figures by area."""
        first, count = self.published.get(measure, (0, 0))
        return self.published_rows(measure), self.values.slice(first, count)

    def published_rows(self, measure: str) -> pl.DataFrame:
        """Return the published rows of one measure in time order."""
        return self.rows.slice(*self.published.get(measure, (0, 0)))

    def values_at(self, at: int) -> dict[str, float | None]:
        """Return the figures of one row by area."""
        return dict(zip(self._value_codes, self.values.row(at), strict=True))

    def ranks_at(self, at: int) -> dict[str, int | None]:
        """Return the ranks of one row by authority."""
        return dict(zip(self._rank_codes, self.ranks.row(at), strict=True))

    # A frame makes the list of its columns anew each time.
    @cached_property
    def _value_codes(self) -> list[str]:
        return self.values.columns

    @cached_property
    def _rank_codes(self) -> list[str]:
        return self.ranks.columns

    def row(self, at: int) -> GridRow:
        """Return one row by its number."""
        row = self.rows.row(at, named=True)
        return GridRow(
            at=at,
            label=row["label"],
            period=Period.of(*(row[name] for name in PERIOD)),
            data_status=row["data_status"],
            is_derived=row["is_derived"],
            previous=row["previous"],
            peers=row["peers"],
            ends=tuple(row[name] for name in ENDS),
        )

    def period_before(self, row: GridRow) -> Period | None:
        """Return the period that a row's figures are compared with, or None."""
        if row.previous is None:
            return None
        return Period.of(*(self.rows[name][row.previous] for name in PERIOD))

    def value_of(self, at: pl.Series, area: str) -> pl.Series:
        """Return an area's figures at some row numbers; null where the row number is null."""
        # Indexing a series needs no query, as `gather` does.
        return self.values[area][at] if area in self._value_codes else blank(at)

    def counted(self, at: pl.Series, codes: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the figures of authorities at some row numbers, a column for each authority.

        `codes` are the authorities, all of them without it. Null where an authority did not exist
        on the last day of the row's period.
        """
        codes = list(self.ranks.columns) if codes is None else list(codes)
        ends = self.rows["period_end"].gather(at)
        return self.values.select(pl.col(codes).gather(at)).with_columns(
            pl.when(is_alive(ends, *self.lives[code])).then(pl.col(code)).alias(code)
            for code in codes
            if code in self.lives
        )

    def rank_of(self, at: pl.Series, area: str) -> pl.Series:
        """Return an area's ranks at some row numbers; null for England and regions."""
        ranks = self.ranks[area][at] if area in self._rank_codes else blank(at)
        return ranks.cast(pl.Int64)


def grid(snapshot: Snapshot) -> Grid:
    """Return the grid of a snapshot, made once.

    `kpi.benchmarks.grids.grid_cache` serves snapshots too large for one grid.
    """

    def make() -> Grid:
        return make_grid(
            snapshot, published_figures(snapshot.held_benchmarks), own_figures(snapshot)
        )

    return snapshot.remember("grid", make)


def is_alive(ends: pl.Series, first: date, gone: date) -> pl.Series:
    """Return whether an area existed on each of the days `ends`.

    `first` is the area's first day, `gone` the first day on which it no longer existed.
    """
    return (ends >= first) & (ends < gone)


def shared(grid: Grid, rows: pl.DataFrame) -> pl.DataFrame:
    """Return columns row, rank and shared_by: how many of all authorities share each rank."""
    ranks = grid.ranks[rows["at"]].with_columns(rows["row"])
    ranked = ranks.unpivot(index="row", value_name="rank").drop_nulls("rank")
    ranked = ranked.cast({"rank": pl.Int64})
    return ranked.group_by("row", "rank").len("shared_by").cast({"shared_by": pl.Int64})


# ---- making it ----------------------------------------------------------------------------


def make_grid(snapshot: Snapshot, *parts: pl.DataFrame) -> Grid:
    """Return the grid of some figures (`published_figures`, `own_figures` or both).

    Half a million figures are placed by number: text is compared only for the few thousand rows of
    the grid.
    """
    keyed = [_keyed(part) for part in parts]
    rows = _rows(snapshot, pl.concat([keys for keys, _ in keyed]))
    every = snapshot.areas["area"].to_list()
    cells = pl.concat(
        [
            part.select(
                _rows_of(keys, codes, rows),
                pl.col("area").cast(pl.Enum(every), strict=False).to_physical().cast(pl.UInt32),
                "value",
            )
            for part, (keys, codes) in zip(parts, keyed, strict=True)
        ]
    ).drop_nulls()
    lives, authorities = lives_of(snapshot), authorities_of(snapshot)
    peers = _peers(rows, cells, every, authorities, lives)
    ranks = pl.concat(_ranks(peers, polarity) for polarity in JUDGED).cast({"rank": RANK})
    cut = clean_floats(cuts(peers.select(measure="at", value="value"))).rename({"measure": "at"})
    wide = _wide(rows.height, cells, "value", every)
    rows = rows.join(cut, on="at", how="left", maintain_order="left").with_columns(
        pl.col("peers").fill_null(0), all_null(wide)
    )
    return Grid(
        rows,
        wide,
        _wide(rows.height, ranks, "rank", authorities),
        _spans(rows),
        _spans(rows.filter(pl.col("basis") == PUBLISHED)),
        dict(rows.filter("is_newest").select("measure", "at").iter_rows()),
        today(snapshot),
        lives,
    )


def joined(grids: Sequence[Grid]) -> Grid:
    """Join grids that have no measure in common into one, in their order; needs at least one."""
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
        grids[0].lives,
    )


def today(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codes of the authorities that exist today."""
    return authorities_on(snapshot, snapshot.made_on)


def authorities_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codes of all authorities, those abolished or still to be created included."""
    return tuple(snapshot.areas.filter(pl.col("kind") == "authority")["area"])


def lives_of(snapshot: Snapshot) -> dict[str, tuple[date, date]]:
    """Return first day and first day without it of each authority created or abolished."""
    dated = snapshot.areas.filter(
        (pl.col("kind") == "authority")
        & (pl.col("created_on").is_not_null() | pl.col("abolished_on").is_not_null())
    )
    return {
        code: (created or date.min, ended or date.max)
        for code, created, ended in dated.select("area", "created_on", "abolished_on").iter_rows()
    }


def all_null(wide: pl.DataFrame) -> pl.Series:
    """Return the series `is_blank`: whether no area has a figure in a row."""
    return wide.select(pl.all_horizontal(pl.all().is_null()).alias("is_blank"))["is_blank"]


def _spans(rows: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Map each measure to its first row and its number of rows; a measure's rows are contiguous."""
    spans = rows.group_by("measure").agg(pl.col("at").min().alias("first"), pl.len().alias("count"))
    return {str(measure): (first, count) for measure, first, count in spans.iter_rows()}


def published_figures(benchmarks: pl.DataFrame) -> pl.DataFrame:
    """Return LAIT's rows that name a period (trap 7), with GRID_COLUMNS and basis."""
    basis = pl.lit(PUBLISHED, pl.Enum([PUBLISHED])).alias("basis")
    rows = benchmarks.select(GRID_COLUMNS).drop_nulls("period_end")
    return rows.with_columns(basis, clean("value"))


def own_rows(snapshot: Snapshot) -> pl.DataFrame:
    """Return our indicators' observations with `measure`, `label` and `basis` as the grid has them.

    Where nobody publishes figures of England and the regions, their derived means are included.
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
    """Return our own indicators' observations with the columns of `published_figures`."""
    return own_rows(snapshot).select(
        "measure", "label", "basis", "area", *PERIOD, pl.lit(None, pl.String).alias("status"),
        clean("value"),
    )  # fmt: skip


def _keyed(figures: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Return the distinct grid rows of some figures, each with a code, and each figure's code."""
    codes = pl.repeat(0, figures.height, dtype=pl.UInt32, eager=True)
    for column in figures.select(_KEY).iter_columns():
        kind = column.dtype
        if not isinstance(kind, pl.Enum):
            kind = pl.Enum(column.unique().cast(pl.String))
        codes = codes * len(kind.categories) + column.cast(kind).to_physical()
    codes = codes - pl.select(codes.min()).item()
    # LAIT's status belongs to the label, and so to all areas of a period.
    first = figures.select(*_KEY, *PERIOD, "status", codes.alias("code"))[codes.arg_unique()]
    text = (*_KEY, "period_kind", "status")
    return first.with_columns(pl.col(text).cast(pl.String)), codes


def _rows_of(keys: pl.DataFrame, codes: pl.Series, rows: pl.DataFrame) -> pl.Series:
    """Return `at`, the grid row of each figure; null where its measure is not known."""
    with_row = keys.join(rows.select(*_KEY, "at"), on=_KEY, how="left").select("code", "at")
    most = keys.select(pl.col("code").max().fill_null(0)).item()
    by_code = pl.repeat(None, most + 1, dtype=pl.UInt32, eager=True)
    return by_code.scatter(with_row["code"], with_row["at"]).gather(codes).alias("at")


def _peers(
    rows: pl.DataFrame,
    cells: pl.DataFrame,
    every: Sequence[str],
    authorities: Sequence[str],
    lives: Mapping[str, tuple[date, date]],
) -> pl.DataFrame:
    """Return at, area (its place in `authorities`), value and polarity of the figures to rank."""
    exists = pl.Series(every, dtype=pl.String).cast(pl.Enum(list(authorities)), strict=False)
    always = (date.min, date.max)
    first = pl.Series([lives.get(code, always)[0] for code in every], dtype=pl.Date)
    gone = pl.Series([lives.get(code, always)[1] for code in every], dtype=pl.Date)
    ends = rows["period_end"].gather(cells["at"])
    alive = (ends >= first.gather(cells["area"])) & (ends < gone.gather(cells["area"]))
    published = rows["basis"] == PUBLISHED
    polarity = rows["polarity"].cast(pl.Enum(JUDGED), strict=False)
    return cells.select(
        "at",
        exists.to_physical().cast(pl.UInt32).gather(cells["area"]).alias("area"),
        "value",
        polarity.gather(cells["at"]),
    ).filter(published.gather(cells["at"]) & alive & pl.col("area").is_not_null())


def _ranks(peers: pl.DataFrame, polarity: str) -> pl.DataFrame:
    """Return at, area and rank of the figures of one polarity."""
    ranked = peers.filter(pl.col("polarity") == polarity).group_by("at")
    return ranked.agg("area", rank_of(polarity).alias("rank")).explode("area", "rank")


def _about(snapshot: Snapshot) -> pl.DataFrame:
    """Return measure, polarity and no_quartile of LAIT's measures and our own indicators."""
    own = pl.DataFrame(
        [(i.id, i.polarity.lait, False) for i in snapshot.indicators],
        {"measure": pl.String, "polarity": pl.String, "no_quartile": pl.Boolean},
        orient="row",
    )
    return pl.concat([snapshot.measures.select(own.columns), own])


def _rows(snapshot: Snapshot, keys: pl.DataFrame) -> pl.DataFrame:
    rows = (
        keys.unique(_KEY)
        .select(*_KEY, *PERIOD, "status")
        .join(_about(snapshot), on="measure")
        .sort("measure", "basis", "period_end", "period_start", "label")
        .with_row_index("at")
    )
    periods = rows.select(PERIOD).rows()
    labels = {period: str(Period.of(*period)) for period in set(periods)}
    newest = pl.col("at") == pl.col("at").filter(pl.col("basis") == PUBLISHED).max().over("measure")
    return rows.with_columns(
        pl.Series("period", [labels[period] for period in periods], pl.String),
        newest.fill_null(False).alias("is_newest"),
        pl.col("measure").is_in([i.id for i in unpublished(snapshot)]).alias("is_derived"),
        *_previous(snapshot, rows),
        statuses(snapshot, rows, own_rows(snapshot)),
    )


def _previous(snapshot: Snapshot, rows: pl.DataFrame) -> list[pl.Series]:
    """Return the columns previous and apart: the row each row is compared with, or why none is.

    For LAIT's measures that is the last earlier row, whatever the gap, that is not set aside,
    shares no year and lies on the same side of a break. For our own indicators it is the period
    before, or a year before where seasonal, by the same rules (`kpi.model.series_discontinuities`).
    """
    own = {indicator.id: indicator for indicator in snapshot.indicators}
    lines = rows.select("measure", "basis", *PERIOD).rows()
    earlier: list[int | Incomparability] = []
    for (measure, _), group in groupby(lines, key=lambda line: line[:2]):
        periods = [Period.of(*line[2:]) for line in group]
        first = len(earlier)
        places = (
            own_earlier(own[measure], periods)
            if measure in own
            else comparability().earlier(measure, periods)
        )
        earlier += [first + each if isinstance(each, int) else each for each in places]
    return earlier_columns(earlier)


def earlier_columns(earlier: Sequence[int | Incomparability]) -> list[pl.Series]:
    """Return previous and apart as series: the row each is compared with, or why there is none."""
    rows = [each if isinstance(each, int) else None for each in earlier]
    reasons = [None if isinstance(each, int) else str(each) for each in earlier]
    return [pl.Series("previous", rows, pl.UInt32), pl.Series("apart", reasons, pl.String)]


def _wide(height: int, cells: pl.DataFrame, column: str, areas: Sequence[str]) -> pl.DataFrame:
    """Spread cells into a column for each area by their `area` and `at`; others are null."""
    # Of two figures for one cell the first is used: it is written last.
    ordered = cells.select(pl.col("area") * height + pl.col("at"), column)[::-1]
    nothing = pl.repeat(None, height * len(areas), dtype=ordered.schema[column], eager=True)
    filled = nothing.scatter(ordered["area"], ordered[column])
    return pl.DataFrame(
        [filled.slice(place * height, height).alias(code) for place, code in enumerate(areas)]
    )


def blank(at: pl.Series) -> pl.Series:
    """Return no figure for each of some row numbers."""
    return pl.repeat(None, len(at), dtype=pl.Float64, eager=True)


def judged() -> pl.Expr:
    """Return an expression: whether a row's polarity allows a rank."""
    return pl.col("polarity").is_in(JUDGED)
