"""Before and after, as plain data: the proposal's own figures, and nothing that is suppressed."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.publishing import preview, rollback, uploads
from kpi.publishing.proposed_changes import StatusChange
from kpi.publishing.review.fault_rows import FaultTable
from kpi.publishing.uploads import CheckedUpload
from kpi.store import journal, live_pointer, snapshots, writer
from tests.kpi.sent_returns import NEW_FIGURES, good_return, nasty_return

TODAY = date(2025, 11, 20)
Q1, Q2 = parse_period("Q1 2025-26"), parse_period("Q2 2025-26")


@pytest.fixture(scope="module")
def checked(snapshot: Snapshot) -> CheckedUpload:
    """The good return, looked at."""
    return uploads.check(good_return(), snapshot, area="839", today=TODAY)


def test_what_was_found_in_words(checked: CheckedUpload) -> None:
    said = preview.reading_words(checked.received)
    warnings = len(checked.received.faults)
    assert said == (
        f"27 figures, 8 targets and 7 comments for Q1 2023-24 to Q2 2025-26 were read. "
        f"No errors and {warnings} warnings."
    )


def test_errors_come_first(snapshot: Snapshot) -> None:
    received = uploads.check(nasty_return(), snapshot, area="839", today=TODAY).received
    severities = [fault.severity for fault in preview.errors_first(received.faults)]
    assert severities == sorted(severities)
    assert {"error", "warning"} == set(severities)
    errors, warnings = severities.count("error"), severities.count("warning")
    assert preview.fault_words(received) == f"{errors} errors and {warnings} warnings"


def test_what_would_change_in_words(checked: CheckedUpload) -> None:
    assert preview.change_words(checked.compared) == (
        "Figures: 3 new; 3 target statuses change; 1 comment changes."
    )


def test_side_by_side_of_the_new_quarter(snapshot: Snapshot, checked: CheckedUpload) -> None:
    assert checked.after is not None
    pairs = {
        pair.indicator_id: pair for pair in preview.side_by_side(snapshot, checked.after, Q2, "839")
    }
    plans = pairs["ehcp-20-weeks"]
    assert plans.differs
    assert (plans.before.figure, plans.before.period) == ("53.9%", "Q1 2025-26")
    assert (plans.before.status, plans.before.data_status) == ("awaiting data", "illustrative")
    assert (plans.after.figure, plans.after.period) == ("56.0%", "Q2 2025-26")
    assert (plans.after.status, plans.after.data_status) == ("off target", "provisional")
    assert (plans.after.target, plans.after.target_data_status) == (
        "60.0% or more",
        "illustrative",
    )
    assert {name for name, pair in pairs.items() if pair.differs} == {f[0] for f in NEW_FIGURES}
    earlier = preview.side_by_side(snapshot, checked.after, Q1, "839")
    assert not any(pair.differs for pair in earlier)
    assert {name for name, pair in pairs.items() if pair.flips} == {f[0] for f in NEW_FIGURES}
    assert (plans.before.is_old, plans.after.is_old) == (True, False)


def test_the_returns_quarter_is_offered_first(snapshot: Snapshot, checked: CheckedUpload) -> None:
    assert checked.after is not None
    among = preview.quarters(snapshot, checked.after, "839")
    assert list(among) == sorted(among, reverse=True)
    assert preview.return_quarter(checked.received, among) == Q2
    assert preview.return_quarter(checked.received, [Q1]) == Q1


def test_illustrative_figures_are_counted_before_and_after(
    snapshot: Snapshot, checked: CheckedUpload
) -> None:
    assert checked.after is not None
    said = preview.illustrative_words(snapshot, checked.after, Q2, "839")
    assert said.startswith("Before: 24 of ")
    assert " After: 24 of " in said
    same = preview.illustrative_words(snapshot, checked.after, Q1, "839")
    assert not same.startswith("Before")


def test_a_small_count_is_suppressed_in_the_preview_already(snapshot: Snapshot) -> None:
    few = (("early-help-returns", "1.8", "3", "171"), *NEW_FIGURES[1:])
    found = uploads.check(good_return(few), snapshot, area="839", today=TODAY)
    assert found.proposal is not None
    assert found.after is not None
    assert "1 newly suppressed" in preview.change_words(found.compared)
    (hidden,) = [d for d in found.proposal.differences if d.kind == "newly suppressed"]
    assert preview.in_order(found.proposal.differences)[0] == hidden
    pairs = preview.side_by_side(snapshot, found.after, Q2, "839")
    (pair,) = [pair for pair in pairs if pair.indicator_id == "early-help-returns"]
    assert pair.after.status == "suppressed"
    for text in (hidden.after, hidden.before, pair.after.figure):
        assert "1.8" not in text
        assert "3" not in text


def test_the_returns_quarter_is_named_and_offered_with_those_that_flip(
    snapshot: Snapshot, checked: CheckedUpload
) -> None:
    assert preview.report_words(checked.received) == "Quarter 2 2025-26 (July to September 2025)"
    among = preview.quarters(snapshot, checked.compared.after, "839")
    offered = preview.offered_quarters(checked.received, checked.compared, among)
    assert [quarter.short for quarter in offered] == ["Q2 2025-26", "Q1 2025-26", "Q4 2024-25"]
    early = StatusChange("ehcp-20-weeks", "Plans", "Q2 2023-24", "on target", "off target")
    flipped = replace(checked.compared, flips=(early,))
    offered = preview.offered_quarters(checked.received, flipped, among)
    assert [quarter.short for quarter in offered] == ["Q2 2025-26", "Q1 2025-26", "Q2 2023-24"]


def test_a_return_without_a_readable_quarter_says_so(checked: CheckedUpload) -> None:
    read = replace(checked.received.read, values=())
    assert preview.report_words(replace(checked.received, read=read)) == "no quarter could be read"


def test_what_else_flips_and_what_the_download_has_is_said() -> None:
    assert preview.more_flips_words(4, 4) == ""
    assert preview.more_flips_words(5, 4) == "1 more status changes in other reports."
    assert preview.more_flips_words(9, 4) == "5 more statuses change in other reports."
    assert preview.fault_rest_words(FaultTable((), 3, 3, is_cut=False)) == ""
    whole = "The whole text of each fault is in Faults (CSV)."
    assert preview.fault_rest_words(FaultTable((), 3, 3, is_cut=True)) == whole
    cut = preview.fault_rest_words(FaultTable((), 200, 312, is_cut=False))
    assert cut == f"The first 200 of 312 are shown. {whole}"


def test_a_cut_table_says_so() -> None:
    assert preview.rest_words(5, 5) == ""
    assert preview.rest_words(200, 312) == "The first 200 of 312 are shown."


# ---- history ------------------------------------------------------------------------------


def test_history_is_newest_first_without_moves_that_did_not_happen(
    store_root: Path, tmp_path: Path
) -> None:
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    first = snapshots.current_id(where)
    second = writer.write(
        _tables(where, first),
        why="second",
        who="b@c.example",
        inputs=[],
        report=[],
        store=where,
        based_on=first,
    )
    lost = journal.JournalEntry(journal.now(), "x", "never happened", "publish", second, "lost")
    journal.note(where, lost)
    live_pointer.point_to(first, where, why="back", who="c@c.example")
    told = preview.history(where)
    assert [(past.who, past.why, past.action, past.snapshot_id) for past in told] == [
        ("c@c.example", "back", "roll back", first),
        ("b@c.example", "second", "publish", second),
        ("tests", "tests", told[2].action, first),
    ]
    assert [past.is_live for past in told] == [True, False, False]
    titles = preview.snapshot_titles(where)
    assert titles == {
        first: f"{told[2].when}: tests ({first})",
        second: f"{told[1].when}: second ({second})",
    }
    assert rollback.earlier(where) == (second,)


def _tables(where: Path, snapshot_id: str) -> dict[str, pl.DataFrame]:
    loaded = snapshots.load(snapshot_id, where)
    tables = {name: getattr(loaded, name) for name in snapshots.TABLES if name != "indicators"}
    return {**tables, "indicators": loaded.definitions}


def test_a_command_is_named_as_one() -> None:
    person = preview.PublishedVersion("", "b@c.example", "", "", "", is_live=False)
    assert person.who_in_words == "b@c.example"
    command = replace(person, who="python -m kpi build")
    assert command.who_in_words == "by command (python -m kpi build)"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T16:56:46+00:00", "23 November 2026, 16:56"),
        ("2026-07-01T23:30:00+00:00", "2 July 2026, 00:30"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_are_told_in_local_time(moment: str, said: str) -> None:
    assert preview.when(moment) == said
