"""Past snapshots: kept, few, and never waited for without end."""

import gc
import threading
import weakref
from typing import cast

import pytest

from kpi.errors import AwayError, StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import memory
from kpi.store.past_snapshot_cache import IDLE_SECONDS, MOST_IN_USE, MOST_KEPT, PastSnapshots

LONG = 20.0


class Held:
    """Stands for a snapshot: it can be seen to be gone."""


def new() -> Snapshot:
    return cast(Snapshot, Held())


def test_the_last_few_are_kept_and_the_oldest_used_goes() -> None:
    past = PastSnapshots()
    first = {name: past.get(name, new, LONG) for name in range(MOST_KEPT)}
    assert past.get(0, new, LONG) is first[0]
    past.get("another", new, LONG)
    assert past.get(0, new, LONG) is first[0]
    assert past.get(1, new, LONG) is not first[1]


def test_a_fault_is_passed_on_and_not_kept() -> None:
    past = PastSnapshots()

    def fails() -> Snapshot:
        raise StoreError("There is no snapshot x in the store.")

    with pytest.raises(StoreError, match="There is no snapshot x"):
        past.get("x", fails, LONG)
    found = new()
    assert past.get("x", lambda: found, LONG) is found


def test_a_store_that_hangs_is_waited_for_only_so_long_and_by_few_threads() -> None:
    past, let_go = PastSnapshots(), threading.Event()
    found = new()

    def hangs() -> Snapshot:
        assert let_go.wait(LONG)
        return found

    for name in ("a", "b", "a"):
        with pytest.raises(AwayError, match=r"the store does not answer. Try again"):
            past.get(name, hangs, 0.02)
    with pytest.raises(AwayError, match=r"others are being read. Try again"):
        past.get("c", hangs, LONG)
    let_go.set()
    assert past.get("a", hangs, LONG) is found


def test_what_gave_way_is_freed_though_it_refers_to_itself() -> None:
    past = PastSnapshots()
    seen = []
    for name in range(3 * MOST_IN_USE):
        found = past.get(name, new, LONG)
        found.__dict__["itself"] = found  # as a page's functions hold the page that holds them
        seen.append(weakref.ref(found))
        del found
    gc.collect()
    assert sum(each() is not None for each in seen) == MOST_KEPT


def test_no_more_are_read_while_pages_still_draw_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    # A sweep goes through all memory of this process: on a busy machine longer than the wait.
    monkeypatch.setattr(memory, "sweep", lambda: None)
    past = PastSnapshots()
    drawn = [past.get(name, new, LONG) for name in range(MOST_IN_USE)]
    with pytest.raises(AwayError, match=r"too many others are looked at\. Try again"):
        past.get("one more", new, 8.0)
    assert past.get(MOST_IN_USE - 1, new, LONG) is drawn[-1]
    drawn.clear()
    assert past.get("one more", new, LONG) is not None


def test_one_that_nobody_asks_for_is_let_go() -> None:
    now = [1000.0]
    past = PastSnapshots(lambda: now[0])
    first = weakref.ref(past.get("first", new, LONG))
    now[0] += IDLE_SECONDS - 1
    past.let_go_idle()
    assert past.get("first", new, LONG) is first()  # and its time begins again
    now[0] += IDLE_SECONDS - 1
    past.let_go_idle()
    gc.collect()
    assert first() is not None
    now[0] += 1
    past.let_go_idle()
    gc.collect()
    assert first() is None


def test_whatever_is_no_longer_kept_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that its memory goes back to the system, however it gave way."""
    gone: list[Snapshot] = []
    monkeypatch.setattr(memory, "let_go", gone.append)
    now = [1000.0]
    past = PastSnapshots(lambda: now[0])
    found = [past.get(name, new, LONG) for name in range(MOST_KEPT + 1)]
    assert gone == found[:1]
    past.get(1, new, LONG)
    past.get("another", new, LONG)
    assert gone == [found[0], found[2]]
    now[0] += IDLE_SECONDS
    past.let_go_idle()
    assert len(gone) == MOST_KEPT + 2
