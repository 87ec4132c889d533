"""Sentences on a whole scorecard: its counts and what stands out.

Made from the same rows as the table. The most urgent comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kpi.formatting import capital, difference_short, lower
from kpi.indicators.change_verdicts import DIRECTIONS
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.display import PERIOD_NAMES, placed_figure, rare, show
from kpi.model.schemas import LOCAL_RETURN
from kpi.wording.change_words import otherwise
from kpi.wording.comparisons.like_for_like import joined, own_period, own_words
from kpi.wording.comparisons.official_rate_words import official_words
from kpi.wording.headline import (
    beside_words,
    gap_words,
    goal_named,
    leads,
    marked,
    named,
    still,
    waiting,
    with_counts,
)
from kpi.wording.status.status_reasons import same_as_england
from kpi.wording.streaks import streak_words
from kpi.wording.target_words import aim_words, level_words


@dataclass(frozen=True)
class Highlight:
    """One sentence of "What stands out"."""

    status: str
    indicator_id: str
    text: str


def notable(rows: Sequence[ScorecardRow]) -> list[Highlight]:
    """Return one sentence for each notable finding, the most urgent first."""
    ranked: list[tuple[int, Highlight]] = []
    for row in rows:
        if row.indicator.is_context:
            continue
        for rank, text in _notable_of(row):
            sentence = " ".join(part for part in (text, marked(row)) if part)
            ranked.append((rank, Highlight(row.status, row.indicator.id, sentence)))
    return [item for _, item in sorted(ranked, key=lambda pair: pair[0])]


def explained_once(highlights: Sequence[Highlight]) -> list[Highlight]:
    """Return sentences for a list on one screen: the first of them alone explains the mark.

    Every sentence made from an illustrative value keeps the word; `(made up)` stands once.
    """
    explained = f"{ILLUSTRATIVE} (made up)"
    made: list[Highlight] = []
    for each in highlights:
        known = any(explained in other.text for other in made)
        text = each.text.replace(explained, ILLUSTRATIVE) if known else each.text
        made.append(replace(each, text=text))
    return made


def _notable_of(row: ScorecardRow) -> list[tuple[int, str]]:
    name = row.indicator.name
    ranked = []
    beyond = row.status == target_status.BEYOND_INTERVENTION
    if beyond:
        ranked.append((0, _beyond(row)))
    moved_clearly = bool(row.since_last.clear) and row.shown.is_current
    if row.status == target_status.OFF_TARGET and not moved_clearly:
        ranked.append((2, _short_of_target(row)))
    if moved_clearly:
        rank = 1 if row.since_last.direction == DIRECTIONS.worse else 3
        ranked.append((rank, _clear(row)))
    streak, gap = streak_words(row), gap_words(row)
    if streak or gap:
        value = show(row.indicator, row.value)
        period = placed_figure(row.indicator, row.now.period if row.now else None)
        lasting = f", {streak}" if streak else ""
        ahead = [gap, _not_of_the_year(row)] if gap else []
        sentences = [f"{name}: {value} {period}{lasting}.", *ahead]
        ranked.append((4, " ".join(part for part in sentences if part)))
    if row.status == target_status.AWAITING:
        ranked.append((5, _awaiting(row)))
    return ranked


def _awaiting(row: ScorecardRow) -> str:
    """Return what is awaited, and the newest figure beside the target, without a status of it."""
    text = f"{row.indicator.name}: {lower(waiting(row)) or 'there is no figure.'}"
    if row.now is None or row.value is None or row.target is None:
        return text
    newest = f"{show(row.indicator, row.value)} ({row.now.period.short})"
    return f"{text} Newest {newest}, target {goal_named(row)}."


def _not_of_the_year(row: ScorecardRow) -> str:
    """Return a sentence where our figure of the comparators' own period is not as far ahead."""
    like, gap = row.like, row.indicator.notable_gap
    if like is None or gap is None or leads(row, like.value, gap):
        return ""
    side = row.indicator.polarity.better_side
    size = difference_short(gap, row.indicator.unit, row.indicator.decimals)
    figure = capital(own_words(row, like))
    return f"{figure} is not at least {size} {side} both."


