"""What is known before a return is read: the area's own live series, targets and commentary."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.model.schemas import COMMENTARY
from kpi.model.snapshot import Snapshot
from kpi.returns.checks.context import Context
from tests.kpi.changing import BCP, quarter
from tests.kpi.returns.checks.building import ASSESSED, EARLY, EXCLUDED, INDICATORS, PLANS

TODAY = date(2025, 7, 20)


def comment(name: str, when: str, area: str = BCP, **given: object) -> dict[str, object]:
    full = {"action": "Recruit.", "owner_role": "Head of Service", "due": date(2025, 10, 31)}
    return dict.fromkeys(COMMENTARY.names()) | {
        "indicator_id": name, "area": area, "reporting_quarter": when,
        "data_status": "provisional", "what_happened": "Fewer.", **full, **given,
    }  # fmt: skip


def test_the_live_series_is_the_council_s_own_oldest_first(snapshot: Snapshot) -> None:
    context = Context.of(snapshot, BCP, TODAY)
    assert (context.area, context.today) == (BCP, TODAY)
    assert context.indicators.keys() == context.history.keys() == context.targets.keys()
    plans = context.history[PLANS]
    assert [o.period for o in plans] == sorted(o.period for o in plans)
    assert (plans[-1].period, plans[-1].value) == (quarter("Q1 2025-26"), 53.9)
    assert (plans[-1].numerator, plans[-1].denominator) == (96, 178)


def test_targets_are_those_of_the_area(snapshot: Snapshot) -> None:
    ours, theirs = (Context.of(snapshot, area, TODAY) for area in (BCP, "330"))
    assert [t.target for t in ours.targets[PLANS]] == snapshot.targets.filter(
        (pl.col("area") == BCP) & (pl.col("indicator_id") == PLANS)
    )["target"].to_list()
    assert theirs.targets[PLANS] == []


def test_an_answer_has_an_action_an_owner_and_a_date(snapshot: Snapshot) -> None:
    rows = [
        comment(PLANS, "Q1 2025-26"),
        comment(EARLY, "Q1 2025-26", due=None),
        comment(ASSESSED, "Q4 2024-25", owner_role=None),
        comment(EXCLUDED, "Q4 2024-25", action=None),
        comment(EXCLUDED, "Q1 2025-26", area="330"),
    ]
    known = replace(snapshot, commentary=pl.DataFrame(rows, schema=COMMENTARY))
    context = Context.of(known, BCP, TODAY)
    assert context.answered == {(PLANS, quarter("Q1 2025-26"))}
    assert context.commented == {
        (PLANS, quarter("Q1 2025-26")),
        (EARLY, quarter("Q1 2025-26")),
        (ASSESSED, quarter("Q4 2024-25")),
        (EXCLUDED, quarter("Q4 2024-25")),
    }


def test_before_the_first_snapshot_only_definitions_are_known() -> None:
    context = Context.empty(INDICATORS.values(), BCP, TODAY)
    assert context.indicators == INDICATORS
    assert (context.history, context.targets) == ({}, {})
    assert context.answered == context.commented == frozenset()
