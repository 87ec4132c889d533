"""Headings as officers write them: periods with a year, parts of a year, and other columns."""

import pytest

from kpi.periods import Period
from kpi.returns.own_sheets import own_headings


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Q1 2025-26", "Q1 2025-26"),
        ("Quarter 1 2025/26", "Q1 2025-26"),
        ("Qtr 1 25/26", "Q1 2025-26"),
        ("2025/26 Q1", "Q1 2025-26"),
        ("Apr-Jun 2025", "Q1 2025-26"),
        ("Jun-25", "June 2025"),
        ("Sept 2025", "September 2025"),
        ("2025-06-01", "June 2025"),
        ("at 30 June 2025", "30 June 2025"),
        ("30/06/25", "30 June 2025"),
        ("12 months to Sept 2025", "year to September 2025"),
        ("YTD Sep 25", "April to September 2025"),
        ("spring term 2025", "spring term 2025"),
        ("1 April to 30 September 2025", "April to September 2025"),
        ("2025-26 YTD to Sept", "April to September 2025"),
        ("H1 2025-26", "April to September 2025"),
        ("M4 2025-26", "July 2025"),
        ("P4 2025/26", "July 2025"),
        ("as at 30/6/25", "30 June 2025"),
        ("rolling 12 months to 30/09/25", "year to September 2025"),
        ("R12 to Sep 25", "year to September 2025"),
        ("Y/E Sept 2025", "year to September 2025"),
        ("Q1 YTD 2025-26", "April to June 2025 YTD"),
    ],
)
def test_a_whole_period_is_read_and_its_label_again(text: str, label: str) -> None:
    """The label that a mapping keeps means the same period."""
    found = own_headings.complete_period(text)
    assert found is not None
    assert own_headings.label(found) == label
    assert own_headings.complete_period(label) == found


@pytest.mark.parametrize(
    "text",
    [
        "Q1",
        "Apr",
        "2025/26",
        "12.5",
        "45%",
        "",
        "Target",
        "31/02/2025",
        "Q5 2025-26",
        "1e9",
        "31/12/9999",
        "Dec 9999",
        "M4",
        "M4 2025",
        "Q1 2025",
        "2025-26 YTD",
        "YTD Target 2025-26",
        "25/06/30",
        "Step 4 2025-26",
    ],
)
def test_what_names_no_period_is_none(text: str) -> None:
    """A part of a year alone is no period."""
    assert own_headings.complete_period(text) is None


@pytest.mark.parametrize(
    ("pieces", "titles", "label", "column"),
    [
        (("2024/25", "Q4"), (), "Q4 2024-25", ""),
        (("Q1 2025-26", "Num"), (), "Q1 2025-26", "numerator"),
        (("Q1 25/26 RAG",), (), "Q1 2025-26", "status"),
        (("Actual Q1 25/26",), (), "Q1 2025-26", "value"),
        (("2025/26", "Apr"), (), "April 2025", ""),
        (("2025/26", "Feb"), (), "February 2026", ""),
        (("Q1",), ("Scorecard 2025/26",), "Q1 2025-26", ""),
        (("Q1",), ("2024/25 and 2025/26",), "", ""),
        (("Target (%)",), (), "", "target"),
        (("Trend",), (), "", "leave out"),
    ],
)
def test_the_parts_of_a_heading_say_it_together(
    pieces: tuple[str, ...], titles: tuple[str, ...], label: str, column: str
) -> None:
    """A year above completes a quarter; of two years in a title neither does."""
    found = own_headings.meaning(pieces, titles)
    assert (found.period.short if found.period else "", found.column) == (label, column)


def test_a_heading_that_says_two_periods_names_none() -> None:
    for text in ("Q4 2025-26 (Jan-Mar 2025)", "Q1 2025-26 (April to June 2024)"):
        assert own_headings.complete_period(text) is None
    quarter = Period.quarter(2025, 1)
    for text in ("Q1 2025-26 (Apr-Jun 2025)", "Quarter 1 (Apr-Jun) 2025/26", "1st quarter 2025/26"):
        assert own_headings.complete_period(text) == quarter
    assert own_headings.complete_period("Month ending July 2025") == Period.month(2025, 7)
