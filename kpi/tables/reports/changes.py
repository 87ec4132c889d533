"""What changed since the last report, as a table with one row per change."""

from __future__ import annotations

import polars as pl

from kpi.indicators.report_changes.change import ChangeSide, ReportChanges
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes.sentences import sentence

COLUMNS = pl.Schema(
    {
        "quarter": pl.String,
        "since": pl.String,  # the quarter of the report before, or the id of a snapshot
        "area": pl.String,
        "kind": pl.String,
        "indicator_id": pl.String,
        "indicator": pl.String,
        "period": pl.String,
        "before": pl.String,
        "before_status": pl.String,  # a data status
        "after": pl.String,
        "after_status": pl.String,
        "sentence": pl.String,
        "read_on": pl.Date,
        "snapshot": pl.String,
    }
)


def table(snapshot: Snapshot, changes: ReportChanges) -> pl.DataFrame:
    """Return one row per change (`COLUMNS`), by kind, then in the order of the scorecard.

    `before` and `after` are as displayed; null where a report shows nothing.
    """
    since = changes.since or (changes.before.short if changes.before else None)
    rows = [
        {
            "quarter": changes.view.quarter.short,
            "since": since,
            "area": changes.view.area,
            "kind": change.kind.value,
            "indicator_id": change.row.indicator.id,
            "indicator": change.row.indicator.name,
            "period": str(change.period) if change.period else None,
            "before": _text(change.before),
            "before_status": change.before.data_status if change.before else None,
            "after": _text(change.after),
            "after_status": change.after.data_status if change.after else None,
            "sentence": sentence(changes, change),
            "read_on": changes.today,
            "snapshot": snapshot.id,
        }
        for change in changes.changes
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _text(side: ChangeSide | None) -> str | None:
    return (side.text or None) if side else None
