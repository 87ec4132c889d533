"""One change between two reports in words: a whole sentence, and a short line beside its name.

Both carry the mark of every figure in them that is illustrative, derived or provisional.
"""

from __future__ import annotations

from collections.abc import Callable

from kpi.formatting import capital, count, listed, multiplier
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.report_changes.change import (
    ChangeKind,
    ChangeSide,
    ReportChange,
    ReportChanges,
)
from kpi.indicators.revisions import Correction, TargetCorrection
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.data_status import (
    ILLUSTRATIVE,
    IN_SENTENCES,
    PUBLISHED,
    in_brackets,
    is_marked,
    strongest,
)
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, placed_figure, show, show_short, when
from kpi.model.merging import figure_corrections
from kpi.model.observation import Observation
from kpi.wording.change_words import change_words
from kpi.wording.headline import counted_words, goal_named, place, qualified
from kpi.wording.target_words import aim_words, level_words


def sentence(changes: ReportChanges, change: ReportChange) -> str:
    """Return one change as a text that stands alone: the indicator, what it was and what it is."""
    text = f"{change.row.indicator.name}{_SENTENCES[change.kind](changes, change)}"
    return " ".join(part for part in (text, _exclusions(change, text)) if part)


def short(changes: ReportChanges, change: ReportChange) -> str:
    """Return one change for a narrow line beside the indicator's name."""
    text = _SHORT[change.kind](changes, change)
    return f"{text}{qualified(change.row.indicator)}" if change.kind in _WITH_FIGURES else text


def correction_words(correction: Correction | TargetCorrection, status: str | None) -> str:
    """Return the record of a correction, with the mark of a corrected figure's data status."""
    mark = f" The figure is {IN_SENTENCES[status]}." if status in IN_SENTENCES else ""
    text = correction.in_words
    stop = "" if text.endswith((".", "!", "?")) else "."  # the reason is as an officer typed it
    return f"{text}{stop}{mark}"


def flip_status(change: ReportChange) -> str:
    """Return the least certain data status of what both statuses of a flip rest on."""
    rows = (_old(change), change.row)
    return strongest(row.judged_status for row in rows if row.status in target_status.JUDGED)


def then(changes: ReportChanges) -> str:
    """Return where the earlier state is read: `in the Q4 2024-25 report`, `in snapshot ...`."""
    if changes.since is not None:
        return f"in snapshot {changes.since}"
    return f"in the {changes.before.short} report" if changes.before else ""


def showed(changes: ReportChanges) -> str:
    """Return the earlier state as the subject of a sentence: `The Q4 2024-25 report showed`."""
    if changes.since is not None:
        return f"Snapshot {changes.since} showed"
    return f"The {changes.before.short} report showed" if changes.before else ""


def now(changes: ReportChanges) -> str:
    """Return where the newer state is read: `in the Q1 2025-26 report`, or `now`."""
    return "now" if changes.since is not None else f"in the {changes.view.quarter.short} report"


# The kinds of change whose short line has a figure, ours or another area's.
_WITH_FIGURES = (
    ChangeKind.CLEAR,
    ChangeKind.ARRIVED,
    ChangeKind.REPLACED,
    ChangeKind.RESTATED,
    ChangeKind.COMPARATOR,
    ChangeKind.REVISED,
    ChangeKind.COMPARATOR_REVISED,
    ChangeKind.WITHDRAWN,
)


def _exclusions(change: ReportChange, text: str) -> str:
    """Return what figures leave out, where a sentence has one; empty for one that has none."""
    has_figure = change.kind in _WITH_FIGURES
    if change.kind is ChangeKind.FLIPPED:
        has_figure = bool(_rests(_old(change), change.row))
    if not has_figure:
        return ""
    indicator = change.row.indicator
    return "" if indicator.qualifier in text else counted_words(indicator)


# ---- statuses, changes, targets -------------------------------------------------------------


def _flipped(changes: ReportChanges, change: ReportChange) -> str:
    old, row = _old(change), change.row
    text = f": {old.status} {then(changes)}, {row.status} {now(changes)}."
    rest = _rests(old, row)
    return f"{text} {capital(rest)}." if rest else text


