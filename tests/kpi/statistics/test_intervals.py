"""Published cases and properties of the intervals."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kpi.statistics.intervals import (
    Z95,
    Interval,
    byar,
    exact_poisson,
    newcombe,
    poisson,
    rate_difference,
    wilson,
    z_for,
)

Z998 = z_for(0.998)


def test_normal_quantiles() -> None:
    assert pytest.approx(1.95996, abs=5e-6) == Z95
    assert pytest.approx(3.09023, abs=5e-6) == Z998


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95])
def test_confidence_must_be_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        z_for(confidence)


@pytest.mark.parametrize(
    ("x", "n", "z", "lower", "upper"),
    [
        (65, 100, Z95, 0.55254443, 0.73635752),
        (1045, 5000, Z95, 0.19795550, 0.22049130),
        (65, 100, Z998, 0.49549466, 0.77835406),
        (1, 100, Z95, 0.00176743, 0.05448620),
        (5, 100, Z95, 0.02154368, 0.11175047),
        (20, 100, Z95, 0.13336693, 0.28882917),
    ],
)
def test_wilson_published(x: int, n: int, z: float, lower: float, upper: float) -> None:
    found = wilson(x, n, z)
    assert found.lower == pytest.approx(lower, abs=6e-9)
    assert found.upper == pytest.approx(upper, abs=6e-9)


def test_wilson_of_bcp_rereferrals() -> None:
    found = wilson(764, 3386).times(100)
    assert (round(found.lower, 2), round(found.upper, 2)) == (21.19, 24.00)


@pytest.mark.parametrize(
    ("x", "lower", "upper"),
    [(65, 50.16318771, 82.84913855), (1045, 982.5932018, 1110.3312130)],
)
def test_byar_published(x: int, lower: float, upper: float) -> None:
    found = byar(x)
    assert found.lower == pytest.approx(lower, abs=6e-8)
    assert found.upper == pytest.approx(upper, abs=6e-8)


def test_byar_rate_published() -> None:
    found = byar(20)
    assert found.lower == pytest.approx(12.21142883, abs=6e-9)
    assert found.upper == pytest.approx(30.88988037, abs=6e-9)


@pytest.mark.parametrize(
    ("x", "z", "lower", "upper"),
    [
        (1, Z95, 0.02531781, 5.57164339),
        (1, Z998, 0.00100050, 9.23341348),
        (5, Z95, 1.62348639, 11.66833208),
    ],
)
def test_exact_poisson_published(x: int, z: float, lower: float, upper: float) -> None:
    for found in (exact_poisson(x, z), poisson(x, z)):
        assert found.lower == pytest.approx(lower, abs=6e-9)
        assert found.upper == pytest.approx(upper, abs=6e-9)


def test_no_event_at_all() -> None:
    """Up to -log(0.025): the rule of three, a little more because it has two sides."""
    found = exact_poisson(0)
    assert found.lower == 0
    assert found.upper == pytest.approx(-log(0.025), abs=1e-12)


def test_ten_events_are_byar_s_and_nine_are_exact() -> None:
    assert poisson(10) == byar(10)
    assert poisson(9) == exact_poisson(9)
    # Where the two meet they hardly differ.
    assert poisson(10).lower == pytest.approx(exact_poisson(10).lower, rel=0.01)
    assert poisson(10).upper == pytest.approx(exact_poisson(10).upper, rel=0.01)


@pytest.mark.parametrize("x", [-1, float("nan")])
def test_counts_must_be_possible(x: float) -> None:
    with pytest.raises(ValueError, match=r"below 0|at least 10"):
        poisson(x)
    with pytest.raises(ValueError, match="below 0"):
        exact_poisson(x)


@pytest.mark.parametrize(("x", "n"), [(1, 0), (1, -5), (1, float("nan")), (-1, 5)])
def test_rates_must_be_possible(x: float, n: float) -> None:
    with pytest.raises(ValueError, match=r"denominator|below 0"):
        rate_difference(1, 2, x, n)


@pytest.mark.parametrize("x", [9, 0, -1, float("nan")])
def test_byar_refuses_small_counts(x: float) -> None:
    with pytest.raises(ValueError, match="at least 10"):
        byar(x)


def test_newcombe_published() -> None:
    found = newcombe(56, 70, 48, 80)
    assert (round(found.lower, 4), round(found.upper, 4)) == (0.0524, 0.3339)


def test_newcombe_at_the_edge() -> None:
    # Newcombe (1998), table II (h): 10/10 - 0/10, method 10.
    found = newcombe(10, 10, 0, 10)
    assert found.lower == pytest.approx(0.6075, abs=5e-5)
    assert found.upper == 1.0


@pytest.mark.parametrize(("x", "n"), [(1, 0), (-1, 10), (11, 10), (0, -1), (1, float("nan"))])
def test_proportions_must_be_possible(x: float, n: float) -> None:
    with pytest.raises(ValueError, match=r"numerator|denominator"):
        wilson(x, n)
    with pytest.raises(ValueError, match=r"numerator|denominator"):
        newcombe(1, 2, x, n)


Arm = tuple[int, int]
ARMS = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([Z95, Z998])


@given(ARMS, LEVELS)
def test_wilson_stays_in_bounds_and_holds_the_estimate(arm: Arm, z: float) -> None:
    x, n = arm
    found = wilson(x, n, z)
    assert 0 <= found.lower <= found.upper <= 1
    assert found.contains(x / n)


@given(ARMS)
def test_wilson_is_scipy_s(arm: Arm) -> None:
    x, n = arm
    found, other = wilson(x, n), binomtest(x, n).proportion_ci(0.95, "wilson")
    assert (found.lower, found.upper) == pytest.approx((other.low, other.high), abs=1e-9)


@given(ARMS, LEVELS)
def test_wilson_of_the_complement_mirrors(arm: Arm, z: float) -> None:
    x, n = arm
    found, mirror = wilson(x, n, z), wilson(n - x, n, z)
    assert found.lower == pytest.approx(1 - mirror.upper, abs=1e-12)


@given(ARMS, ARMS, LEVELS)
def test_newcombe_properties(a: Arm, b: Arm, z: float) -> None:
    found, swapped = newcombe(*a, *b, z), newcombe(*b, *a, z)
    assert -1 <= found.lower <= found.upper <= 1
    assert found.contains(a[0] / a[1] - b[0] / b[1])
    assert swapped == -found


@given(st.integers(10, 10**7), LEVELS)
def test_byar_holds_the_count_and_widens_with_confidence(x: int, z: float) -> None:
    found = byar(x, z)
    assert 0 <= found.lower <= x <= found.upper
    wider = byar(x, z + 0.5)
    assert wider.lower <= found.lower
    assert wider.upper >= found.upper


EVENTS = st.tuples(st.integers(0, 10**5), st.integers(1, 10**6))


@given(st.integers(0, 200), LEVELS)
def test_poisson_holds_the_count_and_grows_with_it(x: int, z: float) -> None:
    found, more = poisson(x, z), poisson(x + 1, z)
    assert 0 <= found.lower <= x <= found.upper
    assert found.lower < more.lower
    assert found.upper < more.upper


@given(EVENTS, EVENTS, LEVELS)
def test_rate_difference_properties(a: Arm, b: Arm, z: float) -> None:
    found, swapped = rate_difference(*a, *b, z), rate_difference(*b, *a, z)
    assert found.contains(a[0] / a[1] - b[0] / b[1])
    assert (swapped.lower, swapped.upper) == pytest.approx((-found.upper, -found.lower))


def test_rate_difference_is_wider_than_that_of_shares() -> None:
    """Of the same counts a share varies less, as no more than all can be counted."""
    events, shares = rate_difference(60, 100, 50, 100), newcombe(60, 100, 50, 100)
    assert events.lower < shares.lower
    assert events.upper > shares.upper


def test_rate_difference_by_hand() -> None:
    """From Byar's published intervals of 65 and 20 in 100: square and add."""
    below = ((0.65 - 0.5016318771) ** 2 + (0.3088988037 - 0.20) ** 2) ** 0.5
    above = ((0.8284913855 - 0.65) ** 2 + (0.20 - 0.1221142883) ** 2) ** 0.5
    found = rate_difference(65, 100, 20, 100)
    assert found.lower == pytest.approx(0.45 - below, abs=1e-9)
    assert found.upper == pytest.approx(0.45 + above, abs=1e-9)


def test_interval_contains_its_ends() -> None:
    assert Interval(1, 2).contains(1)
    assert Interval(1, 2).contains(2)
    assert not Interval(1, 2).contains(2.1)
