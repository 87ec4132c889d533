"""The second calculation's arithmetic, against figures of others and the standard library."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.audit import arithmetic


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(2.85, 1, "2.9"), (-0.125, 2, "-0.13"), (0.5, 0, "1"), (2.675, 2, "2.68"), (12.0, 1, "12.0")],
)
def test_half_is_rounded_away_from_zero(value: float, places: int, shown: str) -> None:
    assert arithmetic.rounded(value, places) == Decimal(shown)
    assert str(arithmetic.rounded(value, places)) == shown


def test_wilson_as_newcombe_prints_it() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: method 3, of 81/263 and 15/148."""
    assert arithmetic.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert arithmetic.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    low, high = arithmetic.wilson(0, 20)
    assert (low, high) == (0.0, pytest.approx(0.1611, abs=5e-5))
    assert arithmetic.wilson(20, 20)[1] == 1.0


def test_exact_poisson_limits_as_tables_print_them() -> None:
    """The 95% limits of 0, 1, 5 and 9 events in the usual tables (Pearson and Hartley)."""
    for count, low, high in (
        (0, 0.0, 3.689),
        (1, 0.0253, 5.572),
        (5, 1.623, 11.668),
        (9, 4.115, 17.085),
    ):
        assert arithmetic.poisson(count) == pytest.approx((low, high), abs=1e-3)


def test_byar_is_close_to_exact() -> None:
    """Exact limits of 10 events are 4.795 and 18.390; of 100, 81.36 and 121.63."""
    assert arithmetic.poisson(10) == pytest.approx((4.795, 18.390), abs=0.02)
    assert arithmetic.poisson(100) == pytest.approx((81.36, 121.63), abs=0.02)


def test_square_and_add_as_newcombe_prints_it() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 873: 56/70 against 48/80, method 10."""
    now, then = ((x / n, *arithmetic.wilson(x, n)) for x, n in ((56, 70), (48, 80)))
    assert arithmetic.apart(now, then) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_quantiles_and_median_are_those_of_the_standard_library(values: list[float]) -> None:
    thirds = statistics.quantiles(values, n=4, method="inclusive")
    ours = [arithmetic.quantile(values, share) for share in (0.25, 0.5, 0.75)]
    assert ours == pytest.approx(thirds, abs=1e-6)
    assert arithmetic.median(values) == statistics.median(values)


@pytest.mark.parametrize(
    ("statuses", "least"),
    [
        (["published", "derived"], "derived"),
        (["provisional", "derived", None], "provisional"),
        (["provisional", "illustrative"], "illustrative"),
        ([None], "published"),
        ([], "published"),
    ],
)
def test_the_least_certain_status_marks_all(statuses: list[str | None], least: str) -> None:
    assert arithmetic.least_certain(statuses) == least
