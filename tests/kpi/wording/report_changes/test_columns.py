"""The counts of a report's changes in one line, and the five columns."""

from dataclasses import replace
from datetime import date

import pytest

from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes import columns as wording
from kpi.wording.report_changes.columns import ChangeColumn, columns, counts_line
from tests.kpi.changing import BCP, changed, quarter, suppressed, without
from tests.kpi.lines_of_enquiry.asking import commented

Q1 = quarter("Q1 2025-26")
PLANS = "ehcp-20-weeks"


def of(
    snapshot: Snapshot, when: str = "Q1 2025-26", today: date = date(2025, 10, 31)
) -> tuple[str, str, tuple[ChangeColumn, ...]]:
    found = report_changes(snapshot, View(BCP, quarter(when)), today)
    return counts_line(found), wording.compared_reports(found), columns(found)


def test_the_closed_line(snapshot: Snapshot) -> None:
    assert of(snapshot)[0] == (
        "4 changed status, 1 clear change, 5 arrived, 0 revised, 0 late "
        "for this report, 2 actions due, 1 overdue on 31 October 2025"
    )
    assert of(snapshot, today=date(2025, 9, 30))[0].endswith(
        "0 late for this report, 1 action due by 30 September 2025"
    )
    assert of(snapshot, "Q3 2025-26")[0] == (
        "0 changed status, 0 clear changes, 0 arrived, 0 revised, 6 late "
        "for this report, 0 actions due"
    )
    late = without(snapshot, PLANS, Q1)
    assert of(late)[0].startswith(
        "4 changed status, 0 clear changes, 4 arrived, 0 revised, 1 late for this report, "
    )
    assert of(suppressed(snapshot, PLANS, Q1))[0].endswith(
        "1 overdue on 31 October 2025, 1 suppressed"
    )


def test_the_first_report(snapshot: Snapshot) -> None:
    told = "There is no report before this one."
    assert of(snapshot, "Q1 2023-24") == (told, told, ())


def test_the_columns_of_the_shipped_report(snapshot: Snapshot) -> None:
    _, beside, found = of(snapshot)
    assert beside == "Quarter 1 2025-26 beside Quarter 4 2024-25"
    assert [column.heading for column in found] == [
        "4 statuses changed",
        "1 clear change",
        "5 figures arrived",
        "0 revised, 0 late for this report",
        "2 actions due, 1 overdue",
    ]
    assert [column.counted for column in found if column.counted] == [
        ("Ours: 3 of Q1 2025-26 (illustrative); 2 of spring term 2025 (derived).", "Besides:")
    ]
    assert [column.notes for column in found] == [
        (),
        ("Other new figures: 2 within normal variation, 2 no certain change.",),
        (),
        ("No earlier figure was corrected, and none is missing that was to be in this report.",),
        ("As at 31 October 2025.",),
    ]
    lines = [[(c.row.indicator.id, text) for c, text in column.lines] for column in found]
    assert lines[0][1] == (PLANS, "on target, now off target (illustrative)")
    assert lines[1] == [
        (
            PLANS,
            "worsened clearly, from 69.4% (118 of 170, illustrative) to 53.9% (96 of 178, "
            "illustrative), leaving out exception cases",
        )
    ]
    assert len(lines[2]) == 10
    assert ("early-help-returns", "target from 16.0% to 15.0% (illustrative)") in lines[2]
    assert (
        PLANS,
        "England is 46.4% in 2024, before 50.3% in 2023, leaving out exception cases",
    ) in lines[2]
    assert lines[4][0] == (
        "early-help-returns",
        "due by 30 September 2025: overdue (illustrative)",
    )


def test_zero_is_said(snapshot: Snapshot) -> None:
    columns_ = of(snapshot, "Q4 2025-26")[2]
    assert [column.heading for column in columns_] == [
        "0 statuses changed",
        "0 clear changes",
        "0 figures arrived",
        "0 revised, 6 late for this report",
        "0 actions due",
    ]
    assert [column.notes[:1] for column in columns_] == [
        ("Every status is as it was.",),
        ("No figure changed clearly.",),
        ("Nothing new arrived, and no target moved.",),
        (),
        ("No action fell due.",),
    ]


@pytest.mark.parametrize(
    ("status", "mark"),
    [("illustrative", " (illustrative)"), ("provisional", " (some figures illustrative)")],
)
def test_new_figures_carry_the_mark_of_the_least_certain(
    snapshot: Snapshot, status: str, mark: str
) -> None:
    held = changed(snapshot, PLANS, Q1, data_status=status)
    counted = of(held)[2][2].counted
    assert counted[0] == f"Ours: 3 of Q1 2025-26{mark}; 2 of spring term 2025 (derived)."


def test_since_a_snapshot(snapshot: Snapshot) -> None:
    later = commented(snapshot, PLANS, action="Hire two.")
    earlier = replace(snapshot, id="2026-01-01-000000-abcdef")
    found = report_changes(later, View(BCP, Q1), snapshot.made_on, earlier=earlier)
    assert wording.compared_reports(found) == (
        "Quarter 1 2025-26 now beside snapshot 2026-01-01-000000-abcdef"
    )
    assert counts_line(found) == (
        "0 changed status, 0 clear changes, 0 arrived, 0 revised, 0 late "
        "for this report, 0 actions due, "
        "1 comment changed"
    )
    assert [text for _, text in columns(found)[4].lines] == [
        "the comment (illustrative) is not that in snapshot 2026-01-01-000000-abcdef: what is "
        "being done"
    ]
