"""A built table as CSV in parts of whole measures, to limit the memory used.

The parts joined are byte for byte the CSV of the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kpi.file_writers.csv import to_csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder
from kpi.tables.selection import Selection, strict
from kpi.tables.wide import completed

PART_CELLS = 300_000
"""Limit of one part, unless one measure has more: a few megabytes, a third of a second."""


@dataclass(frozen=True)
class CsvPlan:
    """The parts of a table, each by its measures; `periods` are those of the whole wide table."""

    chosen: Selection
    parts: tuple[tuple[str, ...], ...]
    periods: tuple[str, ...]


def plan(snapshot: Snapshot, chosen: Selection, *, most: int = PART_CELLS) -> CsvPlan:
    """Return the parts of a table, of at most `most` cells each. Raises UnknownNameError."""
    chosen = strict(snapshot, chosen)
    columns = builder.width(snapshot, chosen)
    counts = builder.row_counts(snapshot, chosen)
    parts: list[list[str]] = []
    left = 0
    for measure in chosen.measures:
        cells = counts.get(measure, 0) * columns
        if not parts or cells > left:
            parts.append([])
            left = most
        parts[-1].append(measure)
        left -= cells
    periods = builder.periods(snapshot, chosen) if chosen.wide else ()
    return CsvPlan(chosen, tuple(map(tuple, parts)), tuple(periods))


def part(snapshot: Snapshot, made: CsvPlan, number: int) -> bytes:
    """Return one part's CSV, the first with the header; only the header without rows."""
    chosen = replace(made.chosen, measures=made.parts[number])
    table = builder.table(snapshot, chosen)
    if made.chosen.wide and not table.is_empty():
        table = completed(table, made.chosen, made.periods)
    if table.is_empty():
        return to_csv(builder.table(snapshot, made.chosen).clear()) if number == 0 else b""
    return to_csv(table, header=number == 0)


def all_parts(snapshot: Snapshot, chosen: Selection) -> Iterator[bytes]:
    """Yield all parts in order. Raises UnknownNameError before the first."""
    made = plan(snapshot, chosen)
    return (part(snapshot, made, number) for number in range(len(made.parts)))


def is_large(made: CsvPlan) -> bool:
    """Return whether a table is made in more than one part."""
    return len(made.parts) > 1
