"""The lines and points of a chart, by period: figures, points set aside, and the corners drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple, TypeVar

from kpi.charts.specification.styles import Marker, Role, Stroke
from kpi.model.data_status import PUBLISHED, in_brackets, of_figures
from kpi.periods import Kind, Period, breaks_between

T = TypeVar("T")
Course = Literal["slope", "level", "steps"]
"""How a line joins its periods: through their middles, level in each, or in steps."""


class Corner(NamedTuple):
    """A day and a value that a line runs through, and the figure in words.

    Without a value the line has a gap there; without a day it is only interrupted.
    """

    day: date | None
    value: float | None
    text: str


@dataclass(frozen=True)
class LinePoint:
    """A line's figure of one period; `text` is it in full, `value` is None without a figure."""

    period: Period
    value: float | None
    text: str = ""
    status: str = PUBLISHED  # illustrative, derived or provisional unless published
    aside: str = ""  # reason for setting it aside: drawn hollow, and no line runs through it
    # Distances from the value down and up to the ends of its likely range; None without one.
    up: float | None = None
    down: float | None = None
    broken: bool = False  # the series breaks before it: no line joins it to the point before

    @property
    def joined(self) -> float | None:
        """The value that the line runs through; None for a gap and for a point set aside."""
        return None if self.aside else self.value


@dataclass(frozen=True)
class ChartLine:
    """One line of a chart; `key` is the column of its figures in tables."""

    key: str
    role: Role
    name: str
    label: str  # the short name at the line's end
    points: tuple[LinePoint, ...]
    stroke: Stroke
    marker: Marker | None = None
    course: Course = "slope"

    @property
    def has_figures(self) -> bool:
        """Whether any of its periods has a figure."""
        return any(point.value is not None for point in self.points)

    @property
    def corners(self) -> tuple[Corner, ...]:
        """The corners of the line, in time order."""
        corners: list[Corner] = []
        for point in self.points:
            period, value, text = point.period, point.joined, point.text
            if self.course == "slope":
                if point.broken:
                    corners.append(Corner(None, None, ""))
                corners.append(Corner(period.middle, value, text))
                continue
            corners += [Corner(period.start, value, text), Corner(period.end, value, text)]
            if self.course == "level":
                corners.append(Corner(None, None, ""))
        return tuple(corners)

    @property
    def set_aside(self) -> ChartPoints | None:
        """The points that are set aside, drawn hollow; None without any."""
        corners = tuple(
            Corner(point.period.middle, point.value, point.text)
            for point in self.points
            if point.aside and point.value is not None
        )
        hollow = Marker("circle", 11, "#FFFFFF", self.stroke.colour, 2)
        return ChartPoints(f"{self.name}, set aside", corners, hollow) if corners else None

    def status_of(self, period: Period) -> str:
        """Return the data status of the figure of a period; `published` where there is none."""
        return next(
            (p.status for p in self.points if p.period == period and p.value is not None), PUBLISHED
        )

    @property
    def figure_statuses(self) -> tuple[str, ...]:
        """The data status of each point that has a figure."""
        return tuple(point.status for point in self.points if point.value is not None)

    @property
    def mark(self) -> str:
        """The mark of its figures: `derived`, `some figures derived`; empty for published ones."""
        return of_figures(self.figure_statuses)


def stretches(points: Iterable[T | None]) -> tuple[tuple[T, ...], ...]:
    """Return the stretches of a line's points between its gaps, in order; a gap is None."""
    runs: list[list[T]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return tuple(tuple(run) for run in runs if run)


def split_at_breaks(
    lines: Sequence[ChartLine], breaks: Collection[Period]
) -> tuple[ChartLine, ...]:
    """Return lines that do not join points on two sides of a break in the series.

    `breaks` are the first periods after each: figures before and after one do not compare.
    """

    def broken(before: LinePoint, after: LinePoint) -> bool:
        return bool(breaks_between(breaks, before.period, after.period))

    return tuple(
        replace(
            line,
            points=(
                *line.points[:1],
                *(replace(b, broken=True) if broken(a, b) else b for a, b in pairwise(line.points)),
            ),
        )
        for line in lines
    )


@dataclass(frozen=True)
class ChartPoints:
    """Points without a line, all in one style."""

    name: str
    corners: tuple[Corner, ...]
    marker: Marker
    stroke: ClassVar[None] = None


@dataclass(frozen=True)
class LevelStretch:
    """A level line from one day to another, such as an average over a phase."""

    name: str
    start: date
    end: date
    value: float
    text: str
    stroke: Stroke
    marker: ClassVar[None] = None

    @property
    def corners(self) -> tuple[Corner, ...]:
        """Its two ends."""
        return Corner(self.start, self.value, self.text), Corner(self.end, self.value, self.text)


def point_text(name: str, period: Period, figure: str, *, status: str, aside: str) -> str:
    """Return a point in full: `England, 2024 (calendar year): 46.4%, set aside: ... (derived)`.

    `figure` is printed with its unit, and empty without one.
    """
    why = f", set aside: {aside}" if aside else ""
    mark = in_brackets(status) if figure else ""
    return f"{name}, {period}: {figure or 'no figure'}{why}{mark}"


def is_level(periods: Sequence[Period], *, among_quarters: bool) -> bool:
    """Return whether a line has years among quarters; each is then drawn as a level stretch.

    A day has no length that a stretch could be drawn over: such points are joined.
    """
    stretches = (p for p in periods if p.kind is not Kind.SNAPSHOT)
    return among_quarters and any(not period.kind.is_quarterly for period in stretches)


def aside_words(lines: Sequence[ChartLine]) -> str:
    """Return `Hollow points (spring term 2021) are set aside, as schools ...`, or an empty text."""
    by_reason: dict[str, list[Period]] = {}
    for line in lines:
        for point in line.points:
            if point.aside and point.value is not None:
                of_reason = by_reason.setdefault(point.aside, [])
                of_reason += [point.period] if point.period not in of_reason else []
    return " ".join(
        f"Hollow points ({' and '.join(str(period) for period in sorted(periods))}) are set "
        f"aside, as {why}."
        for why, periods in by_reason.items()
    )
