"""The store: immutable snapshots of Parquet files and a pointer to the live one.

`snapshots/<id>/*.parquet` with `manifest.json` never change; `CURRENT` names the live snapshot
and is replaced atomically. Writing makes a whole new folder first and then moves the pointer,
so that a crash at any moment leaves the old one live.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from kpi import settings
from kpi.errors import AwayError, DefinitionError, StoreError
from kpi.model import schemas
from kpi.model.definitions import definition_reader
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.store import journal
from kpi.store.backends import backend as backend_module
from kpi.store.backends import location
from kpi.store.backends import location as store_location
from kpi.store.backends.backend import MANIFEST, POINTER, SNAPSHOTS
from kpi.store.backends.location import Where

DEFAULT_ROOT = DATA / "store"
TABLES = (
    "areas", "groups", "indicators", "observations", "targets", "commentary", "sources",
    "measures", "faults", "benchmarks", "revisions",
)  # fmt: skip
_SCHEMAS = {
    "areas": schemas.AREAS,
    "groups": schemas.GROUPS,
    "indicators": schemas.INDICATORS,
    "observations": schemas.OBSERVATIONS,
    "targets": schemas.TARGETS,
    "commentary": schemas.COMMENTARY,
    "sources": schemas.SOURCES,
    "faults": schemas.FAULTS,
    "revisions": schemas.REVISIONS,
    **schemas.LATER_TABLES,
}
_NEEDED = {
    "measures": ["measure", "name", "topic", "polarity", "unit", "decimals", "year_type"],
    "benchmarks": ["measure", "area", "label", "period_start", "period_end", "value"],
}
LAZY_FROM = 5_000_000  # rows of benchmarks; below it the whole table in memory is quicker
_MAKE_ONE = "Run 'python -m kpi build' to make one."
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


def root() -> Where:
    """Return the store's location: `KPI_STORE`, else `store` in `KPI_DATA`, else `data/store`.

    The last is the shipped demonstration. Raises StoreError for an address that is not a store's,
    or that contains a secret.
    """
    address = os.environ.get("KPI_STORE", "")
    if address:
        return location.named(address)
    own = settings.council_folder()
    return own / "store" if own else DEFAULT_ROOT


# ---- reading ------------------------------------------------------------------------------


def current_id(store: Where | None = None) -> str:
    """Return the id of the live snapshot; raises StoreError when the pointer is missing or bad."""
    place = store_location.open_backend(store or root())
    try:
        return named_by(place.read(POINTER).data)
    except FileNotFoundError:
        line = f"The store has no live snapshot: {POINTER} is missing."
        if not place.is_there():
            raise AwayError(line, "it is gone", remedy=_MAKE_ONE) from None
        raise StoreError(line, remedy=_MAKE_ONE) from None
    except OSError as fault:
        raise _away(f"The store's pointer {POINTER}", fault) from fault


def named_by(pointer: bytes) -> str:
    """Return the snapshot that the pointer's bytes name; raises StoreError for anything else."""
    try:
        text = pointer.decode("utf-8").strip()
    except UnicodeDecodeError as fault:
        raise StoreError(f"The store's pointer {POINTER} cannot be read: it is no text.") from fault
    if not _ID.fullmatch(text):
        raise StoreError(f"The store's pointer {POINTER} does not hold a snapshot's name.")
    return text


def _away(what: str, fault: OSError) -> AwayError:
    why = backend_module.reason(fault)
    return AwayError(f"{what} cannot be read: {why}.", why)


def snapshot_ids(store: Where | None = None) -> list[str]:
    """Return all snapshots of the store, oldest first; raises AwayError when it does not answer."""
    try:
        names = store_location.open_backend(store or root()).snapshots()
    except OSError as fault:
        raise _away("The store's list of snapshots", fault) from fault
    return sorted(name for name in names if _ID.fullmatch(name))


def load(snapshot_id: str, store: Where | None = None, *, whole: bool = False) -> Snapshot:
    """Read a snapshot, after checking its manifest, checksums and schema.

    Benchmarks of millions of rows stay in their file (`kpi.model.benchmark_file`, with how they are
    checked), which must then be in a folder; `whole` checks every byte of those too.
    Raises StoreError, one clear line, for a missing, damaged, foreign or newer snapshot;
    AwayError where the store does not answer.
    """
    if not _ID.fullmatch(snapshot_id):
        raise StoreError(f"'{snapshot_id[:80]}' is not the name of a snapshot.")
    where = store or root()
    place = store_location.open_backend(where)
    manifest = _manifest(place, snapshot_id)
    lazy = is_lazy(manifest)
    tables: dict[str, Any] = {
        name: _table(place, snapshot_id, name, manifest)
        for name in TABLES
        if not (lazy and name == "benchmarks")
    }
    if lazy:
        if not isinstance(where, Path):
            raise StoreError(
                f"Snapshot {snapshot_id} is too large to be read from an object store: "
                "copy the store into a folder, and name that in KPI_STORE."
            )
        # Imported here: it takes time, and no smaller store needs it.
        from kpi.model.benchmark_file import opened

        tables["benchmarks"] = opened(where / SNAPSHOTS / snapshot_id, manifest, whole=whole)
    later = [name for name in schemas.LATER_TABLES if f"{name}.parquet" in manifest["files"]]
    tables |= {name: _table(place, snapshot_id, name, manifest) for name in later}
    indicators = tables.pop("indicators")
    try:
        typed = definition_reader.from_table(indicators)
    except (DefinitionError, json.JSONDecodeError) as fault:
        raise StoreError(f"Snapshot {snapshot_id}: {fault}") from fault
    return Snapshot(
        id=snapshot_id, manifest=manifest, indicators=typed, definitions=indicators, **tables
    )


