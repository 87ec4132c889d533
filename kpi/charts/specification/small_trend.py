"""Small trends as frozen types: one for print, with every point labelled, the target and a year's
rings; and several areas' lines in the row of a table, each named by letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi.charts.specification.styles import Role


@dataclass(frozen=True)
class TrendPoint:
    """One period: its two lines under the axis, its value and label, and how it is drawn.

    Without a value it is a gap. A `hollow` one is set aside; a `ringed` one is the same quarter or
    term of an earlier year; a `broken` one has a break in the series before it.
    """

    tick: str
    group: str
    value: float | None
    label: str
    target: float | None = None
    hollow: bool = False
    ringed: bool = False
    broken: bool = False
    upper: float | None = None  # of a target between two bounds


@dataclass(frozen=True)
class SmallTrend:
    """The points in order of time, with title, the target's label and the text alternative."""

    title: str
    points: tuple[TrendPoint, ...]
    target_label: str
    text: str


@dataclass(frozen=True)
class TrendLine:
    """An area's line: its name, the letters that stand for it (empty for none), its values and
    them as printed, None and empty for a gap. `status` is its figures' data status."""

    role: Role
    name: str
    letters: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    status: str = ""


@dataclass(frozen=True)
class TrendPath:
    """A line as stretches between gaps, each of places in per cent from the left and the top."""

    role: Role
    stretches: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class TrendLetters:
    """A line's letters beside its last point, in per cent from the left and the top."""

    role: Role
    letters: str
    across: float
    down: float


@dataclass(frozen=True)
class TableTrend:
    """The lines of one measure in a table on a scale of their own, the last drawn on top.

    `days` are the places of the columns in per cent from the left.
    """

    text: str
    days: tuple[float, ...]
    paths: tuple[TrendPath, ...]
    letters: tuple[TrendLetters, ...]


def places_of(days: tuple[date, ...]) -> tuple[float, ...]:
    """Return the places of some days in order, in per cent of the way from the first to the
    last."""
    first, last = days[0].toordinal(), days[-1].toordinal()
    return tuple(round(100 * (d.toordinal() - first) / ((last - first) or 1), 2) for d in days)
