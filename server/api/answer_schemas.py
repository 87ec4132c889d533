"""The answers of the API as OpenAPI describes them, made from the tables' own columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi.downloads import csvw
from kpi.tables.catalogue import column_meanings
from server.api.problems import MEDIA_TYPE, TITLES
from server.api.table_forms import MEDIA_TYPES

_PROBLEMS = {
    404: ("unknown-name", "no-address"),
    406: ("no-such-form",),
    413: ("too-large",),
    422: ("bad-parameter",),
    429: ("busy",),
    500: ("fault",),
    503: ("no-figures",),
}
_KINDS: Mapping[Any, dict[str, Any]] = {
    pl.String: {"type": ["string", "null"]},
    pl.Date: {"type": ["string", "null"], "format": "date"},
    pl.Boolean: {"type": ["boolean", "null"]},
    pl.Float64: {"type": ["number", "null"]},
    pl.Int64: {"type": ["integer", "null"]},
    pl.Int32: {"type": ["integer", "null"]},
}


@dataclass(frozen=True)
class ServedColumns:
    """The columns of a table; `has_others` where some depend on what is asked for."""

    known: pl.Schema
    has_others: bool = False


def responses(table: str, columns: ServedColumns) -> dict[int | str, dict[str, Any]]:
    """Return every answer to a request for a table, by status, as FastAPI takes them."""
    tag = {"description": "Changes when the answer does.", "schema": {"type": "string"}}
    answer = {
        "description": "The table.",
        "headers": {
            "ETag": tag,
            "Link": {
                "description": "Where the next rows are, if there are more; of CSV, also where "
                "its columns are described.",
                "schema": {"type": "string"},
            },
        },
        "content": {
            MEDIA_TYPES["json"]: {"schema": _rows_schema(table, columns)},
            MEDIA_TYPES["csv"]: {"schema": {"type": "string"}},
            MEDIA_TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}},
        },
    }
    return {200: answer, **_others()}


def metadata_responses() -> dict[int | str, dict[str, Any]]:
    """Return every answer to a request for the metadata of a table's CSV file."""
    tag = {"description": "Changes when the answer does.", "schema": {"type": "string"}}
    answer = {
        "description": "What the table's CSV file holds, by CSV on the Web: its columns with "
        "their types, meanings and units, its licence, sources and period.",
        "headers": {"ETag": tag},
        "content": {csvw.MEDIA_TYPE: {"schema": {"type": "object"}}},
    }
    return {200: answer, **_others()}


def _others() -> dict[int | str, dict[str, Any]]:
    """Return the answers without a table: not changed, and the kinds of refusals."""
    refused: dict[int | str, dict[str, Any]] = {
        status: {
            "description": "; ".join(TITLES[kind] for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status, kinds in _PROBLEMS.items()
    }
    refused[400] = {"description": "The address is longer than 64 kB; told by the server itself."}
    known = {"description": "Nothing has changed since the ETag of If-None-Match."}
    return {304: known, **refused}


def _rows_schema(table: str, columns: ServedColumns) -> dict[str, Any]:
    meanings = column_meanings.meanings(table, columns.known)
    properties = {
        each.name: {**_KINDS[kind], "description": each.means}
        for each, kind in zip(meanings, columns.known.values(), strict=True)
    }
    row = {
        "type": "object",
        "properties": properties,
        "additionalProperties": (
            {"type": ["string", "number", "boolean", "null"]} if columns.has_others else False
        ),
    }
    return {
        "type": "object",
        "required": ["snapshot", "count", "offset", "next", "rows"],
        "additionalProperties": False,
        "properties": {
            "snapshot": {"type": "string", "description": "The snapshot that the rows are of."},
            "count": {"type": "integer", "description": "How many rows the whole table has."},
            "offset": {"type": "integer", "description": "How many rows stand before these."},
            "next": {
                "type": ["string", "null"],
                "description": "The address of the next rows; null where there are no more.",
            },
            "rows": {"type": "array", "items": row},
        },
    }
