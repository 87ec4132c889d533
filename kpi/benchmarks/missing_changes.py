"""Why an area's figure of a measure has no change since the period before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from kpi.benchmarks.grids.grid import PUBLISHED, Grid, GridRow, own_rows
from kpi.benchmarks.measures import Measure
from kpi.benchmarks.topics import topics
from kpi.model.data_status import strongest_of
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.missing_reasons import MeasureFigure, Missing, Why, why_no_change
from kpi.model.missing.missing_words import no_change_of
from kpi.model.missing.symbol_meanings import LAIT_DASH_REASON, LAIT_DASH_SYMBOL
from kpi.model.series_discontinuities import Incomparability, comparability, set_aside
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

_PERIOD = ("period_kind", "period_start", "period_end")


def no_changes(
    snapshot: Snapshot, grid: Grid, known: Measure, row: GridRow, areas: Sequence[str]
) -> dict[str, Missing]:
    """Return, by area, why a grid row's figure has no change; areas with a change are left out.

    Areas whose figures are the same have one reason between them, the same object.
    `grid` must hold every published period of the measure, as `grids.grid_cache.grid_of`
    does. `row` is one of its rows.
    """
    first = grid.published[known.id][0]
    rows = grid.rows.slice(first, row.at - first + 1)
    periods = [Period.of(*part) for part in zip(*(rows[name] for name in _PERIOD), strict=True)]
    indicator = next((i for i in snapshot.indicators if i.id == known.id), None)
    series: Iterable[tuple[Sequence[str], Sequence[MeasureFigure]]]
    if indicator is not None:
        wanted = now_before(indicator, periods[-1])
        breaks = [period for period, _ in indicator.breaks]
        own = _own_series(snapshot, indicator, areas, periods[-1])
        series = (([area], each) for area, each in own.items())
    else:
        wanted, breaks = grid.period_before(row), list[Period]()
        figures = {area: grid.values[area].slice(first, rows.height).to_list() for area in areas}
        at = periods.index(wanted) if wanted is not None else None
        series = _series(periods, rows, figures, at)

    @cache
    def aside(period: Period) -> str:
        why = set_aside(snapshot, known.id, period)
        return why.reason if why else ""

    by_series = [(alike, why_no_change(each, wanted, breaks, aside)) for alike, each in series]
    if indicator is None and wanted is None and periods:
        apart = comparability().earlier(known.id, periods)[-1]
        by_series = [(alike, _apart(why, apart, aside)) for alike, why in by_series]
    return {area: why for alike, why in by_series if why is not None for area in alike}


def _apart(
    absent: Missing | None, apart: int | Incomparability, aside: Callable[[Period], str]
) -> Missing | None:
    """Return the reason where earlier periods of a measure exist but none is comparable."""
    if absent is None or absent.why is not Why.NO_PERIOD_BEFORE or absent.earlier is None:
        return absent
    before = absent.earlier
    if apart is Incomparability.BREAK:
        return replace(absent, why=Why.BREAK, before=before, earlier=None)
    if apart is Incomparability.ALL_ASIDE:
        reason = aside(before.period)
        return replace(absent, why=Why.BEFORE_ASIDE, before=before, earlier=None, aside=reason)
    return (
        replace(absent, why=Why.SHARED, earlier=None) if apart is Incomparability.SHARED else absent
    )


def now_before(indicator: Indicator, now: Period) -> Period | None:
    """Return the period before `now`, or a year before where the indicator is seasonal, or None."""
    return now.year_before() if indicator.seasonal else now.before()


def with_changes(snapshot: Snapshot, long: pl.DataFrame) -> pl.DataFrame:
    """Return a long table of measures with change, change_reason and change_data_status added.

    `change_reason` says why there is no change; the data status is that of the less certain of the
    two figures.
    """
    if long["is_own"].any():
        before = own_rows(snapshot).select(
            "measure", "basis", "area", previous_label="label", own_previous="data_status"
        )
        keys = ["measure", "basis", "area", "previous_label"]
        long = long.join(before, on=keys, how="left", maintain_order="left").with_columns(
            pl.when("is_own").then("own_previous").otherwise("previous_status")
            .alias("previous_status")
        )  # fmt: skip
    moved = pl.col("value") - pl.col("previous_value")
    return long.with_columns(moved.round(10).alias("change")).with_columns(
        no_change_of("change"),
        pl.when(pl.col("change").is_not_null())
        .then(strongest_of("data_status", "previous_status"))
        .alias("change_data_status"),
    )


# ---- parts --------------------------------------------------------------------------------


def _series(
    periods: Sequence[Period],
    rows: pl.DataFrame,
    figures_of: Mapping[str, Sequence[float | None]],
    wanted: int | None,
) -> Iterator[tuple[list[str], list[MeasureFigure]]]:
    """Yield the figures of a measure that a reason can name, and the areas that have just these.

    They are the last, that of the period to compare with (its place is `wanted`), and the newest
    earlier one that has a value.
    """
    now = len(periods) - 1
    lacks = [
        topics().gap_reason(period) if is_blank else LAIT_DASH_REASON
        for period, is_blank in zip(periods, rows["is_blank"], strict=True)
    ]
    statuses = rows["data_status"].to_list()
    always = {now} if wanted is None else {now, wanted}
    alike: dict[tuple[tuple[int, float | None], ...], list[str]] = {}
    for area, figures in figures_of.items():
        newest = next((at for at in reversed(range(now)) if figures[at] is not None), now)
        named = tuple((at, figures[at]) for at in sorted({*always, newest}))
        alike.setdefault(named, []).append(area)
    for named, areas in alike.items():
        yield (
            areas,
            [
                MeasureFigure(
                    periods[at],
                    value,
                    LAIT_DASH_SYMBOL if value is None else None,
                    lacks[at],
                    statuses[at],
                )
                for at, value in named
            ],
        )


def _own_series(
    snapshot: Snapshot, indicator: Indicator, areas: Sequence[str], now: Period
) -> dict[str, list[MeasureFigure]]:
    """Return an indicator's published observations by area, up to and including the period `now`.

    Where an area has no observation of `now`, its list ends with a figure without a value.
    """
    rows = own_rows(snapshot).filter(
        (pl.col("measure") == indicator.id)
        & (pl.col("basis") == PUBLISHED)
        & pl.col("area").is_in(list(areas))
    )
    by_area: dict[str, list[MeasureFigure]] = {area: [] for area in areas}
    for r in rows.sort("period_end", "period_start").iter_rows(named=True):
        period = Period.of(*(r[name] for name in _PERIOD))
        if period <= now:
            point = MeasureFigure(period, r["value"], r["symbol"], r["reason"], r["data_status"])
            by_area[r["area"]].append(point)
    for series in by_area.values():
        if series and series[-1].period != now:
            series.append(MeasureFigure(now, None))
    return by_area
