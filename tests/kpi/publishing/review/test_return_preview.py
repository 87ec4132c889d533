"""A return with errors compared all the same, without its faulty lines; and never published."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpi.disclosure import refused_texts
from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from kpi.publishing import publication, submission, uploads
from kpi.publishing.review import return_preview
from kpi.publishing.review.return_preview import OmittedLines, left_out_words
from kpi.publishing.uploads import CheckedUpload, UploadedReturn
from kpi.store import live_snapshot, snapshots
from tests.kpi.sent_returns import (
    NEW_FIGURES,
    as_csv,
    comment_row,
    good_return,
    rows_of,
    value_row,
)

TODAY = date(2025, 11, 20)
PLANS = "ehcp-20-weeks"
FAULTY = (*NEW_FIGURES[:2], (PLANS, "fifty six", "98", "175"))


def check(files: list[UploadedReturn], live: Snapshot) -> CheckedUpload:
    return uploads.check(files, live, area="839", today=TODAY)


def changed(found: CheckedUpload) -> dict[str, str]:
    return {d.indicator_id: d.after for d in found.compared.differences}


def test_a_faulty_line_is_left_out_and_the_rest_is_compared(snapshot: Snapshot) -> None:
    found = check(good_return(FAULTY), snapshot)
    assert [fault.rule for fault in found.received.errors] == ["what-does-this-mean"]
    assert found.proposal is None
    assert changed(found) == {"assessments-45-days": "93.0%", "early-help-returns": "9.9%"}
    assert {flip.indicator_id for flip in found.compared.flips} == set(changed(found))
    assert found.compared.left_out == OmittedLines(1, 0, 0)
    assert not found.compared.is_empty


def test_a_return_without_errors_leaves_nothing_out(snapshot: Snapshot) -> None:
    found = check(good_return(), snapshot)
    assert found.proposal is not None
    assert found.compared.left_out is None
    assert found.compared.differences == found.proposal.differences
    assert found.compared.flips == found.proposal.flips


@pytest.mark.parametrize("readable", ["readable first", "readable second"])
def test_of_two_figures_for_one_period_neither_is_compared(
    snapshot: Snapshot, readable: str
) -> None:
    """A line that cannot be read may be the right one of the two."""
    twice = [*NEW_FIGURES, (PLANS, "57.1", "100", "175")]
    if readable == "readable second":
        twice = [(PLANS, "57.1", "100", "175"), *NEW_FIGURES]
    found = check(good_return(twice), snapshot)
    assert [fault.rule for fault in found.received.errors] == ["duplicate-value"]
    assert PLANS not in changed(found)
    assert found.compared.left_out == OmittedLines(2, 0, 0)


def test_faulty_comments_and_targets_are_left_out_too(snapshot: Snapshot) -> None:
    values = [*rows_of("observations"), *(value_row(*figure) for figure in NEW_FIGURES)]
    targets = [dict(row) for row in rows_of("targets")]
    targets[0]["target"] = "many"
    comment = {**comment_row("98 of 175 plans were issued in time."), "due": "31/13/2026"}
    files = [
        UploadedReturn("values.csv", as_csv(values)),
        UploadedReturn("targets.csv", as_csv(targets)),
        UploadedReturn("commentary.csv", as_csv([*rows_of("commentary"), comment])),
    ]
    found = check(files, snapshot)
    assert found.compared.left_out == OmittedLines(0, 1, 1)
    told = found.compared.after.commentary.filter(
        indicator_id=PLANS, reporting_quarter="Q2 2025-26"
    )
    assert told.is_empty()
    assert found.compared.after.targets.equals(
        check(good_return(), snapshot).compared.after.targets
    )


def test_small_counts_are_hidden_in_it_as_they_would_be(snapshot: Snapshot) -> None:
    few = (("early-help-returns", "1.8", "3", "171"), *FAULTY[1:])
    found = check(good_return(few), snapshot)
    assert found.received.errors
    (hidden,) = found.compared.hidden
    assert hidden.indicator_id == "early-help-returns"
    row = found.compared.after.observations.filter(
        indicator_id="early-help-returns", reporting_quarter="Q2 2025-26"
    ).row(0, named=True)
    assert (row["value"], row["numerator"], row["symbol"]) == (None, None, "c")


def test_another_councils_return_is_not_compared(snapshot: Snapshot) -> None:
    rows = [{**row, "council": "Bristol, City of"} for row in rows_of("observations")]
    found = check([UploadedReturn("values.csv", as_csv(rows))], snapshot)
    assert "another-council" in {fault.rule for fault in found.received.errors}
    assert found.compared.refusal == return_preview.ANOTHER_COUNCIL
    assert found.compared.differences == ()
    assert found.compared.after is snapshot


def test_what_must_not_be_shown_leaves_the_faults_on_the_page(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison alone is refused: the officer still sees every fault."""

    def refuse(*arguments: object, **named: object) -> None:
        raise InputError("a comment names a figure that must not be shown")

    monkeypatch.setattr(refused_texts, "refuse", refuse)
    found = check(good_return(FAULTY), snapshot)
    assert found.compared.refusal == "a comment names a figure that must not be shown"
    assert found.received.errors


def test_nothing_of_a_comparison_can_be_published(
    store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    live = live_snapshot.live(where).snapshot
    before = snapshots.snapshot_ids(where)
    found = check(good_return(FAULTY), live)
    with pytest.raises(InputError, match="1 error in the return"):
        submission.proposal(found.received, live, area="839", why="x", today=TODAY)
    with pytest.raises(AttributeError):
        publication.publish(found.compared, who="x", why="x", files=[])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="1 error in the return"):
        uploads.publish(
            good_return(FAULTY), live, area="839", who="x", why="x", today=TODAY, looked_at=live.id
        )
    assert snapshots.snapshot_ids(where) == before


def test_what_was_left_out_is_said() -> None:
    assert left_out_words(None) == ""
    assert left_out_words(OmittedLines(0, 0, 0)) == "Worked out without what is in error."
    assert left_out_words(OmittedLines(2, 0, 1)) == (
        "Worked out without the 2 figures and the comment in error."
    )
    assert left_out_words(OmittedLines(1, 3, 2)) == (
        "Worked out without the figure, the 3 targets and the 2 comments in error."
    )


def test_a_comparison_of_words_alone_is_not_empty(snapshot: Snapshot) -> None:
    found = check(good_return(FAULTY), snapshot).compared
    bare = replace(found, differences=(), others=())
    assert bare.is_empty
    assert not replace(bare, others=found.others).is_empty
