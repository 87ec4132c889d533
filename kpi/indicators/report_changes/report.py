"""What changed between a report and the one before it, or the same report in an earlier snapshot.

Every status is the one of its own report, judged against the target of its time. Nothing is
shown that neither of the two reports shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from kpi.indicators import reporting_quarters, revisions, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.releases import due_dates
from kpi.indicators.report_changes import figure_versions
from kpi.indicators.report_changes.change import (
    ChangeKind,
    ChangeSide,
    ReportChange,
    ReportChanges,
    in_order,
)
from kpi.indicators.report_changes.figure_versions import FigureVersion
from kpi.indicators.report_changes.flips import flipped
from kpi.indicators.revisions import Correction
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show, show_range
from kpi.model.merging import figure_corrections
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

Rows = Sequence[ScorecardRow]


def report_changes(
    snapshot: Snapshot,
    view: View,
    today: date,
    *,
    earlier: Snapshot | None = None,
    directorate: str | None = None,
    indicator_ids: Sequence[str] = (),
) -> ReportChanges:
    """Return what a view's report shows that the report of the quarter before did not.

    With `earlier`, an earlier snapshot as it is served, what the report shows now that it did not
    show then. `today` says which actions fell due; what is late is judged by the snapshot's day.
    Nothing in an authority's first report. Raises UnknownNameError as `scorecard.summary` does.
    """

    now = scorecard.summary(snapshot, view, directorate=directorate, indicator_ids=indicator_ids)
    before = quarter_before(snapshot, view)
    if earlier is not None:
        then = _rows_of(earlier, view, now)
        changes = [*_figures_since(then, now), *_comments(earlier, snapshot, then, now)]
        since = earlier.made_on
    elif before is not None:
        then = _rows_of(snapshot, replace(view, quarter=before), now)
        changes = [*_corrections(snapshot, then, now), *_figures_of_quarter(then, now)]
        since = before.end
    else:
        return ReportChanges(view, today, None, ())
    changes += [*_flips(then, now), *_clear(then, now), *_comparators(then, now)]
    changes += [*_targets(then, now), *_late(snapshot, then, now)]
    changes += _actions(snapshot, then, now, since, today)
    return ReportChanges(view, today, before, in_order(changes), earlier.id if earlier else None)


def quarter_before(snapshot: Snapshot, view: View) -> Period | None:
    """Return the quarter of the report before a view's; None where an area has none."""
    known = reporting_quarters.quarters(snapshot, view.area)
    return max((quarter for quarter in known if quarter < view.quarter), default=None)


def _rows_of(snapshot: Snapshot, view: View, like: Rows) -> Rows:
    """Return the rows of a report for the indicators of another, where the snapshot has them."""
    known = {indicator.id for indicator in snapshot.indicators}
    ids = [row.indicator.id for row in like if row.indicator.id in known]
    return scorecard.summary(snapshot, view, indicator_ids=ids) if ids else ()


def _paired(then: Rows, now: Rows) -> Iterator[tuple[ScorecardRow | None, ScorecardRow]]:
    """Yield each row with that of the same indicator before, or None."""
    known = {row.indicator.id: row for row in then}
    for row in now:
        yield known.get(row.indicator.id), row


# ---- statuses, changes, targets -------------------------------------------------------------


def _flips(then: Rows, now: Rows) -> Iterator[ReportChange]:
    for old, row in flipped(then, now):
        yield ReportChange(
            ChangeKind.FLIPPED, row, old, before=_status_side(old), after=_status_side(row)
        )


def _status_side(row: ScorecardRow) -> ChangeSide:
    period = row.now.period if row.now and row.shown.is_current else None
    return ChangeSide(row.status, row.judged_status if row.target else None, period)


