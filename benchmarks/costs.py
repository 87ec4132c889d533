"""The cost of one visitor: memory and time of every input that can be repeated.

    python -m benchmarks.costs [--only PART]

Each part starts its own server on a copy of the shipped store. Exit status 1 where a cost is
over its limit. Limits are on memory and counts, so that a busy machine gives the same result.
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import polars as pl
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.servers import OURS, Running, streamlit
from kpi.benchmarks.measures import all_measures
from kpi.store import journal, live_pointer, live_snapshot
from kpi.store import snapshots as kpi_store
from kpi.store.backends.backend import MANIFEST, POINTER, SNAPSHOTS
from kpi.tables.selection import EXTRAS, Selection, encode

VIEWS, MOVES = 100, 30
MOST_GROWTH = 150.0
"""Most MiB by which a server may grow, whatever one visitor does."""
PAGES = ("scorecard", "indicator", "benchmarks", "profile", "table", "paper")
LARGE_TABLES = 6
CONNECTIONS, STATES, TOO_BIG = 10, 60_000, 1009
_GIVE_UP = 120.0


# ---- a store with many states --------------------------------------------------------------


def many_states(folder: Path, count: int) -> list[str]:
    """Make a copy of the shipped store with `count` snapshots, all with different figures.

    Each was live once; the last one is live now. Returns their ids, oldest first.
    """
    shipped = kpi_store.DEFAULT_ROOT
    first = kpi_store.current_id(shipped)
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
        # As publishing does, except for the tables: those above are quicker to make.
        entry = journal.JournalEntry(
            journal.now(), "benchmark", "a further state", "publish", ids[-2], ids[-1]
        )
        journal.note(folder, entry)
        (folder / POINTER).write_text(f"{ids[-1]}\n", encoding="utf-8")
    return ids


def _replace(path: Path, data: bytes) -> None:
    path.unlink()  # a link to the shipped file: never written through
    path.write_bytes(data)


# ---- a visitor -----------------------------------------------------------------------------


@contextmanager
def visitor(url: str) -> Iterator[ClientConnection]:
    """Open a connection as a browser does."""
    with connect(
        f"ws{url.removeprefix('http')}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
        open_timeout=_GIVE_UP,
    ) as socket:
        yield socket


def shown(socket: ClientConnection, page: str, query: str = "") -> list[ForwardMsg]:
    """Return the messages received after a page is opened, until it is drawn."""
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


def memory_over_snapshots(views: int, moves: int, enough: float = 0.0) -> list[float]:
    """Return a server's memory in MiB idle, after `views` past snapshots, and after `moves`.

    `moves` are changes of the live snapshot. No two snapshots are equal, every page stays open, and
    a visitor looks after each change. Memory that is less than `enough` above idle is not waited on
    to become less still.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        where = Path(folder) / "store"
        ids = many_states(where, views + 1)
        env = {"KPI_STORE": str(where), "KPI_STORE_CHECK": "0.1"}
        server = opened.enter_context(streamlit(OURS, env=env, ready="/api/ready"))

        def look(page: str, query: str = "") -> None:
            shown(opened.enter_context(visitor(server.url)), page, query)

        for page in (*PAGES, *PAGES):
            look(page)
        readings = [settled(server)]
        for number, name in enumerate(ids[:views]):
            look(PAGES[number % len(PAGES)], f"snapshot={name}")
        readings.append(settled(server, readings[0] + enough))
        for number in range(moves):
            name = ids[number % len(ids)]
            live_pointer.point_to(name, where, who="benchmark", why="moved", action="publish")
            until_shown(server, name)
            look(PAGES[number % len(PAGES)])
        readings.append(settled(server, readings[0] + enough))
        return readings


