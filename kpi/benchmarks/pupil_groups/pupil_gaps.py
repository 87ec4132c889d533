"""The gap between a group of children and all pupils: the group's figure minus that of all.

Both are of one area and one period. A gap of rounded figures is no more exact than they are: its
decimals are those that both have, and each says how far rounding alone may have moved it. A gap
between two gaps that lies within that is not counted as a difference.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan, nan

from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.measures import Measure, by_id
from kpi.benchmarks.pupil_groups.group_pairs import GroupPair, pairs_in
from kpi.benchmarks.topics import topics
from kpi.formatting import displayed_difference
from kpi.model.data_status import DERIVED, strongest
from kpi.model.missing.symbol_meanings import LAIT_DASH_SYMBOL
from kpi.model.recorded_first_days import measure_day
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import comparability
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_up_to
from kpi.periods import Period, breaks_between
from kpi.periods.period import month_end

YEARS = 5
"""A gap now is compared with the earliest comparable one of this many years before."""
_CLEAN = 10  # decimals: a difference of published figures has fewer, so this takes float noise only
_MOST_PAIRS = 256  # of one snapshot in memory, each a few kilobytes
LARGER, SMALLER, OTHER_SIDE, NOT_CERTAIN, NO_GAP = (
    "larger than England's",
    "smaller than England's",
    "on the other side",
    "no certain difference",
    "no gap",
)
SIDES = (LARGER, SMALLER, OTHER_SIDE, NOT_CERTAIN, NO_GAP)
"""How a gap lies to England's, for lists: each gap is one of these."""


@dataclass(frozen=True)
class PupilGap:
    """One gap: of one area in one period.

    group, reference: both figures. value: their exact difference; shown: that of the displayed
    figures. Where there is none, symbol and reason say why. off_by: how far rounding of the
    published figures may have moved it. set_aside: why the period is not judged, else empty.
    """

    period: Period
    group: float | None
    reference: float | None
    value: float | None
    shown: float | None
    off_by: float
    symbol: str
    reason: str
    status: str
    set_aside: str
    is_lacking: bool = False  # an area lacks a figure that others have
    is_blank: bool = False  # no area has one


@dataclass(frozen=True)
class GapChange:
    """How a gap has moved: from which gap to which, and England's over the same periods."""

    before: PupilGap
    now: PupilGap
    shown: float
    is_beyond_rounding: bool


@dataclass(frozen=True, eq=False)
class GapSeries:
    """The gaps of one pair for one area, beside England's, in time order, of the same periods.

    known, other: both measures. decimals: of displayed figures and gaps. Each list has a gap for
    every period of which both measures have rows; `newest` is the index of the newest period in
    which some area has both figures, or None.
    """

    pair: GroupPair
    known: Measure
    other: Measure
    area: str
    decimals: int
    home: tuple[PupilGap, ...]
    england: tuple[PupilGap, ...]
    newest: int | None
    known_from: tuple[date, ...]

    def as_known(self, day: date | None) -> GapSeries:
        """Return the series with the newest period that LAIT had by a day; None for the newest.

        LAIT says when its newest figures came; those of earlier years came a year earlier each.
        """
        if day is None or self.newest is None:
            return self
        known = (
            place
            for place in range(self.newest, -1, -1)
            if self.known_from[place] <= day and not self.england[place].is_blank
        )
        return replace(self, newest=next(known, None))

    @property
    def now(self) -> PupilGap | None:
        """The gap of the newest period; its value is None where the area has none."""
        return None if self.newest is None else self.home[self.newest]

    @property
    def england_now(self) -> PupilGap | None:
        """England's gap of the newest period."""
        return None if self.newest is None else self.england[self.newest]

    @property
    def status(self) -> str:
        """The data status of the newest gap; of a derived figure where there is none."""
        return self.now.status if self.now else DERIVED

    @property
    def beyond_england(self) -> float | None:
        """The displayed gap less England's displayed gap; None where one is missing."""
        if self.now is None or self.england_now is None:
            return None
        return displayed_difference(self.now.shown, self.england_now.shown, self.decimals)

    @property
    def is_beyond_rounding(self) -> bool:
        """Whether the gap differs from England's by more than rounding alone can make."""
        beyond, now, england = self.beyond_england, self.now, self.england_now
        if beyond is None or now is None or england is None:
            return False
        return _exceeds(beyond, now, england)

    @property
    def change(self) -> GapChange | None:
        """How the area's gap has moved since the earliest comparable one, at most five years."""
        return self._change(self.home)

    @property
    def england_change(self) -> GapChange | None:
        """How England's gap has moved over the periods of `change`."""
        ours = self.change
        if ours is None:
            return None
        by_period = {gap.period: gap for gap in self.england}
        return _moved(by_period[ours.before.period], by_period[ours.now.period], self.decimals)

    def _change(self, gaps: Sequence[PupilGap]) -> GapChange | None:
        if self.newest is None:
            return None
        now = gaps[self.newest]
        if now.value is None or now.set_aside:
            return None
        first = now.period
        for _ in range(YEARS):
            first = first.year_before()
        breaks = [
            each.period
            for measure in (self.pair.measure, self.pair.reference)
            for each in comparability().breaks_in(measure)
        ]
        before = next(
            (
                gap
                for gap in gaps[: self.newest]
                if gap.value is not None
                and not gap.set_aside
                and gap.period.end >= first.end
                and not breaks_between(breaks, gap.period, now.period)
            ),
            None,
        )
        return None if before is None else _moved(before, now, self.decimals)


