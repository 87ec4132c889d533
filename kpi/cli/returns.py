"""The performance team's commands: template, check, publish, history, rollback, verify."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from kpi import formatting, settings
from kpi.cli.common import FAULTY, live_and_area
from kpi.errors import KpiError
from kpi.exports import csv
from kpi.indicators import reporting
from kpi.model.snapshot import Snapshot
from kpi.publishing import preview, proof, proposal, submission, withdrawal
from kpi.returns import template
from kpi.returns.records import Fault
from kpi.store import journal, served, snapshots, withheld


def add(commands: Any) -> None:
    """Add the commands to the parser's sub-parsers."""
    form = commands.add_parser("template", help="write an Excel workbook to fill in")
    form.add_argument("--quarter", help="the reporting quarter; without it, the next one")
    form.add_argument("--output", type=Path, help="the file to write")
    form.add_argument("--force", action="store_true", help="write over a file that is there")
    form.add_argument("--area", help="three-digit or ONS code of the authority")
    form.set_defaults(command=_template)

    look = commands.add_parser("check", help="list every fault of a return")
    look.add_argument("files", nargs="+", type=Path, metavar="FILE")
    look.add_argument("--format", choices=("text", "csv", "json"), default="text")
    look.add_argument("--area", help="three-digit or ONS code of the authority")
    look.set_defaults(command=_check)

    send = commands.add_parser("publish", help="check a return and publish it")
    send.add_argument("files", nargs="+", type=Path, metavar="FILE")
    send.add_argument("--why", required=True, help="why, for the history and for revised figures")
    send.add_argument("--who", default=_me())
    send.add_argument("--area", help="three-digit or ONS code of the authority")
    send.add_argument("--dry-run", action="store_true", help="only say what would change")
    send.set_defaults(command=_publish)

    past = commands.add_parser("history", help="every snapshot made live, when, by whom and why")
    past.set_defaults(command=_history)

    back = commands.add_parser("rollback", help="make an earlier snapshot the live one again")
    back.add_argument("id", metavar="ID")
    back.add_argument("--why", required=True)
    back.add_argument("--who", default=_me())
    back.set_defaults(command=_rollback)

    gone = commands.add_parser(
        "withhold", help="take a snapshot, or one figure, out of every state that is shown"
    )
    gone.add_argument(
        "what",
        metavar="SNAPSHOT|FIGURE",
        help='a snapshot\'s id, or a figure such as "ehcp-20-weeks:Q1 2025-26"',
    )
    gone.add_argument("--why", required=True, help="why, without the figure itself")
    gone.add_argument("--who", default=_me())
    gone.add_argument("--area", help="three-digit authority code")
    gone.set_defaults(command=_withhold)

    whole = commands.add_parser("verify", help="checksums and schema of every snapshot")
    whole.add_argument(
        "--sweep",
        action="store_true",
        help="take away the files of snapshots that were never live, or are withheld",
    )
    whole.set_defaults(command=_verify)


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in this container
        return "unknown"


def proved(snapshot: Snapshot) -> None:
    """Prove that a snapshot can be shown, and say how long that took."""
    print(f"{snapshot.id}: {proof.prove(snapshot)}", file=sys.stderr)


def say_dashboard(areas: pl.DataFrame) -> None:
    """Name the council whose dashboard is about to change, with all that is on it."""
    _say_whose(f"changing the dashboard of {preview.council(areas, settings.authority())}")


def _say_whose(told: str) -> None:
    print(told, file=sys.stderr)


# ---- commands -----------------------------------------------------------------------------


def _template(chosen: argparse.Namespace) -> int:
    snapshot, area = live_and_area(chosen)
    quarter = reporting.next_quarter(snapshot, area, chosen.quarter)
    name = f"return-{formatting.slug(quarter.short)}.xlsx"
    path = chosen.output or Path(name)
    if path.exists() and not chosen.force:
        raise KpiError(
            f"{path} is there already, perhaps filled in: choose another --output, or --force"
        )
    if not path.parent.is_dir():
        raise KpiError(f"there is no folder {path.parent} to write {path.name} to")
    template.write(path, snapshot, area_name=snapshot.area(area).name, quarter=quarter)
    print(f"wrote {path}")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    snapshot, area = live_and_area(chosen)
    received = submission.receive(chosen.files, snapshot, area=area, today=date.today())
    _say_whose(f"checked as a return of {preview.council(snapshot.areas, area)}")
    if chosen.format == "csv":
        sys.stdout.buffer.write(csv.to_csv(submission.fault_table(received.faults)))
        sys.stdout.flush()
    elif chosen.format == "json":
        rows = submission.fault_table(received.faults).to_dicts()
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        _say(received.faults)
        print(_summed_up(received))
    if received.errors:
        return FAULTY
    found = submission.proposal(received, snapshot, area=area, why="", today=date.today())
    for line in proposal.too_late(found):
        print(f"note: {line}", file=sys.stderr)
    return 0


