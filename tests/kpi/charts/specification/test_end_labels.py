"""Labels moved apart: none covers another, none moves without need, none leaves its frame."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.charts.specification.end_labels import without_overlap

SIZES = st.floats(1, 20)
LABELS = st.lists(st.tuples(st.floats(-500, 500), SIZES), max_size=12)


@given(LABELS, st.booleans())
def test_no_label_covers_another(labels: list[tuple[float, float]], in_frame: bool) -> None:
    ordered = sorted(labels, reverse=True)
    wanted, sizes = [want for want, _ in ordered], [size for _, size in ordered]
    lowest = -300.0 if in_frame else None
    placed = list(zip(without_overlap(wanted, sizes, lowest=lowest), sizes, strict=True))
    for (upper, tall), (under, small) in pairwise(placed):
        assert upper - tall / 2 >= under + small / 2 - 1e-9
    if lowest is not None:
        assert all(middle - size / 2 >= lowest - 1e-9 for middle, size in placed)


@pytest.mark.parametrize(
    ("wanted", "lowest", "expected"),
    [
        ([90.0, 50.0, 10.0], None, [90.0, 50.0, 10.0]),
        ([50.0, 50.0, 50.0], None, [50.0, 40.0, 30.0]),
        ([12.0, 11.0], 0.0, [15.0, 5.0]),
        ([90.0, 12.0, 11.0], 0.0, [90.0, 15.0, 5.0]),
        ([], 0.0, []),
    ],
)
def test_labels_move_no_further_than_they_must(
    wanted: list[float], lowest: float | None, expected: list[float]
) -> None:
    assert without_overlap(wanted, [10.0] * len(wanted), lowest=lowest) == expected
