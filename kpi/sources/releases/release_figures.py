"""The figures of a release as one table, whatever its publisher's format, to compare releases.

Each source is read by its own importer, with all its checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi.errors import InputError
from kpi.model.missing.source_cells import symbol_of, value_of
from kpi.model.schemas import ENGLAND
from kpi.sources import lait
from kpi.sources.ees import reader as ees_reader
from kpi.sources.groups import ofsted
from kpi.sources.register import LAIT, OFSTED

FIGURES = pl.Schema(
    {
        "measure": pl.String,
        "area": pl.String,
        "year": pl.Int32,  # the first four digits of the publisher's label
        "part": pl.String,  # which part of a year; "" of a whole one
        "label": pl.String,  # the period as its publisher writes it
        "value": pl.Float64,
        "symbol": pl.String,  # why there is no value; Ofsted's judgement
    }
)
KEY = ["measure", "area", "year", "part"]
FACTS = {
    "name": "name",
    "topic": "topic",
    "unit": "unit",
    "polarity": "polarity",
    "decimals": "decimals",
    "year_type": "what a year covers",
    "status": "status",
}
"""The columns of `measures` that are compared, and what they are called."""
_NEEDED = ("time_period", "time_identifier", "geographic_level")
_SHOWN = 12
_YEARS = re.compile(r"[_-]?(19|20)\d\d([_-]?(\d\d)?\d\d)?")


@dataclass(frozen=True)
class ReleaseFigures:
    """A release as read: its figures (`FIGURES`, one row a cell) and its measures.

    measures has `measure` and the columns of `FACTS`, null where the publisher says nothing.
    """

    source: str
    figures: pl.DataFrame
    measures: pl.DataFrame
    warnings: tuple[str, ...] = ()


def read(source: str, folder: Path, shipped: Path) -> ReleaseFigures:
    """Return the figures of the release in a folder; `shipped` is the source's shipped folder.

    Raises InputError naming every fault of a file, as the source's importer does.
    """
    if source == LAIT:
        return _lait(folder, shipped)
    if source == OFSTED:
        return _ofsted(folder)
    return _ees(source, folder)


def undated(name: str) -> str:
    """Return a file's name without the years in it, by which editions of a file are one."""
    return _YEARS.sub("", Path(name).stem.lower()).strip("_-") + Path(name).suffix.lower()


# ---- by publisher -------------------------------------------------------------------------


def _lait(folder: Path, shipped: Path) -> ReleaseFigures:
    """Return LAIT's figures, without those that were kept of measures it no longer has."""
    read_lait = lait.read(folder, shipped)
    is_kept = pl.col("measure").is_in(list(read_lait.kept))
    figures = (
        read_lait.benchmarks.filter(pl.col("period_kind").is_not_null() & ~is_kept)
        .with_columns(year="year_number", part=pl.lit(""))
        .select(FIGURES.names())
        .cast(FIGURES)
    )
    measures = (
        read_lait.measures.filter(~is_kept)
        .select("measure", *FACTS)
        .with_columns(pl.col("decimals").cast(pl.String))
    )
    return ReleaseFigures(LAIT, figures, measures, read_lait.warnings)


def _ofsted(folder: Path) -> ReleaseFigures:
    judged = ofsted.read(folder)
    figures = judged.judgements.select(
        measure=pl.lit(ofsted.OVERALL),
        area="ons_code",
        year=pl.lit(0, pl.Int32),  # the judgement in force, of whatever year
        part=pl.lit(""),
        label=pl.lit("in force"),
        value=pl.lit(None, pl.Float64),
        symbol=pl.col("overall").fill_null("no overall grade"),
    ).cast(FIGURES)
    return ReleaseFigures(OFSTED, figures, _named(figures))


def _ees(source: str, folder: Path) -> ReleaseFigures:
    paths = sorted(p for p in folder.glob("*.csv") if not p.name.endswith(".meta.csv"))
    if not paths:
        raise InputError(f"{folder.name}: no CSV file to read")
    parts, warnings = [], []
    for path in paths:
        file = ees_reader.read(path)
        absent = [name for name in _NEEDED if name not in map(str.lower, file.frame.columns)]
        if absent:
            raise InputError(f"{file.name}: column '{absent[0]}' is missing")
        parts.append(_ees_figures(file))
        # The build refuses faults of the columns that a definition uses; others are reported.
        warnings += [f"{file.name}: {fault}" for fault in file.faults[:_SHOWN]]
    figures = pl.concat(parts)
    return ReleaseFigures(source, figures, _named(figures), tuple(warnings))


def _ees_figures(file: ees_reader.EesFile) -> pl.DataFrame:
    """Return the cells of a file: a measure for each column of figures and choice of filters."""
    frame = file.frame
    columns = {name.strip().lower(): name for name in frame.columns}
    codes = [columns[c] for c in ("old_la_code", "region_code") if c in columns]
    blank = [pl.when(pl.col(code).str.strip_chars() != "").then(pl.col(code)) for code in codes]
    label = pl.col(columns["time_period"]).str.strip_chars()
    filters = [pl.format("{} {}", pl.lit(name), pl.col(name)) for name in file.filters]
    about = pl.concat_str(filters, separator=", ") if filters else pl.lit("")
    keyed = frame.with_columns(
        area=pl.coalesce([*blank, pl.lit(ENGLAND)]),
        year=label.str.slice(0, 4).cast(pl.Int32),
        part=pl.col(columns["time_identifier"]),
        label=label,
        about=about,
    )
    stem = Path(undated(file.name)).stem
    parts = [
        keyed.select(
            measure=pl.format("{}: {}{}", pl.lit(stem), pl.lit(name),
                              pl.when(pl.col("about") != "").then(pl.format(" ({})", "about"))
                              .otherwise(pl.lit(""))),
            area="area", year="year", part="part", label="label",
            value=value_of(name), symbol=symbol_of(name),
        )
        for name in file.indicators
    ]  # fmt: skip
    return pl.concat(parts).cast(FIGURES)


def _named(figures: pl.DataFrame) -> pl.DataFrame:
    """Return the measures of a source that says no more of them than their names."""
    names = figures.select("measure").unique().sort("measure")
    nothing = {fact: pl.lit(None, pl.String) for fact in FACTS if fact != "name"}
    return names.with_columns(name="measure", **nothing).select("measure", *FACTS)
