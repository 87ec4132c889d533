"""Columns as wished for, but never narrower than their longest word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.file_writers.print_widths.column_widths import fitted


def test_wishes_that_fit_are_kept() -> None:
    assert fitted([2, 3], [1, 3]) == [2, 3]


def test_a_narrow_column_takes_from_those_with_room() -> None:
    assert fitted([1, 5, 4], [2, 3, 4]) == [2, 4, 4]


def test_needs_that_are_too_much_cut_the_widest() -> None:
    assert fitted([2, 2, 2], [1, 9, 9]) == [1, 2.5, 2.5]


@given(st.lists(st.tuples(st.floats(0.1, 9), st.floats(0.1, 9)), min_size=1, max_size=8))
def test_the_sum_stays_and_needs_that_can_be_met_are(pairs: list[tuple[float, float]]) -> None:
    wished, needed = [a for a, _ in pairs], [b for _, b in pairs]
    found = fitted(wished, needed)
    assert sum(found) == pytest.approx(sum(wished))
    if sum(needed) <= sum(wished):
        assert all(wide >= need - 1e-9 for wide, need in zip(found, needed, strict=True))
