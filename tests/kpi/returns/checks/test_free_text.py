"""Free text is short, plain, without unseen signs and without personal data.

`SLIPS` change one cell; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

import pytest

from kpi.returns.all_checks import check
from tests.kpi.returns.checks.building import context_of, good, put, read_of
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
    said,
    same,
    slip,
)

SLIPS: list[Damage] = [
    slip("long-text", *SAID, action="Do it. " * 90),
    slip("markup", *SAID, action="See https://example.org/plan"),
    slip("markup", *SAID, why="<b>Late</b> advice."),
    slip("markup", *AIM, rationale="See [the plan](plan.docx)"),
    slip("unseen-signs", *SAID, why="From \u202e09\u202c cases, late advice."),
    slip("unseen-signs", *SAID, action="Re\u200bcruit."),
    slip("unseen-signs", *AIM, rationale="Hig\u0301\u0301\u0301\u0301\u0301her."),
    slip("unseen-signs", *PLAN, note="\ufeffLate"),
    slip("personal-data", *SAID, owner_role="jo.smith@example.gov.uk"),
    slip("personal-data", *SAID, why="Pupil A801200001001 moved away."),
    slip("personal-data", *SAID, why="Held up by 943 476 5919."),
    slip("personal-data", *PLAN, note="Ask jo@example.org"),
    slip("mojibake", *SAID, why="ChildrenÃ¢â‚¬â„¢s advice came late."),
    slip("mojibake", *SAID, owner_role="Head of Childrenâ€™s Services"),
    slip("mojibake", *PLAN, note="Fees of Â£90"),
    slip("mojibake", *AIM, rationale="Plan 2024â€“25"),
    slip("mojibake", *SAID, owner_role="Head of ChildrenÔÇÖs Services"),
    slip("mojibake", *PLAN, note="Fees of ┬ú90"),
    slip("mojibake", *AIM, rationale="Plan 2024ΓÇô25"),
    slip("mojibake", *SAID, why="Children‚Äôs advice came late."),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("long-text", said(action="x" * 600), same),
    ("markup", said(why="Fewer than <5 and a & b, 3 < 4 > 2; cost*time."), same),
    ("unseen-signs", said(why="Cafe\u0301, \u05d0\u05d1, \u0645\u0631, two\nlines, \u20ac."), same),
    ("mojibake", said(why="Children\u2019s caf\u00e9 \u2013 \u00a35, CAF\u00c9\u201c."), same),
    ("personal-data", said(why="From 1,234,567,890 to 2024 2025, ref 12345678901."), same),
]  # fmt: skip


@pytest.mark.parametrize("damage", SLIPS, ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []


@pytest.mark.parametrize(
    ("typed", "found", "was"),
    [
        ("See the ChildrenÔÇÖs plan", "ChildrenÔÇÖs plan", "Children’s plan"),
        ("Fees of ┬ú90", "┬ú90", "£90"),
        ("The ΓÇ£planΓÇ¥", "ΓÇ£planΓÇ¥", "“plan”"),
    ],
)
def test_the_warning_shows_the_cell_and_what_it_should_say(
    typed: str, found: str, was: str
) -> None:
    sheets = good()
    context = context_of(sheets)
    put(*PLAN, note=typed)(sheets)
    (fault,) = check(read_of(sheets), context)
    assert (fault.severity, fault.column, fault.found) == ("warning", "note", found)
    assert fault.expected.startswith(f"perhaps '{was}': the file was saved in one encoding")
