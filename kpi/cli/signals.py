"""The command `signals`: whether an indicator's newest figure is unusual, and why.

The sentences of the page, then the points as CSV; `--csv` prints the points only.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

import polars as pl

from kpi.cli import common
from kpi.errors import InputError, UnknownNameError
from kpi.exports import csv
from kpi.indicators import recent_trend, reporting, scorecard
from kpi.indicators.recent_trend import Trend
from kpi.indicators.scorecard import Row
from kpi.indicators.xmr import SHORT_KINDS, Phase, Point, Xmr, reading
from kpi.model.periods_set_aside import aside_of
from kpi.statistics.spc_rules import FIXED_LEAST, variation
from kpi.wording import recent_trend as recent_trend_wording
from kpi.wording import xmr as xmr_wording
from kpi.wording import xmr_method

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


def add(commands: Any) -> None:
    """Add the command to the parser."""
    made = commands.add_parser("signals", help="is an indicator's newest figure unusual?")
    made.add_argument("indicator", metavar="INDICATOR")
    made.add_argument("--area", help="three-digit or ONS code; KPI_HOME, else 839")
    made.add_argument("--quarter", help='for example "Q1 2025-26"')
    made.add_argument(
        "--baseline",
        type=int,
        metavar="N",
        help=f"make the range from the first N figures only, at least {FIXED_LEAST}",
    )
    made.add_argument(
        "--no-screening", action="store_true", help="leave no large change out of the range"
    )
    made.add_argument("--csv", action="store_true", help="print the points only")
    made.set_defaults(command=_signals)


def points_table(row: Row, found: Xmr) -> pl.DataFrame:
    """One row a period: value, variation type, sign, and the exact limits it is held against.

    A gap has no variation; nor has a figure that is not judged, for example in a trial range or
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
        for phase in found.phases
        for point in phase.points
    ]
    return pl.DataFrame(rows, schema=POINTS)


def _variation(row: Row, phase: Phase, point: Point) -> str | None:
    if point.value is None or phase.unfit:
        return None
    return variation(point.signal, row.indicator.polarity).value


def years_table(row: Row, found: Trend) -> pl.DataFrame:
    """One row a year of the area's own yearly series; `in_test` marks those of the trend test."""
    rows = [
        {
            "period": o.period.short,
            "value": o.value,
            "numerator": o.numerator,
            "denominator": o.denominator,
            "in_test": found.direction is not None and o.period in found.periods,
            "set_aside": why.reason if (why := aside_of(row.indicator, o.period)) else None,
            "data_status": o.data_status,
        }
        for o in row.series
    ]
    return pl.DataFrame(rows, schema=YEARS)


def _signals(chosen: argparse.Namespace) -> None:
    snapshot, area = common.live_and_area(chosen, as_home=True)
    indicator = snapshot.indicator(chosen.indicator)
    if chosen.baseline is not None and chosen.baseline < FIXED_LEAST:
        raise InputError(f"--baseline {chosen.baseline} is too few: at least {FIXED_LEAST}")
    quarter = reporting.find_quarter(snapshot, area, chosen.quarter)
    (row,) = scorecard.summary(snapshot, quarter, area=area, indicator_ids=[indicator.id])
    if row.now is None:
        raise UnknownNameError(
            f"there is no figure of {indicator.id} for {row.area.name} up to {quarter.short}"
        )
    if row.now.period.kind in SHORT_KINDS:
        _short(row, chosen)
    else:
        found = recent_trend.of_series(indicator, row.series)
        said = [recent_trend_wording.trend_sentence(indicator, found, row.series)]
        if found.direction is not None:
            said.append(f"Chi-squared {found.chi_squared:.2f}, slope {found.slope:.4f} a year.")
        _print([] if chosen.csv else said, years_table(row, found))


def _short(row: Row, chosen: argparse.Namespace) -> None:
    found = reading(
        row.indicator,
        row.series,
        row.area.code,
        screen=not chosen.no_screening,
        fixed=chosen.baseline,
    )
    if found is None:
        raise UnknownNameError(
            f"there is no figure of {row.indicator.id} for {row.area.name} up to "
            f"{row.quarter.short}, only why each is missing"
        )
    said = [
        xmr_wording.sentence(row, found),
        xmr_wording.earlier(row, found),
        xmr_wording.target_sentence(row, found),
        *xmr_method.notes(row, found),
    ]
    _print([] if chosen.csv else [text for text in said if text], points_table(row, found))


def _print(said: list[str], table: pl.DataFrame) -> None:
    text = "".join(f"{line}\n" for line in said)
    sys.stdout.buffer.write(f"{text}\n".encode() if said else b"")
    sys.stdout.buffer.write(csv.to_csv(table))
    sys.stdout.flush()
