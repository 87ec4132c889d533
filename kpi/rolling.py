"""Four quarters together: counts added up, to stand beside a calendar or financial year.

A quarter against a year is not like for like (reference: users and standards, P5). Only counts
are added up, never percentages, and only where every quarter has them: a quarter that is missing,
suppressed or without counts is named, with the reason.

A rate over a population is the sum of the counts over the mean of the quarters' populations. The
quarters of one financial year share a population, so for such a year that is the population that
each quarter is divided by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi import evidence, judge
from kpi.added_quarters import PER, added, quarters_of
from kpi.evidence import Likely, Verdict
from kpi.evidence_words import short, than, tie, with_range
from kpi.like_for_like import WHOLE_YEARS
from kpi.model import ENGLAND, Indicator
from kpi.numbers import count, many
from kpi.periods import Kind, Period
from kpi.recalling import recalled
from kpi.reporting import observations
from kpi.scorecard import Row
from kpi.snapshot import Snapshot
from kpi.standing import standing
from kpi.words import lower, show, when

NOW, ROLLING, SAME_YEAR, TO_DATE = "quarter", "rolling", "same year", "to date"


@dataclass(frozen=True)
class Sum:
    """Some quarters of ours added up, and England over the same months.

    Without a `value`, `why` names the quarters that cannot be added up. `data_status` is that of
    the least certain part. `england` is None where England has no figure of the same months;
    `verdict` is ours against England's, None where none can be given; `likely` our likely range.
    `published` is our own figure of these months as its source publishes it.
    """

    keys: tuple[str, ...]
    period: Period
    quarters: tuple[Period, ...]
    value: float | None
    numerator: float | None
    denominator: float | None
    data_status: str
    why: str = ""
    england: float | None = None
    likely: Likely | None = None
    verdict: Verdict | None = None
    published: float | None = None

    @property
    def is_like_for_like(self) -> bool:
        """Whether ours and England's figure cover the same months."""
        return self.value is not None and self.england is not None


@recalled
def sums(snapshot: Snapshot, row: Row) -> tuple[Sum, ...]:
    """The quarter, the rolling four, the comparators' own year and the year to date, each once.

    Made from the quarters that the row's report knew. Empty for an indicator that is not counted
    by quarter in shares or rates, and where no quarter is shown.
    """
    now = row.now
    if now is None or now.period.kind is not Kind.QUARTER or row.indicator.unit not in PER:
        return ()
    wanted: dict[tuple[object, object], tuple[list[str], Period]] = {}
    for key, period in _wanted(row, now.period):
        keys, _ = wanted.setdefault((period.start, period.end), ([], period))
        keys.append(key)
    return tuple(_sum(snapshot, row, tuple(keys), period) for keys, period in wanted.values())


def year_to(quarter: Period) -> Period:
    """The twelve months that end with a quarter; to December they are a calendar year."""
    if quarter.end.month == 12:
        return Period.calendar_year(quarter.end.year)
    return Period.year_ending(quarter.end)


# ---- words --------------------------------------------------------------------------------


def label(found: Sum) -> str:
    """What a line of the table is: `The four quarters of 2024`."""
    names = {
        NOW: "The quarter",
        ROLLING: "The rolling four quarters",
        SAME_YEAR: "The four quarters of the comparators' year",
        TO_DATE: "The financial year to date",
    }
    first, *others = (names[key] for key in found.keys)
    return " and ".join([first, *(lower(name) for name in others)])


def shown(row: Row, found: Sum) -> str:
    """The figure, or why there is none."""
    return show(row.indicator, found.value) or "cannot be added up"


def counts(row: Row, found: Sum) -> str:
    """`493 of 635 plans`; `4,120 referrals to children's social care`; or why there are none."""
    if found.numerator is None or found.denominator is None:
        return found.why
    if row.indicator.unit == "percent":
        return f"{_of(found)} {row.indicator.counted}"
    return f"{count(found.numerator)} {row.indicator.counted}"


def england(row: Row, found: Sum) -> str:
    """England over the same months; or that nothing covers them."""
    if row.indicator.no_comparator:
        return "no national figure exists"
    if found.england is None:
        return _no_england(row.indicator, found) if found.value is not None else ""
    return show(row.indicator, found.england)


def likeness(found: Sum) -> str:
    """Whether a line can be put against England; empty where England has no figure."""
    return "like for like: the same months" if found.is_like_for_like else ""


def sentences(row: Row, found: Sequence[Sum]) -> list[tuple[str, str]]:
    """What the lines say, each with its data status; what the quarter says is told elsewhere."""
    return [(_sentence(row, each), each.data_status) for each in found if NOW not in each.keys]


def how_made(row: Row) -> str:
    """How figures over several quarters are made."""
    if row.indicator.unit == "percent":
        return (
            "Counts of the quarters are added up above and below the line; percentages are never "
            "averaged."
        )
    return (
        "Counts of the quarters are added up and divided by the mean of the quarters' "
        "populations. A rate over four quarters is about four times that of one."
    )


