"""One numbered paragraph an indicator: aim, what it shows, result, change, others, why, action.

Every sentence is made of the summary's own columns and leaves out what they do not hold; the
council's commentary is printed as it was typed.
"""

from __future__ import annotations

from datetime import date

from kpi.file_writers.document import Run, Runs
from kpi.formatting import capital, in_words, lower, multiplier, ordinal_in_words, place_words
from kpi.indicators.change_verdicts import Change, ChangeVerdict
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES, earlier_name, placed, placed_figure, rare, show, when
from kpi.model.missing.symbol_meanings import NOT_AVAILABLE
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.paper.phrases import ended, mark_of, marked_sentence
from kpi.paper.template import Template
from kpi.periods import Kind
from kpi.service import too_few
from kpi.statistics.verdict_rules import BETTER, HIGHER, LOWER, SIMILAR, TOO_FEW, WORSE
from kpi.wording.change_words import CHANGE_NOUNS
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.likely_ranges import than
from kpi.wording.headline import goal, value_or_reason, what
from kpi.wording.status.status_words import STATUS_WORDS
from kpi.wording.target_words import aim_words, beyond_words, level_named

NO_COMMENTARY = "[officer to add: why, what is being done, who, by when]"
STREAK_WORTH_TELLING = 2
BEST_WORTH_TELLING = 8
_YEARLY = (Kind.ACADEMIC, Kind.CALENDAR, Kind.FINANCIAL, Kind.YEAR_ENDING)
_GIVEN_VERDICTS = (BETTER, SIMILAR, WORSE, HIGHER, LOWER)


def paragraph(snapshot: Snapshot, row: ScorecardRow, words: Template, meeting: date | None) -> Runs:
    """Return an indicator's paragraph; only a `meeting` can make an action overdue."""
    like = standing(snapshot, row.indicator, row.area.code, row.comparator("england").period)
    sentences = [
        (Run(ended(aim(row.indicator)), bold=True),),
        (Run(shows(row.indicator, words)),),
        result(row),
        (Run(changed(row)),),
        (Run(others(row, like)),),
        commentary(snapshot, row, meeting),
    ]
    return joined([sentence for sentence in sentences if any(run.text for run in sentence)])


def joined(sentences: list[Runs]) -> Runs:
    """Return sentences as one text, with a space between each and the next."""
    runs: list[Run] = []
    for sentence in sentences:
        runs += [Run(" "), *sentence] if runs else sentence
    return tuple(runs)


# ---- aim and meaning ------------------------------------------------------------------------


def aim(indicator: Indicator) -> str:
    """Return what is wanted: `Increase the percentage of plans issued within 20 weeks`."""
    if indicator.aim_is_share:
        return f"Increase the percentage of {lower(indicator.aim)}"
    return indicator.aim


def shows(indicator: Indicator, words: Template) -> str:
    """Return what the measure shows, from the template, else the definition's first sentence."""
    meaning = words.shows.get(indicator.id) or lower(indicator.definition.split(". ")[0])
    return f"This measure shows {ended(meaning)}"


# ---- the result -----------------------------------------------------------------------------


def result(row: ScorecardRow) -> Runs:
    """Return the figure with its period, counts and mark, its target status and target."""
    now = row.now
    if now is None:
        return _without_figure(value_or_reason(row), row)
    if row.status == target_status.SUPPRESSED or now.symbol == "c":
        return _without_figure(
            f"{capital(placed_figure(row.indicator, now.period))} there were {too_few()}", row
        )
    if row.status == target_status.AWAITING or now.value is None:
        return _awaiting(row)
    when = capital(placed_figure(row.indicator, now.period))
    clause = f"{when}, {_inside(what(row.indicator, now, _figure_mark(row)))}"
    if row.target is None or row.status == target_status.NO_TARGET:
        return (Run(f"{clause}."),)
    status = Run(STATUS_WORDS[row.status].lower(), bold=True)
    wanted = f"{goal(row)}{mark_of(row.target.data_status)}"
    if row.status == target_status.BEYOND_INTERVENTION:
        return Run(f"{clause}: "), status, Run(f". {_must_act(row, wanted)}{_earlier_target(row)}")
    tail = f" ({wanted})"
    if row.status == target_status.OFF_TARGET:
        if row.target.has_level:
            level = level_named(row.indicator, row.target)
            shown = f"{level}{mark_of(row.target.data_status)}"
            tail += f". It is not beyond the intervention level {shown}"
        return Run(f"{clause}: "), status, Run(f"{tail}.{_earlier_target(row)}")
    return Run(f"{clause}: "), status, Run(f"{tail}{_in_a_row(row)}.")


