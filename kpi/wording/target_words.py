"""Targets and intervention levels in words, and how far a figure misses its target."""

from __future__ import annotations

from kpi.formatting import difference, displayed_difference, in_words
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.display import show, show_range
from kpi.model.polarity import Polarity


def goal_words(indicator: Indicator, target: Target) -> str:
    """Return the figures that meet a target: `60.0% or more`, `between 18.0% and 25.0%`."""
    if indicator.polarity is Polarity.RANGE:
        low, high = (show(indicator, value) for value in target.aims)
        return f"between {low} and {high}{_a_month(indicator, target)}"
    met = f"{show(indicator, target.target)} {indicator.polarity.or_better}"
    return f"{met}{_a_month(indicator, target)}"


def aim_words(indicator: Indicator, target: Target) -> str:
    """Return a target alone: `60.0%`, or of a range `18.0% to 25.0%`."""
    return f"{show_range(indicator, *target.aims)}{_a_month(indicator, target)}"


def _a_month(indicator: Indicator, target: Target) -> str:
    """Return ` a month` for a monthly target that months add up to, and not for the quarter's."""
    adds_up = indicator.quarter_from is MonthRule.SUM and target.months_added == 1
    return " a month" if adds_up and target.is_monthly else ""


def sum_of_months(indicator: Indicator, target: Target) -> str:
    """Return `three times the monthly target of 20 from July 2025`; empty for other targets."""
    if target.months_added == 1:
        return ""
    single = [None if aim is None else aim / target.months_added for aim in target.aims]
    return (
        f"{in_words(target.months_added)} times the monthly target of "
        f"{show_range(indicator, *single)} from {target.from_quarter}"
    )


def no_target_of_quarter(indicator: Indicator) -> str:
    """Return why a quarter has no target although one of its months has."""
    if indicator.quarter_from is MonthRule.SUM:
        return (
            "The quarter has no target: its figure is the sum of its months, and no one monthly "
            "target was in force in all three."
        )
    return "The quarter has no target: no monthly target was in force in its last month."


def span_words(target: Target) -> str:
    """Return the quarters of a target: `From Q1 2024-25 to Q4 2024-25`, `From Q1 2025-26 on`.

    `Q2 2025-26 only` for a target of one quarter.
    """
    first, last = target.from_quarter, target.to_quarter
    if last is None:
        return f"From {first} on"
    return f"{first} only" if first == last else f"From {first} to {last}"


def level_words(indicator: Indicator, target: Target) -> str:
    """Return the intervention level alone: `46.0%`; or empty.

    Of a range both sides, as `beyond_words`.
    """
    if indicator.polarity is Polarity.RANGE:
        return beyond_words(indicator, target)
    level = show_range(indicator, *target.levels)
    return f"{level}{_a_month(indicator, target)}" if level else ""


def level_named(indicator: Indicator, target: Target) -> str:
    """Return the level to follow its name: `of 46.0%`, `below 15.0% or above 30.0%`."""
    level = level_words(indicator, target)
    return level if indicator.polarity is Polarity.RANGE or not level else f"of {level}"


def beyond_words(indicator: Indicator, target: Target) -> str:
    """Return where the council must act: `below 46.0%`, `below 15.0% or above 30.0%`; or empty."""
    low, high = (show(indicator, value) for value in target.levels)
    if indicator.polarity is Polarity.RANGE:
        sides = (f"below {low}" if low else "", f"above {high}" if high else "")
        bounds = " or ".join(filter(None, sides))
    else:
        bounds = f"{indicator.polarity.worse_side} {low}" if low else ""
    return f"{bounds}{_a_month(indicator, target)}" if bounds else ""


def side_missed(indicator: Indicator, target: Target, value: float) -> str:
    """Return on which side of its target a figure that misses it lies: `above` or `below`."""
    if indicator.polarity is not Polarity.RANGE:
        return indicator.polarity.worse_side
    return "below" if value < target.target else "above"


def nearest_aim(indicator: Indicator, target: Target, value: float) -> float:
    """Return the target, or the bound of a range that is nearer to a figure outside it."""
    high = target.target_upper
    if indicator.polarity is Polarity.RANGE and high is not None and value > target.target:
        return high
    return target.target


def misses_by(row: ScorecardRow) -> str:
    """Return `6.1 points below the target`, from displayed figures; empty where it is met."""
    target, indicator = row.target, row.indicator
    if target is None or row.status not in (
        target_status.OFF_TARGET,
        target_status.BEYOND_INTERVENTION,
    ):
        return ""
    assert row.value is not None
    side = side_missed(indicator, target, row.value)
    aim = nearest_aim(indicator, target, row.value)
    apart = displayed_difference(row.value, aim, indicator.decimals)
    if not apart:  # the target has more decimals than the figure shows
        step = difference(10.0**-indicator.decimals, indicator.unit, indicator.decimals)
        return f"less than {step} {side} the target"
    return f"{difference(apart, indicator.unit, indicator.decimals)} {side} the target"
