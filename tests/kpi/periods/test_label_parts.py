"""Parts of labels as people write them: each is read as a whole, or not at all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period, label_parts
from kpi.periods.label_parts import (
    first_year,
    full_year,
    last_day,
    month_number,
    month_of_two_years,
    plain,
    quarter,
    short_day_readings,
    span,
    two_readings,
)

YEAR = st.integers(2000, 2098)
DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31))
HALF = (date(2025, 4, 1), date(2025, 9, 30))


def test_plain_labels() -> None:
    assert plain("  FY 2025\u201326  (YTD), Sept ") == "2025-26 ytd sept"
    assert plain("Financial year 25/26 Q1") == "25/26 q1"
    assert plain("F.Y.25/26") == "25/26"
    assert plain("YTD Q2 2025-26 (prov)") == "ytd q2 2025-26"


def test_years() -> None:
    assert (full_year("25"), full_year("2025")) == (2025, 2025)
    assert first_year("25", "2026") == 2025
    assert first_year("2025", "27") is None
    assert first_year("26", "25") is None


def test_names_of_months() -> None:
    assert [month_number(name) for name in ("Sept", "sep.", "September", "May")] == [9, 9, 9, 5]
    assert [month_number(name) for name in ("Septe", "xyz", "", "juni")] == [None] * 4


@pytest.mark.parametrize(
    "label",
    [
        "jul 2025", "july 2025", "jul-25", "jul 25", "jul. 2025", "jul 2025-26", "july 25/26",
        "2025-26 jul", "2025/26 july", "m4 2025-26", "p4 2025/26", "p04 25/26", "month 4 2025-26",
        "period 4 2025-26", "mth 4 25/26", "2025-26 m4", "2025/26 period 4", "m4, 2025-26",
        "2025-2026 m04",
    ],
)  # fmt: skip
def test_months(label: str) -> None:
    assert label_parts.month(label) == Period.month(2025, 7)


@pytest.mark.parametrize(
    "label",
    ["m4 2025", "m4", "m13 2025-26", "m0 2025-26", "m4 2025-27", "jul", "2025-26", "q1 2025-26",
     "7 2025-26", "x4 2025-26", "m4 2025-26 x"],
)  # fmt: skip
def test_what_is_no_month(label: str) -> None:
    assert label_parts.month(label) is None


@given(YEAR, st.integers(1, 12))
def test_numbered_months_fill_their_financial_year(year: int, number: int) -> None:
    found = label_parts.month(f"m{number} {year}-{(year + 1) % 100:02d}")
    assert found is not None
    start = Period.financial_year(year).start
    assert (found.start.year * 12 + found.start.month) - (start.year * 12 + 4) == number - 1
    assert found.financial_year_start == year


@given(YEAR, st.integers(1, 4))
def test_quarters(year: int, number: int) -> None:
    short = f"{year % 100:02d}/{(year + 1) % 100:02d}"
    for label in (f"q{number} {short}", f"{short} quarter {number}", f"qtr {number} {short}"):
        assert quarter(label) == Period.quarter(year, number)
    assert quarter(f"q{number} {year}") is None


# ---- days ---------------------------------------------------------------------------------


def test_a_day_with_a_short_year_has_up_to_two_readings() -> None:
    assert short_day_readings("30/6/25") == (date(2025, 6, 30), date(2030, 6, 25))
    assert short_day_readings("31.08.25") == (date(2025, 8, 31), date(2031, 8, 25))
    assert short_day_readings("30/06/30") == (date(2030, 6, 30),)
    assert short_day_readings("30/06/31") == (date(2031, 6, 30),)
    for label in ("6/30/25", "31/06/25", "30/06-25", "30/6/2025", "30 6 25", "00/06/25"):
        assert short_day_readings(label) == ()


@given(DAY)
def test_a_quarters_last_day_has_no_second_reading_that_ends_a_quarter(given_day: date) -> None:
    """So that `30/6/25` may be read as the last day of a quarter."""
    end = Period.containing(Kind.QUARTER, given_day).end
    for label in (f"{end:%d/%m/%y}", f"{end.day}.{end.month}.{end:%y}", f"{end:%d-%m-%y}"):
        readings = short_day_readings(label)
        ends = [each for each in readings if Period.containing(Kind.QUARTER, each).end == each]
        assert ends == [end]
        assert last_day(label) == end


@pytest.mark.parametrize(
    "label",
    ["30/9/25", "30 september 2025", "30-sep-25", "2025-09-30", "end of sept 25", "sept 2025 end",
     "the end of q2 2025-26", "september 2025", "q2 25/26", "m6 2025-26", "end sept 2025-26"],
)  # fmt: skip
def test_last_days(label: str) -> None:
    assert last_day(label) == date(2025, 9, 30)


@pytest.mark.parametrize("label", ["29/9/25", "25-09-30", "sept", "2025", "", "q2 2025", "0/9/25"])
def test_what_has_no_last_day(label: str) -> None:
    assert last_day(label) is None


# ---- ranges -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label",
    [
        "apr-sep 2025", "april to september 2025", "apr 2025 - sep 2025", "apr 25 - sep 25",
        "apr-25 to sep-25", "apr-25 - sep-25", "1 april to 30 september 2025", "1-apr-25-30-sep-25",
        "1st april to 30th september 2025", "01/04/25 to 30/09/25", "1.4.25 - 30.9.25",
        "1/4/25-30/9/25", "01/04 - 30/09/2025", "from 1 april until 30 september 2025",
        "2025-26 apr-sep", "apr-sep 2025-26", "april to sept 25/26", "q1-q2 2025-26",
        "q1 to q2 2025-26", "q1-2 2025-26", "q1 2025-26 to q2 2025-26", "m1-m6 2025-26",
        "m1-6 25/26", "p1 to p6 2025/26", "month 1 to 6 2025-26", "h1 2025-26",
        "2025-04-01 to 2025-09-30", "1 april 2025 to end of september 2025",
    ],
)  # fmt: skip
def test_ranges(label: str) -> None:
    assert span(label) == HALF


@pytest.mark.parametrize(
    "label",
    ["2 april to 30 september 2025", "1 april to 29 september 2025", "apr-sep", "sep 2025",
     "sep 2025 to apr 2025", "q2-q1 2025-26", "q1-m6 2025-26", "m1-13 2025-26", "h1 2025",
     "h3 2025-26", "2025-26", "april 2024 to", "to september 2025"],
)  # fmt: skip
def test_what_is_no_range(label: str) -> None:
    assert span(label) is None


def test_a_range_over_two_years_that_may_be_of_either_is_none() -> None:
    """October to September of 2025-26 may be that of either side of its financial year."""
    for label in ("oct-sep 2025-26", "jul to june 25/26", "1 october to 30 september 2025-26"):
        assert span(label) is None
    assert span("oct-mar 2025-26") == (date(2025, 10, 1), date(2026, 3, 31))
    assert span("nov-feb 2025-26") == (date(2025, 11, 1), date(2026, 2, 28))
    assert month_of_two_years("12 months to sept 2025-26") == Period.month(2025, 9)
    for label in ("12 months to march 2025-26", "12 months to sept 2025", "q2 2025-26"):
        assert month_of_two_years(label) is None


def test_a_range_without_its_first_year_begins_with_the_last_such_month() -> None:
    assert span("oct-sep 2025") == (date(2024, 10, 1), date(2025, 9, 30))
    assert span("1 october to 30 september 2025") == (date(2024, 10, 1), date(2025, 9, 30))
    assert span("april to march 2025-26") == (date(2025, 4, 1), date(2026, 3, 31))
    assert span("h2 2025-26") == (date(2025, 10, 1), date(2026, 3, 31))


@given(DAY, st.integers(1, 24))
def test_every_range_of_months_is_read_in_every_style(day: date, months: int) -> None:
    first = Period.containing(Kind.MONTH, day)
    last = first
    for _ in range(months - 1):
        following = last.next()
        assert following is not None
        last = following
    if last.end.year > 2098:
        return
    start, end = first.start, last.end
    for label in (
        f"{start:%b} {start.year} to {end:%b} {end.year}",
        f"{start:%B %y} - {end:%B %y}",
        f"{start:%d/%m/%y} - {end:%d/%m/%y}",
        f"{start:%d.%m.%Y} to {end:%d.%m.%Y}",
    ):
        assert span(label.casefold()) == (start, end), label
    if months <= 12:
        assert span(f"{start:%B} to {end:%B} {end.year}".casefold()) == (start, end)


@given(st.text("aprsepto mq0123456789-/. ", max_size=30))
def test_any_text_is_a_range_that_goes_on_or_none(text: str) -> None:
    found = span(text)
    if found is not None:
        assert found[0] <= found[1]
        assert (found[1] + timedelta(days=1)).day == found[0].day == 1


# ---- two readings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "both"),
    [
        ("q1 2025", ("Q1 2025-26 (April to June 2025)", "January to March 2025")),
        ("2025 q4", ("Q4 2025-26 (January to March 2026)", "October to December 2025")),
        ("m4 2025", ("July 2025 (month 4 of 2025-26)", "April 2025")),
        ("p10/2025", ("January 2026 (month 10 of 2025-26)", "October 2025")),
        ("ytd period 6 2025", ("September 2025 (month 6 of 2025-26)", "June 2025")),
        ("h1 2025", ("April 2025 to September 2025", "January to June 2025")),
        ("h2 2025", ("October 2025 to March 2026", "July to December 2025")),
    ],
)
def test_two_readings(label: str, both: tuple[str, str]) -> None:
    assert two_readings(label) == both


@pytest.mark.parametrize(
    "label", ["q1 2025-26", "2025-26 q1", "m4 2025/26", "2024-2025 q1", "sep 2025", "q5 2025", "q1"]
)
def test_one_reading_is_no_doubt(label: str) -> None:
    assert two_readings(label) is None
