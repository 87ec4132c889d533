"""The command `paper`: the committee paper as a Word file, with its charts drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand
from kpi.cli.parameter_types import Day
from kpi.errors import InputError

if TYPE_CHECKING:
    from kpi.model.definitions.indicator import Indicator
    from kpi.periods import Period


class PaperChoices(TypedDict):
    """The options of `paper`; `common.live_and_area` reads the area."""

    output: Path | None
    finished: Path | None
    quarter: Period | None
    directorate: str | None
    theme: str | None
    indicators: tuple[Indicator, ...]
    full: bool
    meeting: date | None
    no_charts: bool
    no_enquiries: bool
    newest: bool
    force: bool
    area: str | None
    neighbours: str | None
    named_group: str | None


@click.command(cls=KpiCommand)
@click.option("--output", type=options.FILE, metavar="FILE", help="The file to write: .docx.")
@click.option(
    "--check",
    "finished",
    type=options.FILE,
    metavar="FILE",
    help="Check the structure of a finished paper instead of writing one.",
)
@options.quarter
@options.directorate
@options.theme
@options.indicators
@click.option(
    "--full",
    is_flag=True,
    help="Add the evidence, tables over time and the neighbours as appendices.",
)
@click.option(
    "--meeting",
    type=Day(),
    metavar="YYYY-MM-DD",
    help="The day of the meeting: printed, and what makes an action overdue.",
)
@click.option("--no-charts", is_flag=True, help="Leave the pictures out.")
@click.option("--no-enquiries", is_flag=True, help="Leave the lines of enquiry out of --full.")
@options.newest
@options.force
@options.home
@options.neighbours
@options.group
def paper(**chosen: Unpack[PaperChoices]) -> int:
    """Write the committee paper as a Word file, or check one.

    A check looks at the structure of a finished paper. It ends with exit status 1 where it finds
    a fault.
    """
    output, finished = chosen["output"], chosen["finished"]
    if finished and not output:
        return _check(finished)
    if output and not finished:
        return _write(output, chosen)
    raise click.UsageError("give --output or --check, one of the two", click.get_current_context())


def _check(path: Path) -> int:
    """Print every fault in the structure of a Word file; returns the exit status."""
    from kpi.file_writers import docx_check

    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path} cannot be read: {fault.strerror}") from fault
    faults = docx_check.faults(data)
    for line in faults:
        click.echo(line)
    click.echo(f"{path}: {len(faults)} faults" if faults else f"{path}: no faults")
    return FAULTY if faults else 0


def _write(output: Path, chosen: PaperChoices) -> int:
    from kpi.benchmarks.annotations import chart_notes
    from kpi.indicators.scorecard import View
    from kpi.paper import assembly
    from kpi.paper.assembly import PaperRequest
    from kpi.paper.word import to_word

    if output.suffix.lower() != ".docx":
        raise InputError(f"{output} is not the name of a Word file: it must end in .docx")
    if output.exists() and not chosen["force"]:
        raise InputError(f"{output} is there already; --force writes over it")
    snapshot, area = common.live_and_area(as_home=True)
    chart_notes.chart_notes(snapshot)  # with faults there would be no note, and nobody would know
    wanted = PaperRequest(
        View(
            area,
            common.quarter_or_default(snapshot, area, chosen["quarter"]),
            newest=chosen["newest"],
            model=chosen["neighbours"],
            group=common.group_or_default(snapshot, area, chosen["named_group"]),
        ),
        directorate=chosen["directorate"],
        indicator_ids=common.indicator_ids(snapshot, chosen["theme"], chosen["indicators"]),
        charts=not chosen["no_charts"],
        enquiries=not chosen["no_enquiries"],
        full=chosen["full"],
        meeting=chosen["meeting"],
    )
    data = to_word(assembly.make(snapshot, wanted))
    try:
        output.write_bytes(data)
    except OSError as fault:
        raise InputError(f"{output} cannot be written: {fault.strerror}") from fault
    click.echo(f"wrote {output}")
    return 0
