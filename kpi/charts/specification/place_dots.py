"""The specification of dots by place among all authorities, in rows of topics, and of their counts.

Right is better: a place is 0 for the weakest authority and 100 for the best one.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_QUARTER, WEAKEST_QUARTER = "none", "D"
SMALL, TAIL = "small", "tail"
BEST, WEAKEST, WORSENED = "best", "weakest", "worsened"


@dataclass(frozen=True)
class PlaceDot:
    """One measure: its place from the left, and its row.

    `band` is a quarter's letter or `NO_QUARTER`; `is_current` is false for what is drawn small and
    hollow. `sign` is the number or letter that leads to the list `listed`; both are empty for most.
    `x` is a percentage; `y` and `radius`, the room it takes, are pixels of the picture. `text` is
    shown by pointing at it.
    """

    measure: str
    name: str
    topic: str
    band: str
    is_current: bool
    sign: str
    listed: str
    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True)
class PlaceTail:
    """A line from a measure's place in the period before to its place now."""

    measure: str
    start: float
    end: float
    y: float


@dataclass(frozen=True)
class CountPart:
    """One part of a bar of counts: its colour's key, its words, its count.

    `is_printed` says whether its count has room in it.
    """

    key: str
    words: str
    count: int
    is_printed: bool


@dataclass(frozen=True)
class CountBar:
    """Counts side by side, the weakest at the left; `left` and `right` are words at its ends."""

    heading: str
    parts: tuple[CountPart, ...]
    left: str = ""
    right: str = ""

    @property
    def text(self) -> str:
        """Every count in words."""
        counts = ", ".join(f"{part.count} {part.words}" for part in self.parts if part.count)
        return f"{self.heading}: {counts or 'none'}"


@dataclass(frozen=True)
class TopicRow:
    """One topic: the band of the picture that is its own, in pixels, and its counts.

    `directorate` is named above the first topic of each, and is empty for the others.
    """

    topic: str
    directorate: str
    top: float
    bottom: float
    middle: float
    count: int
    bar: CountBar

    @property
    def weakest_words(self) -> str:
        """How many of its measures are in the weakest quarter: `4 of 44 weakest`."""
        weakest = sum(part.count for part in self.bar.parts if part.key == WEAKEST_QUARTER)
        return f"{weakest or 'none'} of {self.count} weakest"

    @property
    def unplaced(self) -> int:
        """How many of its measures have a place but no quarter."""
        return self.count - sum(part.count for part in self.bar.parts)


@dataclass(frozen=True)
class PlaceDots:
    """Every ranked measure as a dot: title, text alternative, rows, dots, tails and height."""

    title: str
    text: str
    width: float
    height: float
    rows: tuple[TopicRow, ...]
    dots: tuple[PlaceDot, ...]
    tails: tuple[PlaceTail, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """What a key has to explain: quarters, `NO_QUARTER`, `SMALL` and `TAIL`."""
        small = {SMALL for dot in self.dots if not dot.is_current}
        tails = {TAIL} if self.tails else set()
        return frozenset({dot.band for dot in self.dots} | small | tails)
