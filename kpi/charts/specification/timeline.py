"""Periods on the time axis: the day at which a point is drawn, and the text of a tick."""

from __future__ import annotations

import calendar
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kpi.periods import Kind, Period

TICKS = 4  # the most ticks that fit next to each other on a phone
WIDE_TICKS = 9  # and on a wide screen
_ONE_LINE = 8  # letters: a quarter of what a phone's chart has room for
_TWO_LINES = 2
_MONTH = re.compile("|".join(calendar.month_name[1:]))


@dataclass(frozen=True)
class PeriodTick:
    """A tick on the time axis: its day and its text line by line; a phone leaves wide ones out."""

    day: date
    words: tuple[str, ...]
    is_wide: bool = False


def newest_and_every(periods: Sequence[Period], most: int = TICKS) -> list[Period]:
    """Return at most `most` periods: the newest, and others at even steps back from it."""
    every = max(1, -(-len(periods) // most))
    return list(reversed(periods))[::every]


def axis_ticks(periods: Sequence[Period]) -> tuple[PeriodTick, ...]:
    """Return the ticks that fit on a wide screen, newest first, at even steps back from it.

    A phone has every second of them, or fewer, and leaves the others out.
    """
    step = max(1, -(-len(periods) // WIDE_TICKS))
    wide = list(reversed(periods))[::step]
    every = max(1, -(-len(wide) // TICKS))
    return tuple(
        PeriodTick(each.middle, tuple(tick_words(each)), is_wide=number % every > 0)
        for number, each in enumerate(wide)
    )


def period_ticks(periods: Iterable[Period]) -> tuple[PeriodTick, ...]:
    """Return a tick in the middle of each period."""
    return tuple(PeriodTick(each.middle, tuple(tick_words(each))) for each in periods)


def tick_words(period: Period) -> list[str]:
    """Return a short tick's lines: `Q1` and `2025-26`; `spring` and `2025`; `2023/24` alone.

    Whatever is longer is broken where a phone needs it, and its months are shortened where that
    alone is too long: `31 March` and `2025`, `30 Sep` and `2025`.
    """
    if period.kind is Kind.MONTH:
        return [f"{period.start:%b}", f"{period.start.year}"]
    if period.kind is Kind.QUARTER_DAY:
        return [f"{period.end.day} {period.end:%b}", f"{period.end.year}"]
    if period.kind.is_quarterly and period.kind is not Kind.ROLLING:
        return Period.containing(Kind.QUARTER, period.end).short.split(" ")
    if period.kind is Kind.TERM:
        return [period.term_name, str(period.start.year)]
    if period.kind in (Kind.FINANCIAL, Kind.ROLLING):
        return ["year to", f"{period.end:%b %Y}"]
    text = str(period).removeprefix("academic year ").partition(" (")[0]
    lines = _wrapped(text)
    if len(lines) > _TWO_LINES or max(map(len, lines)) > _ONE_LINE:
        return _wrapped(_MONTH.sub(lambda month: month.group()[:3], text))
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _ONE_LINE, break_long_words=False)
