"""Which observation an indicator shows in a reporting quarter, and when the next one is due.

A quarter shows the newest observation reported in or before it; the definition maps terms and
years to quarters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, fields
from datetime import date

import polars as pl

from kpi.errors import UnknownNameError
from kpi.indicators.target_status import EARLIER_WORDS
from kpi.model.definitions.indicator import Indicator, known_from
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period

WITHOUT_RETURN = 12  # quarters to choose from for an authority that has loaded no return


@dataclass(frozen=True)
class Observation:
    """One figure of one area and period, with why it is missing or special."""

    period: Period
    known_from: date
    _: KW_ONLY
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    symbol: str | None = None
    reason: str | None = None
    data_status: str = ""
    source: str = ""
    note: str | None = None
    supplied_status: str | None = None


_FIGURE = tuple(f.name for f in fields(Observation) if f.kw_only)


@dataclass(frozen=True)
class Shown:
    """What a reporting quarter shows of an indicator.

    `observation` is the newest reported; `is_current` says whether this quarter's report is
    (still) meant to show it; `upcoming` is the next period, with the quarter that will show it.
    """

    observation: Observation | None
    is_current: bool
    upcoming: Period | None
    upcoming_quarter: Period | None


def observations(rows: pl.DataFrame, area: str, kind: Kind, leg: str = "") -> list[Observation]:
    """Return an area's observations of one kind of period, in time order.

    Where the local return has a figure of a period, it takes precedence over the published one.
    """
    chosen = (
        rows.filter(
            (pl.col("area") == area) & (pl.col("period_kind") == str(kind)) & (pl.col("leg") == leg)
        )
        .sort("period_end", pl.col("reporting_quarter").is_null())
        .unique(["period_start", "period_end"], keep="first", maintain_order=True)
    )
    chosen = chosen.with_columns(pl.col("supplied_status").replace(EARLIER_WORDS))
    return [
        Observation(
            Period.of(r["period_kind"], r["period_start"], r["period_end"]),
            r["known_from"],
            **{name: r[name] for name in _FIGURE},
        )
        for r in chosen.iter_rows(named=True)
    ]


def own_series(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Observation]:
    """Return the area's own series: the local return's, else what its source publishes for it."""

    def make() -> list[Observation]:
        rows = snapshot.observed(indicator.id)
        local = observations(rows, area, indicator.local_kind)
        if local or indicator.benchmark_kind is None:
            return local
        return observations(rows, area, indicator.benchmark_kind)

    return snapshot.remember(("own series", indicator.id, area), make)


def reported_in(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the reporting quarters whose report is meant to show an observation, in order."""
    return _by_rule(indicator, observation) or _until_next(indicator, observation)


_SAME_QUARTER = "same quarter"


