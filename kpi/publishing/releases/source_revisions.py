"""Published figures of indicators that a release changed, as revisions of their source."""

from __future__ import annotations

from datetime import date

import polars as pl

from kpi.model import schemas

_KEY = ["indicator_id", "area", "period_kind", "period_start", "period_end"]
_NOISE = 1e-12  # of a figure


def revisions(before: pl.DataFrame, after: pl.DataFrame, why: str, day: date) -> pl.DataFrame:
    """Return a row for each published figure that changed or went (`schemas.REVISIONS`).

    Both are observations. Figures of returns and the parts that a figure is made from are left
    out, as is a figure that comes for the first time: nothing was published that it corrects.
    """
    old, new = _published(before), _published(after)
    joined = old.join(new, on=_KEY, suffix="_new").filter(
        pl.col("value").is_not_null() & pl.col("value").ne_missing(pl.col("value_new"))
    )
    # Calculated figures may differ in their last bits between two runs.
    apart = (pl.col("value") - pl.col("value_new")).abs()
    is_noise = (apart <= _NOISE * pl.col("value").abs()).fill_null(value=False)
    return (
        joined.filter(~is_noise)
        .select(
            *_KEY,
            old_value="value",
            new_value="value_new",
            old_reason="reason",
            new_reason="reason_new",
            revised_on=pl.lit(day),
            why=pl.lit(why),
            what=pl.lit(None, pl.String),
        )
        .cast(dict(schemas.REVISIONS))  # type: ignore[arg-type]
        .sort(_KEY)
    )


def _published(observations: pl.DataFrame) -> pl.DataFrame:
    rows = observations.filter(pl.col("reporting_quarter").is_null() & (pl.col("leg") == ""))
    return rows.select(*_KEY, "value", "reason")
