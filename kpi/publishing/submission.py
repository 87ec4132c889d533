"""Receives a council's return: reads and checks it, and finds what publishing it would change.

The command line and the publish page both use this module, and no other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from kpi.errors import InputError
from kpi.formatting import number_of
from kpi.model.snapshot import Snapshot
from kpi.publishing.proposed_changes import Proposal, propose
from kpi.returns import council_check, reader, tables
from kpi.returns.all_checks import check
from kpi.returns.checks import completeness
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import in_order
from kpi.returns.own_sheets import already_published, sheet_mapping
from kpi.returns.own_sheets.match_proposal import PublishedFigures
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import ERROR, ParsedReturn, ReturnFault
from kpi.store import served_snapshots, snapshots

FAULT_COLUMNS = ("file", "sheet", "cell", "column", "severity", "rule", "found", "expected")


@dataclass(frozen=True)
class CheckedReturn:
    """A return as read, with all faults of reading and of the rules, in order of place."""

    read: ParsedReturn
    faults: tuple[ReturnFault, ...]
    as_live: int = 0
    """Figures and targets of a council's own sheet that are published already, and were left."""

    @property
    def errors(self) -> tuple[ReturnFault, ...]:
        """The faults that prevent publishing."""
        return tuple(fault for fault in self.faults if fault.severity == ERROR)

    @property
    def warnings(self) -> tuple[ReturnFault, ...]:
        """The faults that an officer judges."""
        return tuple(fault for fault in self.faults if fault.severity != ERROR)


def receive(
    paths: Sequence[Path],
    live: Snapshot,
    *,
    area: str,
    today: date,
    kept: Sequence[OwnSheet] | None = None,
) -> CheckedReturn:
    """Read and check files against the live snapshot.

    A council's own sheet is read by the mapping beside it, else by `kept`, which is the council's
    own mapping where it is None. Raises InputError where nothing can be read; every other fault
    is in the result.
    """
    live.authority(area)
    context = Context.of(live, area, today)
    whole = reader.read(
        paths,
        live.indicators,
        kept=sheet_mapping.kept() if kept is None else kept,
        figures=PublishedFigures.of(live, area),
    )
    read = completeness.without_needless_questions(
        already_published.without(whole, context), context
    )
    faults = check(read, context)
    faults += council_check.faults(read.councils, live, area)
    return CheckedReturn(
        read, tuple(sorted(faults, key=in_order)), already_published.number(whole, read)
    )


def proposal(
    received: CheckedReturn, live: Snapshot, *, area: str, why: str, today: date
) -> Proposal:
    """Return what publishing a return would change; raises InputError while it has errors."""
    if received.errors:
        number = len(received.errors)
        raise InputError(
            f"{number_of(number, 'error')} in the return: nothing can be "
            "published until they are mended"
        )
    typed = tables.tables(received.read, area)
    return propose(
        live,
        typed.observations,
        typed.targets,
        typed.commentary,
        area=area,
        why=why,
        today=today,
        shown=served_snapshots.shown(snapshots.root(), area),
    )


def fault_table(faults: Sequence[ReturnFault]) -> pl.DataFrame:
    """Return the faults as a table, one row each, with columns `FAULT_COLUMNS`."""
    return pl.DataFrame(
        [{name: getattr(fault, name) for name in FAULT_COLUMNS} for fault in faults],
        schema=dict.fromkeys(FAULT_COLUMNS, pl.String),
    )


def summed_up(received: CheckedReturn) -> str:
    """Return how many lines were read, and how many errors and warnings they have."""
    errors = len(received.errors)
    warnings = len(received.faults) - errors
    lines = len(received.read.values) + len(received.read.targets)
    lines += len(received.read.commentary)
    left = as_live_words(received)
    return (
        f"{number_of(lines, 'line')} read: {number_of(errors, 'error')}, "
        f"{number_of(warnings, 'warning')}{left and f'; {left}'}"
    )


def as_live_words(received: CheckedReturn) -> str:
    """Return what of a council's own sheet was left as it is published; "" for nothing."""
    number = received.as_live
    if not number:
        return ""
    if number == 1:
        return "1 figure or target is published already and left as it is"
    return f"{number} figures and targets are published already and left as they are"


def files_of(received: CheckedReturn, paths: Sequence[Path]) -> list[Path]:
    """Return the files that a return was read from: those given, and those read in a folder."""
    names = {Path(name).name for name in received.read.files}
    read_files: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        read_files += [file for file in inside if file.name in names]
    return read_files
