"""What a line is about: its indicator, period, quarter and symbol, each line once.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpi.returns.all_checks import check
from kpi.returns.records import COMMENTARY, VALUES
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    NEWEST,
    PLANS,
    REFERRED,
    add,
    comment_row,
    context_of,
    good,
    put,
    read_of,
    value_row,
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

_SPRING, _YEAR = "spring term 2024", "academic year 2023/24"
_EARLIER = value_row(GAP, "academic year 2022/23", "Q2 2023-24", "15")
_TERM = "spring term 2025"

SLIPS: list[Damage] = [
    slip("unknown-indicator", *PLAN, indicator_id="ehcp-20-week"),
    slip("unknown-indicator", *PLAN, indicator_id=""),
    slip("unknown-indicator", *AIM, indicator_id="EHCP"),
    slip("unknown-indicator", *SAID, indicator_id="plans"),
    slip("not-from-a-return", VALUES, PLANS, "Q2 2023-24", indicator_id=REFERRED),
    slip("period-kind", VALUES, PLANS, "Q1 2024-25", period="academic year 2023/24"),
    slip("period-kind", VALUES, EXCLUDED, "spring term 2024", period="Q1 2024-25"),
    slip("period-kind", VALUES, GAP, "academic year 2023/24", period="2024 (calendar year)"),
    slip("period-and-quarter", VALUES, PLANS, "Q1 2024-25", reporting_quarter="Q2 2024-25"),
    slip("period-and-quarter", VALUES, EXCLUDED, _SPRING, reporting_quarter="Q4 2023-24"),
    slip("period-and-quarter", VALUES, GAP, _YEAR, reporting_quarter="Q1 2024-25"),
    slip(
        "period-and-quarter", VALUES, PLANS, "Q1 2024-25", period="Q2 2024-25",
        at=(VALUES, PLANS, "Q1 2024-25", "reporting_quarter"),
    ),
    slip("period-not-over", *PLAN, period="Q2 2025-26"),
    slip("period-not-over", VALUES, EXCLUDED, "spring term 2025", period="summer term 2025"),
    slip(
        "duplicate-comment", COMMENTARY, EARLY, NEWEST, indicator_id=PLANS,
        at=(COMMENTARY, EARLY, NEWEST, "reporting_quarter"),
    ),
    slip("value-missing", *PLAN, value=""),
    slip("value-missing", VALUES, GAP, "academic year 2023/24", value=""),
    slip("value-beside-symbol", *PLAN, symbol="c", at=(*PLAN, "value")),
    slip("value-beside-symbol", VALUES, GAP, "academic year 2023/24", symbol="x",
         at=(VALUES, GAP, "academic year 2023/24", "value")),
    slip("unknown-symbol", *PLAN, symbol="q"),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage(
        "duplicate-value",
        add(VALUES, value_row(GAP, "academic year 2023/24", "Q3 2024-25", "16.3")),
        (VALUES, GAP, "", "period"),
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("unknown-indicator", put(VALUES, PLANS, "Q2 2023-24", indicator_id=REFERRED), same),
    ("not-from-a-return", add(COMMENTARY, comment_row(REFERRED, NEWEST, "More.", "")), same),
    ("period-kind", put(VALUES, EXCLUDED, _TERM, period="autumn term 2022"), same),
    (
        "period-not-over",  # the day after its last day
        put(*PLAN, note="early"),
        lambda c: replace(c, today=date(2025, 7, 1)),
    ),
    (
        "period-and-quarter",  # a result of the year is shown in three reports
        put(VALUES, GAP, "academic year 2023/24", reporting_quarter="Q4 2024-25"),
        same,
    ),
    ("duplicate-value", add(VALUES, _EARLIER), same),
    ("duplicate-comment", put(COMMENTARY, EARLY, NEWEST, indicator_id=ASSESSED), same),
    ("unknown-symbol", put(*PLAN, symbol="p"), same),
    ("value-missing", put(*PLAN, value="", numerator="", denominator="", symbol="x"), same),
    ("value-beside-symbol", put(*PLAN, symbol="r"), same),
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []


@pytest.mark.parametrize(
    ("counts", "made"),
    [
        ({"numerator": "41", "denominator": "52"}, " (41 of 52 is 78.8)"),
        ({"numerator": "41", "denominator": ""}, ""),
        ({"numerator": "60", "denominator": "52"}, ""),
    ],
)
def test_a_blank_value_says_what_its_counts_make(counts: dict[str, str], made: str) -> None:
    sheets = good()
    context = context_of(sheets)
    put(*PLAN, value="", **counts)(sheets)
    faults = [f for f in check(read_of(sheets), context) if f.rule == "value-missing"]
    assert [fault.expected for fault in faults] == [
        f"a figure{made}, or a symbol that says why there is none, such as x (not available)"
    ]