def _rests(old: ScorecardRow, row: ScorecardRow) -> str:
    """Return the figures that both statuses of a change rest on; empty where neither has one."""
    was = "" if _is_hidden_now(old, row) else _judged_on(old)
    each = (("then", was), ("now", _judged_on(row)))
    return ", ".join(f"{word} {rests}" for word, rests in each if rests)


def _is_hidden_now(old: ScorecardRow, row: ScorecardRow) -> bool:
    """Return whether the earlier figure is of a period that is suppressed by now."""
    if row.status != target_status.SUPPRESSED or old.now is None or row.now is None:
        return False
    return old.now.period == row.now.period


def _judged_on(row: ScorecardRow) -> str:
    """Return the figure and the target that a status rests on; empty for one that has neither."""
    if row.status not in target_status.JUDGED or row.now is None or row.target is None:
        return ""
    target = f"{goal_named(row)}{in_brackets(row.target.data_status)}"
    return f"{figure_words(row.indicator, row.now)} against a target of {target}"


def _flipped_short(changes: ReportChanges, change: ReportChange) -> str:
    return f"{_old(change).status}, now {change.row.status}{in_brackets(flip_status(change))}"


def _clear(changes: ReportChanges, change: ReportChange) -> str:
    row, before = change.row, change.row.since_last.before
    assert row.now is not None  # a change has both figures
    assert before is not None
    return (
        f": {change_words(row.since_last)}, to {figure_words(row.indicator, row.now)} "
        f"{placed_figure(row.indicator, row.now.period)}. "
        f"It was {figure_words(row.indicator, before)} "
        f"{placed_figure(row.indicator, before.period)}."
    )


def _clear_short(changes: ReportChanges, change: ReportChange) -> str:
    row, before = change.row, change.row.since_last.before
    assert row.now is not None
    assert before is not None
    first, last = figure_words(row.indicator, before), figure_words(row.indicator, row.now)
    return f"{change_words(row.since_last)}, from {first} to {last}"


def _target(changes: ReportChanges, change: ReportChange) -> str:
    old, row = _old(change), change.row
    if row.target is None:
        return f": no target is in force {now(changes)}. It was {_goal(old)} {then(changes)}."
    if old.target is None:
        return f": a target of {_goal(row)} is set {now(changes)}. There was none {then(changes)}."
    parts = []
    if old.target.aims != row.target.aims:
        parts.append(f"the target is {_goal(row)} {now(changes)}, and was {_goal(old)}")
    if old.target.levels != row.target.levels:
        was, new_level = (
            f"{level_words(row.indicator, each)}{in_brackets(each.data_status)}"
            if each.has_level
            else "none"
            for each in (old.target, row.target)
        )
        parts.append(f"the intervention level is {new_level}, and was {was}")
    first, *more = parts
    return " ".join([f": {first}.", *(f"{capital(part)}." for part in more)])


def _goal(row: ScorecardRow) -> str:
    return f"{goal_named(row)}{in_brackets(row.target.data_status)}" if row.target else ""


def _target_short(changes: ReportChanges, change: ReportChange) -> str:
    old, row = _old(change).target, change.row.target
    if old and row and old.aims == row.aims:
        was, new = (level_words(change.row.indicator, each) or "none" for each in (old, row))
        text = f"intervention level from {was} to {new}"
    else:
        was, new = (
            aim_words(change.row.indicator, each) if each else "none" for each in (old, row)
        )
        text = f"target from {was} to {new}"
    return f"{text}{in_brackets(strongest(each.data_status for each in (old, row) if each))}"


# ---- figures --------------------------------------------------------------------------------


def figure_words(indicator: Indicator, observation: Observation) -> str:
    """Return a figure with its counts and mark: `53.9% (96 of 178, illustrative)`.

    Without a unit that the name, with which every sentence begins, has already.
    """
    top, bottom = observation.numerator, observation.denominator
    counts = f"{count(top)} of {count(bottom)}" if top is not None and bottom is not None else ""
    if multiplier(indicator.unit) is None:
        counts = ""
    mark = observation.data_status if is_marked(observation.data_status) else ""
    inside = ", ".join(part for part in (counts, mark) if part)
    return show_short(indicator, observation.value) + (f" ({inside})" if inside else "")


