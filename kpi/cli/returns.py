"""The performance team's commands about a return: `template`, `check` and `publish`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand
from kpi.cli.parameter_types import ReturnQuarter
from kpi.downloads import file_names
from kpi.errors import KpiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.periods import Period
    from kpi.returns.records import ReturnFault

_files = click.argument("files", nargs=-1, required=True, type=options.FILE, metavar="FILE...")


@click.command(cls=KpiCommand)
@click.option(
    "--quarter",
    type=ReturnQuarter(),
    help="The reporting quarter; without it the one after the newest returned, if that has ended, "
    "else the last that has.",
)
@click.option(
    "--output",
    type=options.FILE,
    metavar="FILE",
    help="The file to write; without it one here that is named after the quarter.",
)
@options.force
@options.area
def template(*, quarter: Period | None, output: Path | None, force: bool, area: str | None) -> None:
    """Write an Excel workbook to fill in as a return."""
    from kpi.indicators import reporting_quarters
    from kpi.publishing import preview
    from kpi.returns import template as form

    snapshot, authority = common.live_and_area()
    of = quarter or reporting_quarters.next_quarter(snapshot, authority, None)
    path = output or Path(file_names.empty_return(of))
    if path.exists() and not force:
        raise KpiError(
            f"{path} is there already, perhaps filled in: choose another --output, or --force"
        )
    if not path.parent.is_dir():
        raise KpiError(f"there is no folder {path.parent} to write {path.name} to")
    form.write(path, snapshot, area_name=snapshot.area(authority).name, quarter=of)
    click.echo(f"an empty return of {preview.council(snapshot.areas, authority)}", err=True)
    is_chosen = quarter is not None
    left = form.still_due(snapshot, authority, of)
    if note := quarter_note(of, date.today(), is_chosen=is_chosen, left=left):
        click.echo(note, err=True)
    click.echo(f"wrote {path}")


def quarter_note(quarter: Period, today: date, *, is_chosen: bool, left: int) -> str:
    """Return what to know of the quarter of an empty return; empty where there is nothing.

    `left` is the number of its figures that are not known yet. A quarter that somebody has chosen
    is only noted where it has not ended.
    """
    from kpi.formatting import long_date
    from kpi.indicators import reporting_quarters

    ended = reporting_quarters.newest_ended(today)
    option = f'--quarter "{ended.short}"'
    if quarter > ended:
        return (
            f"note: {quarter.short} ends on {long_date(quarter.end)}, and its figures are refused "
            f"until then; the newest quarter that is over is {ended.short}: {option}"
        )
    if is_chosen:
        return ""
    if quarter < ended:
        return (
            f"note: it is for {quarter.short}, which follows the newest returned; the newest "
            f"quarter that is over is {ended.short}: {option}"
        )
    if left:
        return ""
    following = quarter.quarter_after()
    return (
        f"note: all that is due in {quarter.short} is published already; {following.short} ends on "
        f"{long_date(following.end)}"
    )


@click.command("map", cls=KpiCommand)
@click.argument("file", type=options.FILE, metavar="FILE")
@click.option("--likely", is_flag=True, help="Take what is likely as confirmed.")
@click.option("--keep", is_flag=True, help="Keep it for every later return and the Publish page.")
@options.area
def match(*, file: Path, likely: bool, keep: bool, area: str | None) -> int:
    """Propose how a sheet of the council's own is read.

    Matches its names with indicators and its headings with periods, and writes a mapping file
    beside it. What such a file says already stays as it is. Exit status 1 where something is
    still to be confirmed in it.
    """
    from kpi.file_readers.limits import read_bytes
    from kpi.publishing import own_sheet_match, preview
    from kpi.returns.own_sheets import sheet_mapping

    snapshot, authority = common.live_and_area()
    path = sheet_mapping.mapping_file_of(file)
    known = sheet_mapping.read(path) if path.is_file() else sheet_mapping.kept()
    whose = preview.council(snapshot.areas, authority)
    data = {file.name: read_bytes(file)}
    matches = own_sheet_match.matches(data, snapshot, authority, known)
    if not matches:
        raise KpiError(
            f"{file.name}: no sheet with names of indicators and headings of periods that is not "
            "in our form already"
        )
    click.echo(f"matched as a sheet of {whose}", err=True)
    if likely:
        known = tuple(sheet_mapping.confirmed(each.mapping()) for each in matches)
        matches = own_sheet_match.matches(data, snapshot, authority, known)
    for line in own_sheet_match.lines(matches):
        click.echo(line)
    sheet_mapping.write(path, own_sheet_match.file_text(matches, known))
    click.echo(f"wrote {path}")
    left = sum(len(each.mapping().asked) for each in matches)
    if left:
        click.echo(f"{left} to confirm there: take the ? away, or write another meaning")
        return FAULTY
    if keep:
        click.echo(f"kept in {sheet_mapping.keep(sheet_mapping.read(path))}")
    return 0


@click.command(cls=KpiCommand)
@_files
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How the faults are printed.",
)
@options.csv_file
@options.area
def check(*, files: tuple[Path, ...], form: str, area: str | None) -> int:
    """List every fault of a return.

    A return is a workbook, CSV files, or a folder of them. Nothing is changed. Exit status 1 where
    a fault forbids publishing.
    """
    from kpi.downloads import return_faults
    from kpi.publishing import preview, proposed_changes, submission

    if form != "csv":
        common.no_csv_file("give --format csv too")
    snapshot, authority = common.live_and_area()
    today = date.today()
    received = submission.receive(files, snapshot, area=authority, today=today)
    whose = preview.council(snapshot.areas, authority)
    click.echo(f"checked as a return of {whose}", err=True)
    if form == "csv":
        common.print_csv(snapshot, submission.fault_table(received.faults), return_faults.TABLE)
    elif form == "json":
        rows = submission.fault_table(received.faults).to_dicts()
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        _say(received.faults)
        click.echo(submission.summed_up(received))
    if received.errors:
        return FAULTY
    proposal = submission.proposal(received, snapshot, area=authority, why="", today=today)
    for line in proposed_changes.too_late(proposal):
        click.echo(f"note: {line}", err=True)
    return 0


@click.command(cls=KpiCommand)
@_files
@options.why("it stands in the history and beside revised figures")
@options.who
@options.area
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def publish(*, files: tuple[Path, ...], why: str, who: str, area: str | None, dry_run: bool) -> int:
    """Check a return, say what it changes, and publish it.

    Exit status 1, and nothing published, where a fault forbids it.
    """
    from kpi.publishing import preview, proposed_changes, publication, submission

    snapshot, authority = common.live_and_area()
    today = date.today()
    received = submission.receive(files, snapshot, area=authority, today=today)
    whose = preview.council(snapshot.areas, authority)
    click.echo(f"changing the figures of {whose}", err=True)
    _say(received.faults)
    if received.errors:
        click.echo(f"{submission.summed_up(received)}; nothing was published")
        return FAULTY
    proposal = submission.proposal(received, snapshot, area=authority, why=why, today=today)
    for line in proposed_changes.described(proposal):
        click.echo(line)
    if proposal.is_empty:
        click.echo(f"nothing would change: {snapshot.id} stays live")
        return 0
    if dry_run:
        click.echo("nothing was published: this was a dry run")
        return 0
    used = submission.files_of(received, files)
    made = publication.publish(proposal, who=who, why=why, files=used, prove=common.proved)
    click.echo(f"snapshot {made} is live")
    return 0


def _say(faults: Sequence[ReturnFault]) -> None:
    from kpi.publishing.review import fault_rows

    for fault in fault_rows.with_all_cells(faults):
        click.echo(f"{fault.severity}: {fault}")