def _clear(then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield the clear changes that the report before did not have already."""
    for old, row in _paired(then, now):
        if row.since_last.clear and _moved(row) != (old and _moved(old)):
            assert row.now is not None  # a change has both figures
            assert row.since_last.before is not None
            yield ReportChange(
                ChangeKind.CLEAR,
                row,
                old,
                before=_side(row.indicator, row.since_last.before),
                after=_side(row.indicator, row.now),
                observation=row.now,
            )


def _moved(row: ScorecardRow) -> tuple[object, ...]:
    """Return what a row shows of its change: from when, to when, how far, and whether clearly."""
    change = row.since_last
    return (row.now and row.now.period, change.period, change.difference, change.clear)


def _side(indicator: Indicator, observation: Observation) -> ChangeSide:
    text = show(indicator, observation.value) or observation.reason or ""
    status = observation.data_status if observation.value is not None else None
    return ChangeSide(text, status, observation.period)


def _targets(then: Rows, now: Rows) -> Iterator[ReportChange]:
    for old, row in _paired(then, now):
        if old is not None and _goal(old.target) != _goal(row.target):
            yield ReportChange(
                ChangeKind.TARGET, row, old, before=_target_side(old), after=_target_side(row)
            )


def _goal(target: Target | None) -> tuple[float | None, ...]:
    return (*target.aims, *target.levels) if target else ()


def _target_side(row: ScorecardRow) -> ChangeSide | None:
    if row.target is None:
        return None
    text = show_range(row.indicator, *row.target.aims)
    if row.target.has_level:
        text += f", intervention level {show_range(row.indicator, *row.target.levels)}"
    return ChangeSide(text, row.target.data_status)


# ---- figures --------------------------------------------------------------------------------


def _figures_of_quarter(then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield the figures of a period that the report before did not show yet."""
    for old, row in _paired(then, now):
        observation, known = row.now, old.now if old else None
        if observation is None or (known and known.period == observation.period):
            continue
        kind = _arrival(observation)
        if kind is not None:
            before = _side(row.indicator, known) if known else None
            after = _side(row.indicator, observation)
            yield ReportChange(kind, row, old, before=before, after=after, observation=observation)


def _arrival(observation: Observation) -> ChangeKind | None:
    """Return what has come: a figure, a suppressed one, or None for the word that there is none."""
    if observation.value is not None:
        return ChangeKind.ARRIVED
    return ChangeKind.SUPPRESSED if observation.symbol == SUPPRESSED else None


def _figures_since(then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield the figures of all periods that the report shows otherwise than it did."""
    for old, row in _paired(then, now):
        known = {o.period: o for o in old.series} if old else {}
        for observation in row.series:
            change = _version(row, old, known.get(observation.period), observation)
            if change is not None:
                yield change
        held = {o.period for o in row.series}
        kinds = {period.kind for period in held}
        for observation in known.values():
            # A publisher's years still stand where a return's quarters take their place.
            is_kept = observation.period in held or (kinds and observation.period.kind not in kinds)
            if observation.value is not None and not is_kept:
                before = _side(row.indicator, observation)
                yield ReportChange(ChangeKind.WITHDRAWN, row, old, before=before)


def _version(
    row: ScorecardRow, old: ScorecardRow | None, known: Observation | None, observation: Observation
) -> ReportChange | None:
    version = FigureVersion.of(known) if known else None
    newer = FigureVersion.of(observation)
    how = figure_versions.kind_of(version, newer)
    if how is None:
        return None
    was, text = figure_versions.as_displayed(row.indicator, version, newer)
    had, has = known is not None and known.value is not None, observation.value is not None
    if how == figure_versions.SUPPRESSED:
        kind = ChangeKind.SUPPRESSED
    elif how == figure_versions.REPLACED and had and has:
        kind = ChangeKind.REPLACED
    elif known is not None and all(
        getattr(known, n) == getattr(observation, n) for n in figure_corrections.FIGURES
    ):
        if not has:
            return None
        kind = ChangeKind.RESTATED
    elif had or has:  # not where one reason for no figure takes the place of another
        kind = {
            (True, True): ChangeKind.REVISED,
            (False, True): ChangeKind.ARRIVED,
            (True, False): ChangeKind.WITHDRAWN,
        }[had, has]
    else:
        return None
    before = None
    if known is not None:
        status = known.data_status if had and was != figure_corrections.NOT_SHOWN else None
        before = ChangeSide(was, status, known.period)
    after = ChangeSide(text, observation.data_status if has else None, observation.period)
    return ReportChange(kind, row, old, before=before, after=after, observation=observation)


def _corrections(snapshot: Snapshot, then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield the corrections that this report is the first to show, the newest first."""
    for old, row in _paired(then, now):
        area = row.area.code
        own = {o.period: o for o in reporting_quarters.own_series(snapshot, row.indicator, area)}
        for correction in revisions.corrections(snapshot, row.indicator, area):
            if revisions.first_reported_in(snapshot, area, correction) == row.quarter:
                yield _correction(row, old, correction, own.get(correction.period))


def _correction(
    row: ScorecardRow, old: ScorecardRow | None, correction: Correction, now: Observation | None
) -> ReportChange:
    """Return a correction; the record has no data status, so both sides have that of the figure."""
    status = now.data_status if now and now.value is not None else None
    is_hidden = correction.before == figure_corrections.NOT_SHOWN
    return ReportChange(
        ChangeKind.SUPPRESSED if is_hidden else ChangeKind.REVISED,
        row,
        old,
        before=ChangeSide(correction.before, None if is_hidden else status, correction.period),
        after=ChangeSide(correction.after, status, correction.period),
        observation=now,
        correction=correction,
    )


def _comparators(then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield England's figure, else that of the next comparator, where the report has another."""
    for old, row in _paired(then, now):
        comparator = next((c for c in row.comparators if c.value is not None), None)
        if old is None or comparator is None:
            continue
        known = old.comparator(comparator.key)
        kind = _comparison(row.indicator, known, comparator)
        if kind is not None:
            yield ReportChange(
                kind,
                row,
                old,
                before=_comparator_side(row.indicator, known),
                after=_comparator_side(row.indicator, comparator),
                comparator=comparator.key,
            )


def _comparison(
    indicator: Indicator, known: Comparator, comparator: Comparator
) -> ChangeKind | None:
    assert comparator.period is not None  # it has a figure
    if known.value is None or known.period is None or known.period.end < comparator.period.end:
        return ChangeKind.COMPARATOR
    same = show(indicator, known.value) == show(indicator, comparator.value)
    if known.period != comparator.period or same or comparator.key not in ("england", "region"):
        return None  # who is in a group of authorities depends on the quarter
    return ChangeKind.COMPARATOR_REVISED


def _comparator_side(indicator: Indicator, comparator: Comparator) -> ChangeSide | None:
    if comparator.value is None:
        return None
    return ChangeSide(show(indicator, comparator.value), comparator.status, comparator.period)


def _late(snapshot: Snapshot, then: Rows, now: Rows) -> Iterator[ReportChange]:
    """Yield the figures that the report was to show and that are not there."""
    for old, row in _paired(then, now):
        shown, made = row.shown, snapshot.made_on
        observation = shown.observation
        if observation is None or shown.upcoming is None or shown.upcoming_quarter is None:
            continue
        is_late = due_dates.is_late_for_report(row.indicator, shown, made)
        if not shown.is_current and shown.upcoming_quarter <= row.quarter and is_late:
            after = ChangeSide("", None, shown.upcoming)
            quarter = shown.upcoming_quarter
            yield ReportChange(ChangeKind.LATE, row, old, after=after, quarter=quarter)
        elif (
            shown.is_current and observation.value is None and observation.symbol == _NOT_AVAILABLE
        ):
            after = _side(row.indicator, observation)
            quarter = reporting_quarters.reported_in(row.indicator, observation)[0]
            yield ReportChange(ChangeKind.LATE, row, old, after=after, quarter=quarter)


_NOT_AVAILABLE = "x"


# ---- commentary -----------------------------------------------------------------------------


def _actions(
    snapshot: Snapshot, then: Rows, now: Rows, since: date, today: date
) -> list[ReportChange]:
    """Return the actions that fell due after a day, up to today, by the day they were due.

    They are those of this report and the one before. An action that both give is listed once.
    """
    dated: list[tuple[date, ReportChange]] = []
    for old, row in _paired(then, now):
        listed: list[tuple[str | None, date]] = []
        for quarter in (row.quarter, row.quarter.previous()):
            given = comment(snapshot, row.indicator, row.area.code, quarter) if quarter else None
            if given is None or not given.action or given.due is None:
                continue
            if since < given.due <= today and (given.action, given.due) not in listed:
                listed.append((given.action, given.due))
                side = ChangeSide(given.due_words(today), given.data_status)
                change = ReportChange(
                    ChangeKind.ACTION, row, old, after=side, comment=given, quarter=quarter
                )
                dated.append((given.due, change))
    return [change for _, change in sorted(dated, key=lambda pair: pair[0])]


PARTS = {
    "what_happened": "what happened",
    "why": "why",
    "action": "what is being done",
    "owner_role": "who",
    "due": "by when",
    "data_status": "its data status",
}
"""The parts of a commentary, as they are named where one has changed."""


def _comments(
    earlier: Snapshot, snapshot: Snapshot, then: Rows, now: Rows
) -> Iterator[ReportChange]:
    """Yield the report's comments that differ, with the parts that do."""
    for old, row in _paired(then, now):
        was = comment(earlier, old.indicator, row.area.code, row.quarter) if old else None
        given = comment(snapshot, row.indicator, row.area.code, row.quarter)
        parts = tuple(
            words
            for name, words in PARTS.items()
            if getattr(was, name, None) != getattr(given, name, None)
        )
        if not parts:
            continue
        yield ReportChange(
            ChangeKind.COMMENT,
            row,
            old,
            before=ChangeSide("a comment", was.data_status) if was else None,
            after=ChangeSide("a comment", given.data_status) if given else None,
            comment=given,
            quarter=row.quarter,
            parts=parts,
        )
