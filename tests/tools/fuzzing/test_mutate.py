"""Random changes to valid input: repeatable by seed, never the input's own object, of its type."""

import json
import random
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.fuzzing import mutate

GOOD_ROWS = [["id", "value"], ["a", "1"], ["b", "2"], ["c", "3"]]
GOOD_TREE = {"name": "x", "list": [1, "two", {"three": None}], "deep": {"a": {"b": [1.5]}}}
GOOD_TOML = 'title = "x"\ncount = 3\n\n[part]\nlist = ["a", "b"]'
CASES: list[tuple[Callable[[random.Random, Any], Any], Any]] = [
    (mutate.text, "Q1 2025-26"), (mutate.number, "2025"), (mutate.octets, b"period,value\n1,2"),
    (mutate.rows, GOOD_ROWS), (mutate.tree, GOOD_TREE), (mutate.toml, GOOD_TOML),
]  # fmt: skip
NAMES = [make.__name__ for make, _ in CASES]


@pytest.mark.parametrize(("make", "good"), CASES, ids=NAMES)
def test_a_seed_repeats_its_change_and_leaves_the_good_input_alone(
    make: Callable[[random.Random, Any], Any], good: Any
) -> None:
    before = repr(good)
    for seed in range(200):
        assert repr(make(random.Random(seed), good)) == repr(make(random.Random(seed), good))
    assert repr(good) == before


@pytest.mark.parametrize(("make", "good"), CASES, ids=NAMES)
def test_most_seeds_change_something_and_in_many_ways(
    make: Callable[[random.Random, Any], Any], good: Any
) -> None:
    made = [make(random.Random(seed), good) for seed in range(300)]
    assert sum(each == good for each in made) < 60  # of 300
    assert len({repr(each) for each in made}) > (5 if make is mutate.number else 100)


@given(st.integers(), st.text(max_size=30))
def test_a_text_stays_a_text_whatever_it_was(seed: int, good: str) -> None:
    made = mutate.text(random.Random(seed), good)
    assert isinstance(made, str)
    assert len(made) <= max(3 * len(good), len(good) + max(map(len, mutate.TEXTS)))


@given(st.integers(), st.binary(max_size=60))
def test_bytes_stay_bytes(seed: int, good: bytes) -> None:
    made = mutate.octets(random.Random(seed), good)
    assert isinstance(made, bytes)
    assert len(made) < len(good) + 4 * 40_000


@given(st.integers(), st.lists(st.lists(st.text(max_size=5), max_size=4), max_size=5))
def test_a_table_stays_rows_of_texts(seed: int, good: list[list[str]]) -> None:
    made = mutate.rows(random.Random(seed), good)
    assert abs(len(made) - len(good)) <= 3
    assert all(isinstance(cell, str) for row in made for cell in row)


def test_the_head_of_a_table_changes_less_often_than_its_rows() -> None:
    made = [mutate.rows(random.Random(seed), GOOD_ROWS) for seed in range(400)]
    heads = sum(table[:1] == GOOD_ROWS[:1] for table in made)
    firsts = sum(table[1:2] == GOOD_ROWS[1:2] for table in made)
    assert heads > firsts


def test_a_changed_tree_is_mostly_still_json_of_its_shape() -> None:
    made = [mutate.tree(random.Random(seed), GOOD_TREE) for seed in range(300)]
    assert sum(isinstance(each, dict) for each in made) > 200
    assert all(json.dumps(each) for each in made)


def test_some_changed_toml_is_still_read_and_some_is_not() -> None:
    """Both ways of going wrong are tried: a value of another kind, and no TOML at all."""
    read = 0
    for seed in range(200):
        try:
            tomllib.loads(mutate.toml(random.Random(seed), GOOD_TOML))
        except (tomllib.TOMLDecodeError, ValueError, RecursionError):
            continue
        read += 1
    assert 20 < read < 180