def _awaiting(row: ScorecardRow) -> Runs:
    """Return that there is no new figure, the newest where there is one, and the target."""
    now = row.now
    assert now is not None
    status = Run("Awaiting data:" if row.target else "No new figure:", bold=True)
    if now.value is None:
        why = now.reason or NOT_AVAILABLE
        clause = f" no figure for {when(now.period)} ({why})"
    else:
        value = f"{show(row.indicator, now.value)}{_figure_mark(row)}"
        clause = f" the newest is {value}, for {when(now.period)}"
    return status, Run(f"{clause}{_and_target(row)}.")


def _without_figure(clause: str, row: ScorecardRow) -> Runs:
    status = row.status in (target_status.SUPPRESSED, target_status.AWAITING)
    if not status:
        return (Run(f"{clause}{_and_target(row)}."),)
    word = Run(STATUS_WORDS[row.status].lower(), bold=True)
    return Run(f"{clause}: "), word, Run(f"{_and_target(row)}.")


def _and_target(row: ScorecardRow) -> str:
    if row.target is None:
        return ""
    return f"; the target is {goal(row)}{mark_of(row.target.data_status)}"


def _must_act(row: ScorecardRow, wanted: str) -> str:
    target = row.target
    assert target is not None
    beyond = f"{beyond_words(row.indicator, target)}{mark_of(target.data_status)}"
    return f"The target is {wanted}, and {beyond} the council must act."


def _earlier_target(row: ScorecardRow) -> str:
    """Return how the figure stands to the target before this quarter's; empty where none ended."""
    earlier, target, value = row.earlier_target, row.target, row.value
    if earlier is None or target is None or value is None:
        return ""
    if not row.has_new_target or earlier.aims == target.aims:
        return ""
    indicator = row.indicator
    before = target_status.status_against(value, earlier, indicator.polarity, indicator.decimals)
    shown = show(indicator, value)
    met = before == target_status.ON_TARGET
    verdict = f"{shown} would have met it" if met else f"{shown} misses both"
    then = f"{aim_words(indicator, earlier)}{mark_of(earlier.data_status)}"
    return f" Until last quarter the target was {then}; {verdict}."


def _in_a_row(row: ScorecardRow) -> str:
    if row.streak.length < STREAK_WORTH_TELLING or row.now is None:
        return ""
    name = PERIOD_NAMES.get(row.now.period.kind, "period")
    mark = "" if row.streak.status == row.judged_status else mark_of(row.streak.status)
    return f", for the {ordinal_in_words(row.streak.length)} {name} in a row{mark}"


def _figure_mark(row: ScorecardRow) -> str:
    return mark_of(row.figure_status)


def _inside(clause: str) -> str:
    """Return a clause for the middle of a sentence: only `The` loses its capital."""
    return lower(clause) if clause.startswith("The ") else clause


# ---- change ---------------------------------------------------------------------------------


def changed(row: ScorecardRow) -> str:
    """Return the earlier figures and whether the change exceeds chance; empty without any."""
    if row.now is None or row.value is None:
        return ""
    changes = [(change, name) for change, name in _changes(row) if change.before is not None]
    changes = [(change, name) for change, name in changes if change.difference is not None]
    if not changes:
        return ""
    figures = [f"{_before(row, change)} {name}" for change, name in changes]
    verdicts = {_change_verdict(row, change) for change, _ in changes}
    if len(verdicts) == 1 and len(changes) == 2:
        return (
            f"It was {' and '.join(figures)}: {_both(changes[0][0], verdicts.pop())}{_best(row)}."
        )
    if len(changes) == 1:
        return f"It was {figures[0]}: {verdicts.pop()}{_best(row)}."
    clauses = [
        f"{figure} ({_change_verdict(row, change)})"
        for figure, (change, _) in zip(figures, changes, strict=True)
    ]
    return f"It was {' and '.join(clauses)}{_best(row)}."


