"""Our figure for the comparators' period, where the figure shown is of another one.

A quarter against a whole year is not like for like, and nor is a term against the same term of the
year before. So our own figure of that period is shown as well: as its source publishes it, else as
the council gave it, else our four quarters added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import displayed_difference, multiplier
from kpi.indicators.added_quarters import added
from kpi.indicators.comparisons import comparators as comparators_module
from kpi.indicators.comparisons.comparators import Comparator, benchmark_rows
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.reporting_quarters import observations
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.missing_reasons import of_period
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.statistics import verdict_rules
from kpi.statistics.verdict_rules import ConfidenceInterval, Measured, Verdict

WHOLE_YEARS = (Kind.CALENDAR, Kind.FINANCIAL)


@dataclass(frozen=True)
class LikeForLike:
    """A figure of ours for the comparators' own period, its likely range and its verdicts.

    `is_added_up`: it is four quarters of ours together, not a published figure; `is_own`: it is
    the council's own earlier figure, which nobody published. `standing` is the rank of a published
    figure among all authorities.
    """

    period: Period
    value: float
    likely: ConfidenceInterval | None
    data_status: str
    is_added_up: bool
    standing: Standing | None
    verdicts: dict[str, Verdict | None]
    is_own: bool = False


def like_for_like(
    snapshot: Snapshot,
    indicator: Indicator,
    area: str,
    shown: Observation | None,
    series: Sequence[Observation],
    comparators: Sequence[Comparator],
) -> LikeForLike | None:
    """Return our figure for the comparators' period; None where the shown one covers the same.

    One rule for every kind of period, longer, shorter or at another time. `series` is our own up to
    the shown observation. None too where we have no figure for that period.
    """
    period = next((c.period for c in comparators if c.period is not None), None)
    if shown is None or shown.value is None or period is None:
        return None
    if period.covers_same(shown.period):
        return None
    published = _published(snapshot, indicator, area, period)
    returned = of_period(series, period)
    is_own = published is None and returned is not None and returned.value is not None
    observation = published or (returned if is_own else _added_up(indicator, series, period))
    if observation is None or observation.value is None:
        return None
    is_added_up = published is None and not is_own
    likely = verdict_rules.confidence_interval(
        indicator, observation.value, observation.numerator, observation.denominator
    )
    return LikeForLike(
        period,
        observation.value,
        likely,
        observation.data_status,
        is_added_up,
        standing(snapshot, indicator, area, period) if published else None,
        {c.key: comparators_module.against(indicator, likely, c) for c in comparators},
        is_own,
    )


def word(
    measure: Measured, value: float | None, verdict: Verdict | None, comparator: Comparator
) -> str:
    """Return in one word how a figure compares with a comparator.

    The verdict's word; without a verdict, or where there are too few cases, better or worse by
    the figures as shown, which is no judgement. Empty without either figure.
    """
    if verdict is not None and verdict.word != verdict_rules.TOO_FEW:
        return verdict.word
    difference = displayed_difference(value, comparator.value, measure.decimals)
    if difference is None:
        return ""
    return (
        verdict_rules.side(difference > 0, measure.polarity) if difference else verdict_rules.SAME
    )


# ---- parts --------------------------------------------------------------------------------


def _published(
    snapshot: Snapshot, indicator: Indicator, area: str, period: Period
) -> Observation | None:
    rows = observations(benchmark_rows(snapshot, indicator), area, period.kind)
    return next((o for o in rows if o.period == period and o.value is not None), None)


def _added_up(
    indicator: Indicator, series: Sequence[Observation], period: Period
) -> Observation | None:
    if not series or series[-1].period.kind is not Kind.QUARTER:
        return None
    if period.kind not in WHOLE_YEARS or multiplier(indicator.unit) is None:
        return None
    year = added(indicator, series, period.quarters())
    if isinstance(year, str):
        return None
    last = series[-1]
    return Observation(
        period,
        last.known_from,
        value=year.value,
        numerator=year.numerator,
        denominator=year.denominator,
        data_status=year.status,
        source=last.source,
    )