def _beyond(row: ScorecardRow) -> str:
    indicator, target, now = row.indicator, row.target, row.now
    assert target is not None
    assert now is not None
    small = rare(indicator, now.value)
    text = (
        f"{indicator.name}: "
        f"{show(indicator, now.value)} {placed_figure(indicator, now.period)}"
        f"{f' ({small})' if small else ''}. "
        f"The target is {aim_words(indicator, target)} and the intervention level "
        f"{level_words(indicator, target)}{_as_england(row, target)}."
    )
    if row.alike.value is not None:
        other = own_period(row, row.alike, ranked=True)
        text += f" {joined(beside_words(row, row.alike), other)}."
    return text


def _as_england(row: ScorecardRow, target: Target) -> str:
    level, upper = target.levels
    return same_as_england(row, level) if level is not None and upper is None else ""


def _short_of_target(row: ScorecardRow) -> str:
    indicator, target, now = row.indicator, row.target, row.now
    assert target is not None
    assert now is not None
    small = rare(indicator, now.value)
    return (
        f"{indicator.name}: {with_counts(indicator, now)} {placed_figure(indicator, now.period)}"
        f"{f' ({small})' if small else ''}, which misses the target of "
        f"{goal_named(row)}."
    )


def _clear(row: ScorecardRow) -> str:
    indicator, now, before = row.indicator, row.now, row.since_last.before
    assert now is not None
    assert before is not None
    has_none_before = now.period.before() != now.period.previous()
    last = f"last {PERIOD_NAMES.get(now.period.kind, 'period')}"
    text = (
        f"{indicator.name}: {row.since_last.direction} clearly on "
        f"{'a year before' if has_none_before else last}, from {with_counts(indicator, before)}"
        f"{otherwise(row.figure_status, before)} to {with_counts(indicator, now)}."
    )
    england = row.comparator("england")
    if england.is_derived_area:
        # A figure that nobody publishes never represents the country alone.
        text += f" {official_words(row)}".rstrip()
    elif england.value is not None and row.value is not None:
        other = own_period(row, england)
        stands = f"{capital(still(row, england))} {named(row, england)}"
        text += f" {joined(stands, other)}."
    return text


def missed_words(row: ScorecardRow) -> str:
    """Return how a row of `off_target` misses its target, and what of it is illustrative."""
    is_beyond = row.status == target_status.BEYOND_INTERVENTION
    text = _beyond(row) if is_beyond else _short_of_target(row)
    return " ".join(part for part in (text, marked(row)) if part)


def off_target(rows: Sequence[ScorecardRow]) -> list[ScorecardRow]:
    """Return the rows that miss their target, worst first."""
    missed = (target_status.BEYOND_INTERVENTION, target_status.OFF_TARGET)
    return sorted((r for r in rows if r.status in missed), key=lambda r: missed.index(r.status))


def indicators_shown(shown: int, of: int) -> str:
    """Return `3 of 7 indicators shown`."""
    return f"{shown} of {of} {'indicator' if of == 1 else 'indicators'} shown"


def illustrative_counts(rows: Sequence[ScorecardRow]) -> str:
    """Return how many of the council's figures and targets are illustrative, or an empty text."""
    judged = [r for r in rows if not r.indicator.is_context]
    own = [o for r in judged for o in r.series if o.value is not None]
    made_up = sum(o.data_status == ILLUSTRATIVE for o in own)
    targets = [r.target for r in rows if r.target is not None]
    goals = sum(t.data_status == ILLUSTRATIVE for t in targets)
    if not made_up and not goals:
        return ""
    if not made_up:
        which = "every target" if goals == len(targets) else f"{goals} of {len(targets)} targets"
        verb = "is" if goals in (1, len(targets)) else "are"
        return f"{capital(which)} {verb} illustrative: made up, not real. No figure is."
    text = f"{made_up} of {len(own)} figures of this council are illustrative: made up, not real."
    if not goals:
        return text
    returned = {
        o.data_status for r in judged if _is_returned(r) for o in r.series if o.value is not None
    }
    if goals == len(targets) and returned <= {ILLUSTRATIVE}:
        return f"{text} So are the targets and the comments."
    verb = "is" if goals == 1 else "are"
    return f"{text} So {verb} {goals} of {len(targets)} targets; each comment says what it is."


def has_illustrative_figure(rows: Sequence[ScorecardRow]) -> bool:
    """Return whether a figure of the council's that is judged, whatever its period, is made up."""
    return any(
        each.value is not None and each.data_status == ILLUSTRATIVE
        for row in rows
        if not row.indicator.is_context
        for each in row.series
    )


def _is_returned(row: ScorecardRow) -> bool:
    """Return whether the council's own figures come from its return."""
    return row.indicator.local_source == LOCAL_RETURN