def _by_rule(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the quarters that the indicator's rule names; none where publication decides."""
    period, rule = observation.period, indicator.reporting.rule
    if rule == _SAME_QUARTER and period.kind is Kind.QUARTER:
        return [period]
    if rule == "first quarter to end after the period" and period.kind is indicator.local_kind:
        return _quarters_after(indicator, period)
    return []


def _until_next(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the quarters from that of publication to the last before the next period is due."""
    first = Period.containing(Kind.QUARTER, observation.known_from)
    following = observation.period.next()
    if following is None:
        return [first]
    due = Period.containing(Kind.QUARTER, _due(indicator, following))
    quarters, quarter = [first], first.next()
    while quarter is not None and quarter < due:
        quarters.append(quarter)
        quarter = quarter.next()
    return quarters


def _quarters_after(indicator: Indicator, period: Period) -> list[Period]:
    name = period.term_name if period.kind is Kind.TERM else "academic"
    quarters = []
    earliest = Period.containing(Kind.QUARTER, period.end)
    for number in indicator.reporting.quarters[name]:
        year = earliest.financial_year_start
        first = Period.quarter(year, number)
        if first.end < earliest.end:
            first = Period.quarter(year + 1, number)
        quarters.append(first)
        earliest = first
    return quarters


def with_quarters(
    indicator: Indicator, series: Iterable[Observation]
) -> list[tuple[Observation, list[Period]]]:
    """Return each observation with the quarters of `reported_in`, in the order of the series."""
    return [(o, reported_in(indicator, o)) for o in series]


def newest_reported(
    reported: Sequence[tuple[Observation, list[Period]]], quarter: Period
) -> tuple[Observation, list[Period]] | None:
    """Return the last pair of `with_quarters` that a quarter's report or an earlier one shows."""
    return next((pair for pair in reversed(reported) if pair[1][0] <= quarter), None)


def shown(indicator: Indicator, series: list[Observation], quarter: Period) -> Shown:
    """Return what `quarter`'s report shows of an own series."""
    known = newest_reported(with_quarters(indicator, series), quarter)
    if known is None:
        return Shown(None, False, None, None)
    newest, quarters = known
    upcoming = newest.period.next()
    upcoming_quarter = None
    if upcoming is not None:
        due = Observation(upcoming, _due(indicator, upcoming))
        upcoming_quarter = reported_in(indicator, due)[0]
    return Shown(newest, quarter in quarters, upcoming, upcoming_quarter)


def is_missed(told: Shown, day: date) -> bool:
    """Return whether the quarter that was to show the period after the newest ended before a day.

    Its publisher may still be within its time; then it is not late (`is_late`).
    """
    return told.upcoming_quarter is not None and told.upcoming_quarter.end < day


def is_late(indicator: Indicator, told: Shown, day: date) -> bool:
    """Return whether the period after the newest is late: its report and its own day have passed.

    Its own day is when its source was to have published it; for a return's quarter, its end.
    """
    if told.upcoming is None or not is_missed(told, day):
        return False
    is_returned = indicator.reporting.rule == _SAME_QUARTER and told.upcoming.kind is Kind.QUARTER
    return (told.upcoming.end if is_returned else _due(indicator, told.upcoming)) < day


def due_day(indicator: Indicator, period: Period) -> date:
    """Return the day by which a period's own figure is due: the end of its first report.

    Where publication decides which report shows it, the day by which it is published.
    """
    due = Observation(period, _due(indicator, period))
    named = _by_rule(indicator, due)
    return named[0].end if named else due.known_from


def _due(indicator: Indicator, upcoming: Period) -> date:
    """Return when the next period is due: by its source's rule; at its end for a return."""
    if not indicator.publication:
        return upcoming.end
    return known_from(upcoming, indicator.publication)


def quarters(snapshot: Snapshot, area: str) -> list[Period]:
    """Return the reporting quarters to choose from, oldest first.

    From the first quarter of the local return to the last whose report has a figure of ours;
    without a return, the last three years to the newest figure published of the area. Raises
    UnknownNameError for an area without figures.
    """
    return list(snapshot.remember(("quarters", area), lambda: _quarters(snapshot, area)))


def _quarters(snapshot: Snapshot, area: str) -> list[Period]:
    returned = returned_quarters(snapshot, area)
    reported: set[Period] = set()
    for indicator in snapshot.indicators:
        if not indicator.is_context:
            for observation in own_series(snapshot, indicator, area):
                # A figure that is still current adds no quarter to choose from.
                reported.update(
                    _by_rule(indicator, observation)
                    or [Period.containing(Kind.QUARTER, observation.known_from)]
                )
    if not reported:
        raise UnknownNameError(f"the snapshot holds no figures of {snapshot.area(area).name}")
    first = min(returned) if returned else min(reported)
    last = max(reported)
    found, quarter = [], first
    while quarter <= last:
        found.append(quarter)
        following = quarter.next()
        assert following is not None
        quarter = following
    return found if returned else found[-WITHOUT_RETURN:]


def default_quarter(snapshot: Snapshot, area: str) -> Period:
    """Return the quarter a page opens on: the newest in the area's return, else of all."""
    returned = returned_quarters(snapshot, area)
    return returned[-1] if returned else quarters(snapshot, area)[-1]


def returned_quarters(snapshot: Snapshot, area: str) -> list[Period]:
    """Return the reporting quarters that an area's own return covers, oldest first."""

    def find() -> list[Period]:
        rows = snapshot.observations.filter(pl.col("area") == area)
        labels = rows["reporting_quarter"].drop_nulls().unique()
        return sorted(parse_period(text) for text in labels)

    return list(snapshot.remember(("returned quarters", area), find))


def next_quarter(snapshot: Snapshot, area: str, text: str | None) -> Period:
    """Return the quarter a new return is for: the given one, else the one after the newest.

    Raises UnknownNameError for text that is not a quarter.
    """
    if text is None:
        newest = default_quarter(snapshot, area)
        following = newest.next()
        assert following is not None
        return following
    try:
        quarter = parse_period(text)
    except ValueError as fault:
        raise UnknownNameError(str(fault)) from fault
    if quarter.kind is not Kind.QUARTER:
        raise UnknownNameError(f"'{text}' is not a quarter; expected for example 'Q1 2025-26'")
    return quarter


def find_quarter(snapshot: Snapshot, area: str, text: str | None) -> Period:
    """Return the given quarter, or the default; raises UnknownNameError."""
    if text is None:
        return default_quarter(snapshot, area)
    known = quarters(snapshot, area)
    try:
        quarter = parse_period(text)
    except ValueError:
        quarter = None
    if quarter is None or quarter not in known:
        raise UnknownNameError(
            f"no reporting quarter '{text}'; there are {known[0].short} to {known[-1].short}"
        )
    return quarter
