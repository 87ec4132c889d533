"""Targets and intervention levels in words: `60.0% or more`, `between 18.0% and 25.0%`."""

from __future__ import annotations

from kpi.indicators.target_status import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show, show_range
from kpi.model.polarity import Polarity


def goal_words(indicator: Indicator, target: Target) -> str:
    """Return the figures that meet a target: `60.0% or more`, `between 18.0% and 25.0%`."""
    if indicator.polarity is Polarity.RANGE:
        low, high = (show(indicator, value) for value in target.aims)
        return f"between {low} and {high}"
    return f"{show(indicator, target.target)} {indicator.polarity.or_better}"


def aim_words(indicator: Indicator, target: Target) -> str:
    """Return a target alone: `60.0%`, or of a range `18.0% to 25.0%`."""
    return show_range(indicator, *target.aims)


def level_words(indicator: Indicator, target: Target) -> str:
    """Return the intervention level alone: `46.0%`; or empty.

    Of a range both sides, as `beyond_words`.
    """
    if indicator.polarity is Polarity.RANGE:
        return beyond_words(indicator, target)
    return show_range(indicator, *target.levels)


def level_named(indicator: Indicator, target: Target) -> str:
    """Return the level to follow its name: `of 46.0%`, `below 15.0% or above 30.0%`."""
    said = level_words(indicator, target)
    return said if indicator.polarity is Polarity.RANGE or not said else f"of {said}"


def beyond_words(indicator: Indicator, target: Target) -> str:
    """Return where the council must act: `below 46.0%`, `below 15.0% or above 30.0%`; or empty."""
    low, high = (show(indicator, value) for value in target.levels)
    if indicator.polarity is Polarity.RANGE:
        sides = (f"below {low}" if low else "", f"above {high}" if high else "")
        return " or ".join(filter(None, sides))
    return f"{indicator.polarity.worse_side} {low}" if low else ""


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
