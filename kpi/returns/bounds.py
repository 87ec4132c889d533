"""The lowest and highest plausible figure of each unit; a figure beyond them is a typing error.

The bounds are far wider than any council's figures and well within what pages and files hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import polars as pl

from kpi import units
from kpi.errors import UnknownNameError
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

MOST_COUNTED = 100_000_000.0
"""Limit of a numerator or denominator: more than the population of England."""
LEAST = 1e-9
"""A figure other than 0 but closer to it than this would not be visible."""
MOST = 1e15
"""Limit of any figure, published ones included: more than public spending in pence."""


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest figure of a unit, and both in words."""

    lowest: float
    highest: float
    words: str

    def hold(self, value: float) -> bool:
        """Whether a figure is within the bounds; infinities and NaN are not."""
        if not (isfinite(value) and self.lowest <= value <= self.highest):
            return False
        return value == 0 or abs(value) >= LEAST


_BY_UNIT = {
    "number": Bounds(0.0, MOST_COUNTED, f"a number from 0 to {MOST_COUNTED:,.0f}"),
    "days": Bounds(0.0, 36_525.0, "a number of days from 0 to 36,525"),
    "weeks": Bounds(0.0, 5_218.0, "a number of weeks from 0 to 5,218"),
    "months": Bounds(0.0, 1_200.0, "a number of months from 0 to 1,200"),
    "cases": Bounds(0.0, 1_000_000.0, "a number of cases from 0 to 1,000,000"),
    "percent": Bounds(0.0, 100.0, "a percentage from 0 to 100"),
    "points": Bounds(-100.0, 100.0, "a difference of at most 100 points"),
}
COUNTED = Bounds(0.0, MOST_COUNTED, f"a whole number from 0 to {MOST_COUNTED:,.0f}")
_ABOVE_100 = Bounds(0.0, 200.0, "a percentage from 0 to 200, as this one may be above 100")
_DIVIDED = Bounds(0.0, 1e12, "a number from 0 to 1,000,000,000,000")
_PER = 10.0  # times the population: more than this many events for each child is a typing error


def of_unit(unit: str) -> Bounds:
    """Return the bounds of a unit's figures and targets; a rate's are ten times its base."""
    if unit in _BY_UNIT:
        return _BY_UNIT[unit]
    base = unit.removeprefix("per ").split(" ")[0].replace(",", "")
    if unit.startswith("per ") and base.isascii() and base.isdigit():
        most = _PER * float(base)
        return Bounds(0.0, most, f"a rate from 0 to {most:,.0f}")
    return _DIVIDED


def of_figure(indicator: Indicator) -> Bounds:
    """Return the bounds of an indicator's figures: its unit's, or more than 100% if it may be."""
    return _ABOVE_100 if indicator.may_exceed_100 else of_unit(indicator.unit)


def of_counts(unit: str) -> Bounds:
    """Return the bounds of numerators and denominators: counts, or what an average is made of."""
    if unit == units.FULL_TIME:
        return _BY_UNIT[units.NUMBER]
    return COUNTED if units.counts_are_whole(unit) else _DIVIDED


def out_of_bounds(snapshot: Snapshot) -> Iterator[str]:
    """Yield one line for each figure and target of a snapshot that is out of bounds."""
    for indicator in snapshot.indicators:
        yield from _observed(snapshot, indicator)
        yield from _aimed_at(snapshot, indicator)
    yield from _published(snapshot)


def _observed(snapshot: Snapshot, indicator: Indicator) -> Iterator[str]:
    own, parts = of_figure(indicator), of_counts(indicator.unit)
    rows = snapshot.observed(indicator.id)
    odd = rows.filter(
        (~_held("value", own) & pl.col("reporting_quarter").is_not_null())
        | ~_held("value", Bounds(-MOST, MOST, ""))
        | ~_held("numerator", parts)
        | ~_held("denominator", parts)
    )
    for r in odd.iter_rows(named=True):
        period = Period.of(r["period_kind"], r["period_start"], r["period_end"])
        for name, limits in (("value", own), ("numerator", parts), ("denominator", parts)):
            if r[name] is not None and not limits.hold(r[name]):
                where = f"{indicator.id} of {_name(snapshot, r['area'])}, {period}"
                yield f"{where}: its {name} is {r[name]:g}, expected {limits.words}"


def _aimed_at(snapshot: Snapshot, indicator: Indicator) -> Iterator[str]:
    limits = of_unit(indicator.unit)
    rows = snapshot.targets.filter(pl.col("indicator_id") == indicator.id)
    for r in rows.iter_rows(named=True):
        for name in AMOUNTS:
            if r[name] is not None and not limits.hold(r[name]):
                where = f"{indicator.id} of {_name(snapshot, r['area'])}, {r['from_quarter']}"
                words = name.replace("_", " ")
                yield f"{where}: its {words} is {r[name]:g}, expected {limits.words}"


def _published(snapshot: Snapshot) -> Iterator[str]:
    table = snapshot.benchmarks
    if not isinstance(table, pl.DataFrame):
        return  # too large for memory; its published figures need no check
    limits = Bounds(-MOST, MOST, f"a number below {MOST:,.0f}")
    for r in table.filter(~_held("value", limits)).iter_rows(named=True):
        where = f"Measure {r['measure']} of {_name(snapshot, str(r['area']))}, {r['label']}"
        yield f"{where}: its value is {r['value']:g}, expected {limits.words}"


def _held(column: str, limits: Bounds) -> pl.Expr:
    """Return an expression: whether a column's figure is empty or within the bounds."""
    value = pl.col(column)
    return value.is_null() | (value.is_finite() & value.is_between(limits.lowest, limits.highest))


def _name(snapshot: Snapshot, code: str) -> str:
    try:
        return snapshot.area(code).name
    except UnknownNameError:
        return f"area {code}"
