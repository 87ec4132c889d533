"""Small numbers: what may not be published, so that no child can be recognised.

Rule: DESIGN section 3 "Small numbers". Counts of 1 to 5 of a local return are suppressed with
their rate, and further periods where totals would give them away (`kpi.disclosure`), unless the
indicator's definition says with a reason that they may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kpi import disclosure
from kpi.disclosure import LARGEST, SMALLEST, Cell, Key, Total
from kpi.model import OBSERVATIONS, Indicator

__all__ = ["LARGEST", "REASON", "SECONDARY", "SMALLEST", "Hidden", "Suppressed", "suppress"]

REASON = "fewer than 6: too few children to show"
SECONDARY = (
    "not shown: too few children in this period, or in another that could be worked out from it"
)
UNCOUNTED = "not shown: without its counts nobody can tell whether it is fewer than 6 children"
_KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]
_SAME_PERIOD = ["indicator_id", "area", "period_start", "period_end"]
_FIGURES = ("value", "numerator", "denominator")
_BASES = {"percent": 100, "per 10,000 children": 10_000}


@dataclass(frozen=True)
class Hidden:
    """One figure that is suppressed: which, and what must appear nowhere.

    `was_shown`: an earlier snapshot, which stays readable, shows the same figure.
    """

    indicator_id: str
    period_kind: str
    period_start: date
    period_end: date
    numerator: float | None
    denominator: float | None
    value: float | None
    secondary: bool
    was_shown: bool = False


@dataclass(frozen=True)
class Suppressed:
    """Observations fit to publish, what was hidden in them, and the published ones beside them.

    `published` are those given, without the figures that would tell a hidden one of the same
    period, such as the rate DfE derives for it.
    """

    observations: pl.DataFrame
    hidden: tuple[Hidden, ...]
    published: pl.DataFrame


def suppress(
    local: pl.DataFrame,
    published: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    *,
    before: pl.DataFrame | None = None,
    yearly: pl.DataFrame | None = None,
) -> Suppressed:
    """Hide small counts of local observations, and what would give them away.

    `local` are all of the area's own figures, old and new; `published` its figures from others,
    in which totals may stand; `before` its own ones as the live snapshot shows them. Columns as
    `kpi.model.OBSERVATIONS`. `yearly` are the periods (indicator_id, period_start, period_end) of
    which a rate of the whole is published elsewhere.
    """
    guarded = {i.id: i for i in indicators.values() if not i.publish_small_numbers}
    rows = _counted(local, guarded).with_columns(
        was_shown=_was_shown(local, local.clear() if before is None else before)
    )
    mine = pl.col("indicator_id").is_in(list(guarded))
    small = mine & (_is_small("numerator") | _is_small("denominator"))
    uncounted = mine & pl.col("uncounted") & ~small
    rows = rows.with_columns(
        hide=pl.when(small).then(pl.lit(REASON)).when(uncounted).then(pl.lit(UNCOUNTED))
    )
    given_away = _given_away(rows.filter(mine), _counted(published, guarded).filter(mine), yearly)
    keys = pl.DataFrame(
        given_away, schema=[(k, OBSERVATIONS[k]) for k in _KEY], orient="row"
    ).with_columns(again=pl.lit(True))
    # Where figures are hidden beside a small one, nobody is told which of them is the small one.
    beside = pl.col("again").any().over("indicator_id")
    merely = ((pl.col("symbol") == "c") & (pl.col("reason") == REASON)).fill_null(False)
    rows = (
        rows.join(keys, on=_KEY, how="left", maintain_order="left")
        .with_columns(again=pl.col("again").fill_null(False))
        .with_columns(
            hide=pl.when(beside & (pl.col("again") | (pl.col("hide") == REASON)))
            .then(pl.lit(SECONDARY))
            .otherwise("hide"),
            reason=pl.when(beside & merely).then(pl.lit(SECONDARY)).otherwise("reason"),
        )
    )
    hidden = tuple(_hidden(r) for r in rows.drop_nulls("hide").iter_rows(named=True))
    shown = _blank(rows).select(local.columns)
    return Suppressed(shown, hidden, _beside(published, shown.filter(mine), guarded))


def _is_small(column: str) -> pl.Expr:
    """More than nought and less than 6, so that no odd fraction slips through."""
    count = pl.col(column)
    return ((count > SMALLEST - 1) & (count < LARGEST + 1)).fill_null(False)


def _counted(local: pl.DataFrame, guarded: Mapping[str, Indicator]) -> pl.DataFrame:
    """`local` with a numerator worked out where rate and denominator give one.

    `uncounted` marks very small rates of which no count is known.
    """
    bases = {name: float(_BASES.get(i.unit, 0)) for name, i in guarded.items()}
    tiny = [name for name, i in guarded.items() if i.very_small]
    base = pl.col("indicator_id").replace_strict(bases, default=0.0, return_dtype=pl.Float64)
    told = pl.when(base > 0).then((pl.col("value") * pl.col("denominator") / base).round(0))
    return local.with_columns(
        stated=pl.col("numerator"), numerator=pl.coalesce("numerator", told)
    ).with_columns(
        uncounted=pl.col("indicator_id").is_in(tiny)
        & (pl.col("value") > 0).fill_null(False)
        & pl.col("numerator").is_null()
    )


def _was_shown(local: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Whether the live snapshot shows a figure as it stands here; made-up ones are not figures."""
    real = before.filter((pl.col("data_status") != "illustrative") & pl.col("value").is_not_null())
    figures = [pl.col(name).eq_missing(pl.col(f"{name}_live")) for name in _FIGURES]
    joined = local.join(
        real.select(*_KEY, *_FIGURES, live=pl.lit(True)),
        on=_KEY,
        how="left",
        suffix="_live",
        maintain_order="left",
    )
    return joined.select(was_shown=pl.col("live").fill_null(False) & pl.all_horizontal(figures))[
        "was_shown"
    ]


