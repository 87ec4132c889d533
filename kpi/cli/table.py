"""The command `table`: Build a table from the command line, as CSV on standard output."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kpi.benchmarks import measures
from kpi.errors import InputError, KpiError, UnknownNameError
from kpi.exports.workbook import save
from kpi.guidance.help_text import NEWEST_MODEL_HELP
from kpi.model.snapshot import DEFAULT_MODEL, MODELS, Snapshot
from kpi.settings import authority
from kpi.settings import home as home_of
from kpi.store import live_snapshot
from kpi.tables import builder, builder_workbook, csv_parts, selection
from kpi.tables.selection import EXTRAS, GROUPS, Selection


def add(commands: Any) -> None:
    """Add the command to the parser."""
    made = commands.add_parser("table", help="many measures by many areas and periods")
    made.add_argument(
        "--measure", nargs="+", action="extend", default=[], metavar="ID", help="ids, names, or all"
    )
    made.add_argument(
        "--area",
        nargs="+",
        action="extend",
        default=[],
        metavar="AREA",
        help=f"three-digit codes or {', '.join(GROUPS)}; without any: home",
    )
    made.add_argument("--home", help="whose neighbours and region; KPI_HOME, else 839")
    made.add_argument("--from", dest="first", metavar="P", help="year or period to start with")
    made.add_argument("--to", dest="last", metavar="P", help="year or period to end with")
    made.add_argument("--newest", action="store_true", help="only each measure's newest period")
    made.add_argument(
        "--with", dest="extras", default="", metavar="COLUMNS", help=f"any of {','.join(EXTRAS)}"
    )
    made.add_argument("--wide", action="store_true", help="a column a period")
    made.add_argument("--neighbours", choices=list(MODELS), help=NEWEST_MODEL_HELP)
    made.add_argument("--selection", metavar="FILE|TEXT", help="a saved selection, or its text")
    made.add_argument("--xlsx", type=Path, metavar="FILE", help="write a workbook instead")
    made.add_argument(
        "--count", action="store_true", help="only say how many rows it has, and its short text"
    )
    made.set_defaults(command=_table)


def _table(chosen: argparse.Namespace) -> None:
    live = live_snapshot.live()
    if live.problem:
        print(f"kpi: {live.problem}", file=sys.stderr)
    snapshot = live.snapshot
    wanted = selection.strict(snapshot, _selection(snapshot, chosen))
    if chosen.count:
        print(f"{builder.row_count(snapshot, wanted)} rows: {selection.encode(snapshot, wanted)}")
        return
    if chosen.xlsx:
        save(
            chosen.xlsx, builder_workbook.to_xlsx(snapshot, builder.table(snapshot, wanted), wanted)
        )
        return
    for part in csv_parts.whole(snapshot, wanted):
        sys.stdout.buffer.write(part)
    sys.stdout.flush()


def _selection(snapshot: Snapshot, chosen: argparse.Namespace) -> Selection:
    """What the arguments say; a saved selection first, which other arguments then replace."""
    named = _measures(snapshot, chosen.measure)
    first, last = selection.bounds(chosen.first, chosen.last)
    if chosen.selection:
        if named or chosen.area or chosen.home:
            raise KpiError("a selection has its own measures, areas and home: give one or these")
        start = _saved(snapshot, chosen.selection)
    else:
        home = snapshot.code_of(chosen.home or authority())
        areas = tuple(chosen.area) or ("home",)
        start = Selection(home=home, measures=named, areas=areas, model=DEFAULT_MODEL)
    extras = tuple(name.strip() for name in chosen.extras.split(",") if name.strip())
    return replace(
        start,
        first=first or start.first,
        last=last or start.last,
        newest=chosen.newest or start.newest,
        extras=extras or start.extras,
        wide=chosen.wide or start.wide,
        model=chosen.neighbours or start.model,
    )


def _measures(snapshot: Snapshot, names: Sequence[str]) -> tuple[str, ...]:
    if list(names) == ["all"]:
        return tuple(found.id for found in measures.all_measures(snapshot))
    found, faults = [], []
    for name in names:
        try:
            found.append(measures.measure(snapshot, name).id)
        except UnknownNameError as fault:
            faults.append(str(fault))
    if faults:
        raise UnknownNameError("; ".join(faults))
    return tuple(found)


def _saved(snapshot: Snapshot, text: str) -> Selection:
    """A saved selection: a file where there is one of that name, else a short text."""
    path = Path(text)
    if path.suffix == ".json" or (len(text) < 200 and path.is_file()):
        try:
            return selection.from_json(snapshot, path.read_bytes())
        except OSError as fault:
            raise InputError(f"{path} cannot be read: {fault.strerror}") from fault
    found, faults = selection.decode(snapshot, text, home=home_of(snapshot))
    if found is None or faults:
        raise UnknownNameError("; ".join(faults))
    return found