def england_side(gaps: GapSeries) -> str:
    """Return how the newest gap compares with England's: one of `SIDES`."""
    now, england = gaps.now, gaps.england_now
    if now is None or england is None or now.shown is None or england.shown is None:
        return NO_GAP
    if not gaps.is_beyond_rounding:
        return NOT_CERTAIN
    if now.shown * england.shown < 0:
        return OTHER_SIDE
    return LARGER if abs(now.shown) > abs(england.shown) else SMALLER


def gap_series(snapshot: Snapshot, pair: GroupPair, area: str) -> GapSeries:
    """Return the gaps of a pair for an authority; raises UnknownNameError for an unknown one."""
    code = snapshot.authority(area).code
    base = _base(snapshot, pair)
    measures = by_id(snapshot)
    known, other = measures[pair.measure], measures[pair.reference]
    held = known.withheld.get("england", "") or other.withheld.get("england", "")
    england = tuple(_gap(row, pair, base, ENGLAND) for row in base.rows)
    return GapSeries(
        pair=pair,
        known=known,
        other=other,
        area=code,
        decimals=base.decimals,
        home=tuple(_gap(row, pair, base, code) for row in base.rows),
        england=tuple(_withheld(gap, held) for gap in england) if held else england,
        newest=base.newest,
        known_from=tuple(row.known_from for row in base.rows),
    )


def gap_decimals(snapshot: Snapshot, pair: GroupPair) -> int:
    """Return with how many decimals the gaps of a pair are shown: those that both figures have."""
    return _base(snapshot, pair).decimals


@cached_up_to(32)
def all_gaps(snapshot: Snapshot, area: str) -> tuple[GapSeries, ...]:
    """Return the gaps of every pair for an authority, in the order of the file."""
    return tuple(gap_series(snapshot, pair, area) for pair in pairs_in(snapshot))


def listed_gaps(
    snapshot: Snapshot,
    area: str,
    *,
    kind: str | None = None,
    topic: str | None = None,
    directorate: str | None = None,
) -> tuple[GapSeries, ...]:
    """Return the gaps of an authority of one kind of group, topic and directorate; None for any.

    The topic and the directorate are those of the group's measure or of the one beside it.
    """

    def fits(gaps: GapSeries) -> bool:
        both = (gaps.known, gaps.other)
        return (
            (kind is None or gaps.pair.group.kind == kind)
            and (topic is None or any(topic in each.topics for each in both))
            and (directorate is None or any(directorate in each.directorates for each in both))
        )

    return tuple(series for series in all_gaps(snapshot, area) if fits(series))


# ---- parts --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _AreaFigures:
    """The figures of one period by area, packed: there are some 2,000 such rows in memory."""

    columns: Mapping[str, int]  # the same for every row
    cells: array[float]  # not a number where there is none

    def get(self, area: str) -> float | None:
        """Return an area's figure; None where there is none."""
        place = self.columns.get(area)
        value = nan if place is None else self.cells[place]
        return None if isnan(value) else value


@dataclass(frozen=True, eq=False)
class _PairPeriod:
    """One period of which both measures have rows: both rows' figures by area, and facts."""

    period: Period
    group: _AreaFigures
    reference: _AreaFigures
    off_by: float
    blank: str
    status: str
    set_aside: str
    known_from: date


@dataclass(frozen=True, eq=False)
class _PairBase:
    """What is the same for every authority: the periods of a pair, and its decimals."""

    rows: tuple[_PairPeriod, ...]
    decimals: int
    newest: int | None


@dataclass(frozen=True, eq=False)
class _PeriodFigures:
    """One published period of a measure: its figures by area, and to how many decimals."""

    values: _AreaFigures
    places: int
    is_blank: bool
    status: str


