"""The spread of a group: its middle half, and how many of its figures one passes."""

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
