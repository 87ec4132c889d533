"""Looking for a new snapshot costs nobody a wait, whatever the store does."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

import pytest

from kpi.errors import AwayError, StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import watcher
from kpi.store.watcher import ServedSnapshot, StoreWatcher
from tests import patience

LONG = 20.0
"""Seconds for which the store is waited for; what a test waits for has the budget of patience."""


class Named:
    """A snapshot as far as a watch looks at it."""

    def __init__(self, name: str) -> None:
        self.id = name


class Fake:
    """A store that says what it is told to, or hangs until it is let go."""

    def __init__(self) -> None:
        self.pointer: str | Exception = "one"
        self.bad: dict[str, Exception] = {}
        self.loads: list[str] = []
        self.let_go = threading.Event()
        self.let_go.set()
        self.asked = threading.Event()
        self.prepare: Callable[[Any], object] = lambda _snapshot: None

    def current(self) -> str:
        said = self.pointer
        self.asked.set()
        assert self.let_go.wait(LONG)
        if isinstance(said, Exception):
            raise said
        return said

    def load(self, name: str) -> Snapshot:
        self.loads.append(name)
        if name in self.bad:
            raise self.bad[name]
        return cast(Snapshot, Named(name))

    def hang(self) -> None:
        self.asked.clear()
        self.let_go.clear()

    def watch(
        self,
        *,
        near: bool = True,
        every: float = 0.01,
        timeout: float = LONG,
        others: Callable[[], Iterable[str]] = tuple,
    ) -> StoreWatcher:
        return StoreWatcher(
            self.current, self.load, prepare=lambda s: self.prepare(s), others=others, is_fast=near,
            every=every, timeout=timeout,
        )  # fmt: skip


@pytest.fixture
def store() -> Fake:
    return Fake()


def until(watch: StoreWatcher, wanted: Callable[[ServedSnapshot], bool]) -> ServedSnapshot:
    """What is served once it is as wanted; each question is answered at once."""
    found: list[ServedSnapshot] = []

    def is_wanted() -> bool:
        began = time.monotonic()
        live = watch.live()
        assert time.monotonic() - began < patience.seconds(1)
        found.append(live)
        return wanted(live)

    patience.until(is_wanted, "never as wanted")
    return found[-1]


@pytest.mark.parametrize("near", [True, False])
def test_a_store_that_hangs_costs_nobody_a_wait_and_comes_back(store: Fake, near: bool) -> None:
    watch = store.watch(near=near, timeout=0.2)
    assert (watch.live().snapshot.id, watch.live().problem) == ("one", "")
    store.hang()
    silent = until(watch, lambda live: live.is_away)
    assert silent.snapshot.id == "one"
    assert silent.problem.startswith("The store has not answered since ")
    assert silent.notice.startswith("The figures may be out of date: those of one are shown. The ")
    assert watch.standing() == silent
    store.pointer = "two"
    store.let_go.set()
    back = until(watch, lambda live: not live.is_away and live.snapshot.id == "two")
    assert back.problem == ""


def test_one_look_at_a_time(store: Fake) -> None:
    watch = store.watch()
    watch.live()
    store.hang()
    looks = {watch.look() for _ in range(5)}
    assert len(looks) == 1
    store.let_go.set()


def test_a_new_snapshot_is_prepared_while_the_old_one_serves(store: Fake) -> None:
    watch = store.watch()
    watch.live()
    ready, at_work = threading.Event(), threading.Event()

    def slowly(_snapshot: object) -> None:
        at_work.set()
        assert ready.wait(LONG)

    store.prepare, store.pointer = slowly, "two"
    until(watch, lambda _live: at_work.is_set())
    for _ in range(3):
        assert (watch.live().snapshot.id, watch.live().problem) == ("one", "")
    ready.set()
    assert until(watch, lambda live: live.snapshot.id == "two").problem == ""


def test_what_cannot_be_made_ready_is_refused(store: Fake) -> None:
    watch = store.watch()
    watch.live()

    def fails(_snapshot: object) -> None:
        raise ZeroDivisionError

    store.prepare, store.pointer = fails, "two"
    told = until(watch, lambda live: bool(live.problem))
    assert told.snapshot.id == "one"
    assert told.problem == "The snapshot cannot be made ready (ZeroDivisionError)."
    assert not told.is_away
    store.pointer = "one"
    until(watch, lambda live: not live.problem)


def test_away_and_back(store: Fake) -> None:
    watch = store.watch(near=False)
    watch.live()
    store.pointer = AwayError("The store's pointer cannot be read.", "access is refused")
    told = until(watch, lambda live: live.is_away)
    assert told.problem.startswith("The store cannot be reached since ")
    assert told.problem.endswith(" (access is refused).")
    again = until(watch, lambda live: live.is_away)
    assert again == told, "since when does not move on"
    store.pointer = "one"
    assert until(watch, lambda live: not live.problem) == ServedSnapshot(told.snapshot)


def test_away_while_loading_is_tried_again_at_once_but_damage_is_not(store: Fake) -> None:
    watch = store.watch()
    watch.live()
    store.bad["two"], store.pointer = AwayError("x", "y"), "two"
    until(watch, lambda live: live.is_away)
    until(watch, lambda _live: store.loads.count("two") > 2)
    store.bad["two"] = StoreError("Snapshot two: areas.parquet is damaged.")
    until(watch, lambda live: live.problem == "Snapshot two: areas.parquet is damaged.")
    tried = store.loads.count("two")
    for _ in range(5):
        assert "damaged" in watch.live().problem
    assert store.loads.count("two") == tried


def test_damage_that_was_mended_is_noticed(store: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool that copies files one by one may copy the pointer first."""
    watch = store.watch()
    watch.live()
    store.bad["two"], store.pointer = StoreError("damaged"), "two"
    until(watch, lambda live: live.problem == "damaged")
    del store.bad["two"]
    monkeypatch.setattr(watcher, "RETRY", 0.05)
    assert until(watch, lambda live: live.snapshot.id == "two").problem == ""


