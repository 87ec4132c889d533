"""The release log: publishers' releases that were taken in, and what each of them changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.formatting import count, long_date
from kpi.model.snapshot import Snapshot

NONE = (
    "No release of a publisher has been taken in since the first snapshot: the sources above are "
    "those that it was made from."
)
_COUNTS = (
    ("values_added", "new value", "new values"),
    ("values_changed", "value changed", "values changed"),
    ("values_gone", "value gone", "values gone"),
    ("measures_added", "new measure", "new measures"),
    ("measures_gone", "measure gone", "measures gone"),
    ("measures_renamed", "measure renamed", "measures renamed"),
    ("series_moved", "series moved as a whole", "series moved as a whole"),
)


@dataclass(frozen=True)
class ReleaseTakenIn:
    """One release in words: source, edition, its two days, what it changed, and for whom.

    `home` says how many of the changed values are the home authority's; `reason` why the release
    was taken in beyond the limits of its source, or is empty. `on` is the day it was taken in.
    """

    source: str
    edition: str
    published: str
    taken_in: str
    changes: str
    home: str
    reason: str
    on: date


def releases_taken_in(snapshot: Snapshot, area: str) -> tuple[ReleaseTakenIn, ...]:
    """Return the releases that were taken in, newest first."""
    codes = {area, snapshot.area(area).ons_code}
    home = snapshot.release_revisions.filter(pl.col("area").is_in(list(codes)))
    numbers = {
        (source, edition, day): number
        for source, edition, day, number in home.group_by("source", "edition", "taken_in")
        .len()
        .iter_rows()
    }
    return tuple(
        ReleaseTakenIn(
            snapshot.source(row["source"]).title,
            row["edition"],
            long_date(row["published"]) if row["published"] else "not said",
            long_date(row["taken_in"]),
            _changes(row),
            count(numbers.get((row["source"], row["edition"], row["taken_in"]), 0)),
            row["reason"],
            row["taken_in"],
        )
        for row in reversed(snapshot.releases.rows(named=True))
    )


def _changes(row: dict[str, int]) -> str:
    parts = [
        f"{count(row[name])} {one if row[name] == 1 else many}"
        for name, one, many in _COUNTS
        if row[name]
    ]
    return ", ".join(parts) or "nothing"
