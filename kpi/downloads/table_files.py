"""Tables as files of the API: one request, its rows from and to, and CSV, JSON or Parquet.

`kpi.downloads.download_queue` makes them once. Numbers are those of the CSV that pages offer.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from kpi.downloads import csvw
from kpi.downloads.csvw import Span
from kpi.downloads.download_queue import make_once, slow
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot

TableForm = Literal["json", "csv", "parquet"]
_COUNT_BYTES = 8


@dataclass(frozen=True)
class TableRequest:
    """A table: the function of a snapshot and the choices that makes it; all compared by value.

    `is_slow` says that it takes a second or more: such tables are made one at a time. `span` is
    what days it covers and `sources` the ids of its sources, where its rows do not say so.
    """

    make: Callable[..., pl.DataFrame]
    choices: tuple[Hashable, ...] = ()
    is_slow: bool = False
    span: Span | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowRange:
    """The rows of a table that are wanted: how many are left out first, and at most how many."""

    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True)
class TableFile:
    """Some rows of a table as a file, and how many rows the whole table has.

    As JSON the body is a list of objects, one a row, without the rest of the answer.
    """

    body: bytes
    rows: int


def table_file(
    snapshot: Snapshot, wanted: TableRequest, rows: RowRange, form: TableForm
) -> TableFile:
    """Return some rows of a table as a file. Raises KpiError as the table's function does.

    Raises DownloadBusyError where too many slow ones wait.
    """
    work = _made_slowly if wanted.is_slow else _made
    kept = make_once(work, snapshot, wanted, rows, form)
    return TableFile(kept[_COUNT_BYTES:], int.from_bytes(kept[:_COUNT_BYTES], "big"))


def metadata_file(snapshot: Snapshot, wanted: TableRequest, name: str, url: str) -> bytes:
    """Return the metadata of a table's CSV file: `name` is the table's, `url` the file's address.

    Raises as `table_file`.
    """
    work = _described_slowly if wanted.is_slow else _described
    return make_once(work, snapshot, wanted, name, url)


def _described(snapshot: Snapshot, wanted: TableRequest, name: str, url: str) -> bytes:
    table = wanted.make(snapshot, *wanted.choices)
    file = csvw.of_table(snapshot, table, name, url, wanted.span, wanted.sources)
    return csvw.written(csvw.metadata(snapshot, file))


@slow
def _described_slowly(snapshot: Snapshot, wanted: TableRequest, name: str, url: str) -> bytes:
    return _described(snapshot, wanted, name, url)


def _made(snapshot: Snapshot, wanted: TableRequest, rows: RowRange, form: TableForm) -> bytes:
    """Return the number of all rows and then the file, as files are kept as bytes."""
    table = csv.exact(wanted.make(snapshot, *wanted.choices))
    file = _written(table.slice(rows.offset, rows.limit), form)
    return b"".join((table.height.to_bytes(_COUNT_BYTES, "big"), file))


@slow
def _made_slowly(
    snapshot: Snapshot, wanted: TableRequest, rows: RowRange, form: TableForm
) -> bytes:
    return _made(snapshot, wanted, rows, form)


def _written(table: pl.DataFrame, form: TableForm) -> bytes:
    if form == "csv":
        return csv.to_csv(table)
    if form == "json":
        return table.write_json().encode()
    written = io.BytesIO()
    table.write_parquet(written)
    return written.getvalue()
