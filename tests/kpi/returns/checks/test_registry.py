"""The registry of rules: their names, what silences them, their order."""

from __future__ import annotations

import pytest

from kpi.returns.all_checks import RULES
from kpi.returns.checks.registry import Stage, in_order, rule
from kpi.returns.records import ERROR, ReturnFault


def test_every_rule_says_what_it_is_for() -> None:
    assert {name: r.about for name, r in RULES.items() if len(r.about) < 40} == {}


def test_rules_are_silent_for_known_rules_only() -> None:
    assert {other for r in RULES.values() for other in r.unless} <= set(RULES)


def test_two_rules_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="two rules are called 'jump'"):
        rule("jump")(lambda read, context: [])
    assert RULES["jump"].stage is Stage.FIGURES


def test_rows_sort_as_numbers() -> None:
    names = ["row 10", "D9", "", "A10"]
    faults = [ReturnFault("f", "values", n, "value", ERROR, n, "", "") for n in names]
    assert [f.cell for f in sorted(faults, key=in_order)] == ["", "D9", "A10", "row 10"]
