"""Labels side by side: in order, apart, inside, and moved no further than needed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.specification.label_overlaps import dodged

LABELS = st.lists(st.tuples(st.floats(0, 100), st.floats(1, 14)), min_size=1, max_size=6)


def test_labels_with_room_stand_at_their_marks() -> None:
    assert dodged([10, 50, 90], [8, 8, 8]) == [10, 50, 90]


def test_two_that_meet_move_equally_far() -> None:
    assert dodged([50, 50], [8, 8], apart=6.2) == pytest.approx([46, 54])
    assert dodged([50, 50], [4, 4], apart=6.2) == pytest.approx([46.9, 53.1])


def test_three_on_one_place_stand_around_it_and_a_fourth_stays() -> None:
    assert dodged([40, 40, 40, 70], [6] * 4) == pytest.approx([34, 40, 46, 70])


def test_labels_at_the_ends_stay_inside() -> None:
    assert dodged([0, 1, 100], [10, 10, 10]) == pytest.approx([5, 15, 95])


def test_what_does_not_fit_is_set_at_equal_parts() -> None:
    assert dodged([50, 50, 50], [60, 60, 60]) == pytest.approx([30, 50, 70])


def test_no_labels() -> None:
    assert dodged([], []) == []


@given(LABELS, st.sampled_from([0.0, 6.2]))
def test_any_labels_are_in_order_apart_and_inside(
    labels: list[tuple[float, float]], apart: float
) -> None:
    wanted, sizes = zip(*sorted(labels), strict=True)
    places = dodged(wanted, sizes, apart=apart)
    needed = [max(apart, (a + b) / 2) for a, b in pairwise(sizes)]
    for (one, other), gap in zip(pairwise(places), needed, strict=True):
        assert other - one >= gap - 1e-9
    for place, size in zip(places, sizes, strict=True):
        assert place - size / 2 >= -1e-9
        assert place + size / 2 <= 100 + 1e-9


@given(LABELS, st.floats(-3, 3), st.integers(0, 5))
def test_no_other_places_are_nearer(
    labels: list[tuple[float, float]], step: float, which: int
) -> None:
    wanted, sizes = zip(*sorted(labels), strict=True)
    places = dodged(wanted, sizes)
    tried = list(places)
    tried[which % len(tried)] += step
    gaps = [(one + other) / 2 for one, other in pairwise(sizes)]
    apart = all(
        right - left >= gap - 1e-9 for (left, right), gap in zip(pairwise(tried), gaps, strict=True)
    )
    inside = tried[0] >= sizes[0] / 2 and tried[-1] <= 100 - sizes[-1] / 2
    if apart and inside:
        assert _moved(tried, wanted) >= _moved(places, wanted) - 1e-6


def _moved(places: list[float], wanted: tuple[float, ...]) -> float:
    return sum((place - want) ** 2 for place, want in zip(places, wanted, strict=True))
