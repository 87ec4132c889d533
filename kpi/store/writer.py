"""Writing the store: a whole new snapshot first, then one atomic step that makes it live.

A crash at any moment leaves the old snapshot live and whole; two publishers cannot overwrite
each other.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
import weakref
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl

from kpi.model import schemas
from kpi.store import journal, publisher_lock
from kpi.store.backends import backend as backend_module
from kpi.store.backends import location
from kpi.store.backends.backend import MANIFEST
from kpi.store.backends.location import Where
from kpi.store.live_pointer import (
    SnapshotCheck,
    check_unmoved,
    move_pointer,
    plain_faults,
    read_pointer,
)
from kpi.store.live_snapshot import published
from kpi.store.snapshots import TABLES, file_digest, load, root

_ROW_GROUP = 16_384  # a measure's 1,700 rows then are in one row group, or two


_LARGEST = "benchmarks"
_MOST_BEGUN = 4


class _Begun(NamedTuple):
    """A digest up to the largest table, and the tables that went into it."""

    tables: Mapping[str, weakref.ref[pl.DataFrame]]
    digest: Any


# Most publications leave the largest table as it is; tables of snapshots never change.
_begun: deque[_Begun] = deque(maxlen=_MOST_BEGUN)


def content_digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return a digest of the tables' content, independent of the Parquet encoding.

    Columns that earlier versions did not have count only where they hold something.
    """
    first = [name for name in sorted(tables) if name <= _LARGEST]
    digest = _digest_of({name: tables[name] for name in first}).copy()
    for name in sorted(set(tables) - set(first)):
        _add(digest, name, tables[name])
    return str(digest.hexdigest())


def _digest_of(tables: Mapping[str, pl.DataFrame]) -> Any:
    """Return the digest of the first tables, begun before where these very tables were in it."""
    for begun in list(_begun):
        if list(begun.tables) == list(tables) and all(
            begun.tables[name]() is table for name, table in tables.items()
        ):
            return begun.digest
    digest = hashlib.sha256()
    for name, table in tables.items():
        _add(digest, name, table)
    _begun.append(_Begun({name: weakref.ref(table) for name, table in tables.items()}, digest))
    return digest


def _add(digest: Any, name: str, table: pl.DataFrame) -> None:
    later = [each for each in schemas.LATER_COLUMNS.get(name, ()) if each in table.columns]
    table = table.drop(each for each in later if table[each].is_null().all())
    lines = io.BytesIO()
    table.write_ndjson(lines)
    digest.update(name.encode())
    digest.update(lines.getbuffer())


def write(  # noqa: PLR0913 - named by every caller
    tables: Mapping[str, pl.DataFrame],
    *,
    why: str,
    who: str,
    inputs: Sequence[Mapping[str, str]],
    report: Sequence[Mapping[str, Any]],
    store: Where | None = None,
    action: str = "publish",
    based_on: str | None = None,
    prove: SnapshotCheck | None = None,
) -> str:
    """Write a new snapshot, then move the pointer to it; returns its id.

    `based_on` is the live snapshot that the new one was made from: where another has become live
    meanwhile, nothing is written. Raises StoreBusyError then, or while somebody else publishes.
    `prove` gets the new snapshot as loaded from the store; where it raises, nothing changes.
    """
    where = store or root()
    place = location.open_backend(where)
    with plain_faults("published"), publisher_lock.locked(where):
        before, tag = read_pointer(where)
        check_unmoved(before, based_on)
        place.sweep()
        snapshot_id = _write_aside(tables, why, who, inputs, report, place, before)
        try:
            if prove:
                prove(load(snapshot_id, where))
        except BaseException:
            with suppress(OSError):  # the first error is the one to raise
                place.discard(snapshot_id)
            raise
        entry = journal.JournalEntry(journal.now(), who, why, action, before or "", snapshot_id)
        try:
            move_pointer(entry, where, tag)
        except (publisher_lock.StoreBusyError, OSError) as fault:
            # A remote store may still carry out a move that it did not answer: keep the snapshot
            # then.
            if place.is_fast or isinstance(fault, publisher_lock.StoreBusyError):
                with suppress(OSError):
                    place.discard(snapshot_id)
            raise
    published(where)
    return snapshot_id


def _write_aside(  # noqa: PLR0913 - a part of its one caller
    tables: Mapping[str, pl.DataFrame],
    why: str,
    who: str,
    inputs: Sequence[Mapping[str, str]],
    report: Sequence[Mapping[str, Any]],
    place: backend_module.StoreBackend,
    before: str | None,
) -> str:
    content = content_digest(tables)
    with place.workshop() as aside:
        files: dict[str, Any] = {}
        for name in (*TABLES, *(each for each in schemas.LATER_TABLES if each in tables)):
            path = aside / f"{name}.parquet"
            path.write_bytes(_parquet(tables[name]))
            files[path.name] = {"rows": tables[name].height, "sha256": file_digest(path)}
        made_at = journal.now()
        snapshot_id = _new_id(place, content)
        manifest = {
            "schema_version": schemas.SCHEMA_VERSION,
            "id": snapshot_id,
            "made_at": made_at,
            "made_by": who,
            "why": why,
            "based_on": before,
            "content": content,
            "inputs": list(inputs),
            "files": files,
            "report": list(report),
        }
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        (aside / MANIFEST).write_text(text + "\n", encoding="utf-8")
        try:
            place.keep(aside, snapshot_id)
        except FileExistsError:
            raise publisher_lock.StoreBusyError(
                "Somebody else is publishing the same at this moment. Nothing of yours was "
                "published. Check again, and publish again."
            ) from None
    return snapshot_id


def _parquet(table: pl.DataFrame) -> bytes:
    # Not written to disk by Polars: its error does not distinguish a full disk from others.
    data = io.BytesIO()
    table.write_parquet(data, compression="zstd", row_group_size=_ROW_GROUP)
    return data.getvalue()


def _new_id(place: backend_module.StoreBackend, content: str) -> str:
    """Return an id from the time in seconds and the content; waits where the second is taken."""
    taken = place.snapshots()
    while True:
        stamp = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
        if not any(name.startswith(f"{stamp}-") for name in taken):
            return f"{stamp}-{content[:6]}"
        time.sleep(0.05)
