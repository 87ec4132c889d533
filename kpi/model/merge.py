"""Merging a return into the live tables: rows it does not mention stay, corrections are marked.

Nothing is changed in place: each function returns new tables of the schemas in
`kpi.model.schemas`.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from kpi.model import schemas
from kpi.periods import Period, parse_period

KEY = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
ORDER = ["indicator_id", "leg", "area", "period_end", "period_kind", "reporting_quarter"]
"""The order of observations in the store."""
COMMENT_KEY = ["indicator_id", "area", "reporting_quarter"]
FIGURES = ("value", "numerator", "denominator")
_REVISED_KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]
NOT_SHOWN = "not shown"


def over(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return `old` with the rows of `new` replacing those of the same key, or added."""
    kept = old.join(new.select(key).unique(), on=key, how="anti")
    return pl.concat([kept, new.select(old.columns)])


def carry_revision_marks(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return `new` with the mark of revised figures kept where they are the same as before.

    So a corrected figure does not lose its mark when it is sent again, or becomes final.
    """
    marked = old.filter(pl.col("symbol") == "r").select(*KEY, *FIGURES, "symbol", "reason")
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
    real = (pl.col("data_status_old") != "illustrative") | (pl.col("data_status") == "illustrative")
    revised = new.join(old, on=KEY, suffix="_old").filter(
        ~same & real & pl.col("value_old").is_not_null()
    )
    # A figure that is now suppressed is not repeated here as the old one.
    gone = pl.col("symbol").fill_null("") == "c"
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
        symbol=pl.when(is_revised).then(pl.lit("r")).otherwise("symbol"),
        reason=pl.when(is_revised)
        .then(pl.lit(f"revised on {today.isoformat()}"))
        .otherwise(pl.col("reason")),
    ).select(new.columns), record


def forget(revisions: pl.DataFrame, local: pl.DataFrame) -> pl.DataFrame:
    """Return the record of corrections without the figures of what is now suppressed.

    Targets say nothing of a figure, so their corrections stay.
    """
    hidden = local.filter(pl.col("symbol") == "c").select(_REVISED_KEY).unique()
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


def targets(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return targets with new ones added; one ends when the next starts.

    A target by quarter ends with the quarter before that, one by month with the month before.
    Where a target by month starts within a quarter, the one by quarter lasts to that quarter's
    end: it may be what the quarter is judged against.
    """
    merged = over(old, new, ["indicator_id", "area", "from_quarter"])
    starts: dict[tuple[str, str], list[Period]] = {}
    for indicator_id, area, text in merged.select(
        "indicator_id", "area", "from_quarter"
    ).iter_rows():
        starts.setdefault((indicator_id, area), []).append(parse_period(text))
    ends = []
    for r in merged.iter_rows(named=True):
        own = parse_period(r["from_quarter"])
        later = [p.start for p in starts[r["indicator_id"], r["area"]] if p.start > own.start]
        end = parse_period(r["to_quarter"]) if r["to_quarter"] else None
        if later:
            before = Period.containing(own.kind, min(later) - timedelta(days=1))
            end = before if end is None or end > before else end
        ends.append(end.short if end else None)
    return in_order(merged.with_columns(pl.Series("to_quarter", ends, pl.String)))


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Return targets by indicator, area and first quarter or month."""
    starts = [parse_period(text).start for text in table["from_quarter"]]
    return (
        table.with_columns(pl.Series("_order", starts, pl.Date))
        .sort("indicator_id", "area", "_order")
        .drop("_order")
    )