def _changes(row: ScorecardRow) -> list[tuple[Change, str]]:
    """Return the changes to tell, each with its time; one where both are of the same period."""
    assert row.now is not None
    kind = row.now.period.kind
    name = PERIOD_NAMES.get(kind, "period")
    if row.since_last.period != row.since_last_year.period:
        return [(row.since_last, f"the {name} before"), (row.since_last_year, "a year before")]
    if row.now.period.before() != row.now.period.previous():
        return [(row.since_last, earlier_name(row.now.period))]
    yearly = "the year before" if kind in _YEARLY else f"in the same {name} a year before"
    return [(row.since_last, yearly)]


def _before(row: ScorecardRow, change: Change) -> str:
    assert change.before is not None
    return f"{show(row.indicator, change.before.value)}{mark_of(change.before.data_status)}"


def _change_verdict(row: ScorecardRow, change: Change) -> str:
    """Return what may be said of one change."""
    noun = CHANGE_NOUNS.get(change.direction, "change")
    a_noun = f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
    why = "no counts are published" if row.indicator.unit == "percent" else "no counts are held"
    if multiplier(row.indicator.unit) is None:
        why = "only a share or a rate of counts can be"
    if row.indicator.legs:
        why = "a difference of two figures"
    if change.shares_months:
        why = "the two figures share months"
    return {
        ChangeVerdict.CLEAR: f"a clear {noun}",
        ChangeVerdict.NORMAL: ChangeVerdict.NORMAL.value,
        ChangeVerdict.TOO_FEW: f"{TOO_FEW} whether that is chance",
        ChangeVerdict.UNTESTED: f"{a_noun}, which cannot be tested against chance ({why})",
        ChangeVerdict.NOT_TELLABLE: ChangeVerdict.NOT_TELLABLE.value,
        ChangeVerdict.NO_CHANGE: ChangeVerdict.NO_CHANGE.value,
        ChangeVerdict.MISSING: "not compared",
    }[change.test]


def _both(first: Change, verdict: str) -> str:
    if first.test is ChangeVerdict.NORMAL:
        return f"both changes are {ChangeVerdict.NORMAL}"
    return f"{verdict} on both"


def _best(row: ScorecardRow) -> str:
    """Return `, and it is the lowest of the last nine quarters`, for a long run on target."""
    beats, now = row.beats, row.now
    if now is None or row.status != target_status.ON_TARGET:
        return ""
    if beats is None or beats.length < BEST_WORTH_TELLING:
        return ""
    best = "highest" if row.indicator.polarity is Polarity.HIGHER else "lowest"
    name = PERIOD_NAMES.get(now.period.kind, "period")
    mark = "" if beats.status == row.figure_status else mark_of(beats.status)
    return f", and it is the {best} of the last {in_words(beats.length + 1)} {name}s{mark}"


# ---- others ---------------------------------------------------------------------------------


def others(row: ScorecardRow, like: Standing | None) -> str:
    """Return England's figure and the neighbours' with the verdicts, then ours of their period.

    A chosen group is named where it stands in the neighbours' place.
    """
    indicator = row.indicator
    if indicator.no_comparator:
        return ended(indicator.no_comparator.split(", ")[0])
    england, alike = row.comparator("england"), row.alike
    comparators = [each for each in (england, alike) if each.value is not None]
    if not comparators:
        reason = england.reason or "not published"
        return f"No figure of other authorities can be set beside it: {ended(lower(reason))}"
    figures = " and ".join(_comparator(row, each, place) for place, each in enumerate(comparators))
    period = capital(placed(comparators[0].period))
    own = _own_then(row, like)
    return f"{period} {figures}{_verdicts(row, comparators)}{own}."


def _comparator(row: ScorecardRow, each: Comparator, place: int) -> str:
    value = f"{show(row.indicator, each.value)}{mark_of(each.status)}{_of_some(each)}"
    if each.key == "neighbours":
        return f"statistical neighbours'{' mean was' if place == 0 else ''} {value}"
    if each.key == GROUP:
        who = group_names.in_sentence(each.label)
        return f"the mean of {who}{' was' if place == 0 else ''} {value}"
    if each.is_mean:
        return f"the mean of authorities in England was {value}"
    return f"England's figure was {value}"


