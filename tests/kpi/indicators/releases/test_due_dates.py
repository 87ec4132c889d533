"""When a figure is due, missed and late."""

from datetime import date, timedelta

from kpi.indicators.releases.due_dates import due_day, is_late, is_missed
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
            found = is_missed(told, day), is_late(indicator, told, day)
            assert found == expected, (name, day)


def test_a_return_is_due_with_its_quarter_and_a_publication_on_its_day(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    assert due_day(plans, parse_period("Q2 2025-26")) == date(2025, 9, 30)
    gap = snapshot.indicator("ks4-fsm-gap")
    assert due_day(gap, parse_period("academic year 2024/25")) == date(2025, 9, 30)
