"""Each damage to a good return gives the one rule it must, at the place where it was done."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.returns.all_checks import RULES, check
from kpi.returns.checks.context import Context
from kpi.returns.records import ERROR
from tests.kpi.returns.checks.building import AREA, INDICATORS, Sheets, context_of, good, read_of
from tests.kpi.returns.checks.damages import DAMAGES, SLIPS, Damage, Where


def cell_of(at: Where, damaged: Sheets) -> str:
    """The name of a cell: `D9`; "" for a sheet as a whole."""
    sheet, name, when, column = at
    if not name:
        return ""
    before = good()
    if not when:  # the row put at the end
        row = len(getattr(damaged, sheet)) + 1
    else:
        try:
            row = damaged.number(sheet, name, when)
        except StopIteration:
            row = before.number(sheet, name, when)
    first = read_of(before)
    lines = {"values": first.values, "targets": first.targets, "commentary": first.commentary}
    return lines[sheet][0].place.cells[column].rstrip("0123456789") + str(row)


def test_a_good_return_gives_nothing() -> None:
    sheets = good()
    assert check(read_of(sheets), context_of(sheets)) == []


def test_a_good_return_gives_nothing_before_the_first_snapshot() -> None:
    empty = Context.empty(INDICATORS.values(), AREA, date(2025, 7, 20))
    assert check(read_of(good()), empty) == []


@pytest.mark.parametrize(
    "damage", SLIPS + DAMAGES, ids=lambda d: d.rule if isinstance(d, Damage) else None
)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    sheets = good()
    context = damage.context(context_of(sheets))
    damage.edit(sheets)
    faults = check(read_of(sheets), context)
    assert damage.at is not None
    found = [(f.rule, f.sheet, f.cell, f.column, f.severity) for f in faults]
    sheet, column = damage.at[0], damage.at[3]
    severity = RULES[damage.rule].severity
    assert found == [(damage.rule, sheet, cell_of(damage.at, sheets), column, severity)], [
        str(fault) for fault in faults
    ]
    assert faults[0].found
    assert faults[0].expected


def test_there_are_damages_enough() -> None:
    assert len(SLIPS) >= 60
    assert {RULES[d.rule].severity for d in SLIPS} == {ERROR, "warning"}


def test_every_rule_has_a_damage_that_it_finds() -> None:
    assert {damage.rule for damage in SLIPS + DAMAGES} == set(RULES)