@cached_up_to(_MOST_PAIRS)
def _base(snapshot: Snapshot, pair: GroupPair) -> _PairBase:
    measures = by_id(snapshot)
    group = _figures(snapshot, pair.measure)
    reference = _figures(snapshot, pair.reference)
    shared = sorted(set(group) & set(reference))
    with_figures = [p for p in shared if not (group[p].is_blank or reference[p].is_blank)]
    decimals = min(measures[pair.measure].decimals, measures[pair.reference].decimals)
    if with_figures:
        decimals = min(decimals, group[with_figures[-1]].places, reference[with_figures[-1]].places)
    last = {pair.measure: max(group, default=None), pair.reference: max(reference, default=None)}
    rows = tuple(
        _PairPeriod(
            period=period,
            group=group[period].values,
            reference=reference[period].values,
            off_by=_off_by(group[period].places, decimals)
            + _off_by(reference[period].places, decimals),
            blank=topics().gap_reason(period) if period not in with_figures else "",
            status=strongest((DERIVED, group[period].status, reference[period].status)),
            set_aside=_set_aside(pair, period),
            known_from=max(
                _known_from(snapshot, name, newest, period) for name, newest in last.items()
            ),
        )
        for period in shared
    )
    return _PairBase(rows, decimals, shared.index(with_figures[-1]) if with_figures else None)


@cached_up_to(_MOST_PAIRS)
def _figures(snapshot: Snapshot, measure: str) -> dict[Period, _PeriodFigures]:
    """Return the published figures of a measure by period; many pairs share that of all pupils."""
    rows, values = grid_of(snapshot, [measure]).published_of(measure)
    most, by_period = by_id(snapshot)[measure].decimals, {}
    facts = rows.select("period_kind", "period_start", "period_end", "is_blank", "data_status")
    columns = snapshot.remember(
        ("columns of figures", tuple(values.columns)),
        lambda: {area: place for place, area in enumerate(values.columns)},
    )
    for (kind, start, end, is_blank, status), cells in zip(
        facts.iter_rows(), values.iter_rows(), strict=True
    ):
        places = _places([v for v in cells if v is not None], most)
        packed = _AreaFigures(columns, array("d", (nan if v is None else v for v in cells)))
        by_period[Period.of(kind, start, end)] = _PeriodFigures(packed, places, is_blank, status)
    return by_period


def _known_from(snapshot: Snapshot, measure: str, newest: Period | None, period: Period) -> date:
    """Return the day by which LAIT had a period's figures; a year after its end if it is not said.

    That is the day on which they were taken in here, where it is known. Else LAIT gives the month
    in which it had those of the newest period.
    """
    if taken_in := measure_day(snapshot, measure, period):
        return taken_in
    updated = _updates(snapshot)[measure]
    if updated is None or newest is None or updated <= newest.end:
        return month_end(period.end.year + 1, period.end.month)
    return month_end(updated.year - (newest.end.year - period.end.year), updated.month)


def _updates(snapshot: Snapshot) -> dict[str, date | None]:
    def make() -> dict[str, date | None]:
        return dict(snapshot.measures.select("measure", "last_update").iter_rows())

    return snapshot.remember("lait updates", make)


def _places(figures: Sequence[float], most: int) -> int:
    """Return to how many decimals figures are published, at most `most`: 0 for whole numbers."""
    return next(
        (
            places
            for places in range(max(most, 0))
            if all(abs(value - round(value, places)) < 10**-_CLEAN for value in figures)
        ),
        max(most, 0),
    )


def _off_by(places: int, decimals: int) -> float:
    """Return how far a displayed figure may be from the exact one: half of its last place."""
    return 0.5 / 10.0 ** min(places, decimals)


def _set_aside(pair: GroupPair, period: Period) -> str:
    asides = (comparability().aside(name, period) for name in (pair.measure, pair.reference))
    return next((each.reason for each in asides if each is not None), "")


def _gap(row: _PairPeriod, pair: GroupPair, base: _PairBase, area: str) -> PupilGap:
    group, reference = row.group.get(area), row.reference.get(area)
    value = None if group is None or reference is None else round(group - reference, _CLEAN) or 0.0
    reason = ""
    if value is None:
        lacks = [
            name
            for name, figure in ((pair.group.in_text, group), (pair.others, reference))
            if figure is None
        ]
        reason = row.blank or f"no figure for {' or '.join(lacks)}"
    return PupilGap(
        period=row.period,
        group=group,
        reference=reference,
        value=value,
        shown=displayed_difference(group, reference, base.decimals),
        off_by=row.off_by,
        symbol=LAIT_DASH_SYMBOL if value is None else "",
        reason=reason,
        status=row.status,
        set_aside=row.set_aside if value is not None else "",
        is_lacking=value is None and not row.blank,
        is_blank=bool(row.blank),
    )


def _withheld(gap: PupilGap, why: str) -> PupilGap:
    return replace(
        gap, group=None, reference=None, value=None, shown=None, symbol=LAIT_DASH_SYMBOL,
        reason=why, set_aside="", is_lacking=False,
    )  # fmt: skip


def _exceeds(difference: float, first: PupilGap, second: PupilGap) -> bool:
    """Return whether a difference of two displayed gaps is more than rounding alone can make."""
    return abs(difference) > round(first.off_by + second.off_by, _CLEAN)


def _moved(before: PupilGap, now: PupilGap, decimals: int) -> GapChange | None:
    shown = displayed_difference(now.shown, before.shown, decimals)
    if shown is None:
        return None
    return GapChange(before, now, shown, _exceeds(shown, now, before))
