"""Small counts told without their bare number, and sentences that are none."""

import pytest

from kpi.disclosure.counts_in_words import parts_of_few, worded_counts

ANY = frozenset({1.0, 2.0, 3.0, 4.0, 5.0})


@pytest.mark.parametrize(
    ("text", "small", "told"),
    [
        ("2-4 came back", {3}, ["2-4 came back"]),
        ("2 to 4 came back", {3}, ["2 to 4 came back"]),
        ("4-5 came back", {3}, []),
        ("2-4 weeks", {3}, []),
        ("ages 2-4", {3}, []),
        ("0-5 service", ANY, []),
        ("2-30 came back", {3}, []),
        ("at least 2 came back", {3}, ["at least 2 came back"]),
        ("fewer than 6", ANY, []),
        ("at most 3 weeks", ANY, []),
        ("<5", {3}, ["<5"]),
        ("Both children came back", {2}, ["Both child"]),
        ("Both children came back", {3}, []),
        ("both schools", {2}, []),
        ("the fourth child", {4}, ["fourth child"]),
        ("the fourth child", {3}, []),
        ("two-thirds of the 6", {4}, []),  # in digits only: see written_numbers
        ("2-thirds of the 6", {4}, ["2-thirds of the 6"]),
        ("half of the 8 schools", {4}, []),
        ("50% of 8 cases", {4}, ["50% of 8"]),
        ("50% of 80 cases", {4}, []),
    ],
)  # fmt: skip
def test_what_tells_a_small_count(text: str, small: set[float], told: list[str]) -> None:
    assert list(worded_counts(text, small, ())) == told


@pytest.mark.parametrize(
    ("text", "is_percent", "told"),
    [
        ("3 of 9", True, True), ("one in four", True, False), ("one in 4", True, True),
        ("9 of 12", True, True), ("9 of 12", False, False), ("3 of the 12 teams", True, False),
        ("12 of 40", True, False), ("24/7", True, False), ("3/4", True, True),
    ],
)  # fmt: skip
def test_a_part_of_few(text: str, is_percent: bool, told: bool) -> None:
    assert any(parts_of_few(text, ANY, (), is_percent=is_percent)) is told
