"""When a store's benchmarks are too large to be held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LAZY_FROM = 5_000_000  # rows; below it the whole table in memory is the quicker way


def is_lazy(manifest: Mapping[str, Any]) -> bool:
    """Return whether a snapshot's benchmarks are too large to be held in memory."""
    rows = manifest["files"]["benchmarks.parquet"].get("rows")
    return isinstance(rows, int) and rows >= LAZY_FROM
