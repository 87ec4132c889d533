"""Targets in force: which target a quarter, a month or a day is judged against.

Of a council's targets by quarter and by month the one that started later counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Kind, Period, parse_period

AMOUNTS = ("target", "intervention_level", "target_upper", "intervention_upper")
"""The names of a target's numbers; only one between two bounds has the upper ones."""
MONTHS_ADDED = 3
"""How many monthly targets make the quarter's, where its figure is the sum of its months."""


@dataclass(frozen=True)
class Target:
    """What a figure is judged against, and where the target came from.

    Within a range `target` is the lower bound and `target_upper` the upper one. `from_quarter`
    and `to_quarter` are labels of quarters, or both of months; `months_added` is 3 for a quarter's
    target made of the same target of its three months.
    """

    target: float
    intervention_level: float | None
    target_type: str | None
    data_status: str
    rationale: str | None
    from_quarter: str
    to_quarter: str | None
    target_upper: float | None = None
    intervention_upper: float | None = None
    months_added: int = 1

    @cached_property
    def starts(self) -> Period:
        """The first quarter or month in which it is in force."""
        return parse_period(self.from_quarter)

    @cached_property
    def ends(self) -> Period | None:
        """The last quarter or month in which it is in force; None where it has no end."""
        return parse_period(self.to_quarter) if self.to_quarter else None

    @property
    def is_monthly(self) -> bool:
        """Whether it was given for each month, not for each quarter."""
        return self.starts.kind is Kind.MONTH

    @property
    def aims(self) -> tuple[float, float | None]:
        """The target; of a range both bounds."""
        return self.target, self.target_upper

    @property
    def levels(self) -> tuple[float | None, float | None]:
        """The intervention level; of a range both levels."""
        return self.intervention_level, self.intervention_upper

    @property
    def has_level(self) -> bool:
        """Whether there is any intervention level."""
        return self.levels != (None, None)


class Lasting(Protocol):
    """A target with its first and last quarter or month, here or in a return."""

    @property
    def starts(self) -> Period | None:
        """The first quarter or month in which it is in force; None where it is not known."""

    @property
    def ends(self) -> Period | None:
        """The last quarter or month in which it is in force; None where it has no end."""


T = TypeVar("T", bound=Lasting)


def quarter_target(targets: Sequence[T], quarter: Period, rule: MonthRule | None) -> T | None:
    """Return the target that a reporting quarter is judged against, or None.

    A target given by quarter counts in its quarters. One given by month counts for an indicator
    by month (`rule`): where the quarter's figure is the sum of its months, three times, and only
    if it was in force in all three; else where it was in force in the quarter's last month. Of
    two, the one that started later counts; of two that started on one day, that by quarter.
    """
    by_quarter = _covering(targets, quarter)
    if rule is None:
        return by_quarter
    months = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
    by_month = _covering(targets, months[-1])
    if rule is MonthRule.SUM and any(_covering(targets, m) is not by_month for m in months):
        by_month = None
    counted = by_month and of_quarter(by_month, rule)
    return _later(by_quarter, counted)


def month_target(targets: Sequence[T], month: Period) -> T | None:
    """Return the monthly target in force in a month; None where none is or a later one replaced it.

    A later target given by quarter replaces it: that is no month's target.
    """
    by_month = _covering(targets, month)
    by_quarter = _covering(targets, Period.containing(Kind.QUARTER, month.end))
    if by_month is None or by_quarter is None:
        return by_month
    replaced = _start(by_quarter)[0] > _start(by_month)[0]
    return None if replaced else by_month


def in_force_at_start_of(targets: Sequence[T], period: Period) -> T | None:
    """Return the target in force, as given, in a quarter or month when the period begins.

    Of one by quarter and one by month that which started later.
    """
    kinds = (Kind.QUARTER, Kind.MONTH)
    return _later(*(_covering(targets, Period.containing(k, period.start)) for k in kinds))


def of_quarter(target: T, rule: MonthRule | None) -> T:
    """Return a target as a quarter is judged against it: three times one of months that add up."""
    starts = target.starts
    adds_up = rule is MonthRule.SUM and starts is not None and starts.kind is Kind.MONTH
    return _three_times(target) if adds_up else target


def last_begun(targets: Sequence[T], period: Period) -> T | None:
    """Return the target that started last by the end of a period, in force or not; or None."""
    begun = [t for t in targets if t.starts is not None and t.starts.start <= period.end]
    return max(begun, key=lambda t: _start(t), default=None)


def in_force_in_part(targets: Sequence[T], quarter: Period) -> list[T]:
    """Return the targets in force on any day of a quarter, by quarter or by month."""
    months = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
    return [each for each in targets if any(_covers(each, p) for p in (quarter, *months))]


def _covering(targets: Sequence[T], period: Period) -> T | None:
    """Return the target, given for periods of the same kind, that covers a period."""
    return next((each for each in targets if _covers(each, period)), None)


def _covers(target: Lasting, period: Period) -> bool:
    starts, ends = target.starts, target.ends
    if starts is None or starts.kind is not period.kind:
        return False
    return starts <= period and (ends is None or period <= ends)


def _later(by_quarter: T | None, by_month: T | None) -> T | None:
    if by_quarter is None or by_month is None:
        return by_quarter or by_month
    return by_month if _start(by_month) > _start(by_quarter) else by_quarter


def _start(target: Lasting) -> tuple[date, bool]:
    """Return what targets are ordered by in time: on one day, that by quarter comes last."""
    assert target.starts is not None
    return target.starts.start, target.starts.kind is Kind.QUARTER


def _three_times(target: T) -> T:
    amounts = {name: getattr(target, name) for name in AMOUNTS}
    tripled = {name: a * MONTHS_ADDED for name, a in amounts.items() if a is not None}
    return cast("T", replace(cast("Any", target), **tripled, months_added=MONTHS_ADDED))
