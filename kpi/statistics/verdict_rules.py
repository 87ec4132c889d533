"""Statistical judgements from the counts behind a figure: likely range and verdict.

A verdict (against a comparator) is separate from the target status:
`kpi.indicators.targets.target_status`. Whether a change is clear: `kpi.statistics.clear_change`.
Against a value: whether the likely range contains it (single overlap, as Fingertips does); against
a mean of authorities see `beyond`. All bounds are in the unit of the figure: 46.6 for 46.6%, 127.0
for a rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpi.formatting import multiplier, round_half_away
from kpi.model.polarity import Polarity, SideWords
from kpi.statistics.intervals import (
    BYAR_MINIMUM,
    Interval,
    poisson,
    wilson,
)
from kpi.statistics.spread import Spread

FEWEST = 10
"""The fewest cases of a share that is judged; below it is "too few to say".

With fewer than ten, each case moves the share by more than ten points, and Newcombe's interval
would call 0 of 4 against 1 of 1 a clear change. Ten is also where Fingertips changes from exact
to approximate intervals (`BYAR_MINIMUM`). Rates need no such minimum: below ten events their
interval is exact, whatever the count, and their base is a population.
"""

BETTER, SIMILAR, WORSE = "better", "similar", "worse"
HIGHER, LOWER, TOO_FEW = "higher", "lower", "too few to say"
NOT_JUDGED = "not judged"
SAME = "the same"
_SIDES = SideWords(BETTER, WORSE, HIGHER, LOWER)
JUDGED = (BETTER, SIMILAR, WORSE, HIGHER, LOWER)

WILSON = "95% Wilson score interval"
BYAR = "95% interval of a number of events, Byar's approximation"
EXACT = "95% exact Poisson interval"


class Measured(Protocol):
    """How a measure is counted, shown and judged: an indicator, or a related measure."""

    @property
    def unit(self) -> str:
        """The unit of the figure: one of `kpi.units`, or LAIT's."""

    @property
    def decimals(self) -> int:
        """How many decimals are shown."""

    @property
    def polarity(self) -> Polarity:
        """Which direction is better."""

    @property
    def counted(self) -> str:
        """What is counted, for example `plans`."""

    @property
    def very_small(self) -> bool:
        """Whether the figure is a rate of rare events among many."""


