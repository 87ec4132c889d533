"""A figure against its series: jumps, copies, revisions, made-up over real.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from functools import partial

import pytest

from kpi.returns.records import COMMENTARY, VALUES
from tests.kpi.returns.checks.building import (
    EARLY,
    NEWEST,
    PLANS,
    QUARTERS,
    Edit,
    both,
    drop,
    put,
    with_status,
    without_history,
)
from tests.kpi.returns.checks.damages import (
    PLAN,
    Damage,
    NearMiss,
    answered,
    damage_name,
    faults_of,
    faults_of_near_miss,
    hidden_by_us,
    one_fault,
    same,
    slip,
)

_SAME_RATE = {"value": "12.4", "numerator": "20", "denominator": "161"}
_JUMP = put(VALUES, EARLY, NEWEST, value="24.2", numerator="40")


def _no_comment(name: str) -> Edit:
    return drop(COMMENTARY, name, NEWEST)


SLIPS: list[Damage] = [
    slip("illustrative-over-real", VALUES, PLANS, "Q4 2024-25", data_status="illustrative"),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage(
        "jump",
        both(put(VALUES, EARLY, NEWEST, value="4.2", numerator="7"), _no_comment(EARLY)),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "jump",  # by its counts, with too few figures before it to know what is usual
        both(
            *(drop(VALUES, PLANS, q) for q in ("Q2 2023-24", "Q3 2023-24", "Q4 2023-24")),
            put(VALUES, PLANS, NEWEST, value="80.0", numerator="144"),
            _no_comment(PLANS),
        ),
        (VALUES, PLANS, NEWEST, "value"),
        partial(without_history, names=(PLANS,)),
    ),
    Damage(
        "carried-over",
        put(VALUES, EARLY, NEWEST, value="12.4", numerator="21", denominator="169"),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "revised",
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        (VALUES, EARLY, "Q3 2024-25", "value"),
    ),
    Damage(
        "revised",  # the same percentage from other counts
        put(VALUES, EARLY, "Q4 2023-24", numerator="56", denominator="368"),
        (VALUES, EARLY, "Q4 2023-24", "numerator"),
        same,
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    (
        "illustrative-over-real",
        put(VALUES, PLANS, "Q4 2024-25", data_status="illustrative"),
        lambda c: with_status(c, PLANS, "illustrative"),
    ),
    (
        "revised",  # suppressed by us when it was published
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        hidden_by_us,
    ),
    ("revised", put(VALUES, EARLY, "Q3 2024-25", symbol="r"), same),
    (
        "jump",  # a real figure says nothing of a made-up one
        both(
            *(drop(VALUES, EARLY, quarter) for quarter in QUARTERS[:-1]),
            put(VALUES, EARLY, NEWEST, value="24.2", numerator="40"),
        ),
        lambda c: with_status(c, EARLY, "illustrative"),
    ),
    ("jump", both(put(VALUES, EARLY, NEWEST, value="13.9", numerator="23"), _no_comment(EARLY)),
     same),
    ("jump", _JUMP, same),  # this return has commentary on it
    ("jump", both(_JUMP, _no_comment(EARLY)), answered),  # it is published already
    ("jump", both(*(  # no earlier figures to tell by, and not clear by its counts
        drop(VALUES, EARLY, q) for q in ("Q2 2023-24", "Q3 2023-24", "Q4 2023-24", "Q1 2024-25")
    ), put(VALUES, EARLY, NEWEST, value="33.3", numerator="2", denominator="6")),
     lambda c: without_history(c, (EARLY,))),
    ("carried-over", put(VALUES, EARLY, NEWEST, **_SAME_RATE), same),
    ("revised", put(*PLAN, numerator="79", denominator="178"), same),
    (
        "revised",  # the first real figure in place of an illustrative one
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        lambda c: with_status(c, EARLY, "illustrative"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []
