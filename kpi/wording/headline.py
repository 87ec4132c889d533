"""The headline of an indicator and its parts: the figure, its comparators, the next figure due.

Plain English, figures first, the period in each, no unexplained abbreviation. Every sentence
made from an illustrative figure says so.
"""

from __future__ import annotations

from kpi import units
from kpi.formatting import (
    capital,
    count,
    difference_short,
    displayed_difference,
    fixed,
    multiplier,
    with_article,
)
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.data_status import (
    DERIVED,
    ILLUSTRATIVE,
    IN_SENTENCES,
    PROVISIONAL,
    inside,
    is_marked,
)
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, placed_figure, rare, show, show_short, when
from kpi.model.missing.symbol_meanings import NOT_AVAILABLE
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.periods import Period
from kpi.statistics.verdict_rules import TOO_FEW
from kpi.wording.change_words import CHANGE_NOUNS, otherwise
from kpi.wording.comparisons import group_names
from kpi.wording.target_words import aim_words, goal_words

STREAK_WORTH_SAYING = 3


def counts(indicator: Indicator, now: Observation | None) -> str:
    """Return the counts behind a figure: `96 of 178 plans`; empty where there are none."""
    if now is None or now.numerator is None or now.denominator is None:
        return ""
    if indicator.unit == "percent":
        return f"{count(now.numerator)} of {count(now.denominator)} {indicator.counted}"
    if multiplier(indicator.unit) is None:  # only a share or a rate is shown with its counts
        return ""
    if now.numerator == 1:  # what is counted is named in the plural
        return f"{indicator.counted}: 1"
    return f"{count(now.numerator)} {indicator.counted}"


def counts_short(indicator: Indicator, now: Observation | None) -> str:
    """Return a share's counts without naming again what was counted: `96 of 178`.

    Of a rate, whose population is not shown, as `counts`.
    """
    if now is None or now.numerator is None or now.denominator is None:
        return ""
    if indicator.unit == "percent":
        return f"{count(now.numerator)} of {count(now.denominator)}"
    return counts(indicator, now)


def number(indicator: Indicator, value: float | None) -> str:
    """Return a figure as in a column under one unit: without `points` or `days`; empty for none."""
    if value is None:
        return ""
    if units.unit_word(indicator.unit):
        return fixed(value, indicator.decimals)
    return show_short(indicator, value)


def figure_alone(row: ScorecardRow) -> str:
    """As `value_or_reason`, without the word set after the figure, such as `points`."""
    if row.value is None:
        return value_or_reason(row)
    return number(row.indicator, row.value)


def unit_after_figure(row: ScorecardRow) -> str:
    """Return the word set small after `figure_alone`: `points`, `day`; empty for none."""
    unit = units.unit_word(row.indicator.unit)
    if row.value is None or not unit:
        return ""
    return show(row.indicator, row.value).split(" ", 1)[1]


def value_or_reason(row: ScorecardRow) -> str:
    """Return the figure, or in words why there is none; never 0 and never a bare dash."""
    now = row.now
    if now is None:
        return capital(_absent(row))
    if now.value is None:
        return capital(now.reason or NOT_AVAILABLE)
    return show_short(row.indicator, now.value)


# ---- one indicator ------------------------------------------------------------------------


def fact(row: ScorecardRow) -> str:
    """Return the figure and its change: `96 of 178 plans (53.9%) were issued ...`."""
    indicator, now = row.indicator, row.now
    if now is None:
        return f"{indicator.name}: {_absent(row)}."
    if now.value is None:
        why = now.reason or NOT_AVAILABLE
        return f"{indicator.name}: no figure for {now.period.in_words} ({why})."
    when = placed_figure(indicator, now.period)
    return f"{what(indicator, now)} {when}{qualified(indicator)}{_moved(row)}."


