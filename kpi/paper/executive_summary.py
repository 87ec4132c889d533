"""A paper's executive summary and background; words of the recommendation are `paper.toml`'s."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpi.file_writers.document import Run, Runs
from kpi.formatting import capital, in_words, listed, long_date, lower, many
from kpi.indicators.change_verdicts import DIRECTIONS
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.display import earlier_name, placed_figure, show
from kpi.model.schemas import LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.paper.phrases import ended, mark_of
from kpi.paper.template import Template
from kpi.wording.change_words import change_words
from kpi.wording.headline import quarter_words
from kpi.wording.scorecard_highlights import off_target
from kpi.wording.status.status_tally import status_counts
from kpi.wording.status.status_words import STATUS_WORDS
from kpi.wording.target_words import aim_words, beyond_words, level_words, misses_by

MOST_LINES = 6
_LINES_ALONE = MOST_LINES - 2  # the tally comes first, those on target last


def short_name(row: ScorecardRow, words: Template) -> str:
    """Return an indicator's name where room is short."""
    return words.shorts.get(row.indicator.id, row.indicator.name)


def summary_lines(rows: Sequence[ScorecardRow], words: Template) -> list[str]:
    """Return at most `MOST_LINES` lines: the tally, what is off target, what is on target."""
    lines = [ended(status_counts(tuple(rows)))]
    missed = off_target(rows)
    alone = missed if len(missed) <= _LINES_ALONE else missed[: _LINES_ALONE - 1]
    lines += [_missed(row, words) for row in alone]
    if rest := missed[len(alone) :]:
        lines.append(f"Also {target_status.OFF_TARGET}: {_figures(rest, words)}.")
    met = [row for row in rows if row.status == target_status.ON_TARGET]
    if met:
        lines.append(f"{STATUS_WORDS[target_status.ON_TARGET]}: {_figures(met, words)}.")
    return lines


def _missed(row: ScorecardRow, words: Template) -> str:
    """Return the figure, by how much it misses, the intervention level, and a clear change."""
    now, target = row.now, row.target
    assert now is not None
    assert target is not None
    goal_mark = mark_of(target.data_status)
    sentence = (
        f"{short_name(row, words)}: {_figure(row)} {placed_figure(row.indicator, now.period)}, "
        f"{misses_by(row)} of {aim_words(row.indicator, target)}{goal_mark}"
    )
    if row.status == target_status.BEYOND_INTERVENTION:
        sentence += f"; {beyond_words(row.indicator, target)}{goal_mark} the council must act"
    change = row.since_last
    if change.clear and change.before is not None:
        then = f"{show(row.indicator, change.before.value)}{mark_of(change.before.data_status)}"
        sentence += f"; {change_words(change)} from {then} {earlier_name(now.period)}"
    return f"{sentence}."


def _figures(rows: Sequence[ScorecardRow], words: Template) -> str:
    return "; ".join(f"{in_text(short_name(row, words))}, {_figure(row)}" for row in rows)


def _figure(row: ScorecardRow) -> str:
    return f"{show(row.indicator, row.value)}{mark_of(row.figure_status)}"


# ---- recommendation and references ----------------------------------------------------------


def recommendation(rows: Sequence[ScorecardRow], words: Template) -> Runs:
    """Return the recommendation, in particular what is beyond its level or clearly worse."""
    runs: list[Run] = [
        Run("It is RECOMMENDED that: ", bold=True),
        Run(words.recommendation.removesuffix(".")),
    ]
    chosen = [row for row in off_target(rows) if _is_pressing(row)]
    for place, row in enumerate(chosen):
        lead = ", in particular " if place == 0 else _between(place, len(chosen))
        runs.append(Run(f"{lead}{in_text(short_name(row, words))} "))
        runs += [Run("(paragraph "), Run(paragraph=row.indicator.id), Run(")")]
    return (*runs, Run("."))


def _is_pressing(row: ScorecardRow) -> bool:
    worse = bool(row.since_last.clear) and row.since_last.direction == DIRECTIONS.worse
    return row.status == target_status.BEYOND_INTERVENTION or worse


def in_text(name: str) -> str:
    """Return a name inside a sentence; a short form such as SEND, or Key Stage, keeps capitals."""
    _, _, second = name.partition(" ")
    return name if name[1:2].isupper() or second[:1].isupper() else lower(name)


def _between(place: int, of: int) -> str:
    return " and " if place == of - 1 else ", "


