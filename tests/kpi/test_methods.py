"""Rows 11 to 15 of the published cases: quantile groups, Student's t, control limits."""

import pytest

from kpi.methods import control_limits, mean_interval, quantile_group
from kpi.statistics.intervals import Z95, Z998


def test_quantile_groups() -> None:
    found = [quantile_group(rank, 12, 10) for rank in range(1, 13)]
    assert found == [1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10]
    assert quantile_group(1, 9, 10) is None


def test_mean_by_students_t() -> None:
    found = mean_interval(8, 429.63476, 20.97557526)
    assert (found.lower, found.upper) == pytest.approx((36.16832524, 71.24036476), abs=1e-5)
    with pytest.raises(ValueError, match="two values"):
        mean_interval(1, 1.0, 0.0)


def word(value: float, benchmark: float, n: float, z: float) -> str:
    """Low is good."""
    limits = control_limits(benchmark, n, z)
    return "Same" if limits.contains(value) else "Better" if value < limits.lower else "Worse"


@pytest.mark.parametrize(
    ("value", "benchmark", "n", "at_95", "at_998"),
    [
        (7.70657673, 8.96110869, 5930, "Better", "Better"),
        (9.89881214, 8.96110869, 2273, "Same", "Same"),
        (12.47464503, 8.96110869, 1972, "Worse", "Worse"),
        (10.97834205, 12.83795469, 1339, "Better", "Same"),
        (15.90656285, 12.83795469, 899, "Worse", "Same"),
    ],
)
def test_control_limits(value: float, benchmark: float, n: float, at_95: str, at_998: str) -> None:
    assert (word(value, benchmark, n, Z95), word(value, benchmark, n, Z998)) == (at_95, at_998)


def test_the_published_limits() -> None:
    found = control_limits(8.96110869, 5930)
    assert (found.lower, found.upper) == pytest.approx((8.2604, 9.7149), abs=1e-4)
