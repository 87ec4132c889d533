"""Marks after figures: which occur, what they mean, and that every status has one."""

import pytest

from kpi.model.data_status import IN_SENTENCES, STATUSES
from kpi.model.snapshot import Snapshot
from kpi.wording.legend import REVISED, MarkMeaning, marks_of, meanings
from tests.kpi.changing import changed, quarter, row_of, suppressed

Q1 = quarter("Q1 2025-26")
EHCP = "ehcp-20-weeks"
MADE_UP = MarkMeaning("[i]", "illustrative: made up, not real")
EARLY = MarkMeaning("[p]", "provisional: may be revised")
DERIVED = MarkMeaning("[d]", "derived from published figures")


def test_only_marks_that_occur_are_explained_the_least_certain_first() -> None:
    assert meanings(["derived", "published", "provisional", "illustrative", "derived"]) == (
        MADE_UP, EARLY, DERIVED,
    )  # fmt: skip
    assert meanings(["derived"]) == (DERIVED,)
    assert meanings(["some figures derived"]) == (DERIVED,)
    assert meanings(["published", ""]) == ()
    assert meanings([]) == ()


def test_a_revision_has_a_mark_of_its_own() -> None:
    assert meanings([], is_revised=True) == (REVISED,)
    assert meanings(["derived"], is_revised=True) == (DERIVED, REVISED)
    assert MarkMeaning("[r]", "revised: published differently before") == REVISED


def test_every_status_that_is_marked_has_a_meaning_and_a_letter_of_its_own() -> None:
    found = meanings(STATUSES, is_revised=True)
    assert len(found) == len(IN_SENTENCES) + 1
    assert len({each.mark for each in found}) == len(found)
    for status in IN_SENTENCES:
        (meaning,) = meanings([status])
        assert meaning.mark == f"[{status[0]}]"
        assert meaning.meaning.startswith(status)


def test_the_marks_of_rows(snapshot: Snapshot) -> None:
    plans = row_of(snapshot, EHCP)
    assert marks_of([plans]) == (MADE_UP, DERIVED)  # ours and the target; means of others
    assert marks_of([row_of(snapshot, "early-help-returns")]) == (MADE_UP,)
    assert marks_of([row_of(snapshot, "referrals-rate")]) == (DERIVED,)
    assert marks_of([row_of(snapshot, "early-help-returns", area="330")]) == ()
    assert marks_of([]) == ()
    revised = row_of(changed(snapshot, EHCP, Q1, symbol="r"), EHCP)
    assert marks_of([revised]) == (MADE_UP, DERIVED, REVISED)
    early = row_of(changed(snapshot, EHCP, Q1, data_status="provisional"), EHCP)
    assert marks_of([early]) == (MADE_UP, EARLY, DERIVED)


def test_the_marks_of_what_stands_with_rows(snapshot: Snapshot) -> None:
    none = row_of(snapshot, "early-help-returns", area="330")
    assert marks_of([none], ["provisional"]) == (EARLY,)
    assert marks_of([row_of(snapshot, "referrals-rate")], ["illustrative"]) == (MADE_UP, DERIVED)


def test_the_mark_of_the_year_before_is_explained_too(snapshot: Snapshot) -> None:
    """Only last year's quarter is made up: ours, the target and the quarter before are not."""
    real = snapshot
    for when in ("Q1 2025-26", "Q4 2024-25"):
        real = changed(real, "early-help-returns", quarter(when), data_status="published")
    row = row_of(real, "early-help-returns")
    assert row.since_last.status == "published"
    assert row.since_last_year.status == "illustrative"
    assert MADE_UP in marks_of([row])


@pytest.mark.parametrize("indicator_id", [EHCP, "early-help-returns"])
def test_a_suppressed_figure_leaves_the_marks_of_what_else_is_shown(
    snapshot: Snapshot, indicator_id: str
) -> None:
    hidden = row_of(suppressed(snapshot, indicator_id, Q1), indicator_id)
    assert MADE_UP in marks_of([hidden])  # the target
