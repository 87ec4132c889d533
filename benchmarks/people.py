"""Simulates many people at once over Streamlit's websocket protocol, in a separate process.

    python -m benchmarks.people --people 150 --seconds 60 [--url URL] [--floor] [--search]

Each person opens the scorecard or an indicator's page, waits, changes a filter as the browser
would (the whole state of all widgets, the address the server last wrote), and waits until the
page is drawn. The time of a change is from sending it to the server's message that it is finished.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from benchmarks.servers import BARE, OURS, Running, streamlit

PAGES = ("scorecard", "indicator?indicator=ehcp-20-weeks")
LIMIT_SECONDS = 1.0  # the 95th percentile of a change that feels quick
EVERY_SECONDS = 5.0
GIVE_UP_SECONDS = 30.0


@dataclass
class Visitor:
    """A person with a page open: the page's widgets, and the duration of each change."""

    url: str
    page: str
    rng: random.Random
    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    received: int = 0
    boxes: dict[str, Selectbox] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)  # hashes of messages that the browser caches
    query: str = ""
    script: str = ""
    first: float = 0.0

    async def live(self, start: float, until: float, every: float) -> None:
        """Open the page after `start`, then change a filter repeatedly until a time."""
        await asyncio.sleep(start)
        try:
            async with connect(
                f"ws{self.url.removeprefix('http')}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
                proxy=None,
                compression=None,
                open_timeout=GIVE_UP_SECONDS,
            ) as socket:
                self.first = await self.open(socket)
                if not any(len(box.options) > 1 for box in self.boxes.values()):
                    self.faults.append("a page without lists to choose from")
                    return
                while True:
                    think = every * self.rng.uniform(0.5, 1.5)
                    if time.monotonic() + think > until:
                        return
                    await asyncio.sleep(think)
                    self.waits.append(await self.change(socket))
        except (OSError, WebSocketException, TimeoutError) as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")

    async def open(self, socket: ClientConnection) -> float:
        """Open the page; returns the seconds until it is drawn."""
        return await self._turn(socket, self._arrival())

    async def change(self, socket: ClientConnection) -> float:
        """Change one filter; returns the seconds until the page is drawn."""
        return await self._turn(socket, self._change())

    def _arrival(self) -> BackMsg:
        name, _, self.query = self.page.partition("?")
        message = BackMsg()
        message.rerun_script.page_name = name
        message.rerun_script.query_string = self.query
        return message

    def _change(self) -> BackMsg:
        """Return a message with another choice in one list, and the state of all widgets."""
        box = self.rng.choice([b for b in self.boxes.values() if len(b.options) > 1])
        others = [option for option in box.options if option != self.chosen.get(box.id)]
        self.chosen[box.id] = self.rng.choice(others)
        message = BackMsg()
        run = message.rerun_script
        run.page_script_hash, run.query_string = self.script, self.query
        run.cached_message_hashes.extend(sorted(self.held))
        for identity, option in self.chosen.items():
            state = run.widget_states.widgets.add()
            state.id, state.string_value = identity, option
        return message

    async def _turn(self, socket: ClientConnection, message: BackMsg) -> float:
        sent = time.perf_counter()
        await socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(socket.recv(decode=False), GIVE_UP_SECONDS)
            self.received += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if answer.metadata.cacheable:
                self.held.add(answer.hash)
            if kind == "delta":
                self._note(answer)
            elif kind == "navigation":
                self.script = answer.navigation.page_script_hash
            elif kind == "new_session":
                self.boxes.clear()
            elif kind == "page_info_changed":
                self.query = answer.page_info_changed.query_string
            elif kind == "script_finished":
                status = answer.script_finished
                if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue  # the address was written: the page is drawn once more
                if status != ForwardMsg.FINISHED_SUCCESSFULLY:
                    self.faults.append(ForwardMsg.ScriptFinishedStatus.Name(status))
                return time.perf_counter() - sent

    def _note(self, answer: ForwardMsg) -> None:
        if answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = element.selectbox
            self.boxes[box.id] = box
            held = box.raw_value if box.set_value else self.chosen.get(box.id, "")
            if held not in box.options:
                held = box.options[box.default] if box.options else ""
            self.chosen[box.id] = held
        elif kind in ("exception", "alert"):
            self.faults.append(f"{kind} on the page")


@dataclass(frozen=True)
class Crowd:
    """The result of a crowd: seconds per change, faults, and the server's cost."""

    people: int
    changes: int
    median: float
    p95: float
    p99: float
    worst: float
    first_median: float
    faults: int
    kib_a_change: float
    cpu_ms_a_change: float
    memory_before: float
    memory_after: float
    memory_over_time: tuple[float, ...]  # MiB, in ten equal steps of time
    examples: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """Whether there was no fault and 19 of 20 changes took under a second."""
        return not self.faults and self.changes > 0 and self.p95 < LIMIT_SECONDS


