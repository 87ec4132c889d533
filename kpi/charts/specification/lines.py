"""The lines and points of a chart, by period: figures, what is set aside, and the corners drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from kpi.charts.specification.styles import Marker, Role, Stroke
from kpi.charts.specification.timeline import middle
from kpi.model.data_status import PUBLISHED, in_brackets, of_figures
from kpi.periods import Kind, Period

Course = Literal["slope", "level", "steps"]
"""A line joins the middles of its periods, is level in each, or steps from one to the next."""


class Corner(NamedTuple):
    """A day and value that a line runs through, and its figure in words.

    Without a value the line is open there; without a day the pen is only lifted.
    """

    day: date | None
    value: float | None
    text: str


@dataclass(frozen=True)
class LinePoint:
    """A line's figure of one period; `text` says it in full, `value` is None without a figure."""

    period: Period
    value: float | None
    text: str = ""
    status: str = PUBLISHED  # illustrative, derived or provisional where nobody published it
    aside: str = ""  # why it is set aside: drawn hollow, and no line runs through it
    # How far up and down from the value its likely range reaches; None without one.
    up: float | None = None
    down: float | None = None

    @property
    def joined(self) -> float | None:
        """The value that the line runs through; None for a gap and for what is set aside."""
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
        """What the line runs through, in time order."""
        found: list[Corner] = []
        for point in self.points:
            period, value, text = point.period, point.joined, point.text
            if self.course == "slope":
                found.append(Corner(middle(period), value, text))
                continue
            found += [Corner(period.start, value, text), Corner(period.end, value, text)]
            if self.course == "level":
                found.append(Corner(None, None, ""))
        return tuple(found)

    @property
    def set_aside(self) -> ChartPoints | None:
        """Its points that are set aside, hollow; None without any."""
        found = tuple(
            Corner(middle(point.period), point.value, point.text)
            for point in self.points
            if point.aside and point.value is not None
        )
        hollow = Marker("circle", 11, "#FFFFFF", self.stroke.colour, 2)
        return ChartPoints(f"{self.name}, set aside", found, hollow) if found else None

    def status_of(self, period: Period) -> str:
        """The data status of its figure of a period; `published` where it has none."""
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


@dataclass(frozen=True)
class ChartPoints:
    """Points without a line, all of one look."""

    name: str
    corners: tuple[Corner, ...]
    marker: Marker
    stroke: ClassVar[None] = None


@dataclass(frozen=True)
class LevelStretch:
    """A level line from one day to another, such as an average while it held."""

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
    """A point in full: `England, 2024 (calendar year): 46.4%, set aside: ... (derived)`.

    `figure` is printed with its unit, and empty without one.
    """
    why = f", set aside: {aside}" if aside else ""
    mark = in_brackets(status) if figure else ""
    return f"{name}, {period}: {figure or 'no figure'}{why}{mark}"


def is_level(periods: Sequence[Period], *, among_quarters: bool) -> bool:
    """Whether a line has whole years among quarters: each is then drawn as a level stretch."""
    return among_quarters and any(period.kind is not Kind.QUARTER for period in periods)


def aside_words(lines: Sequence[ChartLine]) -> str:
    """`Hollow points (spring term 2021) are set aside, as schools ...`; empty without any."""
    by_reason: dict[str, list[Period]] = {}
    for line in lines:
        for point in line.points:
            if point.aside and point.value is not None:
                found = by_reason.setdefault(point.aside, [])
                found += [point.period] if point.period not in found else []
    return " ".join(
        f"Hollow points ({' and '.join(str(period) for period in sorted(periods))}) are set "
        f"aside, as {why}."
        for why, periods in by_reason.items()
    )