@dataclass(frozen=True)
class CountedShare:
    """The counts behind a figure: the share or rate is x / n, multiplied by `per` when shown."""

    x: float
    n: float
    per: float = 100
    is_rate: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether there are enough cases for a judgement."""
        return self.n >= FEWEST


@dataclass(frozen=True)
class ConfidenceInterval:
    """The likely range of a figure: its 95% interval, the method and the counts."""

    low: float
    high: float
    method: str
    counted: CountedShare


@dataclass(frozen=True)
class Verdict:
    """An area's likely range against a comparator, as a word, and what that is based on.

    The word is one of `JUDGED`, or `TOO_FEW` or `NOT_JUDGED`. `likely` is the range with its method
    and counts; `other` the comparator's value; `spread` the figures of the group that `other` is
    the mean of, None for a published value.
    """

    word: str
    likely: ConfidenceInterval
    other: float
    spread: Spread | None = None

    @property
    def low(self) -> float:
        """The lower bound of the likely range."""
        return self.likely.low

    @property
    def high(self) -> float:
        """The upper bound of the likely range."""
        return self.likely.high

    @property
    def is_judged(self) -> bool:
        """Whether it is a judgement: not where there are too few cases, or a group is too wide."""
        return self.word in JUDGED


def share_counts(numerator: float | None, denominator: float | None) -> tuple[float, float] | None:
    """Return the counts of a share, or None where they are missing or do not make a share."""
    if numerator is None or denominator is None or not 0 <= numerator <= denominator:
        return None
    return (numerator, denominator) if denominator > 0 else None


def counted(
    measure: Measured, numerator: float | None, denominator: float | None
) -> CountedShare | None:
    """Return the counts of a figure by its measure's rule; None where they do not make one.

    Percentages are shares of cases; rates per so many, and very small percentages such as
    exclusions, of which a pupil may have two, are numbers of events.
    """
    per = multiplier(measure.unit)
    if per is None:
        return None
    if measure.unit == "percent" and not measure.very_small:
        share = share_counts(numerator, denominator)
        return CountedShare(*share, per) if share else None
    if numerator is None or denominator is None or not (numerator >= 0 and denominator > 0):
        return None
    return CountedShare(numerator, denominator, per, is_rate=True)


def confidence_interval(
    measure: Measured, value: float | None, numerator: float | None, denominator: float | None
) -> ConfidenceInterval | None:
    """Return the likely range of a figure; None without counts.

    Counts that do not match the figure are not used: a figure outside the range of its own counts,
    both as shown, has no likely range.
    """
    counts = counted(measure, numerator, denominator)
    if value is None or counts is None:
        return None
    bounds = _interval(counts).times(counts.per)
    shown = [round_half_away(v, measure.decimals) for v in (bounds.lower, value, bounds.upper)]
    if shown != sorted(shown):
        return None
    return ConfidenceInterval(bounds.lower, bounds.upper, _method(counts), counts)


def verdict(
    figure: ConfidenceInterval | None,
    comparator: float | None,
    polarity: Polarity,
    spread: Spread | None = None,
) -> Verdict | None:
    """Return better, similar or worse than a comparator's value; higher or lower without polarity.

    A published value is taken as exact, and a range that touches it is similar (single
    overlap). A mean of authorities comes with their `spread`: see `beyond`. None without counts:
    then only the difference can be shown. `TOO_FEW` below `FEWEST` cases.
    """
    if figure is None or comparator is None:
        return None
    if not figure.counted.is_enough:
        word = TOO_FEW
    elif spread is None:
        word = overlap(figure, comparator, polarity)
    else:
        word = beyond(figure, spread, polarity)
    return Verdict(word, figure, comparator, spread)


def beyond(figure: ConfidenceInterval | Interval, spread: Spread, polarity: Polarity) -> str:
    """Return the word for a range against a group, judged only wholly outside its middle half.

    `NOT_JUDGED` where the range overlaps or touches the middle half, and where too few authorities
    have a figure for one.
    """
    bounds = figure if isinstance(figure, Interval) else Interval(figure.low, figure.high)
    middle = spread.middle
    if middle is None or (bounds.lower <= middle.upper and bounds.upper >= middle.lower):
        return NOT_JUDGED
    return side(bounds.lower > middle.upper, polarity)


def overlap(figure: ConfidenceInterval | Interval, comparator: float, polarity: Polarity) -> str:
    """Return the word for a range against a value, whatever the number of cases."""
    bounds = figure if isinstance(figure, Interval) else Interval(figure.low, figure.high)
    if bounds.contains(comparator):
        return SIMILAR
    return side(bounds.lower > comparator, polarity)


def side(is_above: bool, polarity: Polarity) -> str:
    """Return the word for a figure above or below another.

    Better or worse; higher or lower without polarity.
    """
    return polarity.side(_SIDES, higher=is_above)


def cases(apart: float | None, base: float | None, per: float | None) -> float | None:
    """Return about how many cases a difference between two shares or rates is.

    `apart` is the difference in the unit of the figures, `per` their factor (`multiplier`) and
    `base` the number they are of. None where any is not known, and for a difference of zero.
    """
    if not apart or base is None or base <= 0 or per is None:
        return None
    return abs(apart) * base / per


# ---- parts --------------------------------------------------------------------------------


def _interval(share: CountedShare) -> Interval:
    """Return the interval as a share or rate of 1, before multiplication by `per`."""
    if share.is_rate:
        return poisson(share.x).times(1 / share.n)
    return wilson(share.x, share.n)


def _method(share: CountedShare) -> str:
    if not share.is_rate:
        return WILSON
    return EXACT if share.x < BYAR_MINIMUM else BYAR
