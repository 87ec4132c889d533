"""Rules on a return as a whole: made-up beside real, gaps, figures due, statuses supplied.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from kpi.returns.checks.completeness import without_needless_questions
from kpi.returns.checks.context import Context
from kpi.returns.records import (
    MISSING_SHEET,
    NOTHING_FILLED_IN,
    TARGETS,
    VALUES,
    WARNING,
    ReturnFault,
)
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    NEWEST,
    PLANS,
    add,
    both,
    context_of,
    drop,
    good,
    put,
    read_of,
    target_row,
    without_history,
)
from tests.kpi.returns.checks.damages import (
    AIM,
    PLAN,
    SAID,
    Damage,
    NearMiss,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    same,
    slip,
)

_gone = partial(without_history, names=(EARLY,))

SLIPS: list[Damage] = [
    slip("illustrative-mixed", *PLAN, data_status="illustrative"),
    slip("illustrative-mixed", *SAID, data_status="illustrative"),
    slip("illustrative-target", *AIM, data_status="illustrative"),
    slip("supplied-status", *PLAN, status="Green"),
    slip("supplied-status", *PLAN, status="off target"),
    slip("supplied-status", *PLAN, status="purple"),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage(
        "gap",
        drop(VALUES, EARLY, "Q3 2024-25"),
        (VALUES, EARLY, "Q4 2024-25", "period"),
        _gone,
    ),
    Damage(
        "gap",  # between the live series and the return
        both(drop(VALUES, EXCLUDED, "summer term 2024"), drop(VALUES, EXCLUDED, "autumn term 2023"),
             drop(VALUES, EXCLUDED, "spring term 2024")),
        (VALUES, EXCLUDED, "autumn term 2024", "period"),
        lambda context: Context(
            context.indicators, context.area,
            {**context.history, EXCLUDED: context.history[EXCLUDED][:2]},
            context.targets, context.today,
        ),
    ),
    Damage("value-due", drop(VALUES, ASSESSED, NEWEST), (VALUES, "", "", "indicator_id")),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("illustrative-mixed", put(VALUES, PLANS, "Q4 2024-25", data_status="illustrative"), same),
    (
        "illustrative-target",
        both(*(
            put(VALUES, GAP, "academic year 2023/24", data_status="illustrative"),
            add(TARGETS, target_row(GAP, "Q1 2023-24", "", "15", "17.5", "")
                | {"data_status": "illustrative"}),
        )),
        lambda c: without_history(c, (GAP,)),
    ),
    ("supplied-status", put(*PLAN, status="Red"), same),
    ("supplied-status", put(*PLAN, status="beyond intervention level"), same),
    ("gap", drop(VALUES, EARLY, "Q3 2024-25"), same),  # the live series has it
    ("value-due", drop(VALUES, ASSESSED, "Q4 2024-25"), same),
    ("value-due", put(*PLAN, value="", numerator="", denominator="", symbol="x"), same),
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []


QUESTIONS = tuple(
    ReturnFault("return.xlsx", "", "", "", WARNING, name, "nothing", "something")
    for name in (MISSING_SHEET, NOTHING_FILLED_IN)
)


@pytest.mark.parametrize("kind", ["values", "targets", "commentary", "nothing"])
def test_a_return_with_one_sheet_filled_in_is_not_asked_for_others(kind: str) -> None:
    sheets = good()
    add(TARGETS, target_row(EARLY, "Q4 2025-26", "", "15", "20", "Agreed"))(sheets)
    live = context_of(good())
    whole = read_of(sheets)
    empty: dict[str, tuple[object, ...]] = {"values": (), "targets": (), "commentary": ()}
    left = {name: getattr(whole, name) for name in empty if name == kind}
    read = replace(whole, **{**empty, **left}, faults=QUESTIONS)  # type: ignore[arg-type]
    kept = without_needless_questions(read, live).faults
    assert kept == (QUESTIONS if kind == "nothing" else ())


def test_targets_in_force_are_nothing_new() -> None:
    sheets = good()
    read = replace(read_of(sheets), values=(), commentary=(), faults=QUESTIONS)
    assert without_needless_questions(read, context_of(sheets)).faults == QUESTIONS
    sheets.targets[0].update(rationale="Another reason")
    changed = replace(read_of(sheets), values=(), commentary=(), faults=QUESTIONS)
    assert without_needless_questions(changed, context_of(good())).faults == ()
