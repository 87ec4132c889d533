"""Who is in a group's mean at a row of the grid; the rule itself is tested with `group_means`."""

from datetime import date

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.grids.neighbour_means import neighbour_means
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP


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
