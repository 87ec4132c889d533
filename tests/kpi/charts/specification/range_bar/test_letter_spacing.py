"""The labels of a range bar: in the order of their marks, and none over another."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.specification.range_bar.letter_spacing import (
    LETTERS_APART,
    in_order,
    label_places,
    lettered,
)
from kpi.charts.specification.range_bar.parts import RangeBar, RangeMark


def test_marks_with_letters_are_told_from_left_to_right() -> None:
    england = RangeMark("england", 5, 60, "5", "E")
    region = RangeMark("region", 4, 58, "4", "SW")
    level = RangeMark("level", 3, 10, "3")
    bar = RangeBar(text="", comparators=(england, region), level=level)
    assert lettered(bar) == (region, england)
    (first, left), (second, right) = label_places(lettered(bar), [2, 2], apart=LETTERS_APART)
    assert (first, second) == (region, england)
    assert right - left == pytest.approx(LETTERS_APART)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 12)), min_size=1, max_size=8))
def test_labels_keep_the_order_of_their_marks_and_their_distance(
    drawn: list[tuple[float, float]],
) -> None:
    sizes = [size for _, size in drawn]
    marks = in_order([RangeMark("england", place, place, "", "E") for place, _ in drawn])
    placed = label_places(marks, sizes)
    assert [mark for mark, _ in placed] == sorted(marks, key=lambda mark: mark.place)
    for (left, one), (right, other) in pairwise(zip(sizes, (p for _, p in placed), strict=True)):
        assert other - one >= (left + right) / 2 - 1e-6
