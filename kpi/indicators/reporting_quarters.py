"""Which figure a reporting quarter shows, which quarter pages open with, and when the next is due.

A quarter shows the newest observation reported in or before it; the definition maps terms and
years to quarters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from kpi.errors import UnknownNameError
from kpi.indicators.months.quarters_of_months import quarters_of_months
from kpi.indicators.targets.target_status import EARLIER_WORDS
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period

WITHOUT_RETURN = 12  # quarters to choose from for an authority that has loaded no return


_FIGURE = tuple(f.name for f in fields(Observation) if f.kw_only)


@dataclass(frozen=True)
class Shown:
    """What a reporting quarter shows of an indicator.

    `observation` is the newest reported; `is_current` says whether this quarter's report is
    (still) meant to show it; `upcoming` is the next period, with the quarter that will show it,
    both None where nothing more is to come.
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
        if indicator.quarter_from:  # quarters of before it was counted by month stay
            made = quarters_of_months(indicator, observations(rows, area, Kind.MONTH))
            by_quarter = {each.period: each for each in (*local, *made)}
            local = [by_quarter[quarter] for quarter in sorted(by_quarter)]
        if local or indicator.benchmark_kind is None:
            return local
        return observations(rows, area, indicator.benchmark_kind)

    return snapshot.remember(("own series", indicator.id, area), make)


def returned_series(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Observation]:
    """Return the own series as returns give it: the months of a monthly indicator."""
    if indicator.quarter_from is None:
        return own_series(snapshot, indicator, area)
    return of_months(snapshot, indicator, area)


def of_months(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Observation]:
    """Return an area's own figures by month, in time order; empty without any."""
    return _returned(snapshot, indicator, area, Kind.MONTH)


def to_date(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Observation]:
    """Return an area's own financial years to date, in time order; empty without any."""
    return _returned(snapshot, indicator, area, Kind.TO_DATE)


def year_to_date_of(
    snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period
) -> Observation | None:
    """Return the financial year to date that stands beside a quarter's figure; None without one.

    It is the newest with a figure up to the quarter, within its financial year. A year to date
    that is the indicator's own figure stands beside none.
    """
    if indicator.local_kind is Kind.TO_DATE:
        return None
    with_figure = [
        each
        for each in to_date(snapshot, indicator, area)
        if each.period.end <= quarter.end
        and each.period.financial_year_start == quarter.financial_year_start
        and each.value is not None
    ]
    return with_figure[-1] if with_figure else None


def _returned(snapshot: Snapshot, indicator: Indicator, area: str, kind: Kind) -> list[Observation]:
    """Return what returns gave of one kind of period; most authorities have given none."""

    def make() -> dict[tuple[object, ...], pl.DataFrame]:
        rows = snapshot.observed(indicator.id).filter(pl.col("reporting_quarter").is_not_null())
        return rows.with_columns(pl.col("area").cast(pl.String)).partition_by("area", as_dict=True)

    returned = snapshot.remember(("returned rows", indicator.id), make)
    rows = returned.get((area,))
    return [] if rows is None else observations(rows, area, kind)


def reported_in(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the reporting quarters whose report is meant to show an observation, in order."""
    return by_rule(indicator, observation) or _until_next(indicator, observation)


SAME_QUARTER = "same quarter"


def by_rule(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the quarters that the indicator's rule names; none where publication decides."""
    period, rule = observation.period, indicator.reporting.rule
    if rule == SAME_QUARTER and (period.kind.is_quarterly or period.kind is Kind.MONTH):
        return [Period.containing(Kind.QUARTER, period.end)]
    if rule == "first quarter to end after the period" and period.kind is indicator.local_kind:
        return _quarters_after(indicator, period)
    return []


def _until_next(indicator: Indicator, observation: Observation) -> list[Period]:
    """Return the quarters from that of publication to the last before the next period is due."""
    first = Period.containing(Kind.QUARTER, observation.known_from)
    following = observation.period.next()
    if following is None:
        return [first]
    due = Period.containing(Kind.QUARTER, indicator.due_on(following))
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
        due = Observation(upcoming, indicator.due_on(upcoming))
        upcoming_quarter = reported_in(indicator, due)[0]
        if not indicator.is_reported(upcoming_quarter):
            upcoming = upcoming_quarter = None
    return Shown(newest, quarter in quarters, upcoming, upcoming_quarter)


def candidates(kind: Kind, quarter: Period) -> list[Period]:
    """Return the periods of a kind that a quarter's return may be due to give, oldest first.

    The quarter's own, or those that ended in the two years up to its end; none of a kind that
    nothing repeats.
    """
    if kind.is_quarterly:
        return [Period.quarterly(kind, quarter)]
    last = quarter.end.year
    match kind:
        case Kind.MONTH:
            return [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
        case Kind.TERM:
            names = ("spring", "summer", "autumn")
            return [Period.term(name, year) for year in (last - 1, last) for name in names]
        case Kind.ACADEMIC:
            return [Period.academic_year(year) for year in range(last - 2, last + 1)]
        case Kind.FINANCIAL:
            return [Period.financial_year(year) for year in range(last - 2, last + 1)]
        case Kind.CALENDAR:
            return [Period.calendar_year(year) for year in range(last - 1, last + 1)]
    return []


def quarters(snapshot: Snapshot, area: str) -> list[Period]:
    """Return the reporting quarters to choose from, oldest first.

    From the first quarter of the local return to its last, or to the last whose report has a
    figure of ours; without a return, the last three years to the newest figure published of the
    area. Raises UnknownNameError for an area without figures.
    """
    return list(snapshot.remember(("quarters", area), lambda: _quarters(snapshot, area)))


def _quarters(snapshot: Snapshot, area: str) -> list[Period]:
    returned = returned_quarters(snapshot, area)
    # A return may give months or the year to date alone, which no report shows for a quarter.
    reported: set[Period] = set(returned)
    for indicator in snapshot.indicators:
        if not indicator.is_context:
            series = own_series(snapshot, indicator, area)
            newest = _newest_when_known(series)
            for observation in series:
                reported.update(by_rule(indicator, observation))
                # A figure that is still current adds no quarter to choose from.
                if observation.period in newest and not by_rule(indicator, observation):
                    reported.add(Period.containing(Kind.QUARTER, observation.known_from))
    if not reported:
        raise UnknownNameError(f"the snapshot holds no figures of {snapshot.area(area).name}")
    first = min(returned) if returned else min(reported)
    last = max(reported)
    every, quarter = [], first
    while quarter <= last:
        every.append(quarter)
        following = quarter.next()
        assert following is not None
        quarter = following
    return every if returned else every[-WITHOUT_RETURN:]


def _newest_when_known(series: Sequence[Observation]) -> set[Period]:
    """Return the periods that were the newest of their series when they were first known.

    An older one that a later release brought was never the newest of any report.
    """
    earliest, newest = date.max, set()
    for observation in reversed(series):
        if observation.known_from <= earliest:
            earliest = observation.known_from
            newest.add(observation.period)
    return newest


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


def newest_ended(today: date) -> Period:
    """Return the newest quarter whose last day is before a day."""
    ended = Period.containing(Kind.QUARTER, today).previous()
    assert ended is not None
    return ended


def return_quarters(
    snapshot: Snapshot, area: str, *, today: date | None = None
) -> tuple[Period, ...]:
    """Return the quarters that a new return may be for: the next to be returned, then the others.

    The others begin with the one that is not over yet, for those who prepare it, and go back to
    the first with figures.
    """
    coming = next_quarter(snapshot, area, None, today=today)
    under_way = newest_ended(today or date.today()).quarter_after()
    known = [each for each in quarters(snapshot, area) if each < under_way]
    choices = {*known, under_way}
    following = max(known, default=coming)
    while following < under_way:
        choices.add(following)
        following = following.quarter_after()
    return (coming, *sorted((each for each in choices if each != coming), reverse=True))


def next_quarter(
    snapshot: Snapshot, area: str, text: str | None, *, today: date | None = None
) -> Period:
    """Return the quarter a new return is for: the given one, else the next to be returned.

    That is the one after the newest returned, but none that has not ended by `today` (without it,
    the present day); where none was returned, the last that has ended. Raises UnknownNameError for
    text that is not a quarter.
    """
    if text is None:
        returned = returned_quarters(snapshot, area)
        ended = newest_ended(today or date.today())
        return min(returned[-1].quarter_after(), ended) if returned else ended
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
