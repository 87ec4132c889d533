"""The store: immutable snapshots of Parquet files and a pointer to the live one.

`snapshots/<id>/*.parquet` with `manifest.json` never change; `CURRENT` names the live snapshot
and is replaced atomically. Writing makes a whole new folder aside and then moves the pointer,
so that a crash at any moment leaves the old one live (DESIGN section 5).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from kpi import definitions, model
from kpi.errors import DefinitionError, StoreError
from kpi.grids import grid_of
from kpi.lazy_benchmarks import is_lazy, opened
from kpi.snapshot import Snapshot

DEFAULT_ROOT = Path(__file__).resolve().parent.parent / "data" / "store"
TABLES = (
    "areas", "groups", "indicators", "observations", "targets", "commentary", "sources",
    "measures", "faults", "benchmarks", "revisions",
)  # fmt: skip
_SCHEMAS = {
    "areas": model.AREAS,
    "groups": model.GROUPS,
    "indicators": model.INDICATORS,
    "observations": model.OBSERVATIONS,
    "targets": model.TARGETS,
    "commentary": model.COMMENTARY,
    "sources": model.SOURCES,
    "faults": model.FAULTS,
    "revisions": model.REVISIONS,
}
_NEEDED = {
    "measures": ["measure", "name", "topic", "polarity", "unit", "decimals", "year_type"],
    "benchmarks": ["measure", "area", "label", "period_start", "period_end", "value"],
}
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


def root() -> Path:
    """Where the store is: `KPI_STORE`, or the project's `data/store`."""
    return Path(os.environ.get("KPI_STORE") or DEFAULT_ROOT)


# ---- reading ------------------------------------------------------------------------------


def current_id(store: Path | None = None) -> str:
    """The id of the live snapshot; raises StoreError when the pointer is missing or bad."""
    pointer = (store or root()) / "CURRENT"
    try:
        text = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise StoreError(
            f"The store has no live snapshot: {pointer.name} is missing. "
            "Run 'python -m kpi build' to make one."
        ) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise StoreError(f"The store's pointer {pointer.name} cannot be read: {fault}") from fault
    if not _ID.fullmatch(text):
        raise StoreError(f"The store's pointer {pointer.name} does not hold a snapshot's name.")
    return text


def snapshot_ids(store: Path | None = None) -> list[str]:
    """All snapshots of the store, oldest first."""
    folder = (store or root()) / "snapshots"
    names = (path.parent.name for path in folder.glob("*/manifest.json"))
    return sorted(name for name in names if _ID.fullmatch(name))


def load(snapshot_id: str, store: Path | None = None, *, whole: bool = False) -> Snapshot:
    """Read a snapshot, after checking its manifest, checksums and schema.

    Benchmarks of millions of rows stay in their file (`kpi.lazy_benchmarks`, with how they are
    checked); `whole` checks every byte of those too.
    Raises StoreError, one clear line, for a missing, damaged, foreign or newer snapshot.
    """
    if not _ID.fullmatch(snapshot_id):
        raise StoreError(f"'{snapshot_id[:80]}' is not the name of a snapshot.")
    folder = (store or root()) / "snapshots" / snapshot_id
    manifest = _manifest(folder)
    lazy = is_lazy(manifest)
    tables: dict[str, Any] = {
        name: _table(folder, name, manifest)
        for name in TABLES
        if not (lazy and name == "benchmarks")
    }
    if lazy:
        tables["benchmarks"] = opened(folder, manifest, whole=whole)
    indicators = tables.pop("indicators")
    try:
        typed = definitions.from_table(indicators)
    except (DefinitionError, json.JSONDecodeError) as fault:
        raise StoreError(f"Snapshot {snapshot_id}: {fault}") from fault
    return Snapshot(
        id=snapshot_id, manifest=manifest, indicators=typed, definitions=indicators, **tables
    )


