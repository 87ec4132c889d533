"""Labels of periods read and printed: our own style, what people write, LAIT's and EES's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period, from_ees, lait_period, parse_period, split_status
from tests.kpi.periods.made_periods import ANY, OF_KIND


@pytest.mark.parametrize(
    ("period", "printed"),
    [
        (Period.quarter(2025, 1), "Q1 2025-26 (Apr to Jun 2025)"),
        (Period.quarter(2024, 4), "Q4 2024-25 (Jan to Mar 2025)"),
        (Period.quarter(1999, 3), "Q3 1999-00 (Oct to Dec 1999)"),
        (Period.term("spring", 2025), "spring term 2025"),
        (Period.term("autumn", 2024), "autumn term 2024"),
        (Period.financial_year(2024), "year to March 2025"),
        (Period.year_ending(date(2024, 9, 30)), "year to September 2024"),
        (Period.calendar_year(2024), "2024 (calendar year)"),
        (Period.academic_year(2024), "academic year 2024/25"),
        (Period.snapshot(date(2025, 9, 30)), "30 September 2025"),
        (Period.snapshot(date(2025, 1, 1), date(2025, 1, 31)), "January 2025 (census)"),
        (Period.month(2024, 2), "February 2024"),
        (Period.mean_of_months(2025, 12, 2), "December 2024 to February 2025"),
        (Period.span(date(2020, 1, 1), date(2022, 12, 31)), "2020 to 2022 (calendar years)"),
        (Period.span(date(2021, 9, 1), date(2024, 8, 31)), "September 2021 to August 2024"),
        (Period.span(date(2021, 1, 1), date(2024, 8, 31)), "January 2021 to August 2024"),
    ],
    ids=str,
)
def test_printed_style(period: Period, printed: str) -> None:
    assert str(period) == printed
    assert parse_period(printed) == period


def test_every_kind_is_generated() -> None:
    assert {*OF_KIND, *(kind for kind in Kind if kind.is_quarterly)} == set(Kind)


@given(ANY)
def test_what_is_printed_is_read_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(ANY)
def test_what_is_stored_is_read_back(period: Period) -> None:
    assert Period.of(str(period.kind), period.start, period.end) == period


@given(ANY, st.sampled_from(["(prov)", "(Rev)", "(Final)", "(OT)", " (provisional)"]))
def test_a_status_is_parted_from_any_label(period: Period, status: str) -> None:
    label, found = split_status(f"{period} {status}")
    assert label == str(period)
    assert found in {"provisional", "revised", "final", "outturn"}
    assert parse_period(f"{period} {status}") == period


@given(OF_KIND[Kind.QUARTER])
def test_quarters_are_read_in_every_form(quarter: Period) -> None:
    first = quarter.start.year - (quarter.quarter_number == 4)
    second, number = f"{(first + 1) % 100:02d}", quarter.quarter_number
    names = quarter.in_words.split()
    for label in (
        f"Q{number} {first}-{second}",
        f"q{number} {first}/{second}",
        f"Q{number} {first}-{first + 1}",
        f"{first}-{second} Q{number}",
        f"{first}/{second}Q{number}",
        f"  {first}-{second}   Q{number} ",
        f"{first}{second} Q{number}",
        f"{first}{second} Financial year Q{number}",
        f"Q{number} {first}\N{EN DASH}{second}",
        quarter.in_words,
        f"{names[0]}-{names[2]} {names[3]}",
        f"{names[0][:3]} to {names[2][:3]} {names[3]}",
    ):
        assert parse_period(label) == quarter, label
    assert quarter.short == f"Q{number} {first}-{second}"


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("Spring 2025", Period.term("spring", 2025)),
        ("the summer term 2025", Period.term("summer", 2025)),
        ("Autumn term 2023/24", Period.term("autumn", 2023)),
        ("Spring term 2023/24", Period.term("spring", 2024)),
        ("Summer term 2023/24", Period.term("summer", 2024)),
        ("Academic year 2023/24", Period.academic_year(2023)),
        ("academic year 2023-24", Period.academic_year(2023)),
        ("year ending March 2025", Period.financial_year(2024)),
        ("the year to Dec 2024", Period.year_ending(date(2024, 12, 31))),
        ("financial year 2024-25", Period.financial_year(2024)),
        ("calendar year 2024", Period.calendar_year(2024)),
        ("29 February 2024", Period.snapshot(date(2024, 2, 29))),
        ("Sept 2024", Period.month(2024, 9)),
    ],
)
def test_labels_that_people_write(label: str, period: Period) -> None:
    assert parse_period(label) == period


def test_a_mean_of_months_and_a_day_print_as_people_say_them() -> None:
    winter = Period.mean_of_months(2025, 12, 2)
    assert (winter.start, winter.end) == (date(2024, 12, 1), date(2025, 2, 28))
    assert str(winter) == winter.in_words == "December 2024 to February 2025"
    assert parse_period("December 2024 to February 2025") == winter
    assert winter.year_before() == Period.mean_of_months(2024, 12, 2)
    assert winter.year_before().end == date(2024, 2, 29)
    assert winter.previous() is None
    assert str(Period.snapshot(date(2025, 3, 31))) == "31 March 2025"
    assert parse_period("April 2021 to March 2024").kind is Kind.SPAN


def test_in_words_inside_a_sentence() -> None:
    assert Period.quarter(2025, 1).in_words == "April to June 2025"
    assert Period.quarter(2024, 4).in_words == "January to March 2025"
    assert Period.term("spring", 2025).in_words == "the spring term 2025"
    assert Period.financial_year(2023).in_words == "the year to March 2024"
    assert Period.calendar_year(2024).in_words == "2024"
    assert Period.academic_year(2024).in_words == "the academic year 2024/25"


@pytest.mark.parametrize(
    "nonsense",
    [
        "", " ", "2024", "2024-25", "2023/24", "202425", "Q1", "Q0 2025-26", "Q5 2025-26",
        "Q1 2025-27", "Q1 2025-25", "Q1 2025-1926", "2025-24 Q1", "202527 Q1", "Q1 25-26",
        "Q1 2025-26 (Jul to Sep 2025)", "Q1 2025-26 (Apr to Jun 2026)", "Q1 2025-26 (nonsense)",
        "Q1 2025-26; DROP TABLE", "May to July 2025", "April to September 2025",
        "winter term 2025", "spring term 2023/25", "academic year 2024", "academic year 2024/26",
        "year to 2025", "year to Smarch 2025", "31 February 2024", "30 February 2024 (prov)",
        "0 March 2024", "2024 (prov)", "next quarter", "None", "0", "-", "<script>", "\x00",
        "Q1 2025-26\nQ2 2025-26", "August 2024 to September 2021", "0000 (calendar year)",
        "Q1 \u0662\u0660\u0662\u0665-26", "\uff12\uff10\uff12\uff15 (calendar year)",
    ],
)  # fmt: skip
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_period(nonsense)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert parse_period(str(period)) == period


@pytest.mark.parametrize(
    ("label", "year_type", "period", "status"),
    [
        # Trap 10: the same number is not the same year.
        ("2024", "Academic year", Period.academic_year(2023), None),
        ("2024 (Rev)", "Academic year", Period.academic_year(2023), "revised"),
        ("2023/24", "Academic year", Period.academic_year(2023), None),
        ("2023-24", "Academic year", Period.academic_year(2023), None),
        ("2025", "Financial year", Period.financial_year(2024), None),
        ("2024-25 (OT)", "Financial year", Period.financial_year(2024), "outturn"),
        ("2024", "Calendar year", Period.calendar_year(2024), None),
        ("2024", "Annual", Period.snapshot(date(2024, 3, 31)), None),
        ("2024", "Annual (End of Sept)", Period.snapshot(date(2024, 9, 30)), None),
        ("2025", "Annual - January", Period.snapshot(date(2025, 1, 1), date(2025, 1, 31)), None),
        ("2025", "31 March", Period.snapshot(date(2025, 3, 31)), None),
        ("2024", "31 August", Period.snapshot(date(2024, 8, 31)), None),
        ("2025", "year to September", Period.year_ending(date(2025, 9, 30)), None),
        ("2025", "December to February", Period.mean_of_months(2025, 12, 2), None),
        (
            "2025-26",
            "October census before the year",
            Period.snapshot(date(2024, 10, 1), date(2024, 10, 31)),
            None,
        ),
        (
            "2020-21",
            "January census before the year",
            Period.snapshot(date(2020, 1, 1), date(2020, 1, 31)),
            None,
        ),
        ("2020 (Final)", "Academic year", Period.academic_year(2019), "final"),
        ("2025 (prov)", "Academic year", Period.academic_year(2024), "provisional"),
        ("2024", "30 September", Period.snapshot(date(2024, 9, 30)), None),
        ("2025", "January census", Period.snapshot(date(2025, 1, 1), date(2025, 1, 31)), None),
        # Trap 11: rolling windows.
        ("2020-22", "Calendar year", Period.span(date(2020, 1, 1), date(2022, 12, 31)), None),
        (
            "2021/22-23/24",
            "Financial year",
            Period.span(date(2021, 4, 1), date(2024, 3, 31)),
            None,
        ),
        (
            "2021/22-23/24",
            "Academic year",
            Period.span(date(2021, 9, 1), date(2024, 8, 31)),
            None,
        ),
        ("0", "Academic year", None, None),
    ],
)
def test_lait_labels(label: str, year_type: str, period: Period | None, status: str | None) -> None:
    assert lait_period(label, year_type) == (period, status)


def test_two_lait_labels_of_one_year_are_one_period() -> None:
    plain, _ = lait_period("2025", "Financial year")
    outturn, _ = lait_period("2024-25 (OT)", "Financial year")
    assert plain == outturn == parse_period("year to March 2025")


@pytest.mark.parametrize(
    ("label", "year_type"),
    [
        ("2024", "Fiscal year"),
        ("2024", ""),
        ("24", "Academic year"),
        ("2024/26", "Academic year"),
        ("2024-26", "Financial year"),
        ("2023/24", "30 September"),
        ("2023/24", "Annual (End of Sept)"),
        ("2023/24", "January census"),
        ("2023/24-24/25", "31 March"),
        ("2024", "30 February"),
        ("2024", "the whole year"),
        ("2023/24", "Annual"),
        ("spring 2024", "Academic year"),
        ("", "Academic year"),
        ("00", "Academic year"),
    ],
)
def test_unknown_lait_labels_are_refused(label: str, year_type: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        lait_period(label, year_type)


@pytest.mark.parametrize(
    ("identifier", "time_period", "period"),
    [
        ("Calendar year", "2024", Period.calendar_year(2024)),
        ("Reporting year", "2024", Period.financial_year(2023)),
        ("Academic year", "202324", Period.academic_year(2023)),
        ("Academic year", "199900", Period.academic_year(1999)),
        ("Financial year", "202425", Period.financial_year(2024)),
        ("Tax year", "202425", Period.financial_year(2024)),
        ("Financial year Q1", "202526", Period.quarter(2025, 1)),
        ("Financial year Q4", "202425", Period.quarter(2024, 4)),
        ("Autumn term", "202324", Period.term("autumn", 2023)),
        ("Spring term", "202324", Period.term("spring", 2024)),
        ("Summer term", "202324", Period.term("summer", 2024)),
        ("April", "2018", Period.month(2018, 4)),
        (" financial YEAR q1 ", "202526", Period.quarter(2025, 1)),
    ],
)
def test_ees_periods(identifier: str, time_period: str, period: Period) -> None:
    assert from_ees(identifier, time_period) == period


def test_the_end_of_a_reporting_year_is_the_callers_to_say() -> None:
    workforce = from_ees("Reporting year", "2024", reporting_year_ends=(9, 30))
    assert workforce == Period.year_ending(date(2024, 9, 30))


@pytest.mark.parametrize(
    ("identifier", "time_period"),
    [
        ("Calendar year", "202425"),
        ("Academic year", "2024"),
        ("Academic year", "202426"),
        ("Academic year", "202022"),
        ("Financial year Q5", "202526"),
        ("Financial year Q1", "2025"),
        ("Week 1", "2018"),
        ("Smarch", "2018"),
        ("", "2018"),
        ("Calendar year", "24"),
        ("Calendar year", ""),
        ("Calendar year", "2024.0"),
        ("Calendar year", "2024-25"),
    ],
)
def test_what_ees_refuses_is_refused(identifier: str, time_period: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_ees(identifier, time_period)
