"""Target status at each boundary, and streaks."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.indicators.targets.target_status import (
    AWAITING,
    BEYOND_INTERVENTION,
    NO_TARGET,
    OFF_TARGET,
    ON_TARGET,
    STATUSES,
    SUPPRESSED,
    reported_status,
    status_against,
    status_of,
    streak,
)
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.polarity import Polarity

# ---- target status ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "level", "polarity", "decimals", "status"),
    [
        # Higher is better: target 60.0, intervention level 46.4.
        (60.1, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        (60.0, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        (59.95, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),  # displayed as 60.0
        (59.94, 60.0, 46.4, Polarity.HIGHER, 1, OFF_TARGET),  # displayed as 59.9
        (59.9, 60.0, 46.4, Polarity.HIGHER, 1, OFF_TARGET),
        (46.5, 60.0, 46.4, Polarity.HIGHER, 1, OFF_TARGET),
        (46.4, 60.0, 46.4, Polarity.HIGHER, 1, OFF_TARGET),
        (46.35, 60.0, 46.4, Polarity.HIGHER, 1, OFF_TARGET),  # displayed as 46.4
        (46.34, 60.0, 46.4, Polarity.HIGHER, 1, BEYOND_INTERVENTION),  # displayed as 46.3
        (46.3, 60.0, 46.4, Polarity.HIGHER, 1, BEYOND_INTERVENTION),
        (0.0, 60.0, 46.4, Polarity.HIGHER, 1, BEYOND_INTERVENTION),
        (100.0, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        # Lower is better: target 15.0, intervention level 20.0.
        (14.9, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        (15.0, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        (15.04, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),  # displayed as 15.0
        (15.05, 15.0, 20.0, Polarity.LOWER, 1, OFF_TARGET),  # displayed as 15.1
        (15.1, 15.0, 20.0, Polarity.LOWER, 1, OFF_TARGET),
        (19.9, 15.0, 20.0, Polarity.LOWER, 1, OFF_TARGET),
        (20.0, 15.0, 20.0, Polarity.LOWER, 1, OFF_TARGET),
        (20.04, 15.0, 20.0, Polarity.LOWER, 1, OFF_TARGET),
        (20.05, 15.0, 20.0, Polarity.LOWER, 1, BEYOND_INTERVENTION),
        (20.1, 15.0, 20.0, Polarity.LOWER, 1, BEYOND_INTERVENTION),
        (0.0, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        # Three decimals, as exclusions have.
        (0.010, 0.010, 0.020, Polarity.LOWER, 3, ON_TARGET),
        (0.0104, 0.010, 0.020, Polarity.LOWER, 3, ON_TARGET),
        (0.011, 0.010, 0.020, Polarity.LOWER, 3, OFF_TARGET),
        (0.020, 0.010, 0.020, Polarity.LOWER, 3, OFF_TARGET),
        (0.021, 0.010, 0.020, Polarity.LOWER, 3, BEYOND_INTERVENTION),
        # No intervention level: never beyond it.
        (0.0, 60.0, None, Polarity.HIGHER, 1, OFF_TARGET),
        (99.0, 15.0, None, Polarity.LOWER, 1, OFF_TARGET),
        # Target and level are the same.
        (50.0, 50.0, 50.0, Polarity.HIGHER, 1, ON_TARGET),
        (49.9, 50.0, 50.0, Polarity.HIGHER, 1, BEYOND_INTERVENTION),
    ],
)
def test_target_status(
    value: float,
    target: float,
    level: float | None,
    polarity: Polarity,
    decimals: int,
    status: str,
) -> None:
    assert status_of(value, target, level, polarity, decimals) == status


RANGE = Target(18.0, 15.0, None, "published", None, "Q1 2024-25", None, 25.0, 30.0)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (14.9, BEYOND_INTERVENTION),
        (14.95, OFF_TARGET),  # displayed as 15.0
        (15.0, OFF_TARGET),
        (17.94, OFF_TARGET),
        (17.95, ON_TARGET),  # displayed as 18.0
        (18.0, ON_TARGET),
        (21.0, ON_TARGET),
        (25.0, ON_TARGET),
        (25.04, ON_TARGET),  # displayed as 25.0
        (25.05, OFF_TARGET),
        (30.0, OFF_TARGET),
        (30.04, OFF_TARGET),
        (30.05, BEYOND_INTERVENTION),
        (0.0, BEYOND_INTERVENTION),
    ],
)
def test_status_of_a_range(value: float, status: str) -> None:
    assert status_against(value, RANGE, Polarity.RANGE, 1) == status


@pytest.mark.parametrize(
    ("low", "high", "value", "status"),
    [
        (None, None, 99.0, OFF_TARGET),
        (None, None, 0.0, OFF_TARGET),
        (15.0, None, 99.0, OFF_TARGET),
        (15.0, None, 14.0, BEYOND_INTERVENTION),
        (None, 30.0, 31.0, BEYOND_INTERVENTION),
        (None, 30.0, 0.0, OFF_TARGET),
    ],
)
def test_a_range_may_have_one_level_or_none(
    low: float | None, high: float | None, value: float, status: str
) -> None:
    aim = replace(RANGE, intervention_level=low, intervention_upper=high)
    assert status_against(value, aim, Polarity.RANGE, 1) == status


def test_half_a_range_judges_nothing() -> None:
    half = replace(RANGE, target_upper=None)
    assert status_against(20.0, half, Polarity.RANGE, 1) == NO_TARGET
    assert status_against(20.0, RANGE, Polarity.NONE, 1) == NO_TARGET


@given(st.integers(0, 1000), st.sampled_from([Polarity.HIGHER, Polarity.LOWER]))
def test_other_polarities_are_judged_as_ever(tenths: int, polarity: Polarity) -> None:
    """Upper bounds say nothing of them."""
    aim, value = replace(RANGE, target_upper=None), tenths / 10
    assert status_against(value, aim, polarity, 1) == status_of(value, 18.0, 15.0, polarity, 1)


TENTHS = st.integers(0, 1000).map(lambda n: n / 10)


@given(TENTHS, TENTHS, TENTHS, st.sampled_from([Polarity.HIGHER, Polarity.LOWER]))
def test_a_better_value_never_has_a_worse_status(
    a: float, b: float, target: float, polarity: Polarity
) -> None:
    better, worse = (
        (max(a, b), min(a, b)) if polarity == Polarity.HIGHER else (min(a, b), max(a, b))
    )
    level = target - 10 if polarity == Polarity.HIGHER else target + 10
    order = [BEYOND_INTERVENTION, OFF_TARGET, ON_TARGET]
    first = order.index(status_of(better, target, level, polarity, 1))
    assert first >= order.index(status_of(worse, target, level, polarity, 1))


@given(TENTHS, TENTHS)
def test_the_two_polarities_mirror_each_other(value: float, target: float) -> None:
    higher = status_of(value, target, None, Polarity.HIGHER, 1)
    lower = status_of(-value, -target, None, Polarity.LOWER, 1)
    assert higher == lower


@dataclass(frozen=True)
class Figure:
    """What a quarter reports."""

    value: float | None
    symbol: str | None = None


@pytest.mark.parametrize(
    ("reported", "status"),
    [
        (None, AWAITING), (Figure(None), AWAITING), (Figure(None, "x"), AWAITING),
        (Figure(None, "c"), SUPPRESSED), (Figure(60.0, "p"), ON_TARGET), (Figure(59.9), OFF_TARGET),
    ],
)  # fmt: skip
def test_what_a_quarter_reports_has_a_status(reported: Figure | None, status: str) -> None:
    goal = Target(60.0, 46.4, None, "published", None, "Q1 2024-25", None)
    assert reported_status(reported, goal, Polarity.HIGHER, 1) == status
    assert reported_status(reported, None, Polarity.HIGHER, 1) == NO_TARGET
    assert reported_status(reported, goal, Polarity.NONE, 1) == NO_TARGET


def test_every_status_has_its_place_worst_first() -> None:
    assert STATUSES[:3] == (BEYOND_INTERVENTION, OFF_TARGET, ON_TARGET)
    assert set(STATUSES[3:]) == {AWAITING, SUPPRESSED, NO_TARGET}


# ---- streaks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met", "length"),
    [
        ([], 0),
        ([True], 1),
        ([False], 0),
        ([None], 0),
        ([True, True, False, False, True, True, True, True, True], 5),
        ([True, None, True, True], 2),
        ([True, True, False], 0),
        ([True, True, None], 0),
    ],
)
def test_streak(met: list[bool | None], length: int) -> None:
    assert streak(met) == length
