"""Whether an indicator's newest figure is unusual: sentences, and the points behind them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.errors import UnknownNameError
from kpi.indicators import recent_trend
from kpi.indicators.recent_trend import Trend
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import SHORT_KINDS, Phase, Xmr, XmrPoint, reading
from kpi.model.series_discontinuities import aside_of
from kpi.statistics.xmr_rules import variation
from kpi.wording.trends import recent_trend as recent_trend_wording
from kpi.wording.trends import xmr as xmr_wording
from kpi.wording.trends import xmr_method

POINTS = pl.Schema(
    {
        "period": pl.String,
        "value": pl.Float64,
        "variation": pl.String,
        "sign": pl.String,
        "average": pl.Float64,
        "lower": pl.Float64,
        "upper": pl.Float64,
        "is_trial": pl.Boolean,
        "set_aside": pl.String,
        "data_status": pl.String,
    }
)
YEARS = pl.Schema(
    {
        "period": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "in_test": pl.Boolean,
        "set_aside": pl.String,
        "data_status": pl.String,
    }
)


def points_table(row: ScorecardRow, xmr: Xmr) -> pl.DataFrame:
    """Return a row per period: value, variation type, sign, and the exact limits applied.

    A gap has no variation, nor has a figure that is not judged, for example within trial limits or
    in a period set aside (then `set_aside` says why).
    """
    status = {o.period: o.data_status for o in row.series}
    rows = [
        {
            "period": point.period.short,
            "value": point.value if point.aside is None else point.aside,
            "variation": _variation(row, phase, point),
            "sign": point.signal.rule.value if point.signal else None,
            "average": phase.limits.mean if phase.limits else None,
            "lower": phase.limits.lower if phase.limits else None,
            "upper": phase.limits.upper if phase.limits else None,
            "is_trial": phase.is_trial,
            "set_aside": point.why or None,
            "data_status": status.get(point.period),
        }
        for phase in xmr.phases
        for point in phase.points
    ]
    return pl.DataFrame(rows, schema=POINTS)


def _variation(row: ScorecardRow, phase: Phase, point: XmrPoint) -> str | None:
    if point.value is None or phase.unfit:
        return None
    return variation(point.signal, row.indicator.polarity).value


def years_table(row: ScorecardRow, trend: Trend) -> pl.DataFrame:
    """Return a row per year of the area's own series; `in_test` marks years of the trend test."""
    rows = [
        {
            "period": o.period.short,
            "value": o.value,
            "numerator": o.numerator,
            "denominator": o.denominator,
            "in_test": trend.direction is not None and o.period in trend.periods,
            "set_aside": why.reason if (why := aside_of(row.indicator, o.period)) else None,
            "data_status": o.data_status,
        }
        for o in row.series
    ]
    return pl.DataFrame(rows, schema=YEARS)


@dataclass(frozen=True)
class Signals:
    """Sentences on a series, and its points (`POINTS`, or `YEARS` for a yearly series)."""

    sentences: tuple[str, ...]
    points: pl.DataFrame


def signals_of(
    row: ScorecardRow, *, baseline: int | None = None, is_screened: bool = True
) -> Signals:
    """Return a row's signals: XmR for quarters and terms, the recent trend for years.

    `baseline` is the number of first figures in a fixed range; without `is_screened`, large
    changes are included in it. Raises UnknownNameError where the series has no figure.
    """
    if row.now is None:
        raise UnknownNameError(
            f"there is no figure of {row.indicator.id} for {row.area.name} up to "
            f"{row.quarter.short}"
        )
    never = xmr_wording.why_never(row)
    if never:
        return Signals((never,), years_table(row, recent_trend.Trend(None, why=never)))
    if row.now.period.kind in SHORT_KINDS:
        return _of_short_periods(row, baseline, is_screened)
    return _of_years(row)


def _of_years(row: ScorecardRow) -> Signals:
    trend = recent_trend.of_series(row.indicator, row.series)
    sentences = [recent_trend_wording.trend_sentence(row.indicator, trend, row.series)]
    if trend.direction is not None:
        sentences.append(f"Chi-squared {trend.chi_squared:.2f}, slope {trend.slope:.4f} a year.")
    return Signals(tuple(sentences), years_table(row, trend))


def _of_short_periods(row: ScorecardRow, baseline: int | None, is_screened: bool) -> Signals:
    xmr = reading(row.indicator, row.series, row.area.code, screen=is_screened, fixed=baseline)
    if xmr is None:
        raise UnknownNameError(
            f"there is no figure of {row.indicator.id} for {row.area.name} up to "
            f"{row.quarter.short}, only why each is missing"
        )
    sentences = (
        xmr_wording.sentence(row, xmr),
        xmr_wording.earlier(row, xmr),
        xmr_wording.target_sentence(row, xmr),
        *xmr_method.notes(row, xmr),
    )
    return Signals(tuple(text for text in sentences if text), points_table(row, xmr))
