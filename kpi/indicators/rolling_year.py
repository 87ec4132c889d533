"""Four quarters added up, to compare with a calendar or financial year.

A quarter against a year is not like for like. Only counts are added up, never percentages, and
only where every quarter has them: a quarter that is missing, suppressed or without counts is
named, with the reason.

A rate over a population is the sum of the counts over the mean of the quarters' populations. The
quarters of one financial year share a population, so for such a year the mean is the population
that each quarter is divided by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import multiplier
from kpi.indicators.added_quarters import added
from kpi.indicators.comparisons.like_for_like import WHOLE_YEARS
from kpi.indicators.comparisons.national_rank import standing
from kpi.indicators.reporting_quarters import observations
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Kind, Period
from kpi.statistics import verdict_rules
from kpi.statistics.verdict_rules import ConfidenceInterval, Verdict

NOW, ROLLING, SAME_YEAR, TO_DATE = "quarter", "rolling", "same year", "to date"


@dataclass(frozen=True)
class QuarterSum:
    """Some quarters of ours added up, and England over the same months.

    Without a `value`, `why` names the quarters that cannot be added up. `data_status` is that of
    the least certain part. `england` is None where England has no figure of the same months;
    `verdict` is ours against England's, None where none can be given; `likely` our likely range.
    `published` is our own figure of these months as its source publishes it.
    """

    keys: tuple[str, ...]
    period: Period
    quarters: tuple[Period, ...]
    value: float | None
    numerator: float | None
    denominator: float | None
    data_status: str
    why: str = ""
    england: float | None = None
    likely: ConfidenceInterval | None = None
    verdict: Verdict | None = None
    published: float | None = None

    @property
    def is_like_for_like(self) -> bool:
        """Whether ours and England's figure cover the same months."""
        return self.value is not None and self.england is not None


@cached_on_snapshot
def sums(snapshot: Snapshot, row: ScorecardRow) -> tuple[QuarterSum, ...]:
    """Return the quarter, the rolling four, the comparators' year and the year to date, each once.

    Made from the quarters known to the row's report. Empty for an indicator that is not counted
    by quarter in shares or rates, or is no flow, and where no quarter is shown.
    """
    now = row.now
    if now is None or now.period.kind is not Kind.QUARTER or multiplier(row.indicator.unit) is None:
        return ()
    if not row.indicator.figure_kind.adds_up:
        return ()
    wanted: dict[tuple[object, object], tuple[list[str], Period]] = {}
    for key, period in _wanted(row, now.period):
        keys, _ = wanted.setdefault((period.start, period.end), ([], period))
        keys.append(key)
    return tuple(_sum(snapshot, row, tuple(keys), period) for keys, period in wanted.values())


# ---- parts --------------------------------------------------------------------------------


def _wanted(row: ScorecardRow, quarter: Period) -> list[tuple[str, Period]]:
    """Return the periods to add up, with their keys, in the order of the table."""
    periods = [(NOW, quarter), (ROLLING, quarter.year_to())]
    theirs = row.comparator("england").period
    if theirs is not None and theirs.kind in WHOLE_YEARS:
        periods.append((SAME_YEAR, theirs))
    return [*periods, (TO_DATE, quarter.year_to_date())]


def _sum(
    snapshot: Snapshot, row: ScorecardRow, keys: tuple[str, ...], period: Period
) -> QuarterSum:
    quarters = period.quarters()
    ours = added(row.indicator, row.series, quarters)
    own = row.now if NOW in keys else None  # as shown elsewhere, not calculated again
    if isinstance(ours, str):
        value, status = (
            (own.value, own.data_status) if own and own.value is not None else (None, "")
        )
        return QuarterSum(keys, period, quarters, value, None, None, status, ours)
    value, numerator, denominator, status = ours
    if own is not None:
        value, status = own.value, own.data_status
    theirs = _england(snapshot, row, period, quarters)
    likely = verdict_rules.confidence_interval(row.indicator, value, numerator, denominator)
    return QuarterSum(
        keys, period, quarters, value, numerator, denominator, status,
        england=theirs,
        likely=likely,
        verdict=verdict_rules.verdict(likely, theirs, row.indicator.polarity),
        published=_published(snapshot, row, period),
    )  # fmt: skip


def _england(
    snapshot: Snapshot, row: ScorecardRow, period: Period, quarters: Sequence[Period]
) -> float | None:
    """Return England's figure of exactly these months, if known by the row's report."""
    kind = row.indicator.benchmark_kind
    if kind is None:
        return None
    known_by = row.known_by
    rows = observations(snapshot.observed(row.indicator.id), ENGLAND, kind)
    known = [o for o in rows if known_by is None or o.known_from <= known_by]
    if kind is Kind.QUARTER:
        theirs = added(row.indicator, known, quarters)
        return None if isinstance(theirs, str) else theirs.value
    same = (o.value for o in known if (o.period.start, o.period.end) == (period.start, period.end))
    return next(same, None)


def _published(snapshot: Snapshot, row: ScorecardRow, period: Period) -> float | None:
    """Return our published figure of these months, where our quarters are another source's."""
    kind = row.indicator.benchmark_kind
    if kind is not period.kind or period.kind not in WHOLE_YEARS:
        return None
    newest = row.comparator("england").period
    if newest is None or period > newest:  # not known by the row's report
        return None
    like = standing(snapshot, row.indicator, row.area.code, period)
    return like.value if like else None
