"""Data jobs a to d on all 641,070 rows: ours compared with hand-written polars and pandas.

a: one authority, one measure, all years, with England, region and neighbours' mean. b: newest
value of all measures of one authority with England, region, neighbours' mean, rank and band. c:
one measure, all authorities with rank. d: 50 measures by 20 areas by all years as CSV bytes.
The hand-written ones have no checks, text or rules beyond the figures of the job; d writes the
same columns as ours.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable

import pandas as pd  # type: ignore[import-untyped]
import polars as pl

from benchmarks.timing import Result, SpeedBar, take_turns
from kpi.benchmarks import authority_profile, ranking, time_series
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder
from kpi.tables.selection import Selection

HOME, REGION, ENGLAND = "839", "990", "970"
ROUNDS = 21
POLARS, PANDAS = "polars by hand", "pandas on strings"


class Data:
    """The starting data in memory: the store's frame, a frame per measure, and strings."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.enums = snapshot.held_benchmarks
        parts = self.enums.partition_by("measure", as_dict=True)
        self.by_measure = {str(key[0]): rows for key, rows in parts.items()}
        plain = self.enums.select(
            pl.col("measure", "area", "label").cast(pl.String), "year_number", "value"
        )
        self.strings = pd.DataFrame({name: plain[name].to_list() for name in plain.columns}).astype(
            dict.fromkeys(("measure", "area", "label"), object)
        )
        self.neighbours = list(snapshot.neighbours(HOME))
        self.current = list(grid(snapshot).current)
        self.polarity = dict(snapshot.measures.select("measure", "polarity").iter_rows())
        names = [m.id for m in all_measures(snapshot) if not m.is_own]
        self.fifty = tuple(names[60:110])
        self.turns = itertools.cycle(names)
        self.areas = (*self.current[40:58], REGION, ENGLAND)
        self.names = snapshot.areas.select("area", "name", "kind")

    def next_measure(self) -> str:
        """Return another measure at each call, so that no result is cached."""
        return next(self.turns)


def run(snapshot: Snapshot, rounds: int = ROUNDS) -> list[Result]:
    """Run all four jobs; returns results with their limits."""
    data = Data(snapshot)
    gc.collect()
    gc.freeze()  # or each way pays for scanning the others' millions of strings
    jobs: list[tuple[str, dict[str, Callable[[], object]], float]] = [
        ("a one measure over time", _job_a(data), 1.3),
        ("b all measures of one authority", _job_b(data), 1.5),
        ("c one measure, all authorities", _job_c(data), 1.3),
        ("d table of 50 measures by 20 areas, CSV", _job_d(data), 1.3),
    ]
    return [
        Result(
            name,
            take_turns(ways, rounds),
            (SpeedBar(POLARS, limit), SpeedBar(PANDAS, 8, quicker=True)),
        )
        for name, ways, limit in jobs
    ]


# ---- a ------------------------------------------------------------------------------------


def _job_a(data: Data) -> dict[str, Callable[[], object]]:
    def ours() -> object:
        return time_series.over_time(data.snapshot, data.next_measure(), area=HOME)

    def polars() -> object:
        rows = data.by_measure[data.next_measure()]
        own, england, region = (
            rows.filter(pl.col("area") == code).select("label", "period_end", value="value")
            for code in (HOME, ENGLAND, REGION)
        )
        neighbours = (
            rows.filter(pl.col("area").is_in(data.neighbours))
            .group_by("label")
            .agg(
                pl.col("value").mean().alias("mean"),
                pl.col("value").median().alias("median"),
                pl.col("value").count().alias("count"),
            )
        )
        return (
            own.join(england.select("label", england="value"), on="label")
            .join(region.select("label", region="value"), on="label")
            .join(neighbours, on="label")
            .sort("period_end")
        )

    def pandas() -> object:
        rows = data.strings[data.strings["measure"] == data.next_measure()]
        parts = {code: rows[rows["area"] == code] for code in (HOME, ENGLAND, REGION)}
        neighbours = rows[rows["area"].isin(data.neighbours)].groupby("label")["value"]
        table = parts[HOME][["label", "value"]]
        for code in (ENGLAND, REGION):
            table = table.merge(parts[code][["label", "value"]], on="label", suffixes=("", code))
        return table.merge(neighbours.agg(["mean", "median", "count"]), on="label")

    return {"ours": ours, POLARS: polars, PANDAS: pandas}


# ---- b ------------------------------------------------------------------------------------


def _job_b(data: Data) -> dict[str, Callable[[], object]]:
    areas = itertools.cycle(data.current)

    def ours() -> object:
        return authority_profile.profile(data.snapshot, next(areas))

    def polars() -> object:
        area = next(areas)
        neighbour_codes = data.snapshot.neighbours(area)
        newest = pl.col("period_end") == pl.col("period_end").max().over("measure")
        now = data.enums.filter(newest).with_columns(
            pl.col("measure").replace_strict(data.polarity, return_dtype=pl.String).alias("p")
        )
        peers = now.filter(pl.col("area").is_in(data.current)).drop_nulls("value")
        placed = peers.with_columns(
            pl.when(pl.col("p") == "High")
            .then(pl.col("value").rank("min", descending=True).over("measure"))
            .otherwise(pl.col("value").rank("min").over("measure"))
            .alias("rank")
        )
        cuts = peers.group_by("measure").agg(
            pl.col("value").quantile(share, "linear").alias(f"q{share}")
            for share in (0.25, 0.5, 0.75)
        )
        neighbours = (
            peers.filter(pl.col("area").is_in(neighbour_codes))
            .group_by("measure")
            .agg(pl.col("value").mean().alias("mean"), pl.col("value").count().alias("count"))
        )
        own, england, region = (
            now.filter(pl.col("area") == code).select("measure", pl.col("value").alias(name))
            for code, name in ((area, "own"), (ENGLAND, "england"), (REGION, "region"))
        )
        table = (
            own.join(england, on="measure", how="left")
            .join(region, on="measure", how="left")
            .join(neighbours, on="measure", how="left")
            .join(cuts, on="measure", how="left")
            .join(
                placed.filter(pl.col("area") == area).select("measure", "rank"),
                on="measure",
                how="left",
            )
        )
        over = [pl.col("own") > pl.col(f"q{share}") for share in (0.25, 0.5, 0.75)]
        return table.with_columns(pl.sum_horizontal(over).alias("band"))

    def pandas() -> object:
        area, rows = next(areas), data.strings
        now = rows[rows["year_number"] == rows.groupby("measure")["year_number"].transform("max")]
        peers = now[now["area"].isin(data.current)].copy()
        high = peers["measure"].map(data.polarity) == "High"
        up = peers.groupby("measure")["value"].rank("min")
        down = peers.groupby("measure")["value"].rank("min", ascending=False)
        peers["rank"] = down.where(high, up)
        cuts = peers.groupby("measure")["value"].quantile([0.25, 0.5, 0.75]).unstack()
        neighbours = peers[peers["area"].isin(data.snapshot.neighbours(area))]
        table = peers[peers["area"] == area].merge(
            neighbours.groupby("measure")["value"].agg(["mean", "count"]), on="measure", how="left"
        )
        for code in (ENGLAND, REGION):
            other = now[now["area"] == code][["measure", "value"]]
            table = table.merge(other, on="measure", how="left", suffixes=("", code))
        return table.merge(cuts, on="measure", how="left")

    return {"ours": ours, POLARS: polars, PANDAS: pandas}


# ---- c ------------------------------------------------------------------------------------


def _job_c(data: Data) -> dict[str, Callable[[], object]]:
    def ours() -> object:
        return ranking.ranking(data.snapshot, data.next_measure(), area=HOME)

    def polars() -> object:
        rows = data.by_measure[data.next_measure()]
        end = rows["period_end"].max()
        now = rows.filter(pl.col("area").is_in(data.current) & (pl.col("period_end") == end))
        before = (
            rows.filter(pl.col("period_end") < end)
            .group_by("area")
            .agg(pl.col("value").last().alias("before"))
        )
        ranked = now.with_columns(pl.col("value").rank("min").alias("rank"))
        return (
            ranked.join(before, on="area", how="left")
            .with_columns((pl.col("value") - pl.col("before")).alias("change"))
            .join(data.names, left_on=pl.col("area").cast(pl.String), right_on="area")
            .sort("rank")
        )

    def pandas() -> object:
        rows = data.strings[data.strings["measure"] == data.next_measure()]
        now = rows[rows["year_number"] == rows["year_number"].max()]
        now = now[now["area"].isin(data.current)].copy()
        now["rank"] = now["value"].rank(method="min")
        return now.sort_values("rank")

    return {"ours": ours, POLARS: polars, PANDAS: pandas}


# ---- d ------------------------------------------------------------------------------------


def _job_d(data: Data) -> dict[str, Callable[[], object]]:
    chosen = Selection(HOME, data.fifty, data.areas)
    made = builder.table(data.snapshot, chosen)
    about = made.unique("measure").select(
        "measure", "name", "topic", "directorate", "unit", "polarity", "decimals", "year_type",
        "source", "last_update", "next_update", "note", "snapshot",
    )  # fmt: skip
    periods = made.select("period_kind", "period_start", "period_end", "period").unique()
    plain = {"pl": about, "names": data.names.rename({"name": "area_name", "kind": "area_kind"})}
    strings = data.strings
    frames = {name: frame.to_pandas() for name, frame in plain.items()}

    def ours() -> object:
        return csv.to_csv(builder.table(data.snapshot, chosen))

    def polars() -> object:
        rows = data.enums.filter(
            pl.col("measure").is_in(list(data.fifty)) & pl.col("area").is_in(list(data.areas))
        )
        table = (
            rows.with_columns(pl.col("measure", "area", "period_kind").cast(pl.String))
            .join(about, on="measure")
            .join(plain["names"], on="area")
            .join(periods, on=["period_kind", "period_start", "period_end"])
            .rename({"label": "period_label"})
            .with_columns(
                pl.when(pl.col("value").is_null()).then(pl.lit("not available")).alias("reason"),
                pl.col("status").cast(pl.String).fill_null("published").alias("data_status"),
            )
            .sort("measure", "area", "period_end")
            .select(made.columns)
        )
        return table.write_csv(float_scientific=False).encode()

    def pandas() -> object:
        rows = strings[strings["measure"].isin(data.fifty) & strings["area"].isin(data.areas)]
        table = rows.merge(frames["pl"], on="measure").merge(frames["names"], on="area")
        return table.sort_values(["measure", "area", "label"]).to_csv(index=False).encode()

    return {"ours": ours, POLARS: polars, PANDAS: pandas}
