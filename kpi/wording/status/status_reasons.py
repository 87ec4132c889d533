"""The rule behind a status or a direction, with its numbers."""

from __future__ import annotations

from kpi import units
from kpi.formatting import capital, count, difference, fixed, lower, round_half_away
from kpi.indicators.change_verdicts import Change, TooSmall
from kpi.indicators.comparisons.means_of_authorities import CountBase
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import is_marked
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed_figure, show
from kpi.model.missing import missing_words
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.wording.change_words import otherwise
from kpi.wording.comparisons.likely_ranges import why_change
from kpi.wording.headline import named, value_or_reason, waiting
from kpi.wording.target_words import (
    aim_words,
    beyond_words,
    goal_words,
    no_target_of_quarter,
    side_missed,
    sum_of_months,
)


def why_status(row: ScorecardRow) -> str:
    """Return the rule behind the target status, with its numbers."""
    indicator, target, now = row.indicator, row.target, row.now
    if target is None and row.month_targets and indicator.polarity.has_target:
        return no_target_of_quarter(indicator)
    if target is None or not indicator.polarity.has_target:
        return _no_target(indicator)
    made = sum_of_months(indicator, target)
    rule = f"The target is {goal_words(indicator, target)}{f', {made}' if made else ''}."
    if target.has_level:
        beyond = capital(beyond_words(indicator, target))
        same = "" if target.intervention_upper else _level_of_england(row, target)
        if same:
            beyond += f"{same},"
        rule += f" {beyond} is beyond the intervention level, where the council must act."
    made_up = f" Target and level are {target.data_status}." * is_marked(target.data_status)
    if (
        row.status in (target_status.AWAITING, target_status.SUPPRESSED)
        or now is None
        or now.value is None
    ):
        return f"{rule} {_nothing_to_judge(row)}{made_up}"
    value = show(indicator, now.value)
    verdict = {
        target_status.ON_TARGET: f"{value} meets the target.",
        target_status.OFF_TARGET: f"{value} misses the target{_not_beyond(target)}.",
        target_status.BEYOND_INTERVENTION: f"{value} is beyond the intervention level.",
    }[row.status]
    if indicator.polarity is Polarity.RANGE:
        verdict = _in_range(row, target, now.value)
    return f"{rule} {verdict}{_before(row)}{_supplied(row)}{made_up}"


def _no_target(indicator: Indicator) -> str:
    """Return that no target is set, and for context only where the definition says so."""
    if indicator.polarity is Polarity.RANGE:
        return "No target is set: no return gives both bounds."
    if indicator.is_context:
        return f"No target is set: {indicator.polarity.words}, and the figure is for context."
    return f"No target is set. {capital(indicator.polarity.words)}."


def _not_beyond(target: Target) -> str:
    """Return that a figure off target is not beyond the level, or that no level is set."""
    if target.has_level:
        return " but is not beyond the intervention level"
    return "; no intervention level is set"


def _in_range(row: ScorecardRow, target: Target, value: float) -> str:
    """Return where a figure stands to a range: `27.1% is above it but not above 30.0%.`"""
    figure, indicator = show(row.indicator, value), row.indicator
    if row.status == target_status.ON_TARGET:
        return f"{figure} is within it."
    side = side_missed(indicator, target, value)
    level = target.intervention_level if side == "below" else target.intervention_upper
    if level is None:
        return f"{figure} is {side} it."
    joint = "and" if row.status == target_status.BEYOND_INTERVENTION else "but not"
    return f"{figure} is {side} it {joint} {side} {show(indicator, level)}."


def _level_of_england(row: ScorecardRow, target: Target) -> str:
    level = target.intervention_level
    return "" if level is None else same_as_england(row, level)


def _nothing_to_judge(row: ScorecardRow) -> str:
    """Return why the report has no figure to compare with the target."""
    now = row.now
    if now is None:
        return f"There is nothing to judge: {lower(value_or_reason(row))}."
    if row.shown.is_current and now.value is None:
        return f"There is nothing to judge: {missing_words.no_figure(now)}."
    return f"There is no new figure to judge in this report. {waiting(row)}".rstrip()


def _before(row: ScorecardRow) -> str:
    """Return the status under the previous target, where that would differ."""
    earlier, now, indicator = row.earlier_target, row.now, row.indicator
    if earlier is None or now is None or now.value is None or row.target is None:
        return ""
    if (earlier.aims, earlier.levels) == (row.target.aims, row.target.levels):
        return ""
    status = target_status.status_against(
        now.value, earlier, indicator.polarity, indicator.decimals
    )
    until = f" until {earlier.to_quarter}" if earlier.to_quarter else ""
    return f" Under the target{until}, {aim_words(indicator, earlier)}, it would be {status}."


