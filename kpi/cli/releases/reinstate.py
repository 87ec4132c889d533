"""The command that goes back to the release before: `reinstate`."""

from __future__ import annotations

from pathlib import Path

import click

from kpi.cli import common, options
from kpi.cli.command_classes import KpiCommand
from kpi.cli.parameter_types import Reason
from kpi.resources import DATA


@click.command(cls=KpiCommand)
@click.argument("source", metavar="SOURCE")
@click.option(
    "--why",
    type=Reason("it stands in the history"),
    help="Do it, and why. Without it, what would differ is said and nothing is changed.",
)
@click.option(
    "--inputs",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default=DATA / "inputs",
    show_default="data/inputs",
    help="The files of the publishers.",
)
@options.who
@options.area
def reinstate(source: str, why: str | None, inputs: Path, who: str, area: str | None) -> int:
    """Put the release before the newest one in force again.

    For a release that its publisher took back, or that should not have been taken in. Figures,
    marks and the release log are then as they were before it; the history says who went back and
    why. The files of the release that is left stay where they are.
    """
    from kpi.publishing import build as building
    from kpi.publishing.definitions import definition_folder
    from kpi.publishing.releases import reinstatement, release_report
    from kpi.store import snapshots

    where = snapshots.root()
    planned = reinstatement.looked_at(
        source,
        inputs,
        definition_folder.folder(),
        common.area_of(click.get_current_context()),
        where,
        illustrative=building.uses_illustrative(),
    )
    click.echo(f"{source}: {planned.left.edition} goes, {planned.edition} comes in force again")
    for line in release_report.page_lines(planned.effects):
        click.echo(line)
    if not why:
        click.echo("nothing was changed: to do it, say why with --why TEXT")
        return 0
    common.say_dashboard(planned.built.tables["areas"])
    made = reinstatement.accept(planned, who=who, why=why, where=where, prove=common.proved)
    click.echo(f"in force again: {source}, {planned.edition}; snapshot {made} is live")
    return 0
