"""The scorecard's rows: one for each indicator, for the screen, the CSV and the command line.

`summary` makes the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

from kpi.errors import UnknownNameError
from kpi.indicators.change_verdicts import Change, best_since, change_to, likely_of
from kpi.indicators.comparisons import comparators as comparators_module
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.indicators.comparisons.comparators import Comparator, comparators, with_group
from kpi.indicators.comparisons.like_for_like import LikeForLike, like_for_like
from kpi.indicators.comparisons.means_of_authorities import CountBase, base_of, population_of
from kpi.indicators.comparisons.official_annual_rates import AnnualRate, annual_rate
from kpi.indicators.reporting_quarters import (
    Shown,
    observations,
    own_series,
    reported_in,
    returned_quarters,
    shown,
)
from kpi.indicators.targets import target_status, targets_in_force
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import PUBLISHED, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.missing_reasons import ReasonForNoReport
from kpi.model.neighbour_models import models_known
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.schemas import LOCAL_RETURN
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Area, Snapshot
from kpi.model.snapshot_cache import ComparedByValue, cached_on_snapshot
from kpi.periods import Kind, Period
from kpi.statistics.verdict_rules import ConfidenceInterval, Verdict


@dataclass(frozen=True)
class Streak:
    """How many figures in a row, with the data status of the least certain thing it rests on."""

    length: int
    status: str = PUBLISHED


@dataclass(frozen=True)
class View(ComparedByValue):
    """The authority, reporting quarter and choice of comparators that a scorecard is for.

    `newest` uses the newest comparators available, instead of those published by the end of the
    quarter; without a `model` the neighbours are those of the newest model known by then. A
    `group` of authorities stands beside the neighbours or in their place.
    """

    area: str
    quarter: Period
    newest: bool = False
    model: str | None = None
    group: ChosenGroup | None = None

    @property
    def known_by(self) -> date | None:
        """The day by which comparators had to be published; None for the newest available."""
        return None if self.newest else self.quarter.end

    def neighbour_model(self, snapshot: Snapshot) -> str:
        """Return the neighbour model: the one chosen, else the newest known by then."""
        return self.model or models_known(snapshot.neighbour_models, self.known_by)[0]


@dataclass(frozen=True)
class ScorecardRow:
    """One indicator in one reporting quarter, with everything that pages show of it."""

    indicator: Indicator
    area: Area
    view: View
    model: str  # the neighbour model
    models: tuple[str, ...]  # those known by then, and the row's own, newest first
    shown: Shown
    target: Target | None
    earlier_target: Target | None  # that of the last earlier quarter that had another
    status: str
    since_last: Change
    since_last_year: Change
    comparators: tuple[Comparator, ...]
    likely: ConfidenceInterval | None  # the figure's likely range, where counts exist
    verdicts: dict[str, Verdict | None]
    streak: Streak  # how many periods in a row met the target then in force
    beats: Streak | None  # how many earlier figures in a row this one is better than
    series: tuple[Observation, ...]
    base: CountBase | None = None  # how many the figure is of, where that is known
    like: LikeForLike | None = None  # our figure of the comparators' own period
    annual: AnnualRate | None = None  # the official rate, where England's is derived for terms
    absent: ReasonForNoReport | None = None  # why the quarter shows no observation
    has_new_target: bool = False  # whether the quarter before had another target, or none
    month_targets: tuple[Target | None, ...] = ()  # of its months; empty where none has one

    @property
    def now(self) -> Observation | None:
        """The observation the quarter shows."""
        return self.shown.observation

    @property
    def value(self) -> float | None:
        """The value of the observation; None when there is none."""
        return self.now.value if self.now else None

    @property
    def figure_status(self) -> str:
        """The data status of the figure; `published` where there is none."""
        return self.now.data_status if self.now and self.now.value is not None else PUBLISHED

    @property
    def judged_status(self) -> str:
        """The data status of what rests on the figure and its target, such as the target status."""
        return strongest((self.figure_status, self.target.data_status if self.target else None))

    def status_against(self, comparator: Comparator) -> str:
        """Return the data status of a comparison of the figure with a comparator."""
        return strongest((self.figure_status, comparator.status))

    @property
    def quarter(self) -> Period:
        """The reporting quarter."""
        return self.view.quarter

    @property
    def newest_comparators(self) -> bool:
        """Whether comparators are the newest available, not those known in the quarter."""
        return self.view.newest

    @property
    def known_by(self) -> date | None:
        """The day by which comparators had to be published; None for the newest available."""
        return self.view.known_by

    def comparator(self, key: str) -> Comparator:
        """Return the comparator `england`, `region`, `neighbours`, `group` or `good`.

        Neighbours in whose place a chosen group stands have no figure, and say so.
        """
        comparator = next((c for c in self.comparators if c.key == key), None)
        if comparator is not None:
            return comparator
        group = self.view.group
        assert key == "neighbours"
        assert group is not None
        return Comparator(
            key,
            "Statistical neighbours",
            self.comparators[0].period,
            reason=self.indicator.no_comparator or f"not shown: {group.name} stands in their place",
        )

    @property
    def alike(self) -> Comparator:
        """The mean of authorities like ours: the neighbours', or of the group in their place."""
        group = self.view.group
        return self.comparator("group" if group is not None and group.instead else "neighbours")


