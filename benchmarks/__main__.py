"""Print the times of views and data jobs and their ratios, and write them as JSON.

    python -m benchmarks [--json FILE] [--rounds N]

Exit status 1 where a bar is missed. The bars are ratios within this run, so that a slow or busy
machine judges as a quick one does.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks import data_jobs, views
from benchmarks.timing import Result
from kpi import store
from kpi.grid import grid

MISSED = 1


def main() -> int:
    """Run everything; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--rounds", type=int, default=data_jobs.ROUNDS)
    chosen = parser.parse_args()
    snapshot = store.live().snapshot
    start = time.perf_counter()
    grid(snapshot)
    once = (time.perf_counter() - start) * 1000
    print(f"{snapshot.held_benchmarks.height:,} rows; the grid was made in {once:.0f} ms, once")
    results = [*views.run(snapshot), *data_jobs.run(snapshot, chosen.rounds)]
    for result in results:
        show(result)
    print(f"a change of measure, the page and Streamlit together: {views.page(snapshot):.0f} ms")
    if chosen.json:
        chosen.json.write_text(json.dumps([form(r) for r in results], indent=2) + "\n")
    met = all(result.is_met(bar) for result in results for bar in result.bars)
    print("every bar is met" if met else "a bar is missed")
    return 0 if met else MISSED


def show(result: Result) -> None:
    """Print a result with its bars."""
    times = ", ".join(f"{name} {taken:.1f}" for name, taken in result.milliseconds.items())
    print(f"{result.job}: {times} ms")
    for bar in result.bars:
        rule = f"at least {bar.limit:g} times quicker" if bar.quicker else f"at most {bar.limit:g}"
        verdict = "met" if result.is_met(bar) else "MISSED"
        print(f"    against {bar.against}: {result.ratio(bar):.2f} ({rule}): {verdict}")


def form(result: Result) -> dict[str, object]:
    """A result as JSON holds it."""
    return {
        "job": result.job,
        "milliseconds": {name: round(taken, 3) for name, taken in result.milliseconds.items()},
        "bars": [
            {
                "against": bar.against,
                "ratio": round(result.ratio(bar), 3),
                "limit": bar.limit,
                "at_least": bar.quicker,
                "met": result.is_met(bar),
            }
            for bar in result.bars
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