def named(row: ScorecardRow, comparator: Comparator) -> str:
    """Return a comparator with its figure, period and exclusions, for use in a sentence.

    A mean of authorities is called a mean, and a figure that nobody publishes is marked: it is
    never presented as official.
    """
    value = show(row.indicator, comparator.value)
    details = f"{value} {placed(comparator.period)}{qualified(row.indicator)}"
    mark = inside(comparator.status)
    if not comparator.is_mean:
        return f"{place(comparator)} ({details}{mark})"
    number = f"{comparator.count}"
    if comparator.count != comparator.of:
        number += f" of {comparator.of}"
    if comparator.key in ("england", "region"):
        many = "authority" if number == "1" else "authorities"
        return f"the mean of {number} {many} in {place(comparator)} ({details}{mark})"
    who = {
        "neighbours": "statistical neighbours",
        GROUP: group_names.in_sentence(comparator.label),
        "good": "other authorities judged Good",
    }[comparator.key]
    return f"{who} ({details}, mean of {number}{mark})"


def place(comparator: Comparator) -> str:
    """Return England, or a region with its article: `the South West`."""
    if comparator.key != "region":
        return comparator.label
    return with_article(comparator.label)


def waiting(row: ScorecardRow) -> str:
    """Return that the figure is older than the quarter, and when the next is due; else "".

    A newest period without a figure is not called the newest figure.
    """
    shown = row.shown
    if shown.observation is None:
        return ""
    if shown.is_current and not _is_old_news(row):
        return ""
    # The newest period may have no figure, as where it is suppressed: then `fact` says so.
    has_figure = shown.observation.value is not None
    newest = f"The newest figure is for {when(shown.observation.period)}." if has_figure else ""
    following, report = shown.upcoming, shown.upcoming_quarter
    if following is None or report is None or row.indicator.reporting.rule == "publication":
        return newest
    if report <= row.quarter:
        return f"{newest} {capital(str(following))} is not available yet.".lstrip()
    due = row.indicator.reporting.due
    day = f"at the {due} {following.end.year}, " if due else ""
    return f"{newest} The next, {following}, is due {day}in the {report.short} report.".lstrip()


def period_note(row: ScorecardRow) -> str:
    """Return the label of the figure's period, to stand before `waiting`; empty where that has it.

    A quarter's label has the quarter's number, which `waiting` does not tell.
    """
    label = str(row.now.period) if row.now else ""
    return "" if label in waiting(row) else label


def _is_old_news(row: ScorecardRow) -> bool:
    """Return whether a published own figure ended before the quarter began."""
    now = row.shown.observation
    own = row.indicator.reporting.rule == "publication"
    return own and now is not None and now.period.end < row.quarter.start


def marked(row: ScorecardRow) -> str:
    """Return the sentence that a figure is illustrative, derived or provisional, or an empty text.

    A missing figure is none of these, but its target may be illustrative.
    """
    target = row.target.data_status if row.target else None
    if row.figure_status == ILLUSTRATIVE:
        both = " and target are" if target == ILLUSTRATIVE else " is"
        return f"The council's figure{both} illustrative (made up)."
    parts = []
    if row.figure_status == DERIVED:
        parts.append("The figure is derived from published ones.")
    if row.figure_status == PROVISIONAL:
        parts.append("The figure is provisional.")
    if is_marked(target):
        parts.append(f"The target is {IN_SENTENCES[target or '']}.")
    return " ".join(parts)


def gap_words(row: ScorecardRow) -> str:
    """Return how far ahead of both groups: `It is 11.9 points above neighbours (...). ...`

    Empty unless the definition sets a notable gap and the figure is ahead of both groups by it.
    """
    gap, value = row.indicator.notable_gap, row.value
    if gap is None or value is None or not row.shown.is_current:
        return ""
    if not leads(row, value, gap):
        return ""
    groups = [row.alike, row.comparator("good")]
    return " ".join(f"{beside_words(row, comparator)}." for comparator in groups)


def leads(row: ScorecardRow, value: float, gap: float) -> bool:
    """Return whether a figure is better than the means of both groups by at least `gap`."""
    groups = [row.alike, row.comparator("good")]
    sign = row.indicator.polarity.sign
    return all(c.value is not None and sign * (value - c.value) >= gap for c in groups)