def summary(
    snapshot: Snapshot,
    view: View,
    *,
    directorate: str | None = None,
    indicator_ids: Sequence[str] = (),
) -> tuple[ScorecardRow, ...]:
    """Return the rows of a view: by directorate, worst first, context last.

    Indicators that the quarter no longer reports are left out, unless they are asked for.
    Raises UnknownNameError for an unknown directorate, indicator, area or model.
    """
    if directorate is not None and directorate not in snapshot.directorates:
        known = "; ".join(snapshot.directorates)
        raise UnknownNameError(f"no directorate '{directorate}'; there are {known}")
    wanted = {snapshot.indicator(name).id for name in indicator_ids}
    return tuple(
        row
        for row in _rows(snapshot, view)
        if (directorate is None or row.indicator.directorate == directorate)
        and (row.indicator.id in wanted if wanted else row.indicator.is_reported(view.quarter))
    )


@dataclass(frozen=True)
class IndicatorStatus:
    """The target status of an indicator in a view."""

    indicator: Indicator
    status: str


def statuses(snapshot: Snapshot, view: View) -> tuple[IndicatorStatus, ...]:
    """Return the status of each row of `summary`, in its order, without the rest of the row.

    The comparators of a row take most of its time, and no status depends on them. Raises
    UnknownNameError for an unknown area.
    """
    area, quarter = snapshot.authority(view.area).code, view.quarter
    unordered = []
    for indicator in snapshot.indicators:
        if not indicator.is_reported(quarter):
            continue
        now = shown(indicator, own_series(snapshot, indicator, area), quarter)
        target = target_in(snapshot, indicator, area, quarter)
        unordered.append(IndicatorStatus(indicator, _status(indicator, now, target)))
    return tuple(sorted(unordered, key=partial(_place, snapshot)))


def _place(snapshot: Snapshot, row: ScorecardRow | IndicatorStatus) -> tuple[int, bool, int, int]:
    """Return what the rows of a scorecard are ordered by."""
    return (
        snapshot.directorates.index(row.indicator.directorate),
        row.indicator.is_context,
        target_status.STATUSES.index(row.status),
        row.indicator.order,
    )


def _rows(snapshot: Snapshot, view: View) -> tuple[ScorecardRow, ...]:
    """Return all rows of a view, cached by the neighbour model used, chosen or default."""
    return _all_rows(snapshot, replace(view, model=view.neighbour_model(snapshot)))


@cached_on_snapshot
def _all_rows(snapshot: Snapshot, view: View) -> tuple[ScorecardRow, ...]:
    rows = [row(snapshot, i, view) for i in snapshot.indicators]
    return tuple(sorted(rows, key=partial(_place, snapshot)))


