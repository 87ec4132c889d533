"""The four steps: what each found, where the officer is, and what is done."""

from dataclasses import replace
from datetime import date

import pytest

from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.publishing.review import progress
from kpi.publishing.review.progress import DONE, HERE, STEPS, WAITING, ReviewStep
from kpi.publishing.uploads import CheckedUpload
from tests.kpi.sent_returns import NEW_FIGURES, good_return

TODAY = date(2025, 11, 20)


def states(steps: tuple[ReviewStep, ...]) -> list[str]:
    assert [step.name for step in steps] == list(STEPS)
    assert [step.number for step in steps] == [1, 2, 3, 4]
    return [step.state for step in steps]


def told(steps: tuple[ReviewStep, ...]) -> list[str]:
    return [step.outcome for step in steps]


@pytest.fixture(scope="module")
def good(snapshot: Snapshot) -> CheckedUpload:
    few = (("early-help-returns", "1.8", "3", "171"), *NEW_FIGURES[1:])
    return uploads.check(good_return(few), snapshot, area="839", today=TODAY)


@pytest.fixture(scope="module")
def faulty(snapshot: Snapshot) -> CheckedUpload:
    wrong = (*NEW_FIGURES[:2], ("ehcp-20-weeks", "fifty six", "98", "175"))
    return uploads.check(good_return(wrong), snapshot, area="839", today=TODAY)


def test_without_a_return_the_first_step_waits() -> None:
    assert states(progress.not_loaded()) == [HERE, WAITING, WAITING, WAITING]
    assert told(progress.not_loaded())[1:] == ["", "", ""]
    unread = progress.not_loaded(unreadable=True)
    assert states(unread) == [HERE, WAITING, WAITING, WAITING]
    assert told(unread)[0] == "the file cannot be read"


def test_errors_hold_at_the_second_step_and_the_third_says_what_it_can(
    faulty: CheckedUpload,
) -> None:
    steps = progress.reviewed(faulty.received, faulty.compared, ["a.xlsx"])
    warnings = len(faulty.received.faults) - 1
    assert states(steps) == [DONE, HERE, WAITING, WAITING]
    assert told(steps) == [
        "a.xlsx, 27 figures",
        f"1 error to mend, {warnings} warnings",
        "2 statuses change",
        "waits for 1 error",
    ]


def test_without_errors_the_last_step_is_ready(good: CheckedUpload) -> None:
    steps = progress.reviewed(good.received, good.compared, ["v.csv", "t.csv", "c.csv"])
    assert states(steps) == [DONE, DONE, DONE, HERE]
    assert told(steps)[0] == "v.csv and 2 more files, 27 figures"
    assert told(steps)[1].startswith("no errors, ")
    assert told(steps)[2:] == [
        "3 statuses change, 1 figure suppressed",
        "ready: say why, then publish",
    ]


def test_nothing_to_change_holds_at_the_third_step(good: CheckedUpload) -> None:
    same = replace(good.compared, differences=(), flips=(), hidden=(), others=())
    steps = progress.reviewed(good.received, same, ["a.xlsx"])
    assert states(steps) == [DONE, DONE, HERE, WAITING]
    assert told(steps)[2:] == ["nothing would change", "nothing to publish"]


def test_somebody_elses_publishing_sends_back_to_the_third_step(good: CheckedUpload) -> None:
    steps = progress.reviewed(good.received, good.compared, ["a.xlsx"], was_overtaken=True)
    assert states(steps) == [DONE, DONE, HERE, WAITING]
    assert told(steps)[2].startswith("look again: 3 statuses change")


def test_what_was_refused_is_not_compared(faulty: CheckedUpload) -> None:
    refused = replace(faulty.compared, refusal="another council")
    assert progress.change_words(refused) == "not compared"


def test_published_is_all_done() -> None:
    steps = progress.published("2026-01-01")
    assert states(steps) == [DONE] * 4
    assert told(steps)[3] == "snapshot 2026-01-01 is live"


def test_one_flip_and_none_are_said_right(good: CheckedUpload) -> None:
    one = replace(good.compared, flips=good.compared.flips[:1])
    assert progress.flip_words(one) == "1 status changes"
    assert progress.flip_words(replace(one, flips=())) == "no status changes"


def test_an_indicator_is_chosen_looked_at_and_confirmed() -> None:
    assert states(progress.choosing()) == [HERE, WAITING, WAITING, WAITING]
    looked_at = progress.chosen("Persistent absence")
    assert states(looked_at) == [DONE, HERE, WAITING, WAITING]
    assert told(looked_at)[0] == "Persistent absence"
    asked = progress.drafted("Persistent absence", "directorate and owner", "7 become 8")
    assert states(asked) == [DONE, DONE, DONE, HERE]
    assert told(asked) == [
        "Persistent absence", "directorate and owner", "7 become 8", "ready: confirm it",
    ]  # fmt: skip
