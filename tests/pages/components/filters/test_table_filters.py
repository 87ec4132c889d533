"""The choices of Build a table: a saved selection is opened, a faulty one changes nothing."""

import json
from typing import Any

import pytest

from kpi.model.snapshot import Snapshot
from kpi.tables import selection
from kpi.tables.selection import Selection
from pages.components.filters import table_filters

BCP = "Bournemouth, Christchurch and Poole"


PLANS = "SEN_EHC_Excpt_20wks"


def state_after(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, data: str) -> dict[str, Any]:
    """What opening a file leaves in the visit's state."""
    state: dict[str, Any] = {"table": Selection("839", (PLANS,))}
    monkeypatch.setattr(table_filters.st, "session_state", state)
    table_filters.open_file(snapshot.id, "mine.json", data)
    return state


def test_a_saved_selection_comes_back(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Selection("839", (PLANS, "LAC"), ("home", "region", "england"), wide=True)
    state = state_after(snapshot, monkeypatch, selection.to_json(wanted).decode())
    assert state["table"] == selection.strict(snapshot, wanted)
    assert table_filters.opened_file_notice() == (
        f"The saved selection was opened: 2 measures, 3 areas, all periods; own authority {BCP}.",
        False,
    )
    assert table_filters.opened_file_notice() == ("", False)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"measures": ["nope"]}, "mine.json was not opened: the selection: no measure 'nope'."),
        ({"version": 9}, "mine.json was not opened: the selection is of version 9, not 1."),
    ],
)
def test_a_faulty_file_changes_nothing(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], fault: str
) -> None:
    before = Selection("839", (PLANS,))
    form = {**json.loads(selection.to_json(before)), **change}
    state = state_after(snapshot, monkeypatch, json.dumps(form))
    assert state["table"] == before
    assert table_filters.opened_file_notice() == (fault, True)


@pytest.mark.parametrize("data", ["", "[]", "\ud800", "x" * 90_000, "[" * 50_000])
def test_what_is_no_selection_changes_nothing(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, data: str
) -> None:
    state = state_after(snapshot, monkeypatch, data)
    assert state["table"] == Selection("839", (PLANS,))
    assert table_filters.opened_file_notice()[1]
