"""The council's commentary on a figure: what happened, why, action, who, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.formatting import long_date
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period


@dataclass(frozen=True)
class Comment:
    """One indicator's commentary in one reporting quarter."""

    what_happened: str | None
    why: str | None
    action: str | None
    owner_role: str | None
    due: date | None
    data_status: str

    @property
    def due_day(self) -> str:
        """The due day, as in `31 October 2025`, or that none is given."""
        return "no date given" if self.due is None else long_date(self.due)

    def is_overdue(self, today: date) -> bool:
        """Return whether an action is given and its due day has passed."""
        return bool(self.action) and self.due is not None and self.due < today

    def overdue_on(self, today: date) -> str:
        """Return `overdue on 1 December 2026`; empty for an action that is not.

        A report shows what was known at its own day, so the day of this judgement is named.
        """
        return f"overdue on {long_date(today)}" if self.is_overdue(today) else ""

    def due_words(self, today: date) -> str:
        """Return the due day, marked where the action is overdue; for places that name `today`."""
        return f"{self.due_day}: overdue" if self.is_overdue(today) else self.due_day

    def dated_due_words(self, today: date) -> str:
        """Return the same with the day that it is judged on, for a sentence that stands alone."""
        return ": ".join(part for part in (self.due_day, self.overdue_on(today)) if part)


@cached_on_snapshot
def comment(snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period) -> Comment | None:
    """Return the commentary of a reporting quarter; None where the return has none."""
    rows = snapshot.commentary.filter(
        (pl.col("indicator_id") == indicator.id)
        & (pl.col("area") == area)
        & (pl.col("reporting_quarter") == quarter.short)
    )
    if rows.is_empty():
        return None
    r = rows.row(0, named=True)
    return Comment(
        r["what_happened"], r["why"], r["action"], r["owner_role"], r["due"], r["data_status"]
    )
