"""Days, rolling years and years to date as officers type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period
from kpi.returns.period_spellings import example, period, quarter
from kpi.returns.rolling_and_snapshot_periods import converted, example_of, quarterly_period
from kpi.returns.typed_cells import UnclearCell
from tests.kpi.periods.made_periods import QUARTERLY

Q2 = Period.quarter(2025, 2)
SPELLINGS = {
    Kind.QUARTER_DAY: [
        "30/09/2025", "30 September 2025", "at 30 September 2025", "as at 30 Sept 2025",
        "on 30 Sep 2025", "2025-09-30", "2025-09-30T00:00:00", "30th September 2025",
        "end of September 2025", "at the end of Sept 25", "Q2 2025-26", "2025/26 Q2",
        "Jul-Sep 2025", "At  30 September 2025 ", "as at 30/9/25", "30/9/25", "30/09/25",
        "30.09.25", "30-09-25", "at 30.9.25", "30 Sep 25", "30-Sep-25", "as of 30th September 25",
        "end of Q2 2025-26", "as at end of Q2 2025/26", "position at 30/09/25",
        "snapshot as at 30 September 2025", "end September 2025-26", "quarter ending 30/9/25",
    ],
    Kind.ROLLING: [
        "12 months to Sept 2025", "12 months to 30 September 2025", "twelve months to Sep 25",
        "rolling 12 months to September 2025", "year to September 2025", "Q2 2025-26",
        "year ending 30 September 2025", "the year to September 2025", "12 months ending Sept 2025",
        "Oct 2024 to Sep 2025", "1 October 2024 to 30 September 2025", "12m to Sep 2025",
        "rolling year to September 2025", "12 month rolling to Sept 2025",
        "rolling 12 months to 30/09/25", "12 months to 30/9/25", "12 months to Sep-25",
        "Year ending September 2025", "year ended 30/09/25", "Y/E Sept 2025", "YE Sep 25",
        "R12 to Sep 25", "R12M Sep 2025", "rolling 12 months Sept 2025", "rolling year Q2 2025-26",
        "12 months rolling to Q2 2025-26", "Sept 2025 (rolling 12 months)", "Oct 24 - Sep 25",
        "last 12 months to September 2025", "Oct-24 to Sep-25", "12 months to the end of Sept 2025",
        "1 October to 30 September 2025", "12 mths to M6 2025-26",
    ],
    Kind.TO_DATE: [
        "Apr-Sep 2025", "April to September 2025", "Apr 2025 to Sep 2025", "Q2 2025-26 YTD",
        "YTD Q2 2025-26", "year to date Q2 2025-26", "1 April 2025 to 30 September 2025",
        "Q2 2025-26", "YTD Sep 2025", "Sept 2025 YTD", "year to date: 30 September 2025",
        "April \u2013 September 2025", "1 April to 30 September 2025", "1 Apr - 30 Sep 2025",
        "01/04/25 to 30/09/25", "1/4/25-30/9/25", "2025-26 YTD to Sept", "YTD to Sept 2025-26",
        "2025/26 YTD Sep", "2025-26 to date (Sept)", "2025-26 to Sept", "year to date to 30/09/25",
        "Q2 YTD 2025-26", "YTD Sep 25", "YTD Sep-25", "FYTD M6 2025-26", "P6 YTD 25/26",
        "M1-M6 2025-26", "Q1-Q2 2025-26", "Q1 to Q2 2025-26", "H1 2025-26", "Apr-25 to Sep-25",
        "cumulative to Sept 2025", "Cumulative Apr-Sep 2025", "Apr-Sep 2025 (YTD)",
        "Apr 2025 - Sep 2025", "Apr to Sep 2025-26", "2025-26 April to September",
        "financial year to date at 30 September 2025",
    ],
}  # fmt: skip
QUESTIONS = {
    Kind.QUARTER_DAY: [
        "29/09/2025", "31 August 2025", "September", "12 months to Sept 2025", "x", "29/9/25",
        "YTD Sept 2025", "1 April to 30 September 2025", "year ending 30/09/25", "9/30/25",
        "30 September",
    ],
    Kind.ROLLING: [
        "12 months to August 2025", "30/09/2025", "Apr-Sep 2025", "2025", "rolling", "30/9/25",
        "as at 30/9/25", "2025-26 YTD to Sept", "year to date Sept 2025", "12 months to Sept",
        "12 months to 30/8/25", "Y/E 2025",
    ],
    Kind.TO_DATE: [
        "May-Sep 2025", "Apr-Aug 2025", "YTD", "30/09/2025", "12 months to Sept 2025", "30/9/25",
        "as at 30/9/25", "2025-26 YTD", "YTD to Sept", "YTD Aug 2025", "R12 to Sep 25",
        "1 April to 29 September 2025", "1 May to 30 September 2025", "Y/E Sept 2025",
        "H2 2025-26", "2025-26", "Sept 2025 to date", "Q2 2025-26 to date", "June 2025 to date",
        "YTD from June 2025", "Jul-Sep 2025 YTD",
    ],
}  # fmt: skip
DOUBTS = {
    Kind.QUARTER_DAY: {
        "25/06/30": "25 June 2030, or 30 June 2025",
        "as at 25-09-30": "25 September 2030, or 30 September 2025",
        "Q2 2025": "Q2 2025-26 (July to September 2025), or April to June 2025",
        "September 2025": "September 2025 alone, or 30 September 2025",
        "M6 2025-26": "September 2025 alone, or 30 September 2025",
    },
    Kind.ROLLING: {
        "P6 2025-26": "September 2025 alone, or the year to September 2025",
        "Jul-Sep 2025": "July to September 2025 alone, or the year to September 2025",
        "12 months to Sept 2025-26": "the year to September 2025, or the year to September 2026",
        "Oct-Sep 2025-26": "the year to September 2025, or the year to September 2026",
        "12 months to Q2 2025": "Q2 2025-26 (July to September 2025), or April to June 2025",
    },
    Kind.TO_DATE: {
        "P6 2025-26": "September 2025 alone, or April to September 2025",
        "Sept 2025": "September 2025 alone, or April to September 2025",
        "1 July to 30 September 2025":
            "July to September 2025 alone, or April to September 2025",
        "YTD M6 2025": "September 2025 (month 6 of 2025-26), or June 2025",
        "H1 2025": "April 2025 to September 2025, or January to June 2025",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SPELLINGS.items() for text in texts]
)
def test_spellings(kind: Kind, text: str) -> None:
    assert period(text, kind) == Period.quarterly(kind, Q2)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in QUESTIONS.items() for text in texts]
)
def test_what_is_no_such_period_is_a_question(kind: Kind, text: str) -> None:
    found = period(text, kind)
    assert isinstance(found, UnclearCell), found
    assert found.expected == example_of(kind) == example(kind)


@pytest.mark.parametrize(
    ("kind", "text", "both"),
    [(kind, text, both) for kind, texts in DOUBTS.items() for text, both in texts.items()],
)
def test_of_two_readings_neither_is_taken(kind: Kind, text: str, both: str) -> None:
    found = period(text, kind)
    assert isinstance(found, UnclearCell), found
    assert found.expected == f"{example_of(kind)}; this may be {both}"


@pytest.mark.parametrize("kind", list(SPELLINGS))
def test_a_spelling_of_one_kind_is_none_of_another(kind: Kind) -> None:
    """Only a label of the quarter itself may mean any of the three."""
    for own, texts in SPELLINGS.items():
        for text in texts:
            if own is not kind and not isinstance(quarter(text), Period):
                found = period(text, kind)
                assert not isinstance(found, Period) or found.kind is not kind, text


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("year to March 2025", "2024-04-01", "2025-03-31"),
        ("12 months to December 2024", "2024-01-01", "2024-12-31"),
        ("Q4 2024-25", "2024-04-01", "2025-03-31"),
        ("2024 (calendar year)", "2024-01-01", "2024-12-31"),
        ("Year ending March 2024-25", "2024-04-01", "2025-03-31"),
        ("April to March 2024-25", "2024-04-01", "2025-03-31"),
    ],
)
def test_a_rolling_year_may_be_a_financial_or_calendar_year(
    label: str, start: str, end: str
) -> None:
    found = period(label, Kind.ROLLING)
    assert isinstance(found, Period)
    assert (found.kind, str(found.start), str(found.end)) == (Kind.ROLLING, start, end)


def test_the_first_quarter_is_the_year_to_date_in_june_and_march_the_whole_year() -> None:
    first, whole = period("Apr-Jun 2025", Kind.TO_DATE), period("2025-26 Q4", Kind.TO_DATE)
    assert first == Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 1))
    assert whole == Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 4))
    assert period("April 2025 to March 2026", Kind.TO_DATE) == whole


def test_what_covers_other_days_stays_what_it_is() -> None:
    assert converted(Period.quarter(2025, 1), Kind.ROLLING) is None
    assert converted(Period.financial_year(2024), Kind.ROLLING) == Period.quarterly(
        Kind.ROLLING, Period.quarter(2024, 4)
    )
    assert period("spring term 2025", Kind.ROLLING) == Period.term("spring", 2025)


@given(QUARTERLY)
def test_what_is_printed_is_read_back(given_period: Period) -> None:
    if given_period.end.year in range(2000, 2100):
        assert period(str(given_period), given_period.kind) == given_period


@given(st.integers(2000, 2098), st.integers(1, 4))
def test_every_quarter_in_the_styles_of_each_kind(year: int, number: int) -> None:
    held = Period.quarter(year, number)
    end, years = held.end, f"{year}-{(year + 1) % 100:02d}"
    place = 3 * number
    styles = {
        Kind.QUARTER_DAY: (f"{end:%d/%m/%y}", f"as at {end.day}.{end.month}.{end:%y}",
                           f"{end:%d-%b-%y}", f"end of Q{number} {years}"),
        Kind.ROLLING: (f"rolling 12 months to {end:%d/%m/%y}", f"Year ending {end:%B %Y}",
                       f"R12 {end:%b-%y}", f"12 months to M{place} {years}"),
        Kind.TO_DATE: (f"1 April to {end.day} {end:%B %Y}", f"{years} YTD to {end:%b}",
                       f"Q{number} YTD {years}", f"M1-M{place} {years}", f"YTD {end:%b %y}"),
    }  # fmt: skip
    for kind, texts in styles.items():
        for text in texts:
            assert period(text, kind) == Period.quarterly(kind, held), text


@given(st.text(max_size=60), st.sampled_from(list(SPELLINGS)))
def test_any_text_is_a_period_of_the_kind_another_or_a_question(text: str, kind: Kind) -> None:
    found = quarterly_period(" ".join(text.casefold().split()), kind, None)
    assert found is None or (found.kind is kind and found.end == found.quarters()[-1].end)
