"""The grid of one measure, made from its rows alone while a visitor waits.

It has the same rows, figures, ranks and cuts as `grids.grid` makes for all measures at once. The
store holds a measure area by area, each with the same periods in time order, so that an
area's column is a slice of its values; rows in another order are sorted into it first.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from kpi.benchmarks.grids.grid import (
    PERIOD,
    PUBLISHED,
    RANK,
    Grid,
    authorities_of,
    earlier_columns,
    is_alive,
    lives_of,
)
from kpi.benchmarks.grids.row_status import early
from kpi.model.series_discontinuities import comparability
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.float_noise import clean, clean_floats
from kpi.statistics.rank_and_quartile_rules import cuts, rank_of

NEEDED = ("area", "label", *PERIOD, "status", "value")


def measure_grid(
    snapshot: Snapshot, name: str, rows: pl.DataFrame, current: tuple[str, ...]
) -> Grid:
    """Return the grid of a published measure from its rows, which have the columns `NEEDED`."""
    laid, count = _laid(rows)
    values, codes = laid.select(clean("value"))["value"], laid["area"].gather_every(max(count, 1))
    places = {str(code): place * count for place, code in enumerate(codes.cast(pl.String))}
    wide = _columns(values, places, snapshot.areas["area"].to_list(), count, pl.Float64)
    facts = _facts(snapshot, name, laid.head(count))
    by_area = values.is_null().to_numpy().reshape(-1, max(count, 1))
    is_blank = pl.Series("is_blank", by_area.all(axis=0), pl.Boolean).head(count)
    authorities, lives = authorities_of(snapshot), lives_of(snapshot)
    peer_codes = [code for code in authorities if code in places]
    ends = facts["period_end"]
    slices = [
        values.slice(places[code], count).set(~is_alive(ends, *lives[code]), None)
        if code in lives
        else values.slice(places[code], count)
        for code in peer_codes
    ]
    here = pl.concat(slices or [values.clear()])
    at = pl.Series("measure", [*range(count)] * len(peer_codes), pl.UInt32)
    peers = pl.DataFrame([here.alias("value"), at])
    polarity = facts["polarity"][0] if count else ""
    ranks = peers.select(rank_of(polarity).over("measure").cast(RANK).alias("rank"))["rank"]
    ranked = {code: place * count for place, code in enumerate(peer_codes)}
    cut = clean_floats(cuts(peers.drop_nulls("value"))).rename({"measure": "at"})
    every = facts.join(cut, on="at", how="left", maintain_order="left").with_columns(
        pl.col("peers").fill_null(0), is_blank
    )
    span = {name: (0, count)} if count else {}
    return Grid(
        every, wide, _columns(ranks, ranked, list(authorities), count, RANK),
        span, dict(span), {name: count - 1} if count else {}, current, lives,
    )  # fmt: skip


def _laid(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return the rows area by area, each with all periods in time order, and how many periods.

    Rows already in that order are checked without a query, since a visitor is waiting.
    """
    if rows["period_end"].null_count():  # LAIT's label "0" names no period (trap 7)
        rows = rows.drop_nulls("period_end")
    count = int((rows["area"] == rows["area"][0]).sum()) if rows.height else 0
    if _is_laid(rows, count):
        return rows, count
    # LAIT's status belongs to the label, and so to all areas of a period.
    rows = rows.with_columns(pl.col("area", "label").cast(pl.String))
    periods = rows.unique("label", keep="first", maintain_order=True).drop("area", "value")
    periods = periods.sort("period_end", "period_start", "label")
    areas = rows.select(pl.col("area").unique(maintain_order=True))
    figures = rows.unique(["area", "label"], keep="first").select("area", "label", "value")
    laid = areas.join(periods, how="cross").join(
        figures, on=["area", "label"], how="left", maintain_order="left"
    )
    return laid.select(NEEDED), periods.height


def _is_laid(rows: pl.DataFrame, count: int) -> bool:
    if not count or rows.height % count:
        return not rows.height
    labels = rows["label"].to_physical().to_numpy().reshape(-1, count)
    areas = rows["area"].to_physical().to_numpy().reshape(-1, count)
    in_time = _in_time(rows.head(count))
    return bool(
        (labels == labels[0]).all()
        and (areas == areas[:, :1]).all()
        and len(set(areas[:, 0].tolist())) == len(areas)
        and in_time == sorted(in_time)
        and len({label for *_, label in in_time}) == count
    )


def _in_time(first: pl.DataFrame) -> list[tuple[date, bool, date, str]]:
    """Return the sort keys of periods: last day, whether there is a first day, first day, label."""
    columns = (first["period_end"], first["period_start"], first["label"].cast(pl.String))
    return [
        (end, start is not None, start or date.min, label)
        for end, start, label in zip(*columns, strict=True)
    ]


def _facts(snapshot: Snapshot, name: str, first: pl.DataFrame) -> pl.DataFrame:
    """Return the grid's columns about each period's row, without the cuts."""
    polarity, no_quartile = _known(snapshot)[name]
    count = first.height
    parts = zip(*(first[column] for column in PERIOD), strict=True)
    periods = [Period.of(*part) for part in parts]
    return pl.DataFrame(
        [
            pl.Series("at", range(count), pl.UInt32),
            pl.Series("measure", [name] * count, pl.String),
            first["label"].cast(pl.String),
            pl.Series("basis", [PUBLISHED] * count, pl.String),
            first["period_kind"].cast(pl.String),
            first["period_start"],
            first["period_end"],
            first["status"].cast(pl.String),
            pl.Series("polarity", [polarity] * count, pl.String),
            pl.Series("no_quartile", [no_quartile] * count, pl.Boolean),
            pl.Series("period", [str(period) for period in periods], pl.String),
            pl.Series("is_newest", [at == count - 1 for at in range(count)], pl.Boolean),
            pl.Series("is_derived", [False] * count, pl.Boolean),
            *earlier_columns(comparability().earlier(name, periods)),
            first.select(early(pl.col("status").cast(pl.String)))["data_status"],
        ]
    )


def _known(snapshot: Snapshot) -> dict[str, tuple[str, bool]]:
    """Map each measure to LAIT's polarity and whether it has no quartiles."""

    def make() -> dict[str, tuple[str, bool]]:
        columns = snapshot.measures.select("measure", "polarity", "no_quartile")
        return {name: (polarity, none) for name, polarity, none in columns.iter_rows()}

    return snapshot.remember("polarities", make)


def _columns(
    values: pl.Series, places: dict[str, int], codes: list[str], count: int, kind: type[pl.DataType]
) -> pl.DataFrame:
    """Return a column for each area, a slice of the values; null where the area has no rows."""
    nothing = pl.repeat(None, count, dtype=kind, eager=True)
    return pl.DataFrame(
        [values.slice(places[code], count) if code in places else nothing for code in codes],
        schema=codes,
    )
