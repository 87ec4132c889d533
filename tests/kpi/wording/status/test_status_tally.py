"""The counts of a scorecard: statuses, and what moved."""

from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.wording import scorecard_highlights
from kpi.wording.status import status_tally
from tests.kpi.changing import BCP, quarter, suppressed

Q1 = quarter("Q1 2025-26")


def rows_of(
    snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP
) -> tuple[ScorecardRow, ...]:
    return scorecard.summary(snapshot, View(area, quarter(when)))


def test_counts_of_the_first_quarter(snapshot: Snapshot) -> None:
    rows = rows_of(snapshot)
    assert status_tally.status_counts(rows) == (
        "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data"
    )
    assert status_tally.change_counts(rows) == (
        # Early help and assessments moved no more than chance could move them; exclusions by 0.3
        # and 0.5 of one exclusion.
        "Against the period before: 1 worsened clearly; 2 within normal variation; 2 with no "
        "certain change."
    )


def test_changes_without_counts_are_counted_apart(snapshot: Snapshot) -> None:
    quarter = reporting_quarters.find_quarter(snapshot, BCP, "Q2 2024-25")
    rows = scorecard.summary(snapshot, View(BCP, quarter))
    assert status_tally.change_counts(rows) == (
        "Against the period before: 1 improved clearly; 2 within normal variation. Not tested: "
        "2 improved and 1 worsened."
    )


def test_context_is_not_counted(snapshot: Snapshot) -> None:
    one = scorecard.summary(snapshot, View(BCP, Q1), indicator_ids=["referrals-rate"])
    assert status_tally.status_counts(one) == "No indicator is chosen that has a target."
    assert status_tally.change_counts(one) == "No new figures in this report."
    assert scorecard_highlights.notable(one) == []
    assert scorecard_highlights.illustrative_counts(one) == ""
    assert status_tally.status_counts(()) == "No indicator is chosen that has a target."


def test_a_suppressed_figure_is_counted_as_such_and_not_told(snapshot: Snapshot) -> None:
    rows = rows_of(suppressed(snapshot, "ehcp-20-weeks", Q1))
    assert status_tally.status_counts(rows) == (
        "2 on target, 1 off target, 1 beyond intervention level, 1 awaiting data, 1 suppressed"
    )
    assert status_tally.change_counts(rows) == (
        "Against the period before: no clear change; 2 within normal variation; 2 with no certain "
        "change; 1 that cannot be calculated."
    )
    assert "ehcp-20-weeks" not in [n.indicator_id for n in scorecard_highlights.notable(rows)]
