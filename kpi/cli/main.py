"""The command line: the same numbers as the pages, as CSV on standard output.

Exit status 2 with one clear line on standard error for anything unknown or unreadable.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import polars as pl

from kpi.benchmarks import lait_comparison
from kpi.cli import common, signals
from kpi.cli import enquiries as enquiries_commands
from kpi.cli import paper as paper_commands
from kpi.cli import returns as returns_commands
from kpi.cli import table as table_commands
from kpi.errors import KpiError
from kpi.exports import csv
from kpi.exports.workbook import save
from kpi.guidance.help_text import MODEL_HELP, NEWEST_MODEL_HELP
from kpi.indicators import reporting, scorecard, series
from kpi.model.snapshot import DEFAULT_MODEL, MODELS
from kpi.publishing import build
from kpi.sources.ees import reader as ees_reader
from kpi.tables import summary as summary_table
from kpi.tables import summary_workbook

FAULT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int | None] = chosen.command
    try:
        return command(chosen) or 0
    except KpiError as fault:
        print(f"kpi: {fault}", file=sys.stderr)
        return FAULT
    except BrokenPipeError:  # the reader, for example head, has seen enough
        sys.stderr.close()
        return 0


class _OneLine(argparse.ArgumentParser):
    """Says what is wrong with the words of a command in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        """Print the one line and leave with status 2."""
        self.exit(FAULT, f"kpi: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _OneLine(prog="python -m kpi", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    make = commands.add_parser("build", help="make a snapshot from the inputs and make it live")
    make.add_argument("--inputs", type=Path, default=build.DATA / "inputs")
    make.add_argument("--indicators", type=Path, default=build.DATA / "indicators")
    make.add_argument("--why", default="Built from the inputs", help="why it was made")
    make.add_argument("--who", default="python -m kpi build", help="who made it")
    make.set_defaults(command=_build)

    summary = commands.add_parser("summary", help="one row an indicator: the scorecard")
    summary.add_argument("--quarter", help='for example "Q1 2025-26"')
    summary.add_argument("--directorate")
    summary.add_argument("--indicator", nargs="+", action="extend", default=[], metavar="ID")
    summary.add_argument(
        "--newest", action="store_true", help="newest comparators, not those known at the time"
    )
    summary.add_argument("--xlsx", type=Path, metavar="FILE", help="write a workbook instead")
    _common(summary, MODEL_HELP)
    summary.set_defaults(command=_summary)

    one = commands.add_parser("series", help="one row an area and period of one indicator")
    one.add_argument("indicator", metavar="INDICATOR")
    one.add_argument("--areas", default=",".join(series.AREAS), help="names or authority codes")
    _common(one)
    one.set_defaults(command=_series)

    beside = commands.add_parser("compare", help="LAIT measures of one authority")
    beside.add_argument("measures", nargs="*", metavar="MEASURE")
    beside.add_argument("--all", action="store_true", help="every measure")
    beside.add_argument("--period", help="LAIT's label; without it each measure's latest")
    beside.add_argument(
        "--lait-compatible",
        action="store_true",
        help="as LAIT does it: abolished authorities counted, nothing withheld",
    )
    _common(beside)
    beside.set_defaults(command=_compare)

    look = commands.add_parser("ees", help="what an Explore Education Statistics file holds")
    look.add_argument("file", type=Path)
    look.set_defaults(command=_ees)

    table_commands.add(commands)
    signals.add(commands)
    enquiries_commands.add(commands)
    paper_commands.add(commands)
    returns_commands.add(commands)
    return parser


def _common(parser: argparse.ArgumentParser, model: str = NEWEST_MODEL_HELP) -> None:
    """The options that commands share; `model` says which neighbour model is the default."""
    parser.add_argument("--area", help="three-digit or ONS code; KPI_HOME, else 839")
    parser.add_argument(
        "--neighbours",
        choices=list(MODELS),
        default=None if model == MODEL_HELP else DEFAULT_MODEL,
        help=model,
    )


# ---- commands -----------------------------------------------------------------------------


def _build(chosen: argparse.Namespace) -> None:
    built = build.build(chosen.inputs, chosen.indicators)
    for line in built.report:
        print(line)
    returns_commands.say_dashboard(built.tables["areas"])
    made, is_new = build.publish(
        built, why=chosen.why, who=chosen.who, prove=returns_commands.proved, tell=print
    )
    print(f"snapshot {made} is live" if is_new else f"nothing has changed: {made} stays live")


def _summary(chosen: argparse.Namespace) -> None:
    snapshot, area = common.live_and_area(chosen, as_home=True)
    quarter = reporting.find_quarter(snapshot, area, chosen.quarter)
    rows = scorecard.summary(
        snapshot,
        quarter,
        area=area,
        directorate=chosen.directorate,
        indicator_ids=chosen.indicator,
        newest=chosen.newest,
        model=chosen.neighbours,
    )
    if chosen.xlsx:
        save(chosen.xlsx, summary_workbook.to_xlsx(snapshot, rows, directorate=chosen.directorate))
    else:
        _print(summary_table.summary_table(snapshot, rows))


def _series(chosen: argparse.Namespace) -> None:
    snapshot, area = common.live_and_area(chosen)
    indicator = snapshot.indicator(chosen.indicator)
    groups = [name.strip() for name in chosen.areas.split(",") if name.strip()]
    _print(series.series(snapshot, indicator, area=area, groups=groups, model=chosen.neighbours))


def _compare(chosen: argparse.Namespace) -> None:
    if bool(chosen.measures) == chosen.all:
        raise KpiError("name measures, or --all for every one, but not both")
    snapshot, area = common.live_and_area(chosen)
    table = lait_comparison.compare(
        snapshot,
        area=area,
        measures=None if chosen.all else chosen.measures,
        period=chosen.period,
        model=chosen.neighbours,
        lait_compatible=chosen.lait_compatible,
    )
    _print(table)
    if not chosen.lait_compatible:
        for reason, names in lait_comparison.withheld(snapshot, table):
            print(f"kpi: withheld: {reason} ({names})", file=sys.stderr)


def _ees(chosen: argparse.Namespace) -> None:
    print(ees_reader.to_json(ees_reader.read(chosen.file)))


def _print(table: pl.DataFrame) -> None:
    sys.stdout.buffer.write(csv.to_csv(table))
    sys.stdout.flush()
