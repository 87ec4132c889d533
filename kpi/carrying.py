"""Carrying returns over into a snapshot that is built anew: newer benchmarks lose no return.

What is illustrative comes from the inputs each time; what a council has published stays.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from kpi import laying_over, publishing, store, suppression
from kpi.errors import AwayError, InputError, StoreError
from kpi.places import Where
from kpi.snapshot import Snapshot

_REAL = pl.col("data_status") != "illustrative"


def last_good(where: Where) -> Snapshot | None:
    """The live snapshot; where it is damaged, the newest that is not; None in an empty store.

    Raises AwayError where the store does not answer: what is live must not be taken for lost.
    """
    try:
        return store.load(store.current_id(where), where)
    except AwayError:
        raise
    except StoreError:
        pass  # the next best is looked for
    for snapshot_id in reversed(store.snapshot_ids(where)):
        try:
            return store.load(snapshot_id, where)
        except AwayError:
            raise
        except StoreError:
            continue
    return None


def refuse_loss(live: Snapshot, built: Mapping[str, pl.DataFrame]) -> None:
    """Raise InputError where what a council has published would be dropped, naming it.

    A figure without a definition has no place in a snapshot: the definition must stay.
    """
    gone = ~pl.col("indicator_id").is_in(built["indicators"]["indicator_id"].implode())
    figures = live.observations.filter(pl.col("reporting_quarter").is_not_null())
    counts = {
        noun: dict(table.filter(_REAL & gone).group_by("indicator_id").len().iter_rows())
        for noun, table in (
            ("figure", figures), ("target", live.targets), ("comment", live.commentary)
        )
    }  # fmt: skip
    lost = sorted({name for found in counts.values() for name in found})
    if not lost:
        return
    told = []
    for name in lost:
        parts = [_many(found[name], noun) for noun, found in counts.items() if name in found]
        told.append(f"{name}: {_listed(parts)}")
    raise InputError(
        f"Nothing was built: published figures would be dropped, as no definition has their id "
        f"any more ({'; '.join(told)}). Put the definition back."
    )


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def carry(live: Snapshot, built: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The built tables with the figures, targets, comments and revisions of published returns.

    Small numbers are hidden again, as newer benchmarks may bring totals that tell them.
    """
    known = set(built["indicators"]["indicator_id"])
    kept = live.observations.filter(
        pl.col("reporting_quarter").is_not_null() & _REAL & pl.col("indicator_id").is_in(known)
    )
    tables = dict(built)
    tables["targets"] = laying_over.targets(built["targets"], live.targets.filter(_REAL))
    tables["commentary"] = laying_over.over(
        built["commentary"], live.commentary.filter(_REAL), laying_over.COMMENT_KEY
    ).sort(laying_over.COMMENT_KEY)
    tables["revisions"] = live.revisions
    for area in kept["area"].unique().sort():
        own = kept.filter(pl.col("area") == area)
        tables["observations"] = _with_area(
            live.with_tables(built), tables["observations"], own, area
        )
    return tables


def _with_area(
    built: Snapshot, observations: pl.DataFrame, kept: pl.DataFrame, area: str
) -> pl.DataFrame:
    is_own = (pl.col("area") == area) & pl.col("reporting_quarter").is_not_null()
    local = laying_over.over(observations.filter(is_own), kept, laying_over.KEY)
    published = observations.filter((pl.col("area") == area) & ~is_own)
    safe = suppression.suppress(
        local,
        published,
        {indicator.id: indicator for indicator in built.indicators},
        before=kept,
        yearly=publishing.yearly_rates(built, area),
    )
    others = observations.filter(pl.col("area") != area)
    return publishing.in_order(pl.concat([others, safe.published, safe.observations]))