def row(snapshot: Snapshot, indicator: Indicator, view: View) -> ScorecardRow:
    """Return one indicator's row, not cached; for many rows use `summary`, which is."""
    area, quarter = view.area, view.quarter
    model = snapshot.model_named(view.neighbour_model(snapshot))
    own = own_series(snapshot, indicator, area)
    now = shown(indicator, own, quarter)
    observation = now.observation
    series = tuple(o for o in own if observation is not None and o.period <= observation.period)
    target = target_in(snapshot, indicator, area, quarter)
    compared_with = comparators(
        snapshot,
        indicator,
        area,
        local_period=observation.period if observation else None,
        known_by=view.known_by,
        model=model,
    )
    compared_with = with_group(snapshot, indicator, area, compared_with, view.group)
    likely = likely_of(indicator, observation)
    among = population_of(snapshot, indicator, area)
    return ScorecardRow(
        indicator=indicator,
        area=snapshot.authority(area),
        view=view,
        model=model,
        models=_models(snapshot, view, model),
        shown=now,
        target=target,
        earlier_target=_earlier(snapshot, indicator, area, quarter),
        status=_status(indicator, now, target),
        since_last=_change(indicator, series, among, previous=not indicator.seasonal),
        since_last_year=_change(indicator, series, among, previous=False),
        comparators=compared_with,
        likely=likely,
        verdicts={c.key: comparators_module.against(indicator, likely, c) for c in compared_with},
        streak=_streak(snapshot, indicator, area, series),
        beats=_beats(indicator, series),
        series=series,
        base=base_of(snapshot, indicator, area, observation.denominator if observation else None),
        like=like_for_like(snapshot, indicator, area, observation, series, compared_with),
        annual=annual_rate(snapshot, indicator, area, view.known_by)
        if any(c.is_derived_area for c in compared_with)
        else None,
        absent=None if observation else _absent(snapshot, indicator, area, own),
        has_new_target=target is not None
        and target != target_in(snapshot, indicator, area, _before(quarter)),
        month_targets=_of_its_months(snapshot, indicator, area, quarter),
    )


def _models(snapshot: Snapshot, view: View, own: str) -> tuple[str, ...]:
    known = models_known(snapshot.neighbour_models, view.known_by)
    return tuple(each for each in snapshot.neighbour_models if each == own or each in known)


def with_model(snapshot: Snapshot, row: ScorecardRow, model: str) -> ScorecardRow:
    """Return the same row with the neighbours of another model."""
    if model == row.model:
        return row
    return next(
        other
        for other in _rows(snapshot, replace(row.view, model=model))
        if other.indicator.id == row.indicator.id
    )


def target_in(
    snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period
) -> Target | None:
    """Return the target that a reporting quarter is judged against, or None."""
    known = targets(snapshot, indicator, area)
    return targets_in_force.quarter_target(known, quarter, indicator.quarter_from)


def _earlier(snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period) -> Target | None:
    """Return what an earlier quarter was last judged against other than a quarter's target.

    None where the quarter has no target, or none before it had another.
    """
    target = target_in(snapshot, indicator, area, quarter)
    known = targets(snapshot, indicator, area)
    while target is not None and known[0].starts.start < quarter.start:
        quarter = _before(quarter)
        earlier = target_in(snapshot, indicator, area, quarter)
        if earlier not in (None, target):
            return earlier
    return None


def target_in_month(
    snapshot: Snapshot, indicator: Indicator, area: str, month: Period
) -> Target | None:
    """Return the monthly target in force in a month; None where figures are not by month."""
    if indicator.quarter_from is None:
        return None
    return targets_in_force.month_target(targets(snapshot, indicator, area), month)


def _of_its_months(
    snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period
) -> tuple[Target | None, ...]:
    months = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
    monthly = tuple(target_in_month(snapshot, indicator, area, month) for month in months)
    return monthly if any(monthly) else ()


def _before(quarter: Period) -> Period:
    before = quarter.previous()
    assert before is not None
    return before


def targets(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Target]:
    """Return every target the indicator has had, oldest first; half a range is none.

    As given: that of a month is not yet the quarter's (`target_in`).
    """

    def make() -> list[Target]:
        rows = snapshot.targets.filter(
            (pl.col("indicator_id") == indicator.id) & (pl.col("area") == area)
        )
        given = [
            Target(
                r["target"],
                r["intervention_level"],
                r["target_type"],
                r["data_status"],
                r["rationale"],
                r["from_quarter"],
                r["to_quarter"],
                r["target_upper"],
                r["intervention_upper"],
            )
            for r in rows.iter_rows(named=True)
            if indicator.polarity is not Polarity.RANGE or r["target_upper"] is not None
        ]
        return sorted(given, key=lambda t: (t.starts.start, t.starts))

    return snapshot.remember(("targets", indicator.id, area), make)


