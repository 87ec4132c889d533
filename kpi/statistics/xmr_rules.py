"""The rules of the XmR chart of NHS Making Data Count: limits, signals and what they mean.

An XmR chart asks whether a figure is more than the ordinary variation of its own series. The
average and the average change from one period to the next give the limits of the usual range.
Constants, screening and the precedence of the four signals are those of NHSRplotthedots, an
independent implementation of that guidance.

Decisions of ours, where the guidance is silent:
- *Gaps.* A period without a figure stays a gap. No change is counted across it, and a run, a
  trend and "two of three" end at it: what was never measured can neither break nor extend a run.
- *Screening* that would leave only changes of zero in a series that does vary is not applied:
  it would put the limits on the average and call every figure unusual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import mean

from kpi.model.polarity import Polarity

LIMIT = 2.66  # times the average moving range, either side of the average
TWO_SIGMA = 2 * LIMIT / 3
SCREEN = 3.267  # a moving range of at least this many times their average is left out, once
RUN = 7  # figures on one side of the average, or rising or falling
ENOUGH = 13  # figures below which limits are only a trial
FIXED_LEAST = 12  # figures of a fixed baseline, at least

Values = Sequence[float | None]


class SpcRule(StrEnum):
    """The four signals that a figure is unusual, in order of precedence."""

    OUTSIDE = "outside the usual range"
    TREND = "seven rising or falling"
    TWO_OF_THREE = "two of three near a limit"
    SHIFT = "seven on one side of the average"


class Variation(StrEnum):
    """The meaning of a figure's variation icon."""

    ORDINARY = "ordinary variation"
    IMPROVEMENT_HIGH = "improvement, high"
    IMPROVEMENT_LOW = "improvement, low"
    CONCERN_HIGH = "concern, high"
    CONCERN_LOW = "concern, low"
    NEUTRAL_HIGH = "unusual, high"
    NEUTRAL_LOW = "unusual, low"


class Assurance(StrEnum):
    """The meaning of the assurance icon: whether a target will be met if nothing changes."""

    HITS = "hits the target"
    MISSES = "misses the target"
    HIT_AND_MISS = "hit and miss"


@dataclass(frozen=True)
class Signal:
    """A signal at one figure; `side` is 1 for high or rising, -1 for low or falling."""

    rule: SpcRule
    side: int


@dataclass(frozen=True)
class Limits:
    """The average and the usual range around it, in the unit of the values.

    `moving_range` is the average change that the range was made from, `screened` how many changes
    were left out of it, `count` how many figures were used. `lower` may be below a natural
    minimum such as 0: only the display cuts it off there.
    """

    mean: float
    moving_range: float
    screened: int
    count: int

    @property
    def lower(self) -> float:
        """The lower end of the usual range."""
        return self.mean - LIMIT * self.moving_range

    @property
    def upper(self) -> float:
        """The upper end of the usual range."""
        return self.mean + LIMIT * self.moving_range

    @property
    def two_sigma_lower(self) -> float:
        """Two thirds of the way from the average to the lower end."""
        return self.mean - TWO_SIGMA * self.moving_range

    @property
    def two_sigma_upper(self) -> float:
        """Two thirds of the way from the average to the upper end."""
        return self.mean + TWO_SIGMA * self.moving_range


# ---- limits ---------------------------------------------------------------------------------


def moving_ranges(values: Values) -> list[float]:
    """Return the size of each change between consecutive values; none across a gap (None)."""
    pairs = pairwise(values)
    return [abs(b - a) for a, b in pairs if a is not None and b is not None]


def limits(values: Values, *, screen: bool = True, fixed: int | None = None) -> Limits | None:
    """Return the limits of a series in time order, in which None is a gap.

    `fixed` takes the first so many figures as the baseline, at least 12; without it all are
    used. `screen` leaves out changes of at least 3.267 times their average, once. None where no two
    figures are consecutive. Raises ValueError for a fixed baseline below 12.
    """
    if fixed is not None and fixed < FIXED_LEAST:
        raise ValueError(f"a fixed baseline needs at least {FIXED_LEAST} figures, not {fixed}")
    base = _first(values, fixed)
    ranges = moving_ranges(base)
    if not ranges:
        return None
    # `mean` sums exactly: a constant series has exactly its own value as its average.
    average = mean(ranges)
    kept = [r for r in ranges if r < SCREEN * average] if screen else ranges
    if not any(kept):
        kept = ranges
    figures = without_gaps(base)
    return Limits(mean(figures), mean(kept), len(ranges) - len(kept), len(figures))


