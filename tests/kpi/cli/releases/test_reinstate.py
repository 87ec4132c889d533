"""The command that goes back by a release."""

from pathlib import Path

import pytest

from kpi.cli.command_classes import FAULT
from kpi.store import journal, snapshots
from tests.kpi.cli.running import good, run
from tests.kpi.publishing.releases.a_release import FSM, inputs, small


@pytest.mark.usefixtures("shared_store")
def test_without_a_release_taken_in_there_is_none_to_go_back_from() -> None:
    done = run("reinstate", "dfe-cin", "--why", "it was wrong")
    assert done.status == FAULT
    assert done.err.splitlines()[-1].endswith(
        "no release of 'dfe-cin' was taken in, so there is none to go back from; sources with "
        "one: none"
    )


def test_going_back_is_looked_at_and_done_with_a_reason(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    here = str(inputs(tmp_path))
    first = snapshots.load(snapshots.current_id(where), where)
    near = str(small(tmp_path / "near", {FSM: 5.0}))
    named = ("--edition", "July 2026", "--accept")
    good("refresh", "dfe-lait", "--from", near, "--inputs", here, *named)
    taken = snapshots.current_id(where)
    looked = good("reinstate", "dfe-lait", "--inputs", here).text.splitlines()
    edition = first.source("dfe-lait").edition
    assert looked[0] == f"dfe-lait: July 2026 goes, {edition} comes in force again"
    assert [line for line in looked[1:-1] if not line.startswith("page: ")] == []
    assert len(looked) > 2
    assert looked[-1] == "nothing was changed: to do it, say why with --why TEXT"
    assert snapshots.current_id(where) == taken
    done = good("reinstate", "dfe-lait", "--inputs", here, "--why", "DfE took it back")
    made = snapshots.current_id(where)
    assert done.text.splitlines()[-1] == (
        f"in force again: dfe-lait, {edition}; snapshot {made} is live"
    )
    assert journal.entries(where)[-1].why.endswith("in force again. DfE took it back")
    live = snapshots.load(made, where)
    assert live.observations.equals(first.observations)
    assert live.releases.is_empty()
