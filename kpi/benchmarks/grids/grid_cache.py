"""The grid a view needs: all figures of a small store, only the requested ones of a large one.

Every view gets its grid here. Where a snapshot's benchmarks are in memory, there is one grid of
all of them. Where they stay in their file (`kpi.model.benchmark_file`), only the requested
measures are read, and the last few grids are cached, so that memory does not grow with the
number of measures visitors look at.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

import polars as pl
from cachetools import LRUCache, cachedmethod

from kpi.benchmarks.grids.grid import (
    GRID_COLUMNS,
    Grid,
    grid,
    joined,
    make_grid,
    own_figures,
    published_figures,
    today,
)
from kpi.benchmarks.grids.measure_grid import NEEDED, measure_grid
from kpi.errors import UnknownNameError
from kpi.model.series_discontinuities import newest
from kpi.model.snapshot import Snapshot

if TYPE_CHECKING:
    from kpi.model.benchmark_file import LazyBenchmarks

MOST_MEASURES = 400  # in one table of a large store: its rows are in memory while it is made
_KEPT = 64  # grids of one measure; with what it was read from, under a megabyte each
_KEPT_TABLES = 2
_Key = tuple[str, ...]


def grid_of(snapshot: Snapshot, measures: Sequence[str]) -> Grid:
    """Return a grid that holds these measures, and possibly others.

    Raises UnknownNameError for more than MOST_MEASURES of a large store, and StoreError where its
    file is damaged.
    """
    if isinstance(snapshot.benchmarks, pl.DataFrame):
        return grid(snapshot)
    return _kept(snapshot).of(tuple(measures))


def newest_grid(snapshot: Snapshot) -> Grid:
    """Return a grid that holds every measure's newest period and the one it is compared with.

    It may hold others. In a large store the older row of a measure has no row before it.
    """
    if isinstance(snapshot.benchmarks, pl.DataFrame):
        return grid(snapshot)
    return snapshot.remember("newest grid", lambda: _newest(snapshot))


def current(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the codes of the authorities that exist today."""
    return snapshot.remember("current", lambda: today(snapshot))


def time_span(snapshot: Snapshot) -> tuple[date | None, date | None]:
    """Return the earliest and the latest period end of all measures, or None for each."""
    if isinstance(snapshot.benchmarks, pl.DataFrame):
        days = [*_ends(grid(snapshot).rows)]
    else:
        days = [*snapshot.benchmarks.time_span(), *_ends(_own(snapshot).rows)]
    known = [day for day in days if day is not None]
    return (min(known), max(known)) if known else (None, None)


# ---- a large store ------------------------------------------------------------------------


class _KeptGrids:
    """A least-recently-used cache of the grids of a large store."""

    def __init__(self, snapshot: Snapshot, benchmarks: LazyBenchmarks) -> None:
        self._snapshot, self._benchmarks = snapshot, benchmarks
        self._lock = threading.Lock()
        self._single: LRUCache[_Key, Grid] = LRUCache(_KEPT)
        self._tables: LRUCache[_Key, Grid] = LRUCache(_KEPT_TABLES)

    def of(self, measures: _Key) -> Grid:
        own = {indicator.id for indicator in self._snapshot.indicators}
        lait = tuple(name for name in dict.fromkeys(measures) if name not in own)
        if not lait:
            return _own(self._snapshot)
        if len(measures) == 1:
            return self._one(lait[0])
        if len(lait) > MOST_MEASURES:
            raise UnknownNameError(
                f"a table of this store holds at most {MOST_MEASURES} measures; "
                f"{len(lait):,} are chosen"
            )
        return self._many(lait)

    # The lock is not held while a grid is made.
    @cachedmethod(attrgetter("_single"), lock=attrgetter("_lock"))
    def _one(self, name: str) -> Grid:
        rows = self._benchmarks.rows([name], NEEDED)
        return measure_grid(self._snapshot, name, rows, current(self._snapshot))

    @cachedmethod(attrgetter("_tables"), lock=attrgetter("_lock"))
    def _many(self, lait: _Key) -> Grid:
        rows = self._benchmarks.rows(lait, GRID_COLUMNS)
        return make_grid(self._snapshot, published_figures(rows), own_figures(self._snapshot))


def _kept(snapshot: Snapshot) -> _KeptGrids:
    benchmarks = snapshot.benchmarks
    if isinstance(benchmarks, pl.DataFrame):
        raise TypeError("the benchmarks of this snapshot are in memory")
    return snapshot.remember("kept grids", lambda: _KeptGrids(snapshot, benchmarks))


def _own(snapshot: Snapshot) -> Grid:
    """Return the grid of our own indicators."""
    return snapshot.remember("own grid", lambda: make_grid(snapshot, own_figures(snapshot)))


def _newest(snapshot: Snapshot) -> Grid:
    benchmarks = snapshot.benchmarks
    if isinstance(benchmarks, pl.DataFrame):
        raise TypeError("the benchmarks of this snapshot are in memory")
    parts = (published_figures(rows) for rows in benchmarks.newest(GRID_COLUMNS, newest))
    return joined([make_grid(snapshot, part) for part in parts if not part.is_empty()])


def _ends(rows: pl.DataFrame) -> tuple[date | None, date | None]:
    first, last = rows["period_end"].min(), rows["period_end"].max()
    return (
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
    )