def _of_some(each: Comparator) -> str:
    """Return ` (2 of 10)` after a mean of a group of which some have no figure."""
    is_some = each.key in ("neighbours", GROUP) and each.count != each.of
    return f" ({each.count} of {each.of})" if is_some else ""


def _verdicts(row: ScorecardRow, comparators: list[Comparator]) -> str:
    """Return the verdicts in one clause; without any, the side on which both lie as displayed."""
    if row.value is None or not row.shown.is_current:
        return ""
    judged = [
        (each, verdict.word) for each in comparators if (verdict := row.verdicts.get(each.key))
    ]
    judged = [(each, word) for each, word in judged if word in _GIVEN_VERDICTS]
    words = {word for _, word in judged}
    if len(judged) == 2 and len(words) == 1:
        return f"; ours is {than(words.pop())} both"
    if judged:
        stances = " and ".join(f"{than(word)} {_whose(each)}" for each, word in judged)
        return f"; ours is {stances}"
    if row.likely is not None:
        return ""
    sides = {_side(row, each) for each in comparators}
    if len(comparators) == 2 and len(sides) == 1 and (side := sides.pop()):
        is_of_then = row.now is not None and row.now.period == comparators[0].period
        return f", both {side} than ours{'' if is_of_then else ' now'}"
    return ""


def _whose(each: Comparator) -> str:
    if each.key == "neighbours":
        return "the neighbours'"
    if each.key == GROUP:
        return "the group's"
    return "that mean" if each.is_mean else "England's"


def _side(row: ScorecardRow, each: Comparator) -> str:
    """Return `higher` or `lower`, as displayed, where a comparator is not level with ours."""
    theirs, ours = show(row.indicator, each.value), show(row.indicator, row.value)
    if theirs == ours or each.value is None or row.value is None:
        return ""
    return "higher" if each.value > row.value else "lower"


def _own_then(row: ScorecardRow, like: Standing | None) -> str:
    """Return our own published figure of the others' period and its rank."""
    if like is None:
        return ""
    place = place_words(like.rank, like.of, like.sharing, "authorities") if like.rank else ""
    if row.now is not None and row.now.period == like.period:
        return f"; ours was {place}" if place else ""
    value = f"{show(row.indicator, like.value)}{mark_of(like.data_status)}"
    return f"; ours then was {value}{f', {place}' if place else ''}"


# ---- the council's commentary ---------------------------------------------------------------


def commentary(snapshot: Snapshot, row: ScorecardRow, meeting: date | None) -> Runs:
    """Return why, and what is done by whom and by when, as typed; a placeholder for what lacks."""
    given = comment(snapshot, row.indicator, row.area.code, row.quarter)
    if given is None:
        return (Run(NO_COMMENTARY, placeholder=True),)
    runs: list[Run] = []
    if row.status == target_status.AWAITING and given.what_happened:
        runs.append(Run(f"{ended(given.what_happened.rstrip())} "))
    if given.why:
        runs.append(Run(f"{marked_sentence(given.why, given.data_status)} "))
    else:
        runs += [Run("[officer to add: why]", placeholder=True), Run(" ")]
    return (*runs, *_action(given, meeting))


def _action(given: Comment, meeting: date | None) -> Runs:
    label = Run("Action: ", bold=True)
    if not given.action:
        gap = Run("[officer to add: what is being done, who, by when]", placeholder=True)
        return label, gap
    action = given.action.rstrip().removesuffix(".")
    runs = [label, Run(f"{action} (")]
    if given.owner_role:
        runs.append(Run(given.owner_role))
    else:
        runs.append(Run("[officer to add: who]", placeholder=True))
    if given.due is None:
        runs += [Run(", "), Run("[officer to add: by when]", placeholder=True), Run(")")]
    else:
        runs.append(Run(f", by {given.due_words(meeting or date.min)})"))
    runs.append(Run(f"{mark_of(given.data_status)}."))
    return tuple(runs)


def counted_figure(row: ScorecardRow) -> str:
    """Return `0.117% [d] of secondary pupils (about 117 in 100,000)`; empty without a figure."""
    if row.value is None or row.indicator.unit != "percent":
        return ""
    small = rare(row.indicator, row.value)
    tail = f" ({small})" if small else ""
    figure = f"{show(row.indicator, row.value)}{_figure_mark(row)}"
    return f"{figure} of {row.indicator.counted}{tail}"
