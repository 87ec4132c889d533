"""Small numbers: what may not be published, so that no child can be recognised.

Counts of 1 to 5 in a local return are suppressed with their rate, and so are further periods from
whose figures and totals they could be inferred (`kpi.disclosure.recoverable_counts`), unless the
indicator's definition says, with a reason, that they may be shown. In a percentage of people,
those that are not counted (3 of 175 plans were late) are protected as those that are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from kpi.disclosure import recoverable_counts
from kpi.disclosure.implied_counts import COMPLEMENT, counted
from kpi.disclosure.recoverable_counts import Key, OwnCount, PublishedTotal
from kpi.disclosure.small_counts import fewer_words, is_small, is_small_in
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.schemas import OBSERVATIONS
from kpi.periods import Kind, Period
from kpi.service import people, too_few

__all__ = [
    "KEY",
    "REASON",
    "SECONDARY",
    "UNCOUNTED",
    "WITHHELD",
    "HiddenFigure",
    "Suppressed",
    "suppress",
    "versions",
    "without_same_period",
]  # fmt: skip

REASON = f"{fewer_words()}: {too_few()}"
SECONDARY = (
    f"not shown: too few {people()} in this period, or in another that could be worked out from it"
)
WITHHELD = "not shown: withheld by the council"
UNCOUNTED = (
    f"not shown: without its counts nobody can tell whether it is {fewer_words()} {people()}"
)
KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]
_SAME_PERIOD = ["indicator_id", "area", "period_start", "period_end"]
_FIGURES = ("value", "numerator", "denominator")
_COUNTS = ("numerator", "denominator", COMPLEMENT)
_YEARS = (Kind.CALENDAR, Kind.FINANCIAL, Kind.ACADEMIC)


@dataclass(frozen=True)
class HiddenFigure:
    """One suppressed figure: which it is, and the numbers that must appear nowhere.

    `was_shown`: an earlier snapshot shows the same figure. `is_exposed`: from that, or from
    totals of others, the count can be inferred whatever is hidden from now on.
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
    is_exposed: bool = False


@dataclass(frozen=True)
class Suppressed:
    """Observations fit to publish, what was hidden, and others' figures that reveal nothing.

    `published` are those given, without the figures that would reveal a hidden one of the same
    period, such as the rate DfE derives for it.
    """

    observations: pl.DataFrame
    hidden: tuple[HiddenFigure, ...]
    published: pl.DataFrame


def suppress(
    local: pl.DataFrame,
    published: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    *,
    before: pl.DataFrame | None = None,
    yearly: pl.DataFrame | None = None,
    shown: pl.DataFrame | None = None,
) -> Suppressed:
    """Hide small counts of local observations, and the figures from which they could be inferred.

    `local` are all of the area's own figures, old and new; `published` its figures from others,
    which may include totals; `before` its own ones as the live snapshot shows them; `shown` those
    that any snapshot shows or has shown (without it, `before`). Columns as in
    `kpi.model.schemas.OBSERVATIONS`. `yearly` are the periods (indicator_id, period_start,
    period_end) for which a rate of the whole is published elsewhere.
    """
    guarded = {i.id: i for i in indicators.values() if not i.publish_small_numbers}
    before = local.clear() if before is None else before
    rows = counted(local, published, guarded).with_columns(
        was_shown=_was_shown(local, before if shown is None else shown),
        was_hidden=_was_hidden(local, before),
    )
    mine = pl.col("indicator_id").is_in(list(guarded))
    small = mine & pl.any_horizontal([is_small_in(name) for name in _COUNTS])
    # A figure that was hidden must come with its counts, else it could be the same figure again.
    uncounted = mine & ~small & (pl.col("uncounted") | _comes_again_bare())
    rows = rows.with_columns(
        hide=pl.when(small).then(pl.lit(REASON)).when(uncounted).then(pl.lit(UNCOUNTED))
    )
    others = counted(published, published, guarded)
    again, exposed = _given_away(rows.filter(mine), others.filter(mine), yearly, guarded)
    rows = (
        rows.join(_marked(again, "again"), on=KEY, how="left", maintain_order="left")
        .join(_marked(exposed, "exposed"), on=KEY, how="left", maintain_order="left")
        .with_columns(pl.col("again", "exposed").fill_null(False))
    )
    # Where figures are, or may come to be, hidden because of a small one, the reason does not say
    # which.
    added_up = [
        i.id for i in guarded.values() if i.benchmark or any(not r.counts for r in i.related)
    ]
    has_secondary = pl.col("again").any().over("indicator_id") | pl.col("indicator_id").is_in(
        added_up
    )
    merely = ((pl.col("symbol") == SUPPRESSED) & (pl.col("reason") == REASON)).fill_null(False)
    rows = rows.with_columns(
        hide=pl.when(has_secondary & (pl.col("again") | (pl.col("hide") == REASON)))
        .then(pl.lit(SECONDARY))
        .otherwise("hide"),
        reason=pl.when(has_secondary & merely).then(pl.lit(SECONDARY)).otherwise("reason"),
    )
    hidden = tuple(_hidden(r) for r in rows.drop_nulls("hide").iter_rows(named=True))
    fit = _blank(rows).select(local.columns)
    return Suppressed(fit, hidden, without_same_period(published, fit.filter(mine)))


