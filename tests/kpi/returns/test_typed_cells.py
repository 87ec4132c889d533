"""Every spelling that is taken, with what it means; everything else is a question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.returns import typed_cells
from kpi.returns.typed_cells import FEWER, NOT_YET, TypedNumber, TypedTarget, UnclearCell

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


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("£5,430", "pounds", 5430),
        ("£ 5430.50", "pounds", 5430.5),
        ("-£5", "pounds", -5),
        ("5,430", "pounds", 5430),
        ("31 days", "days", 31),
        ("1 day", "days", 1),
        ("1 Day", "days", 1),
        ("18.5 cases", "cases", 18.5),
        ("12.5 FTE", "full-time equivalents", 12.5),
        ("117.2 per 10,000 children", "per 10,000 children", 117.2),
        ("117.2 per 10,000", "per 10,000 children", 117.2),
        ("1,234", "number", 1234),
    ],
)
def test_a_number_with_its_own_unit(text: str, unit: str, value: float) -> None:
    assert typed_cells.figure(text, unit) == TypedNumber(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("£5,430", "days"),
        ("£5,430", "count"),
        ("$5,430", "pounds"),
        ("£5.4k", "pounds"),
        ("31 weeks", "days"),
        ("31 days", "number"),
        ("31 days", ""),
        ("31days", "days"),
        ("3 to 4 days", "days"),
        ("117.2 per 1,000", "per 10,000 children"),
        ("1.8:1", "ratio"),
        ("54%", "number"),
    ],
)
def test_a_number_with_another_unit_is_a_question(text: str, unit: str) -> None:
    assert isinstance(typed_cells.figure(text, unit), UnclearCell)


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


# ---- words --------------------------------------------------------------------------------

STATUSES = {
    "Green": "on target", "G": "on target", "on target": "on target", "On_Target": "on target",
    "amber": "off target", "A": "off target", "off target": "off target",
    "RED": "beyond intervention level", "r": "beyond intervention level",
    "beyond intervention level": "beyond intervention level", "grey": "no target",
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
        "Tuesday 30 September 2025", "Tue 30 Sep 2025", "30 September, 2025", "30-Sep-25",
        "30 September 25", "September 30 2025", "Sep 30th, 2025"]  # fmt: skip


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


# ---- targets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["15% - 24%", "15-24", "15 to 24", "15-24%", "15\u201324", "between 15 and 24", "15%-24%"],
)
def test_both_bounds_of_a_target_in_one_cell(text: str) -> None:
    assert typed_cells.target(text, "percent", is_range=True) == TypedTarget(15, 24)
    read = typed_cells.target(text, "percent", is_range=False)
    assert read == UnclearCell(
        "one number: only an indicator that is better between two bounds has two"
    )


def test_a_target_of_one_number_with_its_unit() -> None:
    for text, unit, number in (("60%", "percent", 60), ("426 days", "days", 426), ("-3", "", -3)):
        for is_range in (True, False):
            assert typed_cells.target(text, unit, is_range=is_range) == TypedTarget(number)
    assert typed_cells.target("£5,200 - £5,600", "pounds", is_range=True) == TypedTarget(5200, 5600)
    assert typed_cells.target("12 - 16 cases", "cases", is_range=True) == TypedTarget(12, 16)


@pytest.mark.parametrize(
    "text",
    ["c", "top quartile", "England", "-", "none", "p", "about 60", "<18%", "60%+", "at least 60",
     "suppressed", "60 or more", "2-3-4"],
)  # fmt: skip
def test_a_target_that_is_no_number_is_never_offered_a_symbol(text: str) -> None:
    read = typed_cells.target(text, "percent", is_range=True)
    assert isinstance(read, UnclearCell)
    assert "or no row where there is no target" in read.expected
    assert "symbol" not in read.expected
    level = typed_cells.amount(text, "percent", otherwise="or nothing")
    assert not isinstance(level, UnclearCell) or "symbol" not in level.expected


def test_a_side_of_a_number_is_told_where_it_stands() -> None:
    for text in ("<18%", "60%+", "at least 60", "\u226560"):
        read = typed_cells.target(text, "percent", is_range=False)
        assert isinstance(read, UnclearCell)
        assert "which side of it is better stands in the definition" in read.expected


@pytest.mark.parametrize("text", ["n/a", "not applicable", "tbc", "x", "z"])
def test_a_target_that_says_there_is_none(text: str) -> None:
    assert typed_cells.target(text, "percent", is_range=False) == TypedTarget(None, says_none=True)
