"""Going back: every snapshot but the live one is offered, and the one chosen becomes live."""

import shutil
from pathlib import Path

import pytest

from kpi.errors import StoreError
from kpi.publishing import rollback
from kpi.publishing.go_live import start_check
from kpi.store import journal, snapshots, writer
from tests.kpi.returning import unproved


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    """A store with two snapshots, the second of them live."""
    place = tmp_path / "store"
    shutil.copytree(store_root, place)
    loaded = snapshots.load(snapshots.current_id(place), place)
    tables = {name: getattr(loaded, name) for name in snapshots.TABLES if name != "indicators"}
    writer.write(
        {**tables, "indicators": loaded.definitions},
        why="second", who="b@c.example", inputs=[], report=[], store=place,
    )  # fmt: skip
    return place


def test_the_one_before_is_offered_and_made_live(where: Path) -> None:
    (before,) = rollback.earlier(where)
    live = snapshots.current_id(where)
    rollback.roll_back(before, who="c@c.example", why="late", store_root=where, prove=unproved)
    assert snapshots.current_id(where) == before
    assert rollback.earlier(where) == (live,)
    told = journal.entries(where)[-1]
    assert (told.action, told.who, told.why) == ("roll back", "c@c.example", "late")


def test_with_the_pointer_lost_those_known_to_have_been_live_are_offered(where: Path) -> None:
    (before,) = rollback.earlier(where)
    (where / "CURRENT").unlink()
    assert rollback.earlier(where) == (before,)
    rollback.roll_back(before, who="c", why="pointer lost", store_root=where, prove=unproved)
    assert snapshots.current_id(where) == before


def test_one_that_cannot_be_shown_or_is_not_there_stays_where_it_is(where: Path) -> None:
    def refuse(_: object) -> object:
        raise start_check.UnshowableError("The scorecard cannot be shown")

    live = snapshots.current_id(where)
    (before,) = rollback.earlier(where)
    with pytest.raises(StoreError, match="cannot be shown"):
        rollback.roll_back(before, who="c", why="w", store_root=where, prove=refuse)
    with pytest.raises(StoreError):
        rollback.roll_back("2020-01-01-000000-abcdef", who="c", why="w", store_root=where)
    assert snapshots.current_id(where) == live
