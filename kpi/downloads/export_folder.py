"""A folder with all tidy tables as Parquet, and as CSV if wanted, with a data dictionary.

It is written aside and moved into place whole, so that nobody finds half of one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kpi.downloads import csvw, export_tables
from kpi.downloads.csvw import CsvFile
from kpi.downloads.export_tables import ExportedTable
from kpi.errors import InputError
from kpi.file_writers import csv
from kpi.formatting import count, long_date
from kpi.model.snapshot import Snapshot
from kpi.tables.catalogue import column_meanings

KIND = "kpi export 1"
CONTENTS, DICTIONARY, ABOUT, METADATA = (
    "export.json", "data-dictionary.csv", "README.md", "csv-metadata.json",
)  # fmt: skip
DICTIONARY_COLUMNS = ("table", "file", "column", "title", "type", "unit", "means")


@dataclass(frozen=True)
class ExportRequest:
    """What to export: the authority whose own figures are meant, and whether as CSV too."""

    area: str
    with_csv: bool = False
    tables: tuple[ExportedTable, ...] = export_tables.TABLES


@dataclass(frozen=True)
class WrittenTable:
    """A table as it was written: its rows, its files, and what a CSV file of it holds."""

    file: CsvFile
    rows: int
    files: tuple[str, ...]


def write(
    snapshot: Snapshot,
    folder: Path,
    request: ExportRequest,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[WrittenTable, ...]:
    """Write the tables of a snapshot into a folder; returns them.

    `tell` gets a line for each. Raises InputError for a folder that holds anything but an earlier
    export, and where it cannot be written; the folder is then as it was.
    """
    folder = folder.absolute()
    _check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-making-", dir=folder.parent))
    except OSError as fault:
        raise InputError(f"{folder} cannot be written: {fault.strerror}") from fault
    try:
        tables = tuple(_written(snapshot, aside, request, tell))
        _describe(snapshot, aside, request, tables)
        aside.chmod(0o755)
        _put_in_place(aside, folder)
    except OSError as fault:
        raise InputError(f"{folder} cannot be written: {fault.strerror}") from fault
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tables


def dictionary(snapshot: Snapshot, tables: tuple[WrittenTable, ...]) -> pl.DataFrame:
    """Return the data dictionary: a row for each column of each table (`DICTIONARY_COLUMNS`)."""
    rows = [
        (each.file.table, file, column.name, column.title, column.type, column.unit, column.means)
        for each in tables
        for file in each.files
        for column in column_meanings.meanings(each.file.table, each.file.schema, snapshot)
    ]
    return pl.DataFrame(rows, dict.fromkeys(DICTIONARY_COLUMNS, pl.String), orient="row")


# ---- tables -------------------------------------------------------------------------------


def _written(
    snapshot: Snapshot, folder: Path, request: ExportRequest, tell: Callable[[str], None]
) -> Iterator[WrittenTable]:
    for table in request.tables:
        written = _write_table(snapshot, folder, table, request)
        tell(f"{table.name}: {count(written.rows)} rows")
        yield written


def _write_table(
    snapshot: Snapshot, folder: Path, table: ExportedTable, request: ExportRequest
) -> WrittenTable:
    """Write one table part by part; whole counts are whole numbers in Parquet only in all parts."""
    files = [f"{table.name}.parquet", *([f"{table.name}.csv"] if request.with_csv else [])]
    parts = [csv.exact(part) for part in table.parts(snapshot, request.area)]
    schema = _schema(parts)
    whole = pl.concat([part.cast(dict(schema)) for part in parts])  # type: ignore[arg-type]
    whole.write_parquet(folder / files[0])
    if request.with_csv:
        with (folder / files[1]).open("wb") as to_csv:
            for number, part in enumerate(parts):
                to_csv.write(csv.to_csv(part, header=number == 0))
    descriptions = [
        csvw.of_table(snapshot, part, table.name, f"{table.name}.csv") for part in parts
    ]
    spans = [each.span for each in descriptions if each.span]
    span = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
    sources = {each.source: each for one in descriptions for each in one.sources}
    described = CsvFile(table.name, f"{table.name}.csv", schema, tuple(sources.values()), span)
    return WrittenTable(described, sum(part.height for part in parts), tuple(files))


def _schema(parts: list[pl.DataFrame]) -> pl.Schema:
    """Return the columns of all parts: a number where any part has one that is not whole."""
    kinds: dict[str, pl.DataType] = {}
    for part in parts:
        for name, kind in part.schema.items():
            before = kinds.get(name)
            kinds[name] = kind if before is None or kind.is_float() else before
    return pl.Schema({name: _plain(kind) for name, kind in kinds.items()})


def _plain(kind: pl.DataType) -> pl.DataType:
    """Return a type that every reader of Parquet knows: text for what is kept as a category."""
    return pl.String() if isinstance(kind, (pl.Categorical, pl.Enum, pl.Null)) else kind


# ---- what is in it ------------------------------------------------------------------------


def _describe(
    snapshot: Snapshot, folder: Path, request: ExportRequest, tables: tuple[WrittenTable, ...]
) -> None:
    """Write the data dictionary, the metadata of CSV files, the text about it, and the contents."""
    (folder / DICTIONARY).write_bytes(csv.to_csv(dictionary(snapshot, tables)))
    if request.with_csv:
        described = csvw.group(snapshot, [each.file for each in tables])
        (folder / METADATA).write_bytes(csvw.written(described))
    (folder / ABOUT).write_text(_about(snapshot, request, tables), "utf-8", newline="\n")
    contents = {
        "kind": KIND,
        "snapshot": snapshot.id,
        "made_on": snapshot.made_on.isoformat(),
        "area": request.area,
        "licences": _licences(tables),
        "sources": _sources(tables),
        "tables": {
            each.file.table: {
                "rows": each.rows,
                "columns": {
                    known.name: {"type": known.type, "unit": known.unit, "means": known.means}
                    for known in column_meanings.meanings(
                        each.file.table, each.file.schema, snapshot
                    )
                },
            }
            for each in tables
        },
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
        },
    }
    text = json.dumps(contents, ensure_ascii=False, indent=1)
    (folder / CONTENTS).write_text(text, "utf-8", newline="\n")


def _about(snapshot: Snapshot, request: ExportRequest, tables: tuple[WrittenTable, ...]) -> str:
    day = long_date(snapshot.made_on)
    words = column_meanings.tables()
    lines = [
        f"# Figures of the dashboard of {snapshot.area(request.area).name}",
        "",
        f"As published on {day}, snapshot {snapshot.id}. Suppressed figures are null, with the "
        "symbol c and the reason. Illustrative figures are made up: the column data_status says "
        "which.",
        "",
        f"What each column means stands in {DICTIONARY}; {CONTENTS} has the same for programs, "
        "with a checksum of each file.",
        "",
        "| Table | Rows | What a row is |",
        "|---|---|---|",
        *(
            f"| {each.file.table} | {count(each.rows)} | {words[each.file.table].about} |"
            for each in tables
        ),
        "",
        "## Sources and licences",
        "",
        *(
            f"- {about['title']}, {about['publisher']}: {about['licence']}"
            for about in _sources(tables)
        ),
    ]
    return "\n".join([*lines, ""])


def _sources(tables: tuple[WrittenTable, ...]) -> list[dict[str, Any]]:
    sources_by_name = {about.source: about for each in tables for about in each.file.sources}
    return [
        {name: str(value) for name, value in vars(about).items() if value is not None}
        for about in sources_by_name.values()
    ]


def _licences(tables: tuple[WrittenTable, ...]) -> list[str]:
    return list(dict.fromkeys(about["licence"] for about in _sources(tables) if "licence" in about))


# ---- the folder ---------------------------------------------------------------------------


def _check(folder: Path) -> None:
    """Raise InputError for a folder that holds anything but an earlier export."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    there = {path.name for path in folder.iterdir()}
    if not there:
        return
    if CONTENTS not in there:
        raise InputError(
            f"{folder} is not empty and holds no earlier export: name a new or an empty folder"
        )
    if others := sorted(there - _files_of(folder) - {CONTENTS}):
        raise InputError(
            f"{folder} holds {', '.join(others[:3])}, which no export wrote: move it away first"
        )


def _files_of(folder: Path) -> set[str]:
    """Return the files of an earlier export, by its own list."""
    try:
        contents = json.loads((folder / CONTENTS).read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(f"{folder / CONTENTS} cannot be read: it is no earlier export") from fault
    if not isinstance(contents, dict) or contents.get("kind") != KIND:
        raise InputError(f"{folder / CONTENTS} is not that of an earlier export")
    return set(contents["files"])


def _put_in_place(made: Path, folder: Path) -> None:
    """Move what was made to its place; an earlier export goes only once the new one is there."""
    if not folder.exists():
        made.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-before-", dir=folder.parent)) / "export"
    folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
