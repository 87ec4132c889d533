"""The wide shape: the figures of the long one, a column for each period."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kpi.model.snapshot import Snapshot
from kpi.tables import builder
from tests.kpi.tables.choosing import FIXED, selections


@FIXED
@given(data=st.data())
def test_wide_holds_the_same_figures(snapshot: Snapshot, data: st.DataObject) -> None:
    chosen = replace(data.draw(selections(snapshot)), wide=True)
    wide = builder.table(snapshot, chosen)
    long = builder.table(snapshot, replace(chosen, wide=False))
    assert wide.height == builder.row_count(snapshot, chosen)
    for name in ["value", *(["rank"] if "rank" in chosen.extras else [])]:
        spread = [
            column
            for column in wide.columns
            if column.startswith(f"{name}_") and not column.startswith("rank_of_")
        ]
        found = sorted(v for c in spread for v in wide[c].drop_nulls())
        assert found == sorted(long[name].drop_nulls())
