"""What an e-mail on a new report says: its subject, counts, what is off target, what changed.

Every sentence is one of `kpi.wording`, so the e-mail and the pages say the same in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi import service, visible_text
from kpi.formatting import capital, long_date
from kpi.indicators import scorecard
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.report_changes.change import ChangeKind, ReportChanges
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.data_status import ILLUSTRATIVE, in_brackets
from kpi.model.snapshot import Snapshot
from kpi.notices.frozen_links import FrozenLinks
from kpi.wording.headline import quarter_words
from kpi.wording.report_changes.columns import compared_reports
from kpi.wording.report_changes.lines import ChangeLine, compared_with, in_sentences, lines
from kpi.wording.report_changes.sentences import sentence
from kpi.wording.scorecard_highlights import (
    has_illustrative_figure,
    illustrative_counts,
    missed_words,
    off_target,
)
from kpi.wording.status.status_tally import change_counts, status_counts
from kpi.wording.status.status_words import STATUS_WORDS

MISSED_HEADING = "Off target, and what is done about it"
CHANGES_HEADING = "What changed"
ABOUT_HEADING = "About this e-mail"
ENDING = (
    "You have this e-mail because your address is on the list of the performance team. Tell the "
    "team if you want to be taken off it."
)
NO_ADDRESS = "Open the dashboard to see the report."
NONE_OFF_TARGET = "No indicator is off target."
NO_TARGET = "No indicator has a target."
NO_ACTION = "The report names no action."


@dataclass(frozen=True)
class MissedTarget:
    """An indicator that is off target: how far, and what is done about it.

    `actions` are labels with their texts: what is being done, who and by when; `link` is empty
    where the dashboard's address is not known.
    """

    name: str
    status: str
    finding: str
    actions: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True)
class ReportDigest:
    """The content of the e-mail; texts are plain, without markup.

    `illustrative` says how much is made up and `made_up` what, `figures`, `targets` or `comments`;
    both are empty where nothing is. The links are empty where the dashboard's address is not known.
    """

    council: str
    title: str
    quarter: str
    illustrative: str
    made_up: str
    counts: str
    moved: str
    has_targets: bool
    missed: tuple[MissedTarget, ...]
    compared: str
    changes: tuple[ChangeLine, ...]
    snapshot_id: str
    published: str
    link: str
    feed: str

    @property
    def subject(self) -> str:
        """The e-mail's subject, in which what is illustrative is named first."""
        mark = f"Illustrative {self.made_up} (made up): " if self.made_up else ""
        quarter = self.quarter.partition(" (")[0]
        return visible_text.line(f"{mark}{self.title}, {quarter}: {self.council}")

    @property
    def edition(self) -> str:
        """Which figures these are: as published on a day, in one snapshot."""
        figures = f"the figures as published on {self.published} (snapshot {self.snapshot_id})"
        return f"These are {figures}. They may be corrected later."

    @property
    def none_missed(self) -> str:
        """That no indicator is off target, or has a target at all; empty where one is."""
        if self.missed:
            return ""
        return NONE_OFF_TARGET if self.has_targets else NO_TARGET


def digest(
    snapshot: Snapshot,
    view: View,
    today: date,
    *,
    address: str,
    earlier: Snapshot | None = None,
) -> ReportDigest:
    """Return the digest of a view's report; `today` says what is overdue.

    With `earlier`, an earlier snapshot as it is served, the changes are those since then, else
    those since the report before. `address` is the dashboard's, or empty. Raises UnknownNameError
    as `scorecard.summary` does.
    """
    rows = scorecard.summary(snapshot, view)
    changes = report_changes(snapshot, view, today, earlier=earlier)
    links = FrozenLinks(address, snapshot.id) if address else None
    made_up, illustrative = _illustrative(snapshot, rows)
    area = snapshot.authority(view.area)
    return ReportDigest(
        council=area.name,
        title=service.heading(),
        quarter=quarter_words(view.quarter),
        illustrative=illustrative,
        made_up=made_up,
        counts=capital(f"{status_counts(rows).rstrip('.')}."),
        moved=change_counts(rows),
        has_targets=any(row.target is not None for row in rows),
        missed=tuple(_missed(snapshot, row, links, today) for row in off_target(rows)),
        compared=f"{compared_reports(changes)}." if changes.since else compared_with(changes),
        changes=_changes(changes, rows),
        snapshot_id=snapshot.id,
        published=long_date(snapshot.made_on),
        link=links.scorecard(view.quarter) if links else "",
        feed=f"{address}/feed.atom" if address else "",
    )


def _illustrative(snapshot: Snapshot, rows: tuple[ScorecardRow, ...]) -> tuple[str, str]:
    """Return what of the report is illustrative, the gravest alone, and how much of it is."""
    if counts := illustrative_counts(rows):
        return "figures" if has_illustrative_figure(rows) else "targets", counts
    given = (comment(snapshot, row.indicator, row.area.code, row.quarter) for row in rows)
    if any(each is not None and each.data_status == ILLUSTRATIVE for each in given):
        return "comments", "Comments of this report are illustrative: made up, not real."
    return "", ""


def _missed(
    snapshot: Snapshot, row: ScorecardRow, links: FrozenLinks | None, today: date
) -> MissedTarget:
    given = comment(snapshot, row.indicator, row.area.code, row.quarter)
    name = row.indicator.name
    return MissedTarget(
        name,
        STATUS_WORDS[row.status],
        capital(missed_words(row).removeprefix(f"{name}: ")),
        _actions(given, today),
        links.indicator(row.indicator.id, row.quarter) if links else "",
    )


def _actions(given: Comment | None, today: date) -> tuple[tuple[str, str], ...]:
    """Return what is done, by whom and by when, as the council wrote it."""
    if given is None or not given.action:
        return (("What is being done", NO_ACTION),)
    action = visible_text.line(given.action).rstrip(".")
    return (
        ("What is being done", f"{action}{in_brackets(given.data_status)}."),
        ("Who", visible_text.line(given.owner_role or "") or "no owner named"),
        ("By when", given.due_words(today)),
    )


def _changes(changes: ReportChanges, rows: tuple[ScorecardRow, ...]) -> tuple[ChangeLine, ...]:
    """Return what changed in lines with a label each; none in a first report."""
    if changes.is_first:
        return ()
    change_lines = list(lines(changes, {row.indicator.id: row.indicator.name for row in rows}))
    for label, kind in (("Targets", ChangeKind.TARGET), ("Comments", ChangeKind.COMMENT)):
        texts = [sentence(changes, change) for change in changes.of(kind)]
        change_lines += [in_sentences(label, texts)] if texts else []
    return tuple(change_lines)