def test_silence_between_does_not_change_why_it_is_refused(store: Fake) -> None:
    watch = store.watch()
    watch.live()
    store.bad["two"], store.pointer = StoreError("damaged"), "two"
    until(watch, lambda live: live.problem == "damaged")
    store.pointer = AwayError("x", "y")
    until(watch, lambda live: live.is_away)
    store.pointer = "two"
    assert until(watch, lambda live: not live.is_away).problem == "damaged"
    assert store.loads.count("two") == 1


def test_whoever_published_waits_for_it_and_nobody_else_does(store: Fake) -> None:
    watch = store.watch(near=False, every=LONG)
    watch.live()
    ready = threading.Event()
    store.prepare, store.pointer = lambda _snapshot: ready.wait(LONG), "two"
    watch.published()
    other: list[str] = []
    visitor = threading.Thread(target=lambda: other.append(watch.live().snapshot.id))
    mine: list[str] = []
    threading.Timer(0.1, ready.set).start()
    visitor.start()
    visitor.join()
    mine.append(watch.live().snapshot.id)
    assert (other, mine) == (["one"], ["two"])


def test_pages_of_a_far_store_look_only_now_and_then(store: Fake) -> None:
    watch = store.watch(near=False, every=LONG)
    watch.live()
    store.pointer = "two"
    assert [watch.live().snapshot.id for _ in range(3)] == ["one"] * 3
    assert watch.look() is None
    watch.look(now=True)
    until(watch, lambda live: live.snapshot.id == "two")


def test_with_nothing_to_show_it_says_why_at_once_and_recovers(store: Fake) -> None:
    watch = store.watch(near=False, every=LONG)
    store.pointer = StoreError("The store has no live snapshot.")
    for _ in range(2):
        with pytest.raises(StoreError, match="no live snapshot"):
            watch.live()
    assert not watch.has_one
    with pytest.raises(StoreError, match="no live snapshot"):
        watch.standing()
    store.pointer = "one"
    watch.look(now=True)
    patience.until(lambda: watch.has_one, "nothing is ever shown")
    assert watch.live().snapshot.id == "one"


