"""A table on its way to Streamlit's grid: the same figures, and nothing a browser cannot read."""

import polars as pl
import pyarrow as pa

from kpi.file_writers.arrow import as_arrow

TABLE = pl.DataFrame(
    {
        "place": [1, None, 3],
        "name": ["Bournemouth", "Poole", None],
        "figure": [0.1, None, -0.0],
        "band": pl.Series(["A", None, "B"], dtype=pl.Enum(["A", "B"])),
        "kind": pl.Series(["x", "y", "x"], dtype=pl.Categorical),
    }
)


def test_it_holds_the_same_figures_and_gaps() -> None:
    assert as_arrow(TABLE).to_pylist() == TABLE.to_dicts()


def test_whole_numbers_stay_whole_beside_a_gap_and_texts_are_texts() -> None:
    kinds = {field.name: field.type for field in as_arrow(TABLE).schema}
    assert kinds == {
        "place": pa.int64(),
        "name": pa.large_string(),
        "figure": pa.float64(),
        "band": pa.large_string(),
        "kind": pa.large_string(),
    }


def test_a_table_without_rows_keeps_its_columns() -> None:
    made = as_arrow(TABLE.clear())
    assert (made.num_rows, made.column_names) == (0, TABLE.columns)
