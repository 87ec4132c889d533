"""How alike two periods are, in words."""

from dataclasses import replace

import pytest

from kpi.indicators.comparisons.comparator_periods import (
    is_of_another_length,
    likeness_of,
    other_period,
)
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period

FLOW, STOCK, CUMULATIVE = FigureKind.FLOW, FigureKind.STOCK, FigureKind.CUMULATIVE


@pytest.mark.parametrize(
    ("local", "period", "words"),
    [
        (
            "Q1 2025-26", "2024 (calendar year)",
            "same measure, different period: a whole calendar year against one quarter",
        ),
        (
            "Q1 2025-26", "year to March 2025",
            "same measure, different period: a whole year to March against one quarter",
        ),
        (
            "spring term 2025", "academic year 2023/24",
            "same measure, different period: a whole academic year against one term",
        ),
        (
            "year to June 2025", "2024 (calendar year)",
            "same measure, different period: 2024 against the year to June 2025",
        ),
        (
            "30 June 2025", "year to March 2025",
            "same measure, different period: a whole year to March against one day (30 June 2025)",
        ),
        ("spring term 2025", "spring term 2025", "same measure, same period"),
        ("2024 (calendar year)", "2024 (calendar year)", "same measure, same period"),
        ("January 2024 to December 2024", "2024 (calendar year)", "same measure, same period"),
        ("Q1 2025-26", "Q4 2024-25", "same measure, 3 months older"),
        ("Q1 2025-26", "Q1 2024-25", "same measure, 1 year older"),
        ("30 June 2025", "31 March 2025", "same measure, 3 months older"),
        ("2023 (calendar year)", "2024 (calendar year)", "same measure, 1 year newer"),
        ("spring term 2025", "spring term 2024", "same measure, 1 year older"),
        ("spring term 2025", "spring term 2023", "same measure, 2 years older"),
    ],
)  # fmt: skip
def test_how_like_for_like(local: str, period: str, words: str) -> None:
    ours, theirs = parse_period(local), parse_period(period)
    assert likeness_of(ours, theirs, FLOW) == words
    assert (words == "same measure, same period") == ours.covers_same(theirs)
    assert bool(other_period(ours, theirs, FLOW)) == ("different period" in words)


@pytest.mark.parametrize(
    ("figure", "local", "period", "words"),
    [
        (
            STOCK, "Q1 2025-26", "31 March 2025",
            "one day (31 March 2025) against one day at the end of the quarter (30 June 2025)",
        ),
        (
            STOCK, "May 2025", "31 March 2025",
            "one day (31 March 2025) against one day at the end of the month (31 May 2025)",
        ),
        (
            STOCK, "Q1 2025-26", "year to March 2025",
            "a whole year to March against one day at the end of the quarter (30 June 2025)",
        ),
        (
            FLOW, "Q1 2025-26", "31 March 2025",
            "one day (31 March 2025) against one quarter",
        ),
        (
            CUMULATIVE, "Q1 2025-26", "year to March 2025",
            "a whole year to March against the financial year up to 30 June 2025",
        ),
        (STOCK, "Q4 2024-25", "31 March 2025", ""),
        (CUMULATIVE, "Q4 2024-25", "year to March 2025", ""),
        (STOCK, "Q1 2025-26", "Q1 2024-25", ""),
    ],
)  # fmt: skip
def test_what_a_figure_is_of_follows_its_kind(
    figure: FigureKind, local: str, period: str, words: str
) -> None:
    """A stock by quarter is a count on the quarter's last day, not of one quarter."""
    ours, theirs = parse_period(local), parse_period(period)
    assert other_period(ours, theirs, figure) == words
    if words:
        expected = f"same measure, different period: {words}"
        assert likeness_of(ours, theirs, figure) == expected


def test_a_stock_of_a_quarter_is_the_same_as_of_its_last_day() -> None:
    ours, theirs = parse_period("Q4 2024-25"), parse_period("31 March 2025")
    assert likeness_of(ours, theirs, STOCK) == "same measure, same period"
    assert likeness_of(ours, theirs, FLOW) != "same measure, same period"


@pytest.mark.parametrize(
    ("unit", "kind", "local", "period", "expected"),
    [
        ("per 10,000 children", FLOW, "Q1 2025-26", "year to March 2025", True),
        ("per 10,000 children", FLOW, "Q1 2025-26", "Q1 2024-25", False),
        ("per 10,000 children", FLOW, "July 2025", "Q1 2025-26", True),
        ("per 10,000 children", FLOW, "spring term 2025", "academic year 2023/24", True),
        ("per 10,000 children", FigureKind.ROLLING, "year to June 2025", "2024 (calendar year)",
         False),
        # The financial year so far: half a year, and a whole one at its end.
        ("per 100,000 adults", CUMULATIVE, "Q2 2025-26", "year to March 2025", True),
        ("per 100,000 adults", CUMULATIVE, "Q4 2025-26", "year to March 2025", False),
        # A state on a day is no more for being of a quarter; nor is a share, or a mean.
        ("per 10,000 children", STOCK, "Q1 2025-26", "31 March 2025", False),
        ("per 10,000 children", FLOW, "Q1 2025-26", "31 March 2025", False),
        ("per 1,000 live births", FLOW, "Q1 2025-26", "year to March 2025", False),
        ("percent", FLOW, "Q1 2025-26", "year to March 2025", False),
        ("days", FLOW, "Q1 2025-26", "year to March 2025", False),
    ],
)  # fmt: skip
def test_a_rate_grows_with_its_months(
    snapshot: Snapshot, unit: str, kind: FigureKind, local: str, period: str, expected: bool
) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    rate = replace(plans, unit=unit, figure_kind=kind)
    ours, theirs = parse_period(local), parse_period(period)
    assert is_of_another_length(rate, ours, theirs) is expected
    assert plans.benchmark is not None
    said = replace(rate, benchmark=replace(plans.benchmark, why_different="Counted so."))
    assert is_of_another_length(said, ours, theirs) is False
