"""What a return that was just published changed: its quarters, its figures and the statuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpi.formatting import lower, tally
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import preview
from kpi.publishing.preview import RowComparison
from kpi.publishing.proposed_changes import StatusChange
from kpi.publishing.uploads import CheckedUpload
from kpi.wording.status.status_words import STATUS_WORDS

MOST_STATUSES = 5


@dataclass(frozen=True)
class StatusLine:
    """A status that changed, in words; `figure` is "" where the new status has none.

    `status_mark` is the data status of the target that the new status rests on.
    """

    words: str
    status_mark: str
    figure: str
    data_status: str
    period: str  # of a figure that is older than the quarter's


@dataclass(frozen=True)
class PublishedChanges:
    """What was published: of the return, of its figures, and the statuses, newest report first."""

    summary: str
    statuses: tuple[StatusLine, ...]
    rest: str

    @property
    def marks(self) -> tuple[str, ...]:
        """The data statuses of the figures listed, and of the targets that they are judged by."""
        return tuple(
            status for line in self.statuses for status in (line.data_status, line.status_mark)
        )


def published_changes(live: Snapshot, result: CheckedUpload) -> PublishedChanges:
    """Return what publishing a return that was looked at changes; `live` is live before it."""
    compared, area = result.compared, live.home_code()
    every = {quarter.short: quarter for quarter in preview.quarters(live, compared.after, area)}
    flips = sorted(compared.flips, key=lambda flip: every[flip.quarter], reverse=True)
    shown = flips[:MOST_STATUSES]
    rows = _rows(live, compared.after, {every[flip.quarter] for flip in shown}, area)
    left = len(flips) - len(shown)
    return PublishedChanges(
        f"{preview.return_words(result.received)} {preview.changed_words(compared)}",
        tuple(_line(flip, rows[flip.quarter, flip.indicator_id]) for flip in shown),
        f"And {tally(left, 'more change')} of status." if left else "",
    )


def _rows(
    live: Snapshot, after: Snapshot, quarters: Iterable[Period], area: str
) -> dict[tuple[str, str], RowComparison]:
    """Return the rows of the scorecards before and after, by quarter and indicator."""
    return {
        (quarter.short, row.indicator_id): row
        for quarter in quarters
        for row in preview.side_by_side(live, after, quarter, area)
    }


def _line(flip: StatusChange, row: RowComparison) -> StatusLine:
    before, after = (lower(STATUS_WORDS[each]) for each in (flip.before, flip.after))
    has_figure = flip.after in target_status.JUDGED
    return StatusLine(
        f"{flip.indicator}, {flip.quarter} report: {before}, now {after}",
        row.after.target_data_status if has_figure else "",
        row.after.figure if has_figure else "",
        row.after.data_status if has_figure else "",
        row.after.period if has_figure and row.after.is_old else "",
    )