def _hidden(r: dict[str, Any]) -> Hidden:
    return Hidden(
        r["indicator_id"], r["period_kind"], r["period_start"], r["period_end"],
        r["numerator"], r["denominator"], r["value"], r["again"], r["was_shown"],
    )  # fmt: skip


def _blank(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` without the figures to hide: symbol and reason stand in their place."""
    gone = pl.col("hide").is_not_null()
    return rows.with_columns(
        pl.when(~gone).then(pl.col("value")),
        pl.when(~gone).then(pl.col("stated")).alias("numerator"),
        pl.when(~gone).then(pl.col("denominator")),
        pl.when(gone).then(pl.lit("c")).otherwise(pl.col("symbol")).alias("symbol"),
        pl.coalesce("hide", "reason").alias("reason"),
        # A note may repeat the figure, and the council's own status may tell its side.
        pl.when(~gone).then(pl.col("note")),
        pl.when(~gone).then(pl.col("supplied_status")),
    )


def _beside(
    published: pl.DataFrame, local: pl.DataFrame, guarded: Mapping[str, Indicator]
) -> pl.DataFrame:
    """`published` without what tells a hidden figure of ours: the same period's from others."""
    gone = local.filter((pl.col("symbol") == "c") & (pl.col("reason") != UNCOUNTED))
    keys = gone.filter(pl.col("indicator_id").is_in(list(guarded))).select(_SAME_PERIOD).unique()
    joined = published.join(
        keys.with_columns(hide=pl.lit(REASON)), on=_SAME_PERIOD, how="left", maintain_order="left"
    ).with_columns(
        hide=pl.when(pl.col("leg") == "").then("hide"),
        stated=pl.col("numerator"),
    )
    return _blank(joined).select(published.columns)


# ---- what gives a small number away ---------------------------------------------------------


def _given_away(
    rows: pl.DataFrame, published: pl.DataFrame, yearly: pl.DataFrame | None
) -> list[Key]:
    """The keys of further figures to hide: those that give a numerator or denominator away."""
    found: list[Key] = []
    parts = rows.filter(pl.col("leg") == "").partition_by("indicator_id", as_dict=True)
    for (name,), mine in parts.items():
        others = published.filter((pl.col("indicator_id") == name) & (pl.col("leg") == ""))
        rates = _spans(yearly, str(name))
        new: list[Key] = []
        while True:
            before = len(new)
            for column in ("numerator", "denominator"):
                cells = [_cell(r, column, new) for r in mine.iter_rows(named=True)]
                new += disclosure.further(cells, _totals(cells, others, column, rates))
            if len(new) == before:
                break
        found += new
    return found


def _spans(yearly: pl.DataFrame | None, indicator_id: str) -> list[tuple[date, date]]:
    if yearly is None:
        return []
    mine = yearly.filter(pl.col("indicator_id") == indicator_id)
    return [(r[0], r[1]) for r in mine.select("period_start", "period_end").unique().iter_rows()]


def _cell(r: Mapping[str, Any], column: str, new: list[Key]) -> Cell:
    key = tuple(r[name] for name in _KEY)
    count = r[column]
    hidden = r["hide"] is not None or r["symbol"] == "c"
    # Of a figure that was hidden earlier the count is not known here: it may be small.
    small = hidden if count is None else _within(count)
    return Cell(
        key, r["period_start"], r["period_end"], count, hidden or key in new, small, r["was_shown"]
    )


def _within(count: float) -> bool:
    return SMALLEST - 1 < count < LARGEST + 1


def _totals(
    cells: list[Cell], others: pl.DataFrame, column: str, rates: list[tuple[date, date]]
) -> list[Total]:
    own = [
        Total(c.start, c.end, c.count, c.key) for c in cells if c.count is not None and not c.hidden
    ]
    # As much as a rate and its base tell; with the rate alone, as much as we know.
    known = [
        Total(r["period_start"], r["period_end"], r[column])
        for r in others.iter_rows(named=True)
        if r[column] is not None or r["value"] is not None
    ]
    return [*own, *known, *(Total(start, end, None) for start, end in rates)]
