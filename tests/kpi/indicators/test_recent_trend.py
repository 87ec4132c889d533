"""The recent trend of Fingertips: its own tests' numbers, every reason, and properties."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpi.indicators import recent_trend
from kpi.indicators.reporting_quarters import own_series
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.statistics.intervals import Interval
from kpi.wording.trends import recent_trend as recent_trend_wording
from tests.kpi.changing import row_of


def with_intervals(*triples: tuple[float, float, float]) -> recent_trend.Trend:
    return recent_trend.of_values(
        [v for v, _, _ in triples], [Interval(a, b) for _, a, b in triples]
    )


# ---- published numbers -------------------------------------------------------------------------


def test_row_17_values_that_rise() -> None:
    found = with_intervals(
        (24.67, 23.16, 26.25), (24.6, 23.15, 26.19), (28, 26.44, 29.64), (30.2, 28.63, 31.9),
        (30.6, 28.98, 32.25),
    )  # fmt: skip
    assert found.direction == recent_trend.INCREASING
    assert found.chi_squared == pytest.approx(46.77, abs=0.005)
    assert found.slope == pytest.approx(1.7516, abs=0.00005)


def test_row_18_proportions_that_rise() -> None:
    found = recent_trend.of_proportions(
        [994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701]
    )
    assert found.direction == recent_trend.INCREASING
    assert found.chi_squared == pytest.approx(47.90, abs=0.005)


def test_row_19_no_change() -> None:
    found = with_intervals(
        (20.5506, 18.1803, 23.1427), (19.5952, 17.3444, 22.0602), (19.0349, 16.8421, 21.4394),
        (21.3966, 19.0918, 23.8975), (18.4372, 16.2925, 20.7941),
    )  # fmt: skip
    assert found.direction == recent_trend.NO_CHANGE
    assert found.chi_squared == pytest.approx(0.464, abs=0.0005)
    assert not found.outlier


def test_row_20_a_count_of_all_cannot_be_calculated() -> None:
    found = recent_trend.of_proportions([5, 3, 1, 1, 2], [5, 5, 5, 4, 4])
    assert (found.direction, found.chi_squared, found.why) == (None, 0, recent_trend.ALL)


def test_row_21_high_is_good_and_falls() -> None:
    found = with_intervals(
        (92.6254, 92.4168, 92.8288), (92.3221, 92.1072, 92.5315), (90.8708, 90.6358, 91.1004),
        (90.017, 89.7694, 90.2594), (90.1013, 89.8578, 90.3396),
    )  # fmt: skip
    assert found.direction == recent_trend.DECREASING
    assert found.chi_squared == pytest.approx(418.54, abs=0.005)
    assert found.judged(Polarity.HIGHER) == "getting worse"
    assert found.judged(Polarity.LOWER) == "getting better"
    assert found.judged(Polarity.NONE) == ""


def test_row_22_low_is_good_and_rises() -> None:
    found = with_intervals(
        (2.935, 2.7841, 3.0919), (1.93028, 1.8085, 2.058), (2.7567, 2.6113, 2.9082),
        (2.8701, 2.7225, 3.0237), (3.0121, 2.8616, 3.1683),
    )  # fmt: skip
    assert found.direction == recent_trend.INCREASING
    assert found.chi_squared == pytest.approx(33.49, abs=0.005)
    assert found.judged(Polarity.LOWER) == "getting worse"


# ---- reasons ----------------------------------------------------------------------------------


def test_one_year_alone_makes_no_trend() -> None:
    found = with_intervals(*((v, v - 0.5, v + 0.5) for v in (10.2, 10.1, 10.0, 9.9, 20.0)))
    assert found.chi_squared > recent_trend.CRITICAL
    assert (found.direction, found.outlier) == (recent_trend.NO_CHANGE, True)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (recent_trend.of_proportions([1, 2, 3, 4], [9] * 4), recent_trend.TOO_FEW),
        (recent_trend.of_values([1.0] * 4, [Interval(0, 2)] * 4), recent_trend.TOO_FEW),
        (recent_trend.of_proportions([1, 0, 3, 4, 2], [9] * 5), recent_trend.NONE),
        (recent_trend.of_values([1.0] * 5, [Interval(1, 1)] * 5), recent_trend.NO_WIDTH),
    ],
)
def test_cannot_be_calculated(found: recent_trend.Trend, why: str) -> None:
    assert (found.direction, found.why, found.judged(Polarity.HIGHER)) == (None, why, "")


def test_only_the_last_five_count() -> None:
    five = recent_trend.of_proportions([10, 20, 30, 40, 50], [100] * 5)
    assert recent_trend.of_proportions([90, 10, 20, 30, 40, 50], [100] * 6) == five
    assert five.direction == recent_trend.INCREASING


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="the count 7 is not between 0 and its denominator 5"):
        recent_trend.of_proportions([7] * 5, [5] * 5)
    with pytest.raises(ValueError, match="2 values have 1 intervals"):
        recent_trend.of_values([1, 2], [Interval(0, 1)])


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


def test_series_with_counts(plain: Indicator) -> None:
    found = recent_trend.of_series(plain, rising(plain, [2015, 2016, 2017, 2018, 2019, 2020]))
    assert found.direction == recent_trend.INCREASING
    assert [p.start.year for p in found.periods] == [2016, 2017, 2018, 2019, 2020]
    expected = recent_trend.of_proportions([320, 340, 360, 380, 400], [1000] * 5)
    assert found.chi_squared == expected.chi_squared
    said = recent_trend_wording.trend_sentence(plain, found, ())
    assert said == (
        "Over the five years from the year to March 2017 to the year to March 2021 the figure is "
        "rising and getting better. Chance alone would rarely make such a change, and no single "
        "year makes it."
    )


def test_a_missing_year_is_not_bridged(plain: Indicator) -> None:
    series = rising(plain, [2014, 2015, 2016, 2018, 2019])
    assert recent_trend.of_series(plain, series).why == recent_trend.MISSING_YEAR
    empty = [*series[:3], year(2017, None, None), *series[3:]]
    assert recent_trend.of_series(plain, empty).why == recent_trend.MISSING_YEAR


def test_no_counts_and_other_periods(plain: Indicator) -> None:
    bare = [replace(o, numerator=None) for o in rising(plain, [2015, 2016, 2017, 2018, 2019])]
    assert recent_trend.of_series(plain, bare).why == recent_trend.NO_COUNTS
    assert recent_trend.of_series(plain, bare[:3]).why == recent_trend.TOO_FEW
    spans = [
        replace(o, period=Period.span(date(2000 + i, 1, 1), date(2002 + i, 12, 31)))
        for i, o in enumerate(bare)
    ]
    assert recent_trend.of_series(plain, spans).why == recent_trend.NOT_SINGLE
    assert recent_trend.of_series(plain, []).why == recent_trend.TOO_FEW
    days = [replace(o, period=Period.snapshot(date(2020 + i, 3, 31))) for i, o in enumerate(bare)]
    found = recent_trend.of_series(plain, days)
    assert "single years" not in recent_trend_wording.trend_sentence(plain, found, ())
    assert recent_trend_wording.trend_sentence(plain, found, ()) == (
        "Whether the figure rises or falls over five years cannot be calculated: the test is for "
        "figures of whole years, and these are each of one day."
    )


def test_rates_are_tested_by_byars_interval(plain: Indicator) -> None:
    rate = replace(plain, unit="per 10,000 children")
    counts = [(100.0 + 40 * i, 50000.0) for i in range(5)]
    series = [year(2015 + i, c / d * 10000, (c, d)) for i, (c, d) in enumerate(counts)]
    found = recent_trend.of_series(rate, series)
    assert found.direction == recent_trend.INCREASING
    assert found.slope == pytest.approx(8.0, abs=0.01)  # 40 more in 50,000 a year
    few = [replace(o, numerator=9.0) for o in series]
    assert recent_trend.of_series(rate, few).why == recent_trend.NO_COUNTS


def test_real_series(snapshot: Snapshot) -> None:
    gap = snapshot.indicator("ks4-fsm-gap")
    found = recent_trend.of_series(gap, own_series(snapshot, gap, "839"))
    assert (found.why, found.broken) == (recent_trend.ASIDE_YEAR, None)
    assert [period.short for period in found.missing] == [
        "academic year 2019/20",
        "academic year 2020/21",
    ]
    row = row_of(snapshot, "assessments-45-days")
    years = recent_trend.yearly(snapshot, row)
    assert years is not None
    assert [p.kind for p in years.periods] == [Kind.FINANCIAL] * 5
    assert recent_trend.yearly(snapshot, row_of(snapshot, "early-help-returns")) is None
    assert recent_trend.yearly(snapshot, row_of(snapshot, "ks4-fsm-gap")) is None


# ---- properties -------------------------------------------------------------------------------

shares = st.lists(st.integers(1, 99), min_size=5, max_size=5)


@given(shares)
def test_backwards_swaps_the_direction(counts: list[int]) -> None:
    there = recent_trend.of_proportions(counts, [100] * 5)
    back = recent_trend.of_proportions(counts[::-1], [100] * 5)
    assert back.chi_squared == pytest.approx(there.chi_squared, abs=1e-9)
    assume(abs(there.chi_squared - recent_trend.CRITICAL) > 1e-6)
    assume(there.slope is not None and abs(there.slope) > 1e-9)
    swap = {
        recent_trend.INCREASING: recent_trend.DECREASING,
        recent_trend.DECREASING: recent_trend.INCREASING,
    }
    assert there.direction is not None
    if not there.outlier and not back.outlier:
        assert back.direction == swap.get(there.direction, there.direction)


@given(st.lists(st.integers(-50, 50), min_size=5, max_size=5), st.integers(-9, 9))
def test_shifting_values_changes_nothing(values: list[int], shift: int) -> None:
    widths = [1.0, 2.0, 1.5, 1.0, 2.5]

    def tested(by: int) -> recent_trend.Trend:
        return with_intervals(
            *((v + by, v + by - w, v + by + w) for v, w in zip(values, widths, strict=True))
        )

    here, there = tested(0), tested(shift)
    assert there.chi_squared == pytest.approx(here.chi_squared, rel=1e-6, abs=1e-6)
    assert there.slope == pytest.approx(here.slope, abs=1e-6)
