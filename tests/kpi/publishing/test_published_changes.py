"""What was published: its quarters, its figures, and each status that changed, newest first."""

from dataclasses import replace
from datetime import date

import pytest

from kpi.model.snapshot import Snapshot
from kpi.publishing import published_changes, uploads
from kpi.publishing.proposed_changes import StatusChange
from kpi.publishing.published_changes import MOST_STATUSES, StatusLine
from kpi.publishing.uploads import CheckedUpload
from tests.kpi.sent_returns import good_return

TODAY = date(2025, 11, 20)


@pytest.fixture(scope="module")
def good(snapshot: Snapshot) -> CheckedUpload:
    return uploads.check(good_return(), snapshot, area="839", today=TODAY)


def test_it_says_what_was_in_the_return_and_what_it_changed(
    snapshot: Snapshot, good: CheckedUpload
) -> None:
    made = published_changes.published_changes(snapshot, good)
    assert made.summary.startswith("The return had 27 figures for Q1 2023-24 to Q2 2025-26. ")
    assert "Figures: 3 new. 1 comment changed. " in made.summary
    assert made.summary.endswith(f"{len(good.compared.flips)} target statuses changed:")
    assert (
        StatusLine(
            "Assessments completed within 45 working days, Q2 2025-26 report: "
            "awaiting data, now on target",
            "illustrative",
            "93.0%",
            "provisional",
            "",
        )
        in made.statuses
    )
    assert len(made.statuses) == len(good.compared.flips)
    assert set(made.marks) == {"provisional", "illustrative"}
    assert made.rest == ""


def test_no_more_than_a_handful_is_listed(snapshot: Snapshot, good: CheckedUpload) -> None:
    many = good.compared.flips * (MOST_STATUSES + 2)
    made = published_changes.published_changes(
        snapshot, replace(good, compared=replace(good.compared, flips=many))
    )
    assert len(made.statuses) == MOST_STATUSES
    assert made.rest == f"And {len(many) - MOST_STATUSES} more changes of status."


def test_a_status_without_a_figure_names_none(snapshot: Snapshot, good: CheckedUpload) -> None:
    flip = good.compared.flips[0]
    gone = StatusChange(
        flip.indicator_id, flip.indicator, flip.quarter, "on target", "awaiting data"
    )
    compared = replace(good.compared, flips=(gone,), differences=(), others=())
    made = published_changes.published_changes(snapshot, replace(good, compared=compared))
    (line,) = made.statuses
    assert line.words.endswith(": on target, now awaiting data")
    assert (line.figure, line.data_status, line.period) == ("", "", "")
    assert made.summary.endswith("No figure changed. 1 target status changed:")
