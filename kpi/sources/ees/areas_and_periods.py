"""Areas and periods of rows in EES files; no row is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from kpi.errors import InputError
from kpi.periods import Period, from_ees
from kpi.sources.ees import reader as ees_reader

PERIOD = ["period_kind", "period_start", "period_end"]
"""The three columns that hold a period."""


def agrees(rate: pl.Expr, published: pl.Expr) -> pl.Expr:
    """Return whether a rate from counts equals the published one, within half a printed digit."""
    return (rate - published).abs() <= 0.05 + 1e-9


def need(file: ees_reader.EesFile, columns: list[str]) -> None:
    """Raise InputError naming the columns that a file lacks."""
    missing = [column for column in columns if column not in file.frame.columns]
    if missing:
        raise InputError(f"{file.name} lacks the columns {', '.join(missing)}")


def years_of(file: ees_reader.EesFile) -> pl.Series:
    """Return the years of a file with one year per row; raises InputError for other files."""
    years = file.frame["time_period"].cast(pl.Int32, strict=False)
    if years.null_count():
        other_label = file.frame.filter(years.is_null())["time_period"][0]
        raise InputError(f"{file.name}: time_period '{other_label}' is not a year")
    return years


def with_area(rows: pl.DataFrame, codes: Mapping[str, str], name: str) -> pl.DataFrame:
    """Return rows with `area`, by ONS code; raises InputError for an unknown code."""
    ons_code = (
        pl.when(pl.col("geographic_level") == "National")
        .then(pl.col("country_code"))
        .when(pl.col("geographic_level") == "Regional")
        .then(pl.col("region_code"))
        .when(pl.col("geographic_level") == "Local authority")
        .then(pl.col("new_la_code"))
    )
    placed = rows.with_columns(area=ons_code.replace_strict(dict(codes), default=None))
    lost = placed.filter(pl.col("area").is_null()).select(
        pl.coalesce("new_la_code", "region_code", "country_code", "geographic_level")
    )
    if lost.height:
        examples = ", ".join(sorted(set(lost.to_series().to_list()))[:5])
        raise InputError(f"{name}: {lost.height} rows of unknown areas, for example {examples}")
    return placed


def with_period(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return rows with the three period columns, from `time_identifier` and `time_period`."""
    pairs = rows.select("time_identifier", "time_period").unique()
    periods = pl.DataFrame(
        [
            {"time_identifier": i, "time_period": p, **period_columns(_period(i, p, name))}
            for i, p in pairs.iter_rows()
        ]
    )
    extra = {} if "leg" in rows.columns else {"leg": pl.lit("")}
    return rows.join(periods, on=["time_identifier", "time_period"]).with_columns(**extra)


def _period(identifier: str | None, time_period: str | None, name: str) -> Period:
    try:
        return from_ees(identifier or "", time_period or "")
    except ValueError as fault:
        raise InputError(f"{name}: {fault}") from fault


def period_columns(period: Period) -> dict[str, Any]:
    """Return a period as the three columns `PERIOD`."""
    return {
        "period_kind": str(period.kind),
        "period_start": period.start,
        "period_end": period.end,
    }
