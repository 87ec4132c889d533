"""Kill a publisher at random moments and look at what it leaves.

The suite runs a few; by hand: `python -m tests.kpi.crashing 200`, on an object store with
`--to s3://bucket/prefix`, which is to hold a snapshot already.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from kpi.model.snapshot import Snapshot
from kpi.store import snapshots, writer
from kpi.store.backends import location as store_location
from kpi.store.backends.location import Where

ROOT = Path(__file__).resolve().parents[2]
TABLES = tuple(name for name in snapshots.TABLES if name != "indicators")


def tables_of(snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """A snapshot's tables, to be written again."""
    found = {name: getattr(snapshot, name) for name in TABLES}
    return {**found, "indicators": snapshot.definitions}


def publish_once(where: Where, number: int) -> str:
    """Publish the live snapshot again with one comment changed."""
    live = snapshots.load(snapshots.current_id(where), where)
    tables = tables_of(live)
    tables["commentary"] = tables["commentary"].with_columns(why=pl.lit(f"change {number}"))
    return writer.write(
        tables, why=f"change {number}", who="tests", inputs=[], report=[], store=where
    )


def publisher(where: Where, first: int) -> None:
    """Publish again and again, saying each step, until somebody kills this process."""
    number = first
    while True:
        print(f"start {number}", flush=True)
        print(f"done {publish_once(where, number)}", flush=True)
        number += 1


def run(address: Path | str, kills: int, seed: int, within: float = 1.2) -> list[str]:
    """Kill a publisher to a folder or object store `kills` times, each `within` seconds.

    Returns everything that was wrong afterwards.
    """
    where = store_location.named(str(address))
    chance = random.Random(seed)
    wrong: list[str] = []
    published = set(snapshots.snapshot_ids(where))
    for round_number in range(kills):
        command = [sys.executable, "-m", "tests.kpi.crashing", "--publish", str(address), "1000"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline().startswith("start")
        time.sleep(chance.uniform(0, within))
        process.kill()
        said, complaints = process.communicate()
        if complaints:
            wrong.append(f"round {round_number}: {complaints.strip().splitlines()[-1]}")
        published |= {line.split()[1] for line in said.splitlines() if line.startswith("done")}
        wrong += after_kill(where, published, round_number)
    return wrong


def after_kill(where: Where, published: set[str], round_number: int) -> list[str]:
    """What is wrong with a store after its publisher was killed."""
    wrong = [f"round {round_number}: {c.fault}" for c in snapshots.verify(where) if c.fault]
    missing = published - set(snapshots.snapshot_ids(where))
    wrong += [f"round {round_number}: {name} was published and is gone" for name in missing]
    live = snapshots.load(snapshots.current_id(where), where)
    if live.commentary["why"].n_unique() not in (1, 6):
        wrong.append(f"round {round_number}: the live snapshot is neither the old nor the new")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--within", type=float, default=1.2, help="seconds, of one publish or two")
    parser.add_argument("--to", metavar="STORE", help="not a copy of the shipped store")
    parser.add_argument("--publish", nargs=2, metavar=("STORE", "FIRST"))
    chosen = parser.parse_args()
    if chosen.publish:
        publisher(store_location.named(chosen.publish[0]), int(chosen.publish[1]))
    with tempfile.TemporaryDirectory() as folder:
        where = chosen.to or Path(folder) / "store"
        if not chosen.to:
            shutil.copytree(snapshots.DEFAULT_ROOT, where)
        wrong = run(where, chosen.kills, chosen.seed, chosen.within)
        ids = snapshots.snapshot_ids(store_location.named(str(where)))
        print(f"{chosen.kills} kills, {len(ids)} snapshots left whole, {len(wrong)} faults")
        print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
