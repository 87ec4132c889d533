"""Areas and sources of a snapshot, and the snapshots of the store, each as a table."""

from __future__ import annotations

import polars as pl

from kpi.indicators import sources_in_use
from kpi.model.schemas import AREAS as _AREAS
from kpi.model.schemas import SOURCES as _SOURCES
from kpi.model.snapshot import Snapshot
from kpi.store import journal, served_snapshots, snapshots

AREAS = pl.Schema([*_AREAS.items(), ("is_current", pl.Boolean), ("snapshot", pl.String)])
RELEASES = pl.Schema([*_SOURCES.items(), ("snapshot", pl.String)])
SNAPSHOTS = pl.Schema(
    {
        "snapshot": pl.String,
        "live_since": pl.String,  # when it first was; null where the history does not say
        "is_live": pl.Boolean,
    }
)


def areas(snapshot: Snapshot, kind: str | None = None) -> pl.DataFrame:
    """Return a row for each area (`AREAS`), of one kind where it is given.

    `is_current` says whether it existed on the day the snapshot was made.
    """
    rows = snapshot.areas if kind is None else snapshot.areas.filter(pl.col("kind") == kind)
    current = [snapshot.area(code).is_current for code in rows["area"]]
    return rows.with_columns(
        pl.Series("is_current", current, pl.Boolean), snapshot=pl.lit(snapshot.id)
    ).select(*AREAS.names())


def releases(snapshot: Snapshot) -> pl.DataFrame:
    """Return a row for each source in use (`RELEASES`): its edition, and when it was published."""
    in_use = pl.col("source").is_in(sorted(sources_in_use.names(snapshot)))
    shown = snapshot.sources.filter(in_use).with_columns(snapshot=pl.lit(snapshot.id))
    return shown.select(*RELEASES.names())


def snapshot_list(_live: Snapshot) -> pl.DataFrame:
    """Return a row for each snapshot that can be asked for (`SNAPSHOTS`), newest first.

    Who published, and what they wrote, is not in it. Raises StoreError where the store does not
    answer.
    """
    where = snapshots.root()
    live_id = snapshots.current_id(where)
    entries = journal.entries(where)
    done = zip(entries, journal.took_effect(entries, live_id), strict=True)
    since: dict[str, str] = {}
    for entry, has_happened in done:
        if has_happened:
            since.setdefault(entry.after, entry.at)
    rows = [
        {"snapshot": name, "live_since": since.get(name), "is_live": name == live_id}
        for name in reversed(served_snapshots.ids(where))
    ]
    return pl.DataFrame(rows, schema=SNAPSHOTS)