def is_lazy(manifest: Mapping[str, Any]) -> bool:
    """Return whether a snapshot's benchmarks are too large to be held in memory."""
    rows = manifest["files"]["benchmarks.parquet"].get("rows")
    return isinstance(rows, int) and rows >= LAZY_FROM


def table(snapshot_id: str, name: str, store: Where | None = None) -> pl.DataFrame:
    """Return one table of a snapshot, checked; raises StoreError as `load` does."""
    place = store_location.open_backend(store or root())
    return _table(place, snapshot_id, name, _manifest(place, snapshot_id))


def _manifest(place: backend_module.StoreBackend, name: str) -> dict[str, Any]:
    try:
        text = place.read(f"{SNAPSHOTS}/{name}/{MANIFEST}").data.decode("utf-8")
        manifest = json.loads(text)
        version, files = manifest["schema_version"], manifest["files"]
        checked = {str(f): str(about["sha256"]) for f, about in files.items()}
        datetime.fromisoformat(manifest["made_at"])
    except FileNotFoundError:
        raise StoreError(f"There is no snapshot {name} in the store.") from None
    except OSError as fault:
        raise _away(f"Snapshot {name}: its {MANIFEST}", fault) from fault
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise StoreError(f"Snapshot {name}: its {MANIFEST} is damaged ({fault}).") from fault
    if not isinstance(version, int) or version > schemas.SCHEMA_VERSION:
        raise StoreError(
            f"Snapshot {name} was made by a newer version of this software (schema {version}; "
            f"this version reads up to {schemas.SCHEMA_VERSION}). Update the software."
        )
    missing = [table for table in TABLES if f"{table}.parquet" not in checked]
    if missing:
        raise StoreError(f"Snapshot {name}: its manifest lists no {', '.join(missing)}.")
    return dict(manifest)


# By name and checksum: most tables of a publication are those of the one before.
_tables: weakref.WeakValueDictionary[tuple[str, str], pl.DataFrame] = weakref.WeakValueDictionary()


def _with_later_columns(table: str, frame: pl.DataFrame, expected: pl.Schema) -> pl.DataFrame:
    """Return a table with the columns, all null, that its snapshot is too old to have."""
    later = [name for name in schemas.LATER_COLUMNS.get(table, ()) if name not in frame.columns]
    if not later or {*frame.columns, *later} != {*expected}:
        return frame
    return frame.with_columns(pl.lit(None, expected[n]).alias(n) for n in later).select(*expected)


def _table(
    place: backend_module.StoreBackend, snapshot_id: str, table: str, manifest: Mapping[str, Any]
) -> pl.DataFrame:
    name = f"{table}.parquet"
    where = f"Snapshot {snapshot_id}: {name}"
    try:
        data = place.read(f"{SNAPSHOTS}/{snapshot_id}/{name}").data
    except FileNotFoundError:
        raise StoreError(f"{where} is missing.") from None
    except OSError as fault:
        raise _away(where, fault) from fault
    digest = hashlib.sha256(data).hexdigest()
    if digest != manifest["files"][name]["sha256"]:
        raise StoreError(
            f"{where} is damaged or was changed: its checksum is not the published one."
        )
    if (known := _tables.get((table, digest))) is not None:
        return known
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    # polars raises a panic for a file it did not expect, which is no subclass of Exception.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        raise StoreError(f"{where} is not a readable Parquet file.") from fault
    expected = _SCHEMAS.get(table)
    if expected is not None:
        frame = _with_later_columns(table, frame, expected)
    if expected is not None and frame.schema != expected:
        raise StoreError(f"{where} has other columns than this software expects.")
    lacking = [column for column in _NEEDED.get(table, []) if column not in frame.columns]
    if lacking:
        raise StoreError(f"{where} lacks the columns {', '.join(lacking)}.")
    _tables[table, digest] = frame
    return frame


@dataclass(frozen=True)
class CheckedSnapshot:
    """The result of checking one snapshot; `fault` is empty when it is whole."""

    snapshot_id: str
    fault: str


def verify(store: Where | None = None) -> list[CheckedSnapshot]:
    """Check every snapshot, the pointer and the history in full, against checksums and schema."""
    where = store or root()
    states = []
    for snapshot_id in snapshot_ids(where):
        try:
            load(snapshot_id, where, whole=True)
            states.append(CheckedSnapshot(snapshot_id, ""))
        except StoreError as fault:
            states.append(CheckedSnapshot(snapshot_id, str(fault)))
    try:
        live_id = current_id(where)
        known = live_id in {checked.snapshot_id for checked in states}
        problem = "" if known else f"The live snapshot {live_id} is not in the store."
    except StoreError as fault:
        problem = str(fault)
    states.append(CheckedSnapshot(POINTER, problem))
    try:
        damage = "; ".join(map(str, journal.history(where).damage))
    except StoreError as fault:
        damage = str(fault)
    return [*states, CheckedSnapshot(journal.FILE, damage)] if damage else states


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
