"""The summary where figures are suppressed, missing, or on the edge of a target."""

import pytest

from kpi.indicators.scorecard import Streak
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.wording.comparisons.sentences import sentence
from kpi.wording.status.status_reasons import why_direction
from tests.kpi.changing import changed, missing, quarter, row_of, suppressed, without

Q1 = quarter("Q1 2025-26")


def test_a_suppressed_figure_is_called_so_and_nothing_is_judged(snapshot: Snapshot) -> None:
    row = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert row.value is None
    assert row.status == target_status.SUPPRESSED
    assert (row.since_last.difference, row.since_last.clear) == (None, None)
    assert row.since_last.direction == "cannot be calculated"
    assert set(row.verdicts.values()) == {None}
    assert (row.streak, row.beats) == (Streak(0), None)


def test_a_figure_that_is_not_available_awaits_data(snapshot: Snapshot) -> None:
    row = row_of(missing(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert (row.value, row.status) == (None, target_status.AWAITING)
    assert row.since_last.direction == "cannot be calculated"


@pytest.mark.parametrize("gap", [suppressed, missing, without])
def test_a_gap_before_makes_the_change_incalculable_and_ends_the_streak(
    snapshot: Snapshot, gap: object
) -> None:
    assert callable(gap)
    with_gap = gap(snapshot, "assessments-45-days", quarter("Q4 2024-25"))
    row = row_of(with_gap, "assessments-45-days")
    assert (row.value, row.status) == (94.4, target_status.ON_TARGET)
    assert row.since_last.difference is None
    assert row.since_last.direction == "cannot be calculated"
    assert row.since_last.period == quarter("Q4 2024-25")
    assert row.since_last_year.difference == pytest.approx(0.4)
    assert row.streak == Streak(1, "illustrative")


@pytest.mark.parametrize("gap", [suppressed, missing, without])
def test_nothing_is_the_lowest_across_a_gap(snapshot: Snapshot, gap: object) -> None:
    assert callable(gap)
    with_gap = gap(snapshot, "early-help-returns", quarter("Q1 2024-25"))
    row = row_of(with_gap, "early-help-returns")
    assert row.beats == Streak(3, "illustrative")


def test_terms_of_different_seasons_are_not_called_lowest(snapshot: Snapshot) -> None:
    found = row_of(snapshot, "secondary-permanent-exclusions", "Q3 2023-24")
    assert found.value == pytest.approx(0.131)  # below spring and summer, but autumn differs
    assert found.beats is None


def test_nothing_is_the_lowest_across_a_break_in_the_series(snapshot: Snapshot) -> None:
    low = changed(snapshot, "ks4-fsm-gap", parse_period("academic year 2024/25"), value=1.0)
    row = row_of(low, "ks4-fsm-gap", "Q2 2025-26")
    assert row.beats == Streak(
        2, "derived"
    )  # back to 2022/23, when grading returned to its standard


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (60.0, target_status.ON_TARGET),
        (59.95, target_status.ON_TARGET),
        (59.94, target_status.OFF_TARGET),
        (46.4, target_status.OFF_TARGET),
        (46.34, target_status.BEYOND_INTERVENTION),
    ],
)
def test_status_is_of_the_figure_as_displayed(
    snapshot: Snapshot, value: float, status: str
) -> None:
    row = row_of(changed(snapshot, "ehcp-20-weeks", Q1, value=value), "ehcp-20-weeks")
    assert row.status == status


@pytest.mark.parametrize("quarter", ["Q2 2022-23"])
def test_no_direction_from_a_year_set_aside(snapshot: Snapshot, quarter: str) -> None:
    """KS4 2021/22 (exams) against 2020/21 (teachers' grades): never called narrower or wider."""
    row = row_of(snapshot, "ks4-fsm-gap", quarter)
    assert row.now is not None
    assert str(row.now.period) == "academic year 2021/22"
    change = row.since_last
    assert change.before is not None
    assert (change.difference, change.direction, change.clear) == (
        None,
        "cannot be calculated",
        None,
    )
    assert "the figure for the academic year 2020/21 is set aside" in why_direction(row, change)
    assert "narrower" not in sentence(row)
    assert "wider" not in sentence(row)
