"""Files carry 8.38 and not 8.379999999999999; nothing that a figure says is lost."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.statistics.float_noise import clean, clean_floats, cleaned

FIGURES = st.decimals(-100, 100, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("noisy", "meant"),
    [
        (8.379999999999999, 8.38), (97.19999999999999, 97.2), (95.30000000000001, 95.3),
        (97.2 - 96.9, 0.3), (0.1 + 0.2, 0.3), (-8.379999999999999, -8.38), (0.0, 0.0),
        (1 / 3, 1 / 3), (2 / 3 * 100, 2 / 3 * 100),
        (96 / 178 * 100, 96 / 178 * 100),
        (0.032048347220950464, 0.032048347220950464),
        (22522.0, 22522.0), (123456789.25, 123456789.25),
    ],
)  # fmt: skip
def test_noise_goes_and_nothing_else(noisy: float, meant: float) -> None:
    assert cleaned(noisy) == meant
    table = pl.DataFrame({"value": [noisy, None]})
    assert table.select(clean("value"))["value"].to_list() == [meant, None]


@given(FIGURES, FIGURES)
def test_sums_and_differences_of_figures_are_figures(one: Decimal, other: Decimal) -> None:
    for exact, calculated in (
        (one + other, float(one) + float(other)),
        (one - other, float(one) - float(other)),
    ):
        assert abs(cleaned(calculated) - float(exact)) <= 1e-9
        assert len(repr(cleaned(calculated)).replace("-", "").replace(".", "")) <= 13 or (
            abs(calculated) < 0.001
        )


@given(st.lists(st.floats(-1e15, 1e15, allow_nan=False), min_size=1))
def test_a_column_and_a_number_are_cleaned_alike_and_once_is_enough(values: list[float]) -> None:
    table = clean_floats(pl.DataFrame({"value": values, "name": ["x"] * len(values)}))
    singly = [cleaned(value) for value in values]
    for column, single, before in zip(table["value"], singly, values, strict=True):
        assert column == single
        assert abs(single - before) <= max(2e-15 * abs(before), 5e-13)
        assert cleaned(single) == single
