"""Audit every home authority, quarter and neighbour model."""

from __future__ import annotations

import argparse
import itertools
import math
import sys
from collections.abc import Iterable
from pathlib import Path

import tools.audit
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.periods import parse_period
from kpi.store import live_snapshot
from kpi.tables.summary import summary_table
from tools.audit import sentences
from tools.audit.comparators import calculate
from tools.audit.tables import AuditTables, Record, read
from tools.audit.times import Span, quarter, quarter_name

HOMES = ("839", "330", "908", "201", "213", "840", "926", "941")
REPORTS = [quarter(year, number) for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)]


def same(ours: object, theirs: object) -> bool:
    """Return whether two cells agree: numbers to ten decimals, the precision of the file."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=2e-10)
    return ours == theirs


def differences(
    plain: AuditTables, table: Iterable[Record], home: str, report: Span, model: str
) -> tuple[int, list[str]]:
    """Return how many cells and texts were checked, and a line for each that differs."""
    definitions = {d["id"]: d for d in plain.definitions}
    lines, seen, looked = list[str](), set[str](), 0
    for row in table:
        name = row["indicator_id"]
        where = f"{home} {quarter_name(report)} {model} {name}"
        expected = calculate(plain, definitions[name], home, report, model)
        cells = [column for column in expected if column != "facts"]
        lines += [
            f"{where} {column}: the file has {row[column]!r}, calculated {expected[column]!r}"
            for column in cells
            if not same(row[column], expected[column])
        ]
        lines += [f"{where} {f}" for f in sentences.faults(row, expected, definitions[name])]
        looked += len(cells) + sum(bool(row[column]) for column in sentences.TEXTS)
        seen.add(name)
    missing = [name for name in definitions if name not in seen]
    lines += [f"{home} {quarter_name(report)}: no row of {name}" for name in missing]
    return looked, lines


def audit(folder: Path, homes: Iterable[str], reports: Iterable[Span]) -> tuple[int, list[str]]:
    """Return the same for several homes and reports, by each neighbour model."""
    plain, snapshot = read(folder), live_snapshot.live(folder).snapshot
    looked, lines = 0, list[str]()
    whens = list(reports)
    for home, report, model in itertools.product(homes, whens, snapshot.neighbour_models):
        quarter = parse_period(quarter_name(report))
        rows = scorecard.summary(snapshot, View(home, quarter, model=model))
        table = summary_table(snapshot, rows).to_dicts()
        number, new_lines = differences(plain, table, home, report, model)
        looked, lines = looked + number, lines + new_lines
    return looked, lines


def main() -> int:
    """Audit what was requested; prints a line per difference and returns the exit status."""
    parser = argparse.ArgumentParser(description=tools.audit.__doc__)
    parser.add_argument("--homes", nargs="+", default=list(HOMES))
    parser.add_argument("--store", type=Path, default=Path("data/store"))
    chosen = parser.parse_args()
    looked, lines = audit(chosen.store, chosen.homes, REPORTS)
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"{looked:,} cells and texts beside a second calculation: {len(lines)} differences")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
