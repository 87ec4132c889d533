"""What an officer sees before and after publishing, as plain data ready to display.

Everything is made from the proposal's own tables, in which small numbers are suppressed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from zoneinfo import ZoneInfo

import polars as pl

from kpi import formatting
from kpi.formatting import listed, long_date, tally
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.report_changes import figure_versions
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import proposed_changes
from kpi.publishing.proposed_changes import FigureChange
from kpi.publishing.review.fault_rows import FaultTable
from kpi.publishing.review.other_changes import COMMENT, LEVEL, TARGET, OtherChange
from kpi.publishing.review.return_preview import ReturnPreview
from kpi.publishing.submission import CheckedReturn
from kpi.returns.records import ERROR, ReturnFault
from kpi.store import journal, snapshots
from kpi.store.backends.location import Where
from kpi.store.journal import JournalEntry
from kpi.wording import headline, scorecard_highlights
from kpi.wording.trends import months

KINDS = (
    figure_versions.NEW,
    figure_versions.CHANGED,
    figure_versions.REPLACED,
    figure_versions.REMOVED,
    figure_versions.SUPPRESSED,
)
MOST_LISTED_ROWS = 200
"""Of a table on the page: a return of ten years has more."""
MOST_QUARTERS = 3
"""To compare on the page, the return's own among them."""
_LONGEST_REASON = 48
_COMMAND = "python -m kpi"
_HERE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class PreviewRow:
    """One row of the scorecard, before or after."""

    figure: str
    period: str
    target: str
    target_data_status: str
    status: str  # one of kpi.indicators.targets.target_status.STATUSES
    data_status: str
    is_old: bool  # the figure is of an earlier period than the quarter's

    @property
    def status_mark(self) -> str:
        """The data status of the target that the status rests on; empty where it is not judged."""
        return self.target_data_status if self.status in target_status.JUDGED else ""


@dataclass(frozen=True)
class RowComparison:
    """An indicator's row of the scorecard before and after, and whether they differ."""

    indicator_id: str
    indicator: str
    before: PreviewRow
    after: PreviewRow

    @property
    def differs(self) -> bool:
        """Whether publishing changes what the scorecard says of this indicator."""
        return self.before != self.after

    @property
    def flips(self) -> bool:
        """Whether publishing changes the target status."""
        return self.before.status != self.after.status


@dataclass(frozen=True)
class PublishedVersion:
    """A snapshot that was made live, or a notice of one: when, by whom and why."""

    when: str
    who: str
    why: str
    action: str
    snapshot_id: str
    is_live: bool

    @property
    def who_in_words(self) -> str:
        """Who, or that it was a command: `by command (python -m kpi build)`."""
        return f"by command ({self.who})" if self.who.startswith(_COMMAND) else self.who


def council(areas: pl.DataFrame, code: str) -> str:
    """Return the council that will change: `Bournemouth, Christchurch and Poole (839)`.

    `code` is its three-digit or ONS code.
    """
    is_it = (pl.col("area") == code) | (pl.col("ons_code") == code.strip().upper())
    rows = areas.filter(is_it.fill_null(False))
    return f"{rows['name'][0]} ({rows['area'][0]})" if rows.height else f"authority {code}"


# ---- what was found -----------------------------------------------------------------------


def reading_words(received: CheckedReturn) -> str:
    """Return `52 figures, 8 targets and 7 comments for Q1 2023-24 to Q2 2025-26 were read. ...`."""
    read = received.read
    counts = [
        tally(len(read.values), "figure"),
        tally(len(read.targets), "target"),
        tally(len(read.commentary), "comment"),
    ]
    return (
        f"{counts[0]}, {counts[1]} and {counts[2]}{_span(received)} were read. "
        f"{formatting.capital(fault_words(received))}."
    )


def _span(received: CheckedReturn) -> str:
    """Return ` for Q1 2023-24 to Q2 2025-26`: the quarters of its figures; "" without any."""
    quarters = _return_quarters(received)
    if not quarters:
        return ""
    first, last = quarters[0].short, quarters[-1].short
    return f" for {first}" if first == last else f" for {first} to {last}"


def return_words(received: CheckedReturn) -> str:
    """Return `The return had 27 figures for Q1 2023-24 to Q2 2025-26.`"""
    return f"The return had {tally(len(received.read.values), 'figure')}{_span(received)}."


def fault_words(received: CheckedReturn) -> str:
    """Return `2 errors and 1 warning` or `no errors, 1 warning`."""
    errors = len(received.errors)
    warnings = len(received.faults) - errors
    if not errors and not warnings:
        return "no errors and no warnings"
    return f"{tally(errors, 'error')} and {tally(warnings, 'warning')}"


