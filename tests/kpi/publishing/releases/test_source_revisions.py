"""Published figures that a release changed, as revisions."""

from datetime import date

import polars as pl

from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.publishing.releases.source_revisions import revisions

DAY = date(2026, 11, 30)
PLANS = "ehcp-20-weeks"


def test_a_changed_figure_is_logged_with_both_values(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    is_it = (
        (pl.col("indicator_id") == PLANS)
        & (pl.col("area") == "838")
        & (pl.col("leg") == "")
        & pl.col("value").is_not_null()
    )
    after = rows.with_columns(value=pl.when(is_it).then(pl.col("value") + 1).otherwise("value"))
    made = revisions(rows, after, "Because.", DAY)
    assert made.schema == schemas.REVISIONS
    assert made.height == rows.filter(is_it).height > 0
    assert set(made["area"]) == {"838"}
    assert ((made["new_value"] - made["old_value"] - 1).abs() < 1e-9).all()
    assert set(made["revised_on"]) == {DAY}


def test_a_figure_that_becomes_a_symbol_is_logged_with_its_reason(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    is_it = (pl.col("indicator_id") == PLANS) & (pl.col("area") == "838") & (pl.col("leg") == "")
    after = rows.with_columns(
        value=pl.when(~is_it).then(pl.col("value")),
        reason=pl.when(is_it).then(pl.lit("withdrawn")).otherwise(pl.col("reason")),
    )
    made = revisions(rows, after, "Because.", DAY)
    assert made["new_value"].null_count() == made.height > 0
    assert set(made["new_reason"]) == {"withdrawn"}


def test_figures_of_returns_parts_and_last_bits_are_no_revision(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    own = pl.col("reporting_quarter").is_not_null() | (pl.col("leg") != "")
    after = rows.with_columns(value=pl.when(own).then(pl.col("value") + 1).otherwise("value"))
    assert revisions(rows, after, "", DAY).is_empty()
    noisy = rows.with_columns(value=pl.col("value") * (1 + 2e-16))
    assert revisions(rows, noisy, "", DAY).is_empty()


def test_a_first_figure_revises_nothing(snapshot: Snapshot) -> None:
    rows = snapshot.observations
    before = rows.filter(pl.col("indicator_id") != PLANS)
    assert revisions(before, rows, "", DAY).is_empty()
