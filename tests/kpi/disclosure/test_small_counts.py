"""Counts of 1 to 5 are small; nought, 6 and a count that nobody knows are not."""

import polars as pl
import pytest

from kpi.disclosure import suppression
from kpi.disclosure.small_counts import is_small, is_small_in

CASES = [
    (None, False), (0.0, False), (0.4, True), (1.0, True), (5.0, True), (5.9, True), (6.0, False),
    (-1.0, False), (178.0, False),
]  # fmt: skip


@pytest.mark.parametrize(("count", "small"), CASES)
def test_a_count_of_one_to_five_is_small(count: float | None, small: bool) -> None:
    assert is_small(count) is small


def test_a_column_of_counts_is_judged_alike() -> None:
    counts = pl.DataFrame({"count": [count for count, _ in CASES]})
    assert counts.select(is_small_in("count"))["count"].to_list() == [small for _, small in CASES]


def test_the_reasons_name_the_same_limit() -> None:
    assert suppression.REASON == "fewer than 6: too few children to show"
    assert suppression.UNCOUNTED.endswith("nobody can tell whether it is fewer than 6 children")
