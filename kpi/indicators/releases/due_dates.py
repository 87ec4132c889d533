"""When a figure is due, and whether it is late: by its report, and by its source's own day."""

from __future__ import annotations

from datetime import date

from kpi.indicators.reporting_quarters import SAME_QUARTER, Shown, by_rule
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.periods import Period


def due_day(indicator: Indicator, period: Period) -> date:
    """Return the day by which a period's own figure is due: the end of its first report.

    Where publication decides which report shows it, the day by which it is published.
    """
    due = Observation(period, indicator.due_on(period))
    named = by_rule(indicator, due)
    return named[0].end if named else due.known_from


def is_missed(shown: Shown, day: date) -> bool:
    """Return whether the quarter that was to show the period after the newest ended before a day.

    Its publisher may still be within its time; then it is not late (`is_late_for_report`).
    """
    return shown.upcoming_quarter is not None and shown.upcoming_quarter.end < day


def is_late_for_report(indicator: Indicator, shown: Shown, day: date) -> bool:
    """Return whether the period after the newest is late: its report and its own day have passed.

    Its own day is when its source was to have published it; for a return's quarter, its end.
    The release calendar looks at the day a figure is due alone (`is_overdue`).
    """
    if shown.upcoming is None or not is_missed(shown, day):
        return False
    is_returned = indicator.reporting.rule == SAME_QUARTER and shown.upcoming.kind.is_quarterly
    return (shown.upcoming.end if is_returned else indicator.due_on(shown.upcoming)) < day


def is_overdue(due: date, made_on: date) -> bool:
    """Return whether a figure that was due on a day should be in a snapshot made on another.

    Only the two days count; `is_late_for_report` looks at the report and the source too.
    """
    return due < made_on
