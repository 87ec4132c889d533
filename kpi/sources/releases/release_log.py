"""The log of releases that were taken in, as the tables that a snapshot holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from kpi.model import schemas
from kpi.model.definitions.indicator import Indicator
from kpi.sources.releases import first_taken_in, taken_in
from kpi.sources.releases.taken_in import TakenInRelease


def tables(
    base: Path, in_use: Mapping[str, TakenInRelease], indicators: Iterable[Indicator] = ()
) -> dict[str, pl.DataFrame]:
    """Return the tables on releases of `kpi.model.schemas` (`LATER_TABLES`), those with any rows.

    `base` holds the releases taken in. Of each source they are listed up to the one in use; where
    that is looked at and not kept there yet, up to the one in force.
    """
    known = [each for source in sorted(in_use) for each in taken_in.history(base, in_use[source])]
    rows = [
        {
            "source": each.source,
            "edition": each.edition,
            "published": each.published,
            "taken_in": each.day,
            "origin": each.origin,
            "reason": each.reason,
            **each.counts,
        }
        for each in known
    ]
    made = {
        "releases": pl.DataFrame(rows, schemas.RELEASES),
        "release_revisions": pl.concat(
            [pl.DataFrame(schema=schemas.RELEASE_REVISIONS), *map(_revisions, known)]
        ),
        "first_taken_in": first_taken_in.table(first_taken_in.kept(known), indicators),
    }
    return {name: table for name, table in made.items() if not table.is_empty()}


def _revisions(taken: TakenInRelease) -> pl.DataFrame:
    return (
        taken_in.revisions(taken)
        .select(
            "measure",
            "name",
            "area",
            source=pl.lit(taken.source),
            edition=pl.lit(taken.edition),
            taken_in=pl.lit(taken.day),
            period="label",
            old_value="before",
            new_value="after",
        )
        .select(schemas.RELEASE_REVISIONS.names())
        .cast(dict(schemas.RELEASE_REVISIONS))  # type: ignore[arg-type]
    )
