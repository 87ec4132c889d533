"""Why a figure is missing, or a change cannot be calculated: one reason for each.

Every page, file and command takes the reason from here; `kpi.model.missing.missing_words` words it.
Where several reasons apply, the first in the order of `Why` is given: a series break is the reason
only where there are figures on both sides of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.periods import Period, breaks_between


class Why(StrEnum):
    """Why there is no change, in the order in which the reasons are checked."""

    NO_FIGURE = "there is no figure at all"
    NOW_SUPPRESSED = "the figure is suppressed"
    NOW_MISSING = "the figure is missing"
    NOW_ASIDE = "the figure is set aside"
    NO_PERIOD_BEFORE = "its kind of period has none before it"
    FIRST = "there is no earlier figure"
    NOT_THEN = "there are earlier figures, but none of the period before"
    BEFORE_SUPPRESSED = "the earlier figure is suppressed"
    BEFORE_MISSING = "the earlier figure is missing"
    BEFORE_ASIDE = "the earlier figure is set aside"
    SHARED = "every earlier figure shares years with it"
    BREAK = "the series breaks between the two figures"


class ReasonForNoReport(StrEnum):
    """Why a report shows no observation of an indicator for an area."""

    NO_RETURN = "no return has been loaded"
    NOT_RETURNED = "no return loaded gives a figure"
    NOT_IN_SOURCE = "the source gives no figure"
    NOT_YET = "no figure had been reported by then"


class Held(Protocol):
    """What the data has of one period: a figure, or why there is none."""

    @property
    def period(self) -> Period:
        """The period covered."""

    @property
    def value(self) -> float | None:
        """The figure; None where there is none."""

    @property
    def symbol(self) -> str | None:
        """Why there is none, as a symbol."""

    @property
    def reason(self) -> str | None:
        """Why there is none, in words."""

    @property
    def data_status(self) -> str:
        """The data status of the figure."""


H = TypeVar("H", bound=Held)


@dataclass(frozen=True)
class MeasureFigure:
    """One figure of a measure, as opposed to an observation of our own; see `Held`."""

    period: Period
    value: float | None
    symbol: str | None = None
    reason: str | None = None
    data_status: str = "published"


@dataclass(frozen=True)
class Missing:
    """Why a change cannot be calculated, with the figures and periods that the reason names.

    `wanted` is the period to compare with, `before` what the series has of it, and `earlier` the
    newest earlier figure of another period, where there is one. `aside` says why one is set aside.
    """

    why: Why
    now: Held | None = None
    wanted: Period | None = None
    before: Held | None = None
    earlier: Held | None = None
    aside: str = ""


def of_period(series: Sequence[H], period: Period | None) -> H | None:
    """Return what a series has of a period, or None."""
    return next((held for held in series if held.period == period), None)


def _nothing_aside(_: Period) -> str:
    return ""


def why_no_change(
    series: Sequence[Held],
    wanted: Period | None,
    breaks: Sequence[Period] = (),
    aside: Callable[[Period], str] = _nothing_aside,
) -> Missing | None:
    """Return why the last of a series cannot be compared with `wanted`; None where it can.

    `series` is in time order up to the figure in question; `breaks` are the periods from which on
    figures are not comparable with those before; `aside` gives why a period is set aside, or empty.
    """
    if not series:
        return Missing(Why.NO_FIGURE)
    now, before = series[-1], of_period(series, wanted)
    if now.value is None:
        why = Why.NOW_SUPPRESSED if now.symbol == SUPPRESSED else Why.NOW_MISSING
        return Missing(why, now, wanted, before)
    if aside(now.period):
        return Missing(Why.NOW_ASIDE, now, wanted, before, aside=aside(now.period))
    earlier = next((held for held in reversed(series[:-1]) if held.value is not None), None)
    if wanted is None:
        why = Why.NO_PERIOD_BEFORE if earlier else Why.FIRST
        return Missing(why, now, earlier=earlier)
    if before is None:
        return Missing(Why.NOT_THEN if earlier else Why.FIRST, now, wanted, earlier=earlier)
    if before.value is None:
        why = Why.BEFORE_SUPPRESSED if before.symbol == SUPPRESSED else Why.BEFORE_MISSING
        return Missing(why, now, wanted, before, earlier)
    if aside(before.period):
        return Missing(Why.BEFORE_ASIDE, now, wanted, before, aside=aside(before.period))
    if breaks_between(breaks, before.period, now.period):
        return Missing(Why.BREAK, now, wanted, before)
    return None
