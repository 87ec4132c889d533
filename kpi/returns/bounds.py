"""How large and how small a figure can be, by its unit: beyond it, it is a slip of the pen.

Far wider than any figure of a council, and far inside what every page and file can show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

import polars as pl

from kpi.errors import UnknownNameError
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

MOST_COUNTED = 100_000_000.0
"""Of a numerator or denominator: more than the people of England."""
LEAST = 1e-9
"""What is not 0 but nearer to it than this says nothing that anybody could see."""
MOST = 1e15
"""Of any figure, a publisher's too: the whole country's spending in pence is less."""


@dataclass(frozen=True)
class Bounds:
    """The lowest and highest figure of a unit, and both in words."""

    lowest: float
    highest: float
    words: str

    def hold(self, value: float) -> bool:
        """Whether a figure lies within; infinities and what is no number do not."""
        if not (isfinite(value) and self.lowest <= value <= self.highest):
            return False
        return value == 0 or abs(value) >= LEAST


_BY_UNIT = {
    "percent": Bounds(0.0, 100.0, "a percentage from 0 to 100"),
    "points": Bounds(-100.0, 100.0, "a difference of at most 100 points"),
}
COUNTED = Bounds(0.0, MOST_COUNTED, f"a whole number from 0 to {MOST_COUNTED:,.0f}")
_PER = 10.0  # times the population: more than so many events for each child is a slip
_OTHER = Bounds(0.0, 1e12, "a number from 0 to 1,000,000,000,000")


def of_unit(unit: str) -> Bounds:
    """The bounds of a unit's figures and targets; a rate's are ten for each one of its base."""
    if unit in _BY_UNIT:
        return _BY_UNIT[unit]
    base = unit.removeprefix("per ").split(" ")[0].replace(",", "")
    if unit.startswith("per ") and base.isascii() and base.isdigit():
        most = _PER * float(base)
        return Bounds(0.0, most, f"a rate from 0 to {most:,.0f}")
    return _OTHER


def out_of_bounds(snapshot: Snapshot) -> Iterator[str]:
    """Each figure and target of a snapshot that is beyond its bounds, in a line."""
    for indicator in snapshot.indicators:
        yield from _observed(snapshot, indicator)
        yield from _aimed_at(snapshot, indicator)
    yield from _published(snapshot)


def _observed(snapshot: Snapshot, indicator: Indicator) -> Iterator[str]:
    own = of_unit(indicator.unit)
    rows = snapshot.observed(indicator.id)
    odd = rows.filter(
        (~_held("value", own) & pl.col("reporting_quarter").is_not_null())
        | ~_held("value", Bounds(-MOST, MOST, ""))
        | ~_held("numerator", COUNTED)
        | ~_held("denominator", COUNTED)
    )
    for r in odd.iter_rows(named=True):
        period = Period.of(r["period_kind"], r["period_start"], r["period_end"])
        for name, limits in (("value", own), ("numerator", COUNTED), ("denominator", COUNTED)):
            if r[name] is not None and not limits.hold(r[name]):
                where = f"{indicator.id} of {_name(snapshot, r['area'])}, {period}"
                yield f"{where}: its {name} is {r[name]:g}, expected {limits.words}"


def _aimed_at(snapshot: Snapshot, indicator: Indicator) -> Iterator[str]:
    limits = of_unit(indicator.unit)
    rows = snapshot.targets.filter(pl.col("indicator_id") == indicator.id)
    for r in rows.iter_rows(named=True):
        for name in ("target", "intervention_level"):
            if r[name] is not None and not limits.hold(r[name]):
                where = f"{indicator.id} of {_name(snapshot, r['area'])}, {r['from_quarter']}"
                words = name.replace("_", " ")
                yield f"{where}: its {words} is {r[name]:g}, expected {limits.words}"


def _published(snapshot: Snapshot) -> Iterator[str]:
    table = snapshot.benchmarks
    if not isinstance(table, pl.DataFrame):
        return  # too large to be held: its figures are published, and never were anything else
    limits = Bounds(-MOST, MOST, f"a number below {MOST:,.0f}")
    for r in table.filter(~_held("value", limits)).iter_rows(named=True):
        where = f"Measure {r['measure']} of {_name(snapshot, str(r['area']))}, {r['label']}"
        yield f"{where}: its value is {r['value']:g}, expected {limits.words}"


def _held(column: str, limits: Bounds) -> pl.Expr:
    """Whether a column's figure is within bounds, or there is none; the least is not looked at."""
    value = pl.col(column)
    return value.is_null() | (value.is_finite() & value.is_between(limits.lowest, limits.highest))


def _name(snapshot: Snapshot, code: str) -> str:
    try:
        return snapshot.area(code).name
    except UnknownNameError:
        return f"area {code}"
