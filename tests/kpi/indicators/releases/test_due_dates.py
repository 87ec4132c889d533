"""When a figure is due, missed and late."""

from datetime import date, timedelta

from kpi.indicators.releases.due_dates import due_day, is_late_for_report, is_missed, is_overdue
from kpi.indicators.reporting_quarters import own_series, shown
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from tests.kpi.changing import BCP as HOME


def test_a_figure_is_missed_by_its_report_and_late_by_its_own_day_too(snapshot: Snapshot) -> None:
    """Plans of Q2 2025-26 are of the return; DfE gives the summer term 2025 by July 2026."""
    for name, missed, late in (
        ("ehcp-20-weeks", date(2025, 10, 1), date(2025, 10, 1)),
        ("primary-permanent-exclusions", date(2025, 10, 1), date(2026, 8, 1)),
    ):
        indicator = snapshot.indicator(name)
        told = shown(indicator, own_series(snapshot, indicator, HOME), parse_period("Q1 2025-26"))
        for day, expected in (
            (missed, (True, missed == late)),
            (missed - timedelta(days=1), (False, False)),
            (late, (True, True)),
            (late - timedelta(days=1), (missed != late, False)),
        ):
            found = is_missed(told, day), is_late_for_report(indicator, told, day)
            assert found == expected, (name, day)


def test_a_return_is_due_with_its_quarter_and_a_publication_on_its_day(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    assert due_day(plans, parse_period("Q2 2025-26")) == date(2025, 9, 30)
    gap = snapshot.indicator("ks4-fsm-gap")
    assert due_day(gap, parse_period("academic year 2024/25")) == date(2025, 9, 30)


def test_a_figure_is_overdue_from_the_day_after_the_one_it_is_due() -> None:
    due = date(2025, 9, 30)
    assert not is_overdue(due, due)
    assert is_overdue(due, due + timedelta(days=1))


def test_a_figure_may_be_overdue_and_not_late_for_its_report(snapshot: Snapshot) -> None:
    """The report that shows the summer term ends before DfE's own day, which is July 2026."""
    indicator = snapshot.indicator("primary-permanent-exclusions")
    told = shown(indicator, own_series(snapshot, indicator, HOME), parse_period("Q1 2025-26"))
    assert told.upcoming is not None
    day = date(2025, 10, 1)
    assert is_overdue(due_day(indicator, told.upcoming), day)
    assert not is_late_for_report(indicator, told, day)
