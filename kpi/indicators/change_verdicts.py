"""Whether a figure improved or worsened on an earlier one of its series, or why it is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kpi.formatting import displayed_difference, multiplier
from kpi.model.data_status import PUBLISHED, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.missing_reasons import Missing, of_period, why_no_change
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity, SideWords
from kpi.model.series_discontinuities import aside_of
from kpi.periods import Period
from kpi.statistics import clear_change, verdict_rules
from kpi.statistics.clear_change import DifferenceRange
from kpi.statistics.verdict_rules import ConfidenceInterval

NOT_TELLABLE = "no certain change"
"""The direction of a difference that is too small to mean anything."""
DIRECTIONS = SideWords("improved", "worsened", "up", "down")


class ChangeVerdict(StrEnum):
    """What can be said of a change: each change has one of these."""

    CLEAR = "clear"
    NORMAL = "within normal variation"
    TOO_FEW = verdict_rules.TOO_FEW
    UNTESTED = "not tested"
    NOT_TELLABLE = NOT_TELLABLE
    NO_CHANGE = "no change"
    MISSING = "cannot be calculated"


@dataclass(frozen=True)
class Change:
    """A figure compared with an earlier one, as displayed.

    `gap` is the likely range of the difference, where counts exist; `clear` says whether it
    shows more than chance, None where that is not known. Without a difference `missing` says
    why. `status` is the data status of the less certain of the two figures. `too_small` says why a
    difference is too small to be called a change. Figures that share months are not tested: they
    move together whatever happened.
    """

    before: Observation | None
    period: Period | None
    difference: float | None
    direction: str
    clear: bool | None
    gap: DifferenceRange | None = None
    missing: Missing | None = None
    status: str = PUBLISHED
    too_small: TooSmall | None = None
    shares_months: bool = False  # with the earlier figure: the two move together

    @property
    def test(self) -> ChangeVerdict:
        """What the counts behind the figures say of the change."""
        if self.difference is None:
            return ChangeVerdict.MISSING
        if not self.difference:
            return ChangeVerdict.NO_CHANGE
        if self.too_small:
            return ChangeVerdict.NOT_TELLABLE
        if self.is_too_few:
            return ChangeVerdict.TOO_FEW
        return {
            True: ChangeVerdict.CLEAR,
            False: ChangeVerdict.NORMAL,
            None: ChangeVerdict.UNTESTED,
        }[self.clear]

    @property
    def is_too_few(self) -> bool:
        """Whether there are counts, but of too few cases for a test."""
        return self.gap is not None and not self.gap.is_enough


def direction_of(change: float | None, polarity: Polarity) -> str:
    """Return `improved`, `worsened` or `no change`; `up` or `down` without polarity.

    `cannot be calculated` is a result of its own, never `no change`.
    """
    if change is None:
        return ChangeVerdict.MISSING.value
    if change == 0:
        return ChangeVerdict.NO_CHANGE.value
    return polarity.side(DIRECTIONS, higher=change > 0)


def best_since(values: Sequence[float | None], *, highest: bool) -> int | None:
    """Return how many earlier results in a row the last one beats; None when it beats none.

    `len(values) - 1` means it beats every earlier result. Missing results end the search.
    """
    if not values or values[-1] is None:
        return None
    last, beaten = values[-1], 0
    for value in reversed(values[:-1]):
        if value is None or (value >= last if highest else value <= last):
            break
        beaten += 1
    return beaten or None


def change_to(
    indicator: Indicator,
    series: Sequence[Observation],
    wanted: Period | None,
    among: float | None = None,
) -> Change:
    """Return the change of the last of a series, in time order, from the period `wanted`.

    `among` is the base of the figures (such as pupils), where they do not give it themselves.
    """

    def aside(period: Period) -> str:
        why = aside_of(indicator, period)
        return why.reason if why else ""

    breaks = [period for period, _ in indicator.breaks]
    missing = why_no_change(series, wanted, breaks, aside)
    before = of_period(series[:-1], wanted)
    if missing is not None:
        direction = direction_of(None, indicator.polarity)
        return Change(before, wanted, None, direction, None, missing=missing)
    now = series[-1]
    assert before is not None  # else there would be a reason why it is missing
    difference = displayed_difference(now.value, before.value, indicator.decimals)
    shared = before.period.end >= now.period.start
    gap = (
        None
        if shared
        else clear_change.gap(likely_of(indicator, now), likely_of(indicator, before))
    )
    small = too_small(indicator, difference, now, before, among)
    way = NOT_TELLABLE if small else direction_of(difference, indicator.polarity)
    return Change(
        before,
        wanted,
        difference,
        way,
        None if small else clear_change.is_clear_change(gap, difference),
        gap,
        status=strongest((now.data_status, before.data_status)),
        too_small=small,
        shares_months=shared,
    )


def likely_of(indicator: Indicator, observation: Observation | None) -> ConfidenceInterval | None:
    """Return the likely range of an observation; None without a figure or without counts."""
    if observation is None:
        return None
    return verdict_rules.confidence_interval(
        indicator, observation.value, observation.numerator, observation.denominator
    )


def _cases_counted(now: Observation, before: Observation, base: float) -> float:
    """Return the cases that the counts differ by, in one base; 0 where a figure has no counts.

    A figure is rounded where it is shown, and a child more must not become a part of one by that.
    """
    rates = [
        each.numerator / each.denominator
        for each in (now, before)
        if each.numerator is not None and each.denominator
    ]
    return round(abs(rates[0] - rates[1]) * base, 6) if len(rates) == 2 else 0.0


@dataclass(frozen=True)
class TooSmall:
    """Why a difference means nothing: it is less than one case, or within the stated error.

    `cases` is the difference as a part of one case in a base of `among`. `error` is by how much
    each of the two figures may be off, in the indicator's unit; None where the difference is less
    than one case.
    """

    cases: float
    among: float
    error: float | None = None


def too_small(
    indicator: Indicator,
    change: float | None,
    now: Observation,
    before: Observation,
    among: float | None = None,
) -> TooSmall | None:
    """Return why the difference of two figures, as displayed, means nothing; None where it may.

    `among` is the base of the figures, where they do not give it themselves.
    """
    if not change:
        return None
    size = round(abs(change), 10)  # as displayed, without float noise
    per = multiplier(indicator.unit)
    base = min((o.denominator for o in (now, before) if o.denominator), default=among)
    if per is not None and base:
        cases = max(size * base / per, _cases_counted(now, before, base))
        if cases < 1:
            return TooSmall(cases, base)
    error = indicator.stated_error
    if error is not None and size <= round(2 * error, 10):
        return TooSmall(0.0, 0.0, error)
    return None
