"""A store of national size compared with the shipped one: time and memory, and their growth.

    python -m benchmarks.national FOLDER [--json FILE]

FOLDER is a store made by `tools.national.store`. Each memory and start figure is from a
fresh process; single answers take turns between two processes, one per store, so that a
busy machine slows both. Cold is a measure not requested before, warm one that is cached. The
file's bytes are in the system's cache, so reading the disk for the first time is not measured.
Exit status 1 where a limit is missed: a measure's profile at most 3 times the time of the shipped
store's, and at most twice the memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpi.benchmarks.authority_profile import profile
from kpi.benchmarks.measures import all_measures
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts import benchmark_lines
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot, snapshots
from kpi.tables import benchmarks as benchmarks_table
from kpi.wording import benchmarks as benchmarks_wording
from server import warmup

HOME = "839"
TIME_LIMIT, MEMORY_LIMIT = 3.0, 2.0
MISSED = 1
_MEASURES = 120  # distinct ones, timed cold and warm
_MANY = (10, 100, 1000)
Figures = dict[str, Any]
Job = Callable[[Snapshot, str], object]


def one_profile(snapshot: Snapshot, measure: str) -> object:
    """Return all data on one measure for an authority: over time, rank and neighbours."""
    return (
        over_time(snapshot, measure, area=HOME),
        ranking(snapshot, measure, area=HOME),
        neighbour_comparison(snapshot, measure, area=HOME),
    )


def drawn(snapshot: Snapshot, measure: str) -> object:
    """Return the same with the texts, chart and table of the page."""
    over, ranked, _ = figures = (
        over_time(snapshot, measure, area=HOME),
        ranking(snapshot, measure, area=HOME),
        neighbour_comparison(snapshot, measure, area=HOME),
    )
    chart = benchmark_lines.over_time_chart(over)
    columns = tuple((line.key, line.name) for line in chart.lines)
    table = benchmarks_table.over_time_table(
        snapshot, over, snapshot.newest_model, hidden=(), median=False
    )
    words = benchmarks_wording.change_words(ranked), benchmarks_wording.gap_words(over)
    return figures, chart, benchmarks_wording.over_time_rows(over, columns), table, words


JOBS: dict[str, Job] = {
    "over time alone": lambda s, m: over_time(s, m, area=HOME),
    "all authorities alone": lambda s, m: ranking(s, m, area=HOME),
    "profile of one measure": one_profile,
    "the page's view, drawn": drawn,
}


def _live() -> tuple[Snapshot, list[str]]:
    """Return the snapshot and its measures in random order.

    Of a large store only the generated measures, as the real ones are there for comparison.
    """
    snapshot = live_snapshot.live().snapshot
    names = [m.id for m in all_measures(snapshot) if not m.is_own]
    made = [name for name in names if name.startswith("zz_made-up")] or names
    random.Random(1).shuffle(made)
    return snapshot, made


def _memory() -> float:
    """Return the MiB that this process uses now."""
    held = int(Path("/proc/self/statm").read_text().split()[1])
    return held * resource.getpagesize() / 2**20


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ---- what a fresh process does --------------------------------------------------------------


def start(began: float) -> Figures:
    """Return the time from process start to the first answer, and the memory used."""
    snapshot = live_snapshot.live().snapshot
    first = snapshot.measures["measure"][-1]
    one_profile(snapshot, first)
    return {"seconds": time.time() - began, "peak": _peak()}


def serving(_began: float) -> Figures:
    """Return the memory after a warmed server's start and one profile."""
    warmup.warm()
    snapshot, names = _live()
    one_profile(snapshot, names[0])
    return {"now": _memory(), "peak": _peak()}


def many(_began: float) -> Figures:
    """Return the memory after 10, 100 and 1,000 distinct measures."""
    warmup.warm()
    snapshot, names = _live()
    figures: Figures = {}
    for count in range(1, max(_MANY) + 1):
        one_profile(snapshot, names[(count - 1) % len(names)])
        if count in _MANY:
            figures[f"after {count:,}"] = _memory()
    return figures | {"peak": _peak()}


def every(_began: float) -> Figures:
    """Return time and memory of the page of all measures, for two authorities in turn."""
    warmup.warm()
    snapshot, _ = _live()
    taken = []
    for area in (HOME, "202"):
        before = time.perf_counter()
        profile(snapshot, area)
        taken.append(time.perf_counter() - before)
    return {"first": taken[0], "second": taken[1], "now": _memory(), "peak": _peak()}


