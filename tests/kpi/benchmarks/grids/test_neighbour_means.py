"""The neighbours' mean, median and count against those of Python's own statistics."""

import statistics
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.grids.neighbour_means import means_of_columns, neighbour_means
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP

FIGURES = st.lists(st.one_of(st.none(), st.integers(0, 1000).map(lambda n: n / 10)), max_size=12)


@given(FIGURES.filter(bool))
def test_mean_median_and_count_are_those_of_the_figures_there(figures: list[float | None]) -> None:
    columns = pl.DataFrame({f"a{n}": [value] for n, value in enumerate(figures)}).cast(pl.Float64)
    found = means_of_columns(columns, columns.columns).row(0, named=True)
    known = [value for value in figures if value is not None]
    assert found["neighbours_count"] == len(known)
    assert found["neighbours_mean"] == (round(statistics.fmean(known), 10) if known else None)
    assert found["neighbours_median"] == (round(statistics.median(known), 10) if known else None)


def test_neighbours_that_had_ended_are_not_counted(snapshot: Snapshot) -> None:
    """Somerset's figures under its old code count to March 2023 and not after."""
    made = grid(snapshot)
    ended = [code for code, (_, gone) in made.lives.items() if gone < date(2024, 1, 1)]
    assert ended
    found = neighbour_means(made, made.rows["at"], ended)
    late = made.rows["period_end"] >= max(made.lives[code][1] for code in ended)
    assert found.filter(late)["neighbours_count"].sum() == 0
    assert found.filter(~late)["neighbours_count"].sum() > 0


def test_a_group_without_members_has_no_figure_and_unknown_members_count_none(
    snapshot: Snapshot,
) -> None:
    made = grid(snapshot)
    at = made.rows["at"].head(3)
    assert neighbour_means(made, at, [])["neighbours_count"].null_count() == 3
    unknown = neighbour_means(made, at, ["no such area"])
    assert unknown["neighbours_count"].to_list() == [0, 0, 0]
    assert unknown["neighbours_mean"].null_count() == 3
    assert neighbour_means(made, at, snapshot.neighbours(BCP, "2021-04")).width == 3
