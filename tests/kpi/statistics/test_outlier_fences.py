"""Fences: Tukey's rule on figures worked out by hand, and what holds for any figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.statistics.outlier_fences import ends_within_fences
from kpi.statistics.spread import Spread

FIGURES = st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 3)), min_size=4, max_size=60)


def test_figures_beyond_the_fences_are_left_out() -> None:
    # The middle half is 10 to 20, so the fences stand at -5 and 35.
    assert ends_within_fences([-6, -5, 10, 15, 20, 34.9, 36], 10, 20) == (-5, 34.9)


def test_a_figure_on_a_fence_is_inside() -> None:
    assert ends_within_fences([-5, 10, 20, 35], 10, 20) == (-5, 35)


def test_a_quartile_between_a_figure_and_its_fence_is_an_end() -> None:
    # Type 7 puts the lower quartile of 0, 100, 100, 100 at 75; the fence is at 37.5.
    assert ends_within_fences([0, 100, 100, 100], 75, 100) == (75, 100)


def test_without_figures_there_are_no_ends() -> None:
    with pytest.raises(ValueError, match="no values"):
        ends_within_fences([], 0, 0)


@given(FIGURES)
def test_ends_hold_the_middle_half_and_no_more_than_the_figures(figures: list[float]) -> None:
    spread = Spread.of(figures)
    assert spread is not None
    assert spread.middle is not None
    lower, upper = spread.middle.lower, spread.middle.upper
    low, high = ends_within_fences(figures, lower, upper)
    assert min(figures) - 1e-9 <= low <= lower <= upper <= high <= max(figures) + 1e-9
