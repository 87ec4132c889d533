"""What a server does before its first visitor: the live snapshot loaded, checked, made ready."""

from dataclasses import replace
from pathlib import Path

import pytest

from kpi.errors import StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from server import warmup


def made_ready(snapshot: Snapshot) -> bool:
    """Whether the grid that the first visitor needs is held already."""
    return "grid" in snapshot._memory


def test_warm_needs_a_good_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warmup.warm()  # the store that the tests of the server share is good
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "empty"))
    with pytest.raises(StoreError, match="no live snapshot"):
        warmup.warm()


def test_what_the_first_visitor_needs_is_made(snapshot: Snapshot) -> None:
    fresh = replace(snapshot)  # nothing has been asked of it
    assert not made_ready(fresh)
    warmup.make_ready(fresh)
    assert made_ready(fresh)


def test_a_snapshot_is_glanced_at_before_it_is_made_ready(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_snapshot: Snapshot) -> None:
        raise StoreError("cannot be shown")

    monkeypatch.setattr("kpi.publishing.go_live.start_check.quick_check", refuse)
    fresh = replace(snapshot)  # nothing has been asked of it
    with pytest.raises(StoreError, match="cannot be shown"):
        warmup.prepare(fresh)
    assert not made_ready(fresh)


def test_a_store_without_measures_is_made_ready_too(snapshot: Snapshot) -> None:
    """A council may start without LAIT's file."""
    bare = replace(
        snapshot,
        indicators=(),
        benchmarks=snapshot.held_benchmarks.clear(),
        measures=snapshot.measures.clear(),
    )
    warmup.make_ready(bare)
    assert not made_ready(bare)


def test_beginning_serves_and_warms(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[object] = []
    monkeypatch.setattr(live_snapshot, "_prepared", prepared)
    warmed: list[bool] = []
    monkeypatch.setattr(warmup, "warm", lambda: warmed.append(live_snapshot.is_serving()))
    warmup.begin().result(timeout=20)
    assert prepared == [warmup.prepare]
    assert warmed == [True]