def settled(server: Running, enough: float = 0.0) -> float:
    """Return the least memory over some seconds, in which released memory is freed.

    Returns the first memory below `enough`, where there is one.
    """
    readings = [server.memory]
    while min(readings) >= enough and len(readings) <= 12:
        time.sleep(1)
        readings.append(server.memory)
    return min(readings)


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
    """Return whether past snapshots and publications leave the memory unchanged."""
    first, *others = memory_over_snapshots(VIEWS, MOVES)
    later = ", ".join(f"{each:.0f}" for each in others)
    print(f"memory: {first:.0f} MiB; after {VIEWS} past snapshots, {MOVES} publications: {later}")
    return max(others) - first < MOST_GROWTH


# ---- files and messages --------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """A server while large tables are sent: MiB before and at the peak, and seconds for each.

    `small` are the seconds of a small table that is requested repeatedly meanwhile.
    """

    before: float
    peak: float
    large: tuple[float, ...]
    small: tuple[float, ...]


def large_tables(people: int = LARGE_TABLES) -> Load:
    """Let `people` request the same large table at once while another requests small ones."""
    snapshot = live_snapshot.live(kpi_store.DEFAULT_ROOT).snapshot
    every = tuple(measure.id for measure in all_measures(snapshot))
    wanted = Selection("839", every, ("all",), newest=True, extras=tuple(EXTRAS))
    few = Selection("839", every[:1], ("home", "england"))
    env = {"KPI_STORE": str(kpi_store.DEFAULT_ROOT)}
    with streamlit(OURS, env=env, ready="/api/ready") as server, ThreadPoolExecutor(people) as pool:

        def seconds(chosen: Selection) -> float:
            query = urlencode({"table": encode(snapshot, chosen)})
            began = time.perf_counter()
            with urlopen(f"{server.url}/api/table.csv?{query}") as answer:
                while answer.read(1 << 16):
                    pass
            return time.perf_counter() - began

        seconds(few)
        before = peak = server.memory
        under_way = [pool.submit(seconds, wanted) for _ in range(people)]
        small: list[float] = []
        while not all(each.done() for each in under_way):
            small.append(seconds(few))
            peak = max(peak, server.memory)
        return Load(before, peak, tuple(each.result() for each in under_way), tuple(small))


def tables() -> bool:
    """Return whether large downloads use little memory and delay no small one."""
    load = large_tables()
    print(
        f"{len(load.large)} large tables at once: {load.before:.0f} MiB, at the peak "
        f"{load.peak:.0f}; {max(load.large):.1f} s; a small one meanwhile {max(load.small):.2f} s"
    )
    return load.peak - load.before < MOST_GROWTH and max(load.small) < max(load.large) / 2


def refused_messages(
    people: int = CONNECTIONS, states: int = STATES, enough: float = 0.0
) -> tuple[int, float]:
    """Return how many messages with too many widgets close their connection, and MiB gained.

    A gain of less than `enough` is not waited on to become less still.
    """
    message = BackMsg()
    for number in range(states):
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.int_value = f"{number}", number
    data = message.SerializeToString()
    with streamlit(OURS, ready="/api/ready") as server, ExitStack() as opened:
        sockets = [opened.enter_context(visitor(server.url)) for _ in range(people)]
        for socket in sockets:
            shown(socket, "scorecard")
        before, ended = server.memory, 0
        for socket in sockets:
            socket.send(data)
            try:
                while True:
                    socket.recv(timeout=_GIVE_UP)
            except ConnectionClosed as closed:
                ended += closed.rcvd is not None and closed.rcvd.code == TOO_BIG
        return ended, settled(server, before + enough) - before


def messages() -> bool:
    """Return whether no message with too many widgets reaches Streamlit."""
    ended, gained = refused_messages()
    print(f"messages: {ended} of {CONNECTIONS} of {STATES:,} widgets refused; {gained:+.0f} MiB")
    return ended == CONNECTIONS and gained < MOST_GROWTH


PARTS: dict[str, Callable[[], bool]] = {"memory": memory, "tables": tables, "messages": messages}


def main() -> int:
    """Run the requested parts; returns 1 where a limit is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    asked = parser.parse_args()
    held = [part() for name, part in PARTS.items() if name in (asked.only or PARTS)]
    print("every bound is held" if all(held) else "a bound is passed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
