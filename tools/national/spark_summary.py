"""Calculates one authority's summary of all measures with PySpark from the store's own files.

    python -m tools.national.spark_summary [--area 839] [--store FOLDER] [--memory 3g]

Each measure's newest period, the authority's value with England, region and neighbours, its rank,
the number ranked and its quartile band: the figures of `kpi.benchmarks.authority_profile`, compared
row for row. Prints how many rows were compared and each difference; exit status 1 where there is
one. It needs PySpark and Java in addition to the project's packages (see docs/national-scale.md);
nothing else does.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from kpi.benchmarks.authority_profile import profile
from kpi.model.schemas import ENGLAND
from kpi.store import snapshots

FIGURES = (
    "measure", "period_label", "period_end", "value", "england", "region",
    "neighbours_mean", "neighbours_median", "neighbours_count", "previous_value", "change",
    "shown_change", "rank", "rank_of", "band",
)  # fmt: skip
DIFFERENT = 1
_DECIMALS = 11  # no measure has more than ten


def session(memory: str) -> Any:
    """Return a Spark session on two cores of this machine."""
    return (
        importlib.import_module("pyspark.sql")
        .SparkSession.builder.master("local[2]")
        .appName("summary of all measures")
        .config("spark.driver.memory", memory)
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def summary(spark: Any, folder: Path, area: str, model: str) -> Any:
    """Return a Spark frame of FIGURES, one row per measure, from a snapshot's Parquet files."""
    f = importlib.import_module("pyspark.sql.functions")
    window = importlib.import_module("pyspark.sql.window").Window

    def read(table: str) -> Any:
        return spark.read.parquet(str(folder / f"{table}.parquet"))

    areas, measures = read("areas"), read("measures")
    home = areas.where(f.col("area") == area).first()
    current = areas.where("kind = 'authority' and abolished_on is null").select("area")
    neighbours = read("groups").where(
        (f.col("group") == f"neighbours {model}") & (f.col("area") == area)
    )
    neighbours = neighbours.select(f.col("member").alias("area")).join(current, "area")
    # The newest two periods of each measure, blank or not; text sorts by bytes, as in polars.
    rows = read("benchmarks").where("period_end is not null")
    newest_first = window.partitionBy("measure").orderBy(
        f.desc("period_end"), f.desc("period_start"), f.desc("label")
    )
    periods = (
        rows.select("measure", "label", "period_start", "period_end")
        .distinct()
        .withColumn("age", f.row_number().over(newest_first))
        .where("age <= 2")
        .select("measure", "label", "age")
    )
    held = (
        rows.join(f.broadcast(periods), ["measure", "label"])
        .join(f.broadcast(measures.select("measure", "polarity")), "measure")
        .select("measure", "area", "label", "period_end", "value", "polarity", "age")
        .cache()  # two periods per measure; the rest of the file is read once
    )
    now, before = held.where("age = 1"), held.where("age = 2")
    # Ranks and quantiles: authorities of today with a value; nulls would be ranked and counted.
    peers = now.where("value is not null").join(f.broadcast(current), "area")
    ties_share = window.partitionBy("measure").orderBy(
        f.when(f.col("polarity") == "High", -f.col("value")).otherwise(f.col("value"))
    )
    ranked = peers.withColumn("rank", f.rank().over(ties_share)).where(f.col("area") == area)
    ordered = peers.groupBy("measure").agg(f.sort_array(f.collect_list("value")).alias("v"))
    cuts = ordered.select("measure", f.size("v").alias("peers"), *(cut(f, n) for n in (1, 2, 3)))
    means = (
        peers.join(f.broadcast(neighbours), "area")
        .groupBy("measure")
        .agg(
            without_noise(f, f.avg("value")).alias("neighbours_mean"),
            without_noise(f, f.median("value")).alias("neighbours_median"),
            f.count("value").alias("neighbours_count"),
        )
    )

    def of(frame: Any, code: str | None, name: str) -> Any:
        return frame.where(f.col("area") == code).select("measure", f.col("value").alias(name))

    table = measures.select("measure", "polarity", "no_quartile", "decimals", "withheld")
    about = now.select("measure", f.col("label").alias("period_label"), "period_end").distinct()
    for part in (
        about, of(now, area, "value"), of(before, area, "previous_value"),
        of(now, ENGLAND, "england"), of(now, home["region"], "own_region"),
        of(now, home["wider_region"], "wider_region"), means, cuts,
        ranked.select("measure", "rank"),
    ):  # fmt: skip
        table = table.join(part, "measure", "left")
    judged = f.col("polarity").isin("High", "Low")
    quarter = (
        f.when(f.col("value") <= f.col("q1"), 1)
        .when(f.col("value") <= f.col("q2"), 2)
        .when(f.col("value") <= f.col("q3"), 3)
        .otherwise(4)
    )
    best = f.when(f.col("polarity") == "High", 5 - quarter).otherwise(quarter)

    def shown(comparator: str, column: Any) -> Any:
        return f.when(~f.array_contains(f.col("withheld.comparator"), comparator), column)

    return table.select(
        "measure", "period_label", "period_end", "value",
        shown("england", f.col("england")).alias("england"),
        # London for a blank part of it
        shown("region", f.coalesce("own_region", "wider_region")).alias("region"),
        shown("neighbours", f.col("neighbours_mean")).alias("neighbours_mean"),
        shown("neighbours", f.col("neighbours_median")).alias("neighbours_median"),
        f.coalesce(shown("neighbours", f.col("neighbours_count")), f.lit(0))
        .alias("neighbours_count"),
        "previous_value",
        (f.col("value") - f.col("previous_value")).alias("change"),
        as_shown(f, as_shown(f, f.col("value")) - as_shown(f, f.col("previous_value")))
        .alias("shown_change"),
        f.when(judged, f.col("rank")).alias("rank"),
        f.when(judged, f.col("peers")).alias("rank_of"),
        f.when(~judged | f.col("no_quartile"), "-")
        .when(f.col("rank").isNotNull(), f.substring(f.lit("ABCD"), best, f.lit(1)))
        .alias("band"),
    )  # fmt: skip


