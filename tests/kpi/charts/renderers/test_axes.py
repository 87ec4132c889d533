"""The axes of line charts: round values that hold all of a figure, and how they are written."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.renderers.axes import STEPS, bar_widths, round_steps, tick_text


@pytest.mark.parametrize(
    ("low", "high", "decimals", "ticks"),
    [
        (0, 94.4, 1, "0 20 40 60 80 100"),
        (0, 100, 1, "0 20 40 60 80 100"),
        (0, 1031, 0, "0 200 400 600 800 1000 1200"),
        (0, 3, 0, "0 1 2 3"),
        (0, 0.4, 1, "0 0.1 0.2 0.3 0.4"),
        (0, 0.04, 1, "0 0.1"),
        (-3.2, 17, 1, "-5 0 5 10 15 20"),
        (-0.5, 0, 0, "-1 0"),
        (0, 0, 1, "0 0.1"),
        (100, 100, 1, "99.9 100 100.1"),
        (5.25, 5.25, 1, "5.1 5.2 5.3"),
        (62.2, 99.1, 1, "60 70 80 90 100"),
    ],
)
def test_round_steps(low: float, high: float, decimals: int, ticks: str) -> None:
    assert round_steps(float(low), float(high), decimals) == tuple(map(Decimal, ticks.split()))


@given(st.floats(-1e7, 0), st.floats(0, 1e7), st.integers(0, 3))
def test_round_steps_always_hold_the_values(low: float, high: float, decimals: int) -> None:
    ticks = round_steps(low, high, decimals)
    assert ticks[0] <= Decimal(repr(low)) <= Decimal(repr(high)) <= ticks[-1]
    assert 2 <= len(ticks) <= STEPS + 1
    (step,) = {b - a for a, b in pairwise(ticks)}
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert step >= Decimal(1).scaleb(-decimals)
    for tick in ticks:
        assert Decimal(tick_text(tick).replace(",", "").replace("−", "-")) == tick


@pytest.mark.parametrize(
    ("tick", "text"),
    [
        ("1200", "1,200"),
        ("0.50", "0.5"),
        ("-20", "−20"),
        ("0", "0"),
        ("1E+3", "1,000"),
        ("0.0", "0"),
    ],
)
def test_tick_text(tick: str, text: str) -> None:
    assert tick_text(Decimal(tick)) == text


@pytest.mark.parametrize(
    ("values", "widths"),
    [
        ([50.0, 100.0, None], [50.0, 100.0, 0.0]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([None], [0.0]),
        ([], []),
        ([-5.0, 10.0], [0.0, 100.0]),
        ([1.0, 3.0], [33.3, 100.0]),
    ],
)
def test_bars(values: list[float | None], widths: list[float]) -> None:
    assert bar_widths(values) == widths
