"""The scale of a range bar: linear, with a margin, turned where lower is better."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.specification.range_bar.parts import RangeScale

VALUES = st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=20)


def test_three_per_cent_are_added_at_each_end() -> None:
    scale = RangeScale.holding([20.0, 120.0])
    assert (scale.low, scale.high) == (17.0, 123.0)
    assert scale.place(70.0) == pytest.approx(50)
    assert scale.place(20.0) == pytest.approx(100 * 3 / 106)


def test_where_lower_is_better_the_lowest_is_at_the_right() -> None:
    scale = RangeScale.holding([20.0, 120.0], turned=True)
    assert scale.place(20.0) == pytest.approx(100 - 100 * 3 / 106)


@pytest.mark.parametrize("value", [0.0, 42.0, -3.5, 1e-12])
def test_one_figure_alone_stands_in_the_middle(value: float) -> None:
    scale = RangeScale.holding([value, value])
    assert scale.low < value < scale.high
    assert scale.place(value) == pytest.approx(50)


def test_a_place_outside_is_brought_to_the_nearer_end() -> None:
    scale = RangeScale(0, 10)
    assert [scale.inside(v) for v in (-1, 4, 11)] == [0, 40, 100]


@given(VALUES, st.booleans())
def test_every_value_is_inside_and_in_order(values: list[float], turned: bool) -> None:
    scale = RangeScale.holding(values, turned=turned)
    places = [scale.place(v) for v in sorted(values, reverse=turned)]
    assert all(0 < place < 100 for place in places)
    assert all(a <= b + 1e-9 for a, b in pairwise(places))
