"""Areas: authorities, regions and England, with every code a source uses for them.

Joined on codes, never names. LAIT's list has the three-digit codes, regions and types; the
EES files have the ONS codes; `area-changes.csv` lists authorities created or abolished.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from python_calamine import CalamineError

from kpi.errors import InputError
from kpi.file_readers.publisher_workbook import opened
from kpi.model.schemas import AREAS, ENGLAND

# The two spellings in LAIT's files (trap 24); the right-hand one is the area's own name.
REGION_NAMES = {
    "Yorkshire and The Humber": "Yorkshire and the Humber",
    "Inner London": "London (Inner)",
    "Outer London": "London (Outer)",
}
LONDON = "986"
LONDON_PARTS = ("987", "988")
_CODE = re.compile(r"[0-9]{3,4}(?:\.0)?")  # a number, as a spreadsheet writes it
_DISCONTINUED = "1000"  # "England (discontinued)": in the list, never in the data


def read(lait_folder: Path, changes: Path, code_pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the table `areas` (schema `kpi.model.schemas.AREAS`), one row per area.

    `code_pairs` has `area` and `ons_code` as found in EES files, newest first; the first pair
    of an area is its present ONS code. Raises InputError when the lists contradict each other.
    """
    listed = _code_list(lait_folder / "la_code_list.xlsx")
    history = _changes(changes)
    unknown = history.join(listed, on="area", how="anti")["area"].to_list()
    if unknown:
        raise InputError(f"{changes.name}: unknown authority codes {', '.join(map(str, unknown))}")
    current_codes = code_pairs.unique("area", keep="first", maintain_order=True)
    regions = listed.filter(pl.col("kind") == "region").select(
        region="area", region_name="name", match="name"
    )
    areas = (
        listed.with_columns(match=pl.col("region_label").replace(REGION_NAMES))
        .join(regions, on="match", how="left")
        .join(current_codes, on="area", how="left")
        .join(history, on="area", how="left")
        .with_columns(
            wider_region=pl.when(pl.col("region").is_in(LONDON_PARTS)).then(pl.lit(LONDON))
        )
    )
    lost = areas.filter((pl.col("kind") == "authority") & pl.col("region").is_null())
    if lost.height:
        raise InputError(f"la_code_list.xlsx: no region for {', '.join(lost['area'])}")
    return areas.select(AREAS.names()).cast(AREAS).sort("area")


def known_codes(code_pairs: pl.DataFrame) -> dict[str, str]:
    """Return every ONS code in any file, present or past, with the area's three-digit code.

    Raises InputError when one ONS code belongs to two areas.
    """
    pairs = code_pairs.unique()
    twice = pairs.filter(pl.col("ons_code").is_duplicated())
    if twice.height:
        raise InputError(f"one ONS code for two areas: {sorted(set(twice['ons_code']))}")
    return dict(pairs.select("ons_code", "area").iter_rows())


def _code_list(path: Path) -> pl.DataFrame:
    try:
        rows = opened(path).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as fault:
        raise InputError(f"{path.name} cannot be read as a workbook: {fault}") from fault
    if not rows or rows[0][:4] != ["LA Number", "LA Name", "Region", "Type"]:
        raise InputError(
            f"{path.name}: row 1 should be LA Number, LA Name, Region, Type; found {rows[:1]}"
        )
    odd = [str(row[0]) for row in rows[1:] if not _CODE.fullmatch(str(row[0]))]
    if odd:
        raise InputError(f"{path.name}: '{odd[0]}' is not the code of an area")
    table = pl.DataFrame(
        [
            (str(code).removesuffix(".0"), str(name).strip(), str(region))
            for code, name, region, *_ in rows[1:]
        ],
        {"area": pl.String, "name": pl.String, "region_label": pl.String},
        orient="row",
    ).filter(pl.col("area") != _DISCONTINUED)
    if table["area"].is_duplicated().any():
        raise InputError(f"{path.name}: an area code is listed twice")
    return table.with_columns(
        kind=pl.when(pl.col("area") == ENGLAND)
        .then(pl.lit("country"))
        .when(pl.col("region_label") == "NA")
        .then(pl.lit("region"))
        .otherwise(pl.lit("authority"))
    )


def _changes(path: Path) -> pl.DataFrame:
    try:
        text = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise InputError(f"{path.name} cannot be read: {fault}") from fault
    needed = ["code", "created_on", "abolished_on", "successors"]
    missing = [column for column in needed if column not in text.columns]
    if missing:
        raise InputError(f"{path.name} lacks the columns {', '.join(missing)}")
    days = pl.col("created_on", "abolished_on")
    bad = text.filter(
        pl.any_horizontal(days.is_not_null() & days.str.to_date(strict=False).is_null())
    )
    if bad.height:
        raise InputError(
            f"{path.name}: not a date in the row of {', '.join(map(str, bad['code']))}"
        )
    return text.select(pl.col("code").alias("area"), days.str.to_date(), pl.col("successors"))


def region_codes(path: Path) -> pl.DataFrame:
    """Return `area`, `ons_code` of each region; raises InputError for any other table."""
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise InputError(f"{path.name} cannot be read: {fault}") from fault
    if table.columns != ["area", "ons_code"]:
        raise InputError(f"{path.name}: row 1 should be area, ons_code; found {table.columns}")
    return table
