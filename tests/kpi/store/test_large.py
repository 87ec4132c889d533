"""From how many rows on benchmarks stay in their file."""

import pytest

from kpi.store.large import LAZY_FROM, is_lazy


@pytest.mark.parametrize(
    ("rows", "lazy"), [(LAZY_FROM - 1, False), (LAZY_FROM, True), (None, False), ("9999999", False)]
)
def test_as_many_rows_as_memory_does_not_hold(rows: object, lazy: bool) -> None:
    assert is_lazy({"files": {"benchmarks.parquet": {"rows": rows}}}) is lazy


def test_a_manifest_without_a_count_is_of_a_small_store() -> None:
    assert is_lazy({"files": {"benchmarks.parquet": {}}}) is False
