"""Metadata of CSV files by the W3C's CSV on the Web: columns, types, units, licence, sources, time.

A document is made of a table as its CSV file has it, so it says what that very file holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kpi.file_writers import csv
from kpi.formatting import listed
from kpi.model.snapshot import Snapshot, Source
from kpi.periods import parse_period
from kpi.tables.catalogue import column_meanings
from kpi.tables.catalogue.column_meanings import ColumnMeaning

MEDIA_TYPE = "application/csvm+json"
ENDING = "csv-metadata.json"
OGL, OGL_ADDRESS = (
    "Open Government Licence v3.0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_DIALECT = {
    "encoding": "utf-8",  # without a byte order mark
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "headerRowCount": 1,
    "lineTerminators": ["\r\n"],
    "skipBlankRows": False,
    "trim": False,
}
_DATATYPES: dict[str, str | dict[str, str]] = {
    "text": "string",
    "number": "decimal",
    "whole number": "integer",
    "day": {"base": "date", "format": "yyyy-MM-dd"},
    "true or false": "boolean",
}
_ESCAPED = "A text that a spreadsheet would run as a formula begins with an apostrophe."
_MISSING = "An empty cell is a figure that is missing: {} why."
_REASONS = ("symbol", "symbol_reason", "reason")
Span = tuple[date, date]


@dataclass(frozen=True)
class CsvFile:
    """A CSV file to describe: the table it is of, its address, and what its rows are.

    `span` is the first and last day of its periods; `sources` are rows of the register of sources.
    """

    table: str
    url: str
    schema: pl.Schema
    sources: tuple[Source, ...]
    span: Span | None = None


def of_table(
    snapshot: Snapshot,
    table: pl.DataFrame,
    name: str,
    url: str,
    span: Span | None = None,
    sources: Sequence[str] = (),
) -> CsvFile:
    """Return what a CSV file of a table holds; span and sources by its rows where not given."""
    exact = csv.exact(table)
    words = column_meanings.tables()[name]
    source_rows = sources_of(snapshot, exact, sources or words.sources) if words.has_sources else []
    return CsvFile(
        name, url, exact.schema, tuple(source_rows), span or span_of(exact, words.period)
    )


def metadata(snapshot: Snapshot, file: CsvFile) -> dict[str, Any]:
    """Return the metadata of one CSV file."""
    return {"@context": _CONTEXT, **_described(snapshot, file)}


def group(snapshot: Snapshot, files: Iterable[CsvFile]) -> dict[str, Any]:
    """Return the metadata of several files that belong together."""
    return {
        "@context": _CONTEXT,
        "dc:title": f"{snapshot.home(snapshot.home_code()).name}: figures of the dashboard",
        "dc:identifier": snapshot.id,
        "tables": [_described(snapshot, each) for each in files],
    }


def span_of(table: pl.DataFrame, period: str = "") -> Span | None:
    """Return the first and last day of the periods of a table; None where it has none.

    `period` is the column that names them, where its rows have no days. Where it has a publisher's
    own label of one, such as `2025`, no span is given.
    """
    for first, last in (("period_start", "period_end"), ("starts", "ends")):
        if first in table.columns and not table[first].drop_nulls().is_empty():
            begins, ends = table[first].min(), table[last].max()
            if isinstance(begins, date) and isinstance(ends, date):
                return begins, ends
    if period:
        try:
            named = [parse_period(each) for each in table[period].drop_nulls().unique() if each]
        except ValueError:
            return None
        if named:
            return min(each.start for each in named), max(each.end for each in named)
    return None


def sources_of(snapshot: Snapshot, table: pl.DataFrame, named: Sequence[str] = ()) -> list[Source]:
    """Return the sources of a table's rows: those `named`, else those its rows name, else all."""
    every = list(snapshot.known_sources.values())
    if named:
        return [each for each in every if each.source in named]
    names_in_rows: set[str] = set()
    for name in table.columns:
        if (name == "source" or name.endswith("_source")) and table.schema[name] == pl.String:
            names_in_rows.update(table[name].drop_nulls().unique())
    sources = [
        each
        for each in every
        if each.source in names_in_rows or _is_named(each.title, names_in_rows)
    ]
    return sources or every


def licences(sources: Iterable[Source]) -> list[Any]:
    """Return the licences of some sources, each once: the address of one that has one."""
    names = dict.fromkeys(each.licence for each in sources if each.licence)
    return [{"@id": OGL_ADDRESS} if name == OGL else name for name in names]


def written(document: dict[str, Any]) -> bytes:
    """Return a document as the bytes of its file."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


# ---- parts --------------------------------------------------------------------------------


def _described(snapshot: Snapshot, file: CsvFile) -> dict[str, Any]:
    words, span = column_meanings.tables()[file.table], file.span
    columns = column_meanings.meanings(file.table, file.schema, snapshot)
    schema: dict[str, Any] = {"columns": [_column(each) for each in columns]}
    if words.key and set(words.key) <= set(file.schema):
        schema["primaryKey"] = list(words.key)
    return {
        "url": file.url,
        "dc:title": words.title,
        "dc:description": " ".join((words.about, _ESCAPED, *_missing(file.schema))),
        "dc:publisher": snapshot.home(snapshot.home_code()).name,
        "dc:identifier": f"{file.table}, snapshot {snapshot.id}",
        "dc:modified": _day(snapshot.made_on),
        **({"dc:temporal": f"{span[0].isoformat()}/{span[1].isoformat()}"} if span else {}),
        **_sources(file.sources),
        "dialect": _DIALECT,
        "tableSchema": schema,
    }


def _missing(schema: pl.Schema) -> tuple[str, ...]:
    """Return what an empty cell is, where a column says why a figure is missing."""
    reason_columns = [name for name in _REASONS if name in schema]
    if not reason_columns:
        return ()
    return (
        _MISSING.format(
            f"{listed(reason_columns)} {'says' if len(reason_columns) == 1 else 'say'}"
        ),
    )


def _sources(sources: Sequence[Source]) -> dict[str, Any]:
    if not sources:
        return {}
    return {"dc:license": licences(sources), "dc:source": [_source(each) for each in sources]}


def _is_named(title: str, names_in_rows: Iterable[str]) -> bool:
    """Return whether a title stands among what rows say: some add its publisher or part to it."""
    return any(title in each for each in names_in_rows)


def _column(each: ColumnMeaning) -> dict[str, Any]:
    unit = {"schema:unitText": each.unit} if each.unit else {}
    return {
        "name": each.name,
        "titles": [each.name, each.title],
        "dc:description": each.means,
        **unit,
        "datatype": _DATATYPES[each.type],
        "null": "",
    }


def _source(about: Source) -> dict[str, Any]:
    day, link = about.published, about.link
    return {
        "dc:title": about.title,
        "dc:publisher": about.publisher,
        **({"schema:version": about.edition} if about.edition else {}),
        **({"dc:issued": _day(day)} if day else {}),
        **({"schema:url": {"@id": link}} if link else {}),
        **({"dc:license": licences([about])[0]} if about.licence else {}),
    }


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
