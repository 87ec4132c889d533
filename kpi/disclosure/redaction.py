"""A snapshot without figures that must no longer be shown, and without what reveals them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from kpi.disclosure import refused_texts, suppression
from kpi.disclosure.suppression import KEY
from kpi.model.merging import figure_corrections, replaced_rows
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.snapshot import Snapshot

_GONE = ("value", "numerator", "denominator", "note", "supplied_status")
_FIGURE = pl.any_horizontal([pl.col(name).is_not_null() for name in _GONE[:3]])


def redacted(
    snapshot: Snapshot, gone: pl.DataFrame, shown: Callable[[str], pl.DataFrame]
) -> Snapshot:
    """Return the snapshot without the authorities' own figures of `gone` (`KEY` and `reason`).

    Their corrections, others' figures of the same period and texts that name them are removed too,
    as are texts that name figures which the snapshot itself hides. `shown` gives an authority's
    own figures as any state has shown them. Returns the same object where there is nothing to hide.
    """
    reasons = gone.rename({"reason": "_why"}).unique(KEY, keep="first", maintain_order=True)
    rows = snapshot.observations.join(reasons, on=KEY, how="left", maintain_order="left")
    is_suppressed = (pl.col("symbol") == SUPPRESSED).fill_null(False)
    hides = _IS_OWN & (pl.col("_why").is_not_null() | is_suppressed)
    result = snapshot
    for area in rows.filter(hides)["area"].unique().sort():
        result = _of_area(result, rows.filter(pl.col("area") == area), area, shown)
    return result


_IS_OWN = pl.col("reporting_quarter").is_not_null() & (pl.col("leg") == "")
_TABLES = ("commentary", "targets", "revisions")


def _of_area(
    snapshot: Snapshot, rows: pl.DataFrame, area: str, shown: Callable[[str], pl.DataFrame]
) -> Snapshot:
    hides = _IS_OWN & pl.col("_why").is_not_null() & _FIGURE
    local = (
        rows.filter(pl.col("reporting_quarter").is_not_null())
        .with_columns(
            *[pl.when(~hides).then(pl.col(name)).alias(name) for name in _GONE],
            pl.when(hides).then(pl.lit(SUPPRESSED)).otherwise("symbol").alias("symbol"),
            pl.when(hides).then("_why").otherwise("reason").alias("reason"),
        )
        .select(snapshot.observations.columns)
    )
    at_home = pl.col("area") == area
    words = {
        "observations": local,
        **{name: getattr(snapshot, name).filter(at_home) for name in _TABLES},
    }
    words["revisions"] = figure_corrections.forget(words["revisions"], local)
    secrets = (
        *suppression.versions(local, rows.select(local.columns)),
        *suppression.versions(local, shown(area)),
    )
    indicators = {i.id: i for i in snapshot.indicators}
    words = refused_texts.without(words, refused_texts.revealing_texts(secrets, words, indicators))
    others = snapshot.observations.filter(at_home & pl.col("reporting_quarter").is_null())
    elsewhere = snapshot.observations.filter(~at_home)
    parts = [elsewhere, suppression.without_same_period(others, local), words["observations"]]
    tables = {
        "observations": pl.concat(parts).sort(replaced_rows.ORDER),
        **{
            name: pl.concat([getattr(snapshot, name).filter(~at_home), words[name]])
            for name in _TABLES
        },
    }
    kept = {name: getattr(snapshot, name) for name in tables}
    if all(kept[name].sort(pl.all()).equals(tables[name].sort(pl.all())) for name in tables):
        return snapshot
    return replace(snapshot, **tables)
