"""Writing the store: a whole new snapshot aside, then one atomic step makes it live.

A crash at any moment leaves the old snapshot live and whole; two publishers cannot overwrite
each other (DESIGN section 5).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from kpi import journal, model
from kpi.errors import StoreError
from kpi.store import TABLES, current_id, file_digest, root, snapshot_ids

_ROW_GROUP = 16_384  # a measure's 1,700 rows then lie in one row group, or two


def content_digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """A digest of what the tables say, whatever the Parquet writer makes of them."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(name.encode())
        digest.update(tables[name].write_ndjson().encode())
    return digest.hexdigest()


def write(
    tables: Mapping[str, pl.DataFrame],
    *,
    why: str,
    who: str,
    inputs: Sequence[Mapping[str, str]],
    report: Sequence[Mapping[str, Any]],
    store: Path | None = None,
    action: str = "publish",
    based_on: str | None = None,
) -> str:
    """Write a new snapshot aside, then move the pointer to it; returns its id.

    `based_on` is the live snapshot that the new one was made from: where another has become
    live meanwhile, nothing is written. Raises BusyError then, or while somebody else publishes.
    """
    where = store or root()
    with journal.locked(where):
        before = _live_or_none(where)
        if based_on is not None and before != based_on:
            raise journal.BusyError(
                f"Somebody else has published since you looked: {before} is live now, not "
                f"{based_on}. Nothing of yours was published. Check again, and publish again."
            )
        _sweep(where)
        snapshot_id = _write_aside(tables, why, who, inputs, report, where, before)
        _move(snapshot_id, where, who=who, why=why, action=action, before=before)
    return snapshot_id


def point_to(
    snapshot_id: str,
    store: Path | None = None,
    *,
    why: str = "",
    who: str = "",
    action: str = "roll back",
) -> None:
    """Make a snapshot the live one, in one atomic step; raises StoreError if there is none."""
    where = store or root()
    with journal.locked(where):
        if snapshot_id not in snapshot_ids(where):
            raise StoreError(f"There is no snapshot {snapshot_id[:80]} in the store.")
        before = _live_or_none(where)
        _move(snapshot_id, where, who=who, why=why, action=action, before=before)


def _live_or_none(where: Path) -> str | None:
    try:
        return current_id(where)
    except StoreError:
        return None


def _sweep(where: Path) -> None:
    """Clear away what a publisher left that was stopped half way; only under the lock."""
    for left in (where / "snapshots").glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in where.glob(".CURRENT-*"):
        left.unlink(missing_ok=True)


def _write_aside(
    tables: Mapping[str, pl.DataFrame],
    why: str,
    who: str,
    inputs: Sequence[Mapping[str, str]],
    report: Sequence[Mapping[str, Any]],
    where: Path,
    before: str | None,
) -> str:
    folder = where / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    content = content_digest(tables)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        files: dict[str, Any] = {}
        for name in TABLES:
            path = aside / f"{name}.parquet"
            tables[name].write_parquet(path, compression="zstd", row_group_size=_ROW_GROUP)
            files[path.name] = {"rows": tables[name].height, "sha256": file_digest(path)}
            _to_disk(path)
        made_at = journal.now()
        snapshot_id = _new_id(folder, content)
        manifest = {
            "schema_version": model.SCHEMA_VERSION,
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
        (aside / "manifest.json").write_text(text + "\n", encoding="utf-8")
        _to_disk(aside / "manifest.json")
        aside.chmod(0o755)
        aside.rename(folder / snapshot_id)
        _to_disk(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return snapshot_id


def _new_id(folder: Path, content: str) -> str:
    """The time to the second and the content; a second one in a second waits for the next."""
    while True:
        stamp = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
        if not any(folder.glob(f"{stamp}-*")):
            return f"{stamp}-{content[:6]}"
        time.sleep(0.05)


def _move(
    snapshot_id: str, where: Path, *, who: str, why: str, action: str, before: str | None
) -> None:
    journal.note(where, journal.Entry(journal.now(), who, why, action, before or "", snapshot_id))
    handle, name = tempfile.mkstemp(prefix=".CURRENT-", dir=where)
    aside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as pointer:
            pointer.write(snapshot_id + "\n")
            pointer.flush()
            os.fsync(pointer.fileno())
        aside.chmod(0o644)
        aside.replace(where / "CURRENT")
        _to_disk(where)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _to_disk(path: Path) -> None:
    """Make sure a file, or the names in a folder, survive a power cut; folders not on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
