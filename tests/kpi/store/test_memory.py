"""Snapshots that are let go are freed, those among frozen objects too."""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kpi.model.snapshot import Snapshot
from kpi.store import memory


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    gc.disable()  # so that only a sweep can free anything
    yield
    gc.unfreeze()
    gc.enable()
    gc.collect()
    gc.freeze()  # as `tests/conftest.py` has it


def in_a_ring(snapshot: Snapshot) -> Snapshot:
    """A copy that something it remembers refers back to."""
    copy = replace(snapshot, id="copy")
    copy.remember("itself", lambda: [copy])
    return copy


def test_a_snapshot_in_a_ring_is_freed_by_a_sweep(snapshot: Snapshot) -> None:
    held = in_a_ring(snapshot)
    gone = weakref.ref(held)
    memory.let_go(held)
    memory.sweep()
    assert gone() is held
    del held
    assert gone() is not None
    memory.sweep()
    assert gone() is None


def test_one_that_was_frozen_at_the_start_is_freed_by_the_second_sweep(
    snapshot: Snapshot,
) -> None:
    held = in_a_ring(snapshot)
    gone = weakref.ref(held)
    gc.freeze()
    frozen = gc.get_freeze_count()
    memory.let_go(held)
    del held
    memory.sweep()
    assert gone() is not None
    memory.sweep()
    assert gone() is None
    assert gc.get_freeze_count() > frozen / 2


def test_a_sweep_without_anything_let_go_collects_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected = []
    memory.sweep()
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1) or 0)
    memory.sweep()
    assert collected == []


def test_one_that_stays_in_use_is_not_looked_for_without_end(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected = []
    held = in_a_ring(snapshot)
    memory.sweep()
    memory.let_go(held)
    monkeypatch.setattr(gc, "collect", lambda: collected.append(1) or 0)
    for _ in range(50):
        memory.sweep()
    assert 1 <= len(collected) <= 12
