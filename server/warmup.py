"""What a server does before its first visitor: it loads, checks and prepares the live snapshot."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot


def warm() -> None:
    """Load the live snapshot before the first visitor comes; raises StoreError."""
    snapshot = live_snapshot.live().snapshot
    if not live_snapshot.is_serving():  # a server has prepared it before showing it
        make_ready(snapshot)


def begin() -> Future[None]:
    """Start `warm` in a thread of its own, so that a starting server can import the rest meanwhile.

    From now on, where the live snapshot cannot be shown, the newest earlier one that can is.
    """
    live_snapshot.serve(prepare)
    pool = ThreadPoolExecutor(1, "warming")
    warmed = pool.submit(warm)
    pool.shutdown(wait=False)
    return warmed


def prepare(snapshot: Snapshot) -> None:
    """Check a snapshot's scorecard, then make the snapshot ready.

    Raises StoreError where it cannot be shown, as may happen with one from other software.
    """
    # It imports the scorecard's rules, so not while the server imports the rest.
    from kpi.publishing.go_live import start_check

    start_check.quick_check(snapshot)
    make_ready(snapshot)


def make_ready(snapshot: Snapshot) -> None:
    """Calculate and cache what every visitor needs, so that the first need not wait for it."""
    for indicator in snapshot.indicators:
        snapshot.observed(indicator.id)
    benchmarks = snapshot.benchmarks
    if isinstance(benchmarks, pl.DataFrame) and not benchmarks.is_empty():
        snapshot.measure_rows(benchmarks["measure"][0])
    if not snapshot.measures.is_empty():
        grid_of(snapshot, snapshot.measures["measure"].head(1).to_list())
