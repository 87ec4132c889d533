"""Small numbers in a return, and texts that name them.

`DAMAGES` change a few cells; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

import pytest

from kpi.returns.records import COMMENTARY, VALUES
from tests.kpi.returns.checks.building import (
    EXCLUDED,
    NEWEST,
    PLANS,
    add,
    both,
    comment_row,
    put,
)
from tests.kpi.returns.checks.damages import (
    PLAN,
    Damage,
    NearMiss,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    said,
    same,
)

_TERM = "spring term 2025"

DAMAGES: list[Damage] = [
    Damage(
        "small-number",
        put(VALUES, EXCLUDED, "spring term 2025", numerator="3", denominator="3529"),
        (VALUES, EXCLUDED, "spring term 2025", "numerator"),
    ),
    *(
        Damage(
            "small-number-named",
            both(
                put(VALUES, PLANS, NEWEST, value="", numerator="", denominator="", symbol="c"),
                put(COMMENTARY, PLANS, NEWEST, what_happened=text, why="Late."),
            ),
            (COMMENTARY, PLANS, NEWEST, "what_happened"),
        )
        for text in ("3 of 180 plans were in time.", "Only 1 out of the 9.")
    ),
    Damage(
        "small-number-in-words",
        said(what_happened="Three UASC were among them."),
        (COMMENTARY, PLANS, NEWEST, "what_happened"),
    ),
    Damage(
        "small-number-in-words",
        said(action="See the 2 service users again."),
        (COMMENTARY, PLANS, NEWEST, "action"),
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("small-number", put(*PLAN, value="0", numerator="0"), same),
    ("small-number", put(VALUES, EXCLUDED, _TERM, numerator="6", denominator="7059"), same),
    (
        "small-number-in-words",
        said(what_happened="Two family support workers left; 3 schools had no SENCO for 2 terms."),
        same,
    ),
    ("small-number-named", said(what_happened="Fewer than 6, or in 5 days. 2 schools left."), same),
    (
        "small-number-named",
        both(
            put(VALUES, EXCLUDED, _TERM, numerator="3", denominator="3529"),
            add(COMMENTARY, comment_row(EXCLUDED, NEWEST, "Of 30 pupils, 3 schools.", "")),
        ),
        same,
    ),
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []
