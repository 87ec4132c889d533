"""One change between two reports, or between two snapshots of one report, as a type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from enum import StrEnum

from kpi.indicators.commentary import Comment
from kpi.indicators.revisions import Correction
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.observation import Observation
from kpi.periods import Period


class ChangeKind(StrEnum):
    """What kind of change it is, in the order in which they are listed."""

    FLIPPED = "status flipped"
    CLEAR = "clear change"
    ARRIVED = "figure arrived"
    REPLACED = "real figure in place of illustrative"
    RESTATED = "data status changed"
    COMPARATOR = "newer comparator"
    TARGET = "target moved"
    REVISED = "figure revised"
    COMPARATOR_REVISED = "comparator revised"
    WITHDRAWN = "figure withdrawn"
    SUPPRESSED = "figure suppressed"
    LATE = "figure late"
    ACTION = "action due"
    COMMENT = "comment changed"


@dataclass(frozen=True)
class ChangeSide:
    """What one of two reports shows: its text, of which period, and its data status.

    `data_status` is None where the text rests on no figure and no target.
    """

    text: str
    data_status: str | None = None
    period: Period | None = None


@dataclass(frozen=True)
class ReportChange:
    """One change of an indicator.

    `row` is the indicator's row in the report and `earlier` the one it is compared with, None
    where that has no such indicator. `observation` is the newer figure, `correction` the record of
    a revised one, `comparator` the key of the one meant, `comment` the commentary, whose differing
    `parts` are named. `quarter` is the report that gave the comment, or was to show a late figure.
    """

    kind: ChangeKind
    row: ScorecardRow
    earlier: ScorecardRow | None
    _: KW_ONLY
    before: ChangeSide | None = None
    after: ChangeSide | None = None
    observation: Observation | None = None
    correction: Correction | None = None
    comparator: str = ""
    comment: Comment | None = None
    quarter: Period | None = None
    parts: tuple[str, ...] = ()

    @property
    def period(self) -> Period | None:
        """The period that the change is about: of the newer figure, else of the older."""
        sides = (side for side in (self.after, self.before) if side and side.period)
        return next((side.period for side in sides), None)


@dataclass(frozen=True)
class ReportChanges:
    """Every change of a report, in the order of `ChangeKind`, then of the scorecard.

    `before` is the quarter of the report before and None in an authority's first report; `since`
    is the snapshot compared with, where it is one. `today` says what is due and overdue.
    """

    view: View
    today: date
    before: Period | None
    changes: tuple[ReportChange, ...]
    since: str | None = None

    @property
    def is_first(self) -> bool:
        """Whether there is no report to compare with."""
        return self.before is None and self.since is None

    def of(self, *kinds: ChangeKind) -> tuple[ReportChange, ...]:
        """Return the changes of some kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def overdue(self) -> tuple[ReportChange, ...]:
        """The actions whose day has passed."""
        actions = self.of(ChangeKind.ACTION)
        return tuple(a for a in actions if a.comment and a.comment.is_overdue(self.today))


def in_order(changes: Sequence[ReportChange]) -> tuple[ReportChange, ...]:
    """Return changes by kind; within a kind their order stays."""
    kinds = list(ChangeKind)
    return tuple(sorted(changes, key=lambda change: kinds.index(change.kind)))
