"""Small numbers: what may not be published, so that no child can be recognised.

Rule: DESIGN section 3 "Small numbers". Counts of 1 to 5 of a local return are suppressed with
their rate, and one more period where a published total would give them away, unless the
indicator's definition says with a reason that they may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kpi.model import Indicator
from kpi.periods import Kind

SMALLEST, LARGEST = 1, 5
REASON = "fewer than 6: too few children to show"
SECONDARY = "not shown, because a small number of another period could be worked out from it"
_KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]


@dataclass(frozen=True)
class Hidden:
    """One figure that is suppressed: which, and what must appear nowhere."""

    indicator_id: str
    period_kind: str
    period_start: object
    period_end: object
    numerator: float | None
    denominator: float | None
    value: float | None
    secondary: bool


@dataclass(frozen=True)
class Suppressed:
    """Observations fit to publish, and what was hidden in them."""

    observations: pl.DataFrame
    hidden: tuple[Hidden, ...]


def suppress(
    local: pl.DataFrame, published: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> Suppressed:
    """Hide small counts of local observations, and what would give them away.

    `local` are all of the area's own figures, old and new; `published` the observations of
    everybody else's, in which totals may stand. Columns as `kpi.model.OBSERVATIONS`.
    """
    open_ids = [i.id for i in indicators.values() if i.publish_small_numbers]
    small = (
        pl.col("numerator").is_between(SMALLEST, LARGEST)
        | pl.col("denominator").is_between(SMALLEST, LARGEST)
    ).fill_null(False)
    primary = local.filter(small & ~pl.col("indicator_id").is_in(open_ids))
    already = local.filter(pl.col("symbol") == "c")
    secondary = _secondary(local, pl.concat([primary, already]), published, open_ids)
    hidden = [_hidden(r, False) for r in primary.iter_rows(named=True)]
    hidden += [_hidden(r, True) for r in secondary.iter_rows(named=True)]
    shown = _blank(_blank(local, primary, REASON), secondary, SECONDARY)
    return Suppressed(shown, tuple(hidden))


def _hidden(r: dict[str, object], secondary: bool) -> Hidden:
    return Hidden(
        str(r["indicator_id"]), str(r["period_kind"]), r["period_start"], r["period_end"],
        r["numerator"], r["denominator"], r["value"], secondary,  # type: ignore[arg-type]
    )  # fmt: skip


def _blank(rows: pl.DataFrame, chosen: pl.DataFrame, reason: str) -> pl.DataFrame:
    """`rows` without the figures of `chosen`: symbol and reason stand in their place."""
    marked = rows.join(
        chosen.select(_KEY).unique().with_columns(hide=pl.lit(True)), on=_KEY, how="left"
    ).with_columns(pl.col("hide").fill_null(False))
    figures = ("value", "numerator", "denominator")
    return marked.with_columns(
        *[pl.when(~pl.col("hide")).then(pl.col(name)) for name in figures],
        pl.when("hide").then(pl.lit("c")).otherwise(pl.col("symbol")).alias("symbol"),
        pl.when("hide").then(pl.lit(reason)).otherwise(pl.col("reason")).alias("reason"),
        # A note may repeat the figure, and the council's own status may tell its side.
        pl.when(~pl.col("hide")).then(pl.col("note")),
        pl.when(~pl.col("hide")).then(pl.col("supplied_status")),
    ).select(rows.columns)


def _secondary(
    local: pl.DataFrame,
    suppressed: pl.DataFrame,
    published: pl.DataFrame,
    open_ids: list[str],
) -> pl.DataFrame:
    """For each year with a total and one hidden part: the smallest other part.

    A total is any figure with counts of the same indicator and area, of anybody's, whose period
    is made up of two or more of ours. Adding up the shown parts would else give the hidden one.
    """
    both = pl.concat([local, published.select(local.columns)])
    totals = both.filter(
        (pl.col("leg") == "")
        & pl.col("numerator").is_not_null()
        & (pl.col("period_kind") != str(Kind.QUARTER))
        & ~pl.col("indicator_id").is_in(open_ids)
    )
    hidden_keys = {tuple(r) for r in suppressed.select(_KEY).iter_rows()}
    found = [local.clear()]
    for total in totals.iter_rows(named=True):
        parts = local.filter(
            (pl.col("indicator_id") == total["indicator_id"])
            & (pl.col("area") == total["area"])
            & (pl.col("period_kind") != total["period_kind"])
            & (pl.col("period_start") >= total["period_start"])
            & (pl.col("period_end") <= total["period_end"])
        )
        if parts.height < 2:
            continue
        keys = [tuple(r) for r in parts.select(_KEY).iter_rows()]
        gone = [key in hidden_keys for key in keys]
        if sum(gone) != 1:
            continue
        others = parts.filter(pl.Series([not g for g in gone])).drop_nulls("numerator")
        other = others.sort("numerator", "period_start").head(1)
        if other.height:
            found.append(other)
            hidden_keys |= {tuple(r) for r in other.select(_KEY).iter_rows()}
    return pl.concat(found).unique(_KEY, maintain_order=True)