def _manifest(folder: Path) -> dict[str, Any]:
    name = folder.name
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        version, files = manifest["schema_version"], manifest["files"]
        checked = {str(f): str(about["sha256"]) for f, about in files.items()}
        datetime.fromisoformat(manifest["made_at"])
    except FileNotFoundError:
        raise StoreError(f"There is no snapshot {name} in the store.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise StoreError(f"Snapshot {name}: its manifest.json is damaged ({fault}).") from fault
    if not isinstance(version, int) or version > model.SCHEMA_VERSION:
        raise StoreError(
            f"Snapshot {name} was made by a newer version of this software (schema {version}; "
            f"this version reads up to {model.SCHEMA_VERSION}). Update the software."
        )
    missing = [table for table in TABLES if f"{table}.parquet" not in checked]
    if missing:
        raise StoreError(f"Snapshot {name}: its manifest lists no {', '.join(missing)}.")
    return dict(manifest)


def _table(folder: Path, table: str, manifest: Mapping[str, Any]) -> pl.DataFrame:
    path = folder / f"{table}.parquet"
    where = f"Snapshot {folder.name}: {path.name}"
    try:
        found = file_digest(path)
    except FileNotFoundError:
        raise StoreError(f"{where} is missing.") from None
    except OSError as fault:
        raise StoreError(f"{where} cannot be read: {fault}") from fault
    if found != manifest["files"][path.name]["sha256"]:
        raise StoreError(
            f"{where} is damaged or was changed: its checksum is not the published one."
        )
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise StoreError(f"{where} is not a readable Parquet file.") from fault
    expected = _SCHEMAS.get(table)
    if expected is not None and frame.schema != expected:
        raise StoreError(f"{where} has other columns than this software expects.")
    lacking = [column for column in _NEEDED.get(table, []) if column not in frame.columns]
    if lacking:
        raise StoreError(f"{where} lacks the columns {', '.join(lacking)}.")
    return frame


# ---- the live snapshot of a running process -------------------------------------------------


@dataclass(frozen=True)
class Live:
    """The snapshot a page is to show, and what is wrong with a newer one, if anything."""

    snapshot: Snapshot
    problem: str = ""


_lock = threading.Lock()
_live: dict[Path, Live] = {}
_refused: dict[Path, tuple[str, str]] = {}


def live(store: Path | None = None) -> Live:
    """The live snapshot, loaded once a process and again when the pointer moves.

    A damaged or newer one is refused: the last good one keeps serving and `problem` says why.
    Raises StoreError when there is no good one. Take it once a page, so that no page mixes two.
    """
    where = (store or root()).resolve()
    with _lock:
        known = _live.get(where)
        try:
            wanted = current_id(where)
            if known and known.snapshot.id == wanted:
                if known.problem:
                    known = _live[where] = Live(known.snapshot)
                return known
            refused = _refused.get(where)
            if known and refused and refused[0] == wanted:
                return Live(known.snapshot, refused[1])
            fresh = Live(load(wanted, where))
        except StoreError as fault:
            if known is None:
                raise
            _refused[where] = (_pointer_text(where), str(fault))
            return Live(known.snapshot, str(fault))
        _live[where] = fresh
        _refused.pop(where, None)
        return fresh


def _pointer_text(where: Path) -> str:
    try:
        return current_id(where)
    except StoreError:
        return ""


@lru_cache(maxsize=8)
def _frozen(snapshot_id: str, where: Path) -> Snapshot:
    return load(snapshot_id, where)


def frozen(snapshot_id: str, store: Path | None = None) -> Snapshot:
    """A past snapshot as members saw it; the last few are kept in memory."""
    return _frozen(snapshot_id, (store or root()).resolve())


def warm() -> None:
    """Load the live snapshot before the first visitor comes; raises StoreError."""
    snapshot = live().snapshot
    for indicator in snapshot.indicators:
        snapshot.observed(indicator.id)
    benchmarks = snapshot.benchmarks
    if isinstance(benchmarks, pl.DataFrame) and not benchmarks.is_empty():
        snapshot.measure_rows(benchmarks["measure"][0])
    if not snapshot.measures.is_empty():
        grid_of(snapshot, snapshot.measures["measure"].head(1).to_list())


@dataclass(frozen=True)
class Checked:
    """Whether one snapshot is whole; `fault` is empty when it is."""

    snapshot_id: str
    fault: str


def verify(store: Path | None = None) -> list[Checked]:
    """Read every snapshot and the pointer whole, against checksums and schema."""
    where = store or root()
    found = []
    for snapshot_id in snapshot_ids(where):
        try:
            load(snapshot_id, where, whole=True)
        except StoreError as fault:
            found.append(Checked(snapshot_id, str(fault)))
        else:
            found.append(Checked(snapshot_id, ""))
    try:
        live_id = current_id(where)
        known = live_id in {checked.snapshot_id for checked in found}
        problem = "" if known else f"The live snapshot {live_id} is not in the store."
    except StoreError as fault:
        problem = str(fault)
    found.append(Checked("CURRENT", problem))
    return found


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
