"""Going back by a release: figures, marks, log and feed are those of the time before it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.indicators.revisions import corrections
from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.notices.feed_entries import REFRESHED, notice_feed
from kpi.publishing import build
from kpi.publishing.releases import refresh, reinstatement
from kpi.publishing.releases.reinstatement import Reinstatement
from kpi.sources.releases import taken_in
from kpi.store import journal, snapshots
from tests.kpi.publishing.releases.a_release import (
    FSM,
    INDICATORS,
    NON_FSM,
    inputs,
    request,
    small,
)
from tests.kpi.returning import unproved

GAP = "ks4-fsm-gap"


def live(where: Path) -> Snapshot:
    return snapshots.load(snapshots.current_id(where), where)


def take_in(folder: Path, here: Path, where: Path, edition: str, day: date) -> None:
    with refresh.looked_at(request(folder, here, edition=edition), day, where) as found:
        refresh.accept(found, who="me", where=where, prove=unproved)


def look(here: Path, where: Path) -> Reinstatement:
    return reinstatement.looked_at("dfe-lait", here, INDICATORS, "839", where, illustrative=True)


def refreshed(where: Path) -> list[str]:
    feed = notice_feed(live(where), "839", where, "https://x.test")
    return [entry.title for entry in feed.entries if entry.kind == REFRESHED]


def told(snapshot: Snapshot) -> list[str]:
    return [each.in_words for each in corrections(snapshot, snapshot.indicator(GAP), "839")]


def tables(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    names = ("observations", "targets", "commentary", "revisions", "measures", "sources")
    return {name: getattr(snapshot, name) for name in (*names, *schemas.LATER_TABLES)}


def test_each_step_back_is_as_it_was_before(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    states = [live(where)]
    changes = [{FSM: 5.0}, {FSM: 5.0, NON_FSM: 2.0}]
    for number, change in enumerate(changes, start=1):
        folder = small(tmp_path / f"new {number}", change)
        take_in(folder, here, where, f"Edition {number}", date(2026, 11, 10 + number))
        states.append(live(where))
    assert [len(told(state)) for state in states] == [0, 1, 2]
    assert len(refreshed(where)) == 2
    pointer = here / "releases" / "dfe-lait" / taken_in.POINTER
    for number in (1, 0):
        before = live(where).id
        found = look(here, where)
        assert (found.left.edition, len(found.effects) > 0) == (f"Edition {number + 1}", True)
        assert live(where).id == before
        made = reinstatement.accept(
            found, who="me", why="DfE took it back.", where=where, prove=unproved
        )
        now = live(where)
        assert now.id == made
        for name, table in tables(states[number]).items():
            assert getattr(now, name).equals(table), name
        assert told(now) == told(states[number])
        assert len(refreshed(where)) == number
        assert (pointer.read_text().strip() if pointer.exists() else "0") == str(number)
        assert journal.entries(where)[-1].why == (
            f"Local Authority Interactive Tool (LAIT): Edition {number + 1} taken back, "
            f"{now.source('dfe-lait').edition} in force again. DfE took it back."
        )
        # A build from then on has the same.
        again = build.build(here, INDICATORS)
        assert build.preview(again, where) == ["nothing would change"]
    with pytest.raises(InputError, match="no release of 'dfe-lait' was taken in"):
        look(here, where)


def test_going_back_by_the_pointer_alone_says_the_same(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    old = live(where)
    take_in(small(tmp_path / "new", {FSM: 5.0}), here, where, "Edition 1", date(2026, 11, 11))
    (here / "releases" / "dfe-lait" / taken_in.POINTER).unlink()
    lines = []
    build.publish(
        build.build(here, INDICATORS), why="back", who="me", store_root=where, prove=unproved,
        print_line=lines.append,
    )  # fmt: skip
    assert [(line.source, line.why) for line in lines] == [
        (
            "releases",
            "no longer in force: Local Authority Interactive Tool (LAIT), Edition 1, taken in on "
            "11 November 2026",
        )
    ]
    for name, table in tables(live(where)).items():
        assert table.equals(getattr(old, name)), name
    assert told(live(where)) == []
    assert refreshed(where) == []


def test_what_cannot_be_published_leaves_the_release_in_force(where: Path, tmp_path: Path) -> None:
    here = inputs(tmp_path)
    take_in(small(tmp_path / "new", {FSM: 5.0}), here, where, "Edition 1", date(2026, 11, 11))
    was = live(where)

    def refuse(*_: object) -> None:
        raise InputError("a page cannot be shown")

    found = look(here, where)
    with pytest.raises(InputError, match="a page cannot be shown"):
        reinstatement.accept(found, who="me", why="Back.", where=where, prove=refuse)
    assert live(where).id == was.id
    assert taken_in.current(taken_in.place(here))["dfe-lait"] == found.left
