"""The command line: all commands, by subject."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kpi.cli import benchmarks, indicator, inputs, paper, returns, scorecard, snapshots
from kpi.cli.command_classes import FAULT, PROGRAM, KpiGroup
from kpi.cli.definitions import definition_files
from kpi.cli.notices import digest
from kpi.cli.releases import refresh, reinstate

__all__ = ["FAULT", "command_line", "main"]


@click.group(
    cls=KpiGroup, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]}
)
def command_line() -> None:
    """The same figures as the pages, as CSV on standard output.

    Exit status 0 for success, 1 for a check that found faults, and 2 with one clear line on
    standard error for anything unknown or unreadable.
    """


for command in (
    inputs.build,
    refresh.refresh,
    reinstate.reinstate,
    definition_files.indicator,
    scorecard.summary,
    indicator.series,
    benchmarks.compare,
    inputs.ees,
    benchmarks.table,
    indicator.signals,
    scorecard.enquiries,
    scorecard.changes,
    paper.paper,
    digest.digest,
    returns.template,
    returns.match,
    returns.check,
    returns.publish,
    snapshots.export,
    snapshots.history,
    snapshots.rollback,
    snapshots.withhold,
    snapshots.verify,
):
    command_line.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    status: int = command_line.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    return status
