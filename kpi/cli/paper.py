"""The command `paper`: the committee paper as a Word file, with its charts drawn."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from kpi.cli import common
from kpi.errors import InputError
from kpi.guidance.help_text import MODEL_HELP
from kpi.indicators import reporting
from kpi.model.snapshot import MODELS
from kpi.paper import committee_paper
from kpi.paper.committee_paper import Wanted
from kpi.paper.word import to_word


def add(commands: Any) -> None:
    """Add the command to the parser."""
    form = commands.add_parser("paper", help="write the committee paper as a Word file")
    what = form.add_mutually_exclusive_group(required=True)
    what.add_argument("--output", type=Path, metavar="FILE", help="the file to write: .docx")
    what.add_argument(
        "--check", type=Path, metavar="FILE", help="check the structure of a finished paper"
    )
    form.add_argument("--quarter", help='for example "Q1 2025-26"; without it, the newest')
    form.add_argument("--directorate")
    form.add_argument("--indicator", nargs="+", action="extend", default=[], metavar="ID")
    form.add_argument("--no-charts", action="store_true", help="leave the charts out")
    form.add_argument("--no-enquiries", action="store_true", help="leave the lines of enquiry out")
    form.add_argument(
        "--newest", action="store_true", help="newest comparators, not those known at the time"
    )
    form.add_argument("--force", action="store_true", help="write over a file that is there")
    form.add_argument("--area", help="three-digit or ONS code; KPI_HOME, else 839")
    form.add_argument("--neighbours", choices=list(MODELS), help=MODEL_HELP)
    form.set_defaults(command=_paper)


def _paper(chosen: argparse.Namespace) -> int:
    return _check(chosen.check) if chosen.check else _write(chosen)


def _check(path: Path) -> int:
    """Say every fault in the structure of a Word file; the exit status tells whether any is."""
    from kpi.exports import docx_check

    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path} cannot be read: {fault.strerror}") from fault
    found = docx_check.faults(data)
    for line in found:
        print(line)
    print(f"{path}: {len(found)} faults" if found else f"{path}: no faults")
    return common.FAULTY if found else 0


def _write(chosen: argparse.Namespace) -> int:
    output: Path = chosen.output
    if output.suffix.lower() != ".docx":
        raise InputError(f"{output} is not the name of a Word file: it must end in .docx")
    if output.exists() and not chosen.force:
        raise InputError(f"{output} is there already; --force writes over it")
    snapshot, area = common.live_and_area(chosen, as_home=True)
    wanted = Wanted(
        quarter=reporting.find_quarter(snapshot, area, chosen.quarter),
        area=area,
        directorate=chosen.directorate,
        indicator_ids=tuple(dict.fromkeys(chosen.indicator)),
        charts=not chosen.no_charts,
        newest=chosen.newest,
        model=chosen.neighbours,
        enquiries=not chosen.no_enquiries,
    )
    data = to_word(committee_paper.make(snapshot, wanted, date.today()))
    try:
        output.write_bytes(data)
    except OSError as fault:
        raise InputError(f"{output} cannot be written: {fault.strerror}") from fault
    print(f"wrote {output}")
    return 0
