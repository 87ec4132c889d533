"""Taking back what was published: from every state, at once, in a folder and an object store."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from obstore.store import MemoryStore

from kpi.cli import main as command_line
from kpi.errors import InputError, StoreError
from kpi.model.snapshot import Snapshot
from kpi.publishing import build, preview, proposed_changes, publication, rollback, withdrawal
from kpi.publishing.build import BuildResult
from kpi.store import (
    journal,
    live_pointer,
    live_snapshot,
    old_snapshots,
    served_snapshots,
    snapshots,
    withholding,
)
from kpi.store.backends import location
from kpi.store.backends.location import Where
from kpi.store.backends.object_store import ObjectStore
from tests.kpi.changing import BCP
from tests.kpi.returning import EARLY, PLANS, WHY, YEAR_2024, comment, figure, shown, unproved

Q1, Q2, Q3, Q4 = YEAR_2024
SMALL = (None, None, None, "c")
Publish = Callable[..., str]


@pytest.fixture(params=["folder", "memory"])
def where(
    request: pytest.FixtureRequest, built: BuildResult, store_root: Path, tmp_path: Path
) -> Where:
    """A store with one snapshot, in a folder and in an object store."""
    if request.param == "folder":
        shutil.copytree(store_root, tmp_path / "store")
        return tmp_path / "store"
    found = ObjectStore(f"memory://{uuid.uuid4()}", MemoryStore())
    build.publish(built, why="tests", who="tests", store_root=found, prove=unproved)
    return found


@pytest.fixture
def publish(where: Where) -> Publish:
    """Publishes rows on top of what is live, as an officer does."""

    def published(*rows: dict[str, object], comments: tuple[dict[str, object], ...] = ()) -> str:
        live = served_snapshots.state(snapshots.current_id(where), where)
        found = proposed_changes.propose(
            live,
            pl.DataFrame(list(rows), schema=live.observations.schema),
            live.targets.clear(),
            pl.DataFrame(list(comments), schema=live.commentary.schema),
            area=BCP,
            why=WHY,
            today=date(2025, 7, 20),
            shown=served_snapshots.shown(where, BCP),
        )
        return publication.publish(
            found, who="officer", why=WHY, files=[], store_root=where, prove=unproved
        )

    return published


def said(snapshot: Snapshot) -> str:
    """All that a snapshot says of the council, figures and words."""
    home = pl.col("area") == BCP
    tables = ("observations", "commentary", "targets", "revisions")
    return "\n".join(getattr(snapshot, name).filter(home).write_ndjson() for name in tables)


# ---- past snapshots under the newest suppression ------------------------------------------------


def test_what_is_hidden_now_is_hidden_in_every_older_state(where: Where, publish: Publish) -> None:
    """Shown 30 of 172, then corrected to 20, then to 3: no state shows what it was, nor says it."""
    first = publish(
        figure(EARLY, "Q1 2025-26", 30, 172),
        comments=(comment(EARLY, "Q1 2025-26", what_happened="30 of 172 cases came back."),),
    )
    second = publish(
        figure(EARLY, "Q1 2025-26", 20, 172),
        comments=(comment(EARLY, "Q1 2025-26", what_happened="20 of 172, and more to come."),),
    )
    third = publish(
        figure(EARLY, "Q1 2025-26", 3, 172),
        comments=(comment(EARLY, "Q1 2025-26", what_happened="Fewer than before."),),
    )
    for name in (first, second, third):
        state = live_snapshot.frozen(name, where)
        assert state.id == name
        assert shown(state, EARLY, "Q1 2025-26") == SMALL
        text = said(state)
        assert "of 172" not in text, name
        assert '"old_value":17.4' not in text, name
    assert shown(snapshots.load(first, where), EARLY, "Q1 2025-26")[1] == 30, "the files stay"
    kept = live_snapshot.frozen(first, where).commentary.filter(pl.col("indicator_id") != EARLY)
    assert kept.height > 0


def test_a_rolled_back_state_is_shown_under_the_newest_suppression_too(
    where: Where, publish: Publish
) -> None:
    older = publish(figure(EARLY, "Q1 2025-26", 30, 172))
    publish(figure(EARLY, "Q1 2025-26", 3, 172))
    live_pointer.point_to(older, where, why="wrong", who="officer")
    assert shown(live_snapshot.live(where).snapshot, EARLY, "Q1 2025-26") == SMALL


def test_a_past_state_that_hides_nothing_is_itself(where: Where, publish: Publish) -> None:
    first = snapshots.current_id(where)
    publish(figure(PLANS, "Q2 2025-26", 120, 180))
    past, raw = live_snapshot.frozen(first, where), snapshots.load(first, where)
    assert past.observations.equals(raw.observations)
    assert past.commentary.equals(raw.commentary)


# ---- withholding a snapshot -------------------------------------------------------------------


def test_a_snapshot_is_taken_out_of_every_state(where: Where, publish: Publish) -> None:
    first = snapshots.current_id(where)
    bad = publish(figure(PLANS, "Q2 2025-26", 120, 180))
    publish(figure(PLANS, "Q2 2025-26", 121, 180))
    live = snapshots.current_id(where)
    assert live_snapshot.frozen(bad, where).id == bad
    assert withdrawal.withhold_snapshot(bad, where, who="officer", why="It told too much") == live
    served_snapshots._marks.clear()  # a far store is asked again after some seconds
    with pytest.raises(StoreError, match=r"was withheld on 20\d\d-\d\d-\d\d .*It told too much"):
        live_snapshot.frozen(bad, where)
    with pytest.raises(StoreError, match="was withheld"):
        live_pointer.point_to(bad, where)
    assert bad not in rollback.earlier(where)
    assert first in rollback.earlier(where)
    told = preview.history(where)[0]
    assert (told.action, told.why, told.is_live) == (
        "withhold", f"Snapshot {bad}: It told too much", True,
    )  # fmt: skip
    assert all(not checked.fault for checked in snapshots.verify(where))
    assert old_snapshots.delete_unserved(where) == (bad,)
    assert all(not checked.fault for checked in snapshots.verify(where))
    with pytest.raises(StoreError, match="was withheld"):
        live_snapshot.frozen(bad, where)
    with pytest.raises(StoreError, match="was withheld"):
        withdrawal.withhold_snapshot(bad, where, who="officer", why="again")


def test_the_live_snapshot_gives_way_to_the_one_before(where: Where, publish: Publish) -> None:
    first = snapshots.current_id(where)
    bad = publish(figure(PLANS, "Q2 2025-26", 120, 180))
    assert withdrawal.withhold_snapshot(bad, where, who="officer", why="Wrong file") == first
    assert live_snapshot.live(where).snapshot.id == first
    with pytest.raises(StoreError, match="no other snapshot to show"):
        withdrawal.withhold_snapshot(first, where, who="officer", why="All wrong")
    assert snapshots.current_id(where) == first
    with pytest.raises(StoreError, match="There is no snapshot"):
        withdrawal.withhold_snapshot("2020-01-01-000000-abcdef", where, who="officer", why="x")


# ---- withholding a figure -----------------------------------------------------------------------


def early(period: str, live: Snapshot) -> withholding.WithheldFigure:
    return withdrawal.figure_named(f"{EARLY}:{period}", live, BCP)


def test_a_figure_is_taken_out_of_every_state(where: Where, publish: Publish) -> None:
    """A figure that was published and then corrected shows in no state once it is withdrawn."""
    first = publish(
        figure(EARLY, "Q2 2025-26", 29, 175),
        comments=(comment(EARLY, "Q2 2025-26", what_happened="29 of 175 cases came back."),),
    )
    second = publish(figure(EARLY, "Q2 2025-26", 28, 175))
    live_pointer.point_to(first, where, why="rolled back", who="officer")
    live = live_snapshot.live(where).snapshot
    made = withdrawal.withhold_figure(
        early("Q2 2025-26", live), where, who="officer", why="Counted from the wrong list"
    )
    served_snapshots._marks.clear()
    assert snapshots.current_id(where) == made
    for name in (first, second, made):
        state = live_snapshot.frozen(name, where)
        assert shown(state, EARLY, "Q2 2025-26") == SMALL, name
        assert "of 175" not in said(state)
        assert '"value":16.0,' not in said(state)
        assert '"value":16.6,' not in said(state)
    assert shown(snapshots.load(made, where), EARLY, "Q2 2025-26") == SMALL
    told = journal.entries(where)[-1]
    assert told.action == "withhold"
    assert told.why == (
        f"{EARLY}, area 839, Q2 2025-26 (Jul to Sep 2025): Counted from the wrong list"
    )
    everything = "\n".join(
        location.open_backend(where).lines("HISTORY")
        + location.open_backend(where).lines("WITHHELD")
    )
    assert "29 of" not in everything
    assert "16.6" not in everything
    assert all(not checked.fault for checked in snapshots.verify(where))
    assert live_snapshot.live(where).snapshot.id == made, "a running app notices"
    # A later return may bring it again, corrected: that is another figure.
    later = publish(figure(EARLY, "Q2 2025-26", 40, 175))
    entry = replace(withholding.entries(where)[0], at="2020-01-01T00:00:00+00:00")
    assert withholding.figures([entry], "2026-01-01T00:00:00+00:00").is_empty()
    assert shown(snapshots.load(later, where), EARLY, "Q2 2025-26")[1] == 40


def test_what_would_give_a_withheld_figure_away_goes_too(where: Where, publish: Publish) -> None:
    """493 of 635 in calendar 2024, less three quarters, would be the fourth."""
    counts = ((120, 160), (121, 150), (86, 129), (166, 196))
    publish(*(figure(PLANS, q, n, d) for q, (n, d) in zip(YEAR_2024, counts, strict=True)))
    live = live_snapshot.live(where).snapshot
    name = withdrawal.figure_named(f"{PLANS}:839:{Q3}", live, "331")
    made = snapshots.load(
        withdrawal.withhold_figure(name, where, who="officer", why="Not ours"), where
    )
    symbols = [shown(made, PLANS, q)[3] for q in YEAR_2024]
    assert symbols.count("c") >= 2
    assert symbols[2] == "c"


def test_a_reason_that_names_the_figure_is_refused(where: Where, publish: Publish) -> None:
    publish(figure(EARLY, "Q2 2025-26", 29, 175))
    live = live_snapshot.live(where).snapshot
    for why in ("It said 29 of 175", "16.6% was wrong"):
        with pytest.raises(InputError, match="the reason names the figure"):
            withdrawal.withhold_figure(early("Q2 2025-26", live), where, who="officer", why=why)
    assert withholding.entries(where) == []
    with pytest.raises(StoreError, match="No snapshot shows early-help-returns"):
        withdrawal.withhold_figure(early("Q2 2019-20", live), where, who="officer", why="x")


def test_a_damaged_line_of_what_is_withheld_shows_nothing(where: Where, publish: Publish) -> None:
    first = snapshots.current_id(where)
    publish(figure(EARLY, "Q2 2025-26", 29, 175))
    with location.open_backend(where).alone():
        location.open_backend(where).note("WITHHELD", '{"at": "2025')
    served_snapshots._marks.clear()
    with pytest.raises(StoreError, match="line 1 of WITHHELD is damaged"):
        live_snapshot.frozen(first, where)


# ---- commands -------------------------------------------------------------------------------


def test_the_commands(
    store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shutil.copytree(store_root, tmp_path / "store")
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("KPI_HOME", raising=False)
    first = snapshots.current_id(tmp_path / "store")
    asked = ["withhold", f"{EARLY}:Q1 2025-26", "--why", "Not agreed", "--who", "officer"]
    assert command_line.main(asked) == 0
    out = capsys.readouterr().out
    assert "early-help-returns, area 839, Q1 2025-26 (Apr to Jun 2025) is not shown any more" in out
    live = live_snapshot.live(tmp_path / "store").snapshot
    assert shown(live, EARLY, "Q1 2025-26") == SMALL
    assert command_line.main(["withhold", first, "--why", "Too early"]) == 0
    assert command_line.main(["verify"]) == 0
    assert f"{first}: whole; withheld, not shown" in capsys.readouterr().out
    assert command_line.main(["verify", "--sweep"]) == 0
    assert f"{first}: swept" in capsys.readouterr().out
    for text, is_one in ((first, True), (live.id, True), (EARLY, False), ("", False)):
        assert withdrawal.is_snapshot(text, tmp_path / "store") is is_one
    assert command_line.main(["history"]) == 0
    assert f"Snapshot {first}: Too early" in capsys.readouterr().out
    for wrong, told in (
        ("nonsense", "is no snapshot of the store, and no figure"),
        (f"{EARLY}:never", "is no period"),
        ("nothing:Q1 2025-26", "no indicator 'nothing'"),
    ):
        assert command_line.main(["withhold", wrong, "--why", "x"]) == 2
        assert told in capsys.readouterr().err
