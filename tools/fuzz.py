"""Fuzzes every importer and page address: `python -m tools.fuzz --inputs 100000`.

Cuts the real files into small ones, changes bytes, cells, rows and structure with a seeded
random generator, and reads them. A finding is an exception other than `kpi.errors.KpiError`
(the faults that users see), or more than a second of processor time, measured twice. Each finding
is written to a folder in its smallest form. The same seed gives the same inputs. Exit status 1
where there are findings.
"""

from __future__ import annotations

import argparse
import gc
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

from kpi.errors import KpiError
from kpi.store import live_snapshot
from tools.fuzzing import addresses, council_returns, own_files, sources
from tools.fuzzing.fuzz_target import Files, FuzzTarget

SLOW = 1.0
"""Processor seconds that one input may take on a quiet machine."""
_PAGES = 500
"""One of this many inputs draws a whole page, which takes a thousand times as long."""
_TRIES = 400  # attempts to make one finding smaller
_SHOWN = 3  # findings of one kind that are written to disk


@dataclass(frozen=True)
class FuzzFinding:
    """What failed for an input: `kind` identifies it, `details` is the full text."""

    target: str
    kind: str
    details: str
    files: Files


@dataclass
class FuzzTally:
    """The counts and findings of one target."""

    name: str
    inputs: int = 0
    faults: int = 0
    slowest: float = 0.0
    findings: list[FuzzFinding] = field(default_factory=list)


def all_targets() -> list[FuzzTarget]:
    """Return every reader as a target, on the shipped store."""
    snapshot = live_snapshot.live().snapshot
    return [
        *council_returns.targets(snapshot),
        *sources.targets(snapshot),
        *own_files.targets(snapshot),
        *addresses.targets(snapshot),
    ]


def run(
    targets: Sequence[FuzzTarget],
    inputs: int,
    seed: int,
    *,
    pages: int | None = None,
    slow: float = SLOW,
) -> Iterator[FuzzTally]:
    """Read `inputs` inputs in all, distributed over the targets, and `pages` whole pages.

    An input that takes more than `slow` processor seconds, twice, is a finding. A busy machine
    counts waiting for memory and shared cores as processor time, so a caller who cannot know
    that the machine is quiet gives a limit that only a run without end exceeds.
    """
    drawn = inputs // _PAGES if pages is None else pages
    shares = sum(target.share for target in targets)
    # Objects loaded so far are frozen, so that the collector does not scan them for each input.
    gc.collect()
    gc.freeze()
    for target in targets:
        number = ceil(inputs * target.share / shares) if target.share else drawn
        yield _tally(target, number, seed, slow)


def _tally(target: FuzzTarget, number: int, seed: int, slow: float) -> FuzzTally:
    tally = FuzzTally(target.name)
    kinds: dict[str, int] = {}
    if number:
        warm = target.make(random.Random(f"{seed} {target.name} warm"))
        _one(target, warm, slow)  # loads lazy imports
    for count in range(number):
        files = target.make(random.Random(f"{seed} {target.name} {count}"))
        faulty, seconds, wrong = _one(target, files, slow)
        tally.inputs += 1
        tally.faults += faulty
        tally.slowest = max(tally.slowest, seconds)
        if wrong is None:
            continue
        kinds[wrong.kind] = kinds.get(wrong.kind, 0) + 1
        if kinds[wrong.kind] <= _SHOWN:
            tally.findings.append(_smaller(target, wrong))
    return tally


def _one(target: FuzzTarget, files: Files, slow: float) -> tuple[bool, float, FuzzFinding | None]:
    """Return whether a fault was reported, the seconds taken, and the finding, if any."""
    faulty, seconds, wrong = _timed(target, files)
    if wrong is None and seconds > slow:
        _, again, _ = _timed(target, files)  # measured again, as the machine may have been busy
        seconds = min(seconds, again)
        if seconds > slow:
            wrong = FuzzFinding(target.name, "slow", f"{seconds:.1f} seconds, twice", files)
    return faulty, seconds, wrong


