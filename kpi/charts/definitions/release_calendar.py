"""The release calendar as a picture: when figures are due in the year ahead, and what is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from kpi.charts.specification.definitions.release_calendar import (
    MonthStart,
    ReleaseCalendar,
    ReleaseLane,
    ReleaseMark,
)
from kpi.formatting import long_date, many
from kpi.indicators.releases.release_calendar import (
    DueFigure,
    DueFigures,
    due_figures,
    horizon,
)
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period

# Days of room before the snapshot's day and after the last, so that no mark is cut off.
_BEFORE, _AFTER = 5, 14
# Hundredths of a lane of 800 pixels: a letter of 13 px text; half a mark; from it to its label.
_LETTER, _MARK, _AIR = 0.77, 0.9, 0.25
_YEAR = 4  # quarters


@dataclass(frozen=True)
class _Scale:
    start: date
    end: date

    def place(self, day: date) -> float:
        return round(100 * (day - self.start).days / (self.end - self.start).days, 2)


def release_calendar(snapshot: Snapshot, area: str) -> ReleaseCalendar:
    """Return the calendar from the day of the snapshot to the end of its month a year later."""
    rows = due_figures(snapshot, area)
    scale = _Scale(
        snapshot.made_on - timedelta(days=_BEFORE), horizon(snapshot) + timedelta(days=_AFTER)
    )
    late = sum(bool(row.late) for row in rows)
    return ReleaseCalendar(
        day=long_date(snapshot.made_on),
        now=scale.place(snapshot.made_on),
        months=tuple(_months(scale, horizon(snapshot))),
        lanes=tuple(_lane(row, scale) for row in rows),
        late=f"{late} of {len(rows)} {'has' if late == 1 else 'have'} something late"
        if late
        else "Nothing is late",
        is_late=bool(late),
        coming=_next(rows),
    )


# ---- lanes --------------------------------------------------------------------------------


def _lane(row: DueFigures, scale: _Scale) -> ReleaseLane:
    marks = _labelled(_marks(row, scale))
    coming = "; ".join(f"{mark.words}, due by {long_date(mark.day)}" for mark in marks)
    late = _late(row.late)
    return ReleaseLane(
        row.indicator.id,
        row.indicator.name,
        late,
        marks,
        f"Late: {late or 'nothing'}. Next 12 months: {coming or 'nothing'}.",
    )


def _marks(row: DueFigures, scale: _Scale) -> list[ReleaseMark]:
    """Return a mark for each day and owner; two of one day stand next to each other."""
    by_day = {
        key: [figure.period for figure in figures]
        for key, figures in groupby(row.coming, key=lambda figure: (figure.day, figure.is_own))
    }
    marks = []
    for (day, is_own), periods in by_day.items():
        same_day = by_day.get((day, not is_own))
        label = _brief(periods)
        if same_day is not None:
            theirs = _brief(same_day)
            both = f"{label}; others' {theirs}" if theirs != label else label
            label = both if is_own else ""
        whose = "ours for" if is_own else "others' for"
        whole = _whole(periods)
        marks.append(
            ReleaseMark(
                day, is_own, scale.place(day), whole, f"{whose} {whole}", label, "right",
                shifted=same_day is not None and not is_own, is_double=same_day is not None,
            )
        )  # fmt: skip
    return marks


def _labelled(marks: Sequence[ReleaseMark]) -> tuple[ReleaseMark, ...]:
    """Return the marks with each label right of its mark, else left of it, else nowhere."""
    placed: list[ReleaseMark] = []
    taken = 0.0
    for index, mark in enumerate(marks):
        width = _MARK + _AIR + _LETTER * len(mark.label)
        second_mark = 2 * _MARK if mark.is_double else 0
        coming = [each for each in marks[index + 1 :] if each.day != mark.day]
        edge = coming[0].x - _MARK if coming else 100.0
        if mark.label and mark.x + second_mark + width <= edge:
            placed.append(mark)
            taken = mark.x + second_mark + width
        elif mark.label and mark.x - width >= taken:
            placed.append(replace(mark, side="left"))
            taken = mark.x + second_mark + _MARK
        else:
            placed.append(replace(mark, side="none"))
            taken = mark.x + second_mark + _MARK
    return tuple(placed)


def _months(scale: _Scale, last: date) -> Iterator[MonthStart]:
    """Yield the months that begin on the calendar; the year stands with the first of each."""
    month = Period.containing(Kind.MONTH, scale.start).next()
    year = None
    while month is not None and month.start <= last:
        named = f"{month.start:%b %Y}" if month.start.year != year else f"{month.start:%b}"
        yield MonthStart(scale.place(month.start), named)
        year, month = month.start.year, month.next()


# ---- words --------------------------------------------------------------------------------


def _late(late: Sequence[DueFigure]) -> str:
    """Return `5 of ours, 1 of others', from Q2 2025-26`; empty for nothing."""
    if not late:
        return ""
    ours = [figure.period for figure in late if figure.is_own]
    theirs = [figure.period for figure in late if not figure.is_own]
    counts = [
        f"{len(periods)} of {whose}" for periods, whose in ((ours, "ours"), (theirs, "others'"))
        if periods
    ]  # fmt: skip
    return f"{', '.join(counts)}, from {(ours or theirs)[0].short}"


def _next(rows: Sequence[DueFigures]) -> str:
    """Return the first day of a release to come, and whose it is: a name, or how many."""
    coming = [figure for row in rows for figure in row.coming]
    if not coming:
        return "No release is due in the next 12 months."
    first = min(figure.day for figure in coming)
    names = list(dict.fromkeys(f.indicator.name for f in coming if f.day == first))
    what = names[0] if len(names) == 1 else many(len(names), "indicator")
    return f"Next: figures of {what}, by {long_date(first)}."


def _whole(periods: Sequence[Period]) -> str:
    """Return periods inside a sentence: `Q1 2025-26 to Q4 2025-26`, `the year to March 2026`."""
    first, last = _named(periods[0]), _named(periods[-1])
    return first if first == last else f"{first} to {last}"


def _named(period: Period) -> str:
    takes_article = period.in_words.startswith("the ")
    return f"the {period.short}" if takes_article else period.short


def _brief(periods: Sequence[Period]) -> str:
    """Return the short form of periods in a lane: `aut. 26`, `four quarters of 2025-26`."""
    first, last = periods[0], periods[-1]
    if first == last:
        return _short(first)
    if _is_year(periods):
        return f"four quarters of {first.short.partition(' ')[2]}"
    return f"{_short(first)} to {_short(last)}"


def _is_year(periods: Sequence[Period]) -> bool:
    """Return whether the periods are the four quarters of one financial year."""
    return (
        len(periods) == _YEAR
        and all(period.kind is Kind.QUARTER for period in periods)
        and len({period.financial_year_start for period in periods}) == 1
    )


def _short(period: Period) -> str:
    if period.kind is Kind.TERM:
        return f"{period.term_name[:3]}. {period.start:%y}"
    if period.kind is Kind.FINANCIAL:
        return f"{period.start.year}-{period.end:%y}"
    return period.short.removeprefix("academic year ").removesuffix(" (calendar year)")
