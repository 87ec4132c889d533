"""Several measures of one authority beside others: one newest published period for each measure.

Every figure of a column is of the same period, and none comes from the council's own return, so
they are like for like. Figures, reasons and marks are those of `kpi.benchmarks.ranking` and
`kpi.benchmarks.neighbour_comparison`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kpi.benchmarks.measures import Measure, measure
from kpi.benchmarks.neighbour_comparison import (
    NeighbourComparison,
    NeighbourGroup,
    neighbour_comparison,
)
from kpi.benchmarks.ranking import ListedRegion, RankedAuthority, Ranking, periods, ranking
from kpi.benchmarks.time_series import OverTime, over_time
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.indicators.comparisons.national_range import NationalRange
from kpi.model.data_status import DERIVED, PUBLISHED, strongest
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Area, Snapshot
from kpi.model.snapshot_cache import ComparedByValue, cached_on_snapshot
from kpi.periods import Period
from kpi.statistics.outlier_fences import ends_within_fences
from kpi.statistics.spread import PassedCount, Spread

RowRole = Literal[
    "own", "england", "region", "neighbours", "group", "neighbour", "member", "chosen"
]
MOST_MEASURES, MOST_AREAS = 8, 10
CLOSEST, NAME = "near", "name"
"""Orders of the authorities: closest neighbour first (or as chosen), and by name. A measure's id
orders them by its figures, best first, or highest where neither way is better."""
NOBODY = "no authority has a published figure"


@dataclass(frozen=True)
class CompareRequest(ComparedByValue):
    """What is set side by side; without `areas` the statistical neighbours stand beside ours.

    With a chosen `group` its authorities do, and its mean has a row. Without a neighbour `model`
    it is the newest.
    """

    area: str
    measures: tuple[str, ...]
    areas: tuple[str, ...] = ()
    model: str = ""
    order: str = CLOSEST
    group: ChosenGroup | None = None

    @property
    def other_role(self) -> RowRole:
        """What the authorities beside ours are: chosen ones, a group's members, or neighbours."""
        if self.areas:
            return "chosen"
        return "member" if self.group else "neighbour"


@dataclass(frozen=True)
class ComparedFigure:
    """An area's figure in a column, or in `reason` why there is none.

    `note` says what the figure is of where that is not the row's name: all London, or how many
    neighbours are in the mean. A figure that would mislead is `withheld`, and not here.
    """

    value: float | None
    status: str = PUBLISHED
    reason: str = ""
    note: str = ""
    withheld: bool = False


@dataclass(frozen=True)
class ComparedRow:
    """An area, or the neighbours' mean, with a figure for each column."""

    role: RowRole
    area: str
    name: str
    figures: tuple[ComparedFigure, ...]


@dataclass(frozen=True, eq=False)
class ComparedColumn:
    """A measure in one period: all authorities' figures, and where ours is among those shown.

    `status` is that of the period's published figures. `passed` counts the authorities beside ours,
    and is None where ours or all of theirs are missing. Without `has_quarters` LAIT shows no
    quarters of the measure.
    """

    measure: Measure
    period: Period
    label: str
    status: str
    national: NationalRange
    passed: PassedCount | None

    @property
    def has_quarters(self) -> bool:
        """Whether quarters of all authorities mean something: LAIT has them or no polarity."""
        return self.measure.has_band or not self.measure.is_judged

    @property
    def lowest_first(self) -> bool:
        """Whether the lowest figure is the first; else the highest is."""
        return self.measure.polarity is Polarity.LOWER