def versions(local: pl.DataFrame, shown: pl.DataFrame) -> tuple[HiddenFigure, ...]:
    """Return the figures in `shown` that `local` hides, illustrative ones left out."""
    is_gone = (pl.col("symbol") == SUPPRESSED) & (pl.col("leg") == "")
    gone = local.filter(is_gone).select(KEY).unique()
    real = shown.filter(
        (pl.col("data_status") != ILLUSTRATIVE)
        & (pl.col("leg") == "")
        & pl.col("value").is_not_null()
    )
    kept = real.join(gone, on=KEY, how="semi").select(*KEY, *_FIGURES).unique(maintain_order=True)
    return tuple(
        HiddenFigure(
            r["indicator_id"], r["period_kind"], r["period_start"], r["period_end"],
            r["numerator"], r["denominator"], r["value"], secondary=False, was_shown=True,
        )
        for r in kept.iter_rows(named=True)
    )  # fmt: skip


def _comes_again_bare() -> pl.Expr:
    figure = pl.any_horizontal([pl.col(name).is_not_null() for name in _FIGURES])
    return (pl.col("was_hidden") & figure & pl.col("numerator").is_null()).fill_null(False)


def _marked(keys: list[Key], name: str) -> pl.DataFrame:
    table = pl.DataFrame(keys, schema=[(k, OBSERVATIONS[k]) for k in KEY], orient="row")
    return table.unique().with_columns(pl.lit(True).alias(name))


