"""The specification of the release calendar: a lane an indicator, a mark a day of release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpi.formatting import long_date


@dataclass(frozen=True)
class ReleaseMark:
    """The figures of one owner that are due on one day.

    `x` is a percentage of the lane; `periods` is written out, and `label` is its short form, which
    stands on the named `side` of the mark, or nowhere where there is no room. Of two on one day,
    both `is_double`, the council's own has the label and the other is `shifted` to its right.
    """

    day: date
    is_own: bool
    x: float
    periods: str
    words: str
    label: str
    side: Literal["right", "left", "none"]
    shifted: bool = False
    is_double: bool = False

    @property
    def date_words(self) -> str:
        """The day, written out."""
        return long_date(self.day)


@dataclass(frozen=True)
class ReleaseLane:
    """One indicator: what is late in words (empty for nothing), its marks in order of time."""

    indicator: str
    name: str
    late: str
    marks: tuple[ReleaseMark, ...]
    text: str


@dataclass(frozen=True)
class MonthStart:
    """The first day of a month on the calendar."""

    x: float
    label: str


@dataclass(frozen=True)
class ReleaseCalendar:
    """The lanes of all indicators, the months above them, and the day of the snapshot.

    `late` is how many have something late; `coming` says what is next, in words.
    """

    day: str
    now: float
    months: tuple[MonthStart, ...]
    lanes: tuple[ReleaseLane, ...]
    late: str
    is_late: bool
    coming: str
