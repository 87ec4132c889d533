"""The recent trend in words: its years, a break, the year without counts."""

from dataclasses import replace

import pytest

from kpi.indicators import recent_trend
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.trends import recent_trend as recent_trend_wording


def year(start: int, value: float | None, counts: tuple[float, float] | None) -> Observation:
    period = Period.financial_year(start)
    top, bottom = counts or (None, None)
    return Observation(
        period, period.end, value=value, numerator=top, denominator=bottom, data_status="published"
    )


@pytest.fixture(scope="module")
def plain(snapshot: Snapshot) -> Indicator:
    return replace(snapshot.indicator("assessments-45-days"), breaks=())


def rising(plain: Indicator, starts: list[int]) -> list[Observation]:
    return [year(s, 2.0 * (s - 2000), (20.0 * (s - 2000), 1000.0)) for s in starts]


def test_a_break_inside_the_five_years(plain: Indicator) -> None:
    series = rising(plain, [2015, 2016, 2017, 2018, 2019])
    inside = replace(plain, breaks=((Period.financial_year(2017), "New rules."),))
    found = recent_trend.of_series(inside, series)
    assert (found.direction, found.why) == (None, recent_trend.BROKEN)
    assert recent_trend_wording.trend_sentence(inside, found, ()) == (
        "Whether the figure rises or falls over five years cannot be calculated: the series "
        "breaks within the last five years (in the year to March 2018: New rules)."
    )
    first = replace(plain, breaks=((Period.financial_year(2015), "New rules."),))
    assert recent_trend.of_series(first, series).direction == recent_trend.INCREASING


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ([2013, 2015, 2016, 2017, 2018], "a year is missing among the last five (the year to "
         "March 2015)"),
        ([2012, 2015, 2016, 2017, 2018], "years are missing among the last five (the year to "
         "March 2014 and the year to March 2015)"),
    ],
)  # fmt: skip
def test_years_that_are_missing_are_one_or_several(
    plain: Indicator, starts: list[int], said: str
) -> None:
    series = rising(plain, starts)
    found = recent_trend.of_series(plain, series)
    assert f"cannot be calculated: {said}." in recent_trend_wording.trend_sentence(plain, found, ())


def test_newest_year_without_counts_is_named(plain: Indicator) -> None:
    series = [*rising(plain, [2015, 2016, 2017, 2018, 2019]), year(2020, 40.0, None)]
    found = recent_trend.of_series(plain, series)
    assert found.direction == recent_trend.INCREASING
    assert [p.start.year for p in found.untested] == [2020]
    assert (
        "The figure for the year to March 2021 has no counts here"
        in recent_trend_wording.trend_sentence(plain, found, ())
    )
