"""Figures and periods of an indicator as they are printed."""

from dataclasses import replace

import pytest

from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.display import placed, placed_figure, rare, rare_short, show, show_short, when
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period


@pytest.mark.parametrize(
    ("indicator", "value", "shown", "short"),
    [
        ("ehcp-20-weeks", 53.85, "53.9%", "53.9%"),
        ("ks4-fsm-gap", 16.7, "16.7 points", "16.7 points"),
        ("referrals-rate", 1234.5, "1,234.5 per 10,000 children", "1,234.5"),
        ("secondary-permanent-exclusions", 0.0385, "0.039%", "0.039%"),
        ("ehcp-20-weeks", 0.0, "0.0%", "0.0%"),
        ("ehcp-20-weeks", None, "", ""),
    ],
)
def test_a_figure_has_its_unit(
    snapshot: Snapshot, indicator: str, value: float | None, shown: str, short: str
) -> None:
    found = snapshot.indicator(indicator)
    assert show(found, value) == shown
    assert show_short(found, value) == short


def test_only_a_very_small_rate_is_said_in_pupils(snapshot: Snapshot) -> None:
    excluded = snapshot.indicator("secondary-permanent-exclusions")
    assert rare(excluded, 0.12) == "about 120 in 100,000"
    assert rare_short(excluded, 0.12) == "120 in 100,000"
    assert rare(excluded, None) == rare_short(excluded, None) == ""
    assert rare(snapshot.indicator("ehcp-20-weeks"), 0.12) == ""


def test_a_period_stands_inside_a_sentence() -> None:
    assert when(parse_period("Q1 2025-26")) == "April to June 2025"
    assert placed(parse_period("year to March 2024")) == "in the year to March 2024"
    assert when(None) == placed(None) == ""


@pytest.mark.parametrize(
    ("kind", "rule", "period", "expected"),
    [
        (FigureKind.FLOW, None, "Q2 2025-26", "in July to September 2025"),
        (FigureKind.FLOW, MonthRule.LAST, "Q2 2025-26", "in September 2025"),
        (FigureKind.FLOW, MonthRule.LAST, "September 2025", "in September 2025"),
        (FigureKind.FLOW, MonthRule.POOLED, "Q2 2025-26", "in July to September 2025"),
        (FigureKind.STOCK, None, "Q2 2025-26", "on 30 September 2025"),
        (FigureKind.STOCK, MonthRule.LAST, "Q2 2025-26", "on 30 September 2025"),
        (FigureKind.STOCK, None, "September 2025", "on 30 September 2025"),
        (FigureKind.STOCK, None, "year to March 2025", "in the year to March 2025"),
    ],
)
def test_a_figure_is_of_the_time_that_it_was_counted_in(
    snapshot: Snapshot, kind: FigureKind, rule: MonthRule | None, period: str, expected: str
) -> None:
    plans = replace(snapshot.indicator("ehcp-20-weeks"), figure_kind=kind, quarter_from=rule)
    assert placed_figure(plans, parse_period(period)) == expected
    assert placed_figure(plans, None) == ""