def _shown_figure(side: ChangeSide | None) -> str:
    """Return what one of two reports shows, with its mark and when."""
    if side is None or not side.text:
        return ""
    if side.data_status is None:  # the reason why there is no figure
        return f"no figure for {when(side.period)} ({side.text})"
    return f"{side.text}{in_brackets(side.data_status)} {placed(side.period)}"


def _arrived(changes: ReportChanges, change: ReportChange) -> str:
    assert change.observation is not None
    figure = figure_words(change.row.indicator, change.observation)
    text = f": {figure} {placed_figure(change.row.indicator, change.period)} is new {now(changes)}."
    before = _shown_figure(change.before)
    return f"{text} {showed(changes)} {before}." if before else text


def _arrived_short(changes: ReportChanges, change: ReportChange) -> str:
    assert change.observation is not None
    figure = figure_words(change.row.indicator, change.observation)
    return f"{figure} {placed_figure(change.row.indicator, change.period)}"


def _replaced(changes: ReportChanges, change: ReportChange) -> str:
    before = change.before
    assert before is not None
    was = f"{before.text}{in_brackets(before.data_status)}"
    when_of = placed_figure(change.row.indicator, change.period)
    return f": {_after(change)} {when_of} takes the place of {was} {then(changes)}."


def _restated(changes: ReportChanges, change: ReportChange) -> str:
    assert change.observation is not None
    assert change.before is not None
    figure = show(change.row.indicator, change.observation.value)
    status, earlier = change.observation.data_status, change.before.data_status or PUBLISHED
    return (
        f": {figure} {placed_figure(change.row.indicator, change.period)} is the same figure, "
        f"{_status(status)} {now(changes)} and {_status(earlier)} {then(changes)}."
    )


def _status(status: str) -> str:
    return IN_SENTENCES.get(status, status)


def _after(change: ReportChange) -> str:
    after = change.after
    assert after is not None
    return f"{after.text}{in_brackets(after.data_status)}"


def _revised(changes: ReportChanges, change: ReportChange) -> str:
    if change.correction is not None:
        status = change.after.data_status if change.after else None
        return f", {correction_words(change.correction, status)}"
    before = change.before
    assert before is not None
    was = f"{before.text}{in_brackets(before.data_status)}"
    return f", {change.period}: {was} {then(changes)}, {_after(change)} now."


def _revised_short(changes: ReportChanges, change: ReportChange) -> str:
    before = change.before
    assert before is not None
    assert change.period is not None
    return f"{change.period.short}: from {before.text} to {_after(change)}"


def _withdrawn(changes: ReportChanges, change: ReportChange) -> str:
    why = f" ({change.after.text})" if change.after and change.after.text else ""
    return (
        f": there is no figure for {when(change.period)} now{why}. "
        f"{showed(changes)} {_shown(change)}."
    )


def _shown(change: ReportChange) -> str:
    assert change.before is not None
    return f"{change.before.text}{in_brackets(change.before.data_status)}"


def _withdrawn_short(changes: ReportChanges, change: ReportChange) -> str:
    assert change.period is not None
    return f"{change.period.short}: no figure now, before {_shown(change)}"


def _suppressed(changes: ReportChanges, change: ReportChange) -> str:
    assert change.after is not None
    text = change.after.text
    why = f" ({text})" if text and text != figure_corrections.NOT_SHOWN else ""
    return f": the figure for {when(change.period)} is suppressed{why}."


def _suppressed_short(changes: ReportChanges, change: ReportChange) -> str:
    assert change.period is not None
    return f"{change.period.short}: suppressed"


def _late(changes: ReportChanges, change: ReportChange) -> str:
    assert change.quarter is not None
    assert change.after is not None
    # A reason stands where something was returned or published that is no figure.
    absent = f"there is none ({change.after.text})" if change.after.text else "is not there yet"
    return (
        f": the figure for {when(change.period)} was to be in the {change.quarter.short} report "
        f"and {absent}."
    )


def _late_short(changes: ReportChanges, change: ReportChange) -> str:
    assert change.period is not None
    assert change.quarter is not None
    return f"{change.period.short}: was to be in the {change.quarter.short} report"


