"""The spread of a group: its middle half, and how many of its figures one passes."""

import pytest

from kpi.statistics.intervals import Interval
from kpi.statistics.spread import PassedCount, Spread


def test_the_middle_half_is_by_quartiles_of_type_7() -> None:
    found = Spread.of([4.0, 1.0, 3.0, 2.0])
    assert found is not None
    assert found.values == (1.0, 2.0, 3.0, 4.0)
    assert found.middle == Interval(1.75, 3.25)


def test_float_noise_parts_no_figure_from_a_quartile() -> None:
    found = Spread.of([0.1, 0.1, 0.3, 0.3, 0.3])
    assert found is not None
    assert found.middle == Interval(0.1, 0.3)


def test_three_figures_have_no_middle_half_and_none_have_no_spread() -> None:
    found = Spread.of([1.0, 2.0, 3.0])
    assert found is not None
    assert (found.count, found.middle) == (3, None)
    assert Spread.of([]) is None


def test_figures_are_passed_as_they_are_shown() -> None:
    found = Spread((1.04, 1.06, 1.14, 2.0))
    assert found.passed(1.1, 1) == PassedCount(below=1, above=1, level=2)
    assert found.passed(1.1, 2) == PassedCount(below=2, above=2, level=0)


@pytest.mark.parametrize(
    ("value", "highest_first", "lowest_first", "sharing"),
    [(5.0, 4, 1, 1), (10.0, 3, 1, 2), (20.0, 2, 2, 2), (99.0, 1, 4, 1)],
)
def test_a_place_among_a_group_that_the_figure_belongs_to(
    value: float, highest_first: int, lowest_first: int, sharing: int
) -> None:
    found = Spread((10.0, 20.0, 30.0)).passed(value, 1)
    assert found.of == 4
    assert found.place(lowest_first=False) == highest_first
    assert found.place(lowest_first=True) == lowest_first
    assert found.sharing == sharing
