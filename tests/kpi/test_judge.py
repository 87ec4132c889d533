"""Judgements: target status at each boundary, direction, clear change, verdict, streaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.judge import (
    AWAITING,
    BELOW_INTERVENTION,
    BELOW_TARGET,
    NO_TARGET,
    ON_TARGET,
    STATUSES,
    SUPPRESSED,
    best_since,
    clear_change,
    direction,
    displayed_change,
    share_counts,
    streak,
    target_status,
    verdict,
)
from kpi.model import Polarity

# ---- target status ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "target", "level", "polarity", "decimals", "status"),
    [
        # Higher is better: target 60.0, intervention level 46.4.
        (60.1, 60.0, 46.4, "higher", 1, ON_TARGET),
        (60.0, 60.0, 46.4, "higher", 1, ON_TARGET),
        (59.95, 60.0, 46.4, "higher", 1, ON_TARGET),  # displayed as 60.0
        (59.94, 60.0, 46.4, "higher", 1, BELOW_TARGET),  # displayed as 59.9
        (59.9, 60.0, 46.4, "higher", 1, BELOW_TARGET),
        (46.5, 60.0, 46.4, "higher", 1, BELOW_TARGET),
        (46.4, 60.0, 46.4, "higher", 1, BELOW_TARGET),
        (46.35, 60.0, 46.4, "higher", 1, BELOW_TARGET),  # displayed as 46.4
        (46.34, 60.0, 46.4, "higher", 1, BELOW_INTERVENTION),  # displayed as 46.3
        (46.3, 60.0, 46.4, "higher", 1, BELOW_INTERVENTION),
        (0.0, 60.0, 46.4, "higher", 1, BELOW_INTERVENTION),
        (100.0, 60.0, 46.4, "higher", 1, ON_TARGET),
        # Lower is better: target 15.0, intervention level 20.0.
        (14.9, 15.0, 20.0, "lower", 1, ON_TARGET),
        (15.0, 15.0, 20.0, "lower", 1, ON_TARGET),
        (15.04, 15.0, 20.0, "lower", 1, ON_TARGET),  # displayed as 15.0
        (15.05, 15.0, 20.0, "lower", 1, BELOW_TARGET),  # displayed as 15.1
        (15.1, 15.0, 20.0, "lower", 1, BELOW_TARGET),
        (19.9, 15.0, 20.0, "lower", 1, BELOW_TARGET),
        (20.0, 15.0, 20.0, "lower", 1, BELOW_TARGET),
        (20.04, 15.0, 20.0, "lower", 1, BELOW_TARGET),
        (20.05, 15.0, 20.0, "lower", 1, BELOW_INTERVENTION),
        (20.1, 15.0, 20.0, "lower", 1, BELOW_INTERVENTION),
        (0.0, 15.0, 20.0, "lower", 1, ON_TARGET),
        # Three decimals, as exclusions have.
        (0.010, 0.010, 0.020, "lower", 3, ON_TARGET),
        (0.0104, 0.010, 0.020, "lower", 3, ON_TARGET),
        (0.011, 0.010, 0.020, "lower", 3, BELOW_TARGET),
        (0.020, 0.010, 0.020, "lower", 3, BELOW_TARGET),
        (0.021, 0.010, 0.020, "lower", 3, BELOW_INTERVENTION),
        # No intervention level: never beyond it.
        (0.0, 60.0, None, "higher", 1, BELOW_TARGET),
        (99.0, 15.0, None, "lower", 1, BELOW_TARGET),
        # Target and level are the same.
        (50.0, 50.0, 50.0, "higher", 1, ON_TARGET),
        (49.9, 50.0, 50.0, "higher", 1, BELOW_INTERVENTION),
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


@given(TENTHS, TENTHS, TENTHS, st.sampled_from(["higher", "lower"]))
def test_a_better_value_never_has_a_worse_status(
    a: float, b: float, target: float, polarity: Polarity
) -> None:
    better, worse = (max(a, b), min(a, b)) if polarity == "higher" else (min(a, b), max(a, b))
    level = target - 10 if polarity == "higher" else target + 10
    order = [BELOW_INTERVENTION, BELOW_TARGET, ON_TARGET]
    first = order.index(target_status(better, target, level, polarity, 1))
    assert first >= order.index(target_status(worse, target, level, polarity, 1))


@given(TENTHS, TENTHS)
def test_the_two_polarities_mirror_each_other(value: float, target: float) -> None:
    higher = target_status(value, target, None, "higher", 1)
    lower = target_status(-value, -target, None, "lower", 1)
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
    ("change", "higher", "lower", "none"),
    [
        (0.1, "improved", "worsened", "up"),
        (-0.1, "worsened", "improved", "down"),
        (0.0, "no change", "no change", "no change"),
        (None, "cannot be calculated", "cannot be calculated", "cannot be calculated"),
    ],
)
def test_direction_in_words(change: float | None, higher: str, lower: str, none: str) -> None:
    assert direction(change, "higher") == higher
    assert direction(change, "lower") == lower
    assert direction(change, "none") == none


# ---- clear change -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "clear"),
    [
        ((96, 178), (118, 170), True),
        ((869, 921), (858, 897), False),
        ((18, 172), (19, 165), False),
        ((493, 635), (20, 417), True),
        ((10, 10), (10, 10), False),
        (None, (118, 170), None),
        ((96, 178), None, None),
        (None, None, None),
    ],
)
def test_clear_change(
    now: tuple[float, float] | None, before: tuple[float, float] | None, clear: bool | None
) -> None:
    assert clear_change(now, before) is clear


COUNTS = st.integers(1, 400).flatmap(
    lambda n: st.tuples(st.integers(0, n).map(float), st.just(float(n)))
)


@given(COUNTS, COUNTS)
def test_clear_change_does_not_depend_on_the_order(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert clear_change(a, b) == clear_change(b, a)


@given(COUNTS)
def test_no_change_is_never_clear(counts: tuple[float, float]) -> None:
    assert clear_change(counts, counts) is False


@pytest.mark.parametrize(
    ("numerator", "denominator", "counts"),
    [
        (96.0, 178.0, (96.0, 178.0)),
        (0.0, 5.0, (0.0, 5.0)),
        (5.0, 5.0, (5.0, 5.0)),
        (0.0, 0.0, None),
        (6.0, 5.0, None),
        (-1.0, 5.0, None),
        (None, 5.0, None),
        (5.0, None, None),
    ],
)
def test_counts_of_a_share(
    numerator: float | None, denominator: float | None, counts: tuple[float, float] | None
) -> None:
    assert share_counts(numerator, denominator) == counts


# ---- verdict ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "comparator", "polarity", "word"),
    [
        ((96, 178), 46.4, "higher", "better"),
        # Published worked cases: re-referrals of BCP, year to March 2025.
        ((764, 3386), 22.6, "lower", "similar"),
        ((764, 3386), 19.8, "lower", "worse"),
        ((764, 3386), 22.5, "lower", "similar"),
        # Child protection plans of two years or more.
        ((20, 494), 2.3, "lower", "worse"),
        ((20, 494), 3.58, "lower", "similar"),
        # Far off on either side, both polarities and none.
        ((96, 178), 20.0, "lower", "worse"),
        ((96, 178), 90.0, "lower", "better"),
        ((96, 178), 90.0, "higher", "worse"),
        ((96, 178), 20.0, "none", "higher"),
        ((96, 178), 90.0, "none", "lower"),
        ((96, 178), 54.0, "none", "similar"),
        ((0, 10), 0.0, "lower", "similar"),
        ((10, 10), 100.0, "higher", "similar"),
    ],
)
def test_verdict(
    counts: tuple[float, float], comparator: float, polarity: Polarity, word: str
) -> None:
    found = verdict(counts, comparator, polarity)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((764, 3386), 21.19, 24.00),
        ((20, 494), 2.64, 6.17),
        ((65, 100), 55.254443, 73.635752),
    ],
)
def test_the_interval_is_wilsons_in_per_cent(
    counts: tuple[float, float], low: float, high: float
) -> None:
    found = verdict(counts, 0.0, "higher")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.005)


def test_touching_is_similar() -> None:
    told = verdict((96, 178), 46.4, "higher")
    assert told is not None
    for touching in (told.low, told.high):
        found = verdict((96, 178), touching, "higher")
        assert found is not None
        assert found.word == "similar"


def test_without_counts_or_comparator_there_is_no_verdict() -> None:
    assert verdict(None, 46.4, "higher") is None
    assert verdict((96, 178), None, "higher") is None


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
