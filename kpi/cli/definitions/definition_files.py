"""The group `indicator`: search the library, add, check, retire, restore and rename definitions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand, KpiGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

_id = click.argument("name", metavar="ID")
BUILD = "see what that changes, and publish it: python -m kpi build"


@click.group(cls=KpiGroup, no_args_is_help=True)
def indicator() -> None:
    """Choose, check, retire and rename the indicators of the dashboard.

    Their definitions are files in the folder indicators of KPI_DATA, else in data/indicators.
    A change is on the dashboard after the next build.
    """


@indicator.command(cls=KpiCommand)
@click.argument("words", nargs=-1, metavar="WORD...")
def search(*, words: tuple[str, ...]) -> None:
    """List ready definitions of the library that have all words, as CSV.

    Without a word, all of them.
    """
    from kpi.publishing.definitions import definition_folder, library

    found = library.search(" ".join(words))
    used = definition_folder.ids(definition_folder.folder())
    common.print_csv(library.table(found, used))


@indicator.command(cls=KpiCommand)
@click.argument("names", nargs=-1, required=True, metavar="ID...")
def add(*, names: tuple[str, ...]) -> None:
    """Add ready definitions of the library to the council's own.

    All of them or, where one is unknown or there already, none.
    """
    from kpi.errors import DefinitionError
    from kpi.publishing.definitions import definition_folder, library

    place = definition_folder.folder()
    chosen = [library.entry(name) for name in dict.fromkeys(names)]
    there = [each.id for each in chosen if each.id in definition_folder.ids(place)]
    if there:
        raise DefinitionError(f"{', '.join(there)}: there already; nothing was changed")
    for each in chosen:
        path = definition_folder.add(place, each.id, each.text)
        click.echo(f"added {each.name}: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.argument("file", required=False, type=options.FILE, metavar="[FILE]")
def check(*, file: Path | None) -> int:
    """List every fault of the definitions, one a line, or of one file.

    Exit status 1 where there is one.
    """
    from kpi.publishing.definitions import definition_checks, definition_folder

    place = definition_folder.folder() if file is None else file
    measures = common.live().measures
    found = definition_checks.check(place, measures)
    for line in (*found.faults, *(f"warning: {each}" for each in found.warnings)):
        click.echo(line)
    click.echo(_counted(found.faults, found.files), err=True)
    return FAULTY if found.faults else 0


@indicator.command(cls=KpiCommand)
@_id
@click.option(
    "--from",
    "start",
    required=True,
    metavar="QUARTER",
    help="The first reporting quarter without it, such as 'Q1 2026-27'.",
)
@options.why()
def retire(*, name: str, start: str, why: str) -> None:
    """Leave an indicator out of reports from a quarter on; its history stays."""
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.retire(definition_folder.folder(), name, start=start, why=why)
    click.echo(f"{name} is not reported from {start} on: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@_id
def restore(*, name: str) -> None:
    """Report a retired indicator again."""
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.restore(definition_folder.folder(), name)
    click.echo(f"{name} is reported again: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def rename(*, old: str, new: str) -> None:
    """Give an indicator another id.

    What was published under the old one goes with it, and addresses with it still work.
    """
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.rename(definition_folder.folder(), old, new)
    click.echo(f"{old} is {new} now: {path}")
    click.echo(BUILD, err=True)


def _counted(faults: Sequence[str], files: int) -> str:
    noun = "definition" if files == 1 else "definitions"
    told = "no fault" if not faults else f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    return f"{files} {noun} checked: {told}"
