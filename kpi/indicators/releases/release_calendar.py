"""The dates of figures that the snapshot does not hold yet: late ones, and those of a year ahead.

A figure of the council's own is due at the end of the first report that shows it; one that its
source publishes, by the day its publication rule names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpi.indicators.comparisons.comparators import chosen_period
from kpi.indicators.releases.due_dates import due_day, is_overdue
from kpi.indicators.reporting_quarters import own_series
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.publication_dates import known_from
from kpi.model.snapshot import Snapshot, in_order
from kpi.periods import Period
from kpi.periods.period import month_end


@dataclass(frozen=True)
class DueFigure:
    """One figure that is not in the snapshot: whose, its period, and the day it is due."""

    indicator: Indicator
    is_own: bool
    period: Period
    day: date


@dataclass(frozen=True)
class DueFigures:
    """An indicator's figures that are late, and those to come, each in order of time."""

    indicator: Indicator
    late: tuple[DueFigure, ...]
    coming: tuple[DueFigure, ...]


def horizon(snapshot: Snapshot) -> date:
    """Return the last day of the calendar: the end of the snapshot's month, a year later."""
    return month_end(snapshot.made_on.year + 1, snapshot.made_on.month)


def due_figures(snapshot: Snapshot, area: str) -> list[DueFigures]:
    """Return each indicator's late figures and those due by the `horizon`, in the page's order.

    Late is what was due before the day of the snapshot (`is_overdue`). An indicator has no dates
    of figures that it has never had, nor of periods without a fixed interval.
    """
    by_indicator = []
    for indicator in in_order(snapshot):
        dated = [*_own(snapshot, indicator, area), *_others(snapshot, indicator)]
        by_indicator.append(
            DueFigures(
                indicator,
                tuple(each for each in dated if is_overdue(each.day, snapshot.made_on)),
                tuple(
                    sorted(
                        (each for each in dated if not is_overdue(each.day, snapshot.made_on)),
                        key=lambda each: (each.day, not each.is_own),
                    )
                ),
            )
        )
    return by_indicator


# ---- parts --------------------------------------------------------------------------------


def _own(snapshot: Snapshot, indicator: Indicator, area: str) -> Iterator[DueFigure]:
    periods = [o.period for o in own_series(snapshot, indicator, area) if o.value is not None]
    for period in _after(periods[-1]) if periods else ():
        day = due_day(indicator, period)
        if day > horizon(snapshot):
            return
        yield DueFigure(indicator, True, period, day)


def _others(snapshot: Snapshot, indicator: Indicator) -> Iterator[DueFigure]:
    if indicator.benchmark_kind is None:
        return
    newest = chosen_period(snapshot, indicator, None, None)
    for period in _after(newest) if newest else ():
        day = known_from(period, indicator.publication)
        if day > horizon(snapshot):
            return
        yield DueFigure(indicator, False, period, day)


def _after(newest: Period) -> Iterator[Period]:
    following = newest.next()
    while following is not None:
        yield following
        following = following.next()
