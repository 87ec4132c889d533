"""DfE's neighbour models: their names, which a snapshot has, and which were known on a day."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.errors import UnknownNameError
from kpi.model.neighbour_models import (
    NONE,
    every_list,
    in_every,
    model_label,
    models_known,
    models_of,
    month_words,
    words_of,
)
from kpi.model.snapshot import Snapshot
from tests.shipped_models import MODELS

OLDER, NEWER = "2021-04", "2025-05"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2025, 5, 30), (OLDER,)),
        (date(2025, 5, 31), (NEWER, OLDER)),
        (date(2025, 3, 31), (OLDER,)),
        (date(2021, 4, 30), (OLDER,)),
        (date(2020, 6, 30), (OLDER,)),  # before any: the oldest there is, named as what it is
        (None, (NEWER, OLDER)),
    ],
)
def test_a_model_is_known_from_the_end_of_its_month(
    day: date | None, known: tuple[str, ...]
) -> None:
    assert models_known((NEWER, OLDER), day) == known


def test_of_three_models_those_known_then_are_taken() -> None:
    three = ("2028-05", NEWER, OLDER)
    assert models_known(three, date(2028, 5, 30)) == (NEWER, OLDER)
    assert models_known(three, date(2028, 5, 31)) == three
    assert models_known((NONE,), date(2028, 5, 31)) == (NONE,)


def test_a_snapshot_says_its_models(snapshot: Snapshot) -> None:
    assert snapshot.neighbour_models == MODELS
    assert snapshot.newest_model == snapshot.model_named(None) == snapshot.model_named("") == NEWER
    assert snapshot.neighbours("839") == snapshot.neighbours("839", NEWER)
    for ask in (snapshot.model_named, lambda model: snapshot.neighbours("839", model)):
        with pytest.raises(UnknownNameError, match="no neighbour model '1999'; there are 2025-05"):
            ask("1999")


def test_a_snapshot_with_one_model_or_none(snapshot: Snapshot) -> None:
    def with_groups(rule: pl.Expr) -> Snapshot:
        return replace(snapshot, groups=snapshot.groups.filter(rule))

    one = with_groups(pl.col("group") != f"neighbours {NEWER}")
    assert one.neighbour_models == (OLDER,)
    assert one.neighbours("839") == snapshot.neighbours("839", OLDER)
    none = with_groups(~pl.col("group").str.starts_with("neighbours "))
    assert none.neighbour_models == (NONE,)
    assert none.neighbours("839") == ()


def test_models_are_read_from_the_names_of_groups() -> None:
    groups = ["ofsted 2025-03-31", "neighbours 2021-04", "neighbours 2028-05", "neighbours 2021-04"]
    assert models_of(groups) == ("2028-05", "2021-04")
    assert models_of(["ofsted 2025-03-31"]) == (NONE,)


def test_a_model_in_words() -> None:
    assert [month_words(model) for model in ("2028-05", *MODELS)] == [
        "May 2028", "May 2025", "April 2021",
    ]  # fmt: skip
    assert model_label("2028-05") == "DfE's May 2028 model"
    assert model_label(NONE) == "DfE's model, none is loaded"
    assert (words_of("2028-05"), words_of(NONE)) == ("May 2028", "none")


def test_neighbours_that_every_list_names() -> None:
    lists = {"a": ["1", "2", "3"], "b": ["2", "3"], "c": ["3", "4"]}
    assert in_every(lists) == {"3"}
    assert in_every({"a": ["1", "2"]}) == frozenset()
    assert (every_list(2), every_list(3)) == ("both lists", "all three lists")
