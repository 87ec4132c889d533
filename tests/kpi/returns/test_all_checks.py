"""All rules together: a good return passes, and every rule has its damages and near misses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kpi.returns.all_checks import RULES, check
from kpi.returns.checks.context import Context
from kpi.returns.records import ERROR, WARNING
from tests.kpi.returns.checks.building import (
    AREA,
    EXCLUDED,
    INDICATORS,
    context_of,
    good,
    read_of,
    value_row,
)
from tests.kpi.returns.checks.every_case import DAMAGES, NEAR_MISSES, SLIPS


def test_a_good_return_gives_nothing() -> None:
    sheets = good()
    assert check(read_of(sheets), context_of(sheets)) == []


def test_a_good_return_gives_nothing_before_the_first_snapshot() -> None:
    empty = Context.empty(INDICATORS.values(), AREA, date(2025, 7, 20))
    assert check(read_of(good()), empty) == []


def test_there_are_damages_enough() -> None:
    assert len(SLIPS) >= 60
    assert {RULES[d.rule].severity for d in SLIPS} == {ERROR, WARNING}


def test_every_rule_has_a_damage_that_it_finds() -> None:
    assert {damage.rule for damage in SLIPS + DAMAGES} == set(RULES)


def test_every_rule_has_a_near_miss() -> None:
    assert {rule for rule, _, _ in NEAR_MISSES} == set(RULES)


def test_a_term_that_ended_since_is_taken() -> None:
    sheets = good()
    context = replace(context_of(sheets), today=date(2025, 10, 1))
    sheets.values.append(value_row(EXCLUDED, "summer term 2025", "Q2 2025-26", "0.081"))
    rules = {f.rule for f in check(read_of(sheets), context)}
    assert "period-not-over" not in rules
    assert "period-and-quarter" not in rules
