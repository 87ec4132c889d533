"""How one figure and one period of an indicator are printed."""

from __future__ import annotations

from kpi.formatting import figure, figure_short, one_in
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Kind, Period

PERIOD_NAMES = {
    Kind.QUARTER: "quarter",
    Kind.QUARTER_DAY: "quarter",
    Kind.ROLLING: "quarter",
    Kind.TO_DATE: "quarter",
    Kind.TERM: "term",
    Kind.ACADEMIC: "year",
    Kind.FINANCIAL: "year",
    Kind.CALENDAR: "year",
}


def earlier_name(period: Period) -> str:
    """Return what the period is called that a figure is compared with: `the quarter before`.

    `a year before` for a day and a mean of months, which have no period just before.
    """
    if period.before() != period.previous():
        return "a year before"
    return f"the {PERIOD_NAMES.get(period.kind, 'period')} before"


def show(indicator: Indicator, value: float | None) -> str:
    """Return a figure of an indicator with its unit; empty for none."""
    return "" if value is None else figure(value, indicator.unit, indicator.decimals)


def show_range(indicator: Indicator, low: float | None, high: float | None) -> str:
    """Return both ends of a range, `18.0% to 25.0%`; one of them where there is no other."""
    return " to ".join(show(indicator, value) for value in (low, high) if value is not None)


def show_short(indicator: Indicator, value: float | None) -> str:
    """Return a figure as `show` does, without a unit that the indicator's name already includes."""
    return "" if value is None else figure_short(value, indicator.unit, indicator.decimals)


def rare(indicator: Indicator, value: float | None) -> str:
    """Return a very small rate as pupils: `about 12 in 100,000`; empty for other indicators."""
    if value is None or not indicator.very_small:
        return ""
    return one_in(value, indicator.decimals)


def rare_short(indicator: Indicator, value: float | None) -> str:
    """Return the same for a narrow cell, right under the figure: `12 in 100,000`."""
    return rare(indicator, value).removeprefix("about ")


def when(period: Period | None) -> str:
    """Return a period for use inside a sentence; empty for none."""
    return period.in_words if period else ""


def counted_in(indicator: Indicator, period: Period) -> Period:
    """Return the time that a figure of an indicator is of, within the period that reports it.

    A quarter that shows its last month's figure is of that month, and a state on a day, reported by
    quarter or month, of its last day.
    """
    if indicator.figure_kind is FigureKind.STOCK and period.kind in (Kind.QUARTER, Kind.MONTH):
        return Period.snapshot(period.end)
    if indicator.quarter_from is MonthRule.LAST and period.kind is Kind.QUARTER:
        return Period.containing(Kind.MONTH, period.end)
    return period


def placed_figure(indicator: Indicator, period: Period | None) -> str:
    """Return when a figure of an indicator was: `in September 2025` for a quarter's last month."""
    return counted_in(indicator, period).placed if period else ""


def placed(period: Period | None) -> str:
    """Return when, for use inside a sentence: `in the year to March 2024`, `on 31 March 2025`."""
    return period.placed if period else ""
