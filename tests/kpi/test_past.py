"""Past snapshots: kept, few, and never waited for without end."""

import threading
from typing import cast

import pytest

from kpi.errors import AwayError, StoreError
from kpi.past import MOST_KEPT, Past
from kpi.snapshot import Snapshot

LONG = 20.0


def new() -> Snapshot:
    return cast(Snapshot, object())


def test_the_last_few_are_kept_and_the_oldest_used_goes() -> None:
    past = Past()
    first = {name: past.get(name, new, LONG) for name in range(MOST_KEPT)}
    assert past.get(0, new, LONG) is first[0]
    past.get("another", new, LONG)
    assert past.get(0, new, LONG) is first[0]
    assert past.get(1, new, LONG) is not first[1]


def test_a_fault_is_passed_on_and_not_kept() -> None:
    past = Past()

    def fails() -> Snapshot:
        raise StoreError("There is no snapshot x in the store.")

    with pytest.raises(StoreError, match="There is no snapshot x"):
        past.get("x", fails, LONG)
    assert past.get("x", new, LONG) is not None


def test_a_store_that_hangs_is_waited_for_only_so_long_and_by_few_threads() -> None:
    past, let_go = Past(), threading.Event()
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
