"""Publishing proposed changes: who comes second is told, and readers never see a mix."""

import threading
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from kpi.publishing import publication
from kpi.store import live_snapshot, snapshots, writer
from kpi.store.publisher_lock import StoreBusyError
from tests.kpi.returning import (
    EARLY,
    PLANS,
    comment,
    figure,
    live_of,
    own_row,
    proposed,
    published,
    unproved,
)


def test_a_publisher_who_looked_before_another_published_is_told(where: Path) -> None:
    live = live_of(where)
    first = proposed(live, [figure(PLANS, "Q2 2025-26", 120, 180)])
    second = proposed(live, [figure(PLANS, "Q2 2025-26", 121, 180)])
    new = published(first, where)
    with pytest.raises(StoreBusyError, match=f"{new.id} is live now, not {live.id}"):
        published(second, where)
    assert snapshots.current_id(where) == new.id


def test_the_manifest_says_what_was_done(where: Path, tmp_path: Path) -> None:
    sent = tmp_path / "values.csv"
    sent.write_text("as sent")
    live = live_of(where)
    found = proposed(live, [figure(PLANS, "Q2 2025-26", 120, 180)])
    made = publication.publish(
        found, who="me", why="Q2", files=[sent], store_root=where, prove=unproved
    )
    manifest = snapshots.load(made, where).manifest
    assert (manifest["made_by"], manifest["why"], manifest["based_on"]) == ("me", "Q2", live.id)
    assert manifest["inputs"] == [{"path": "values.csv", "sha256": snapshots.file_digest(sent)}]
    assert manifest["report"][0]["why"] == "Q2 2025-26 (Jul to Sep 2025): new"


def test_a_file_that_holds_a_small_number_leaves_no_checksum(where: Path, tmp_path: Path) -> None:
    """With all else in it published, five checksums would tell which of 1 to 5 it is."""
    sent = tmp_path / "values.csv"
    sent.write_text("as sent")
    found = proposed(live_of(where), [figure(EARLY, "Q2 2025-26", 3, 180)])
    made = publication.publish(
        found, who="me", why="Q2", files=[sent], store_root=where, prove=unproved
    )
    (told,) = snapshots.load(made, where).manifest["inputs"]
    assert (told["path"], told["sha256"]) == ("values.csv", "")


def test_a_reader_during_publishes_never_sees_a_mix_or_an_error(
    where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each snapshot says its number in two tables; a mix would say two numbers."""
    tables = {
        name: getattr(live_of(where), name) for name in snapshots.TABLES if name != "indicators"
    }
    few = tables["benchmarks"].head(0)  # LAIT's 700,000 rows take no part in this
    writer.write(
        {**tables, "benchmarks": few, "indicators": live_of(where).definitions},
        why="small", who="tests", inputs=[], report=[], store=where,
    )  # fmt: skip
    numbers = count()
    monkeypatch.setattr(writer, "_new_id", lambda *_: f"2026-01-01-{next(numbers):06d}")
    seen: list[tuple[str, str]] = []
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                live = live_snapshot.live(where)
            except Exception as fault:  # noqa: BLE001 - whatever it is, a visitor would see it
                faults.append(repr(fault))
                return
            if live.problem:
                faults.append(live.problem)
            now = live.snapshot
            text = now.commentary.filter(pl.col("indicator_id") == PLANS)["why"][0]
            stop.wait(0.005)
            seen.append((str(own_row(now, PLANS, "Q1 2025-26")["note"]), str(text)))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20):
        live = live_of(where)
        row = figure(PLANS, "Q1 2025-26", 100 + number, 178, note=f"n{number}")
        said = comment(PLANS, "Q1 2025-26", why=f"n{number}")
        published(proposed(live, [row], comments=[said]), where)
    assert live_snapshot.live(where).snapshot.id == snapshots.current_id(where)
    stop.set()
    reader.join()
    assert faults == []
    assert all(note == text for note, text in seen if note != "None")
    assert len(set(seen)) > 5, "the reader did see them change"
    assert live_of(where).revisions.height == 19
