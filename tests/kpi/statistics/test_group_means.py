"""A group's mean, median and count: by hand, by Python's own statistics, in both shapes."""

import statistics

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.statistics.group_means import GroupExpressions, over_columns, over_rows

FIGURES = st.lists(
    st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10)), min_size=1, max_size=12
)
Answer = tuple[float | None, float | None, int]


def long(
    values: list[float | None], group: GroupExpressions, weights: list[float | None] | None = None
) -> Answer:
    """The answer from a row for each authority; one group of a `group_by`."""
    rows = pl.DataFrame(
        {"group": ["g"] * len(values), "value": values, "weight": weights or [1.0] * len(values)},
        schema_overrides={"value": pl.Float64, "weight": pl.Float64},
    )
    made = rows.group_by("group").agg(mean=group.mean, median=group.median, count=group.counted)
    mean, median, count = made.drop("group").row(0)
    return mean, median, count


def wide(values: list[float | None]) -> Answer:
    """The answer from a column for each authority."""
    columns = {f"a{number}": [value] for number, value in enumerate(values)}
    table = pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.Float64))
    group = over_columns(table.columns)
    made = table.select(mean=group.mean, median=group.median, count=group.counted)
    mean, median, count = made.row(0)
    return mean, median, count


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ([1.0, 2.0, 6.0], (3.0, 2.0, 3)),
        ([4.0, None, 1.0], (2.5, 2.5, 2)),
        ([0.0], (0.0, 0.0, 1)),
        ([None, None], (None, None, 0)),
        ([0.1, 0.2, 0.3], (0.2, 0.2, 3)),
        ([1.0, 0.0, 0.0], (0.3333333333, 0.0, 3)),
    ],
)
def test_whoever_has_a_figure_counts_once(values: list[float | None], answer: Answer) -> None:
    assert long(values, over_rows()) == answer
    assert wide(values) == answer


@pytest.mark.parametrize(
    ("values", "weights", "answer"),
    [
        ([10.0, 20.0], [3.0, 1.0], (12.5, 15.0, 2)),
        ([10.0, 20.0, 90.0], [3.0, 1.0, None], (12.5, 15.0, 2)),
        ([10.0, None, 20.0], [3.0, 50.0, 1.0], (12.5, 15.0, 2)),
        ([10.0, None], [None, 2.0], (None, None, 0)),
    ],
)
def test_in_a_weighted_mean_whoever_has_a_figure_and_a_weight_counts(
    values: list[float | None], weights: list[float | None], answer: Answer
) -> None:
    assert long(values, over_rows("weight"), weights) == answer


def test_in_laits_comparison_nothing_is_rounded() -> None:
    assert long([1.0, 0.0, 0.0], over_rows(is_rounded=False)) == (1 / 3, 0.0, 3)
    # The same to the last bit in whatever order the authorities come.
    noisy = [0.1, 0.7, 0.3, 1e9]
    assert long(noisy, over_rows(is_rounded=False)) == long(
        noisy[::-1], over_rows(is_rounded=False)
    )


@given(FIGURES)
def test_the_long_and_the_wide_form_agree(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    mean = round(statistics.fmean(known), 10) if known else None
    median = round(statistics.median(known), 10) if known else None
    assert wide(values) == (mean, median, len(known))
    assert long(values, over_rows()) == wide(values)
    assert long(values, over_rows("weight")) == wide(values)
