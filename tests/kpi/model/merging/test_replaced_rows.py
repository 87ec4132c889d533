"""Rows that are replaced, and rows that stay."""

import polars as pl

from kpi.model.merging import replaced_rows
from tests.kpi.model.merging.observed_rows import observed


def test_a_row_of_the_same_key_is_replaced_and_others_stay() -> None:
    old = pl.concat([observed(), observed(area="330", value=1.0)])
    found = replaced_rows.over(old, observed(value=60.0), replaced_rows.KEY)
    assert found.select("area", "value").rows() == [("330", 1.0), ("839", 60.0)]