def difference_words(row: ScorecardRow, other: float | None, own: float | None = None) -> str:
    """Return `ours is 0.038 points higher`; empty where either figure is missing.

    `own` is our figure where it is not the row's.
    """
    ours = row.value if own is None else own
    if other is None or ours is None:
        return ""
    apart = displayed_difference(ours, other, row.indicator.decimals)
    if not apart:
        return "ours is the same"
    size = difference_short(apart, row.indicator.unit, row.indicator.decimals)
    return f"ours is {size} {'higher' if apart > 0 else 'lower'}"


def distance_words(row: ScorecardRow, comparator: Comparator) -> str:
    """Return the displayed difference from a comparator: `1.9 points above`, `level with`."""
    side = _side(row, comparator)
    apart = difference_words(row, comparator.value).removeprefix("ours is ")
    return side if side == "level with" else f"{apart.rpartition(' ')[0]} {side}"


def beside_words(row: ScorecardRow, comparator: Comparator) -> str:
    """Return `It is 0.053 points above statistical neighbours (...)`, without a full stop."""
    return f"It is {distance_words(row, comparator)} {named(row, comparator)}"


def goal(row: ScorecardRow) -> str:
    """Return the target with its side or both bounds: `60.0% or more`; empty without a target."""
    if row.target is None:
        return ""
    return goal_words(row.indicator, row.target)


def goal_named(row: ScorecardRow) -> str:
    """Return the target to follow `of`: `60.0% or more`, `18.0% to 25.0%`; empty without one."""
    if row.target is not None and row.indicator.polarity is Polarity.RANGE:
        return aim_words(row.indicator, row.target)
    return goal(row)


def next_due(row: ScorecardRow) -> str:
    """Return when the next figure is due, for a narrow cell; empty for a current figure.

    The report that will show it is named where no day is known.
    """
    shown = row.shown
    if shown.observation is None or shown.is_current or row.indicator.is_context:
        return ""
    if shown.upcoming is None or shown.upcoming_quarter is None:
        return ""
    if shown.upcoming_quarter <= row.quarter:
        return f"{shown.upcoming.short} not available yet"
    due = row.indicator.reporting.due
    if due:
        return f"next due {due} {shown.upcoming.end.year}"
    return f"next due in the {shown.upcoming_quarter.short} report"


def without_comparator(indicator: Indicator) -> str:
    """Return in a few words that an indicator has no comparator.

    Only a definition that says so itself claims that no national figure exists: some exist that
    are not compared, for reasons that the definition gives.
    """
    none_exists = indicator.no_comparator.casefold().startswith("no national figure")
    return "no national figure exists" if none_exists else "not compared with others"


def no_comparator(row: ScorecardRow, comparator: Comparator) -> str:
    """Return why a comparator has no figure, for a narrow cell."""
    if row.indicator.no_comparator:
        return without_comparator(row.indicator)
    return comparator.reason


def quarter_words(quarter: Period) -> str:
    """Return a quarter in words: `Quarter 1 2025-26 (April to June 2025)`."""
    return f"Quarter {quarter.short[1:]} ({quarter.in_words})"


def others_known(view: View) -> str:
    """Return which of the others' figures stand in a report, in few words."""
    return "newest figures of others" if view.newest else "others as known then"


def others_known_sentence(view: View) -> str:
    """Return the same as a sentence, with where the newest figures stand."""
    if view.newest:
        return (
            "Other areas' figures are the newest published, not those known at the end of the "
            "quarter."
        )
    return (
        "Other areas' figures are those known at the end of the quarter. Compare shows the newest."
    )


def _absent(row: ScorecardRow) -> str:
    """Return why the area has no observation in the quarter."""
    return row.absent.value if row.absent else NOT_AVAILABLE


def qualified(indicator: Indicator) -> str:
    """Return `, leaving out exception cases` after a figure; empty without a qualifier."""
    return f", {indicator.qualifier}" if indicator.qualifier else ""