async def crowd(  # noqa: PLR0913 - named by every caller
    url: str,
    people: int,
    seconds: float,
    *,
    servers: Sequence[Running] = (),
    pages: Sequence[str] = PAGES,
    every: float = EVERY_SECONDS,
    seed: int = 1,
) -> Crowd:
    """Simulate people who arrive within one thinking time and use the pages for some seconds.

    Changes count once the last person has arrived.
    """
    rng = random.Random(seed)
    arriving = max(every, people / 20)  # at most 20 a second: opening a page is not a change
    until = time.monotonic() + arriving + seconds
    everybody = [
        Visitor(url, pages[n % len(pages)], random.Random(rng.random())) for n in range(people)
    ]
    before = sum(server.memory for server in servers)
    tasks = [
        asyncio.create_task(person.live(n * arriving / people, until, every))
        for n, person in enumerate(everybody)
    ]
    await asyncio.sleep(arriving)
    over_time: list[float] = []

    async def sample() -> None:
        while True:
            over_time.append(sum(server.memory for server in servers))
            await asyncio.sleep(seconds / 10)

    sampling = asyncio.create_task(sample())
    counted = [len(person.waits) for person in everybody]
    used, bytes_before = sum(server.cpu for server in servers), sum(p.received for p in everybody)
    await asyncio.gather(*tasks)
    sampling.cancel()
    used = sum(server.cpu for server in servers) - used
    waits = sorted(
        wait for person, start in zip(everybody, counted, strict=True)
        for wait in person.waits[start:]
    )  # fmt: skip
    faults = [fault for person in everybody for fault in person.faults]
    changes = max(1, len(waits))
    received = sum(p.received for p in everybody) - bytes_before
    return Crowd(
        people=people,
        changes=len(waits),
        median=statistics.median(waits or [0.0]),
        p95=_at(waits, 0.95),
        p99=_at(waits, 0.99),
        worst=waits[-1] if waits else 0.0,
        first_median=statistics.median(person.first for person in everybody),
        faults=len(faults),
        kib_a_change=received / changes / 1024,
        cpu_ms_a_change=used / changes * 1000,
        memory_before=before,
        memory_after=sum(server.memory for server in servers),
        memory_over_time=tuple(round(each, 1) for each in over_time),
        examples=tuple(dict.fromkeys(faults))[:3],
    )


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def crowd_line(name: str, result: Crowd) -> str:
    """Return a crowd's result in one line."""
    verdict = "held" if result.is_held else "NOT HELD"
    waits = ", ".join(
        f"{name} {seconds * 1000:.0f}"
        for name, seconds in (
            ("median", result.median),
            ("95%", result.p95),
            ("99%", result.p99),
            ("worst", result.worst),
        )
    )
    return (
        f"{name}: {result.people} people, {result.changes} changes: {waits} ms; "
        f"{result.faults} faults; {result.kib_a_change:.0f} KiB and "
        f"{result.cpu_ms_a_change:.1f} ms of processor a change;"
        f" memory {result.memory_before:.0f} to {result.memory_after:.0f} MiB"
        f" (on the way {', '.join(f'{each:.0f}' for each in result.memory_over_time)}): {verdict}"
        f"{' ' + str(result.examples) if result.examples else ''}"
    )


def main() -> int:
    """Run one crowd, or find the largest that meets the limit; returns 0 when it is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.people", description=__doc__)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=EVERY_SECONDS)
    parser.add_argument("--url", help="a server that runs already; else one is started")
    parser.add_argument("--pid", type=int, action="append", help="a process behind --url to watch")
    parser.add_argument("--page", action="append", help="a page with its address values")
    parser.add_argument("--floor", action="store_true", help="a bare Streamlit page instead")
    parser.add_argument("--search", type=int, help="add so many people until they are not held")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    pages = asked.page or ([""] if asked.floor else PAGES)
    with ExitStack() as stack:
        url = asked.url
        servers = [Running(url, pid, 0.0) for pid in asked.pid or []] if url else []
        if url is None:
            ready = "/_stcore/health" if asked.floor else "/api/ready"
            script = BARE if asked.floor else OURS
            servers = [stack.enter_context(streamlit(script, ready=ready))]
            url = servers[0].url
        crowds: list[Crowd] = []
        people = asked.people
        while True:
            crowds.append(
                asyncio.run(
                    crowd(
                        url, people, asked.seconds, servers=servers, pages=pages, every=asked.every
                    )
                )
            )
            print(crowd_line("bare page" if asked.floor else "ours", crowds[-1]), flush=True)
            if asked.search is None or not crowds[-1].is_held:
                break
            people += asked.search
    if asked.json:
        asked.json.write_text(json.dumps([asdict(each) for each in crowds], indent=2) + "\n")
    return 0 if crowds[0].is_held else 1


if __name__ == "__main__":
    sys.exit(main())
