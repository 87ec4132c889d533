"""The changes of a report as types."""

from datetime import date

from kpi.indicators.commentary import Comment
from kpi.indicators.report_changes.change import (
    ChangeKind,
    ChangeSide,
    ReportChange,
    ReportChanges,
    in_order,
)
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter, row_of

Q4, Q1 = quarter("Q4 2024-25"), quarter("Q1 2025-26")


def test_the_period_is_that_of_the_newer_figure(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    old, new = ChangeSide("69.4%", "illustrative", Q4), ChangeSide("53.9%", "illustrative", Q1)
    both = ReportChange(ChangeKind.ARRIVED, row, None, before=old, after=new)
    gone = ReportChange(ChangeKind.WITHDRAWN, row, None, before=old, after=ChangeSide("not there"))
    assert (both.period, gone.period) == (Q1, Q4)
    assert ReportChange(ChangeKind.TARGET, row, None, after=ChangeSide("60.0%")).period is None


def test_kinds_are_ordered_and_picked(snapshot: Snapshot) -> None:
    plans, early = (row_of(snapshot, name) for name in ("ehcp-20-weeks", "early-help-returns"))
    said = Comment(None, None, "Hire.", None, date(2025, 10, 31), "published")
    late, flip = (ReportChange(kind, plans, None) for kind in (ChangeKind.LATE, ChangeKind.FLIPPED))
    first = ReportChange(ChangeKind.ACTION, plans, None, comment=said)
    second = ReportChange(ChangeKind.ACTION, early, None, comment=said)
    changes = in_order([second, late, first, flip])
    assert changes == (flip, late, second, first)
    for day, overdue in ((date(2025, 10, 31), ()), (date(2025, 11, 1), (second, first))):
        found = ReportChanges(View(BCP, Q1), day, Q4, changes)
        assert found.overdue == overdue
        assert found.of(ChangeKind.LATE, ChangeKind.FLIPPED) == (flip, late)
    assert not found.is_first
    assert ReportChanges(View(BCP, Q4), date(2025, 11, 1), None, ()).is_first
    assert not ReportChanges(View(BCP, Q4), date(2025, 11, 1), None, (), "2026-11-28").is_first
