"""Days, rolling years and years to date as officers type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.periods import Kind, Period
from kpi.returns.rolling_and_snapshot_periods import converted, example_of, quarterly_period
from kpi.returns.typed_cells import UnclearCell
from kpi.returns.typed_periods import example, period
from tests.kpi.periods.made_periods import QUARTERLY

Q2 = Period.quarter(2025, 2)
SPELLINGS = {
    Kind.QUARTER_DAY: [
        "30/09/2025", "30 September 2025", "at 30 September 2025", "as at 30 Sept 2025",
        "on 30 Sep 2025", "2025-09-30", "2025-09-30T00:00:00", "30th September 2025",
        "end of September 2025", "at the end of Sept 25", "Q2 2025-26", "2025/26 Q2",
        "Jul-Sep 2025", "At  30 September 2025 ",
    ],
    Kind.ROLLING: [
        "12 months to Sept 2025", "12 months to 30 September 2025", "twelve months to Sep 25",
        "rolling 12 months to September 2025", "year to September 2025", "Q2 2025-26",
        "year ending 30 September 2025", "the year to September 2025", "12 months ending Sept 2025",
        "Oct 2024 to Sep 2025", "1 October 2024 to 30 September 2025", "12m to Sep 2025",
        "rolling year to September 2025", "12 month rolling to Sept 2025",
    ],
    Kind.TO_DATE: [
        "Apr-Sep 2025", "April to September 2025", "Apr 2025 to Sep 2025", "Q2 2025-26 YTD",
        "YTD Q2 2025-26", "year to date Q2 2025-26", "1 April 2025 to 30 September 2025",
        "Q2 2025-26", "YTD Sep 2025", "Sept 2025 YTD", "year to date: 30 September 2025",
        "April \u2013 September 2025",
    ],
}  # fmt: skip
QUESTIONS = {
    Kind.QUARTER_DAY: ["29/09/2025", "31 August 2025", "September", "12 months to Sept 2025", "x"],
    Kind.ROLLING: ["12 months to August 2025", "30/09/2025", "Apr-Sep 2025", "2025", "rolling"],
    Kind.TO_DATE: ["May-Sep 2025", "Apr-Aug 2025", "YTD", "30/09/2025", "12 months to Sept 2025"],
}


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
    ("label", "start", "end"),
    [
        ("year to March 2025", "2024-04-01", "2025-03-31"),
        ("12 months to December 2024", "2024-01-01", "2024-12-31"),
        ("Q4 2024-25", "2024-04-01", "2025-03-31"),
        ("2024 (calendar year)", "2024-01-01", "2024-12-31"),
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


@given(st.text(max_size=60), st.sampled_from(list(SPELLINGS)))
def test_any_text_is_a_period_of_the_kind_another_or_a_question(text: str, kind: Kind) -> None:
    found = quarterly_period(" ".join(text.casefold().split()), kind, None)
    assert found is None or (found.kind is kind and found.end == found.quarters()[-1].end)
