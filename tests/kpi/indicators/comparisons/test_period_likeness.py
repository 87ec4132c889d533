"""How alike two periods are, in words."""

import pytest

from kpi.indicators.comparisons.period_likeness import likeness_of, other_period
from kpi.periods import parse_period


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
            "same measure, different period: a whole year to March against a single day",
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
    assert likeness_of(ours, theirs) == words
    assert (words == "same measure, same period") == ours.covers_same(theirs)
    assert bool(other_period(ours, theirs)) == ("different period" in words)
