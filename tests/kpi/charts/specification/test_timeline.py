"""Periods along the axis: where a point stands, which periods have a tick, and its words."""

from datetime import date

import pytest

from kpi.charts.specification.timeline import (
    PeriodTick,
    newest_and_every,
    period_ticks,
    tick_words,
)
from kpi.periods import Period, parse_period

YEARS = [Period.calendar_year(year) for year in range(2015, 2025)]


def test_the_newest_and_evenly_back_from_it() -> None:
    assert [period.start.year for period in newest_and_every(YEARS)] == [2024, 2021, 2018, 2015]
    assert [period.start.year for period in newest_and_every(YEARS, 3)] == [2024, 2020, 2016]
    assert newest_and_every(YEARS[:2]) == [YEARS[1], YEARS[0]]
    assert newest_and_every([]) == []


def test_a_point_stands_in_the_middle_of_its_period() -> None:
    assert Period.calendar_year(2023).middle == date(2023, 7, 2)
    assert period_ticks(YEARS[-1:]) == (PeriodTick(date(2024, 7, 1), ("2024",)),)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("Q1 2025-26", ["Q1", "2025-26"]),
        ("30 September 2025", ["30 Sep", "2025"]),
        ("January 2025 (census)", ["January", "2025"]),
        ("December 2024 to February 2025", ["Dec 2024", "to Feb", "2025"]),
        ("2020 to 2022 (calendar years)", ["2020 to", "2022"]),
        ("year to September 2025", ["year to", "Sep 2025"]),
        ("2024 (calendar year)", ["2024"]),
        ("31 March 2025", ["31 March", "2025"]),
        ("academic year 2023/24", ["2023/24"]),
        ("year to March 2024", ["year to", "Mar 2024"]),
        ("spring term 2025", ["spring", "2025"]),
    ],
)
def test_words_of_a_tick(period: str, words: list[str]) -> None:
    assert tick_words(parse_period(period)) == words