def _comparator(changes: ReportChanges, change: ReportChange) -> str:
    row = change.row
    text = f": {now(changes)}, {_compared(row, change)}."
    if change.before is None:
        return f"{text} {showed(changes)} none."
    old = _old(change)
    return f"{text} {showed(changes)} {_value(old, old.comparator(change.comparator))}."


def _comparator_short(changes: ReportChanges, change: ReportChange) -> str:
    text = _compared(change.row, change)
    if change.before is None:
        return text
    old = _old(change)
    return f"{text}, before {_value(old, old.comparator(change.comparator))}"


def _compared(row: ScorecardRow, change: ReportChange) -> str:
    """Return `England is 46.4% in 2024`; a mean that nobody publishes is called one."""
    comparator = row.comparator(change.comparator)
    who = place(comparator)
    if comparator.is_mean:
        where = f" in {who}" if comparator.is_derived_area else f" of {who}"
        who = (
            f"the mean of authorities{where}" if comparator.is_derived_area else f"the mean{where}"
        )
    return f"{who} is {_value(row, comparator)}"


def _value(row: ScorecardRow, comparator: Comparator) -> str:
    value = show(row.indicator, comparator.value)
    return f"{value}{in_brackets(comparator.status)} {placed(comparator.period)}"


# ---- commentary -----------------------------------------------------------------------------


def _action(changes: ReportChanges, change: ReportChange) -> str:
    given = change.comment
    assert given is not None
    assert change.quarter is not None
    action = (given.action or "").rstrip(".")
    mark = " The comment is illustrative (made up)." if given.data_status == ILLUSTRATIVE else ""
    return (
        f": an action was due by {given.dated_due_words(changes.today)}. Action of the "
        f"{change.quarter.short} report: {action}. Who: {given.owner_role or 'no owner named'}."
        f"{mark}"
    )


def _action_short(changes: ReportChanges, change: ReportChange) -> str:
    given = change.comment
    assert given is not None
    return f"due by {given.due_words(changes.today)}{in_brackets(given.data_status)}"


def _comment(changes: ReportChanges, change: ReportChange) -> str:
    return f": {_comment_short(changes, change)}."


def _comment_short(changes: ReportChanges, change: ReportChange) -> str:
    if change.after is None:
        return f"the comment {then(changes)} is no longer given"
    mark = in_brackets(change.after.data_status)
    if change.before is None:
        return f"there is a comment{mark}, and none {then(changes)}"
    return f"the comment{mark} is not that {then(changes)}: {listed(list(change.parts))}"


def _old(change: ReportChange) -> ScorecardRow:
    assert change.earlier is not None  # else there is nothing that it could be compared with
    return change.earlier


_Words = Callable[[ReportChanges, ReportChange], str]
_SENTENCES: dict[ChangeKind, _Words] = {
    ChangeKind.FLIPPED: _flipped,
    ChangeKind.CLEAR: _clear,
    ChangeKind.ARRIVED: _arrived,
    ChangeKind.REPLACED: _replaced,
    ChangeKind.RESTATED: _restated,
    ChangeKind.COMPARATOR: _comparator,
    ChangeKind.TARGET: _target,
    ChangeKind.REVISED: _revised,
    ChangeKind.COMPARATOR_REVISED: _comparator,
    ChangeKind.WITHDRAWN: _withdrawn,
    ChangeKind.SUPPRESSED: _suppressed,
    ChangeKind.LATE: _late,
    ChangeKind.ACTION: _action,
    ChangeKind.COMMENT: _comment,
}
_SHORT: dict[ChangeKind, _Words] = {
    ChangeKind.FLIPPED: _flipped_short,
    ChangeKind.CLEAR: _clear_short,
    ChangeKind.ARRIVED: _arrived_short,
    ChangeKind.REPLACED: _revised_short,
    ChangeKind.RESTATED: _revised_short,
    ChangeKind.COMPARATOR: _comparator_short,
    ChangeKind.TARGET: _target_short,
    ChangeKind.REVISED: _revised_short,
    ChangeKind.COMPARATOR_REVISED: _comparator_short,
    ChangeKind.WITHDRAWN: _withdrawn_short,
    ChangeKind.SUPPRESSED: _suppressed_short,
    ChangeKind.LATE: _late_short,
    ChangeKind.ACTION: _action_short,
    ChangeKind.COMMENT: _comment_short,
}
