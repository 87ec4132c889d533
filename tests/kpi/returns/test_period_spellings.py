"""Periods as people type them in a return: read, or asked about, never guessed."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period
from kpi.returns import period_spellings
from kpi.returns.typed_cells import UnclearCell

Q1 = Period.quarter(2025, 1)
QUARTERS = [
    "Q1 2025-26", "q1 2025/26", "2025/26 Q1", "2025-26 Q1", "Q1 25/26", "Q1 25-26", "25/26 Q1",
    "Q1 2025-2026", "Q1 2025/2026", "Q1 2025\u201326", "Q1\u00a02025-26", "Quarter 1 2025-26",
    "2025-26 Quarter 1", "Q1, 2025-26", "Q1 - 2025/26", "Q1: 2025-26", "202526 Q1",
    "Q1 FY2025-26", "FY 2025/26 Q1", "Q1 2025-26 (Apr to Jun 2025)", "Q1 2025-26 (Apr-Jun)",
    "Apr-Jun 2025", "Apr - Jun 2025", "Apr\u2013Jun 2025", "April to June 2025",
    "April - June 2025", "Apr to Jun 25", "Apr 2025 to Jun 2025", "Apr-June 2025",
    "1 April 2025 to 30 June 2025", "01/04/2025 - 30/06/2025", "  Q1  2025-26  ",
    "1 April to 30 June 2025", "01/04/25 - 30/06/25", "Apr-25 to Jun-25", "Apr/Jun 2025",
    "Apr-Jun 2025-26",
    "2025-26 Apr-Jun", "quarter ending June 2025", "Quarter to 30/06/25", "M1-M3 2025-26",
    "3 months to June 2025", "Financial year 2025/26 Q1",
]  # fmt: skip


@pytest.mark.parametrize("text", QUARTERS)
def test_quarters(text: str) -> None:
    assert period_spellings.quarter(text) == Q1
    assert period_spellings.period(text, Kind.QUARTER) == Q1


@pytest.mark.parametrize(
    "text", ["Jan-Mar 2026", "Q4 2025-26", "January to March 2026", "Q4 25/26"]
)
def test_the_last_quarter_lies_in_the_next_year(text: str) -> None:
    assert period_spellings.quarter(text) == Period.quarter(2025, 4)


TERMS = [
    "Spring 2025", "spring term 2025", "Spring Term 2024/25", "Spring 24/25",
    "2024/25 spring", "2025 spring term", "the spring term 2025", "Spring 2024-25",
]  # fmt: skip


@pytest.mark.parametrize("text", TERMS)
def test_terms(text: str) -> None:
    assert period_spellings.period(text, Kind.TERM) == Period.term("spring", 2025)


def test_an_autumn_term_starts_its_year() -> None:
    for text in ("Autumn 2024/25", "autumn 2024", "24/25 Autumn term"):
        assert period_spellings.period(text, Kind.TERM) == Period.term("autumn", 2024)


YEARS = ["2024/25", "2024-25", "24/25", "2024/2025", "AY 2024/25", "academic year 2024/25",
         "academic year 2024-25", "2024/25 academic year"]  # fmt: skip


@pytest.mark.parametrize("text", YEARS)
def test_academic_years(text: str) -> None:
    assert period_spellings.period(text, Kind.ACADEMIC) == Period.academic_year(2024)


def test_a_bare_year_is_read_by_the_indicator_only() -> None:
    assert period_spellings.period("2024/25", Kind.FINANCIAL) == Period.financial_year(2024)
    assert isinstance(period_spellings.period("2024/25", Kind.QUARTER), UnclearCell)
    assert isinstance(period_spellings.period("2024/25", None), UnclearCell)


PERIOD_QUESTIONS = [
    "Q1", "Q5 2025-26", "Q1 2025", "Q1 2025-27", "Q1 25", "2025", "45778", "summer", "Q1 2025-25",
    "May-Jul 2025", "Apr-Jun", "spring 2024/26", "Q2 2025-26 (Apr-Jun)", "last quarter",
    "Q1 and Q2 2025-26", "1 April 2025 to 29 June 2025", "2025-06-30", "30/06/2025",
    "2025-06-01T00:00:00", "x", "Q\u0661 2025-26",
]  # fmt: skip


@pytest.mark.parametrize("text", PERIOD_QUESTIONS)
def test_doubtful_periods_are_questions(text: str) -> None:
    found = period_spellings.period(text, Kind.QUARTER)
    assert isinstance(found, UnclearCell), found
    assert "a financial quarter such as Q1 2025-26" in found.expected


def test_a_date_is_asked_about_with_its_quarter() -> None:
    for text in ("2025-06-30", "30/06/2025", "June 2025", "1 April 2025"):
        found = period_spellings.quarter(text)
        assert isinstance(found, UnclearCell)
        assert found.expected.endswith("is Q1 2025-26 meant?")


def test_another_kind_of_period_is_no_quarter_but_stays_a_period() -> None:
    assert isinstance(period_spellings.quarter("spring term 2025"), UnclearCell)
    assert period_spellings.period("spring term 2025", Kind.QUARTER) == Period.term("spring", 2025)
    assert period_spellings.period("", Kind.QUARTER) is None
    assert period_spellings.quarter(" ") is None


@given(st.integers(2000, 2098), st.integers(1, 4))
def test_every_quarter_in_every_style(year: int, number: int) -> None:
    quarter = Period.quarter(year, number)
    short = f"{year % 100:02d}/{(year + 1) % 100:02d}"
    styles = (
        quarter.short,
        str(quarter),
        quarter.in_words,
        f"{short} Q{number}",
        f"Q{number} {year}/{year + 1}",
        f"{quarter.start:%d/%m/%Y} to {quarter.end}",
    )
    for text in styles:
        assert period_spellings.quarter(text) == quarter, text


@given(st.text(max_size=20))
def test_any_text_is_a_period_a_blank_or_a_question(text: str) -> None:
    found = period_spellings.period(text, Kind.QUARTER)
    assert isinstance(found, Period | UnclearCell | None)
    if isinstance(found, Period):
        assert period_spellings.period(str(found), Kind.QUARTER) == found


@pytest.mark.parametrize(
    "text",
    [
        "June 2025",
        "Jun 2025",
        "Jun-25",
        "june-2025",
        "01/06/2025",
        "30/06/2025",
        "Jun 25",
        "2025-06",
        "06/2025",
        "6/2025",
        "Jun 2025/26",
        "June 25/26",
    ],
)
def test_months_of_a_monthly_indicator(text: str) -> None:
    assert period_spellings.period(text, Kind.MONTH) == Period.month(2025, 6)


@pytest.mark.parametrize(
    "text", ["15/06/2025", "Jun", "2025", "13/2025", "Juni-25", "2011-12", "Jun 2025/27"]
)
def test_what_is_no_month_is_a_question(text: str) -> None:
    found = period_spellings.period(text, Kind.MONTH)
    assert isinstance(found, UnclearCell)
    assert found.expected == "a month such as June 2025"


@pytest.mark.parametrize(
    "text",
    ["M4 2025-26", "P4 2025/26", "P04 25/26", "Month 4 2025-26", "Period 4 2025-26", "2025-26 M4",
     "July 2025", "July 2025-26", "2025/26 July", "Jul-2025"],
)  # fmt: skip
def test_numbered_months_are_months_of_the_financial_year(text: str) -> None:
    for kind in (Kind.MONTH, Kind.QUARTER):
        assert period_spellings.period(text, kind) == Period.month(2025, 7)


@pytest.mark.parametrize("text", ["1/7/25", "31/07/25", "31.7.25", "1 to 31 July 2025"])
def test_first_and_last_days_of_a_month_with_a_short_year(text: str) -> None:
    if text.startswith("1 to"):
        assert isinstance(period_spellings.period(text, Kind.MONTH), UnclearCell)
        text = "1 July 2025 to 31 July 2025"
    assert period_spellings.period(text, Kind.MONTH) == Period.month(2025, 7)


@pytest.mark.parametrize(
    ("text", "kind", "both"),
    [
        ("M4 2025", Kind.MONTH, "July 2025 (month 4 of 2025-26), or April 2025"),
        ("P10 2025", Kind.QUARTER, "January 2026 (month 10 of 2025-26), or October 2025"),
        ("Q1 2025", Kind.QUARTER, "Q1 2025-26 (April to June 2025), or January to March 2025"),
        ("Jul-25", Kind.QUARTER, "July 2025, or 25 July"),
        ("25/06/30", Kind.QUARTER, "25 June 2030, or 30 June 2025"),
        ("25/06/30", Kind.MONTH, "25 June 2030, or 30 June 2025"),
        ("31/10/01", Kind.MONTH, "31 October 2001, or 1 October 2031"),
        ("05/06/25", Kind.SNAPSHOT, "5 June 2025, or 25 June 2005"),
        ("as at 10/11/12", Kind.SNAPSHOT, "10 November 2012, or 12 November 2010"),
    ],
)
def test_of_two_readings_neither_is_taken(text: str, kind: Kind, both: str) -> None:
    found = period_spellings.period(text, kind)
    assert isinstance(found, UnclearCell), found
    assert found.expected == f"{period_spellings.example(kind)}; this may be {both}"


@pytest.mark.parametrize(
    "text", ["30/6/25", "as at 30/6/25", "30.06.25", "30 Jun 25", "end of June 2025"]
)
def test_a_day_is_a_snapshot_and_a_question_for_a_quarter(text: str) -> None:
    assert period_spellings.period(text, Kind.SNAPSHOT) == Period.snapshot(date(2025, 6, 30))
    found = period_spellings.period(text, Kind.QUARTER)
    assert isinstance(found, UnclearCell)
    assert found.expected == "a financial quarter such as Q1 2025-26; is Q1 2025-26 meant?"


def test_years_by_their_last_day() -> None:
    assert period_spellings.period("Y/E 31/03/25", Kind.FINANCIAL) == Period.financial_year(2024)
    assert period_spellings.period("12 months to Dec-24", Kind.CALENDAR) == Period.calendar_year(
        2024
    )
    assert period_spellings.period("rolling 12 months to 30/09/25", Kind.YEAR_ENDING) == (
        Period.year_ending(date(2025, 9, 30))
    )


@pytest.mark.parametrize(
    "text",
    ["1 April to 30 September 2025", "2025-26 YTD to Sept", "Q2 YTD 2025-26", "YTD Sep 25",
     "Apr 2025 - Sep 2025", "H1 2025-26"],
)  # fmt: skip
def test_a_year_to_date_stands_beside_quarters_and_months_and_is_neither(text: str) -> None:
    to_date = Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 2))
    for kind in (Kind.QUARTER, Kind.MONTH):
        assert period_spellings.period(text, kind) == to_date
    assert isinstance(period_spellings.quarter(text), UnclearCell)
    assert isinstance(period_spellings.target_start(text, by_month=True), UnclearCell)
    for kind in (Kind.QUARTER_DAY, Kind.ROLLING, Kind.SNAPSHOT):
        assert isinstance(period_spellings.period(text, kind), UnclearCell)


def test_the_year_to_date_of_the_first_quarter_is_told_from_the_quarter() -> None:
    to_date = Period.quarterly(Kind.TO_DATE, Q1)
    assert period_spellings.period("Q1 YTD 2025-26", Kind.QUARTER) == to_date
    assert period_spellings.period("Apr-Jun 2025", Kind.QUARTER) == Q1
    assert isinstance(period_spellings.quarter("Q1 YTD 2025-26"), UnclearCell)


@given(st.text("yYtTdDQMPH1234 25-/to APRSep.", max_size=24), st.sampled_from(list(Kind)))
def test_what_is_read_is_never_a_period_of_another_length(text: str, kind: Kind) -> None:
    found = period_spellings.period(text, kind)
    if isinstance(found, Period) and found.kind is Kind.TO_DATE:
        assert found.start == Period.containing(Kind.FINANCIAL, found.end).start
    if isinstance(found, Period) and found.kind is Kind.ROLLING:
        assert found.months == 12


def test_months_and_the_year_to_date_may_stand_beside_quarters() -> None:
    assert period_spellings.period("July 2025", Kind.QUARTER) == Period.month(2025, 7)
    assert period_spellings.period("Apr-Sep 2025", Kind.QUARTER) == Period.quarterly(
        Kind.TO_DATE, Period.quarter(2025, 2)
    )
    assert period_spellings.period("Apr-Jun 2025", Kind.QUARTER) == Q1
    assert isinstance(period_spellings.period("Jul-25", Kind.QUARTER), UnclearCell)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "text", ["Dec 9999", "31 December 9999", "year to December 9999", "January 0001", "Q4 9998-99"]
)
def test_a_year_out_of_all_bounds_is_a_question(text: str, kind: Kind) -> None:
    """No period of it can be worked out, so nothing is tried."""
    assert isinstance(period_spellings.period(text, kind), UnclearCell)


@pytest.mark.parametrize("text", ["July 2025", "Jul 2025", "Jul-25", "01/07/2025", "31/07/2025"])
def test_a_target_by_month_starts_with_a_month(text: str) -> None:
    found = period_spellings.target_start(text, by_month=True)
    assert found == Period.month(2025, 7)


def test_a_target_by_month_may_start_with_a_quarter_and_with_nothing_else() -> None:
    assert period_spellings.target_start("Q2 2025-26", by_month=True) == Period.quarter(2025, 2)
    assert period_spellings.target_start(" ", by_month=True) is None
    for text in ("15/07/2025", "academic year 2024/25", "soon"):
        found = period_spellings.target_start(text, by_month=True)
        assert isinstance(found, UnclearCell)
        assert found.expected == (
            "a month such as June 2025, or a financial quarter such as Q1 2025-26"
        )


def test_a_month_is_refused_for_a_target_by_quarter_with_what_to_write() -> None:
    found = period_spellings.target_start("July 2025", by_month=False)
    assert isinstance(found, UnclearCell)
    assert found.expected == (
        "a financial quarter such as Q1 2025-26; is Q2 2025-26 meant? A month is only for an "
        "indicator whose figures are by month."
    )
    assert period_spellings.target_start("Q2 2025-26", by_month=False) == Period.quarter(2025, 2)


# ---- what the documentation says ----------------------------------------------------------

PUBLISHING = (Path(__file__).resolve().parents[3] / "docs" / "publishing.md").read_text("utf-8")
ROWS = {
    "a quarter": Kind.QUARTER,
    "a month": Kind.MONTH,
    "a day that ends a quarter": Kind.QUARTER_DAY,
    "twelve months to the end of a quarter": Kind.ROLLING,
    "the financial year so far, to the end of a quarter": Kind.TO_DATE,
}


def documented(kind: Kind) -> list[str]:
    """The spellings in the row of a kind."""
    (name,) = (name for name, of in ROWS.items() if of is kind)
    (row,) = (line for line in PUBLISHING.splitlines() if line.startswith(f"| {name} |"))
    return re.findall("`([^`]+)`", row)


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (Kind.QUARTER, date(2025, 6, 30)),
        (Kind.MONTH, date(2025, 7, 31)),
        (Kind.QUARTER_DAY, date(2025, 6, 30)),
        (Kind.ROLLING, date(2025, 9, 30)),
        (Kind.TO_DATE, date(2025, 9, 30)),
    ],
)
def test_what_the_documentation_says_is_read(kind: Kind, end: date) -> None:
    spellings = documented(kind)
    assert len(spellings) >= 6
    for text in spellings:
        found = period_spellings.period(text, kind)
        assert isinstance(found, Period), text
        assert (found.kind, found.end) == (kind, end), text


def test_what_the_documentation_calls_doubtful_is_refused() -> None:
    (line,) = (each for each in PUBLISHING.splitlines() if each.startswith("**What can be read"))
    doubtful = ["Q1 2025", "M4 2025", "25/06/30", "P6 2025-26", "Jul-Sep 2025", "Jul-25"]
    assert re.findall("`([^`]+)`", line)[:6] == doubtful
    kinds = (Kind.QUARTER, Kind.MONTH, Kind.QUARTER_DAY, Kind.TO_DATE, Kind.ROLLING, Kind.QUARTER)
    for text, kind in zip(doubtful, kinds, strict=True):
        found = period_spellings.period(text, kind)
        assert isinstance(found, UnclearCell), text
        assert "; this may be " in found.expected


# ---- said twice, and in words ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Q1 (Apr-Jun 25)", "Quarter 1 (Apr-Jun) 2025/26", "Q1 2025-26 (Apr-Jun 25)",
        "Q1 2025-26 (April to June 2025)", "Apr-Jun 2025 (Q1)", "1st quarter 2025/26",
        "First quarter 2025-26", "Quarter one 2025/26", "Apr to Jun '25",
    ],
)  # fmt: skip
def test_a_quarter_said_twice_or_in_words(text: str) -> None:
    assert period_spellings.period(text, Kind.QUARTER) == Period.quarter(2025, 1)
    assert period_spellings.quarter(text) == Period.quarter(2025, 1)


@pytest.mark.parametrize(
    ("text", "kind", "both"),
    [
        (
            "Q4 2025-26 (Jan-Mar 2025)", Kind.QUARTER,
            "Q4 2025-26 (January to March 2026), or January to March 2025 (Q4 2024-25)",
        ),
        (
            "Q1 2025-26 (April to June 2024)", Kind.QUARTER,
            "Q1 2025-26 (April to June 2025), or April to June 2024 (Q1 2024-25)",
        ),
        (
            "Q2 (Apr-Jun 2025)", Kind.QUARTER,
            "Q2 2025-26 (July to September 2025), or April to June 2025 (Q1 2025-26)",
        ),
        (
            "Q4 2025-26 (Jan-Mar 2025)", Kind.QUARTER_DAY,
            "31 March 2026, or January to March 2025 (Q4 2024-25)",
        ),
        (
            "Apr 2024 - Mar 2025 (Q3)", Kind.ROLLING,
            "the year to December 2024, or the year to March 2025",
        ),
        ("Month 4 (June) 2025/26", Kind.MONTH, "July 2025, or June 2025"),
    ],
)  # fmt: skip
def test_a_label_that_says_two_periods_is_refused_with_both(
    text: str, kind: Kind, both: str
) -> None:
    found = period_spellings.period(text, kind)
    assert isinstance(found, UnclearCell)
    assert found.expected.endswith(f"this may be {both}")


def test_a_quarter_said_twice_stands_for_what_ends_with_it() -> None:
    second = Period.quarter(2025, 2)
    for kind in (Kind.QUARTER_DAY, Kind.ROLLING, Kind.TO_DATE):
        assert period_spellings.period("Q2 2025-26 (Jul-Sep 2025)", kind) == Period.quarterly(
            kind, second
        )
    so_far = Period.quarterly(Kind.TO_DATE, second)
    assert period_spellings.period("Q2 2025-26 (Apr-Sep 2025)", Kind.TO_DATE) == so_far
    rolling = Period.quarterly(Kind.ROLLING, Period.quarter(2025, 3))
    assert period_spellings.period("Q3 (Jan 2025 - Dec 2025)", Kind.ROLLING) == rolling


@pytest.mark.parametrize(
    "text",
    [
        "Jul '25", "Jul'25", "Month 4 (July) 2025/26", "Month ending July 2025", "m/e Jul 25",
        "month ending 31 July 2025", "end of July 2025", "2025-07-31 00:00:00", "31/07/2025 00:00",
    ],
)  # fmt: skip
def test_months_as_people_and_programs_write_them(text: str) -> None:
    assert period_spellings.period(text, Kind.MONTH) == Period.month(2025, 7)


def test_a_day_with_midnight_is_the_day() -> None:
    second = Period.quarterly(Kind.QUARTER_DAY, Period.quarter(2025, 1))
    for text in ("2025-06-30 00:00:00", "30/06/2025 00:00:00", "30 June 2025 00:00"):
        assert period_spellings.period(text, Kind.QUARTER_DAY) == second
