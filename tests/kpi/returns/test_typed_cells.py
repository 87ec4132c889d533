"""Every spelling that is taken, with what it means; everything else is a question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model.definitions.indicator import Indicator
from kpi.model.symbols import SYMBOLS
from kpi.periods import Kind, Period
from kpi.returns import typed_cells, typed_periods
from kpi.returns.typed_cells import FEWER, NOT_YET, TypedNumber, UnclearCell

Q1 = Period.quarter(2025, 1)

NUMBERS = {
    "77.6": 77.6, "77.6%": 77.6, "77.6 %": 77.6, "1,234": 1234, "1,234,567.5": 1234567.5,
    " 12 ": 12, "12.0": 12, "12.": 12, ".5": 0.5, "+3": 3, "-3": -3, "\u22123": -3, "0": 0,
    "-0": 0, "0%": 0, "100%": 100, "\u00a012\u00a0": 12, "77.6\u00a0%": 77.6, "\t12": 12,
    "1e3": 1000, "5.3E+1": 53, "007": 7, "\ufeff12": 12,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers(text: str, value: float) -> None:
    found = typed_cells.figure(text, "percent")
    assert found == TypedNumber(value)
    assert str(found.value) != "-0.0"


SYMBOL_TEXTS = {
    "c": "c", "C": "c", "[c]": "c", "*": "c", "suppressed": "c", "Suppressed.": "c",
    "confidential": "c", "<6": "c", "< 6": "c", "<5": "c", "fewer than 6": "c", "1-5": "c",
    "1 to 5": "c", "less than 5": "c", "\u22645": "c",
    "x": "x", "n/a": "x", "N/A": "x", "NA": "x", "..": "x", ":": "x", "not available": "x",
    "TBC": "x", "tbc": "x", "not yet available": "x", "awaited": "x", "Awaiting data": "x",
    "to follow": "x", "pending": "x", "no data": "x",
    "z": "z", "not applicable": "z", "low": "low", "~": "low", "k": "k", "u": "u",
    "unreliable": "u",
}  # fmt: skip


@pytest.mark.parametrize(("text", "symbol"), SYMBOL_TEXTS.items())
def test_symbols(text: str, symbol: str) -> None:
    for found in (typed_cells.figure(text, "percent"), typed_cells.symbol(text)):
        assert isinstance(found, TypedNumber)
        assert (found.value, found.symbol) == (None, symbol)
        assert found.reason


def test_reasons() -> None:
    assert typed_cells.figure("TBC", "percent") == TypedNumber(None, "x", NOT_YET)
    assert typed_cells.figure("<6", "percent") == TypedNumber(None, "c", FEWER)
    assert typed_cells.figure("n/a", "percent") == TypedNumber(None, "x", "not available")
    assert (
        typed_cells.figure("", "percent") == typed_cells.figure(" \u00a0", "") == TypedNumber(None)
    )
    assert (
        typed_cells.symbol("prov")
        == typed_cells.symbol("P")
        == TypedNumber(None, "p", "provisional")
    )
    assert typed_cells.symbol("revised") == TypedNumber(None, "r", SYMBOLS["r"])


QUESTIONS = {
    "\u00a312": "money", "1.234,5": "which one", "1,23": "which one", "77,6%": "which one",
    "(12)": "brackets", "\u224812": "estimate", "~12": "estimate", "about 12": "estimate",
    "c. 12": "estimate", "c.12": "estimate", "-": "0 if there were none", "\u2013": "0 if",
    "nil": "0 if there were none", "none": "0 if", "zero": "0 if", "p": "a figure here",
    "#REF!": "error", "#N/A": "error", "12 of 178": "plain number", "12/178": "plain number",
    "12 children": "plain number", "77.6 (p)": "plain number", "77.6*": "plain number",
    "1 234": "plain number", "twelve": "plain number", "<10": "plain number", "?": "plain number",
    "nan": "plain number", "inf": "plain number", "TRUE": "plain number", "1e999": "ordinary size",
    "1e308": "ordinary size, at most 1,000,000,000,000,000", "5e19": "ordinary size",
    "-1e16": "ordinary size", "1" + "0" * 60: "ordinary size", "9" * 101: "plain number",
    "1e-300": "0, or a number", "1e-999": "0, or a number", "0." + "0" * 50 + "1": "0, or a",
    "\u0661\u0662": "plain number", "0x1F": "plain number", "1_000": "plain number", "12,": "plain",
    "2025-06-30": "plain number", "'12": "plain number", ",": "plain number", "50-60": "plain",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_questions_are_asked_of_other_text(text: str, expected: str) -> None:
    found = typed_cells.figure(text, "percent")
    assert isinstance(found, UnclearCell), found
    assert expected in found.expected
    assert found.rule == typed_cells.ASK


def test_a_percentage_is_refused_where_the_unit_is_another() -> None:
    for unit, words in (("count", "a count"), ("points", "a number of points")):
        found = typed_cells.figure("12%", unit)
        assert isinstance(found, UnclearCell)
        assert found.expected == f"{words}, not a percentage"
    assert typed_cells.figure("12%", "") == TypedNumber(12.0)
    assert typed_cells.symbol("12") == UnclearCell(f"one of {', '.join(SYMBOLS)}, or nothing")


@given(st.text(max_size=12))
def test_text_is_never_a_silent_nought(text: str) -> None:
    found = typed_cells.figure(text, "percent")
    if isinstance(found, TypedNumber) and found.value == 0:
        assert any(letter in "0" for letter in text)
        assert not any(letter in "123456789" for letter in text.lower().split("e")[0])


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.booleans())
def test_any_decimal_is_read_as_written(number: object, grouped: bool) -> None:
    text = f"{number:,}" if grouped else f"{number}"
    assert typed_cells.figure(text, "percent") == TypedNumber(float(str(number)) + 0.0)


# ---- periods ------------------------------------------------------------------------------

QUARTERS = [
    "Q1 2025-26", "q1 2025/26", "2025/26 Q1", "2025-26 Q1", "Q1 25/26", "Q1 25-26", "25/26 Q1",
    "Q1 2025-2026", "Q1 2025/2026", "Q1 2025\u201326", "Q1\u00a02025-26", "Quarter 1 2025-26",
    "2025-26 Quarter 1", "Q1, 2025-26", "Q1 - 2025/26", "Q1: 2025-26", "202526 Q1",
    "Q1 FY2025-26", "FY 2025/26 Q1", "Q1 2025-26 (Apr to Jun 2025)", "Q1 2025-26 (Apr-Jun)",
    "Apr-Jun 2025", "Apr - Jun 2025", "Apr\u2013Jun 2025", "April to June 2025",
    "April - June 2025", "Apr to Jun 25", "Apr 2025 to Jun 2025", "Apr-June 2025",
    "1 April 2025 to 30 June 2025", "01/04/2025 - 30/06/2025", "  Q1  2025-26  ",
]  # fmt: skip


@pytest.mark.parametrize("text", QUARTERS)
def test_quarters(text: str) -> None:
    assert typed_periods.quarter(text) == Q1
    assert typed_periods.period(text, Kind.QUARTER) == Q1


@pytest.mark.parametrize(
    "text", ["Jan-Mar 2026", "Q4 2025-26", "January to March 2026", "Q4 25/26"]
)
def test_the_last_quarter_lies_in_the_next_year(text: str) -> None:
    assert typed_periods.quarter(text) == Period.quarter(2025, 4)


TERMS = [
    "Spring 2025", "spring term 2025", "Spring Term 2024/25", "Spring 24/25",
    "2024/25 spring", "2025 spring term", "the spring term 2025", "Spring 2024-25",
]  # fmt: skip


@pytest.mark.parametrize("text", TERMS)
def test_terms(text: str) -> None:
    assert typed_periods.period(text, Kind.TERM) == Period.term("spring", 2025)


def test_an_autumn_term_starts_its_year() -> None:
    for text in ("Autumn 2024/25", "autumn 2024", "24/25 Autumn term"):
        assert typed_periods.period(text, Kind.TERM) == Period.term("autumn", 2024)


YEARS = ["2024/25", "2024-25", "24/25", "2024/2025", "AY 2024/25", "academic year 2024/25",
         "academic year 2024-25", "2024/25 academic year"]  # fmt: skip


@pytest.mark.parametrize("text", YEARS)
def test_academic_years(text: str) -> None:
    assert typed_periods.period(text, Kind.ACADEMIC) == Period.academic_year(2024)


def test_a_bare_year_is_read_by_the_indicator_only() -> None:
    assert typed_periods.period("2024/25", Kind.FINANCIAL) == Period.financial_year(2024)
    assert isinstance(typed_periods.period("2024/25", Kind.QUARTER), UnclearCell)
    assert isinstance(typed_periods.period("2024/25", None), UnclearCell)


PERIOD_QUESTIONS = [
    "Q1", "Q5 2025-26", "Q1 2025", "Q1 2025-27", "Q1 25", "2025", "45778", "summer", "Q1 2025-25",
    "May-Jul 2025", "Apr-Jun", "spring 2024/26", "Q2 2025-26 (Apr-Jun)", "last quarter",
    "Q1 and Q2 2025-26", "1 April 2025 to 29 June 2025", "June 2025", "2025-06-30", "30/06/2025",
    "2025-06-01T00:00:00", "x", "Q\u0661 2025-26",
]  # fmt: skip


@pytest.mark.parametrize("text", PERIOD_QUESTIONS)
def test_doubtful_periods_are_questions(text: str) -> None:
    found = typed_periods.period(text, Kind.QUARTER)
    assert isinstance(found, UnclearCell), found
    assert "a financial quarter such as Q1 2025-26" in found.expected


def test_a_date_is_asked_about_with_its_quarter() -> None:
    for text in ("2025-06-30", "30/06/2025", "June 2025", "1 April 2025"):
        found = typed_periods.quarter(text)
        assert isinstance(found, UnclearCell)
        assert found.expected.endswith("is Q1 2025-26 meant?")


def test_another_kind_of_period_is_no_quarter_but_stays_a_period() -> None:
    assert isinstance(typed_periods.quarter("spring term 2025"), UnclearCell)
    assert typed_periods.period("spring term 2025", Kind.QUARTER) == Period.term("spring", 2025)
    assert typed_periods.period("", Kind.QUARTER) is None
    assert typed_periods.quarter(" ") is None


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
        assert typed_periods.quarter(text) == quarter, text


@given(st.text(max_size=20))
def test_any_text_is_a_period_a_blank_or_a_question(text: str) -> None:
    assert isinstance(typed_periods.period(text, Kind.QUARTER), Period | UnclearCell | None)


# ---- words --------------------------------------------------------------------------------

STATUSES = {
    "Green": "on target", "G": "on target", "on target": "on target", "On_Target": "on target",
    "amber": "below target", "A": "below target", "below target": "below target",
    "RED": "below intervention level", "r": "below intervention level",
    "below intervention level": "below intervention level", "grey": "no target",
    "no target": "no target", "awaiting data": "awaiting data", "suppressed": "suppressed",
    "On target (Green)": "on target",
}  # fmt: skip


@pytest.mark.parametrize(("text", "status"), STATUSES.items())
def test_statuses(text: str, status: str) -> None:
    assert typed_cells.target_status(text) == status


@pytest.mark.parametrize("text", ["blue", "amber/green", "above target", "1", "?"])
def test_other_statuses_are_questions(text: str) -> None:
    assert isinstance(typed_cells.target_status(text), UnclearCell)
    assert typed_cells.target_status("") is None


DATA = {"real": "published", "Final": "published", "published": "published", "P": "provisional",
        "provisional": "provisional", "Illustrative": "illustrative"}  # fmt: skip


@pytest.mark.parametrize(("text", "status"), DATA.items())
def test_data_statuses(text: str, status: str) -> None:
    assert typed_cells.data_status(text) == status


def test_a_data_status_is_needed() -> None:
    assert typed_cells.data_status("") == UnclearCell(
        "one of illustrative, provisional, published", "missing"
    )
    assert isinstance(typed_cells.data_status("draft"), UnclearCell)


def test_indicators_by_id_or_name(indicators: tuple[Indicator, ...]) -> None:
    for text in ("ehcp-20-weeks", "EHCP-20-Weeks", " ehcp 20 weeks ", "ehcp_20_weeks",
                 "Education, health and care plans issued within 20 weeks",
                 "EDUCATION HEALTH AND CARE PLANS ISSUED WITHIN 20 WEEKS"):  # fmt: skip
        assert typed_cells.indicator_id(text, indicators) == "ehcp-20-weeks"
    for text in ("ehcp", "", "-", "Total"):
        assert typed_cells.indicator_id(text, indicators) is None


DAYS = ["30/09/2025", "30-09-2025", "30.09.2025", "30 Sep 2025", "30 September 2025", "30-Sep-2025",
        "30th September 2025", "30 sept 2025", "2025-09-30", "2025/09/30", "2025-09-30T00:00:00",
        "Tuesday 30 September 2025", "Tue 30 Sep 2025", "30 September, 2025"]  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_dates(text: str) -> None:
    assert typed_cells.day(text) == date(2025, 9, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09/30/2025", "is the month first"), ("30/09/25", "all four figures"),
        ("31/09/2025", "a day that exists"), ("2025-02-30", "a day that exists"),
        ("30/13/2025", "a day that exists"), ("Sep 2025", "such as 30/09/2025"),
        ("TBC", "such as"), ("ongoing", "such as"), ("30/09/1925", "this century"),
        ("45930", "such as"), ("30 Foo 2025", "such as"),
    ],
)  # fmt: skip
def test_doubtful_dates_are_questions(text: str, expected: str) -> None:
    found = typed_cells.day(text)
    assert isinstance(found, UnclearCell)
    assert expected in found.expected


def test_a_day_comes_before_its_month() -> None:
    assert typed_cells.day("04/05/2025") == date(2025, 5, 4)
    assert typed_cells.day("") is None


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_in_every_style(day: date) -> None:
    for style in ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y"):
        assert typed_cells.day(day.strftime(style)) == day
