"""What every place must do, on each kind of place alike."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.errors import StoreError
from kpi.store import journal, live_pointer, live_snapshot, snapshots, writer
from kpi.store.backends import object_store
from kpi.store.backends.backend import ABSENT, ChangedError, StoreBackend
from kpi.store.publisher_lock import StoreBusyError

Tables = dict[str, pl.DataFrame]
Make = Callable[..., Path]


def put(tables: Tables, place: StoreBackend, why: str = "test", **more: str) -> str:
    return writer.write(tables, why=why, who="tests", inputs=[], report=[], store=place, **more)


@pytest.fixture
def make(place: StoreBackend, tmp_path: Path) -> Callable[[str, dict[str, bytes]], None]:
    """Keeps some files under a name."""

    def kept(name: str, files: dict[str, bytes]) -> None:
        with place.workshop() as aside:
            for file, data in files.items():
                (aside / file).write_bytes(data)
            place.keep(aside, name)

    return kept


def test_what_is_not_there(place: StoreBackend) -> None:
    with pytest.raises(FileNotFoundError):
        place.read("CURRENT")
    assert place.snapshots() == []
    assert place.lines("HISTORY") == []
    assert place.is_there()
    with pytest.raises(StoreError, match="no live snapshot: CURRENT is missing"):
        snapshots.current_id(place)
    assert journal.entries(place) == []


def test_a_file_is_replaced_only_as_it_was_read(place: StoreBackend) -> None:
    place.swap("CURRENT", b"one", ABSENT)
    first = place.read("CURRENT")
    assert first.data == b"one"
    with pytest.raises(ChangedError):
        place.swap("CURRENT", b"other", ABSENT)
    place.swap("CURRENT", b"two", first.tag)
    second = place.read("CURRENT")
    assert (second.data, second.tag != first.tag) == (b"two", True)
    for stale in (first.tag, ABSENT, '"0123456789abcdef0123456789abcdef"'):
        with pytest.raises(ChangedError):
            place.swap("CURRENT", b"three", stale)
    assert place.read("CURRENT") == second


def test_a_snapshot_is_kept_whole_under_a_name_of_its_own(
    place: StoreBackend, make: Callable[[str, dict[str, bytes]], None]
) -> None:
    make("b", {"manifest.json": b"{}", "areas.parquet": b"\x00\xff"})
    make("a", {"manifest.json": b"[]"})
    assert place.snapshots() == ["a", "b"]
    assert place.read("snapshots/b/areas.parquet").data == b"\x00\xff"
    with pytest.raises(FileExistsError):
        make("b", {"manifest.json": b"other", "areas.parquet": b"other"})
    assert place.read("snapshots/b/areas.parquet").data == b"\x00\xff"
    assert place.read("snapshots/b/manifest.json").data == b"{}"
    place.discard("b")
    assert place.snapshots() == ["a"]
    with pytest.raises(FileNotFoundError):
        place.read("snapshots/b/areas.parquet")


def test_without_its_manifest_it_is_no_snapshot(
    place: StoreBackend, make: Callable[[str, dict[str, bytes]], None]
) -> None:
    make("half", {"areas.parquet": b"x"})
    assert place.snapshots() == []
    place.sweep()
    assert place.read("snapshots/half/areas.parquet").data == b"x", "somebody may be at work on it"


def test_what_was_left_half_done_long_ago_is_swept(
    s3: StoreBackend, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = put(tables, s3)
    with s3.workshop() as aside:
        (aside / "areas.parquet").write_bytes(b"x")
        s3.keep(aside, "half")
    monkeypatch.setattr(object_store, "_LEFT_FOR_DEAD", timedelta(seconds=-60))
    s3.sweep()
    with pytest.raises(FileNotFoundError):
        s3.read("snapshots/half/areas.parquet")
    assert snapshots.load(whole, s3).id == whole


def test_a_log_keeps_its_lines_in_order(place: StoreBackend) -> None:
    said = ["first", '{"why": "Bóth → €, \u2028"}', *(f"line {n}" for n in range(12))]
    with place.alone():
        for line in said:
            place.note("HISTORY", line)
    assert [line for line in place.lines("HISTORY") if line] == said


def test_publish_look_roll_back(place: StoreBackend, tables: Tables) -> None:
    first = put(tables, place)
    second = put({**tables, "targets": tables["targets"].head(1)}, place, "fewer", based_on=first)
    assert snapshots.snapshot_ids(place) == [first, second]
    assert snapshots.current_id(place) == second
    snapshot = snapshots.load(first, place)
    for name in snapshots.TABLES:
        if name != "indicators":
            assert_frame_equal(getattr(snapshot, name), tables[name])
    assert live_snapshot.live(place).snapshot.id == second
    live_pointer.point_to(first, place, why="wrong", who="an officer")
    assert (live_snapshot.live(place).snapshot.id, live_snapshot.live(place).problem) == (first, "")
    assert live_snapshot.frozen(second, place).targets.height == 1
    assert [(c.snapshot_id, c.fault) for c in snapshots.verify(place)] == [
        (first, ""),
        (second, ""),
        ("CURRENT", ""),
    ]
    told = journal.entries(place)
    assert [(e.action, e.before, e.after, e.why) for e in told] == [
        ("publish", "", first, "test"),
        ("publish", first, second, "fewer"),
        ("roll back", second, first, "wrong"),
    ]
    assert journal.took_effect(told, first) == [True, True, True]
    with pytest.raises(StoreBusyError, match=f"{first} is live now, not {second}"):
        put(tables, place, based_on=second)
    with pytest.raises(StoreBusyError, match=f"{first} is live now, not {second}"):
        live_pointer.point_to(second, place, based_on=second)
    with pytest.raises(StoreError, match="There is no snapshot"):
        live_pointer.point_to("nowhere", place)
    assert snapshots.current_id(place) == first


def test_a_changed_byte_is_found_out(place: StoreBackend, tables: Tables) -> None:
    made = put(tables, place)
    name = f"snapshots/{made}/targets.parquet"
    kept = place.read(name)
    data = bytearray(kept.data)
    data[len(data) // 2] ^= 1
    place.swap(name, bytes(data), kept.tag)
    with pytest.raises(StoreError, match=r"targets.parquet is damaged or was changed"):
        snapshots.load(made, place)
    assert [bool(c.fault) for c in snapshots.verify(place)] == [True, False]


def test_who_is_a_moment_later_publishes_nothing(
    place: StoreBackend, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody gets in between this publisher's reading of the pointer and its moving it."""
    first = put(tables, place)
    real = type(place).note

    def somebody_was_quicker(own: StoreBackend, log: str, line: str) -> None:
        real(own, log, line)
        monkeypatch.setattr(type(place), "note", real)
        place.swap("CURRENT", f"{first}  \n".encode(), place.read("CURRENT").tag)

    monkeypatch.setattr(type(place), "note", somebody_was_quicker)
    with pytest.raises(StoreBusyError, match=r"published at the same moment. Nothing of yours"):
        put({**tables, "targets": tables["targets"].head(1)}, place)
    assert snapshots.snapshot_ids(place) == [first]
    assert snapshots.current_id(place) == first
    assert journal.took_effect(journal.entries(place), first) == [True, False]


