"""Neighbour models that a release brings or changes: how far the lists stay the same."""

import polars as pl

from kpi.sources.releases.neighbour_changes import NeighbourChange, changes

OLD = {"2021-04": {"839": ["1", "2"], "330": ["2", "3"]}, "2025-05": {"839": ["2", "3"]}}


def groups(lists: dict[str, dict[str, list[str]]]) -> pl.DataFrame:
    rows = [
        {"model": model, "area": area, "neighbour": code, "rank": rank, "closeness": "Close"}
        for model, areas in lists.items()
        for area, listed in areas.items()
        for rank, code in enumerate(listed, start=1)
    ]
    schema = {"model": pl.String, "area": pl.String, "neighbour": pl.String, "rank": pl.Int8,
              "closeness": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema)


def test_what_stays_as_it_was_is_no_change() -> None:
    assert changes(groups(OLD), groups(OLD), "839") == ()
    assert changes(groups(OLD), groups({"2025-05": OLD["2025-05"]}), "839") == ()


def test_a_new_model_is_compared_with_the_newest_before() -> None:
    new = {**OLD, "2028-05": {"839": ["3", "4"], "330": ["1", "2"]}}
    (found,) = changes(groups(OLD), groups(new), "839")
    assert found == NeighbourChange("2028-05", "added", "2025-05", 1, 2, 2, 2)
    assert found.name == "May 2028"


def test_the_order_alone_is_a_change_of_the_list() -> None:
    new = {**OLD, "2025-05": {"839": ["3", "2"]}}
    assert changes(groups(OLD), groups(new), "839") == (
        NeighbourChange("2025-05", "changed", "2025-05", 2, 2, 1, 1),
    )


def test_where_there_was_no_list_or_ours_has_none() -> None:
    (first,) = changes(groups({}), groups({"2025-05": OLD["2025-05"]}), "839")
    assert first == NeighbourChange("2025-05", "added", "", 0, 2, 1, 1)
    (ours,) = changes(groups({}), groups({"2025-05": OLD["2025-05"]}), "330")
    assert (ours.same, ours.of) == (0, 0)