def paragraphs_of(rows: Sequence[ScorecardRow]) -> Runs:
    """Return `paragraph 5` or `paragraphs 6 and 7`, as references."""
    runs = [Run("paragraph " if len(rows) == 1 else "paragraphs ")]
    for place, row in enumerate(rows):
        if place:
            runs.append(Run(_between(place, len(rows))))
        runs.append(Run(paragraph=row.indicator.id))
    return tuple(runs)


def off_target_words(rows: Sequence[ScorecardRow]) -> Runs:
    """Return `One indicator is beyond its intervention level (paragraph 5) and two are ...`."""
    runs: list[Run] = []
    for status, words in (
        (target_status.BEYOND_INTERVENTION, "beyond the level at which the council must act"),
        (target_status.OFF_TARGET, "off target"),
    ):
        with_status = [row for row in rows if row.status == status]
        if not with_status:
            continue
        verb = "is" if len(with_status) == 1 else "are"
        number = in_words(len(with_status))
        start = f" and {number}" if runs else capital(many(len(with_status), "indicator"))
        runs += [Run(f"{start} {verb} {words} ("), *paragraphs_of(with_status), Run(")")]
    if runs:
        return tuple(runs)
    is_judged = any(row.target is not None for row in rows)
    return (Run(f"No indicator in this paper {'is off target' if is_judged else 'has a target'}"),)


# ---- background -----------------------------------------------------------------------------


def background(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], words: Template
) -> tuple[Runs, Runs]:
    """Return the paragraph of the period and its changed targets, and that of the directorates."""
    view = rows[0].view
    day = view.known_by
    known = f"published by {long_date(day)}" if day else "the newest published"
    opening = f"This report covers {quarter_words(view.quarter)}."
    opening += _changed_targets(rows, words)
    opening += f" Other authorities' figures are those {known}."
    opening += _later_figures(rows, day)
    runs: list[Run] = [Run(opening)]
    if words.background:
        runs += [Run(" "), _filled_or_not(words.background)]
    return tuple(runs), (Run(_directorates(snapshot, rows)),)


def _later_figures(rows: Sequence[ScorecardRow], day: date | None) -> str:
    """Return which of our figures a national source published after that day; empty for none.

    They stand for what the council knew by then itself.
    """
    names = [
        lower(row.indicator.name)
        for row in rows
        if day
        and row.value is not None
        and row.now is not None
        and row.indicator.local_source != LOCAL_RETURN
        and row.indicator.due_on(row.now.period) > day
    ]
    if not names:
        return ""
    return f" Ours of {listed(names)}, published later, stand for the council's own records."


def _filled_or_not(text: str) -> Run:
    return Run(text, placeholder=text.startswith("["))


def _changed_targets(rows: Sequence[ScorecardRow], words: Template) -> str:
    """Return which targets are new in this quarter, from and to what; empty for none."""
    changes = [
        (row, row.earlier_target, row.target)
        for row in rows
        if row.earlier_target and row.target and row.has_new_target
    ]
    changes = [
        (row, old, new)
        for row, old, new in changes
        if (old.aims, old.levels) != (new.aims, new.levels)
    ]
    if not changes:
        return ""
    texts = [_new_target(row, old, new, words) for row, old, new in changes]
    tighter = all(
        row.indicator.polarity.sign * (new.target - old.target) > 0 for row, old, new in changes
    )
    how = "tighter" if tighter else "changed"
    number = capital(many(len(changes), "target"))
    verb = "is" if len(changes) == 1 else "are"
    return f" {number} {verb} {how} from this quarter on: {'; '.join(texts)}."


def _new_target(row: ScorecardRow, old: Target, new: Target, words: Template) -> str:
    was, becomes = (f"{aim_words(row.indicator, t)}{mark_of(t.data_status)}" for t in (old, new))
    text = f"{in_text(short_name(row, words))} from {was} to {becomes}"
    if not (old.has_level and new.has_level) or old.levels == new.levels:
        return text
    was, becomes = (f"{level_words(row.indicator, t)}{mark_of(t.data_status)}" for t in (old, new))
    return f"{text} (intervention level from {was} to {becomes})"


def _directorates(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> str:
    held = [row.indicator.directorate for row in rows]
    names = [name for name in snapshot.directorates if name in held]
    counted = [f"{name} ({many(held.count(name), 'indicator')})" for name in names]
    verb = "reports" if len(names) == 1 else "report"
    return f"{capital(many(len(names), 'directorate'))} {verb}: {listed(counted)}."
