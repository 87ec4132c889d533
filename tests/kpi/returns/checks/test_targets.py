"""Rules of targets: quarters, ranges, units, sides and reasons.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.polarity import Polarity
from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.records import TARGETS
from tests.kpi.returns.checks.building import (
    AREA,
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    INDICATORS,
    NEWEST,
    PLANS,
    REFERRED,
    TODAY,
    Row,
    Sheets,
    add,
    put,
    read_of,
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
    slip("target-type", *AIM, target_type="statuary"),
    slip("target-type", *AIM, target_type="Nationl"),
    slip("target-quarters", *AIM, from_quarter=""),
    slip("target-quarters", *AIM, to_quarter="Q4 2022-23"),
    slip("duplicate-target", TARGETS, EARLY, "Q1 2023-24", to_quarter="",
         at=(*EARLY_AIM, "from_quarter")),
    slip("duplicate-target", *EARLY_AIM, from_quarter="Q4 2024-25"),
    slip("target-range", *AIM, target="160"),
    slip("target-range", TARGETS, ASSESSED, "Q1 2023-24", intervention_level="-82.5"),
    slip("target-range", *AIM, target="1e14"),
    slip("target-range", *AIM, intervention_level="-5e13"),
    slip("target-bounds", *AIM, target_upper="70"),
    slip("target-bounds", *AIM, intervention_upper="80"),
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
    ("target-type", put(*AIM, target_type="Statutory"), same),
    ("target-type", put(*AIM, target_type="of the South West"), same),
    ("target-missing", put(*AIM, intervention_level=""), same),
    ("target-quarters", put(*AIM, to_quarter="Q1 2023-24"), same),
    ("duplicate-target", put(TARGETS, EARLY, "Q1 2023-24", to_quarter="Q3 2024-25"), same),
    ("target-without-polarity", add(TARGETS, _GAP_TARGET), same),
    ("target-range", put(*AIM, target="100"), same),
    ("target-bounds", put(*AIM, target="61"), same),
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


# ---- targets between two bounds -------------------------------------------------------------


def _told(polarity: Polarity, **cells: str) -> list[str]:
    """What is told of one target, as rule and column."""
    indicator = replace(INDICATORS[EARLY], polarity=polarity)
    row = target_row(EARLY, NEWEST, "", "", "", "") | cells
    context = Context.empty([indicator], AREA, TODAY)
    faults = check(read_of(Sheets(targets=[row])), context)
    return [f"{f.rule}: {f.column}" for f in faults]


_BOTH = {"target": "18", "target_upper": "25"}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"intervention_level": "15", "intervention_upper": "30"},
        {"intervention_level": "15"},
        {"intervention_upper": "30"},
    ],
)
def test_a_range_with_both_bounds_passes(more: dict[str, str]) -> None:
    assert _told(Polarity.RANGE, **_BOTH, **more) == []


@pytest.mark.parametrize(
    ("polarity", "cells", "expected"),
    [
        (Polarity.RANGE, {"target": "18"}, ["target-bounds: target_upper"]),
        (Polarity.RANGE, {"target_upper": "25"}, ["target-missing: target"]),
        (Polarity.RANGE, {"target": "25", "target_upper": "18"}, ["target-bounds: target_upper"]),
        (Polarity.RANGE, {"target": "18", "target_upper": "18"}, ["target-bounds: target_upper"]),
        (
            Polarity.RANGE,
            {**_BOTH, "intervention_level": "19"},
            ["target-bounds: intervention_level"],
        ),
        (
            Polarity.RANGE,
            {**_BOTH, "intervention_upper": "24"},
            ["target-bounds: intervention_upper"],
        ),
        (
            Polarity.RANGE,
            {**_BOTH, "intervention_upper": "25"},
            ["intervention-equals-target: intervention_upper"],
        ),
        (Polarity.RANGE, {"target": "18", "target_upper": "125"}, ["target-range: target_upper"]),
        (Polarity.LOWER, _BOTH, ["target-bounds: target_upper"]),
        (
            Polarity.HIGHER,
            {"target": "18", "intervention_upper": "30"},
            ["target-bounds: intervention_upper"],
        ),
        (
            Polarity.NONE,
            _BOTH,
            ["target-without-polarity: target"],
        ),
    ],
)
def test_bounds_that_do_not_fit_the_polarity(
    polarity: Polarity, cells: dict[str, str], expected: list[str]
) -> None:
    assert _told(polarity, **cells) == expected


def test_a_moved_upper_bound_needs_a_reason() -> None:
    indicator = replace(INDICATORS[EARLY], polarity=Polarity.RANGE)
    rows = [
        target_row(EARLY, "Q1 2024-25", "Q4 2024-25", "18", "15", "") | {"target_upper": "25"},
        target_row(EARLY, NEWEST, "", "18", "15", "") | {"target_upper": "28"},
    ]
    context = Context.empty([indicator], AREA, TODAY)
    (fault,) = check(read_of(Sheets(targets=rows)), context)
    assert (fault.rule, fault.column) == ("target-rationale", "rationale")
    assert "goes from 18 to 25 (intervention level 15) to 18 to 28" in fault.found


# ---- targets by month -----------------------------------------------------------------------


def _of_months(rule: MonthRule, *rows: Row, live: tuple[Target, ...] = ()) -> list[str]:
    """What is told of targets of plans by month, as rule, found and expected."""
    indicator = replace(INDICATORS[PLANS], quarter_from=rule)
    context = replace(Context.empty([indicator], AREA, TODAY), targets={PLANS: list(live)})
    faults = check(read_of(Sheets(targets=list(rows))), context)
    return [f"{f.rule}: {f.found}: {f.expected}" for f in faults]


def test_a_target_by_quarter_and_one_by_month_may_overlap() -> None:
    by_quarter = target_row(PLANS, "Q1 2025-26", "", "60", "", "Plan")
    by_month = target_row(PLANS, "August 2025", "", "65", "", "Sooner")
    assert _of_months(MonthRule.LAST, by_quarter, by_month) == []
    again = target_row(PLANS, "September 2025", "", "70", "", "Soonest")
    (told,) = _of_months(MonthRule.LAST, by_quarter, by_month, again)
    assert told.startswith("duplicate-target: September 2025: one target at a time")


def test_a_target_by_month_ends_with_a_month() -> None:
    row = target_row(PLANS, "July 2025", "Q3 2025-26", "65", "", "")
    assert _of_months(MonthRule.LAST, row) == [
        "target-quarters: Q3 2025-26: a month such as December 2025, because from_quarter is a "
        "month"
    ]
    row = target_row(PLANS, "July 2025", "June 2025", "65", "", "")
    assert _of_months(MonthRule.LAST, row) == [
        "target-quarters: June 2025: July 2025 or later, or nothing while it stays in force"
    ]


def test_a_changed_target_by_month_gives_a_reason() -> None:
    live = Target(60.0, None, None, "published", None, "Q1 2025-26", None)
    row = target_row(PLANS, "July 2025", "", "65", "", "")
    assert _of_months(MonthRule.LAST, row, live=(live,)) == [
        "target-rationale: nothing, and the target goes from 60 to 65: the reason for the change, "
        "in a sentence"
    ]
    # Three months of 20 add up to the quarter's 60: nothing changed.
    same_sum = target_row(PLANS, "July 2025", "", "20", "", "")
    assert _of_months(MonthRule.SUM, same_sum, live=(live,)) == []
    more = target_row(PLANS, "July 2025", "", "25", "", "")
    (told,) = _of_months(MonthRule.SUM, more, live=(live,))
    assert "the target goes from 60 to 25 a month" in told
