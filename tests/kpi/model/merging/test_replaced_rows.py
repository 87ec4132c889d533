"""Rows that are replaced, and rows that stay."""

import polars as pl

from kpi.model.merging import replaced_rows
from tests.kpi.model.merging.observed_rows import observed


def test_a_row_of_the_same_key_is_replaced_and_others_stay() -> None:
    old = pl.concat([observed(), observed(area="330", value=1.0)])
    found = replaced_rows.over(old, observed(value=60.0), replaced_rows.KEY)
    assert found.select("area", "value").rows() == [("330", 1.0), ("839", 60.0)]


def test_a_row_that_is_the_same_but_for_its_source_keeps_it() -> None:
    old = observed(source="illustrative-return", note=None)
    sent = pl.concat([observed(source="local-return", note=None), observed(area="330")])
    found = replaced_rows.with_sources(old, sent, replaced_rows.KEY)
    assert found["source"].to_list() == ["illustrative-return", sent["source"][1]]
    assert found.drop("source").equals(sent.drop("source"))
    for changed in (observed(source="local-return", value=60.0), observed(note="a note")):
        new = changed.with_columns(source=pl.lit("local-return"))
        assert replaced_rows.with_sources(old, new, replaced_rows.KEY).equals(new)
