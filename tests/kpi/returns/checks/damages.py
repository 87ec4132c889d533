"""Damages to a good return and near misses: each test file of a rule's module lists its own.

A damage gives the one rule that must speak, at the place where it was done; a near miss looks
almost like a damage, and its rule must be silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kpi.disclosure.suppression import REASON
from kpi.periods import parse_period
from kpi.returns.all_checks import RULES, check
from kpi.returns.checks.context import Context
from kpi.returns.checks.return_and_live import Line
from kpi.returns.records import COMMENTARY, TARGETS, VALUES
from tests.kpi.returns.checks.building import (
    EARLY,
    NEWEST,
    PLANS,
    Edit,
    Recontext,
    Sheets,
    context_of,
    good,
    put,
    read_of,
)

Where = tuple[str, str, str, str]
"""Sheet, indicator, period or quarter, column."""
Told = tuple[str, str, str, str, str]
"""Rule, sheet, cell, column and severity of a fault."""

PLAN, SAID = (VALUES, PLANS, NEWEST), (COMMENTARY, PLANS, NEWEST)
AIM, EARLY_AIM = (TARGETS, PLANS, "Q1 2023-24"), (TARGETS, EARLY, NEWEST)


def same(context: Context) -> Context:
    """The live snapshot that holds all but the newest quarter."""
    return context


# ---- damages ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Damage:
    """An edit of the good return, and the one fault it must give."""

    rule: str
    edit: Edit
    at: Where
    context: Callable[[Context], Context] = same


def slip(
    rule: str, sheet: str, name: str, when: str, *, at: Where | None = None, **cells: str
) -> Damage:
    """One cell typed wrongly; the fault stands there unless `at` says otherwise."""
    (column,) = cells
    return Damage(rule, put(sheet, name, when, **cells), at or (sheet, name, when, column))


def faults_of(damage: Damage) -> list[Told]:
    """What is told of a damaged return; each fault says what it found and expected."""
    sheets = good()
    context = damage.context(context_of(sheets))
    damage.edit(sheets)
    faults = check(read_of(sheets), context)
    assert all(fault.found and fault.expected for fault in faults)
    return [(f.rule, f.sheet, f.cell, f.column, f.severity) for f in faults]


def one_fault(damage: Damage) -> list[Told]:
    """What must be told: the damage's rule alone, at its place."""
    sheets = good()
    damage.edit(sheets)
    severity = RULES[damage.rule].severity
    return [(damage.rule, damage.at[0], cell_of(damage.at, sheets), damage.at[3], severity)]


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
    lines: dict[str, Sequence[Line]] = {
        "values": first.values,
        "targets": first.targets,
        "commentary": first.commentary,
    }
    return lines[sheet][0].place.cells[column].rstrip("0123456789") + str(row)


# ---- near misses --------------------------------------------------------------------------

NearMiss = tuple[str, Edit, Recontext]
"""A rule, an edit of the good return that it must let pass, and the context of it."""


def faults_of_near_miss(case: NearMiss) -> list[str]:
    """What the rule of a near miss says of it: nothing, if it is right."""
    rule, edit, recontext = case
    sheets = good()
    context = recontext(context_of(sheets))
    edit(sheets)
    return [str(fault) for fault in check(read_of(sheets), context) if fault.rule == rule]


def said(**cells: str) -> Edit:
    """Other words in the newest commentary on plans."""
    return put(*SAID, **cells)


def answered(context: Context) -> Context:
    """The live snapshot has commentary with an action on plans and Early Help already."""
    keys = frozenset({(PLANS, parse_period(NEWEST)), (EARLY, parse_period(NEWEST))})
    return replace(context, commented=keys, answered=keys)


def hidden_by_us(context: Context) -> Context:
    """The live figures of Early Help are suppressed."""
    blank = {"value": None, "numerator": None, "denominator": None, "symbol": "c"}
    series = [replace(o, **blank, reason=REASON) for o in context.history[EARLY]]
    return replace(context, history={**context.history, EARLY: series})


def damage_name(case: Damage | NearMiss) -> str:
    """The name of a case in the list of tests: its rule."""
    return case.rule if isinstance(case, Damage) else case[0]