def test_of_many_at_once_one_gets_through(s3: StoreBackend) -> None:
    """Threads with one tag between them: the server lets exactly one replace the file."""
    s3.swap("CURRENT", b"start", ABSENT)
    tag = s3.read("CURRENT").tag
    through: list[bytes] = []
    gate = threading.Barrier(6)

    def attempt(data: bytes) -> None:
        gate.wait()
        try:
            s3.swap("CURRENT", data, tag)
        except ChangedError:
            return
        through.append(data)

    threads = [threading.Thread(target=attempt, args=(b"%d" % n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert through == [s3.read("CURRENT").data]


def test_a_lost_answer_is_not_taken_for_a_lost_race(
    s3: StoreBackend, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The put arrived, its answer did not: the publisher finds its own pointer and is content."""
    first = put(tables, s3)
    real = type(s3).swap

    def arrives_unheard(own: StoreBackend, name: str, data: bytes, tag: str) -> None:
        real(own, name, data, tag)
        raise TimeoutError(110, "no answer in time")

    monkeypatch.setattr(type(s3), "swap", arrives_unheard)
    second = put({**tables, "targets": tables["targets"].head(1)}, s3, based_on=first)
    assert snapshots.current_id(s3) == second
    monkeypatch.undo()
    tag = s3.read("CURRENT").tag
    s3.swap("CURRENT", b"mine", tag)
    s3.swap("CURRENT", b"mine", tag)  # sent again by the library
    assert s3.read("CURRENT").data == b"mine"


def test_a_store_that_falls_silent_while_the_pointer_moves(
    s3: StoreBackend, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tables, s3)
    real = type(s3).read
    silent: list[str] = []

    def unheard(own: StoreBackend, name: str, *_: object) -> object:
        if silent:
            raise TimeoutError(110, "no answer in time")
        return real(own, name)

    def arrives_nowhere(*_: object) -> None:
        silent.append("from now on")
        raise TimeoutError(110, "no answer in time")

    monkeypatch.setattr(type(s3), "read", unheard)
    monkeypatch.setattr(type(s3), "swap", arrives_nowhere)
    with pytest.raises(StoreError, match=r"may be live, or not. Look at the history"):
        put(tables, s3, "again")
    silent.clear()
    assert snapshots.current_id(s3) == first
