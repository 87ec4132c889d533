"""A small trend for print, as frozen types: every point labelled, the target, a year's rings."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True)
class SmallTrend:
    """The points in order of time, with title, the target's label and the text alternative."""

    title: str
    points: tuple[TrendPoint, ...]
    target_label: str
    text: str