def _was_shown(local: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Return whether a snapshot shows each figure as given here; illustrative ones do not count."""
    real = before.filter((pl.col("data_status") != ILLUSTRATIVE) & pl.col("value").is_not_null())
    joined = local.join(
        real.select(*KEY, *_FIGURES).unique().with_columns(live=pl.lit(True)),
        on=[*KEY, *_FIGURES],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return joined["live"].fill_null(False)


def _was_hidden(local: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    gone = before.filter(pl.col("symbol") == SUPPRESSED).select(KEY).unique()
    joined = local.join(
        gone.with_columns(gone=pl.lit(True)), on=KEY, how="left", maintain_order="left"
    )
    return joined["gone"].fill_null(False)


def _hidden(r: dict[str, Any]) -> HiddenFigure:
    return HiddenFigure(
        r["indicator_id"], r["period_kind"], r["period_start"], r["period_end"],
        r["numerator"], r["denominator"], r["value"], r["again"], r["was_shown"],
        r["exposed"],
    )  # fmt: skip


def _blank(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `rows` with symbol and reason in place of the figures to hide.

    The same for those that the council itself marks confidential, whatever it sent with them.
    """
    gone = pl.col("hide").is_not_null() | (pl.col("symbol") == SUPPRESSED).fill_null(False)
    return rows.with_columns(
        pl.when(~gone).then(pl.col("value")),
        pl.when(~gone).then(pl.col("stated")).alias("numerator"),
        pl.when(~gone).then(pl.col("denominator")),
        pl.when(gone).then(pl.lit(SUPPRESSED)).otherwise(pl.col("symbol")).alias("symbol"),
        pl.coalesce("hide", "reason").alias("reason"),
        # A note may repeat the figure, and the council's own status may reveal its side of the
        # target.
        pl.when(~gone).then(pl.col("note")),
        pl.when(~gone).then(pl.col("supplied_status")),
    )


def without_same_period(published: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    """Return `published` with the figures blanked for periods in which ours is hidden.

    Not where ours is hidden for want of counts (`UNCOUNTED`).
    """
    gone = local.filter((pl.col("symbol") == SUPPRESSED) & (pl.col("reason") != UNCOUNTED))
    keys = gone.select(_SAME_PERIOD).unique()
    joined = published.join(
        keys.with_columns(hide=pl.lit(REASON)), on=_SAME_PERIOD, how="left", maintain_order="left"
    ).with_columns(
        hide=pl.when(pl.col("leg") == "").then("hide"),
        stated=pl.col("numerator"),
    )
    return _blank(joined).select(published.columns)


# ---- what gives a small number away ---------------------------------------------------------


def _given_away(
    rows: pl.DataFrame,
    published: pl.DataFrame,
    yearly: pl.DataFrame | None,
    indicators: Mapping[str, Indicator],
) -> tuple[list[Key], list[Key]]:
    """Return the keys of further figures to hide, and those of figures exposed all the same.

    The first are figures from which a small count could be inferred. Illustrative figures reveal
    nothing.
    """
    revealing: list[Key] = []
    exposed: list[Key] = []
    real = rows.filter((pl.col("leg") == "") & (pl.col("data_status") != ILLUSTRATIVE))
    for (name,), mine in real.partition_by("indicator_id", as_dict=True).items():
        others = published.filter((pl.col("indicator_id") == name) & (pl.col("leg") == ""))
        spans = [*_spans(yearly, str(name)), *_coming(indicators[str(name)], mine)]
        new: list[Key] = []
        while True:
            before = len(new)
            for column in _COUNTS:
                totals = _totals(others, column, spans)
                # A total that does not match ours may yet be corrected so that it does.
                for known in (totals, [replace(t, count=None) for t in totals]):
                    cells = [_cell(r, column, new) for r in mine.iter_rows(named=True)]
                    new += recoverable_counts.complementary_cells(cells, known)
            if len(new) == before:
                break
        for column in _COUNTS:
            cells = [_cell(r, column, new) for r in mine.iter_rows(named=True)]
            exposed += recoverable_counts.recoverable_cells(cells, _totals(others, column, spans))
        revealing += new
    return revealing, exposed


def _spans(yearly: pl.DataFrame | None, indicator_id: str) -> list[tuple[date, date]]:
    if yearly is None:
        return []
    mine = yearly.filter(pl.col("indicator_id") == indicator_id)
    return [(r[0], r[1]) for r in mine.select("period_start", "period_end").unique().iter_rows()]


def _coming(indicator: Indicator, rows: pl.DataFrame) -> list[tuple[date, date]]:
    """Return years with own figures for which a publisher gives a total, now or later."""
    kinds = {indicator.benchmark_kind} if indicator.benchmark else set()
    if indicator.local_kind is Kind.TERM:
        kinds.add(Kind.ACADEMIC)
    years = {
        year
        for start, end in rows.select("period_start", "period_end").iter_rows()
        for kind in _YEARS
        if kind in kinds
        and not (year := Period.containing(kind, start)).covers_same(Period(end, start, kind))
    }
    return sorted((year.start, year.end) for year in years)


def _cell(r: Mapping[str, Any], column: str, new: list[Key]) -> OwnCount:
    key = tuple(r[name] for name in KEY)
    count = r[column]
    hidden = r["hide"] is not None or r["symbol"] == SUPPRESSED
    # The count of a figure hidden earlier is not known here: it may be small.
    small = hidden if count is None else is_small(count)
    return OwnCount(
        key, r["period_start"], r["period_end"], count, hidden or key in new, small, r["was_shown"]
    )


def _totals(
    others: pl.DataFrame, column: str, spans: list[tuple[date, date]]
) -> list[PublishedTotal]:
    """Return totals of others: the count as far as a rate and its base give it, else None.

    None stands for a rate alone, or a total still to come: the reader is taken to know as much as
    we.
    """
    known = {
        (r["period_start"], r["period_end"]): r[column]
        for r in others.iter_rows(named=True)
        if r[column] is not None or r["value"] is not None
    }
    return [
        PublishedTotal(*span, count) for span, count in {**dict.fromkeys(spans), **known}.items()
    ]
