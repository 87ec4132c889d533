"""The snapshots of a store that can be requested, each under the newest suppression.

Served are the snapshots that were live at some time and are not withheld. What the newest of
them, or the live one, no longer shows is hidden in every older one too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Lock

import polars as pl
from cachetools import LRUCache, cached

from kpi import settings
from kpi.disclosure import redaction
from kpi.disclosure.suppression import KEY
from kpi.errors import AwayError, StoreError
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.store import journal, snapshots, withholding
from kpi.store.backends import location
from kpi.store.backends.location import Where


def ever_live(where: Where) -> list[str]:
    """Return the snapshots in the store that were live at some time, oldest first."""
    try:
        current = snapshots.current_id(where)
    except AwayError:
        raise
    except StoreError:
        current = ""  # a lost pointer: the history may still name it
    entries = journal.entries(where)
    if not entries:  # without a history, every snapshot in the store may have been live
        return snapshots.snapshot_ids(where)
    known = {current}
    for entry, done in zip(entries, journal.took_effect(entries, current), strict=True):
        known |= {entry.before, entry.after} if done else {entry.before}
    return [name for name in snapshots.snapshot_ids(where) if name in known]


def ids(where: Where) -> list[str]:
    """Return the snapshots that are served, oldest first."""
    gone = withholding.snapshots(withholding.entries(where))
    return [name for name in ever_live(where) if name not in gone]


def earlier(where: Where) -> Iterator[str]:
    """Return the snapshots that were live before, the last one first."""
    entries = journal.entries(where)
    try:
        live_id = snapshots.current_id(where)
    except StoreError:
        live_id = ""
    happened = zip(entries, journal.took_effect(entries, live_id), strict=True)
    lived = [entry.after for entry, done in happened if done and not entry.is_notice]
    return (name for name in dict.fromkeys(reversed(lived)) if name != live_id)


def state(snapshot_id: str, where: Where) -> Snapshot:
    """Return a snapshot as it is served: without what is no longer shown.

    Raises StoreError for one that was never live, is withheld, or cannot be read.
    """
    withdrawals = withholding.entries(where)
    check(snapshot_id, where, withdrawals)
    snapshot = snapshots.load(snapshot_id, where)
    gone = [withholding.figures(withdrawals, str(snapshot.manifest["made_at"]))]
    gone += [_hidden(name, where) for name in _judges(snapshot_id, where)]
    return redaction.redacted(snapshot, pl.concat(gone), lambda area: shown(where, area))


def check(
    snapshot_id: str, where: Where, withdrawals: list[withholding.Withdrawal] | None = None
) -> None:
    """Raise StoreError, one line, for a snapshot that is not served."""
    gone = withholding.snapshots(withholding.entries(where) if withdrawals is None else withdrawals)
    if entry := gone.get(snapshot_id):
        raise StoreError(
            f"Snapshot {snapshot_id} was withheld on {entry.at[:10]} and is not shown any more: "
            f"{entry.why.rstrip('.')}."
        )
    names = snapshots.snapshot_ids(where)
    if snapshot_id in names and snapshot_id not in ever_live(where):
        raise StoreError(f"Snapshot {snapshot_id} was never live, so it is not shown.")


def unserved(where: Where) -> dict[str, str]:
    """Return the snapshots in the store that are not served, with the reason in words."""
    gone = withholding.snapshots(withholding.entries(where))
    lived = ever_live(where)
    return {
        name: "; withheld, not shown" if name in gone else "; was never live, not shown"
        for name in snapshots.snapshot_ids(where)
        if name in gone or name not in lived
    }


_marks: dict[str, tuple[float, tuple[str, ...]]] = {}


def mark(where: Where) -> tuple[str, ...]:
    """Return a key that changes whenever the redaction of past snapshots may change.

    For a remote store the key may be a few seconds old (`KPI_STORE_CHECK`).
    """
    now, (when, known) = time.monotonic(), _marks.get(str(where), (float("-inf"), ()))
    if location.open_backend(where).is_fast or now - when >= settings.store_check():
        known = _mark(where)
        _marks[str(where)] = now, known
    return known


def _mark(where: Where) -> tuple[str, ...]:
    names = snapshots.snapshot_ids(where)
    withdrawals = withholding.entries(where)
    return snapshots.current_id(where), names[-1] if names else "", str(len(withdrawals))


def shown(where: Where, area: str) -> pl.DataFrame:
    """Return an authority's own figures that any state of the store shows, or has shown.

    Columns as in `kpi.model.schemas.OBSERVATIONS`. A state that cannot be read is left out, as
    nobody sees it.
    """
    parts = [pl.DataFrame(schema=OBSERVATIONS)]
    for name in ever_live(where):
        try:
            parts.append(_own(name, where).filter(pl.col("area") == area))
        except AwayError:
            raise
        except StoreError:
            continue
    return pl.concat(parts).filter(pl.col("value").is_not_null()).unique(maintain_order=True)


def own_figures(snapshot_id: str, where: Where, area: str) -> pl.DataFrame:
    """Return an authority's own figures of a snapshot, as it was published.

    Columns as in `kpi.model.schemas.OBSERVATIONS`. What may be shown of them is judged by `state`:
    this is for the quarters that a snapshot has, never for figures.
    """
    return _own(snapshot_id, where).filter(pl.col("area") == area)


def _judges(snapshot_id: str, where: Where) -> list[str]:
    """Return the snapshots whose suppression applies to another.

    They are the newest that was ever live, and the live one.
    """
    names = ever_live(where)
    newest = names[-1:]
    try:
        newest.append(snapshots.current_id(where))
    except AwayError:
        raise
    except StoreError:
        pass  # a lost pointer adds none
    return [name for name in dict.fromkeys(newest) if name != snapshot_id and name in names]


def _hidden(snapshot_id: str, where: Where) -> pl.DataFrame:
    """Return the figures that a snapshot hides, with the reason; none where it is damaged."""
    try:
        own = _own(snapshot_id, where)
    except AwayError:
        raise
    except StoreError:
        own = pl.DataFrame(schema=OBSERVATIONS)
    is_gone = (pl.col("symbol") == SUPPRESSED) & (pl.col("leg") == "")
    return own.filter(is_gone).select(*KEY, "reason")


_MOST_OWNS = 512  # small tables: a council's own figures only


@cached(LRUCache(_MOST_OWNS), key=lambda name, where: (name, str(where)), lock=Lock())
def _own(snapshot_id: str, where: Where) -> pl.DataFrame:
    """Return all authorities' own figures of a snapshot, which never change."""
    rows = snapshots.table(snapshot_id, "observations", where)
    return rows.filter(pl.col("reporting_quarter").is_not_null())
