"""Dots of a row never overlap, and those that come first keep its line."""

from __future__ import annotations

from itertools import combinations
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.benchmarks.dot_swarm import GAP, offsets

DOTS = st.lists(
    st.tuples(st.floats(0, 500, allow_nan=False), st.sampled_from([2.6, 3.7, 4.4, 8.2])),
    max_size=60,
)


@given(DOTS, st.data())
def test_no_two_dots_overlap(dots: list[tuple[float, float]], data: st.DataObject) -> None:
    first = data.draw(st.lists(st.sampled_from(range(len(dots))), unique=True)) if dots else []
    down = offsets(dots, first)
    assert len(down) == len(dots)
    for (one, y_one), (other, y_other) in combinations(zip(dots, down, strict=True), 2):
        apart = hypot(one[0] - other[0], y_one - y_other)
        assert apart >= one[1] + other[1] + GAP - 1e-6


@given(DOTS)
def test_a_dot_is_moved_only_where_another_is(dots: list[tuple[float, float]]) -> None:
    down = offsets(dots)
    for index, (x, radius) in enumerate(dots):
        near = [
            1
            for other, (place, size) in enumerate(dots)
            if other != index and abs(x - place) < radius + size + GAP
        ]
        if not near:
            assert down[index] == 0


def test_what_comes_first_keeps_the_line() -> None:
    dots = [(10.0, 4.0), (10.0, 4.0), (10.0, 8.0)]
    assert offsets(dots)[0] == 0
    down = offsets(dots, [2])
    assert down[2] == 0
    assert sorted(abs(y) for y in down) == [0, 12 + GAP, 12 + GAP]
    assert offsets([]) == []
