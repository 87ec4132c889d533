"""The options that several commands have, each described once."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kpi.cli import common
from kpi.cli.command_classes import Several
from kpi.cli.parameter_types import (
    AuthorityCode,
    Directorate,
    IndicatorId,
    NeighbourModel,
    Reason,
    ReportingQuarter,
    ThemeId,
)

Function = TypeVar("Function", bound=Callable[..., Any])
Decorator = Callable[[Function], Function]

FILE = click.Path(path_type=Path)
MODEL_HELP = "The model of statistical neighbours, by its month as YYYY-MM;"
AREA_HELP = "The authority, by its three-digit or ONS code; without it KPI_HOME, else 839."


def me() -> str:
    """Return the user name of whoever runs the command, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user in this container
        return "unknown"


def csv_file(command: Function) -> Function:
    """Give a command that makes CSV the options `--output` and `--force`; it gets neither.

    `common.give_csv` writes the file, and the metadata of its columns beside it.
    """

    def keep(ctx: click.Context, _parameter: click.Parameter, is_forced: bool) -> None:
        ctx.meta[common.FORCED] = is_forced

    command = click.option(
        "--force",
        is_flag=True,
        is_eager=True,  # read before the file, which may be there
        expose_value=False,
        callback=keep,
        help="Write over files that are there.",
    )(command)
    return click.option(
        "--output",
        type=FILE,
        metavar="FILE",
        expose_value=False,
        callback=common.csv_file,
        help="Write the CSV to this file, .csv, and FILE-metadata.json beside it, which says what "
        "its columns are.",
    )(command)


def why(used: str = "it stands in the history", advice: str = "") -> Decorator[Any]:
    """Return the required option `--why`; `used` is where it appears, `advice` how to write it."""
    return click.option("--why", type=Reason(used), required=True, help=f"Why: {used}{advice}.")


# Read before the quarter, which depends on it.
area = click.option("--area", type=AuthorityCode(), is_eager=True, help=AREA_HELP)
home = click.option("--area", type=AuthorityCode(as_home=True), is_eager=True, help=AREA_HELP)
quarter = click.option(
    "--quarter",
    type=ReportingQuarter(),
    help='The reporting quarter, for example "Q1 2025-26"; without it the newest that the '
    "authority's return covers, else the newest.",
)
directorate = click.option(
    "--directorate", type=Directorate(), help="Only the indicators of this directorate."
)
theme = click.option(
    "--theme", type=ThemeId(), help="Only the indicators of this theme, by its id or name."
)
indicators = click.option(
    "--indicator",
    "indicators",
    cls=Several,
    type=IndicatorId(),
    help="Only these indicators: one id or more.",
)
newest = click.option(
    "--newest", is_flag=True, help="Take the newest comparators, not those known at the time."
)
neighbours = click.option(
    "--neighbours",
    type=NeighbourModel(),
    help=f"{MODEL_HELP} without it the newest known at the end of the quarter.",
)
newest_neighbours = click.option(
    "--neighbours", type=NeighbourModel(), help=f"{MODEL_HELP} without it the newest."
)
group = click.option(
    "--group",
    "named_group",
    metavar="GROUP",
    help="Compare with this group too: its id in groups.toml, or codes of authorities with commas "
    "between; none for no group; without it the default of groups.toml.",
)
workbook = click.option(
    "--xlsx", "workbook", type=FILE, metavar="FILE", help="Write an Excel workbook instead of CSV."
)
force = click.option("--force", is_flag=True, help="Write over a file that is there.")
who = click.option(
    "--who", default=me, show_default="your user name", help="Who did it, for the history."
)
