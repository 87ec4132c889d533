"""The second calculation of what is set aside, and of differences of less than one case."""

from datetime import date
from typing import Any

import pytest

from tools.audit.figures_set_aside import is_aside, says_nothing
from tools.audit.times import Span

CLOSED: Span = ("academic year", date(2020, 9, 1), date(2021, 8, 31))
OPEN: Span = ("academic year", date(2023, 9, 1), date(2024, 8, 31))
RATE: dict[str, Any] = {"id": "plans", "local": {"source": "local-return"}, "decimals": 1}


def figure(
    value: float, denominator: float | None = None, numerator: float | None = None
) -> dict[str, Any]:
    return {"value": value, "denominator": denominator, "numerator": numerator}


@pytest.mark.parametrize(
    "definition",
    [
        {**RATE, "benchmark": {"measure": "4yrAbsence"}},
        {**RATE, "benchmark": {"legs": [{"measure": "LAC"}, {"measure": "4yrAbsence"}]}},
    ],
)
def test_a_measure_is_set_aside_in_its_closed_years_only(definition: dict[str, Any]) -> None:
    """Schools were closed to most pupils for part of 2020/21."""
    assert is_aside(definition, CLOSED)
    assert not is_aside(definition, OPEN)


def test_other_measures_are_not_set_aside() -> None:
    assert not is_aside(RATE, CLOSED)
    assert not is_aside({**RATE, "benchmark": {"measure": "LAC"}}, CLOSED)


@pytest.mark.parametrize(
    ("now", "before", "many", "among", "numbers"),
    [
        # One tenth of a point of 500 people is half a case.
        (figure(50.1, 500), figure(50.0, 900), 100, None, ["0.5", "500", "1"]),
        (figure(50.2, 500), figure(50.0, 900), 100, None, None),  # exactly one case
        (figure(50.1, 1000), figure(50.0, 1000), 100, None, None),
        (figure(50.1), figure(50.0), 100, 500, ["0.5", "500", "1"]),
        (figure(50.1), figure(50.0), 100, None, None),
        (figure(50.1), figure(50.0), None, 500, None),
        (figure(50.04, 10), figure(50.0, 10), 100, None, None),  # no difference is displayed
        (figure(50.1, 10), figure(50.0, 2000), 100, None, ["0.1", "10", "1"]),
        # One child more, whose part of the rate is rounded down where it is shown.
        (figure(117.2, 22522, 264), figure(116.8, 22522, 263), 10_000, None, None),
        (figure(117.2, 22522, 264), figure(116.8, 22522), 10_000, None, ["0.9", "22,522", "1"]),
    ],
)
def test_less_than_one_case_says_nothing(
    now: dict[str, Any], before: dict[str, Any], many: int | None, among: float | None,
    numbers: list[str] | None,
) -> None:  # fmt: skip
    assert says_nothing(RATE, now, before, many, among) == numbers


def test_a_difference_within_both_estimates_errors_says_nothing() -> None:
    estimate = {**RATE, "stated_error": 0.2}
    assert says_nothing(estimate, figure(50.4), figure(50.0), None, None) == ["0.2"]
    assert says_nothing(estimate, figure(50.5), figure(50.0), None, None) is None
