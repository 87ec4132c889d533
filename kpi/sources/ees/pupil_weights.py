"""Pupils on roll, as weights of the areas' rates where nobody publishes England's figure.

One number per authority, of one year, from an EES file with authorities and England. DfE hides
it where there is one school: such an authority has no weight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kpi.errors import InputError
from kpi.model.definitions.indicator import WeightSource
from kpi.model.missing.source_cells import reason_of, symbol_of, value_of
from kpi.model.missing.symbol_meanings import UNREADABLE_REASON
from kpi.sources.ees import reader as ees_reader
from kpi.sources.ees.areas_and_periods import PERIOD, need, with_area, with_period

COLUMNS = ["area", *PERIOD, "value", "symbol", "reason"]

_PLACED = (
    "time_period", "time_identifier", "geographic_level", "country_code", "region_code",
    "new_la_code", "la_name",
)  # fmt: skip
_ABOUT = re.compile(r'column "([^"]+)"')
_MOST_HIDDEN = 0.01  # of all pupils: authorities with a hidden number are very small
_SHOWN = 12


def read(spec: WeightSource, folder: Path, codes: Mapping[str, str]) -> pl.DataFrame:
    """Return one row per authority (`COLUMNS`): its number of pupils, or why it is unknown.

    `spec` names the file in `folder`, its column `value` and `where` (columns, each with the
    required category). Raises InputError naming every fault of the columns that are used.
    """
    file = ees_reader.read(folder / spec.file)
    column, where = spec.value, dict(spec.where)
    used = {*_PLACED, column, *where}
    faults = [fault for fault in file.faults if _concerns(fault, used)]
    if faults:
        raise InputError(f"{file.name}: {'; '.join(faults[:_SHOWN])}")
    need(file, [*_PLACED, column, *where])
    chosen = file.frame.filter([pl.col(name) == wanted for name, wanted in where.items()])
    at = pl.col("geographic_level")
    authorities = chosen.filter(at == "Local authority")
    if authorities.is_empty():
        categories = ", ".join(f"{name} '{wanted}'" for name, wanted in where.items())
        raise InputError(f"{file.name}: no authority with {categories}")
    rows = with_period(with_area(authorities, codes, file.name), file.name)
    rows = rows.with_columns(
        value=value_of(column), symbol=symbol_of(column), reason=reason_of(column), text=column
    )
    country = chosen.filter(at == "National").select(value_of(column))[column].to_list()
    faults = _faults(rows, column, country)
    if faults:
        raise InputError(f"{file.name}: {'; '.join(faults[:_SHOWN])}")
    return rows.select(COLUMNS).sort("area")


def _concerns(fault: str, used: set[str]) -> bool:
    """Return whether a fault of the file is about a column in use, or about no single column."""
    match = _ABOUT.search(fault)
    return match is None or match[1] in used


def _faults(rows: pl.DataFrame, column: str, country: list[float | None]) -> list[str]:
    faults = [
        f"{column} of area {area}: '{text}', expected a number of pupils"
        for area, text in rows.filter(
            (pl.col("reason") == UNREADABLE_REASON) | (pl.col("value") <= 0)
        )
        .select("area", "text")
        .iter_rows()
    ]
    twice = rows.filter(pl.col("area").is_duplicated())["area"].unique().sort()
    faults += [f"area {area} stands twice" for area in twice]
    if rows.select(PERIOD).unique().height > 1:
        faults.append("more than one year, expected one")
    if len(country) != 1 or country[0] is None:
        faults.append(f"{len(country)} rows of England, expected one with a number")
    elif not faults:
        total = rows["value"].sum()
        if not country[0] * (1 - _MOST_HIDDEN) <= total <= country[0]:
            faults.append(
                f"the authorities' {column} add up to {total:,.0f}, England has {country[0]:,.0f}"
            )
    return faults
