"""Counts of 1 to 5 are small; nought, 6 and a count that nobody knows are not."""

import re
from pathlib import Path

import polars as pl
import pytest

from kpi.disclosure import suppression
from kpi.disclosure.small_counts import fewer_words, is_small, is_small_in, small_counts_words

ROOT = Path(__file__).resolve().parents[3]

CASES = [
    (None, False), (0.0, False), (0.4, True), (1.0, True), (5.0, True), (5.9, True), (6.0, False),
    (-1.0, False), (178.0, False),
]  # fmt: skip


@pytest.mark.parametrize(("count", "small"), CASES)
def test_a_count_of_one_to_five_is_small(count: float | None, small: bool) -> None:
    assert is_small(count) is small


def test_a_column_of_counts_is_judged_alike() -> None:
    counts = pl.DataFrame({"count": [count for count, _ in CASES]})
    assert counts.select(is_small_in("count"))["count"].to_list() == [small for _, small in CASES]


def test_the_reasons_name_the_same_limit() -> None:
    assert suppression.REASON == "fewer than 6: too few children to show"
    assert suppression.UNCOUNTED.endswith("nobody can tell whether it is fewer than 6 children")


def test_the_words_are_of_the_number() -> None:
    assert (small_counts_words(), fewer_words()) == ("1 to 5", "fewer than 6")


@pytest.mark.parametrize(
    "name",
    [
        "data/indicators/schema.json",
        "docs/defining-indicators.md",
        "docs/publishing.md",
        "docs/security.md",
        "kpi/model/definitions/definition_format.py",
        "kpi/returns/checks/small_numbers.py",
    ],
)
def test_texts_that_are_written_by_hand_name_the_same_limit(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = re.findall(r"[Cc]ounts? of (\d+ to \d+)|\bis (\d+ to \d+)[,:]", text)
    assert {found for pair in named for found in pair if found} <= {small_counts_words()}
    assert small_counts_words() in text
