"""How alike the periods of our figure and of a comparator's are: by their days, kind and extent."""

from __future__ import annotations

from kpi.periods import Kind, Period


def likeness_of(ours: Period | None, theirs: Period | None) -> str:
    """Return in words how alike the periods of our figure and a comparator's are.

    By the days that the two cover: four quarters of 2024 and the calendar year 2024 are alike.
    Empty without either.
    """
    if theirs is None or ours is None:
        return ""
    if ours.covers_same(theirs):
        return "same measure, same period"
    if other := other_period(ours, theirs):
        return f"same measure, different period: {other}"
    months = ours.months_after(theirs)
    if not months:
        return f"same measure, {theirs.in_words} against {ours.in_words}"
    number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return (
        f"same measure, {abs(number)} {unit}{'' if abs(number) == 1 else 's'} "
        f"{'older' if months > 0 else 'newer'}"
    )


def other_period(ours: Period, theirs: Period) -> str:
    """Return how two periods differ in kind or extent.

    For example `a whole calendar year against one quarter`.
    Empty where they cover the same days, or the same kind of period at another time.
    """
    if ours.covers_same(theirs) or (ours.kind is theirs.kind and ours.months == theirs.months):
        return ""
    if ours.months == theirs.months:
        return f"{theirs.in_words} against {ours.in_words}"
    whole = {
        Kind.CALENDAR: "a whole calendar year",
        Kind.FINANCIAL: "a whole year to March",
        Kind.ACADEMIC: "a whole academic year",
        Kind.SNAPSHOT: "a single day",
        Kind.SPAN: f"several years, {theirs},",
        Kind.MONTHS: f"the mean of {theirs}",
    }.get(theirs.kind, theirs.in_words)
    part = {
        Kind.QUARTER: "one quarter",
        Kind.TERM: "one term",
        Kind.MONTH: "one month",
        Kind.QUARTER_DAY: "a single day",
        Kind.ROLLING: f"twelve months, {ours},",
        Kind.TO_DATE: f"the financial year to date, {ours},",
        Kind.SNAPSHOT: "a single day",
    }.get(ours.kind, ours.in_words)
    return f"{whole} against {part}"