def _status(indicator: Indicator, now: Shown, target: Target | None) -> str:
    reported = now.observation if now.is_current else None
    return target_status.reported_status(reported, target, indicator.polarity, indicator.decimals)


@cached_on_snapshot
def changes_to(
    snapshot: Snapshot, indicator: Indicator, area: str, period: Period
) -> tuple[Observation, Change] | None:
    """Return an area's published figure of a period with its change since the year before.

    For figures shown with those of a return: like for like with the comparators. None
    where the area has no figure of the period.
    """
    rows = observations(snapshot.observed(indicator.id), area, period.kind)
    series = [o for o in rows if o.period <= period]
    if not series or series[-1].period != period or series[-1].value is None:
        return None
    among = population_of(snapshot, indicator, area)
    return series[-1], _change(indicator, series, among, previous=False)


def _change(
    indicator: Indicator, series: Sequence[Observation], among: float | None, *, previous: bool
) -> Change:
    """Return the change since the period before, or since the same period of the year before."""
    now = series[-1].period if series else None
    wanted = None if now is None else now.before() if previous else now.year_before()
    return change_to(indicator, series, wanted, among)


def _absent(
    snapshot: Snapshot, indicator: Indicator, area: str, own: Sequence[Observation]
) -> ReasonForNoReport:
    """Return why a quarter shows no observation of an area's own series."""
    if own:
        return ReasonForNoReport.NOT_YET
    if indicator.local_source != LOCAL_RETURN:
        return ReasonForNoReport.NOT_IN_SOURCE
    return (
        ReasonForNoReport.NOT_RETURNED
        if returned_quarters(snapshot, area)
        else ReasonForNoReport.NO_RETURN
    )


def _streak(
    snapshot: Snapshot, indicator: Indicator, area: str, series: Sequence[Observation]
) -> Streak:
    """Return how many periods in a row, up to the shown one, met the target then in force."""
    run = _unbroken(indicator, series)
    length = target_status.streak([_met(snapshot, indicator, area, o) for o in run])
    met = run[len(run) - length :]
    goals = [target_in(snapshot, indicator, area, reported_in(indicator, o)[0]) for o in met]
    statuses = [*(o.data_status for o in met), *(t.data_status for t in goals if t)]
    return Streak(length, strongest(statuses))


def missed_in_a_row(
    snapshot: Snapshot, row: ScorecardRow
) -> tuple[tuple[Observation, Target], ...]:
    """Return the newest figures in a row that missed the target then in force, newest first."""
    missed = []
    for observation in reversed(_unbroken(row.indicator, row.series)):
        quarter = reported_in(row.indicator, observation)[0]
        target = target_in(snapshot, row.indicator, row.area.code, quarter)
        if target is None or observation.value is None or not row.indicator.polarity.has_target:
            break
        if _met(snapshot, row.indicator, row.area.code, observation):
            break
        missed.append((observation, target))
    return tuple(missed)


def _unbroken(indicator: Indicator, series: Sequence[Observation]) -> list[Observation]:
    """Return the last consecutive observations, in time order.

    They start after a missing period, a period set aside, or a series break.
    """
    breaks = {period for period, _ in indicator.breaks}
    run: list[Observation] = []
    for observation in reversed(series):
        if run and (run[-1].period in breaks or observation.period != run[-1].period.previous()):
            break
        if aside_of(indicator, observation.period):
            break
        run.append(observation)
    return run[::-1]


def _met(snapshot: Snapshot, indicator: Indicator, area: str, observation: Observation) -> bool:
    target = target_in(snapshot, indicator, area, reported_in(indicator, observation)[0])
    if target is None or observation.value is None:
        return False
    status = target_status.status_against(
        observation.value, target, indicator.polarity, indicator.decimals
    )
    return status == target_status.ON_TARGET


def _beats(indicator: Indicator, series: Sequence[Observation]) -> Streak | None:
    """Return `ScorecardRow.beats`; None without polarity, and for terms, which differ by season."""
    if not indicator.polarity.is_judged or indicator.seasonal:
        return None
    run = _unbroken(indicator, series)
    length = best_since([o.value for o in run], highest=indicator.polarity is Polarity.HIGHER)
    if length is None:
        return None
    return Streak(length, strongest(o.data_status for o in run[-length - 1 :]))
