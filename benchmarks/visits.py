"""What the same visits cost a fresh server, here and in another checkout, in turn.

    python -m benchmarks.visits [--beside FOLDER] [--people 60] [--changes 10] [--rounds 3]

A crowd's figures differ much from run to run near the point where a process collapses. These do
not: every run plays the same visits and the same changes of filters, two at a time, one after the
other. The processor of the whole is divided by the changes, first openings included.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.people import PAGES, Visitor
from benchmarks.servers import ROOT, Running, free_port, serving

AT_ONCE = 2


async def visits(server: Running, people: int, changes: int) -> tuple[list[float], int]:
    """Play visits of some changes each; returns the seconds of each change, and bytes received."""
    turns = asyncio.Semaphore(AT_ONCE)
    waits: list[float] = []

    async def visit(number: int) -> int:
        page = PAGES[number % len(PAGES)]
        visitor = Visitor(server.url, page, random.Random(number))
        address = f"ws{server.url.removeprefix('http')}/_stcore/stream"
        async with turns, connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            proxy=None,
            compression=None,
        ) as socket:  # fmt: skip
            await visitor.open(socket)
            waits.extend([await visitor.change(socket) for _ in range(changes)])
        if visitor.faults:
            raise RuntimeError(f"{page}: {visitor.faults[0]}")
        return visitor.received

    received = await asyncio.gather(*map(visit, range(people)))
    return sorted(waits), sum(received)


def measure(folder: Path, people: int, changes: int) -> str:
    """Return one line on the visits to a fresh server of a checkout."""
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with serving(command, url, "/api/ready", folder=folder) as server:
        before = server.cpu
        waits, received = asyncio.run(visits(server, people, changes))
        used = server.cpu - before
    count = len(waits)
    return (
        f"{folder}: {used / count * 1000:.1f} ms of processor a change, median "
        f"{waits[count // 2] * 1000:.0f} ms, 95% under {waits[int(count * 0.95)] * 1000:.0f} ms, "
        f"{received / count / 1024:.0f} KiB"
    )


def main() -> int:
    """Measure this checkout, and another one in turn with it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visits", description=__doc__)
    parser.add_argument("--beside", type=Path, help="another checkout, with what it needs here")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for _ in range(asked.rounds):
        for folder in filter(None, (asked.beside, ROOT)):
            print(measure(folder, asked.people, asked.changes), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
