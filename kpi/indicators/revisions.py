"""Corrections: what a figure was before, what it is now, when it was changed and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.indicators.reporting_quarters import returned_quarters
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period


@dataclass(frozen=True)
class Correction:
    """One change of a figure that had been shown, in words fit to show."""

    period: Period
    before: str
    after: str
    revised_on: date
    why: str

    @property
    def in_words(self) -> str:
        """The correction, as `Q1 2025-26 (Apr to Jun 2025): 53.9% corrected to 54.5% on ...`."""
        day = f"{self.revised_on.day} {self.revised_on:%B %Y}"
        text = f"{self.period}: {self.before} corrected to {self.after} on {day}."
        return f"{text} {self.why}".strip()


@cached_on_snapshot
def corrections(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Correction]:
    """Return the corrections of an area's figures of an indicator, newest first."""
    rows = snapshot.revisions.filter(
        (pl.col("indicator_id") == indicator.id) & (pl.col("area") == area)
    )
    found = [
        Correction(
            Period.of(r["period_kind"], r["period_start"], r["period_end"]),
            show(indicator, r["old_value"]) or r["old_reason"] or "no figure",
            show(indicator, r["new_value"]) or r["new_reason"] or "no figure",
            r["revised_on"],
            r["why"],
        )
        for r in rows.iter_rows(named=True)
    ]
    # The table is in the order of publishing, so the last correction of a day is the newest.
    return sorted(found, key=lambda c: c.revised_on)[::-1]


def told_in(snapshot: Snapshot, area: str, correction: Correction) -> Period | None:
    """Return the quarter whose report is the first to tell of a correction.

    That is the newest of the area's return that had ended by then; None where none had.
    """
    ended = [q for q in returned_quarters(snapshot, area) if q.end < correction.revised_on]
    return max(ended, default=None)
