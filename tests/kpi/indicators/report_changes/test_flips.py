"""Statuses that differ between two scorecards."""

from dataclasses import replace

from kpi.indicators import scorecard
from kpi.indicators.report_changes.flips import flipped
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter


def test_the_pairs_are_those_that_differ(snapshot: Snapshot) -> None:
    before = scorecard.summary(snapshot, View(BCP, quarter("Q4 2024-25")))
    after = scorecard.summary(snapshot, View(BCP, quarter("Q1 2025-26")))
    assert [(old.indicator.id, old.status, new.status) for old, new in flipped(before, after)] == [
        ("secondary-permanent-exclusions", "awaiting data", "beyond intervention level"),
        ("ehcp-20-weeks", "on target", "off target"),
        ("primary-permanent-exclusions", "awaiting data", "off target"),
        ("ks4-fsm-gap", "off target", "awaiting data"),
    ]
    assert flipped(after, after) == ()


def test_what_only_one_of_them_has_is_no_flip(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"))
    row = scorecard.summary(snapshot, view, indicator_ids=["ehcp-20-weeks"])[0]
    assert flipped((), (row,)) == ()
    assert flipped((row,), ()) == ()
    ((old, new),) = flipped((replace(row, status="awaiting data"),), (row,))
    assert (old.status, new.status) == ("awaiting data", "off target")
