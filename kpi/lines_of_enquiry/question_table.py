"""The questions of a scorecard as a table with one row per question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from kpi.indicators.scorecard import ScorecardRow
from kpi.lines_of_enquiry import questions
from kpi.model.snapshot import Snapshot

COLUMNS = pl.Schema(
    {
        "reporting_quarter": pl.String,
        "indicator_id": pl.String,
        "indicator": pl.String,
        "area": pl.String,
        "place": pl.Int64,
        "question": pl.String,
        "rule": pl.String,
        "because": pl.String,
        "data_status": pl.String,
        "read_on": pl.Date,
        "snapshot": pl.String,
    }
)


def table(snapshot: Snapshot, rows: Iterable[ScorecardRow], today: date) -> pl.DataFrame:
    """Return one row per question (`COLUMNS`), in the order of the scorecard, then of the rules."""
    records = [
        {
            "reporting_quarter": row.quarter.short,
            "indicator_id": row.indicator.id,
            "indicator": row.indicator.name,
            "area": row.area.code,
            "place": place,
            "question": each.question,
            "rule": each.rule,
            "because": each.because,
            "data_status": each.data_status,
            "read_on": today,
            "snapshot": snapshot.id,
        }
        for row in rows
        for place, each in enumerate(questions.enquiries(snapshot, row, today), start=1)
    ]
    return pl.DataFrame(records, schema=COLUMNS)
