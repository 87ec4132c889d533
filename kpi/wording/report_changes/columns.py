"""The changes of a report as a line of counts and as five columns: heading, lines, or none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from kpi.formatting import capital, long_date, number_of
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.indicators.report_changes.change import ChangeKind, ReportChange, ReportChanges
from kpi.model.data_status import of_figures
from kpi.wording.headline import quarter_words
from kpi.wording.report_changes.sentences import short

FIRST_REPORT = "There is no report before this one."
_NEW = (ChangeKind.ARRIVED, ChangeKind.REPLACED)


@dataclass(frozen=True)
class ChangeColumn:
    """One column: its heading with the counts, its changes with a short line each, and notes.

    `notes` say what else belongs to the column; without changes they say that there are none.
    `counted` says what the heading counts, where it is not the changes below it.
    """

    heading: str
    lines: tuple[tuple[ReportChange, str], ...]
    notes: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


def counts_line(changes: ReportChanges) -> str:
    """Return the counts in one line: `1 changed status, 2 clear changes, 4 arrived, ...`.

    Zero is shown; what is rare (suppressed, withdrawn, comments) only where there is some.
    """
    if changes.is_first:
        return FIRST_REPORT
    parts = [
        f"{_number(changes, ChangeKind.FLIPPED)} changed status",
        number_of(_number(changes, ChangeKind.CLEAR), "clear change"),
        f"{_number(changes, *_NEW)} arrived",
        f"{_number(changes, ChangeKind.REVISED)} revised",
        f"{_number(changes, ChangeKind.LATE)} late for this report",
        f"{_actions(changes)}{_judged_on(changes)}",
    ]
    rare = {
        "suppressed": _number(changes, ChangeKind.SUPPRESSED),
        "withdrawn": _number(changes, ChangeKind.WITHDRAWN),
    }
    parts += [f"{number} {word}" for word, number in rare.items() if number]
    if number := _number(changes, ChangeKind.COMMENT):
        parts.append(f"{number_of(number, 'comment')} changed")
    return ", ".join(parts)


def compared_reports(changes: ReportChanges) -> str:
    """Return what is compared: `Quarter 1 2025-26 beside Quarter 4 2024-25`."""
    if changes.is_first:
        return FIRST_REPORT
    quarter = quarter_words(changes.view.quarter).partition(" (")[0]
    if changes.since is not None:
        return f"{quarter} now beside snapshot {changes.since}"
    assert changes.before is not None
    return f"{quarter} beside {quarter_words(changes.before).partition(' (')[0]}"


def columns(changes: ReportChanges) -> tuple[ChangeColumn, ...]:
    """Return the five columns; none in a first report, which has nothing to compare with."""
    if changes.is_first:
        return ()
    flips, clear = _number(changes, ChangeKind.FLIPPED), _number(changes, ChangeKind.CLEAR)
    return (
        _column(
            changes,
            f"{flips} status{'' if flips == 1 else 'es'} changed",
            (ChangeKind.FLIPPED,),
            "Every status is as it was.",
        ),
        _column(
            changes,
            number_of(clear, "clear change"),
            (ChangeKind.CLEAR,),
            "No figure changed clearly.",
            *_other_changes(changes),
        ),
        _arrived(changes),
        _column(
            changes,
            f"{_number(changes, ChangeKind.REVISED)} revised, "
            f"{_number(changes, ChangeKind.LATE)} late for this report",
            (
                ChangeKind.REVISED,
                ChangeKind.COMPARATOR_REVISED,
                ChangeKind.WITHDRAWN,
                ChangeKind.SUPPRESSED,
                ChangeKind.LATE,
            ),
            "No earlier figure was corrected, and none is missing that was to be in this report.",
        ),
        _column(
            changes,
            _actions(changes),
            (ChangeKind.ACTION, ChangeKind.COMMENT),
            "No action fell due.",
            f"As at {long_date(changes.today)}.",
        ),
    )


# ---- parts --------------------------------------------------------------------------------


def _arrived(changes: ReportChanges) -> ChangeColumn:
    """Return the council's figures that arrived; then others' newer ones, and targets that moved.

    The heading counts the council's alone, so a line says so before the others are listed.
    """
    further = (ChangeKind.RESTATED, ChangeKind.COMPARATOR, ChangeKind.TARGET)
    column = _column(
        changes,
        f"{number_of(_number(changes, *_NEW), 'figure')} arrived",
        (*_NEW, *further),
        "Nothing new arrived, and no target moved.",
    )
    ours = tuple(f"Ours: {each}" for each in arrived_by_period(changes))
    others = ("Besides:",) if ours and changes.of(*further) else ()
    return replace(column, counted=(*ours, *others))


def _column(
    changes: ReportChanges, heading: str, kinds: tuple[ChangeKind, ...], none: str, *notes: str
) -> ChangeColumn:
    lines = tuple((change, short(changes, change)) for change in changes.of(*kinds))
    return ChangeColumn(heading, lines, notes if lines else (none, *notes))


def _number(changes: ReportChanges, *kinds: ChangeKind) -> int:
    return len(changes.of(*kinds))


def _actions(changes: ReportChanges) -> str:
    text = f"{number_of(_number(changes, ChangeKind.ACTION), 'action')} due"
    late = len(changes.overdue)
    if not late:
        return text
    return f"{text}, {'all' if late == _number(changes, ChangeKind.ACTION) else late} overdue"


def _judged_on(changes: ReportChanges) -> str:
    """Return the day that actions are judged on, which is not the report's: ` on 1 December 2026`.

    Empty without an action.
    """
    has_any = _number(changes, ChangeKind.ACTION)
    word = "on" if changes.overdue else "by"
    return f" {word} {long_date(changes.today)}" if has_any else ""


def _other_changes(changes: ReportChanges) -> tuple[str, ...]:
    """Return what can be said of the other new figures: `2 within normal variation, ...`."""
    rows = {
        change.row.indicator.id: change.row
        for change in changes.of(*_NEW)
        if change.row.now is not None and change.row.now.period == change.period
    }
    tests = Counter(row.since_last.test for row in rows.values())
    counted = [
        f"{tests[each]} {each}"
        for each in ChangeVerdict
        if each is not ChangeVerdict.CLEAR and tests[each]
    ]
    return (f"Other new figures: {', '.join(counted)}.",) if counted else ()


def arrived_by_period(changes: ReportChanges) -> tuple[str, ...]:
    """Return how many figures arrived of each period: `3 of Q1 2025-26 (illustrative)`."""
    new = [change for change in changes.of(*_NEW) if change.period is not None]
    arrivals = []
    for period in dict.fromkeys(change.period for change in new if change.period):
        of_period = [change for change in new if change.period == period]
        mark = of_figures(change.after.data_status for change in of_period if change.after)
        arrivals.append(f"{len(of_period)} of {period.short}{f' ({mark})' if mark else ''}")
    return (f"{capital('; '.join(arrivals))}.",) if arrivals else ()
