"""When the Publish button works."""

from datetime import date

from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.publishing.review import publish_gate
from kpi.publishing.review.publish_gate import PublishGate
from kpi.publishing.uploads import UploadedReturn
from tests.kpi.sent_returns import NEW_FIGURES, as_csv, good_return, rows_of

TODAY = date(2025, 11, 20)


def gate_of(files: list[UploadedReturn], snapshot: Snapshot) -> PublishGate:
    return publish_gate.gate(uploads.check(files, snapshot, area="839", today=TODAY))


def test_a_return_without_errors_that_changes_something_can_be_published(
    snapshot: Snapshot,
) -> None:
    assert gate_of(good_return(), snapshot) == PublishGate(0, is_needless=False, is_open=True)


def test_an_error_keeps_the_button_off(snapshot: Snapshot) -> None:
    wrong = (*NEW_FIGURES[:2], ("ehcp-20-weeks", "fifty six", "98", "175"))
    found = gate_of(good_return(wrong), snapshot)
    assert found == PublishGate(1, is_needless=False, is_open=False)


def test_a_return_that_changes_nothing_has_no_button(snapshot: Snapshot) -> None:
    live = [
        UploadedReturn(f"{kind}.csv", as_csv(rows_of(name)))
        for kind, name in (
            ("values", "observations"),
            ("targets", "targets"),
            ("commentary", "commentary"),
        )
    ]
    assert gate_of(live, snapshot) == PublishGate(0, is_needless=True, is_open=False)


def test_a_reason_is_asked_for_and_blanks_are_none() -> None:
    assert publish_gate.refusal("signed off by the Director") == ""
    asked = publish_gate.refusal("")
    assert asked == "Say why: it stands in the history and beside revised figures."
    assert publish_gate.refusal("  ") == asked
