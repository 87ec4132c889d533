"""DfE's official annual rate in words, shown with every national figure we derive for a term."""

from __future__ import annotations

from kpi.formatting import (
    difference,
    displayed_difference,
    figure,
    in_words,
    possessive,
    with_article,
)
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.official_annual_rates import AnnualRate, official_measure, year_sums
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot


def official_words(row: ScorecardRow) -> str:
    """Return `By DfE's official annual rate, ours was 0.022% in the academic year 2022/23, ...`.

    Like for like: all figures are of one year and published. Empty where no official rate of
    England was known.
    """
    annual = row.annual
    if annual is None or annual.england is None:
        return ""
    others = [("England", annual.england), (_place(annual), annual.region)]
    known = [(place, value) for place, value in others if value is not None]
    if annual.own is None:
        figures = " and ".join(f"{_show(row.indicator, v)} in {place}" for place, v in known)
        return f"DfE's official annual rate for {annual.period.in_words} was {figures}."
    sides: dict[str, list[str]] = {}
    for place, value in known:
        side = _side(row.indicator, annual.own, value)
        sides.setdefault(side, []).append(f"{possessive(place)} {_show(row.indicator, value)}")
    comparison = " but ".join(f"{side} {' and '.join(names)}" for side, names in sides.items())
    return (
        f"By DfE's official annual rate, ours was {_show(row.indicator, annual.own)} "
        f"{annual.period.placed}, {comparison}."
    )


def official_short(row: ScorecardRow, comparator: Comparator) -> str:
    """Return `official rate 2022/23: 0.026%`, for the narrow cell of a derived figure.

    Empty for a published figure. Says so where no official rate had been published by then.
    """
    if not comparator.is_derived_area or official_measure(row.indicator) is None:
        return ""
    annual = row.annual
    value = None if annual is None else official_value(annual, comparator)
    if annual is None or value is None:
        return "no official rate by then"
    year = str(annual.period).removeprefix(f"{annual.period.kind} ")
    return f"official rate {year}: {_show(row.indicator, value)}"


def official_value(annual: AnnualRate, comparator: Comparator) -> float | None:
    """Return the official rate of England or of the region, whichever the comparator is."""
    return annual.england if comparator.key == "england" else annual.region


def official_verdict(row: ScorecardRow, value: float | None) -> str:
    """Return `our official 0.022% is 0.003 points lower`; empty where either figure is missing."""
    own = row.annual.own if row.annual else None
    apart = displayed_difference(own, value, row.indicator.decimals)
    if own is None or apart is None:
        return ""
    subject = f"our official {_show(row.indicator, own)} is"
    if not apart:
        return f"{subject} the same"
    size = difference(apart, row.indicator.unit, row.indicator.decimals)
    return f"{subject} {size} {'higher' if apart > 0 else 'lower'}"


def sum_words(snapshot: Snapshot, indicator: Indicator) -> str:
    """Return how far a year's derived terms are from DfE's official rate of England, or ""."""
    sums = year_sums(snapshot, indicator)
    if not sums:
        return ""
    newest, decimals = sums[-1], indicator.decimals + 1

    def shown(value: float) -> str:
        return figure(value, indicator.unit, decimals)

    text = (
        f"England's three terms of {newest.period.in_words}, as derived here, add up to "
        f"{shown(newest.derived)}. DfE's official annual rate is {shown(newest.official)}."
    )
    if len(sums) == 1:
        return text
    furthest = max(sums, key=lambda each: abs(each.gap))
    most = difference(furthest.gap, indicator.unit, decimals)
    side = "above" if furthest.gap > 0 else "below"
    return (
        f"{text} Of the {in_words(len(sums))} years that can be checked, the sum was furthest off "
        f"{furthest.period.placed}: {most} {side}."
    )


def derived_words(snapshot: Snapshot, measure: str) -> str:
    """Return `sum_words` of a measure that is one of our indicators; empty for LAIT's measures."""
    indicator = next((i for i in snapshot.indicators if i.id == measure), None)
    return sum_words(snapshot, indicator) if indicator else ""


# ---- parts --------------------------------------------------------------------------------


def _show(indicator: Indicator, value: float | None) -> str:
    return "" if value is None else figure(value, indicator.unit, indicator.decimals)


def _place(annual: AnnualRate) -> str:
    return with_article(annual.region_name)


def _side(indicator: Indicator, own: float, other: float) -> str:
    apart = displayed_difference(own, other, indicator.decimals)
    if not apart:
        return "level with"
    return "above" if apart > 0 else "below"
