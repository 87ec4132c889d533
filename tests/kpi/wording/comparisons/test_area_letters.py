"""Letters and short names of comparators, as columns and pictures have them."""

from dataclasses import replace

import pytest

from kpi.benchmarks.ranking import IN_GROUP, NEIGHBOUR, OWN
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons.area_letters import (
    TARGET_LETTER,
    AreaLetter,
    letters,
    mark_letters,
    region_letters,
    role_letters,
)
from tests.kpi.changing import row_of


def test_the_letters_of_a_row_stand_in_the_order_of_its_comparators(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert letters(row.comparators) == (
        AreaLetter("england", "E", "England"),
        AreaLetter("region", "SW", "South West"),
        AreaLetter("neighbours", "N", "Neighbours"),
        AreaLetter("good", "G", "Good"),
    )
    assert letters(row.comparators[::-1]) == letters(row.comparators)[::-1]
    assert letters(()) == ()


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("North East", "NE"),
        ("North West", "NW"),
        ("Yorkshire and The Humber", "YH"),
        ("East Midlands", "EM"),
        ("West Midlands", "WM"),
        ("East of England", "EE"),
        ("South East", "SE"),
        ("South West", "SW"),
        ("London", "L"),
        ("London (Inner)", "L"),
    ],
)
def test_a_region_has_its_initials(snapshot: Snapshot, name: str, letter: str) -> None:
    region = row_of(snapshot, "ehcp-20-weeks").comparator("region")
    assert letters([replace(region, label=name)]) == (AreaLetter("region", letter, name),)


@pytest.mark.parametrize("area", ["330", "201", "392"])
def test_the_letters_of_a_council_differ(snapshot: Snapshot, area: str) -> None:
    found = [
        each.letter for each in letters(row_of(snapshot, "ehcp-20-weeks", area=area).comparators)
    ]
    assert len(found) == 4
    assert len(set(found)) == 4


def test_letters_of_all_regions_differ(snapshot: Snapshot) -> None:
    names = [a["name"] for a in snapshot.areas.iter_rows(named=True) if a["kind"] == "region"]
    told = {region_letters(name) for name in names if "London" not in name}
    roles = ("england", "neighbours", "group", "good")
    others = {*map(role_letters, roles), TARGET_LETTER, "L"}
    assert others == {"E", "N", "C", "G", "T", "L"}
    assert len(told | others) == len(told) + len(others)
    assert len(told) == sum("London" not in n for n in names) >= 8


def test_a_mark_of_a_ranking_has_the_letter_of_its_role() -> None:
    assert [mark_letters(mark) for mark in (NEIGHBOUR, IN_GROUP, OWN, "")] == ["N", "C", "", ""]
    assert role_letters("authority", "Dorset") == ""
