"""What a range bar shows, as frozen types: scale, boxes, marks and rail.

Places are percentages of the bar's width, from its left end. Right is better; where neither way
is better, right is higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpi.model.data_status import PUBLISHED

RangeRole = Literal[
    "home",
    "published",
    "england",
    "region",
    "neighbours",
    "group",
    "good",
    "target",
    "upper",
    "level",
]
"""What a mark stands for; `home` is our figure of the report, `published` that of the others'
period, `target` the target or the lower bound of a range, `upper` its upper one, `level` the
intervention level."""
RailKind = Literal["beyond", "short", "met"]
"""What figures in a part of the bar would be: beyond the intervention level, short of the target,
or on target."""

MARGIN = 0.03  # of the distance between the ends, added at each
_SPARE = 0.05  # of a figure, on each side of it, where all figures are the same
_LEAST = 1e-9  # distances smaller than this part of the figures are the float's own noise


@dataclass(frozen=True)
class RangeScale:
    """A linear scale in the indicator's unit; `turned` where lower is better."""

    low: float
    high: float
    turned: bool = False

    @staticmethod
    def holding(values: Sequence[float], *, turned: bool = False) -> RangeScale:
        """Return the scale that holds some values, with a margin at each end.

        Raises ValueError without values.
        """
        low, high = min(values), max(values)
        spare = MARGIN * (high - low)
        if high - low <= _LEAST * max(abs(low), abs(high)):
            spare = _SPARE * max(abs(low), abs(high)) or 1.0
        return RangeScale(low - spare, high + spare, turned)

    def place(self, value: float) -> float:
        """Return the place of a value, from 0 at the left end to 100; outside it for others."""
        place = 100 * (value - self.low) / (self.high - self.low)
        return 100 - place if self.turned else place

    def inside(self, value: float) -> float:
        """Return the place of a value, or of the nearer end of the bar."""
        return min(max(self.place(value), 0.0), 100.0)


@dataclass(frozen=True)
class RangeMark:
    """A figure in the bar: its place, its letters, and its label in parts.

    `before` names it, `figure` is the value as printed, `after` says more; `brief` is a label for
    little room. `status` is the data status of the figure.
    """

    role: RangeRole
    value: float
    place: float
    figure: str
    letters: str = ""
    before: str = ""
    after: str = ""
    brief: str = ""
    status: str = PUBLISHED

    @property
    def is_aim(self) -> bool:
        """Whether it is the target, or a bound of one."""
        return self.role in ("target", "upper")


@dataclass(frozen=True)
class QuarterBox:
    """A quarter of the authorities: from one place to another; the first is the left one."""

    start: float
    end: float


@dataclass(frozen=True)
class RailPart:
    """A part of the rail under the bar, and what figures above it would be."""

    kind: RailKind
    start: float
    end: float


@dataclass(frozen=True)
class RangeEnd:
    """The text at an end of the bar: its name, the figure there, and whether it lies further out.

    `is_outside`: authorities with figures beyond the end are not drawn, and `figure` is the
    furthest of them. `place` is that of our own lowest or highest figure, where the ends are those
    of our own past, which is shorter than the bar; `status` is then its data status.
    """

    name: str
    figure: str
    is_outside: bool = False
    place: float | None = None
    status: str = PUBLISHED


@dataclass(frozen=True)
class Whisker:
    """Our figure's likely range; an end that lies outside the bar is cut there."""

    start: float
    end: float
    is_start_cut: bool = False
    is_end_cut: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class RangeBar:
    """One indicator's figures on one scale.

    `comparators` have a tick and letters each, in drawing order. `ticks` are the places of single
    authorities. Where no authority has a figure there are no boxes and ticks, and `past` is the
    stretch from our own lowest to highest figure, which are the ends. Without a `scale` there is
    nothing to draw, and `absence` says why. `heading` names what is drawn, `note` stands under the
    bar, `large_note` beside the large one's heading; `text` is the alternative for readers who
    cannot see it.
    """

    text: str
    heading: str = ""
    note: str = ""
    note_status: str = PUBLISHED
    large_note: str = ""
    absence: str = ""
    scale: RangeScale | None = None
    boxes: tuple[QuarterBox, ...] = ()
    ticks: tuple[float, ...] = ()
    ends: tuple[RangeEnd, RangeEnd] | None = None
    comparators: tuple[RangeMark, ...] = ()
    target: RangeMark | None = None
    upper: RangeMark | None = None
    level: RangeMark | None = None
    own: RangeMark | None = None
    published: RangeMark | None = None
    whisker: Whisker | None = None
    past: tuple[float, float] | None = None
    rail: tuple[RailPart, ...] = ()

    @property
    def marks(self) -> tuple[RangeMark, ...]:
        """Every mark of one figure, in drawing order, bottom first."""
        drawn = (self.level, self.target, self.upper, *self.comparators, self.published, self.own)
        return tuple(mark for mark in drawn if mark is not None)

    @property
    def aims(self) -> tuple[RangeMark, ...]:
        """The target, or both bounds of a range."""
        return tuple(mark for mark in (self.target, self.upper) if mark is not None)

    @property
    def under(self) -> tuple[RangeMark, ...]:
        """The marks that a bar with figures names under it: the targets and our own figures."""
        return (*self.aims, *(mark for mark in (self.published, self.own) if mark is not None))

    @property
    def key(self) -> tuple[RangeMark, ...]:
        """Every mark from left to right, for a list of what a small bar has no room to name."""
        return tuple(sorted(self.marks, key=lambda mark: mark.place))
