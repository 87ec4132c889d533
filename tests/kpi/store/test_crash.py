"""A publisher killed at any moment leaves the old snapshot or the new one, whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kpi.store import journal, live_pointer, publisher_lock, snapshots, writer
from tests.kpi import crashing


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    shutil.copytree(store_root, tmp_path / "store")
    return tmp_path / "store"


def test_killed_at_random_moments(where: Path) -> None:
    assert crashing.run(where, kills=8, seed=3) == []


def test_debris_of_a_killed_publisher_is_swept(where: Path) -> None:
    left = where / "snapshots" / ".making-left"
    left.mkdir()
    (left / "areas.parquet").write_bytes(b"half")
    crashing.publish_once(where, 1)
    assert not left.exists()
    assert [c.fault for c in snapshots.verify(where) if c.fault] == []


def test_two_publishers_at_once_one_is_told(where: Path) -> None:
    """Another process holds the lock: this one writes nothing and says so."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from kpi.store import publisher_lock\n"
            "with publisher_lock.locked(Path(sys.argv[1])):\n"
            "    print('held', flush=True); time.sleep(60)",
            str(where),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=crashing.ROOT,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        before = (snapshots.current_id(where), snapshots.snapshot_ids(where))
        with pytest.raises(publisher_lock.StoreBusyError, match="Somebody else is publishing"):
            crashing.publish_once(where, 1)
        assert (snapshots.current_id(where), snapshots.snapshot_ids(where)) == before
    finally:
        holder.kill()
        holder.communicate()
    assert crashing.publish_once(where, 2) == snapshots.current_id(where), "the lock died with it"


def test_published_meanwhile_is_told(where: Path) -> None:
    looked_at = snapshots.load(snapshots.current_id(where), where)
    winner = crashing.publish_once(where, 1)
    with pytest.raises(
        publisher_lock.StoreBusyError, match=f"{winner} is live now, not {looked_at.id}"
    ):
        writer.write(
            crashing.tables_of(looked_at),
            why="mine",
            who="tests",
            inputs=[],
            report=[],
            store=where,
            based_on=looked_at.id,
        )
    assert snapshots.current_id(where) == winner


def test_history_tells_every_move_and_survives_half_a_line(where: Path) -> None:
    first = snapshots.current_id(where)
    second = crashing.publish_once(where, 1)
    with (where / "HISTORY.jsonl").open("a") as lines:
        lines.write('{"at": "2025-01-01T00:')  # a publisher that died while writing
    live_pointer.point_to(first, where, why="wrong return", who="an officer")
    told = journal.entries(where)
    assert [(e.action, e.before, e.after) for e in told[-2:]] == [
        ("publish", first, second),
        ("roll back", second, first),
    ]
    assert told[-1].why == "wrong return"
    assert journal.took_effect(told, snapshots.current_id(where))[-2:] == [True, True]
    assert second in snapshots.snapshot_ids(where), "rolling back loses nothing"
