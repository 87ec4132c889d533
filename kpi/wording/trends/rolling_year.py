"""The rolling four quarters, the year and the year to date, in words."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import count, displayed_difference, lower, many
from kpi.indicators.rolling_year import NOW, ROLLING, SAME_YEAR, TO_DATE, QuarterSum
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show, when
from kpi.wording.comparisons.likely_ranges import short, than, tie, with_range
from kpi.wording.headline import without_comparator

# ---- words --------------------------------------------------------------------------------


def why_never(row: ScorecardRow) -> str:
    """Return why the council's own figures are never added up; empty where they are, or none."""
    now, indicator = row.now, row.indicator
    is_own = now is not None and now.period.kind is indicator.local_kind
    return indicator.figure_kind.why_not_added if is_own else ""


def label(total: QuarterSum) -> str:
    """Return the name of a line of the table: `The four quarters of 2024`."""
    names = {
        NOW: "The quarter",
        ROLLING: "The rolling four quarters",
        SAME_YEAR: "The four quarters of the comparators' year",
        TO_DATE: "The financial year to date",
    }
    first, *others = (names[key] for key in total.keys)
    return " and ".join([first, *(lower(name) for name in others)])


def shown(row: ScorecardRow, total: QuarterSum) -> str:
    """Return the figure, or why there is none."""
    return show(row.indicator, total.value) or "cannot be added up"


def counts(row: ScorecardRow, total: QuarterSum) -> str:
    """Return the counts, such as `493 of 635 plans`, or why there are none."""
    if total.numerator is None or total.denominator is None:
        return total.why
    if row.indicator.unit == "percent":
        return f"{_of(total)} {row.indicator.counted}"
    if total.numerator == 1:  # what is counted is named in the plural
        return f"{row.indicator.counted}: 1"
    return f"{count(total.numerator)} {row.indicator.counted}"


def england(row: ScorecardRow, total: QuarterSum) -> str:
    """Return England's figure for the same months, or that no figure covers them."""
    if row.indicator.no_comparator:
        return without_comparator(row.indicator)
    if total.england is None:
        return _no_england(row.indicator, total) if total.value is not None else ""
    return show(row.indicator, total.england)


def likeness(total: QuarterSum) -> str:
    """Return whether a line is comparable with England; empty where England has no figure."""
    return "like for like: the same months" if total.is_like_for_like else ""


def sentences(row: ScorecardRow, sums: Sequence[QuarterSum]) -> list[tuple[str, str]]:
    """Return a sentence for each sum of several quarters that can be made, with its data status.

    Why another cannot be made stands in the table (`counts`).
    """
    return [
        (_sentence(row, each), each.data_status)
        for each in sums
        if NOW not in each.keys and each.value is not None
    ]


def sentences_alone(row: ScorecardRow, sums: Sequence[QuarterSum]) -> list[tuple[str, str]]:
    """As `sentences`, where no table stands beside them.

    Where no sum can be made, the first one says why: the others lack the same quarters.
    """
    possible = sentences(row, sums)
    lacking = [each for each in sums if NOW not in each.keys and each.value is None]
    if possible or not lacking:
        return possible
    return [(f"{_place(lacking[0])} cannot be added up ({lacking[0].why}).", "")]


def method_words(row: ScorecardRow) -> str:
    """Return how figures over several quarters are calculated."""
    if row.indicator.unit == "percent":
        return (
            "Counts of the quarters are added up above and below the line; percentages are never "
            "averaged."
        )
    return (
        "Counts of the quarters are added up and divided by the mean of the quarters' "
        "populations. A rate over four quarters is about four times that of one."
    )


def _sentence(row: ScorecardRow, total: QuarterSum) -> str:
    place = _place(total)
    parts = [f"{place}: {_figures(row, total)}{_against_england(row, total)}."]
    if total.published is not None:
        same = show(row.indicator, total.published) == show(row.indicator, total.value)
        parts.append(
            f"The published figure of {row.area.name} for these months is "
            f"{'the same' if same else show(row.indicator, total.published)}."
        )
    return " ".join(parts)


def _place(total: QuarterSum) -> str:
    """Return the quarters in the form that begins a sentence."""
    number = len(total.quarters)
    if number < 4:
        so_far = f"{many(number, 'quarter')} so far"
        return f"The financial year to date ({when(total.period)}, {so_far})"
    return f"The four quarters of {when(total.period)}"


def _figures(row: ScorecardRow, total: QuarterSum) -> str:
    value = with_range(row.indicator, total.value or 0.0, total.likely)
    if row.indicator.unit == "percent":
        return f"{_of(total)} {row.indicator.counted} ({value})"
    return f"{counts(row, total)} ({value})"


def _against_england(row: ScorecardRow, total: QuarterSum) -> str:
    qualifier = row.indicator.qualifier
    alone = f", {qualifier}" if qualifier else ""
    if row.indicator.no_comparator:
        return alone
    if total.england is None:
        return f"{alone}; England: {_no_england(row.indicator, total)}"
    assert total.value is not None
    judged = total.verdict is not None and total.verdict.is_judged
    stands = (
        f"{than(total.verdict.word)}{tie(row.indicator, total.likely, total.england)}"
        if total.verdict is not None and judged
        else _side(row.indicator, total.value, total.england)
    )
    both = f", both {qualifier}" if qualifier else ""
    return f", {stands} England's {short(row.indicator, total.england)}{both}: like for like"


def _no_england(indicator: Indicator, total: QuarterSum) -> str:
    if total.period.kind is indicator.benchmark_kind:
        return "nothing had been published for the same months by then"
    return "no figure covers the same months"


def _side(indicator: Indicator, value: float, other: float) -> str:
    apart = displayed_difference(value, other, indicator.decimals)
    if not apart:
        return "level with"
    return "above" if apart > 0 else "below"


def _of(total: QuarterSum) -> str:
    assert total.numerator is not None
    assert total.denominator is not None
    return f"{count(total.numerator)} of {count(total.denominator)}"
