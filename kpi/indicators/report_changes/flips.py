"""Target statuses that differ between two scorecards."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.indicators.scorecard import ScorecardRow


def flipped(
    before: Sequence[ScorecardRow], after: Sequence[ScorecardRow]
) -> tuple[tuple[ScorecardRow, ScorecardRow], ...]:
    """Return the rows whose status differs, each with the one before, in the order of `after`.

    An indicator that only one of the two has is left out: it has no status to compare.
    """
    known = {row.indicator.id: row for row in before}
    pairs = ((known[row.indicator.id], row) for row in after if row.indicator.id in known)
    return tuple((old, new) for old, new in pairs if old.status != new.status)
