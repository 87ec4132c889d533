"""What the columns of every table mean, in words: `data/columns.toml`, its one place.

The API's description, the metadata beside CSV files and the data dictionary of exports read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import polars as pl
from pydantic import Field

from kpi.formatting import capital
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.tables.wide import FIGURES
from kpi.toml_files import FilledText, Listed, Text, TomlModel, load_toml

FILE = DATA / "columns.toml"
LISTED = pl.Schema(
    {
        "table": pl.String,  # null: in every table that has the column
        "column": pl.String,
        "means": pl.String,
        "unit": pl.String,
    }
)
_WIDE = re.compile(rf"({'|'.join(sorted(FIGURES, key=len, reverse=True))})_(\w+)")


@dataclass(frozen=True)
class ColumnMeaning:
    """A column: its name, its title for people, its type in words, what it means, and its unit."""

    name: str
    title: str
    type: str
    means: str
    unit: str


class TableWords(TomlModel):
    """One table: its title, what a row is, and what tells rows apart; empty where nothing does.

    `sources` are the ids of its sources, where its rows do not name them; `has_sources` is false
    of what no publisher has, such as the faults of a return. `period` is the column that names the
    period, where its rows have no days. `columns` are meanings that differ from those of others.
    """

    title: FilledText
    about: FilledText
    key: Listed[FilledText] = ()
    sources: Listed[FilledText] = ()
    has_sources: bool = True
    period: Text = ""
    columns: dict[str, FilledText] = Field(default_factory=dict)


class ColumnsInFile(TomlModel):
    """The contents of `columns.toml`."""

    values: Listed[FilledText]
    values_are_in: FilledText
    who: dict[str, FilledText]
    when: dict[str, FilledText]
    units: dict[str, FilledText]
    columns: dict[str, FilledText]
    tables: dict[str, TableWords]


@dataclass(frozen=True)
class _Known:
    """The file, with each name written out."""

    columns: Mapping[str, str]
    units: Mapping[str, str]
    tables: Mapping[str, TableWords]


def tables() -> Mapping[str, TableWords]:
    """Return every table by its name."""
    return _known().tables


def meaning(table: str, name: str, kind: pl.DataType, snapshot: Snapshot | None) -> ColumnMeaning:
    """Return what a column of a table means; the parts of an indicator are those of a snapshot.

    Raises KeyError for a column that the file does not name.
    """
    known = _known()
    means = known.tables[table].columns.get(name) or known.columns.get(name)
    unit = known.units.get(name, "")
    if means is None and (match := _WIDE.fullmatch(name)):
        base, period = match.groups()
        means = f"{known.columns[base]} Of the period {period.replace('_', ' ')}."
        unit = known.units.get(base, "")
    if means is None:
        means = _parts(snapshot)[name]
        unit = known.units["value"]
    if not kind.is_numeric():
        unit = ""
    return ColumnMeaning(name, capital(name.replace("_", " ")), type_in_words(kind), means, unit)


def meanings(
    table: str, schema: pl.Schema, snapshot: Snapshot | None = None
) -> tuple[ColumnMeaning, ...]:
    """Return what each column of a table means, in their order. Raises KeyError as `meaning`."""
    return tuple(meaning(table, name, kind, snapshot) for name, kind in schema.items())


def listed() -> pl.DataFrame:
    """Return every column with its meaning and unit (`LISTED`), those of one table with its name.

    Where `{who}` or `{when}` stand in the file, each way of writing it has a row.
    """
    known = _known()
    shared: tuple[str | None, Mapping[str, str]] = (None, known.columns)
    own = ((table, words.columns) for table, words in known.tables.items())
    rows = [
        (table, name, means, known.units.get(name))
        for table, columns in (shared, *own)
        for name, means in columns.items()
    ]
    return pl.DataFrame(rows, LISTED, orient="row")


def type_in_words(kind: pl.DataType) -> str:
    """Return the type of a column's values as people read it."""
    if kind.is_float():
        return "number"
    if kind.is_integer():
        return "whole number"
    return {pl.Date: "day", pl.Boolean: "true or false"}.get(kind.base_type(), "text")


# ---- parts --------------------------------------------------------------------------------


def _parts(snapshot: Snapshot | None) -> dict[str, str]:
    """Return the meanings of columns that only some indicators have: the parts of a difference."""
    if snapshot is None:
        return {}
    return {
        leg.id: f"The figure of {leg.name}, of which the value is made."
        for indicator in snapshot.indicators
        for leg in indicator.legs
    }


@lru_cache(maxsize=1)
def _known() -> _Known:
    in_file = load_toml(FILE, ColumnsInFile)
    columns: dict[str, str] = {}
    for name, means in in_file.columns.items():
        for who, words, when, before in _each(in_file, name):
            written = means.replace("{who}", words).replace("{when}", before)
            columns.setdefault(name.replace("{who}", who).replace("{when}", when), written)
    values = {
        name.replace("{who}", who).replace("{when}", when)
        for name in in_file.values
        for who, _, when, _ in _each(in_file, name)
    }
    units = {**dict.fromkeys(values, in_file.values_are_in), **in_file.units}
    return _Known(columns, units, in_file.tables)


def _each(in_file: ColumnsInFile, name: str) -> list[tuple[str, str, str, str]]:
    """Return what stands for {who} and {when} in a name, with their words, in every way."""
    who = in_file.who if "{who}" in name else {"": ""}
    when = in_file.when if "{when}" in name else {"": ""}
    return [(w, words, t, before) for w, words in who.items() for t, before in when.items()]