def _sentence(row: Row, found: Sum) -> str:
    place = _place(found)
    if found.value is None:
        return f"{place} cannot be added up ({found.why})."
    parts = [f"{place}: {_figures(row, found)}{_beside_england(row, found)}."]
    if found.published is not None:
        same = show(row.indicator, found.published) == show(row.indicator, found.value)
        parts.append(
            f"The published figure of {row.area.name} for these months is "
            f"{'the same' if same else show(row.indicator, found.published)}."
        )
    return " ".join(parts)


def _place(found: Sum) -> str:
    """The quarters as a sentence begins with them."""
    number = len(found.quarters)
    if number < 4:
        so_far = f"{many(number, 'quarter')} so far"
        return f"The financial year to date ({when(found.period)}, {so_far})"
    return f"The four quarters of {when(found.period)}"


def _figures(row: Row, found: Sum) -> str:
    value = with_range(row.indicator, found.value or 0.0, found.likely)
    if row.indicator.unit == "percent":
        return f"{_of(found)} {row.indicator.counted} ({value})"
    return f"{counts(row, found)} ({value})"


def _beside_england(row: Row, found: Sum) -> str:
    qualifier = row.indicator.qualifier
    alone = f", {qualifier}" if qualifier else ""
    if row.indicator.no_comparator:
        return alone
    if found.england is None:
        return f"{alone}; England: {_no_england(row.indicator, found)}"
    assert found.value is not None
    judged = found.verdict is not None and found.verdict.is_judged
    stands = (
        f"{than(found.verdict.word)}{tie(row.indicator, found.likely, found.england)}"
        if found.verdict is not None and judged
        else _side(row.indicator, found.value, found.england)
    )
    both = f", both {qualifier}" if qualifier else ""
    return f", {stands} England's {short(row.indicator, found.england)}{both}: like for like"


def _no_england(indicator: Indicator, found: Sum) -> str:
    if found.period.kind is indicator.benchmark_kind:
        return "nothing had been published for the same months by then"
    return "no figure covers the same months"


def _side(indicator: Indicator, value: float, other: float) -> str:
    apart = judge.displayed_change(value, other, indicator.decimals)
    if not apart:
        return "level with"
    return "above" if apart > 0 else "below"


def _of(found: Sum) -> str:
    assert found.numerator is not None
    assert found.denominator is not None
    return f"{count(found.numerator)} of {count(found.denominator)}"


# ---- parts --------------------------------------------------------------------------------


def _wanted(row: Row, quarter: Period) -> list[tuple[str, Period]]:
    """Which periods to add up, in the order of the table."""
    periods = [(NOW, quarter), (ROLLING, year_to(quarter))]
    theirs = row.comparator("england").period
    if theirs is not None and theirs.kind in WHOLE_YEARS:
        periods.append((SAME_YEAR, theirs))
    return [*periods, (TO_DATE, _to_date(quarter))]


def _to_date(quarter: Period) -> Period:
    """From April to the end of a quarter."""
    if quarter.quarter_number == 1:
        return quarter
    year = Period.financial_year(quarter.start.year - (quarter.start.month < 4))
    return year if quarter.quarter_number == 4 else Period.span(year.start, quarter.end)


def _sum(snapshot: Snapshot, row: Row, keys: tuple[str, ...], period: Period) -> Sum:
    quarters = quarters_of(period)
    ours = added(row.indicator, row.series, quarters)
    own = row.now if NOW in keys else None  # as told elsewhere, not worked out anew
    if isinstance(ours, str):
        value, status = (
            (own.value, own.data_status) if own and own.value is not None else (None, "")
        )
        return Sum(keys, period, quarters, value, None, None, status, ours)
    value, numerator, denominator, status = ours
    if own is not None:
        value, status = own.value, own.data_status
    theirs = _england(snapshot, row, period, quarters)
    found = evidence.likely(row.indicator, value, numerator, denominator)
    return Sum(
        keys, period, quarters, value, numerator, denominator, status,
        england=theirs,
        likely=found,
        verdict=evidence.verdict(found, theirs, row.indicator.polarity),
        published=_published(snapshot, row, period),
    )  # fmt: skip


def _england(
    snapshot: Snapshot, row: Row, period: Period, quarters: Sequence[Period]
) -> float | None:
    """England's figure of exactly these months, if the row's report could know it."""
    kind = row.indicator.benchmark_kind
    if kind is None:
        return None
    known_by = None if row.newest_comparators else row.quarter.end
    rows = observations(snapshot.observed(row.indicator.id), ENGLAND, kind)
    known = [o for o in rows if known_by is None or o.known_from <= known_by]
    if kind is Kind.QUARTER:
        theirs = added(row.indicator, known, quarters)
        return None if isinstance(theirs, str) else theirs.value
    same = (o.value for o in known if (o.period.start, o.period.end) == (period.start, period.end))
    return next(same, None)


def _published(snapshot: Snapshot, row: Row, period: Period) -> float | None:
    """Our own published figure of these months, where our quarters are not that source's."""
    kind = row.indicator.benchmark_kind
    if kind is not period.kind or period.kind not in WHOLE_YEARS:
        return None
    newest = row.comparator("england").period
    if newest is None or period > newest:  # not known by the row's report
        return None
    like = standing(snapshot, row.indicator, row.area.code, period)
    return like.value if like else None
