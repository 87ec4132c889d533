"""Commands about published inputs: `build` and `ees`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from kpi.cli import common, options
from kpi.cli.command_classes import KpiCommand
from kpi.resources import DATA

_FOLDER = click.Path(path_type=Path)


@click.command(cls=KpiCommand)
@click.option(
    "--inputs",
    type=_FOLDER,
    metavar="FOLDER",
    default=DATA / "inputs",
    show_default="data/inputs",
    help="The files of the publishers.",
)
@click.option(
    "--indicators",
    type=_FOLDER,
    metavar="FOLDER",
    help="The definitions of the indicators; without it those of KPI_DATA, else data/indicators.",
)
@click.option(
    "--why", default="Built from the inputs", show_default=True, help="Why, for the history."
)
@click.option(
    "--who", default="python -m kpi build", show_default=True, help="Who did it, for the history."
)
@click.option(
    "--without-illustrative",
    is_flag=True,
    help="Leave the shipped made-up return out, now and in later builds into the same store.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would change, indicator by indicator.")
@click.option(
    "--details", is_flag=True, help="Name each input file and measure that a line is about."
)
def build(  # noqa: PLR0913 - one for each option
    *,
    inputs: Path,
    indicators: Path | None,
    why: str,
    who: str,
    without_illustrative: bool,
    dry_run: bool,
    details: bool,
) -> None:
    """Make a snapshot from the inputs and make it live.

    What was published of returns stays in it.
    """
    from kpi.errors import StoreError
    from kpi.model.definitions import definition_reader
    from kpi.publishing import build as building
    from kpi.publishing.definitions import definition_folder
    from kpi.sources import build_report

    built = building.build(
        inputs,
        indicators or definition_folder.folder(),
        illustrative=not without_illustrative and building.uses_illustrative(),
    )
    for line in build_report.printed(built.report, is_detailed=details):
        click.echo(line)
    with suppress(StoreError):  # a store that cannot be read is reported when it is published to
        defined = definition_reader.from_table(built.tables["indicators"])
        for line in common.group_and_note_faults(common.live_or_shipped(), defined):
            click.echo(f"{build_report.WARNING}{line}; the file is not used until it is mended")
    if dry_run:
        for change in building.preview(built):
            click.echo(f"would change: {change}")
        return
    common.say_dashboard(built.tables["areas"])
    made, is_new = building.publish(
        built, why=why, who=who, prove=common.proved, print_line=click.echo
    )
    click.echo(f"snapshot {made} is live" if is_new else f"nothing has changed: {made} stays live")


@click.command(cls=KpiCommand)
@click.argument("file", type=options.FILE, metavar="FILE")
def ees(*, file: Path) -> None:
    """Say what a file of DfE's open data holds, as JSON.

    The file is one of Explore Education Statistics. What is wrong with it is said too.
    """
    from kpi.sources.ees import reader

    click.echo(reader.to_json(reader.read(file)))
