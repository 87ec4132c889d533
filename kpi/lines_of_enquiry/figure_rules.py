"""Rules of enquiry on an indicator's figures: missed targets, worsening, gaps, few cases, age.

Their order is in `kpi.lines_of_enquiry.questions`; those about actions are in `action_rules`.

Each rule is a function of `Facts` that returns one question with the figures behind it, or
None. No rule interprets a commentary: only whether there is one and whether it is new.
A suppressed figure has no value and no counts in the snapshot, so no rule can reveal it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi import formatting
from kpi.formatting import difference, in_words, lower, ordinal
from kpi.indicators import scorecard
from kpi.indicators.change_verdicts import DIRECTIONS, Change
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.reporting_quarters import own_series, reported_in
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.indicators.xmr import reading
from kpi.lines_of_enquiry.action_rules import RATED
from kpi.lines_of_enquiry.neighbour_gap import NeighbourGap, gaps, has_clearly_grown
from kpi.lines_of_enquiry.rule_facts import (
    Facts,
    RaisedQuestion,
    day,
    exception_words,
    figure,
    raise_question,
    value,
    with_exceptions,
)
from kpi.model import display
from kpi.model.data_status import strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, placed_figure, show, when
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.neighbour_models import model_label
from kpi.model.schemas import LOCAL_RETURN
from kpi.periods import Period, parse_period
from kpi.service import people
from kpi.statistics.verdict_rules import FEWEST
from kpi.statistics.xmr_rules import Variation
from kpi.wording import headline as headline_wording
from kpi.wording import indicator_notes
from kpi.wording.comparisons.place_in_group import middle_words
from kpi.wording.headline import value_or_reason
from kpi.wording.status import status_reasons
from kpi.wording.target_words import aim_words
from kpi.wording.trends import xmr as xmr_wording

MISSED_OFTEN = 3  # consecutive missed targets before a question is raised
GAPS_COMPARED = 3  # periods over which the gap to the neighbours is followed
OFF_TARGET = (target_status.BEYOND_INTERVENTION, target_status.OFF_TARGET)
# Symbols that explain a missing figure themselves.
_NO_GAP_IN_THE_RETURN = (SUPPRESSED, "z", "low", "k")
_LISTED = 4


# ---- targets ------------------------------------------------------------------------------


def missed_again(facts: Facts) -> RaisedQuestion | None:
    """Raised where the target then in force was missed at least `MISSED_OFTEN` times in a row."""
    row, indicator = facts.row, facts.indicator
    run = scorecard.missed_in_a_row(facts.snapshot, row) if row.status in OFF_TARGET else ()
    if len(run) < MISSED_OFTEN:
        return None
    kind = display.PERIOD_NAMES.get(run[0][0].period.kind, "period")
    misses = "; ".join(
        f"{show(indicator, each.value)} {placed_figure(indicator, each.period)} against "
        f"{aim_words(indicator, target)}"
        for each, target in run[:_LISTED]
    )
    earlier = len(run) - _LISTED
    more = f"; and {in_words(earlier)} before, from {when(run[-1][0].period)} on"
    return raise_question(
        f"The figure{facts.for_name} has missed its target for the {ordinal(len(run))} {kind} "
        "in a row. What would have to change for the target to be met, and by when?",
        f"{misses}{more if earlier > 0 else ''}{exception_words(indicator)}.",
        {
            "our figures": strongest(each.data_status for each, _ in run),
            "the target": strongest(target.data_status for _, target in run),
        },
    )


def moved_target(facts: Facts) -> RaisedQuestion | None:
    """Raised where the target changed within the financial year and the old status differs."""
    row, indicator = facts.row, facts.indicator
    new, old, now = row.target, row.earlier_target, row.now
    if new is None or old is None or now is None or now.value is None or row.status not in RATED:
        return None
    before = target_status.status_against(now.value, old, indicator.polarity, indicator.decimals)
    if before == row.status:
        return None
    if parse_period(new.from_quarter).financial_year_start != row.quarter.financial_year_start:
        return None
    if new.aims == old.aims:
        what = f"The intervention level{facts.for_name} changed in {new.from_quarter}"
    else:
        what = (
            f"The target{facts.for_name} changed from {aim_words(indicator, old)} to "
            f"{aim_words(indicator, new)} in {new.from_quarter}"
        )
    return raise_question(
        f"{what}. Under the old one the figure would be {before}; under the new one it is "
        f"{row.status}. Who agreed the change, and why?",
        f"{figure(row)}. {indicator_notes.target_words(indicator, old)} "
        f"{indicator_notes.target_words(indicator, new)}",
        {
            "our figure": now.data_status,
            "the target": strongest((old.data_status, new.data_status)),
        },
    )


# ---- movement -----------------------------------------------------------------------------


def silent_worsening(facts: Facts) -> RaisedQuestion | None:
    """Raised on a clear worsening, by counts or XmR, that no commentary explains."""
    row, now = facts.row, facts.row.now
    if now is None or now.value is None or not row.shown.is_current:
        return None
    change = next((c for c in (row.since_last, row.since_last_year) if _is_clearly_worse(c)), None)
    xmr = reading(row.indicator, row.series, row.area.code)
    concern = xmr is not None and xmr_wording.varied(row, xmr) in (
        Variation.CONCERN_HIGH,
        Variation.CONCERN_LOW,
    )
    if change is None and not concern:
        return None
    silence = _silence(facts)
    if not silence:
        return None
    if change is not None and change.before is not None:
        then = placed_figure(row.indicator, change.before.period)
        before = f"{show(row.indicator, change.before.value)} {then}"
        what = f"is clearly worse: {value(row)}, from {before}"
        shows = status_reasons.why_direction(row, change)
        used = {"the earlier figure": change.before.data_status}
    else:
        assert xmr is not None
        what = f"is a concern by its own ups and downs: {value(row)}"
        shows = xmr_wording.sentence(row, xmr)
        kinds = (o.data_status for o in row.series if o.value is not None)
        used = {"the figures before it": strongest(kinds)}
    return raise_question(
        f"The figure{facts.for_name} {what}. Why, and what will turn it round?",
        f"{with_exceptions(row.indicator, shows)} {silence}",
        {"our figure": now.data_status, **used},
    )


def growing_gap(facts: Facts) -> RaisedQuestion | None:
    """Raised where the neighbours' mean is better, by more than in both periods before.

    By more than chance, as `has_clearly_grown` says: not for a child more or less. Compares our
    published figures and the neighbours' in the same periods: a school term with the same term of
    other years, and nothing from before a break in the series.
    """
    row, indicator = facts.row, facts.indicator
    compared = gaps(facts.snapshot, row)[-GAPS_COMPARED:]
    if len(compared) < GAPS_COMPARED:
        return None
    *earlier, last = compared
    if last.worse <= 0 or any(each.worse >= last.worse for each in earlier):
        return None
    spread = row.comparator("neighbours").spread
    if spread is None or not has_clearly_grown(facts.snapshot, row, earlier[-1], last):
        return None
    stated = "; ".join(
        f"{show(indicator, each.own)} against {show(indicator, each.mean)} (mean of {each.count}) "
        f"{placed(each.period)}"
        for each in compared
    )
    return raise_question(
        f"{facts.opened('the gap to the mean of statistical neighbours has grown the wrong way.')} "
        "It went "
        f"from {_stands(indicator, earlier[-1])} {placed(earlier[-1].period)} to "
        f"{_stands(indicator, last)} {placed(last.period)}. What are similar authorities doing "
        "otherwise?",
        f"{stated}{exception_words(indicator)}, by {model_label(row.model)}. The middle half of "
        f"these neighbours is {middle_words(indicator, spread)} {placed(last.period)}.",
        {
            "our figures": strongest(each.data_status for each in compared),
            "the means of the neighbours": strongest(each.mean_status for each in compared),
        },
    )


# ---- how sure the figures are -------------------------------------------------------------


def few_cases(facts: Facts) -> RaisedQuestion | None:
    """Raised on too few cases to show, to judge, or a rate based on fewer than ten events."""
    row, now = facts.row, facts.row.now
    if now is None:
        return None
    if now.value is None:
        if now.symbol != SUPPRESSED:
            return None
        return raise_question(
            f"The figure{facts.for_name} is not shown, to protect {people()}. What does the "
            "council learn from the cases, and over what longer time could a figure be shown?",
            f"{formatting.capital(when(now.period))}: {lower(value_or_reason(row))}.",
            {"our figure": now.data_status},
        )
    counted = row.likely.counted if row.likely else None
    few_events = counted is not None and counted.is_rate and counted.x < FEWEST
    few_shares = counted is not None and not counted.is_enough
    changes = any(change.is_too_few for change in (row.since_last, row.since_last_year))
    if not (few_events or few_shares or changes):
        return None
    now_few = few_events or few_shares
    return raise_question(
        f"The figure{facts.for_name} rests on very few cases, so one more or fewer moves it a "
        "lot. What do the cases themselves, or several periods together, show?",
        f"{figure(row)}. Fewer than {FEWEST} {row.indicator.counted} are behind "
        f"{'it' if now_few else 'the earlier figure that it is set against'}.",
        {"our figure": now.data_status, **({} if now_few else _earlier_kinds(row))},
    )


# ---- figures that are late or old ---------------------------------------------------------


def late_figure(facts: Facts) -> RaisedQuestion | None:
    """Raised on a figure still missing although its report is this one or an earlier one."""
    row, now, shown = facts.row, facts.row.now, facts.row.shown
    if row.status != target_status.AWAITING or now is None:
        return None
    if shown.is_current:
        if now.symbol in _NO_GAP_IN_THE_RETURN:
            return None
        return raise_question(
            f"The figure{facts.for_name} for {when(now.period)} was due in this report and is "
            "not given. Why, and when will it be?",
            f"{formatting.capital(when(now.period))}: {lower(value_or_reason(row))}.",
            {},
        )
    due, report = shown.upcoming, shown.upcoming_quarter
    if due is None or report is None:
        return None
    late = report <= row.quarter
    if not late and (report.end >= facts.today or _is_held(facts, due)):
        return None
    read = f" On {day(facts.today)} none had been loaded." if not late else ""
    return raise_question(
        f"The figure{facts.for_name} for {when(due)} was due in the {report.short} report, and "
        "none has been given. When will it be?",
        f"{headline_wording.waiting(row)}{read}",
        {},
    )


def old_figures(facts: Facts) -> RaisedQuestion | None:
    """Raised where our figure is later than its source's lag, or comparators are a year behind."""
    row, now, shown = facts.row, facts.row.now, facts.row.shown
    if now is None or now.value is None:
        return None
    report = shown.upcoming_quarter
    if (
        row.status != target_status.AWAITING
        and row.indicator.reporting.rule == "publication"
        and report is not None
        and report <= row.quarter
    ):
        return raise_question(
            f"The newest figure{facts.for_name} is for {when(now.period)}. A newer one was to "
            f"be out in time for the {report.short} report. When will it be here?",
            f"{figure(row)}. The next, for {when(shown.upcoming)}, has not been loaded.",
            {"our figure": now.data_status},
        )
    others = [
        c
        for c in row.comparators
        if c.value is not None and c.period is not None and _is_a_year_behind(c.period, now.period)
    ]
    if not others:
        return None
    listed = ", ".join(headline_wording.named(row, c) for c in others)
    behind = (
        f"The figures of other authorities{facts.for_name} are for {when(others[0].period)}, more "
        "than a year behind ours."
    )
    used = {"our figure": now.data_status, "figures of others": strongest(c.status for c in others)}
    newer = _published_since(facts, others)
    if newer is None:
        return raise_question(
            f"{behind} Does the council know of anything newer, for example from its regional "
            "partners?",
            f"{figure(row)}. Set against {listed}.",
            used,
        )
    return raise_question(
        f"{behind} Figures for {when(newer.period)} have been published since the quarter ended. "
        "How does the council compare with those?",
        f"{figure(row)}. Set against {listed}. Published since: "
        f"{headline_wording.named(row, newer)}. To see it, choose “Newest published”.",
        {**used, "the figure published since": newer.status},
    )


