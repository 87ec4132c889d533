"""How far a measure's figures reach: each period's authorities, their spread, and our place."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.measures import measure
from kpi.model.existing_areas import authorities_on
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import breaks_of
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

MOST = 10


@dataclass(frozen=True)
class PeriodCoverage:
    """One period: how many of the authorities of its last day have a figure, and their spread.

    cuts: minimum, q1, q2, q3, maximum. `broken` says why figures before it are not comparable.
    """

    period: Period
    count: int
    of: int
    cuts: tuple[float, ...]
    england: float | None
    own: float | None
    rank: int | None
    shared_by: int = 0
    broken: str = ""


def coverage(snapshot: Snapshot, name: str, *, area: str) -> tuple[PeriodCoverage, ...]:
    """Return the newest `MOST` published periods in which an authority has a figure, oldest first.

    Raises UnknownNameError for an unknown measure.
    """
    known = measure(snapshot, name)
    grid = grid_of(snapshot, [known.id])
    rows, _ = grid.published_of(known.id)
    breaks = dict(breaks_of(snapshot, known.id))
    covered = []
    for at in rows.filter(pl.col("peers") > 0)["at"]:
        row = grid.row(at)
        values, ranks = grid.values.row(at, named=True), grid.ranks.row(at, named=True)
        covered.append(
            PeriodCoverage(
                period=row.period,
                count=row.peers,
                of=len(authorities_on(snapshot, row.period.end)),
                cuts=row.cuts,
                england=None if known.withheld.get("england") else values.get(ENGLAND),
                own=values.get(area),
                rank=(rank := ranks.get(area) if known.is_judged else None),
                shared_by=sum(each == rank for each in ranks.values()) if rank else 0,
                broken=breaks.get(row.period, ""),
            )
        )
    return tuple(covered[-MOST:])