def _first(values: Values, fixed: int | None) -> list[float | None]:
    """Return the values up to the `fixed`-th figure; all of them without it."""
    kept: list[float | None] = []
    for value in values:
        if fixed is not None and len(without_gaps(kept)) == fixed:
            break
        kept.append(value)
    return kept


def without_gaps(values: Values) -> list[float]:
    """Return the figures of a series, gaps left out."""
    return [value for value in values if value is not None]


# ---- signs ----------------------------------------------------------------------------------


def signals(values: Values, process_limits: Limits) -> list[Signal | None]:
    """Return the signal at each value, None for none; the first rule in `SpcRule` that applies.

    OUTSIDE: strictly outside a limit. TREND: in 7 that rise or fall without a tie. TWO_OF_THREE:
    beyond two sigma, not outside, in 3 on one side of the average of which 2 are. SHIFT: in 7 on
    one side of the average.
    """
    by_rule = {
        SpcRule.OUTSIDE: [_beyond(v, process_limits.lower, process_limits.upper) for v in values],
        SpcRule.TREND: trends(values),
        SpcRule.TWO_OF_THREE: two_of_three(values, process_limits),
        SpcRule.SHIFT: shifts(values, process_limits.mean),
    }
    return [
        next((Signal(rule, sides[i]) for rule, sides in by_rule.items() if sides[i]), None)
        for i in range(len(values))
    ]


def trends(values: Values) -> list[int]:
    """Return 1 for each figure in 7 or more rising, -1 in falling, else 0.

    A figure at the turn, in a run of each kind, belongs to the run that leads up to it.
    """
    steps = [0 if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(values)]
    marks = [0] * len(values)
    for start, side in _runs(steps, RUN - 1):
        for i in range(start, start + RUN):
            marks[i] = marks[i] or side
    return marks


def shifts(values: Values, average: float) -> list[int]:
    """Return 1 in 7 or more above the average, -1 below, else 0; one on the average ends a run."""
    sides = [_beyond(v, average, average) for v in values]
    marks = [0] * len(values)
    for start, side in _runs(sides, RUN):
        marks[start : start + RUN] = [side] * RUN
    return marks


def two_of_three(values: Values, process_limits: Limits) -> list[int]:
    """Return 1 or -1 where 2 of 3 figures in a row are near a limit and all 3 on its side.

    1 is the upper limit, -1 the lower, 0 is neither. Near a limit means beyond two sigma and
    not outside the limit; only those figures are marked.
    """
    sides = [_beyond(v, process_limits.mean, process_limits.mean) for v in values]
    close = [is_close_to_limit(v, process_limits) for v in values]
    marks = [0] * len(values)
    for start in range(len(values) - 2):
        window = range(start, start + 3)
        side = sides[start]
        if side and all(sides[i] == side for i in window) and sum(close[i] for i in window) >= 2:
            for i in window:
                marks[i] = side if close[i] else marks[i]
    return marks


def is_close_to_limit(value: float | None, process_limits: Limits) -> bool:
    """Return whether a value is beyond two sigma and not outside the limit."""
    is_beyond = _beyond(value, process_limits.two_sigma_lower, process_limits.two_sigma_upper) != 0
    return is_beyond and _beyond(value, process_limits.lower, process_limits.upper) == 0


def _beyond(value: float | None, low: float, high: float) -> int:
    """Return 1 strictly above `high`, -1 strictly below `low`, else 0; 0 in a gap."""
    return 0 if value is None else (value > high) - (value < low)


def _runs(sides: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """Yield each start and side of `length` equal consecutive sides that are not 0."""
    for start in range(len(sides) - length + 1):
        side = sides[start]
        if side and all(s == side for s in sides[start : start + length]):
            yield start, side


# ---- what it means --------------------------------------------------------------------------


def variation(signal: Signal | None, polarity: Polarity) -> Variation:
    """Return the type of a point: high or rising is an improvement where higher is better."""
    if signal is None:
        return Variation.ORDINARY
    high = signal.side > 0
    if not polarity.is_judged:
        return Variation.NEUTRAL_HIGH if high else Variation.NEUTRAL_LOW
    if polarity.is_better(higher=high):
        return Variation.IMPROVEMENT_HIGH if high else Variation.IMPROVEMENT_LOW
    return Variation.CONCERN_HIGH if high else Variation.CONCERN_LOW


def assurance(
    lower: float, upper: float, target: float | None, polarity: Polarity
) -> Assurance | None:
    """Return whether a target is met, missed or within the usual range, or None.

    None without a target or a polarity.
    """
    if target is None or not polarity.is_judged:
        return None
    if lower <= target <= upper:
        return Assurance.HIT_AND_MISS
    return Assurance.HITS if polarity.is_better(higher=target < lower) else Assurance.MISSES