def test_with_nothing_to_show_a_store_that_hangs_is_waited_for_only_so_long(store: Fake) -> None:
    watch = store.watch(timeout=0.05)
    store.hang()
    with pytest.raises(AwayError, match="The store does not answer"):
        watch.live()
    store.let_go.set()
    patience.until(lambda: watch.has_one, "nothing is ever shown")
    assert watch.live().snapshot.id == "one"


def test_a_look_that_never_ends_is_given_up(store: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A drive that was taken away for good may leave a thread hanging; others look again."""
    watch = store.watch()
    watch.live()
    store.hang()
    stuck = store.let_go
    watch.look()
    assert store.asked.wait(LONG)
    monkeypatch.setattr(watcher, "_GIVEN_UP", 0.05)
    store.let_go, store.pointer = threading.Event(), "two"
    store.let_go.set()
    assert until(watch, lambda live: live.snapshot.id == "two").problem == ""
    stuck.set()  # the old look ends at last, and changes nothing
    time.sleep(0.05)
    assert watch.live().snapshot.id == "two"


def test_hanging_looks_do_not_pile_up(store: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = store.watch(timeout=0.01)
    watch.live()
    monkeypatch.setattr(watcher, "_GIVEN_UP", 0.0)
    before = threading.active_count()
    store.hang()
    for _ in range(30):
        watch.look()
    assert threading.active_count() - before <= watcher._MOST_GIVEN_UP + 1
    store.let_go.set()
    until(watch, lambda live: not live.problem)


# ---- the first snapshot cannot be shown ---------------------------------------------------


def test_a_server_starts_with_the_newest_snapshot_that_can_be_shown() -> None:
    fake = Fake()
    fake.pointer = "three"
    fake.bad = {"two": StoreError("two is damaged.")}

    def prepare(snapshot: Any) -> None:
        if snapshot.id == "three":
            raise StoreError("three cannot be shown", remedy="(ValueError: x)")

    fake.prepare = prepare
    watch = fake.watch(others=lambda: ["two", "one", "nought"])
    live = watch.live()
    assert live.snapshot.id == "one"
    assert live.problem == "three cannot be shown (ValueError: x)"
    said = "A newer state of the figures was refused, so those of one are shown."
    assert live.notice == f"{said} three cannot be shown."
    assert fake.loads[:3] == ["three", "two", "one"]
    fake.pointer = "four"  # what is made live next is shown as ever
    assert until(watch, lambda live: live.snapshot.id == "four").problem == ""


def test_where_no_other_can_be_shown_the_first_fault_is_told() -> None:
    fake = Fake()
    fake.bad = {name: StoreError(f"{name} is damaged.") for name in ("one", "nought")}
    with pytest.raises(StoreError, match=r"^one is damaged\.$"):
        fake.watch(others=lambda: ["nought"]).live()
    with pytest.raises(StoreError, match=r"^one is damaged\.$"):
        fake.watch().live()


def test_a_store_that_is_away_is_no_reason_to_show_an_earlier_one() -> None:
    fake = Fake()
    fake.pointer = AwayError("The store does not answer.", "no answer")
    with pytest.raises(AwayError):
        fake.watch(others=lambda: ["nought"]).live()
    assert fake.loads == []


def test_a_fault_that_nobody_foresaw_in_the_first_snapshot_is_one_line() -> None:
    fake = Fake()
    fake.bad = {"one": ValueError("'financial year' is not a valid Kind")}
    live = fake.watch(others=lambda: ["nought"]).live()
    assert (live.snapshot.id, live.problem) == (
        "nought", "The snapshot cannot be made ready (ValueError).",
    )  # fmt: skip