def errors_first(faults: Sequence[ReturnFault]) -> tuple[ReturnFault, ...]:
    """Return the faults, errors before warnings, each in order of place."""
    return tuple(sorted(faults, key=lambda fault: (fault.severity != ERROR, fault)))


def _return_quarters(received: CheckedReturn) -> list[Period]:
    quarters_named = {line.reporting_quarter for line in received.read.values}
    return sorted(quarter for quarter in quarters_named if quarter is not None)


# ---- what would change --------------------------------------------------------------------


def change_words(compared: ReturnPreview) -> str:
    """Return `Figures: 3 new; 1 target status changes; 2 targets change`, or no change."""
    if compared.is_empty:
        return "Nothing would change: the live figures already say this."
    figures = _kind_words(compared)
    flips = len(compared.flips)
    parts = [
        f"Figures: {figures}" if figures else "No figure changes",
        f"{flips or 'no'} target status{' changes' if flips == 1 else 'es change'}",
        _others_words(compared.others),
    ]
    return f"{'; '.join(part for part in parts if part)}."


def changed_words(compared: ReturnPreview) -> str:
    """Return `Figures: 3 new. 1 target changed. 2 target statuses changed:`, once published."""
    figures = _kind_words(compared)
    others, _ = _others_tally(compared.others)
    flips = len(compared.flips)
    parts = [
        f"Figures: {figures}." if figures else "No figure changed.",
        f"{others} changed." if others else "",
        f"{flips} target status{'' if flips == 1 else 'es'} changed:"
        if flips
        else "No target status changed.",
    ]
    return " ".join(filter(None, parts))


def _kind_words(compared: ReturnPreview) -> str:
    """Return how many figures change in which way, `3 new, 1 changed`."""
    counts = Counter(difference.kind for difference in compared.differences)
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])


def _others_words(others: Sequence[OtherChange]) -> str:
    """Return `2 targets and 1 comment change`; "" where nothing but figures does."""
    words, number = _others_tally(others)
    return f"{words} {'changes' if number == 1 else 'change'}" if words else ""


def _others_tally(others: Sequence[OtherChange]) -> tuple[str, int]:
    """Return `2 targets and 1 comment`, and how many that is in all."""
    named = {TARGET: "target", LEVEL: "intervention level", COMMENT: "comment"}
    counts = Counter(
        named.get(what, "note")
        for what, _, _ in dict.fromkeys((o.what, o.indicator, o.place) for o in others)
    )
    parts = [tally(counts[name], name) for name in (*named.values(), "note") if counts[name]]
    return (listed(parts) if parts else "", counts.total())


def too_late_words(compared: ReturnPreview) -> tuple[str, str, tuple[str, ...]]:
    """Return what can no longer be hidden: heading, advice, a line each; empty for nothing."""
    lines = tuple(
        formatting.capital(f"{line}.") for line in proposed_changes.too_late_for(compared.hidden)
    )
    if not lines:
        return "", "", ()
    return (
        "What can no longer be hidden",
        "These figures are too small to show, or hide one that is. Tell whoever answers for data "
        "protection before you publish.",
        lines,
    )


def in_order(differences: Sequence[FigureChange]) -> tuple[FigureChange, ...]:
    """Return the changes by kind, removals first."""
    order = {kind: place for place, kind in enumerate(reversed(KINDS))}
    return tuple(sorted(differences, key=lambda d: order[d.kind]))


def rest_words(shown: int, total: int) -> str:
    """Return how many rows a shortened table leaves out; empty when it shows all."""
    return "" if shown >= total else f"The first {shown} of {total} are shown."


def more_flips_words(number: int, shown: int) -> str:
    """Return how many flips of other reports are in the whole list only; empty for none."""
    more = number - shown
    if not more:
        return ""
    return f"{more} more status{' changes' if more == 1 else 'es change'} in other reports."


def fault_rest_words(table: FaultTable) -> str:
    """Return what the download has that the table has not; empty for nothing."""
    rest = rest_words(table.shown, table.total)
    if not rest and not table.is_cut:
        return ""
    return f"{rest} The whole text of each fault is in Faults (CSV).".strip()


def quarters(live: Snapshot, proposed: Snapshot, area: str) -> tuple[Period, ...]:
    """Return the quarters to compare, newest first."""
    both = {*reporting_quarters.quarters(live, area), *reporting_quarters.quarters(proposed, area)}
    return tuple(sorted(both, reverse=True))