def no_return(facts: Facts) -> RaisedQuestion | None:
    """Raised where there is no figure at all, because no return has been loaded."""
    row = facts.row
    if row.now is not None or row.indicator.local_source != LOCAL_RETURN:
        return None
    if own_series(facts.snapshot, row.indicator, row.area.code):
        return None
    what = facts.name if facts.is_named else "this indicator"
    return RaisedQuestion(
        f"No return with {what} has been loaded. When will it be?",
        f"{row.area.name}: {lower(value_or_reason(row))}.",
    )


# ---- parts --------------------------------------------------------------------------------


def _is_clearly_worse(change: Change) -> bool:
    return (
        change.clear is True and change.direction == DIRECTIONS.worse and change.before is not None
    )


def _earlier_kinds(row: ScorecardRow) -> dict[str, str]:
    """Return the data status of the earlier figures that have too few cases."""
    changes = [c for c in (row.since_last, row.since_last_year) if c.is_too_few and c.before]
    return {"the earlier figure": strongest(c.before.data_status for c in changes if c.before)}


def _silence(facts: Facts) -> str:
    """Return why the commentary does not explain the figure shown; empty where it does.

    It does where a report that shows the figure gives what happened and why, in a text other than
    the commentary before. The meaning of the text is not examined.
    """
    row, now = facts.row, facts.row.now
    assert now is not None
    reports = [q for q in reported_in(facts.indicator, now) if q <= row.quarter]
    comments = [comment for q in reports if (comment := facts.comment_of(q))]
    before = _comment_before(facts, reports[0])
    if not comments:
        last = f" The last was for {before.short}." if before else ""
        return f"The council gave no commentary for {row.quarter.short}.{last}"
    comment = comments[-1]
    missing = [
        what
        for what, text in (("what happened", comment.what_happened), ("why", comment.why))
        if not (text or "").strip()
    ]
    if missing:
        both = len(missing) == 2
        return (
            f"The commentary {'says neither' if both else 'does not say'} {' nor '.join(missing)}."
        )
    earlier = facts.comment_of(before) if before else None
    if earlier and (earlier.what_happened, earlier.why) == (comment.what_happened, comment.why):
        assert before is not None
        return f"What the commentary says is word for word what it said for {before.short}."
    return ""


