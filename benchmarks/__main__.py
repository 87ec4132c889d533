"""Runs all benchmarks with their baselines and prints a table, and JSON on request.

    python -m benchmarks [--json FILE] [--rounds N] [--only data|browser|people] [--dash PYTHON]

Exit status 1 where a limit is missed. Limits are ratios within this run, so that a slow or busy
machine gives the same result as a fast one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import browser, data_jobs, people, views
from benchmarks.servers import BARE, OURS, streamlit
from benchmarks.timing import Result, SpeedBar, form, show
from kpi.benchmarks.grids.grid import grid
from kpi.store import live_snapshot

MISSED = 1
PEOPLE, SECONDS = 150, 40.0


def data(rounds: int) -> list[Result]:
    """Run views and data jobs in this process; returns their results."""
    snapshot = live_snapshot.live().snapshot
    start = time.perf_counter()
    grid(snapshot)
    once = (time.perf_counter() - start) * 1000
    print(f"{snapshot.held_benchmarks.height:,} rows; the grid was made in {once:.0f} ms, once")
    results = [*views.run(snapshot), *data_jobs.run(snapshot, rounds)]
    print(f"a change of measure, the page and Streamlit together: {views.page(snapshot):.0f} ms")
    return results


def crowds() -> list[Result]:
    """Simulate 150 people on one process, on our pages and on a bare page with our settings."""
    by_name = {}
    for name, script, ready, pages in (
        ("ours", OURS, "/api/ready", people.PAGES),
        ("a bare tuned page", BARE, "/_stcore/health", ("",)),
    ):
        with streamlit(script, ready=ready) as server:
            crowd = people.crowd(server.url, PEOPLE, SECONDS, servers=[server], pages=pages)
            by_name[name] = asyncio.run(crowd)
        print(people.crowd_line(name, by_name[name]))
    faults = sum(each.faults for each in by_name.values())
    if faults:
        print(f"{faults} faults: no figure of these crowds counts")
    limit = people.LIMIT_SECONDS * 1000
    waits = {name: each.p95 * 1000 for name, each in by_name.items()}
    return [
        Result(
            f"7 {PEOPLE} people, a change each 5 s: 95th percentile",
            {**waits, "one second": 0.0 if faults else limit},
            (SpeedBar("one second", 1.0),),
        )
    ]


def main() -> int:
    """Run everything, or the requested part; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=data_jobs.ROUNDS)
    parser.add_argument("--only", choices=("data", "browser", "people"))
    parser.add_argument("--dash", default=os.environ.get("BENCH_DASH_PYTHON"))
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], list[Result]]] = {
        "data": lambda: data(chosen.rounds),
        "browser": lambda: browser.run(15, 5, chosen.dash),
        "people": crowds,
    }
    results: list[Result] = []
    for name, part in parts.items():
        if chosen.only in (None, name):
            results += part()
    for result in results:
        show(result)
    if chosen.json:
        chosen.json.write_text(json.dumps([form(r) for r in results], indent=2) + "\n")
    met = all(result.is_met(bar) for result in results for bar in result.bars)
    print("every bar is met" if met else "a bar is missed")
    return 0 if met else MISSED


if __name__ == "__main__":
    sys.exit(main())