@dataclass(frozen=True)
class LeftOut:
    """A measure without a column, and the reason."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Areas by measures: ours, England, the region and the mean first, then those beside ours."""

    home: Area
    request: CompareRequest
    columns: tuple[ComparedColumn, ...]
    rows: tuple[ComparedRow, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def others(self) -> tuple[ComparedRow, ...]:
        """The rows of the authorities beside ours."""
        return tuple(row for row in self.rows if row.role == self.request.other_role)


def scorecard_measures(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the scorecard's indicators of which authorities have published figures."""
    ids = [i.id for i in snapshot.indicators if periods(snapshot, i.id)]
    return tuple(ids[:MOST_MEASURES])


@cached_on_snapshot
def side_by_side(snapshot: Snapshot, request: CompareRequest) -> SideBySide:
    """Return the measures of a request side by side, those without published figures left out.

    Where the scorecard's indicators are asked for, those of them without a column are named too.
    At most `MOST_MEASURES` columns and `MOST_AREAS` chosen authorities are used. Raises
    UnknownNameError for an unknown measure, area or model.
    """
    home = snapshot.authority(request.area)
    request = replace(request, model=snapshot.model_named(request.model))
    wanted = list(dict.fromkeys(request.measures))[:MOST_MEASURES]
    parts = [_ColumnParts.of(snapshot, name, request) for name in wanted if periods(snapshot, name)]
    members = _members(snapshot, request)
    others = [
        ComparedRow(
            request.other_role,
            code,
            snapshot.area(code).name,
            tuple(part.authority(code) for part in parts),
        )
        for code in members
    ]
    columns = tuple(part.column(members) for part in parts)
    return SideBySide(
        home,
        request,
        columns,
        (*_first_rows(snapshot, request, parts), *_ordered(others, columns, request.order)),
        tuple(_left_out(snapshot, wanted)),
    )


def course(snapshot: Snapshot, side_by_side: SideBySide, column: ComparedColumn) -> OverTime:
    """Return a column's measure over time with a line for each authority shown."""
    return over_time(
        snapshot,
        column.measure.id,
        area=side_by_side.home.code,
        others=[row.area for row in side_by_side.others],
        model=side_by_side.request.model,
    )


# ---- parts --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _ColumnParts:
    """A column before its rows are known: the ranking and the neighbours of its period."""

    ranking: Ranking
    neighbours: NeighbourComparison
    authorities: dict[str, RankedAuthority]
    regions: dict[str, ListedRegion]
    model: str

    @staticmethod
    def of(snapshot: Snapshot, name: str, request: CompareRequest) -> _ColumnParts:
        label, _ = periods(snapshot, name)[0]
        column_ranking = ranking(
            snapshot, name, area=request.area, period=label, model=request.model
        )
        neighbours = neighbour_comparison(
            snapshot, name, area=request.area, period=label, group=request.group
        )
        return _ColumnParts(
            column_ranking,
            neighbours,
            {row.area: row for row in column_ranking.ranked},
            {row.area: row for row in column_ranking.wider},
            request.model,
        )

    def authority(self, code: str) -> ComparedFigure:
        """Return an authority's figure; one that did not exist in the period has none."""
        row = self.authorities.get(code)
        if row is None:
            return ComparedFigure(None, reason="did not exist in this period")
        if row.value is None or code in self.ranking.uncounted:
            return ComparedFigure(None, reason=row.reason)
        return ComparedFigure(row.value, self.ranking.status)

    def wider(self, code: str) -> ComparedFigure:
        """Return the figure of England or a region, derived where it is a mean of authorities."""
        row = self.regions[code]
        if row.withheld:
            return ComparedFigure(None, reason=row.withheld, withheld=True)
        if row.value is None:
            return ComparedFigure(None, reason=row.reason)
        status = (
            strongest((DERIVED, self.ranking.status)) if row.is_derived else self.ranking.status
        )
        return ComparedFigure(row.value, status)

    def region(self, home: Area) -> ComparedFigure:
        """Return the region's figure; all London's where our part of it has none."""
        assert home.region is not None
        own = self.wider(home.region)
        if own.value is not None or own.withheld or home.wider_region not in self.regions:
            return own
        london = self.wider(home.wider_region)
        return ComparedFigure(
            london.value, london.status, london.reason, self.regions[home.wider_region].name
        )

    def mean(self) -> ComparedFigure:
        """Return the neighbours' mean, with how many are in it where some have no figure."""
        return self._mean(self.neighbours.group(self.model))

    def chosen_mean(self) -> ComparedFigure:
        """Return the chosen group's mean, as `mean` does the neighbours'."""
        assert self.neighbours.chosen is not None
        return self._mean(self.neighbours.chosen)

    def _mean(self, group: NeighbourGroup) -> ComparedFigure:
        if self.neighbours.withheld:
            return ComparedFigure(None, reason=self.neighbours.withheld, withheld=True)
        if group.mean is None:
            why = self.neighbours.sentence(self.model).rstrip(".")
            return ComparedFigure(None, reason=why if group.model else "none has a figure")
        note = "" if group.count == group.of else f"{group.count} of {group.of}"
        return ComparedFigure(group.mean, group.status, note=note)

    def column(self, members: Sequence[str]) -> ComparedColumn:
        """Return the column, with our figure's place among some authorities as displayed."""
        known = self.ranking.measure
        own = self.authority(self.neighbours.area).value
        theirs = (self.authority(code).value for code in members)
        spread = Spread.of(value for value in theirs if value is not None)
        passed = spread.passed(own, known.decimals) if spread and own is not None else None
        return ComparedColumn(
            known,
            self.ranking.period,
            self.ranking.label,
            self.ranking.status,
            self.national(),
            passed,
        )

    def national(self) -> NationalRange:
        """Return all authorities' figures of the period, as the range bar has them."""
        counted = self.ranking.authorities.filter(
            self.ranking.authorities["value"].is_not_null()
            & ~self.ranking.authorities["area"].is_in(sorted(self.ranking.uncounted))
        )
        values = tuple(counted["value"].sort())
        _, lower, middle, upper, _ = self.ranking.cuts
        return NationalRange(
            self.ranking.period,
            values,
            (lower, middle, upper),
            ends_within_fences(values, lower, upper),
            self.ranking.status,
        )


def _members(snapshot: Snapshot, request: CompareRequest) -> tuple[str, ...]:
    """Return the codes of the authorities beside ours, without ours."""
    chosen = [code for code in dict.fromkeys(request.areas) if code != request.area]
    if chosen:
        return tuple(snapshot.authority(code).code for code in chosen[:MOST_AREAS])
    if request.group is not None:
        return request.group.others(request.area)
    return snapshot.neighbours(request.area, request.model)


def _first_rows(
    snapshot: Snapshot, request: CompareRequest, parts: Sequence[_ColumnParts]
) -> Iterator[ComparedRow]:
    home, group = snapshot.authority(request.area), request.group
    own = tuple(part.authority(home.code) for part in parts)
    yield ComparedRow("own", home.code, home.name, own)
    england = tuple(part.wider(ENGLAND) for part in parts)
    yield ComparedRow("england", ENGLAND, snapshot.area(ENGLAND).name, england)
    if home.region:
        region = tuple(part.region(home) for part in parts)
        yield ComparedRow("region", home.region, snapshot.area(home.region).name, region)
    if group is None or not group.instead:
        means = tuple(part.mean() for part in parts)
        yield ComparedRow("neighbours", "", "Neighbours, mean", means)
    if group is not None:
        means = tuple(part.chosen_mean() for part in parts)
        yield ComparedRow("group", "", f"{group.name}, mean", means)


def _ordered(
    rows: Sequence[ComparedRow], columns: Sequence[ComparedColumn], order: str
) -> list[ComparedRow]:
    """Return the rows in an order; those without a figure of the measure come last."""
    if order == NAME:
        return sorted(rows, key=lambda row: row.name)
    at = next((place for place, each in enumerate(columns) if each.measure.id == order), None)
    if at is None:
        return list(rows)
    sign = 1 if columns[at].lowest_first else -1

    def key(row: ComparedRow) -> tuple[bool, float]:
        value = row.figures[at].value
        return value is None, sign * (value or 0.0)

    return sorted(rows, key=key)


def _left_out(snapshot: Snapshot, wanted: Sequence[str]) -> Iterator[LeftOut]:
    own = {indicator.id: indicator for indicator in snapshot.indicators}
    is_scorecard = tuple(wanted) == scorecard_measures(snapshot)
    for name in own if is_scorecard else wanted:
        if name not in wanted or not periods(snapshot, name):
            reason = own[name].no_comparator if name in own else ""
            yield LeftOut(measure(snapshot, name).name, reason.rstrip(".") or NOBODY)
