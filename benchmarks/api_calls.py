"""Calls the read API at a steady rate, as spreadsheets and scripts do, while people use the pages.

    python -m benchmarks.api_calls [--a-minute 1000] [--people 50] [--seconds 60]

Every call asks for a scorecard's summary of another quarter, authority or form than the one
before; with `--same` all ask for one. Exit status 1 where a call is not answered with 200 or
304, or the people do not see 19 of 20 changes within a second or any take longer than one.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.people import LIMIT_SECONDS, Crowd, crowd, crowd_line
from benchmarks.servers import streamlit

WAITS = httpx.Timeout(30.0)
FORMS = ("json", "csv", "parquet")


@dataclass
class Calls:
    """What was answered: how many of each status, and the seconds of each."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    received: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether there were calls, and every one was answered with the table."""
        return bool(self.seconds) and not set(self.statuses) - {200, 304}

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        worst, p95 = ordered[-1], ordered[int(len(ordered) * 0.95)]
        return (
            f"{len(ordered)} calls: median {statistics.median(ordered) * 1000:.0f}, 95% "
            f"{p95 * 1000:.0f}, worst {worst * 1000:.0f} ms; {self.received / 2**20:.1f} MiB; "
            f"statuses {dict(self.statuses)}"
        )


async def addresses(client: httpx.AsyncClient, *, same: bool) -> Iterator[str]:
    """Return the addresses to call, again and again: every quarter, five authorities, each form."""
    if same:
        return itertools.repeat("summary")
    quarters = (await client.get("quarters")).json()["rows"]
    areas = (await client.get("areas")).json()["rows"]
    there = [each["area"] for each in areas if each["kind"] == "authority" and each["is_current"]]
    codes = there[::40]  # far from each other in the list
    every = itertools.product([each["reporting_quarter"] for each in quarters], codes, FORMS)
    return itertools.cycle(
        f"summary.{form}?quarter={quarter}&area={area}" for quarter, area, form in every
    )


async def calls(url: str, a_minute: int, seconds: float, *, same: bool) -> Calls:
    """Call at a steady rate, whether or not earlier calls are answered yet."""
    made = Calls()
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=40)
    async with httpx.AsyncClient(
        base_url=f"{url}/api/v1/", timeout=WAITS, limits=limits, trust_env=False
    ) as client:
        asked = await addresses(client, same=same)

        async def call(address: str) -> None:
            began = time.perf_counter()
            answer = await client.get(address)
            made.seconds.append(time.perf_counter() - began)
            made.statuses[answer.status_code] += 1
            made.received += len(answer.content)

        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(round(a_minute * seconds / 60)):
                await asyncio.sleep(max(0.0, began + number * 60 / a_minute - time.monotonic()))
                group.create_task(call(next(asked)))
    return made


async def with_people(
    url: str, asked: argparse.Namespace, servers: list[Any]
) -> tuple[Crowd, Calls]:
    """Run the people and the calls at once."""
    return await asyncio.gather(
        crowd(url, asked.people, asked.seconds, servers=servers),
        calls(url, asked.a_minute, asked.seconds, same=asked.same),
    )


def main() -> int:
    """Run and print; returns 1 where calls fail or people wait."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api_calls", description=__doc__)
    parser.add_argument("--a-minute", type=int, default=1000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--same", action="store_true", help="one table, called again and again")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with streamlit(ready="/api/ready") as ours:
        simulated, called = asyncio.run(with_people(ours.url, asked, [ours]))
    print(crowd_line("ours", simulated))
    print(called)
    if asked.json:
        answer = {"people": asdict(simulated), "calls": str(called)}
        asked.json.write_text(json.dumps(answer, indent=2) + "\n")
    is_quick = simulated.is_held and simulated.worst < LIMIT_SECONDS
    return 0 if is_quick and called.is_answered else 1


if __name__ == "__main__":
    sys.exit(main())
