"""The recent trend of a yearly series, by the test of Fingertips (public health profiles).

The last five years with a figure are tested for a linear rise or fall: chi-squared with one
degree of freedom at p = 0.002, and the direction must stay the same with each year left out in
turn, so that no single year makes a trend. The formulas are Fingertips'. The newest guidance
allows no break and no missing year among the five. A year that is set aside
(`kpi.model.series_discontinuities`) counts as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf, log

from kpi.formatting import multiplier
from kpi.indicators.reporting_quarters import observations
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Kind, Period, breaks_between
from kpi.statistics.intervals import BYAR_MINIMUM, Interval, byar

YEARS = 5
CRITICAL = 9.5495357  # chi-squared, one degree of freedom, p = 0.002
WIDTH = 3.92  # of a 95% interval in standard errors, rounded as the method gives it
ANNUAL = (Kind.ACADEMIC, Kind.FINANCIAL, Kind.CALENDAR, Kind.YEAR_ENDING)

INCREASING, DECREASING, NO_CHANGE = "increasing", "decreasing", "no significant change"
TOO_FEW = "fewer than five years have a figure"
NOT_SINGLE = "it is for single years only"
OF_DAYS = "the test is for figures of whole years, and these are each of one day"
MISSING_YEAR = "a year is missing among the last five"
ASIDE_YEAR = "a year among the last five is set aside"
BROKEN = "the series breaks within the last five years"
NO_COUNTS = "there are neither counts nor intervals behind the figures"
ALL = "in one year the count is the whole number"
NONE = "in one year the count is nought"
NO_WIDTH = "one interval has no width"

Fit = Callable[[Sequence[int]], float]


@dataclass(frozen=True)
class Trend:
    """The result of the test.

    `direction` is None where it cannot be calculated, and `why` says why. `outlier` says that the
    change is significant only because of one year. `slope` is the change in a year: of the value,
    or of the logit of a proportion. `untested` and `blank` are years newer than those tested, with
    a figure and without one.
    """

    direction: str | None
    chi_squared: float = 0.0
    slope: float | None = None
    why: str = ""
    outlier: bool = False
    periods: tuple[Period, ...] = ()
    broken: Period | None = None  # the break among the five years
    untested: tuple[Period, ...] = ()  # newer years that have a figure but are not in the test
    blank: tuple[Period, ...] = ()  # newer years without a figure
    missing: tuple[Period, ...] = ()  # years without a figure or set aside that prevent it
    statuses: tuple[str, ...] = ()  # the data statuses of the figures it rests on

    @property
    def is_present(self) -> bool:
        """Whether the newest year of the series is the newest of the test."""
        return not self.untested and not self.blank

    def judged(self, polarity: Polarity) -> str:
        """Return `getting better` or `getting worse`; empty without a change or a polarity."""
        if self.direction not in (INCREASING, DECREASING) or not polarity.is_judged:
            return ""
        better = polarity.is_better(higher=self.direction == INCREASING)
        return "getting better" if better else "getting worse"


def of_values(values: Sequence[float], intervals: Sequence[Interval]) -> Trend:
    """Return the trend of five values with their 95% intervals, in time order.

    Raises ValueError where the numbers of values and intervals differ.
    """
    if len(values) != len(intervals):
        raise ValueError(f"{len(values)} values have {len(intervals)} intervals")
    if len(values) < YEARS:
        return Trend(None, why=TOO_FEW)
    values, intervals = values[-YEARS:], intervals[-YEARS:]
    errors = [(i.upper - i.lower) / WIDTH for i in intervals]
    if not all(error > 0 for error in errors):
        return Trend(None, why=NO_WIDTH)
    weights = [error**-2 for error in errors]

    def parts(years: Sequence[int]) -> tuple[float, float, float]:
        total = sum(weights[i] for i in years)
        at = sum(weights[i] * (i + 1) for i in years)
        spread = total * sum(weights[i] * (i + 1) ** 2 for i in years) - at**2
        rise = total * sum(weights[i] * values[i] * (i + 1) for i in years) - at * sum(
            weights[i] * values[i] for i in years
        )
        return rise, spread, total

    def slope(years: Sequence[int]) -> float:
        rise, spread, _ = parts(years)
        return rise / spread

    _, spread, total = parts(range(YEARS))
    return _tested(slope, slope(range(YEARS)) ** 2 * spread / total)


def of_proportions(counts: Sequence[float], denominators: Sequence[float]) -> Trend:
    """Return the trend of five proportions by their counts and denominators, in time order.

    Raises ValueError for a count that is not between 0 and its denominator.
    """
    for c, d in zip(counts, denominators, strict=True):
        if not 0 <= c <= d or d == 0:
            raise ValueError(f"the count {c} is not between 0 and its denominator {d}")
    if len(counts) < YEARS:
        return Trend(None, why=TOO_FEW)
    pairs = list(zip(counts, denominators, strict=True))[-YEARS:]
    if any(c == d for c, d in pairs):
        return Trend(None, why=ALL)
    if any(c == 0 for c, _ in pairs):
        return Trend(None, why=NONE)
    years = range(1, YEARS + 1)
    count, size = sum(c for c, _ in pairs), sum(d for _, d in pairs)
    count_at = sum(c * t for (c, _), t in zip(pairs, years, strict=True))
    size_at = sum(d * t for (_, d), t in zip(pairs, years, strict=True))
    size_at_2 = sum(d * t * t for (_, d), t in zip(pairs, years, strict=True))
    rise = size * count_at - count * size_at
    chi = size * rise**2 / (count * (size - count) * (size * size_at_2 - size_at**2))
    logits = [log(c / (d - c)) for c, d in pairs]

    def slope(chosen: Sequence[int]) -> float:
        n, at = len(chosen), sum(i + 1 for i in chosen)
        spread = n * sum((i + 1) ** 2 for i in chosen) - at**2
        return (
            n * sum(logits[i] * (i + 1) for i in chosen) - at * sum(logits[i] for i in chosen)
        ) / spread

    return _tested(slope, chi)


def of_series(indicator: Indicator, series: Sequence[Observation]) -> Trend:
    """Return the trend of an area's own yearly series: its last five years that can be tested.

    Percentages with counts are tested as proportions, rates with counts by Byar's interval of the
    count; others have neither and cannot be tested. `untested` names newer years without counts.
    """
    known = [o for o in series if o.value is not None]
    other = [o.period.kind for o in known if o.period.kind not in ANNUAL]
    if other:
        of_days = all(kind in (Kind.SNAPSHOT, Kind.QUARTER_DAY) for kind in other)
        return Trend(None, why=OF_DAYS if of_days else NOT_SINGLE)
    comparable = [o for o in known if not aside_of(indicator, o.period)]
    if len(comparable) < YEARS:
        aside = tuple(o.period for o in known if o not in comparable)
        return Trend(None, why=TOO_FEW, periods=tuple(o.period for o in comparable), missing=aside)
    valid = [o for o in comparable if _counts(indicator, o)][-YEARS:]
    has_counts = len(valid) == YEARS
    last = valid if has_counts else comparable[-YEARS:]
    periods = tuple(o.period for o in last)
    newer = [o for o in series if o.period > periods[-1]]
    later = Trend(
        None,
        periods=periods,
        untested=tuple(o.period for o in newer if o.value is not None),
        blank=tuple(o.period for o in newer if o.value is None),
    )
    why, broken, missing = _unfit(indicator, periods)
    if why or not has_counts:
        return replace(later, why=why or NO_COUNTS, broken=broken, missing=missing)
    counted = [counts for o in last if (counts := _counts(indicator, o))]
    if indicator.unit == "percent":
        tested = of_proportions([c for _, c, _ in counted], [d for _, _, d in counted])
    else:
        tested = of_values(
            [v for v, _, _ in counted], [byar(c).times(v / c) for v, c, _ in counted]
        )
    return replace(tested, periods=periods, untested=later.untested, blank=later.blank)


@cached_on_snapshot
def yearly(snapshot: Snapshot, row: ScorecardRow) -> Trend | None:
    """Return the trend of our published years, where our own figures are quarters or terms.

    As known at the end of the quarter, unless the newest are requested. None without such years.
    """
    kind = row.indicator.benchmark_kind
    if kind not in ANNUAL or row.now is None or row.now.period.kind is kind:
        return None
    known_by = row.known_by
    published = observations(snapshot.observed(row.indicator.id), row.area.code, kind)
    known = [o for o in published if known_by is None or o.known_from <= known_by]
    if not known:
        return None
    statuses = tuple(o.data_status for o in known if o.value is not None)
    return replace(of_series(row.indicator, known), statuses=statuses)


def _counts(indicator: Indicator, o: Observation) -> tuple[float, float, float] | None:
    """Return value, count and denominator, where they make a rate that can be tested."""
    if o.value is None or o.numerator is None or not o.denominator:
        return None
    if multiplier(indicator.unit) is None:
        return None
    least = 0 if indicator.unit == "percent" else BYAR_MINIMUM
    most = o.denominator if indicator.unit == "percent" else inf
    return (o.value, o.numerator, o.denominator) if least <= o.numerator <= most else None


def _unfit(
    indicator: Indicator, periods: Sequence[Period]
) -> tuple[str, Period | None, tuple[Period, ...]]:
    """Return why five years are not one series, the break among them, the missing years."""
    missing: list[Period] = []
    for a, b in pairwise(periods):
        between = b.year_before()
        while between > a:
            missing.append(between)
            between = between.year_before()
    if missing:
        aside = [period for period in missing if aside_of(indicator, period)]
        return (ASIDE_YEAR if aside else MISSING_YEAR), None, tuple(sorted(aside or missing))
    breaks = breaks_between((b for b, _ in indicator.breaks), periods[0], periods[-1])
    return (BROKEN, max(breaks), ()) if breaks else ("", None, ())


def _tested(slope: Fit, chi: float) -> Trend:
    """Return the result: significant, and of one sign with all years and without any one."""
    whole = list(range(YEARS))
    full = slope(whole)
    without = [slope([i for i in whole if i != left]) for left in whole]
    one_way = full != 0 and all(s * full > 0 for s in without)
    if chi > CRITICAL and one_way:
        return Trend(INCREASING if full > 0 else DECREASING, chi, full)
    return Trend(NO_CHANGE, chi, full, outlier=chi > CRITICAL)
