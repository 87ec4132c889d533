"""Rules of targets: quarters, ranges, units, sides and reasons.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

import pytest

from kpi.returns.records import TARGETS
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    REFERRED,
    add,
    put,
    target_row,
)
from tests.kpi.returns.checks.damages import (
    AIM,
    EARLY_AIM,
    Damage,
    NearMiss,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    same,
    slip,
)

_GAP_TARGET = target_row(GAP, "Q1 2023-24", "", "15", "", "")

SLIPS: list[Damage] = [
    slip("target-missing", *AIM, target=""),
    slip("target-quarters", *AIM, from_quarter=""),
    slip("target-quarters", *AIM, to_quarter="Q4 2022-23"),
    slip("duplicate-target", TARGETS, EARLY, "Q1 2023-24", to_quarter="",
         at=(*EARLY_AIM, "from_quarter")),
    slip("duplicate-target", *EARLY_AIM, from_quarter="Q4 2024-25"),
    slip("target-range", *AIM, target="160"),
    slip("target-range", TARGETS, ASSESSED, "Q1 2023-24", intervention_level="-82.5"),
    slip("target-range", *AIM, target="1e14"),
    slip("target-range", *AIM, intervention_level="-5e13"),
    slip("target-units", *AIM, target="0.6"),
    slip("target-units", *AIM, intervention_level="0.464"),
    slip("target-units", TARGETS, EXCLUDED, "Q1 2023-24", target="0.0009"),
    slip("intervention-side", *AIM, intervention_level="64.6"),
    slip("intervention-side", *EARLY_AIM, intervention_level="14"),
    slip("intervention-equals-target", *AIM, intervention_level="60"),
    slip("target-rationale", *EARLY_AIM, rationale=""),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage(
        "target-without-polarity",
        add(TARGETS, target_row(REFERRED, "Q1 2023-24", "", "120", "", "")),
        (TARGETS, REFERRED, "Q1 2023-24", "target"),
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("target-missing", put(*AIM, intervention_level=""), same),
    ("target-quarters", put(*AIM, to_quarter="Q1 2023-24"), same),
    ("duplicate-target", put(TARGETS, EARLY, "Q1 2023-24", to_quarter="Q3 2024-25"), same),
    ("target-without-polarity", add(TARGETS, _GAP_TARGET), same),
    ("target-range", put(*AIM, target="100"), same),
    ("target-units", put(*EARLY_AIM, target="1"), same),
    ("target-units", put(*EARLY_AIM, target="0"), same),
    ("intervention-side", put(*AIM, intervention_level="59.9"), same),
    ("intervention-side", put(*EARLY_AIM, intervention_level="15.1"), same),
    ("intervention-equals-target", put(*EARLY_AIM, intervention_level="15.1"), same),
    ("target-rationale", put(*AIM, rationale=""), same),  # the same target as is live
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []
