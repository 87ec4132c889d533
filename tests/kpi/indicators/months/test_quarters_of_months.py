"""Quarters made of months: by each rule, and never from a part of what they need."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.indicators.months.quarters_of_months import quarters_of_months
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

Q1, Q2 = Period.quarter(2025, 1), Period.quarter(2025, 2)


def monthly(snapshot: Snapshot, rule: MonthRule, unit: str = "percent") -> Indicator:
    return replace(snapshot.indicator("ehcp-20-weeks"), quarter_from=rule, unit=unit)  # type: ignore[arg-type]


def month(number: int, top: float | None, bottom: float | None, **more: object) -> Observation:
    """A month of 2025 with its counts; the value is their share."""
    value = None if top is None or not bottom else 100 * top / bottom
    made: dict[str, object] = {
        "value": value, "numerator": top, "denominator": bottom, "data_status": "published", **more,
    }  # fmt: skip
    return Observation(Period.month(2025, number), date(2025, 7, 1), **made)  # type: ignore[arg-type]


MONTHS = [month(4, 10, 40), month(5, 30, 50), month(6, 20, 30)]


@pytest.mark.parametrize(
    ("rule", "value", "top", "bottom"),
    [
        (MonthRule.POOLED, 50.0, 60, 120),
        (MonthRule.LAST, 200 / 3, 20, 30),
        (MonthRule.SUM, 25 + 60 + 200 / 3, 60, None),
        (MonthRule.MEAN, (25 + 60 + 200 / 3) / 3, None, None),
    ],
)
def test_each_rule(
    snapshot: Snapshot, rule: MonthRule, value: float, top: float | None, bottom: float | None
) -> None:
    (found,) = quarters_of_months(monthly(snapshot, rule), MONTHS)
    assert found.period == Q1
    assert found.value == pytest.approx(value)
    assert (found.numerator, found.denominator) == (top, bottom)


def test_pooled_rates_are_divided_by_one_population(snapshot: Snapshot) -> None:
    tops = {4: 5, 5: 7, 6: 8}
    rates = [month(n, top, 20_000, value=10_000 * top / 20_000) for n, top in tops.items()]
    indicator = monthly(snapshot, MonthRule.POOLED, "per 10,000 children")
    (found,) = quarters_of_months(indicator, rates)
    assert found.value == pytest.approx(10_000 * 20 / 20_000)
    assert (found.numerator, found.denominator) == (20, 20_000)


def test_a_quarter_waits_for_its_last_month(snapshot: Snapshot) -> None:
    for rule in MonthRule:
        assert quarters_of_months(monthly(snapshot, rule), MONTHS[:2]) == []
        july = [*MONTHS, month(7, 1, 2)]
        assert [each.period for each in quarters_of_months(monthly(snapshot, rule), july)] == [Q1]


@pytest.mark.parametrize("rule", [MonthRule.POOLED, MonthRule.SUM, MonthRule.MEAN])
def test_a_missing_month_is_named(snapshot: Snapshot, rule: MonthRule) -> None:
    (found,) = quarters_of_months(monthly(snapshot, rule), [MONTHS[0], MONTHS[2]])
    assert (found.value, found.numerator, found.denominator) == (None, None, None)
    assert (found.symbol, found.reason) == ("x", "no figure for May 2025")


@pytest.mark.parametrize("rule", list(MonthRule))
def test_a_suppressed_month_hides_its_quarter(snapshot: Snapshot, rule: MonthRule) -> None:
    hidden = month(6, None, None, symbol="c", reason="too few children to show")
    (found,) = quarters_of_months(monthly(snapshot, rule), [*MONTHS[:2], hidden])
    assert (found.value, found.numerator, found.symbol) == (None, None, "c")
    assert "too few children to show" in str(found.reason)


def test_counts_are_needed_to_pool_them(snapshot: Snapshot) -> None:
    bare = [replace(each, numerator=None, denominator=None) for each in MONTHS]
    (found,) = quarters_of_months(monthly(snapshot, MonthRule.POOLED), bare)
    assert (found.value, found.reason) == (None, "the months have no counts to pool")


def test_the_least_certain_month_decides_the_data_status(snapshot: Snapshot) -> None:
    mixed = [MONTHS[0], replace(MONTHS[1], data_status="provisional"), MONTHS[2]]
    (found,) = quarters_of_months(monthly(snapshot, MonthRule.POOLED), mixed)
    assert found.data_status == "provisional"
    (last,) = quarters_of_months(monthly(snapshot, MonthRule.LAST), mixed)
    assert last.data_status == "published"


def test_an_indicator_that_is_not_monthly_has_no_such_quarters(snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="is not counted by month"):
        quarters_of_months(snapshot.indicator("ehcp-20-weeks"), MONTHS)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 90)), min_size=3, max_size=9))
def test_pooling_is_the_share_of_all_cases(counts: Sequence[tuple[int, int]]) -> None:
    whole = counts[: len(counts) // 3 * 3]
    months = [month(4 + n, top, bottom) for n, (top, bottom) in enumerate(whole)]
    indicator = replace(_INDICATOR[0], quarter_from=MonthRule.POOLED)
    for place, found in enumerate(quarters_of_months(indicator, months)):
        three = whole[3 * place : 3 * place + 3]
        top, bottom = (sum(part) for part in zip(*three, strict=True))
        assert found.value == pytest.approx(100 * top / bottom)
        assert min(100 * t / b for t, b in three) - 1e-9 <= (found.value or 0.0)


_INDICATOR: list[Indicator] = []


@pytest.fixture(autouse=True)
def _known(snapshot: Snapshot) -> None:
    """The indicator that the property is tested on."""
    _INDICATOR[:] = [snapshot.indicator("ehcp-20-weeks")]