def without_noise(f: Any, figure: Any) -> Any:
    """Return a figure rounded to ten decimals by multiplying and dividing, as polars does.

    Spark's own `round` uses decimal text: above a million the two differ in the last bit.
    """
    return f.rint(figure * 1e10) / 1e10


def as_shown(f: Any, figure: Any) -> Any:
    """Return a figure rounded half away from zero at the measure's decimals, as `kpi.formatting`.

    Float noise is removed first. Spark's `round` is half away from zero (`bround` is half to even),
    but accepts no column as the number of decimals.
    """
    plain = f.round(figure, 10)
    return f.coalesce(
        *(
            f.when(f.col("decimals") == places, f.round(plain, places))
            for places in range(_DECIMALS)
        )
    )


def cut(f: Any, number: int) -> Any:
    """Return R's default quantile of the sorted list `v`, in R's order of operations."""
    place = (f.size("v") - 1) * f.lit(number / 4)
    part = place - f.floor(place)
    low, high = (f.get("v", end(place).cast("int")) for end in (f.floor, f.ceil))
    exact = (part == 0) | (low == high)
    return f.when(exact, low).otherwise((1 - part) * low + part * high).alias(f"q{number}")


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> list[str]:
    """Return one line for each figure that is not equal to the last digit."""
    if ours["measure"].to_list() != theirs["measure"].to_list():
        return [f"other measures: {ours.height:,} rows of ours, {theirs.height:,} of Spark's"]
    return [
        f"{measure}: {name} is {a!r}, Spark has {b!r}"
        for name in FIGURES
        for measure, a, b in zip(ours["measure"], ours[name], theirs[name], strict=True)
        if a != b
    ]


def main() -> int:
    """Calculate the summary both ways and compare; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.national.spark_summary", description=__doc__
    )
    parser.add_argument("--area", default="839")
    parser.add_argument("--store", type=Path, default=snapshots.root())
    parser.add_argument("--memory", default="3g", help="of Spark's process")
    chosen = parser.parse_args()
    live = snapshots.current_id(chosen.store)
    began = time.perf_counter()
    snapshot = snapshots.load(live, chosen.store)
    ours = profile(snapshot, chosen.area).select(FIGURES).sort("measure")
    between = time.perf_counter()
    spark = session(chosen.memory)
    started = time.perf_counter()
    folder = chosen.store / "snapshots" / live
    rows = summary(spark, folder, chosen.area, snapshot.newest_model).collect()
    ended = time.perf_counter()
    theirs = pl.DataFrame([row.asDict() for row in rows], ours.schema).sort("measure")
    spark.stop()
    print(
        f"ours in {between - began:.1f} s; Spark started in {started - between:.1f} s, "
        f"answered in {ended - started:.1f} s"
    )
    faults = differences(ours, theirs)
    print(f"{ours.height:,} rows of {len(FIGURES)} columns compared: {len(faults)} differences")
    for fault in faults[:20]:
        print(f"    {fault}")
    return DIFFERENT if faults else 0


if __name__ == "__main__":
    sys.exit(main())
