"""A comparator's period beside that of our figure: how alike in their days, kind and extent."""

from __future__ import annotations

from kpi import units
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator
from kpi.periods import Kind, Period


def likeness_of(ours: Period | None, theirs: Period | None, figure: FigureKind) -> str:
    """Return in words how alike the periods of our figure and a comparator's are.

    By the days that the two cover: four quarters of 2024 and the calendar year 2024 are alike.
    `figure` is the kind of our figure: a stock of a quarter is its last day's. Empty without
    either period.
    """
    if theirs is None or ours is None:
        return ""
    if _is_same(ours, theirs, figure):
        return "same measure, same period"
    if other := other_period(ours, theirs, figure):
        return f"same measure, different period: {other}"
    months = ours.months_after(theirs)
    if not months:
        return f"same measure, {theirs.in_words} against {ours.in_words}"
    number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return (
        f"same measure, {abs(number)} {unit}{'' if abs(number) == 1 else 's'} "
        f"{'older' if months > 0 else 'newer'}"
    )


def other_period(ours: Period, theirs: Period, figure: FigureKind) -> str:
    """Return how two periods differ in kind or extent; `figure` is the kind of our figure.

    For example `a whole calendar year against one quarter`, and of a stock `one day (31 March 2024)
    against one day at the end of the quarter (30 June 2025)`.
    Empty where they cover the same days, or the same kind of period at another time.
    """
    same_kind = ours.kind is theirs.kind and ours.months == theirs.months
    if same_kind or _is_same(ours, theirs, figure):
        return ""
    at_its_end = _at_its_end(ours, figure)
    if ours.months == theirs.months and not at_its_end:
        return f"{theirs.in_words} against {ours.in_words}"
    whole = {
        Kind.CALENDAR: "a whole calendar year",
        Kind.FINANCIAL: "a whole year to March",
        Kind.ACADEMIC: "a whole academic year",
        Kind.SNAPSHOT: f"one day ({theirs})",
        Kind.SPAN: f"several years, {theirs},",
        Kind.MONTHS: f"the mean of {theirs}",
    }.get(theirs.kind, theirs.in_words)
    part = {
        Kind.QUARTER: "one quarter",
        Kind.TERM: "one term",
        Kind.MONTH: "one month",
        Kind.QUARTER_DAY: f"one day ({ours})",
        Kind.ROLLING: f"twelve months, {ours},",
        Kind.TO_DATE: f"the financial year to date, {ours},",
        Kind.SNAPSHOT: f"one day ({ours})",
    }.get(ours.kind, ours.in_words)
    return f"{whole} against {at_its_end or part}"


def is_of_another_length(indicator: Indicator, ours: Period, theirs: Period) -> bool:
    """Return whether theirs is a rate of more or fewer months than ours, so that neither is higher.

    A rate of a population grows with the months it counts; one of a day does not, nor does a share,
    or a rate of births, which are of the same months.
    A definition that says why it is different (`why_different`) is believed.
    """
    is_stock = indicator.figure_kind is FigureKind.STOCK
    counted = units.population(indicator.unit)
    is_rate = bool(counted) and "births" not in counted and not is_stock
    explanation = indicator.benchmark.why_different if indicator.benchmark else ""
    if not is_rate or explanation or theirs.kind in _NO_LENGTH:
        return False
    is_year_so_far = indicator.figure_kind is FigureKind.CUMULATIVE and ours.kind is Kind.QUARTER
    return (ours.year_to_date() if is_year_so_far else ours).months != theirs.months


# ---- parts --------------------------------------------------------------------------------


_NO_LENGTH = (Kind.SNAPSHOT, Kind.SPAN, Kind.MONTHS)
"""A day, and means of years or months, whose figures are no longer for being of more of them."""

# What a period is called of which a stock is the state on the last day. Of a term or a school year
# it is not: their counts are made on other days.
_LAST_DAYS = {Kind.QUARTER: "quarter", Kind.MONTH: "month", Kind.FINANCIAL: "year"}


def _is_same(ours: Period, theirs: Period, figure: FigureKind) -> bool:
    """Return whether both are of the same days.

    A stock of a quarter is of the quarter's last day, and the fourth year to date of the year.
    """
    if ours.covers_same(theirs):
        return True
    if figure is FigureKind.CUMULATIVE and ours.kind is Kind.QUARTER:
        return theirs.kind is Kind.FINANCIAL and theirs.end == ours.end
    is_day = theirs.kind is Kind.SNAPSHOT and theirs.start == theirs.end == ours.end
    return is_day and figure is FigureKind.STOCK and ours.kind in _LAST_DAYS


def _at_its_end(ours: Period, figure: FigureKind) -> str:
    """Return what a figure is of that is not of all its period; empty for one that is."""
    last = Period.snapshot(ours.end)
    if figure is FigureKind.STOCK and ours.kind in _LAST_DAYS:
        return f"one day at the end of the {_LAST_DAYS[ours.kind]} ({last})"
    if figure is FigureKind.CUMULATIVE and ours.kind is Kind.QUARTER:
        return f"the financial year up to {last}"
    return ""
