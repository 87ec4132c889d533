"""One measure over time: an authority, its region, neighbours, England and any other areas.

Years in which no area has a figure are rows of their own, with the reason where it is known. A
comparator that would mislead is left blank, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.grids.neighbour_means import neighbour_means
from kpi.benchmarks.measures import Measure, measure
from kpi.benchmarks.topics import topics
from kpi.indicators.comparisons.chosen_groups import GROUP, ChosenGroup
from kpi.model import data_status
from kpi.model.data_status import strongest
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import breaks_of, set_aside
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period

HOME, REGION, REGION_PART, NEIGHBOURS = "home", "region", "region_part", "neighbours_mean"
MEDIAN, COUNT, ENGLAND_KEY = "neighbours_median", "neighbours_count", "england"
GROUP_MEAN, GROUP_MEDIAN, GROUP_COUNT = f"{GROUP}_mean", f"{GROUP}_median", f"{GROUP}_count"
MEDIANS = {NEIGHBOURS: MEDIAN, GROUP_MEAN: GROUP_MEDIAN}
COUNTS = {NEIGHBOURS: COUNT, GROUP_MEAN: GROUP_COUNT}
DERIVED = " (derived mean of authorities)"
_FACTS = ("period", "label", "period_kind", "period_start", "period_end", "status", "data_status")


@dataclass(frozen=True)
class TimeLine:
    """One line: its column in the table, its area (empty for a mean) and its name.

    `withheld` says why its column is blank, where its figures would mislead.
    """

    key: str
    area: str
    name: str
    withheld: str = ""

    def status(self, published: str | None) -> str:
        """Return the data status of its figures in a period, given that of the published ones."""
        is_mean = self.key in MEDIANS or self.name.endswith(DERIVED)
        return strongest((data_status.DERIVED if is_mean else None, published))


@dataclass(frozen=True, eq=False)
class OverTime:
    """A measure over time.

    table: period, label (LAIT's), period_kind, period_start, period_end, status, data_status,
    is_gap, gap_reason, set_aside (why the period's figures are not judged, else null), then a
    column for each series, neighbours_median and neighbours_count; in time order. With a chosen
    group its median and count follow. `neighbours_of` is how many neighbours the authority has,
    `group_of` how many others the chosen group has. `breaks` are the periods whose figures do not
    compare with those before, and why: those that have figures before them.
    """

    measure: Measure
    table: pl.DataFrame
    series: tuple[TimeLine, ...]
    neighbours_of: int
    group_of: int = 0
    breaks: tuple[tuple[Period, str], ...] = ()

    def column(self, key: str, *, median: bool) -> str:
        """Return the column of a line's figures: with `median`, a group's median for its mean."""
        return MEDIANS.get(key, key) if median else key

    def size(self, key: str) -> int | None:
        """Return how many authorities a line's group has; None for a line of one area."""
        return {NEIGHBOURS: self.neighbours_of, GROUP_MEAN: self.group_of}.get(key)

    @property
    def asides(self) -> tuple[tuple[str, str], ...]:
        """Each period with figures that is set aside, and why."""
        rows = self.table.filter(~pl.col("is_gap") & pl.col("set_aside").is_not_null())
        return tuple(rows.select("period", "set_aside").iter_rows())

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """Each period in which no area has a figure, and why."""
        return tuple(self.table.filter("is_gap").select("period", "gap_reason").iter_rows())


def over_time(
    snapshot: Snapshot,
    name: str,
    *,
    area: str,
    others: Sequence[str] = (),
    model: str | None = None,
    group: ChosenGroup | None = None,
) -> OverTime:
    """Return one row for each period of a measure; `others` are codes of areas, a column each.

    A chosen `group` has its mean after the neighbours', or in their place.

    Published figures only. Where inner or outer London has no figure in the newest period, the
    region is London, and the older figures of inner or outer London are a column of their own.
    Raises UnknownNameError.
    """
    known = measure(snapshot, name)
    grid = grid_of(snapshot, [known.id])
    home = snapshot.authority(area)
    rows, values = grid.published_of(known.id)
    members = snapshot.neighbours(area, model)
    why = known.withheld
    lines = [TimeLine(HOME, area, home.name)]
    region, part = _region(values, home.region, home.wider_region)
    derived = bool(rows["is_derived"].any())

    def called(code: str) -> str:
        return f"{snapshot.area(code).name}{DERIVED if derived else ''}"

    for key, code in ((REGION, region), (REGION_PART, part)):
        if code:
            lines.append(TimeLine(key, code, called(code), why.get("region", "")))
    not_shown = why.get("neighbours", "")
    if group is None or not group.instead:
        lines.append(TimeLine(NEIGHBOURS, "", "Statistical neighbours", not_shown))
    if group is not None:
        lines.append(TimeLine(GROUP_MEAN, "", group.name, not_shown))
    lines.append(TimeLine(ENGLAND_KEY, ENGLAND, called(ENGLAND), why.get("england", "")))
    for code in dict.fromkeys(others):
        if code not in (area, region, part, ENGLAND):  # those have their lines
            other = snapshot.area(code)
            comparator = {"country": "england", "region": "region"}.get(other.kind, "")
            name = called(code) if comparator else other.name
            lines.append(TimeLine(code, code, name, why.get(comparator, "")))
    means = neighbour_means(grid, rows["at"], members)
    others_of = group.others(area) if group else ()
    if group is not None:
        means = means.hstack(neighbour_means(grid, rows["at"], others_of, GROUP))
    if not_shown:
        means = means.with_columns(
            pl.lit(None).cast(kind).alias(n) for n, kind in means.schema.items()
        )
    nothing = pl.Series([None] * rows.height, dtype=pl.Float64)
    columns = [
        means[s.key]
        if s.key in MEDIANS
        else (nothing if s.withheld else values[s.area]).alias(s.key)
        for s in lines
    ]
    facts = [rows[name] for name in _FACTS]
    behind = [name for name in means.columns if name not in MEDIANS]
    table = pl.DataFrame(
        [*facts, rows["is_blank"].alias("is_gap"), *columns, *(means[name] for name in behind)]
    )
    table = _with_gaps(snapshot, known, table)
    with_figures = _periods(table.filter(~pl.col("is_gap")))
    broken = tuple(each for each in breaks_of(snapshot, known.id) if each[0] in with_figures[1:])
    return OverTime(known, table, tuple(lines), len(members), len(others_of), broken)


# ---- parts --------------------------------------------------------------------------------


def _region(
    values: pl.DataFrame, region: str | None, wider: str | None
) -> tuple[str | None, str | None]:
    """Return the region's code, and that of its part of London where the part has older figures."""
    if not (region and wider):
        return region, None
    own = values[region]
    if len(own) and own[-1] is not None:
        return region, None
    return wider, region if own.null_count() < len(own) else None


def _with_gaps(snapshot: Snapshot, known: Measure, table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with rows for missing periods and the columns gap_reason and set_aside."""
    present = _periods(table)
    missing = _missing(present)
    if missing:
        added = pl.DataFrame(
            {
                "period": [str(p) for p in missing],
                "period_kind": [str(p.kind) for p in missing],
                "period_start": [p.start for p in missing],
                "period_end": [p.end for p in missing],
                "is_gap": True,
            }
        )
        table = pl.concat([table, added], how="diagonal").sort("period_end", "period_start")
    reasons = [
        topics().gap_reason(period) if is_gap else ""
        for period, is_gap in zip(_periods(table), table["is_gap"], strict=True)
    ]
    place = table.columns.index("is_gap") + 1
    aside = [
        aside_period.reason if (aside_period := set_aside(snapshot, known.id, period)) else None
        for period in _periods(table)
    ]
    return table.insert_column(place, pl.Series("gap_reason", reasons, pl.String)).insert_column(
        place + 1, pl.Series("set_aside", aside, pl.String)
    )


def _periods(table: pl.DataFrame) -> list[Period]:
    parts = (table[name] for name in ("period_kind", "period_start", "period_end"))
    return [Period.of(*row) for row in zip(*parts, strict=True)]


def _missing(present: Sequence[Period]) -> list[Period]:
    """Return the periods between the first and the last that have no row."""
    if not present:
        return []
    known, first = set(present), min(present)
    missing: list[Period] = []
    for period in present:
        earlier, last = _before(period), first
        if period.kind is Kind.SNAPSHOT:
            # A count may move to another day of the year: then no period lies between the two.
            last = max((p for p in present if p < period), default=period)
        while earlier > last and earlier not in known:
            missing.append(earlier)
            known.add(earlier)
            earlier = _before(earlier)
    return sorted(missing)


def _before(period: Period) -> Period:
    if period.kind in (Kind.QUARTER, Kind.TERM, Kind.MONTH):
        return period.previous() or period.year_before()
    return period.year_before()
