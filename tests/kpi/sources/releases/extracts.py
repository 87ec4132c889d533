"""Real rows of three releases of LAIT, laid out as its publisher does, and a plain reader."""

import csv
import shutil
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[4]
EXTRACTS = ROOT / "tests" / "kpi" / "sources" / "lait_extracts"
SHIPPED = ROOT / "data" / "inputs" / "dfe-lait-2026-04"
JULY, BEFORE, AFTER = "2025-07-14", "2025-10-10", "2025-10-27"

Cells = dict[tuple[str, str, int], float]


def release(folder: Path, name: str) -> Path:
    """The two files that the publisher replaces with each release, of three measures."""
    folder.mkdir(parents=True)
    rows = pl.read_csv(EXTRACTS / f"{name}_three_measures.csv", infer_schema=False)
    data = folder / "bds_long_0.parquet"
    rows.with_columns(pl.col("LA Number").cast(pl.Float64)).write_parquet(data)
    dictionary = EXTRACTS / f"{name}_three_measures_dictionary.csv"
    shutil.copy(dictionary, folder / "lait_data_dictionary.csv")
    return folder


def complete(folder: Path, name: str) -> Path:
    """A release with the files that stay from one to the next."""
    release(folder, name)
    for path in SHIPPED.glob("*.xlsx"):
        shutil.copy(path, folder)
    return folder


def plainly(name: str) -> Cells:
    """The values of a release by measure, area and year, read without the importer."""
    with (EXTRACTS / f"{name}_three_measures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["Short Desc"], row["LA Number"].removesuffix(".0"), int(row["Years"][:4])): float(
            row["Values"]
        )
        for row in rows
        if row["Values"] not in ("-", "..") and row["Years"] != "0"
    }
