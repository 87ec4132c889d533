"""Figures that commentary names are those of the series.

`SLIPS` change one cell; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

import pytest

from tests.kpi.returns.checks.damages import (
    SAID,
    Damage,
    NearMiss,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    said,
    same,
    slip,
)

SLIPS: list[Damage] = [
    slip("commentary-figure", *SAID, what_happened="80 of 188 plans were in time."),
    slip("commentary-figure", *SAID, what_happened="We issued 81 of 180 in time."),
    slip("commentary-figure", *SAID, what_happened="Only 54.4% were in time."),
    slip("commentary-figure", *SAID, why="In the quarter before it was 97 out of 178."),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    *(
        ("commentary-figure", said(what_happened=text), same)
        for text in (
            "80 out of 180 plans were in time.",
            "It was 44%; last quarter it was 97 of 179, or 54.2 per cent.",
            "In England 46.4% were in time, above our target of 60%.",
            "Requests rose by 20% and 2 of the 3 psychologists left.",
            "A 12% rise in requests; the target is 60%.",
            "Cases older than 45 working days, on 15 of July.",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("damage", SLIPS, ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []
