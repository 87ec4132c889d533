"""The grid of one measure is that of all measures, whatever order its rows stand in."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from kpi.benchmarks.grids.grid import make_grid, published_figures
from kpi.benchmarks.grids.grid_cache import current
from kpi.benchmarks.grids.measure_grid import measure_grid
from kpi.model.snapshot import Snapshot

PLANS = "SEN_EHC_Excpt_20wks"
REAL = ("LAC", "SEN_EHC_Excpt_20wks", "CPP_Num", "FirstYJS", "A3A", "unauthorised_absence_special")


@settings(max_examples=15)
@given(st.data())
def test_a_measure_with_rows_missing_or_out_of_order_has_the_grid_of_the_whole(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    rows = snapshot.measure_rows(data.draw(st.sampled_from(REAL)))
    seed, share = data.draw(st.integers(0, 999)), data.draw(st.sampled_from((0.02, 0.5, 1.0)))
    rows = rows.sample(fraction=share, shuffle=data.draw(st.booleans()), seed=seed)
    name = str(rows["measure"][0])
    long = published_figures(rows)
    ours, whole = measure_grid(snapshot, name, rows, current(snapshot)), make_grid(snapshot, long)
    assert_frame_equal(ours.rows, whole.rows.select(ours.rows.columns))
    assert_frame_equal(ours.values, whole.values)
    assert_frame_equal(ours.ranks, whole.ranks)
    assert (ours.spans, ours.published, ours.newest) == (whole.spans, whole.published, whole.newest)


def test_rows_of_a_measure_in_order_are_laid_without_a_query(snapshot: Snapshot) -> None:
    """The years of one measure for three authorities, in order, and some without a period."""
    rows = snapshot.measure_rows(PLANS).filter(pl.col("area").is_in(["839", "886", "878"]))
    found = measure_grid(snapshot, PLANS, rows, current(snapshot))
    years = rows.filter(pl.col("area") == "839")
    assert found.rows["label"].to_list() == years["label"].cast(pl.String).to_list()
    assert found.values["839"].to_list() == years["value"].to_list()
    assert found.values["330"].null_count() == found.rows.height
    # The council has existed since April 2019: before that it is no peer of the two others.
    assert found.rows.select("peers", pl.col("period_end") > date(2019, 4, 1)).unique().sort(
        "peers"
    ).rows() == [(2, False), (3, True)]
    # More plans in time is better, so the greatest of the three is first.
    newest = found.rows.height - 1
    values = {code: found.values[code][newest] for code in ("839", "886", "878")}
    order = sorted(values, key=lambda code: -values[code])
    assert {code: found.ranks[code][newest] for code in values} == {
        code: place for place, code in enumerate(order, start=1)
    }
    assert found.newest == {PLANS: newest}
    # What names no period is left out, and its area keeps the others' periods.
    aside = rows.with_columns(pl.when(pl.col("area") == "886").then("period_end").name.keep())
    kent = measure_grid(snapshot, PLANS, aside, ())
    assert kent.values["839"].null_count() == kent.rows.height == years.height


def test_a_measure_without_rows_has_an_empty_grid(snapshot: Snapshot) -> None:
    found = measure_grid(snapshot, PLANS, snapshot.measure_rows(PLANS).clear(), ("839",))
    assert (found.rows.height, found.values.height, found.newest) == (0, 0, {})
    assert found.values.columns == snapshot.areas["area"].to_list()