def _supplied(row: ScorecardRow) -> str:
    """Return the council's own status, where its return gives another than ours."""
    given = row.now.supplied_status if row.now else None
    if given is None or given == row.status:
        return ""
    return f" The council's return gives it as {given}."


def why_direction(row: ScorecardRow, change: Change) -> str:
    """Return the rule behind a direction, and whether it is clear, with its numbers."""
    reason = why_moved(row.indicator, row.now, change, row.base)
    return " ".join(filter(None, [reason, _to_the_range(row, change)]))


def _to_the_range(row: ScorecardRow, change: Change) -> str:
    """Return whether a figure moved closer to its target range; empty where it has none."""
    indicator, target, before = row.indicator, row.target, change.before
    if indicator.polarity is not Polarity.RANGE or target is None or not change.difference:
        return ""
    if row.value is None or before is None or before.value is None or change.too_small:
        return ""
    now, then = (_outside(indicator, target, value) for value in (row.value, before.value))
    aim = aim_words(indicator, target)
    if now == then == 0:
        return f"Both are within the target of {aim}."
    if now == 0:
        return f"It is now within the target of {aim}."
    if now == then:
        return f"It is as far from the target of {aim} as before, on the other side."
    return f"It is {'closer to' if now < then else 'further from'} the target of {aim}."


def _outside(indicator: Indicator, target: Target, value: float) -> float:
    """Return how far a figure, as displayed, lies outside a range; 0 within it."""
    shown, (low, high) = round_half_away(value, indicator.decimals), target.aims
    distance = max(low - shown, shown - (low if high is None else high), 0.0)
    return round_half_away(distance, indicator.decimals + 2)


def why_moved(
    indicator: Indicator, now: Observation | None, change: Change, base: CountBase | None = None
) -> str:
    """As `why_direction`, for any figure of an indicator; `base` is the figure's denominator."""
    if change.missing is not None:
        return missing_words.no_change(change.missing, lambda value: show(indicator, value))
    before = change.before
    assert now is not None  # a change that can be calculated has both figures
    assert before is not None
    mark = otherwise(now.data_status, before)
    text = (
        f"{show(indicator, now.value)} {placed_figure(indicator, now.period)} against "
        f"{show(indicator, before.value)}{mark} {placed_figure(indicator, before.period)}: "
        f"{_sized(indicator, change)}."
    )
    if change.too_small is not None:
        return f"{text} {too_small_words(indicator, change.too_small)}"
    cases = now.denominator if now.denominator is not None else before.denominator
    if base is None and cases is not None:
        base = CountBase(cases)
    return f"{text} {why_change(indicator, change.gap, change, base)}"


def same_as_england(row: ScorecardRow, level: float) -> str:
    """Return `, the same as England (...)` where a level equals England's figure."""
    england = row.comparator("england")
    if england.value is None or show(row.indicator, england.value) != show(row.indicator, level):
        return ""
    return f", the same as {named(row, england)}"


# ---- parts ----------------------------------------------------------------------------------


def _sized(indicator: Indicator, change: Change) -> str:
    if not change.difference:
        return "no change"
    size = difference(change.difference, indicator.unit, indicator.decimals)
    return f"{size} {'higher' if change.difference > 0 else 'lower'}"


def too_small_words(indicator: Indicator, too_small: TooSmall) -> str:
    """Return `That is about 0.4 of one permanent exclusion among 20,712 secondary pupils, ...`."""
    end = "so a change is not certain"
    if too_small.error is not None:
        decimals = indicator.decimals
        while round_half_away(too_small.error, decimals) != too_small.error and decimals < 10:
            decimals += 1
        size = difference(too_small.error, indicator.unit, decimals)
        return f"Each of the two estimates may be off by {size}, {end}."
    one = indicator.would_take[0] if indicator.would_take else "case"
    share = fixed(too_small.cases, 1)
    about = {0.0: "less than 0.1", 1.0: "just under 1"}.get(float(share), f"about {share}")
    people = units.population(indicator.unit) or indicator.counted
    among = f"{count(round_half_away(too_small.among, 0))} {people}"
    return f"That is {about} of one {one} among {among}, {end}."
