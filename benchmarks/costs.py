"""What one visitor can cost: memory and time of every input that somebody can repeat.

    python -m benchmarks.costs [--only PART]

Each part starts a server of its own on a copy of the shipped store. Exit status 1 where a cost is
past its bound. The bounds are of memory and of counts, so that a busy machine judges alike.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import polars as pl
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.servers import OURS, Running, streamlit
from kpi import store, writer
from kpi.places.place import MANIFEST, SNAPSHOTS

VIEWS, MOVES = 100, 30
MOST_GROWTH = 150.0
"""MiB by which a server may grow, whatever one visitor does."""
PAGES = ("scorecard", "indicator", "benchmarks", "profile", "table", "paper")
_GIVE_UP = 120.0


# ---- a store with many states --------------------------------------------------------------


def many_states(folder: Path, count: int) -> list[str]:
    """A copy of the shipped store with `count` snapshots, no two of the same figures.

    Each was live once, in its turn; the last is now. Returns their ids, oldest first.
    """
    shipped = store.DEFAULT_ROOT
    first = store.current_id(shipped)
    shutil.copytree(shipped, folder, dirs_exist_ok=True)
    source = folder / SNAPSHOTS / first
    benchmarks = pl.read_parquet(source / "benchmarks.parquet")
    observations = pl.read_parquet(source / "observations.parquet")
    day = datetime(2030, 1, 1, tzinfo=UTC)
    ids = [first]
    for number in range(1, count):
        ids.append(f"{day + timedelta(days=number):%Y-%m-%d}-120000-{number:06x}")
        target = folder / SNAPSHOTS / ids[-1]
        shutil.copytree(source, target, copy_function=os.link)
        changed = {
            "benchmarks": benchmarks.with_columns(pl.col("value") + number),
            "observations": observations.with_columns(
                pl.when(pl.int_range(pl.len()) == number)
                .then(pl.col("note").fill_null("") + f" {number}")
                .otherwise("note")
                .alias("note")
            ),
        }
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        for name, table in changed.items():
            data = io.BytesIO()
            table.write_parquet(data, compression="zstd", row_group_size=16_384)
            _replace(target / f"{name}.parquet", data.getvalue())
            digest = hashlib.sha256(data.getvalue()).hexdigest()
            manifest["files"][f"{name}.parquet"] |= {"sha256": digest}
        manifest |= {
            "id": ids[-1],
            "made_at": f"{day + timedelta(days=number):%Y-%m-%dT12:00:00+00:00}",
        }
        _replace(target / MANIFEST, json.dumps(manifest).encode())
        writer.point_to(ids[-1], folder, who="benchmark", why="a further state", action="publish")
    return ids


def _replace(path: Path, data: bytes) -> None:
    path.unlink()  # a link to the shipped file: never written through
    path.write_bytes(data)


# ---- a visitor -----------------------------------------------------------------------------


@contextmanager
def visitor(url: str) -> Iterator[ClientConnection]:
    """A connection as a browser makes it."""
    with connect(
        f"ws{url.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
        open_timeout=_GIVE_UP,
    ) as socket:
        yield socket


def shown(socket: ClientConnection, page: str, query: str = "") -> list[ForwardMsg]:
    """What comes when a page is opened, until it is drawn."""
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = page, query
    socket.send(message.SerializeToString())
    answers: list[ForwardMsg] = []
    while True:
        data = socket.recv(timeout=_GIVE_UP, decode=False)
        answers.append(ForwardMsg.FromString(data))
        if answers[-1].WhichOneof("type") == "script_finished":
            status = answers[-1].script_finished
            if status != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return answers


# ---- memory --------------------------------------------------------------------------------


def memory_over_snapshots(views: int, moves: int) -> list[float]:
    """MiB of a server at rest, after `views` past snapshots, and after `moves` of the pointer.

    No two snapshots are alike, every page that was opened stays open, and somebody looks after
    each move.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        where = Path(folder) / "store"
        ids = many_states(where, views + 1)
        env = {"KPI_STORE": str(where), "KPI_STORE_CHECK": "1"}
        server = opened.enter_context(streamlit(OURS, env=env, ready="/api/ready"))

        def look(page: str, query: str = "") -> None:
            shown(opened.enter_context(visitor(server.url)), page, query)

        for page in (*PAGES, *PAGES):
            look(page)
        found = [settled(server)]
        for number, name in enumerate(ids[:views]):
            look(PAGES[number % len(PAGES)], f"snapshot={name}")
        found.append(settled(server))
        for number in range(moves):
            name = ids[number % len(ids)]
            writer.point_to(name, where, who="benchmark", why="moved", action="publish")
            until_shown(server, name)
            look(PAGES[number % len(PAGES)])
        found.append(settled(server))
        return found


def settled(server: Running) -> float:
    """The least of the memory over some seconds: what was let go is freed meanwhile."""
    found = []
    for _ in range(12):
        time.sleep(1)
        found.append(server.memory)
    return min(found)


def until_shown(server: Running, snapshot: str) -> None:
    """Wait until a server shows a snapshot."""
    give_up = time.monotonic() + _GIVE_UP
    while True:
        with urlopen(f"{server.url}/api/ready") as answer:
            if json.load(answer)["snapshot"] == snapshot:
                return
        if time.monotonic() > give_up:
            raise RuntimeError(f"{snapshot} is not shown")
        time.sleep(0.1)


def memory() -> bool:
    """Whether past snapshots and publications leave the memory as it was."""
    first, *others = memory_over_snapshots(VIEWS, MOVES)
    said = ", ".join(f"{each:.0f}" for each in others)
    print(f"memory: {first:.0f} MiB; after {VIEWS} past snapshots, {MOVES} publications: {said}")
    return max(others) - first < MOST_GROWTH


PARTS: dict[str, Callable[[], bool]] = {"memory": memory}


def main() -> int:
    """Run the parts asked for; 1 where a bound is passed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    asked = parser.parse_args()
    held = [part() for name, part in PARTS.items() if name in (asked.only or PARTS)]
    print("every bound is held" if all(held) else "a bound is passed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
