"""Where the letters and labels of a range bar stand: in the order of their marks, none touching."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts.specification.label_overlaps import dodged
from kpi.charts.specification.range_bar.parts import RangeBar, RangeMark

LETTERS_APART = 6.2
"""Per cent of the bar's width, between the middles of two marks' letters."""


def lettered(bar: RangeBar) -> tuple[RangeMark, ...]:
    """Return the marks that have letters, from left to right."""
    return in_order([mark for mark in bar.marks if mark.letters])


def in_order(marks: Sequence[RangeMark]) -> tuple[RangeMark, ...]:
    """Return marks from left to right, as their labels stand; those of one place stay as given."""
    return tuple(sorted(marks, key=lambda mark: mark.place))


def label_places(
    marks: Sequence[RangeMark], sizes: Sequence[float], *, apart: float = 0.0
) -> list[tuple[RangeMark, float]]:
    """Return marks, which are `in_order`, with the middles of their labels.

    `sizes` are the labels' widths, and `apart` the least between two middles, in per cent of the
    bar's width; so are the middles.
    """
    places = dodged([mark.place for mark in marks], sizes, apart=apart)
    return list(zip(marks, places, strict=True))
