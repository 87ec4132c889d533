"""Corrections of figures: which change is one, its mark, its record, and what is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from kpi.model import schemas
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.merging.replaced_rows import KEY
from kpi.model.missing.symbol_meanings import SUPPRESSED

FIGURES = ("value", "numerator", "denominator")
NOT_SHOWN = "not shown"
REVISED = "r"
_NOISE = 1e-12  # relative difference of one calculated figure between two runs
_REVISED_KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]


def carry_revision_marks(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return `new` with the mark of revised figures kept where they are the same as before.

    So a corrected figure does not lose its mark when it is sent again, or becomes final.
    """
    marked = old.filter(pl.col("symbol") == REVISED).select(*KEY, *FIGURES, "symbol", "reason")
    same = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in FIGURES])
    keeps = pl.col("symbol_old").is_not_null() & same
    return (
        new.join(marked, on=KEY, how="left", suffix="_old", maintain_order="left")
        .with_columns(
            symbol=pl.when(keeps).then("symbol_old").otherwise("symbol"),
            reason=pl.when(keeps).then("reason_old").otherwise("reason"),
        )
        .select(new.columns)
    )


def revise(
    old: pl.DataFrame, new: pl.DataFrame, why: str, today: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return new rows with changed earlier figures marked, and the record of each change.

    A correction changes a figure that was shown. A real figure that replaces an illustrative one,
    or the first one after "not yet available", corrects nothing.
    """
    same = pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}_old")) for name in FIGURES])
    real = (pl.col("data_status_old") != ILLUSTRATIVE) | (pl.col("data_status") == ILLUSTRATIVE)
    revised = new.join(old, on=KEY, suffix="_old").filter(
        ~same & real & pl.col("value_old").is_not_null()
    )
    # A figure that is now suppressed is not repeated here as the old one.
    gone = pl.col("symbol").fill_null("") == SUPPRESSED
    record = revised.select(
        *_REVISED_KEY,
        old_value=pl.when(~gone).then("value_old"),
        new_value="value",
        old_reason=pl.when(gone).then(pl.lit(NOT_SHOWN)).otherwise("reason_old"),
        new_reason="reason",
        revised_on=pl.lit(today),
        why=pl.lit(why),
        what=pl.lit(None),
    ).cast(dict(schemas.REVISIONS))  # type: ignore[arg-type]
    marked = new.join(
        revised.select(KEY).with_columns(revised=pl.lit(True)),
        on=KEY,
        how="left",
        maintain_order="left",
    )
    is_revised = pl.col("revised").fill_null(False) & pl.col("value").is_not_null()
    return marked.with_columns(
        symbol=pl.when(is_revised).then(pl.lit(REVISED)).otherwise("symbol"),
        reason=pl.when(is_revised)
        .then(pl.lit(f"revised on {today.isoformat()}"))
        .otherwise(pl.col("reason")),
    ).select(new.columns), record


def by_source(title: str, edition: str) -> str:
    """Return the reason of a revision that came with a release of a source."""
    return f"Revised by its source: {title}, {edition}."


def without_releases(
    revisions: pl.DataFrame, gone: pl.DataFrame, titles: Mapping[str, str]
) -> pl.DataFrame:
    """Return the record without what came with releases that are no longer in force.

    `gone` are their rows of `kpi.model.schemas.RELEASES`, `titles` their sources' titles by name.
    """
    left = pl.DataFrame(
        [
            (by_source(titles[source], edition), day)
            for source, edition, day in gone.select("source", "edition", "taken_in").iter_rows()
            if source in titles
        ],
        schema={"why": pl.String, "revised_on": pl.Date},
        orient="row",
    )
    return revisions.join(left, on=left.columns, how="anti", maintain_order="left")


def mark_sources(observations: pl.DataFrame, revisions: pl.DataFrame) -> pl.DataFrame:
    """Return observations with the published figures marked that a release of theirs revised.

    One is marked while it is what the newest revision made of it. Where the council returned the
    period itself, the revision may be of its own figure, and the published one has no mark.
    """
    is_own = pl.col("reporting_quarter").is_not_null()
    of_returns = observations.filter(is_own).select(_REVISED_KEY)
    newest = (
        revisions.filter(pl.col("what").is_null() & pl.col("new_value").is_not_null())
        .unique(_REVISED_KEY, keep="last", maintain_order=True)
        .join(of_returns, on=_REVISED_KEY, how="anti")
        .select(*_REVISED_KEY, "new_value", "revised_on")
    )
    if newest.is_empty():
        return observations
    joined = observations.join(newest, on=_REVISED_KEY, how="left", maintain_order="left")
    is_marked = (
        is_what_it_made("value", "new_value") & (pl.col("leg") == "") & pl.col("symbol").is_null()
    )
    return joined.with_columns(
        symbol=pl.when(is_marked).then(pl.lit(REVISED)).otherwise("symbol"),
        reason=pl.when(is_marked).then(revised_words("revised_on")).otherwise("reason"),
    ).select(observations.columns)


def is_what_it_made(value: str, new_value: str) -> pl.Expr:
    """Boolean, whether a figure still is what a revision made of it; false where there is none."""
    apart = (pl.col(value) - pl.col(new_value)).abs()
    return (apart <= _NOISE * pl.col(value).abs()).fill_null(value=False)


def revised_words(day: str) -> pl.Expr:
    """Return the reason of a figure marked as revised, by the column of its day."""
    return pl.format("revised on {}", pl.col(day).dt.to_string("%Y-%m-%d"))


def forget(revisions: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    """Return the record of corrections without the figures of what is now suppressed.

    Targets say nothing of a figure, so their corrections stay.
    """
    hidden = local.filter(pl.col("symbol") == SUPPRESSED).select(_REVISED_KEY).unique()
    gone = pl.col("gone").fill_null(False) & pl.col("what").is_null()
    return (
        revisions.join(
            hidden.with_columns(gone=pl.lit(True)),
            on=_REVISED_KEY,
            how="left",
            maintain_order="left",
        )
        .with_columns(
            *[pl.when(~gone).then(name).alias(name) for name in ("old_value", "new_value")],
            *[
                pl.when(gone).then(pl.lit(NOT_SHOWN)).otherwise(name).alias(name)
                for name in ("old_reason", "new_reason")
            ],
        )
        .select(revisions.columns)
    )