def _timed(target: FuzzTarget, files: Files) -> tuple[bool, float, FuzzFinding | None]:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    wrong, faulty = None, False
    started = time.process_time()
    try:
        target.run(files, folder)
    except KpiError as fault:
        faulty = True
        if "\n" in str(fault) or not str(fault):
            wrong = FuzzFinding(target.name, "not one line", repr(fault), files)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a Rust library's panic is no Exception  # noqa: BLE001
        frames = traceback.extract_tb(fault.__traceback__)
        last = next((f for f in reversed(frames) if "/kpi/" in f.filename), frames[-1])
        place = f"{Path(last.filename).name}:{last.lineno}"
        kind = f"{type(fault).__name__} at {place}"
        wrong = FuzzFinding(target.name, kind, "".join(traceback.format_exception(fault)), files)
    seconds = time.process_time() - started
    shutil.rmtree(folder, ignore_errors=True)
    return faulty, seconds, wrong


def _smaller(target: FuzzTarget, finding: FuzzFinding) -> FuzzFinding:
    """Return the same finding from less input: whole files, then parts of them, are left out."""
    best = finding
    tries = _TRIES
    for name in list(finding.files):
        size = max(len(best.files[name]) // 2, 1)
        while size >= 1 and tries > 0:
            data, at, cut = best.files[name], 0, False
            while at < len(data) and tries > 0:
                tries -= 1
                less = {**best.files, name: data[:at] + data[at + size :]}
                try:
                    wrong = _timed(target, less)[2]
                except (KeyboardInterrupt, SystemExit):
                    raise
                if wrong is not None and wrong.kind == finding.kind:
                    best, data, cut = wrong, less[name], True
                else:
                    at += size
            size = size if cut and size > 1 else size // 2
    return best


# ---- telling ------------------------------------------------------------------------------


def write_down(findings: Sequence[FuzzFinding], folder: Path) -> None:
    """Write each finding to its own folder: the input's files and the traceback."""
    for number, finding in enumerate(findings, start=1):
        place = folder / f"{number:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "finding.txt").write_text(
            f"{finding.target}\n{finding.kind}\n\n{finding.details}",
            encoding="utf-8",
            errors="replace",
        )
        for name, data in finding.files.items():
            (place / f"input-{name.replace('/', '__')[:100]}").write_bytes(data)


def _line(name: str, inputs: str, faults: str, findings: str, slowest: str) -> str:
    return f"{name:<30}{inputs:>9}{faults:>16}{findings:>10}{slowest:>10}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the fuzzing; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="how many in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, help="whole pages; without it, one in 500 inputs")
    parser.add_argument("--only", default="", help="targets whose name holds this")
    parser.add_argument("--output", type=Path, default=Path("fuzz-findings"))
    chosen = parser.parse_args(arguments)
    targets = [target for target in all_targets() if chosen.only in target.name]
    print(_line("target", "inputs", "faults told", "findings", "slowest"), flush=True)
    tallies = []
    for tally in run(targets, chosen.inputs, chosen.seed, pages=chosen.pages):
        tallies.append(tally)
        kinds = len({finding.kind for finding in tally.findings})
        columns = (f"{tally.inputs:,}", f"{tally.faults:,}", f"{kinds}", f"{tally.slowest:.3f} s")
        print(_line(tally.name, *columns), flush=True)
    findings = [finding for tally in tallies for finding in tally.findings]
    print(
        _line(
            "all",
            f"{sum(tally.inputs for tally in tallies):,}",
            f"{sum(tally.faults for tally in tallies):,}",
            f"{len({(f.target, f.kind) for f in findings})}",
            f"{max(tally.slowest for tally in tallies):.3f} s",
        )
    )
    write_down(findings, chosen.output)
    for target, kind in sorted({(f.target, f.kind) for f in findings}):
        print(f"{target}: {kind}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
