"""Rules of commentary: what must be answered, and what an answer must have.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

import pytest

from kpi.returns.records import COMMENTARY, VALUES
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    GAP,
    NEWEST,
    PLANS,
    add,
    both,
    comment_row,
    drop,
    put,
)
from tests.kpi.returns.checks.damages import (
    AIM,
    EARLY_AIM,
    PLAN,
    SAID,
    Damage,
    NearMiss,
    answered,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    said,
    same,
    slip,
)

SLIPS: list[Damage] = [
    slip("action-missing", *SAID, action=""),
    slip("action-missing", *SAID, owner_role=""),
    slip("action-missing", *SAID, due=""),
    slip("due-past", *SAID, due="2025-06-29"),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage("red-without-commentary", drop(COMMENTARY, PLANS, NEWEST), (*PLAN, "value")),
    Damage(
        "commentary-missing",
        both(put(*EARLY_AIM, target="10"), drop(COMMENTARY, EARLY, NEWEST)),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "comment-without-value",
        add(COMMENTARY, comment_row(ASSESSED, "Q1 2023-24", "All went well.", "More staff.")),
        (COMMENTARY, ASSESSED, "Q1 2023-24", "reporting_quarter"),
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("due-past", said(due="2025-06-30"), same),
    ("action-missing", put(COMMENTARY, EARLY, NEWEST, action="", owner_role="", due=""), same),
    ("red-without-commentary", drop(*SAID), answered),
    ("red-without-commentary", both(put(*AIM, intervention_level="44.4"), drop(*SAID)), same),
    (
        "commentary-missing",
        both(put(*EARLY_AIM, target="10"), drop(COMMENTARY, EARLY, NEWEST)),
        answered,
    ),
    ("commentary-missing", drop(COMMENTARY, EARLY, NEWEST), same),  # on target
    (
        "comment-without-value",  # a symbol says why there is none
        put(*PLAN, value="", numerator="", denominator="", symbol="x"),
        same,
    ),
    ("comment-without-value", add(COMMENTARY, comment_row(GAP, NEWEST, "No result.", "")), same),
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []
