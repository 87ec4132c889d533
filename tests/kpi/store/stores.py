"""Small stores for the tests of the store, and damage to them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.errors import StoreError
from kpi.store import live_snapshot, snapshots, writer
from kpi.store.backends.location import Where

Tables = dict[str, pl.DataFrame]


def put(tables: Tables, root: Where, why: str = "test") -> str:
    return writer.write(tables, why=why, who="tests", inputs=[], report=[], store=root)


def never_live(tables: Tables, root: Where) -> str:
    """A snapshot that is whole and to which the pointer never moved."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    before = set(snapshots.snapshot_ids(root))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "move_pointer", stopped)
        with pytest.raises(KeyboardInterrupt):
            put(tables, root)
    (left,) = set(snapshots.snapshot_ids(root)) - before
    return left


def folder_of(root: Path) -> Path:
    return root / "snapshots" / snapshots.current_id(root)


def refused(root: Path, *, live: bool = False) -> str:
    """The one line with which the live snapshot is refused."""
    with pytest.raises(StoreError) as caught:
        live_snapshot.live(root) if live else snapshots.load(snapshots.current_id(root), root)
    message = str(caught.value)
    assert message
    assert "\n" not in message
    return message


def edit_manifest(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder_of(root) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def replace_table(root: Path, name: str, frame: pl.DataFrame) -> None:
    """A Parquet file of other content, with its right checksum in the manifest."""
    path = folder_of(root) / f"{name}.parquet"
    frame.write_parquet(path)
    digest = snapshots.file_digest(path)
    edit_manifest(root, lambda m: m["files"][path.name].update(sha256=digest))


def everything_in(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}