def _comment_before(facts: Facts, quarter: Period) -> Period | None:
    """Return the last reporting quarter with a commentary before `quarter`, or None."""
    rows = facts.snapshot.commentary.filter(
        indicator_id=facts.indicator.id, area=facts.row.area.code
    )
    quarters = {parse_period(text) for text in rows["reporting_quarter"]}
    return max((q for q in quarters if q < quarter), default=None)


def _stands(indicator: Indicator, gap: NeighbourGap) -> str:
    """Return the gap in words: `1.1 points worse`, `0.5 points better` or `no gap`."""
    if not gap.worse:
        return "no gap"
    size = difference(gap.worse, indicator.unit, indicator.decimals)
    return f"{size} {'worse' if gap.worse > 0 else 'better'}"


def _is_held(facts: Facts, period: Period) -> bool:
    """Return whether the snapshot has our figure of a period, for a later report to show."""
    series = own_series(facts.snapshot, facts.indicator, facts.row.area.code)
    return any(o.period == period and o.value is not None for o in series)


def _published_since(facts: Facts, others: Sequence[Comparator]) -> Comparator | None:
    """Return the first of some comparators with a later figure, published after the quarter."""
    row = facts.row
    if row.view.newest:
        return None
    newest = scorecard.row(facts.snapshot, row.indicator, replace(row.view, newest=True))
    later = ((old.period, newest.comparator(old.key)) for old in others)
    return next(
        (
            newer
            for old, newer in later
            if newer.value is not None and old and newer.period and newer.period.end > old.end
        ),
        None,
    )


def _is_a_year_behind(theirs: Period, ours: Period) -> bool:
    """Return whether a period ended more than twelve months before another."""
    return ours.months_after(theirs) > 12