def return_quarter(received: CheckedReturn, among: Sequence[Period]) -> Period:
    """Return the newest quarter of the return, if it can be chosen, else the newest of `among`."""
    choices = [quarter for quarter in _return_quarters(received) if quarter in among]
    return choices[-1] if choices else among[0]


def side_by_side(
    live: Snapshot, proposed: Snapshot, quarter: Period, area: str
) -> tuple[RowComparison, ...]:
    """Return each indicator's scorecard row before and after, in the order of after."""
    before = {row.indicator.id: row for row in scorecard.summary(live, View(area, quarter))}
    return tuple(
        RowComparison(
            row.indicator.id, row.indicator.name, _side(before[row.indicator.id]), _side(row)
        )
        for row in scorecard.summary(proposed, View(area, quarter))
    )


def _side(row: ScorecardRow) -> PreviewRow:
    now = row.now
    return PreviewRow(
        figure=headline.value_or_reason(row),
        period=now.period.short if now else "",
        target=headline.goal(row) or months.target_not_of_quarter(row),
        target_data_status=row.target.data_status if row.target else "",
        status=row.status,
        data_status=now.data_status if now else "",
        is_old=not row.shown.is_current,
    )


def offered_quarters(
    received: CheckedReturn, compared: ReturnPreview, among: Sequence[Period]
) -> tuple[Period, ...]:
    """Return the quarters to choose from, newest first, of which the return's is one.

    Of the others, those with a status that flips come first, then the newest before the return's;
    `MOST_QUARTERS` in all.
    """
    first = return_quarter(received, among)
    flipped = {flip.quarter for flip in compared.flips}
    ordered = sorted(
        among, key=lambda each: (each != first, each.short not in flipped, each > first)
    )
    return tuple(sorted(ordered[:MOST_QUARTERS], reverse=True))


def report_words(received: CheckedReturn) -> str:
    """Return `Quarter 2 2025-26 (July to September 2025)`: the newest quarter of a return."""
    periods = _return_quarters(received)
    return headline.quarter_words(periods[-1]) if periods else "no quarter could be read"


def illustrative_words(live: Snapshot, proposed: Snapshot, quarter: Period, area: str) -> str:
    """Return what is illustrative before and after publishing, in words."""
    before, after = (
        scorecard_highlights.illustrative_counts(scorecard.summary(each, View(area, quarter)))
        or "No figure is illustrative."
        for each in (live, proposed)
    )
    return after if before == after else f"Before: {before} After: {after}"


# ---- what was published -------------------------------------------------------------------


def history(where: Where | None = None) -> tuple[PublishedVersion, ...]:
    """Return every snapshot made live, and every notice of one, newest first.

    Moves that failed are left out.
    """
    happened = _happened(where or snapshots.root())
    moves = [number for number, entry in enumerate(happened) if not entry.is_notice]
    last = moves[-1] if moves else None
    return tuple(_past(entry, number == last) for number, entry in enumerate(happened))[::-1]


def _happened(root: Where) -> list[JournalEntry]:
    """Return the entries of the history whose move took effect, and all notices."""
    entries = journal.entries(root)
    done = journal.took_effect(entries, snapshots.current_id(root))
    return [entry for entry, is_done in zip(entries, done, strict=True) if is_done]


def snapshot_titles(where: Where | None = None) -> dict[str, str]:
    """Return each snapshot of the history by id: when it was first made live, why, and its id."""
    titles: dict[str, str] = {}
    for entry in _happened(where or snapshots.root()):
        if not entry.is_notice:
            why = shorten(entry.why, _LONGEST_REASON, placeholder=" \u2026")
            titles.setdefault(entry.after, f"{when(entry.at)}: {why} ({entry.after})")
    return titles


def damage_words(where: Where | None = None) -> str:
    """Return a sentence on damaged lines of the history; "" when there are none."""
    damage = journal.history(where or snapshots.root()).damage
    if not damage:
        return ""
    damaged_lines = "; ".join(map(str, damage))
    return f"The history is damaged: {damaged_lines}. All that can be read is shown."


def _past(entry: JournalEntry, is_live: bool) -> PublishedVersion:
    return PublishedVersion(
        when(entry.at), entry.who, entry.why, entry.action, entry.after, is_live
    )


def when(moment: str) -> str:
    """Return a moment of the journal in local style: `23 November 2026, 16:56`."""
    try:
        local = datetime.fromisoformat(moment).astimezone(_HERE)
    except ValueError:
        return moment
    return f"{long_date(local)}, {local:%H:%M}"
