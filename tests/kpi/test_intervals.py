"""Published cases (reference methods 4.4) and properties of the intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.intervals import Z95, Z998, Interval, byar, newcombe, wilson, z_for


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


def test_interval_contains_its_ends() -> None:
    assert Interval(1, 2).contains(1)
    assert Interval(1, 2).contains(2)
    assert not Interval(1, 2).contains(2.1)
