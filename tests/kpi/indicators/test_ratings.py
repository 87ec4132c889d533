"""Judgements on figures as shown: target status at each boundary, direction, streaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.indicators.ratings import (
    AWAITING,
    BELOW_INTERVENTION,
    BELOW_TARGET,
    NO_TARGET,
    ON_TARGET,
    STATUSES,
    SUPPRESSED,
    Target,
    best_since,
    direction,
    displayed_change,
    streak,
    target_status,
)
from kpi.model.polarity import Polarity
from kpi.periods import parse_period

# ---- target status ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "level", "polarity", "decimals", "status"),
    [
        # Higher is better: target 60.0, intervention level 46.4.
        (60.1, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        (60.0, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        (59.95, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),  # displayed as 60.0
        (59.94, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_TARGET),  # displayed as 59.9
        (59.9, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_TARGET),
        (46.5, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_TARGET),
        (46.4, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_TARGET),
        (46.35, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_TARGET),  # displayed as 46.4
        (46.34, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_INTERVENTION),  # displayed as 46.3
        (46.3, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_INTERVENTION),
        (0.0, 60.0, 46.4, Polarity.HIGHER, 1, BELOW_INTERVENTION),
        (100.0, 60.0, 46.4, Polarity.HIGHER, 1, ON_TARGET),
        # Lower is better: target 15.0, intervention level 20.0.
        (14.9, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        (15.0, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        (15.04, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),  # displayed as 15.0
        (15.05, 15.0, 20.0, Polarity.LOWER, 1, BELOW_TARGET),  # displayed as 15.1
        (15.1, 15.0, 20.0, Polarity.LOWER, 1, BELOW_TARGET),
        (19.9, 15.0, 20.0, Polarity.LOWER, 1, BELOW_TARGET),
        (20.0, 15.0, 20.0, Polarity.LOWER, 1, BELOW_TARGET),
        (20.04, 15.0, 20.0, Polarity.LOWER, 1, BELOW_TARGET),
        (20.05, 15.0, 20.0, Polarity.LOWER, 1, BELOW_INTERVENTION),
        (20.1, 15.0, 20.0, Polarity.LOWER, 1, BELOW_INTERVENTION),
        (0.0, 15.0, 20.0, Polarity.LOWER, 1, ON_TARGET),
        # Three decimals, as exclusions have.
        (0.010, 0.010, 0.020, Polarity.LOWER, 3, ON_TARGET),
        (0.0104, 0.010, 0.020, Polarity.LOWER, 3, ON_TARGET),
        (0.011, 0.010, 0.020, Polarity.LOWER, 3, BELOW_TARGET),
        (0.020, 0.010, 0.020, Polarity.LOWER, 3, BELOW_TARGET),
        (0.021, 0.010, 0.020, Polarity.LOWER, 3, BELOW_INTERVENTION),
        # No intervention level: never beyond it.
        (0.0, 60.0, None, Polarity.HIGHER, 1, BELOW_TARGET),
        (99.0, 15.0, None, Polarity.LOWER, 1, BELOW_TARGET),
        # Target and level are the same.
        (50.0, 50.0, 50.0, Polarity.HIGHER, 1, ON_TARGET),
        (49.9, 50.0, 50.0, Polarity.HIGHER, 1, BELOW_INTERVENTION),
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
    assert target_status(value, target, level, polarity, decimals) == status


TENTHS = st.integers(0, 1000).map(lambda n: n / 10)


@given(TENTHS, TENTHS, TENTHS, st.sampled_from([Polarity.HIGHER, Polarity.LOWER]))
def test_a_better_value_never_has_a_worse_status(
    a: float, b: float, target: float, polarity: Polarity
) -> None:
    better, worse = (
        (max(a, b), min(a, b)) if polarity == Polarity.HIGHER else (min(a, b), max(a, b))
    )
    level = target - 10 if polarity == Polarity.HIGHER else target + 10
    order = [BELOW_INTERVENTION, BELOW_TARGET, ON_TARGET]
    first = order.index(target_status(better, target, level, polarity, 1))
    assert first >= order.index(target_status(worse, target, level, polarity, 1))


@given(TENTHS, TENTHS)
def test_the_two_polarities_mirror_each_other(value: float, target: float) -> None:
    higher = target_status(value, target, None, Polarity.HIGHER, 1)
    lower = target_status(-value, -target, None, Polarity.LOWER, 1)
    assert higher == lower


def test_every_status_has_its_place_worst_first() -> None:
    assert STATUSES[:3] == (BELOW_INTERVENTION, BELOW_TARGET, ON_TARGET)
    assert set(STATUSES[3:]) == {AWAITING, SUPPRESSED, NO_TARGET}


# ---- direction ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "decimals", "change"),
    [
        (53.9, 69.4, 1, -15.5),
        (94.4, 95.7, 1, -1.3),
        (0.117, 0.115, 3, 0.002),
        (52.04, 51.96, 1, 0.0),  # both are shown as 52.0
        (52.05, 52.04, 1, 0.1),  # 52.1 beside 52.0
        (17.0, 16.7, 1, 0.3),
        (None, 51.0, 1, None),
        (51.0, None, 1, None),
        (None, None, 1, None),
    ],
)
def test_change_is_of_the_figures_as_shown(
    now: float | None, before: float | None, decimals: int, change: float | None
) -> None:
    assert displayed_change(now, before, decimals) == change


@pytest.mark.parametrize(
    ("change", Polarity.HIGHER, Polarity.LOWER, Polarity.NONE),
    [
        (0.1, "improved", "worsened", "up"),
        (-0.1, "worsened", "improved", "down"),
        (0.0, "no change", "no change", "no change"),
        (None, "cannot be calculated", "cannot be calculated", "cannot be calculated"),
    ],
)
def test_direction_in_words(change: float | None, higher: str, lower: str, none: str) -> None:
    assert direction(change, Polarity.HIGHER) == higher
    assert direction(change, Polarity.LOWER) == lower
    assert direction(change, Polarity.NONE) == none


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


@pytest.mark.parametrize(
    ("values", "highest", "beaten"),
    [
        ([16.8, 16.1, 15.2, 14.4, 13.5, 12.9, 12.4, 11.5, 10.5], False, 8),  # all of them
        ([51.6, 75.6, 86.0, 90.3, 69.4, 53.9], True, None),
        ([51.6, 75.6, 86.0, 90.3], True, 3),
        ([95.0, 90.0, 91.0, 94.0], True, 2),
        ([95.0, 94.0, 94.0], True, None),  # a tie is not beaten
        ([95.0, None, 90.0, 94.0], True, 1),  # a gap ends the search
        ([95.0, None, 96.0], True, None),
        ([90.0, None], True, None),
        ([90.0], True, None),
        ([], True, None),
        ([], False, None),
    ],
)
def test_best_since(values: list[float | None], highest: bool, beaten: int | None) -> None:
    assert best_since(values, highest=highest) == beaten


@given(st.lists(st.one_of(st.none(), TENTHS), max_size=12), st.booleans())
def test_best_since_names_results_that_are_beaten(
    values: list[float | None], highest: bool
) -> None:
    beaten = best_since(values, highest=highest)
    if beaten is None:
        return
    last = values[-1]
    assert last is not None
    before = [v for v in values[-1 - beaten : -1] if v is not None]
    assert len(before) == beaten
    assert all(v < last if highest else v > last for v in before)


@pytest.mark.parametrize(
    ("until", "quarter", "expected"),
    [
        (None, "Q4 2024-25", False),
        (None, "Q1 2025-26", True),
        (None, "Q4 2030-31", True),
        ("Q2 2025-26", "Q2 2025-26", True),
        ("Q2 2025-26", "Q3 2025-26", False),
    ],
)
def test_a_target_is_in_force_from_its_first_quarter_to_its_last(
    until: str | None, quarter: str, expected: bool
) -> None:
    target = Target(60.0, None, None, "published", None, "Q1 2025-26", until)
    assert target.is_in_force(parse_period(quarter)) is expected