def _say(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        print(f"{fault.severity}: {fault}")


def _summed_up(received: submission.Received) -> str:
    errors = len(received.errors)
    warnings = len(received.faults) - errors
    lines = len(received.read.values) + len(received.read.targets)
    lines += len(received.read.commentary)
    return f"{lines} lines read: {errors} errors, {warnings} warnings"


def _publish(chosen: argparse.Namespace) -> int:
    snapshot, area = live_and_area(chosen)
    if not chosen.why.strip():
        raise KpiError("say why with --why: it stands in the history and beside revised figures")
    today = date.today()
    received = submission.receive(chosen.files, snapshot, area=area, today=today)
    _say_whose(f"changing the figures of {preview.council(snapshot.areas, area)}")
    _say(received.faults)
    if received.errors:
        print(f"{_summed_up(received)}; nothing was published")
        return FAULTY
    found = submission.proposal(received, snapshot, area=area, why=chosen.why, today=today)
    for line in proposal.described(found):
        print(line)
    if found.is_empty:
        print(f"nothing would change: {snapshot.id} stays live")
        return 0
    if chosen.dry_run:
        print("nothing was published: this was a dry run")
        return 0
    files = _files(chosen.files, received)
    made = proposal.publish(found, who=chosen.who, why=chosen.why, files=files, prove=proved)
    print(f"snapshot {made} is live")
    return 0


def _files(paths: list[Path], received: submission.Received) -> list[Path]:
    """The files themselves, for folders the files that were read from them."""
    names = {Path(name).name for name in received.read.files}
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [file for file in inside if file.name in names]
    return found


def _history(chosen: argparse.Namespace) -> int:
    live = snapshots.current_id()
    found = journal.history(snapshots.root())
    told = list(found.entries)
    for entry, done in zip(told, journal.took_effect(told, live), strict=True):
        mark = "live" if done and entry.after == live else "" if done else "did not take effect"
        parts = [entry.at, entry.action, entry.after, f"by {entry.who}", entry.why, mark]
        print("  ".join(" ".join(part.split()) for part in parts if part))
    for damage in found.damage:
        print(f"kpi: {journal.FILE}: {damage}", file=sys.stderr)
    return FAULTY if found.damage else 0


def _rollback(chosen: argparse.Namespace) -> int:
    if not chosen.why.strip():
        raise KpiError("say why with --why: it stands in the history")
    found = snapshots.load(chosen.id)
    say_dashboard(found.areas)
    proposal.roll_back(chosen.id, why=chosen.why, who=chosen.who, prove=proved)
    print(f"snapshot {chosen.id} is live")
    return 0


def _withhold(chosen: argparse.Namespace) -> int:
    if not chosen.why.strip():
        raise KpiError("say why with --why: it stands in the history")
    where = snapshots.root()
    if chosen.what in snapshots.snapshot_ids(where) or chosen.what in withheld.snapshots(
        withheld.entries(where)
    ):
        live = withdrawal.withhold_snapshot(chosen.what, where, who=chosen.who, why=chosen.why)
        print(f"snapshot {chosen.what} is not shown any more")
        print("a figure of it that other snapshots show too is still shown there")
    else:
        snapshot, area = live_and_area(chosen)
        figure = withdrawal.figure_named(chosen.what, snapshot, area)
        live = withdrawal.withhold_figure(figure, where, who=chosen.who, why=chosen.why)
        print(f"{figure} is not shown any more, in any snapshot")
    print(f"snapshot {live} is live")
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    where = snapshots.root()
    if chosen.sweep:
        for name in withdrawal.sweep(where):
            print(f"{name}: swept")
    found = snapshots.verify()
    unseen = served.unseen(where)
    for checked in found:
        told = checked.fault or "whole"
        print(f"{checked.snapshot_id}: {told}{unseen.get(checked.snapshot_id, '')}")
    return FAULTY if any(checked.fault for checked in found) else 0