def answers(_began: float) -> Figures:
    """Time answers, one per line of input: job, measure's number, cold or warm."""
    warmup.warm()
    snapshot, names = _live()
    for job in JOBS.values():  # code and texts that any first answer needs
        job(snapshot, names[-1])
    print("ready", flush=True)
    for line in sys.stdin:
        name, number = json.loads(line)
        measure = names[number % (len(names) - 1)]
        before = time.perf_counter()
        JOBS[name](snapshot, measure)
        print((time.perf_counter() - before) * 1000, flush=True)
    return {}


TASKS = {task.__name__: task for task in (start, serving, many, every, answers)}


# ---- comparison of the two stores -----------------------------------------------------------


def _command(task: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "benchmarks.national",
        "--task",
        task,
        "--began",
        f"{time.time()}",
    ]


def _environment(where: Path) -> dict[str, str]:
    return {**os.environ, "KPI_STORE": str(where)}


def _fresh(task: str, where: Path) -> Figures:
    made = subprocess.run(
        _command(task), env=_environment(where), check=True, capture_output=True, text=True
    )
    figures: Figures = json.loads(made.stdout.splitlines()[-1])
    return figures


def _times(shipped: Path, national: Path) -> dict[str, dict[str, float]]:
    """Return job to median milliseconds in the shipped store, cold and warm."""
    people = {
        where: subprocess.Popen(
            _command("answers"),
            env=_environment(where),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for where in (shipped, national)
    }

    def ask(where: Path, job: str, number: int) -> float:
        asked = people[where]
        if asked.stdin is None or asked.stdout is None:
            raise RuntimeError("a process has no pipes")
        asked.stdin.write(json.dumps([job, number]) + "\n")
        asked.stdin.flush()
        return float(asked.stdout.readline())

    for asked in people.values():
        if asked.stdout is None or asked.stdout.readline() != "ready\n":
            raise RuntimeError("a store could not be loaded")
    by_job = {}
    for place, job in enumerate(JOBS):
        numbers = range(place * _MEASURES, (place + 1) * _MEASURES)
        turns = [
            (ask(shipped, job, n), ask(national, job, n), ask(national, job, n)) for n in numbers
        ]
        medians = [statistics.median(column) for column in zip(*turns, strict=True)]
        by_job[job] = dict(zip(("shipped", "cold", "warm"), medians, strict=True))
    for asked in people.values():
        asked.communicate()
    return by_job


def compare(shipped: Path, national: Path) -> Figures:
    """Return all figures of both stores, the ratios to the limits and whether they are met."""
    times = _times(shipped, national)
    fresh = {
        task: {
            name: _fresh(task, where)
            for name, where in (("shipped", shipped), ("national", national))
        }
        for task in ("start", "serving", "many", "every")
    }
    bar = times["profile of one measure"]
    serving_now = fresh["serving"]
    ratios = {
        "time, cold": bar["cold"] / bar["shipped"],
        "time, warm": bar["warm"] / bar["shipped"],
        "memory": serving_now["national"]["now"] / serving_now["shipped"]["now"],
        "peak memory": serving_now["national"]["peak"] / serving_now["shipped"]["peak"],
    }
    limits = [TIME_LIMIT, TIME_LIMIT, MEMORY_LIMIT, MEMORY_LIMIT]
    met = all(ratio <= limit for ratio, limit in zip(ratios.values(), limits, strict=True))
    return {"milliseconds": times, "fresh processes": fresh, "ratios": ratios, "met": met}


def _print(comparison: Figures) -> None:
    print(f"{'median ms of an answer':28}{'shipped':>10}{'cold':>10}{'warm':>10}{'cold ratio':>12}")
    for job, t in comparison["milliseconds"].items():
        ratio = t["cold"] / t["shipped"]
        print(f"{job:28}{t['shipped']:10.2f}{t['cold']:10.2f}{t['warm']:10.2f}{ratio:12.2f}")
    print("fresh processes (seconds; MiB)")
    for task, stores in comparison["fresh processes"].items():
        for name, figures in stores.items():
            text = ", ".join(f"{key} {value:.2f}" for key, value in figures.items())
            print(f"    {task:10}{name:10}{text}")
    for name, ratio in comparison["ratios"].items():
        print(f"ratio of {name}: {ratio:.2f}")
    print("the bar is met" if comparison["met"] else "the bar is MISSED")


def main() -> int:
    """Compare the stores, or do one task of it; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, default=0.0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.task:
        print(json.dumps(TASKS[chosen.task](chosen.began)))
        return 0
    if chosen.folder is None:
        parser.error("a folder with a store of national size is needed")
    comparison = compare(snapshots.DEFAULT_ROOT, chosen.folder.resolve())
    _print(comparison)
    if chosen.json:
        chosen.json.write_text(json.dumps(comparison, indent=2) + "\n")
    return 0 if comparison["met"] else MISSED


if __name__ == "__main__":
    sys.exit(main())