def counted_words(indicator: Indicator) -> str:
    """Return a sentence with the qualifier, for figures shown without it; empty without one.

    `Figures are counted leaving out exception cases.`
    """
    return f"Figures are counted {indicator.qualifier}." if indicator.qualifier else ""


def with_counts(indicator: Indicator, observation: Observation) -> str:
    """Return `96 of 178 (53.9%)`, or the figure alone where there are no counts."""
    value = show(indicator, observation.value)
    if observation.numerator is None or observation.denominator is None:
        return value
    if multiplier(indicator.unit) is None:
        return value
    return f"{count(observation.numerator)} of {count(observation.denominator)} ({value})"


def what(indicator: Indicator, now: Observation, mark: str = "") -> str:
    """Return the figure in a clause: `96 of 178 plans (53.9%) were issued within 20 weeks`.

    `mark` follows the figure, such as ` [i]`.
    """
    value = f"{show(indicator, now.value)}{mark}"
    if indicator.unit == "percent" and now.numerator is not None and now.denominator is not None:
        return f"{counts(indicator, now)} ({value}) {_happened(indicator, now.numerator)}"
    if indicator.unit == "percent":
        small = rare(indicator, now.value)
        return (
            f"{value} of {indicator.counted} {indicator.happened}{f' ({small})' if small else ''}"
        )
    if units.is_amount(indicator.unit) or now.value is None:
        return f"The {indicator.counted} {indicator.happened} {value}"
    number = f"{fixed(now.value, indicator.decimals)}{mark}"
    # What is counted is in the plural, so that one is worded otherwise.
    is_one = fixed(now.value, indicator.decimals) == "1"
    if indicator.unit == units.FULL_TIME:
        people = f"full-time equivalent {indicator.counted}"
        if is_one:
            return f"The number of {people} that {indicator.happened} was {number}"
        return f"{number} {people} {indicator.happened}"
    if indicator.unit == units.NUMBER and is_one:
        return f"The number of {indicator.counted} that {indicator.happened} was {number}"
    if indicator.unit == units.NUMBER:
        return f"{number} {indicator.counted} {indicator.happened}"
    return f"{number} {indicator.counted} {indicator.unit} {indicator.happened}"


_OF_ONE = {"were": "was", "are": "is", "have": "has"}


def _happened(indicator: Indicator, number: float) -> str:
    """Return what happened to a number of them: `were issued`, of one `was issued`."""
    verb, _, rest = indicator.happened.partition(" ")
    if number != 1 or verb not in _OF_ONE:
        return indicator.happened
    return f"{_OF_ONE[verb]} {rest}"


def _moved(row: ScorecardRow) -> str:
    change = row.since_last
    if change.difference is None or change.before is None:
        return ""
    mark = otherwise(row.figure_status, change.before)
    then = placed_figure(row.indicator, change.before.period)
    earlier = f"{show(row.indicator, change.before.value)}{mark} {then}"
    if change.difference == 0:
        return f", the same as {earlier}"
    if change.too_small:
        return f", against {earlier}. That is {change.direction}"
    text = f", {row.indicator.rose if change.difference > 0 else row.indicator.fell} {earlier}"
    if change.clear:
        return f"{text}: a clear {CHANGE_NOUNS[change.direction]}"
    if change.clear is False:
        return f"{text}: {ChangeVerdict.NORMAL}"
    return f"{text}: {TOO_FEW} whether that is chance" if change.is_too_few else text


def _side(row: ScorecardRow, comparator: Comparator) -> str:
    apart = displayed_difference(row.value, comparator.value, row.indicator.decimals)
    if not apart:
        return "level with"
    return "above" if apart > 0 else "below"


def still(row: ScorecardRow, comparator: Comparator) -> str:
    """Return `still above` where the figure before was on the same side of the comparator."""
    side = _side(row, comparator)
    before = row.since_last.before
    if before is None or before.value is None or comparator.value is None or row.value is None:
        return side
    same = (before.value > comparator.value) == (row.value > comparator.value)
    return f"still {side}" if same and side != "level with" else f"now {side}"
