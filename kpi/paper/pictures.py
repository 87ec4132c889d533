"""The pair of pictures of an indicator in the committee paper: its trend and its range bar."""

from __future__ import annotations

from functools import lru_cache, partial

from kpi.charts import sparkline
from kpi.charts.range_bar_layout import range_bar as make_bar
from kpi.charts.specification.range_bar.parts import RangeBar
from kpi.charts.specification.small_trend import SmallTrend, TrendPoint
from kpi.file_writers.document import InlinePicture, PictureRow
from kpi.formatting import capital, fixed, with_unit_symbol
from kpi.indicators import scorecard
from kpi.indicators.comparisons.comparators import KEYS
from kpi.indicators.reporting_quarters import reported_in
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import SHORTHAND, of_figures
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES
from kpi.model.observation import Observation
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, breaks_between

PAIR_WIDTH, SMALL_WIDTH = 8.35, 3.65  # in cm
NARROW_WIDTH = 3.3  # of the small bar beside five comparators


def pair(snapshot: Snapshot, row: ScorecardRow) -> PictureRow | None:
    """Return the indicator's pictures that can be drawn, side by side; None without any."""
    drawable = [
        each for each in (trend(snapshot, row), range_bar(snapshot, row)) if each is not None
    ]
    return PictureRow(tuple(drawable)) if drawable else None


def range_bar(snapshot: Snapshot, row: ScorecardRow) -> InlinePicture | None:
    """Return the range bar that stands beside the trend; None where there is nothing to draw."""
    bar = make_bar(snapshot, row)
    if bar.scale is None:
        return None
    title = f"{row.indicator.name}: {bar.heading}"
    return InlinePicture(title, bar.text, partial(_draw_medium, bar), PAIR_WIDTH)


def small_bar(snapshot: Snapshot, row: ScorecardRow) -> InlinePicture | None:
    """Return the small range bar of the table; None where there is nothing to draw."""
    bar = make_bar(snapshot, row)
    if bar.scale is None:
        return None
    title = f"{row.indicator.name}: {bar.heading}"
    width = SMALL_WIDTH if len(row.comparators) == len(KEYS) else NARROW_WIDTH
    return InlinePicture(title, bar.text, partial(_draw_small, bar), width)


# ---- trend ----------------------------------------------------------------------------------


def trend(snapshot: Snapshot, row: ScorecardRow) -> InlinePicture | None:
    """Return the picture of the indicator's last periods; None for fewer than two figures."""
    specified = small_trend(snapshot, row)
    if specified is None:
        return None
    title = f"{row.indicator.name}: {specified.title}"
    return InlinePicture(title, specified.text, partial(_draw, specified), PAIR_WIDTH)


def points(snapshot: Snapshot, row: ScorecardRow) -> tuple[TrendPoint, ...]:
    """Return the points of the trend; none where it is not drawn."""
    specified = small_trend(snapshot, row)
    return specified.points if specified else ()


def small_trend(snapshot: Snapshot, row: ScorecardRow) -> SmallTrend | None:
    """Return the trend's specification; None for fewer than two figures that compare."""
    text = sparkline.spark_text(row)
    if not text:
        return None
    indicator, seen = row.indicator, sparkline.recent(row)
    points = tuple(
        _point(snapshot, row, each, before)
        for before, each in zip((None, *seen), seen, strict=False)
    )
    kind = PERIOD_NAMES.get(seen[-1].period.kind, "year")
    status = of_figures(each.data_status for each in seen if each.value is not None)
    mark = SHORTHAND.get(status.removeprefix("some figures "), "")
    unit = "Per cent" if indicator.unit == "percent" else capital(indicator.unit)
    goal = row.target
    return SmallTrend(
        f"{unit}, by {kind}{f' {mark}' if mark else ''}",
        points,
        _aim(indicator, goal) if goal else "",
        text,
    )


def _aim(indicator: Indicator, goal: Target) -> str:
    """Return `target 60.0`; of a range, which is longer than there is room for, two lines."""
    values = [fixed(value, indicator.decimals) for value in goal.aims if value is not None]
    return ("target\n" if len(values) > 1 else "target ") + " to ".join(values)


def _point(
    snapshot: Snapshot, row: ScorecardRow, each: Observation, before: Observation | None
) -> TrendPoint:
    indicator, now = row.indicator, row.now
    breaks = [period for period, _ in indicator.breaks]
    tick, group = _tick(each.period)
    reported = reported_in(indicator, each)[0]
    goal = scorecard.target_in(snapshot, indicator, row.area.code, reported)
    newest = now is not None and each.period == now.period
    return TrendPoint(
        tick,
        group,
        each.value,
        _label(indicator, each.value, newest=newest),
        goal.target if goal else None,
        upper=goal.target_upper if goal else None,
        hollow=bool(aside_of(indicator, each.period)),
        ringed=now is not None and not newest and _is_a_year_of(each.period, now.period),
        broken=before is not None and bool(breaks_between(breaks, before.period, each.period)),
    )


def _label(indicator: Indicator, value: float | None, *, newest: bool) -> str:
    if value is None:
        return ""
    shown = fixed(value, indicator.decimals)
    return with_unit_symbol(indicator.unit, shown) if newest else shown


def _is_a_year_of(period: Period, now: Period) -> bool:
    """Return whether a period is the same quarter or term of an earlier year."""
    if not now.kind.is_part_of_year:
        return False
    return period.kind == now.kind and period.end.month == now.end.month


def _tick(period: Period) -> tuple[str, str]:
    """Return the two lines under the axis: `Q1` and `2025-26`, `spring` and `2025`, a year."""
    if period.kind.is_quarterly:
        quarter, year = Period.containing(Kind.QUARTER, period.end).short.split(" ")
        return quarter, year
    if period.kind is Kind.TERM:
        return period.term_name[:3], str(period.end.year)
    year = period.short.removeprefix("academic year ").split(" (")[0]
    return year.removeprefix("20") if "/" in year else year, ""


# Renderers are loaded with the first picture: matplotlib takes a second to load. The page draws
# what the file holds too, so the last pictures are kept.
_KEPT = 64


@lru_cache(_KEPT)
def _draw_medium(bar: RangeBar) -> bytes:
    from kpi.charts.renderers.images import range_image

    return range_image.medium_picture(bar)


@lru_cache(_KEPT)
def _draw_small(bar: RangeBar) -> bytes:
    from kpi.charts.renderers.images import range_image

    return range_image.small_picture(bar)


@lru_cache(_KEPT)
def _draw(specified: SmallTrend) -> bytes:
    from kpi.charts.renderers.images import trend_image

    return trend_image.trend_picture(specified)
