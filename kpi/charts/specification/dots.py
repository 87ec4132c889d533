"""The specification of figures as dots on one scale, row by row, with lines for means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DotScale:
    """A scale from `low` to `high`; `turned` where lower figures are better, so that right is."""

    low: float
    high: float
    low_text: str
    high_text: str
    turned: bool = False

    def place(self, value: float) -> float:
        """Return a value's place as a percentage from the left."""
        share = 100 * (value - self.low) / ((self.high - self.low) or 1.0)
        return round(100 - share if self.turned else share, 2)

    @property
    def left(self) -> str:
        """The figure at the left end."""
        return self.high_text if self.turned else self.low_text

    @property
    def right(self) -> str:
        """The figure at the right end."""
        return self.low_text if self.turned else self.high_text


@dataclass(frozen=True)
class DotLine:
    """A line down all rows: its role, name, figure, data status and place."""

    key: str
    name: str
    figure: str
    status: str
    at: float


@dataclass(frozen=True)
class DotRow:
    """One authority: its figure and place, or why it has none; `stem` is left end and width.

    `order`, `rank` and `change` are texts of columns that only some lists have.
    """

    area: str
    name: str
    key: str
    figure: str
    at: float | None
    stem: tuple[float, float] | None
    reason: str = ""
    tag: str = ""
    order: str = ""
    rank: str = ""
    change: str = ""


@dataclass(frozen=True)
class DotList:
    """A list of authorities on one scale, best first."""

    heading: str
    summary: str
    caption: str
    scale: DotScale
    lines: tuple[DotLine, ...]
    rows: tuple[DotRow, ...]


@dataclass(frozen=True)
class RankingEnd:
    """The authorities at one end of a ranking under a heading; a row may stand for many."""

    heading: str
    rows: tuple[DotRow, ...]


@dataclass(frozen=True)
class DotStrip:
    """A region with its authorities as dots: `own` is the place of our dot in our own region."""

    name: str
    order: str
    count: int
    figure: str
    status: str
    at: float | None
    dots: tuple[float, ...]
    own: float | None
    is_home: bool
    text: str
    reason: str = ""


@dataclass(frozen=True)
class StripList:
    """All regions on one scale, best first, with England as a line."""

    heading: str
    note: str
    scale: DotScale
    lines: tuple[DotLine, ...]
    strips: tuple[DotStrip, ...]


@dataclass(frozen=True)
class CoverageRow:
    """One period's spread: edges of its quarters, places of England and of ours, and its texts."""

    period: str
    count: str
    of: str
    edges: tuple[float, ...]
    england: float | None
    own: float | None
    figure: str
    rank: str
    text: str
    is_break: bool


@dataclass(frozen=True)
class CoveragePicture:
    """Each period's spread on one scale, oldest first, with notes below."""

    scale: DotScale
    rows: tuple[CoverageRow, ...]
    notes: tuple[str, ...]
    low_name: str
    high_name: str


@dataclass(frozen=True)
class GapRow:
    """A group of children: places and figures of our gap and of England's, or why there is none.

    `starts_kind` is what the group is by, in the first row of its kind; `status` is the data status
    of both gaps; `is_chosen` marks the group shown over time.
    """

    name: str
    starts_kind: str
    own: float | None
    own_figure: str
    england: float | None
    england_figure: str
    stem: tuple[float, float] | None
    against: str
    reason: str
    status: str
    is_chosen: bool


@dataclass(frozen=True)
class GapList:
    """Gaps of groups of children on one scale; `zero` is the place of those beside them.

    It is named where no end of the scale is so near that their figures would meet.
    """

    caption: str
    others: str
    scale: DotScale
    zero: float
    is_zero_named: bool
    rows: tuple[GapRow, ...]
