"""A new release of LAIT, made of the shipped one by changes that a test knows."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from kpi.publishing.releases.refresh import ReleaseRequest

ROOT = Path(__file__).parents[4]
INPUTS, INDICATORS = ROOT / "data" / "inputs", ROOT / "data" / "indicators"
SHIPPED = INPUTS / "dfe-lait-2026-04"
TODAY = date(2026, 11, 30)
GONE, MOVED = "Vacancies_cover", "KS4_DES_Apprentice"
FSM, NON_FSM = "FSM_AVG_Attain8_Score", "NonFSM_AVG_Attain8_Score"
ALL = "AVG_Attain8_Score"


def written(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Path:
    """A folder with the publisher's two files, the rows changed."""
    folder.mkdir(parents=True)
    data = change(pl.read_parquet(SHIPPED / "bds_long_0.parquet"))
    data.write_parquet(folder / "bds_long_0.parquet")
    kept = set(data["Short Desc"].unique())
    name = "lait_data_dictionary.csv"
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    column = head.index("Measure_short")
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *(row for row in rows if row[column] in kept)])
    return folder


def small(folder: Path, measures: dict[str, float]) -> Path:
    """The newest figure of the home authority of some measures raised: within every limit."""

    def change(data: pl.DataFrame) -> pl.DataFrame:
        value = pl.col("Values").cast(pl.Float64, strict=False)
        changed = pl.col("Values")
        for measure, more in measures.items():
            ours = (pl.col("Short Desc") == measure) & (pl.col("LA Number") == 839)
            newest = data.filter(ours & (pl.col("Values") != "-"))["Years"].max()
            raised = (value + more).round(1).cast(pl.String)
            changed = pl.when(ours & (pl.col("Years") == newest)).then(raised).otherwise(changed)
        return data.with_columns(Values=changed)

    return written(folder, change)


def without(folder: Path) -> Path:
    """One measure gone, and one whose years are each one earlier."""

    def change(data: pl.DataFrame) -> pl.DataFrame:
        year = (pl.col("Years").str.slice(0, 4).cast(pl.Int32) - 1).cast(pl.String)
        moved = pl.when(pl.col("Short Desc") == MOVED).then(year).otherwise(pl.col("Years"))
        return data.filter(pl.col("Short Desc") != GONE).with_columns(Years=moved)

    return written(folder, change)


def renamed(folder: Path, codes: dict[str, str]) -> Path:
    """Measures by other codes, the figures as they were."""
    folder.mkdir(parents=True)
    data = pl.read_parquet(SHIPPED / "bds_long_0.parquet")
    data.with_columns(pl.col("Short Desc").replace(codes)).write_parquet(
        folder / "bds_long_0.parquet"
    )
    name = "lait_data_dictionary.csv"
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    at = head.index("Measure_short")
    rows = [[*row[:at], codes.get(row[at], row[at]), *row[at + 1 :]] for row in rows]
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return folder


def inputs(folder: Path) -> Path:
    """A copy of the shipped inputs, in which releases can be taken in."""
    return Path(shutil.copytree(INPUTS, folder / "inputs"))


def request(folder: Path, here: Path, **more: object) -> ReleaseRequest:
    return ReleaseRequest("dfe-lait", folder, here, INDICATORS, "839", True, **more)  # type: ignore[arg-type]


def next_year(folder: Path, measures: tuple[str, ...]) -> Path:
    """A release with a year more of some measures: the figures of their newest year again."""

    def change(data: pl.DataFrame) -> pl.DataFrame:
        rows = data.filter(pl.col("Short Desc").is_in(measures))
        newest = rows.filter(pl.col("Years") == pl.col("Years").max().over("Short Desc"))
        first = pl.col("Years").str.slice(0, 4).cast(pl.Int32) + 1
        second = ((first + 1) % 100).cast(pl.String).str.zfill(2)
        year = (
            pl.when(pl.col("Years").str.contains("/"))
            .then(pl.format("{}/{}", first, second))
            .otherwise(first.cast(pl.String))
        )
        return pl.concat([data, newest.with_columns(Years=year)])

    return written(folder, change)
