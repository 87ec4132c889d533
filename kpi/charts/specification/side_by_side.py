"""Measures side by side as frozen types: a table of strips, and a small line chart for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.charts.specification.range_bar.parts import QuarterBox

SmallRole = Literal["home", "england", "first", "second", "other"]
"""Whose line it is; `first` and `second` are the two areas that are named."""


@dataclass(frozen=True)
class StripHead:
    """A column's heading: its measure, its one period, and what the ends of its strips are.

    `shades` are quarters of all authorities, from left to right; none where LAIT shows no quarters.
    `status` is the data status of the period's published figures.
    """

    measure: str
    name: str
    period: str
    status: str
    left: str
    right: str
    shades: tuple[QuarterBox, ...]


@dataclass(frozen=True)
class StripCell:
    """A figure and its place on the strip; without a place `figure` says why in a few words.

    `text` says the strip to those who cannot see it. `status` is empty where the column's own says
    it already.
    """

    figure: str
    at: float | None
    text: str = ""
    note: str = ""
    status: str = ""


@dataclass(frozen=True)
class StripRow:
    """An area's cells; `letters` stand for it where it is a comparator."""

    role: str
    name: str
    letters: str
    cells: tuple[StripCell, ...]


@dataclass(frozen=True)
class StripTable:
    """The rows, and our place in each column below them."""

    caption: str
    heads: tuple[StripHead, ...]
    rows: tuple[StripRow, ...]
    place_name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class SmallLine:
    """A line as stretches between gaps, each of places in per cent from the left and the top."""

    role: SmallRole
    stretches: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class SmallLabel:
    """A named line's last figure: its words line by line, and its middle in per cent from the
    top."""

    role: SmallRole
    words: tuple[str, ...]
    at: float


@dataclass(frozen=True)
class SmallLines:
    """One measure over time; `top` and `bottom` are the figures at the ends of its axis.

    `breaks` are where the series breaks, in per cent from the left.
    """

    name: str
    text: str
    first: str
    last: str
    top: str
    bottom: str
    lines: tuple[SmallLine, ...]
    labels: tuple[SmallLabel, ...]
    breaks: tuple[float, ...] = ()
