"""The release calendar as a table: every figure that is late or due within a year."""

from __future__ import annotations

import polars as pl

from kpi.indicators.releases.release_calendar import due_figures
from kpi.model.snapshot import Snapshot

COLUMNS = pl.Schema(
    {
        "indicator_id": pl.String,
        "indicator": pl.String,
        "whose": pl.String,  # own | comparators
        "period": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "due_by": pl.Date,
        "state": pl.String,  # late | to come, on the day of the snapshot
        "as_at": pl.Date,  # the day of the snapshot
        "snapshot": pl.String,
    }
)


def table(snapshot: Snapshot, area: str) -> pl.DataFrame:
    """Return one row per figure (`COLUMNS`), by indicator, late ones first."""
    rows = [
        (
            figure.indicator.id,
            figure.indicator.name,
            "own" if figure.is_own else "comparators",
            figure.period.short,
            figure.period.start,
            figure.period.end,
            figure.day,
            state,
            snapshot.made_on,
            snapshot.id,
        )
        for due in due_figures(snapshot, area)
        for state, figures in (("late", due.late), ("to come", due.coming))
        for figure in figures
    ]
    return pl.DataFrame(rows, COLUMNS, orient="row")
