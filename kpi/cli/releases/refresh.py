"""The command about publishers' new releases: `refresh`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand
from kpi.cli.parameter_types import Reason
from kpi.errors import KpiError
from kpi.resources import DATA

if TYPE_CHECKING:
    import polars as pl

    from kpi.downloads.csvw import CsvFile
    from kpi.model.snapshot import Source
    from kpi.publishing.releases.refresh import Refresh

_FOLDER = click.Path(path_type=Path)


@click.command(cls=KpiCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option(
    "--from",
    "origin",
    type=_FOLDER,
    metavar="FOLDER",
    help="The folder of the new release; of several sources, one with a folder for each. Without "
    "it the newest is fetched from the address in sources.toml.",
)
@click.option(
    "--onto",
    type=_FOLDER,
    metavar="FOLDER",
    help="Compare with the release in this folder instead of the one in force.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How the changes are printed.",
)
@options.csv_file
@click.option("--accept", is_flag=True, help="Take the release in, build, and log what changed.")
@click.option(
    "--accept-anyway",
    "reason",
    type=Reason("it stands in the release log"),
    help="Take it in beyond the limits of its source, and why.",
)
@click.option("--edition", default="", help="What its publisher calls the release.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day it was published, where you know it.",
)
@click.option(
    "--inputs",
    type=_FOLDER,
    metavar="FOLDER",
    default=DATA / "inputs",
    show_default="data/inputs",
    help="The files of the publishers.",
)
@options.who
@options.area
def refresh(  # noqa: PLR0913 - the options of the command
    *,
    sources: tuple[str, ...],
    origin: Path | None,
    onto: Path | None,
    form: str,
    accept: bool,
    reason: str | None,
    edition: str,
    published: datetime | None,
    inputs: Path,
    who: str,
    area: str | None,
) -> int:
    """Compare and take in publishers' new releases.

    Says what comes, goes, changes and moves, and what reads differently on the pages. Without
    --accept nothing is changed. Exit status 1 where it was not taken in, as it passes a limit of
    its source in sources.toml.
    """
    from kpi.publishing import build as building
    from kpi.publishing.definitions import definition_folder
    from kpi.publishing.releases import refresh as refreshing
    from kpi.publishing.releases.refresh import ReleaseRequest
    from kpi.store import snapshots

    if form != "text" and (accept or reason):
        raise KpiError("--accept prints lines of text: look at the CSV or JSON before")
    if form != "csv":
        common.no_csv_file("give --format csv too")
    chosen = sources or _all(origin, inputs)
    home = common.area_of(click.get_current_context())
    printer = _Printer(form)
    refused = False
    for source in chosen:
        with ExitStack() as stack:
            came = _came(source, origin, inputs, stack)
            request = ReleaseRequest(
                source,
                came.folder,
                inputs,
                definition_folder.folder(),
                home,
                building.uses_illustrative(),
                onto,
                edition or came.edition,
                published.date() if published else came.published,
                came.origin,
                came.notices,
                came.major,
            )
            looking = refreshing.looked_at(request, date.today(), snapshots.root())
            compared = stack.enter_context(looking)
            printer.add(compared)
            if accept or reason:
                refused = not _taken_in(compared, who, reason or "") or refused
    printer.end()
    return FAULTY if refused else 0


@dataclass(frozen=True)
class _Came:
    """A new release in a folder, with what its publisher says of it where it was fetched."""

    folder: Path
    origin: str = ""
    edition: str = ""
    published: date | None = None
    notices: tuple[str, ...] = ()
    major: tuple[str, ...] = ()


def _all(origin: Path | None, inputs: Path) -> tuple[str, ...]:
    """Return every source that has a folder in `origin`, or without it an address."""
    from kpi.publishing.releases import refresh as refreshing

    if origin is None:
        return tuple(refreshing.addresses_of(inputs))
    known = refreshing.sources_of(inputs)
    names = tuple(name for name in known if (origin / name).is_dir())
    if not names:
        raise KpiError(
            f"{origin.name}: no folder of a source; name the SOURCE, or have a folder for each: "
            f"{', '.join(known)}"
        )
    return names


def _came(source: str, origin: Path | None, inputs: Path, stack: ExitStack) -> _Came:
    """Return a source's new release: of a folder, or fetched into one that the stack removes."""
    from kpi.publishing.releases import refresh as refreshing

    if origin is not None:
        return _Came(origin / source if (origin / source).is_dir() else origin)
    address = refreshing.addresses_of(inputs).get(source)
    if address is None:
        raise KpiError(
            f"{source} has no address in sources.toml: download its release and give --from FOLDER"
        )
    # Imported here: nothing else of the project asks publishers.
    from kpi.sources.releases import fetching

    folder = Path(stack.enter_context(TemporaryDirectory(prefix="kpi-fetched-")))
    click.echo(f"fetching {source}", err=True)
    fetched = fetching.fetch(address, folder)
    return _Came(
        folder, "its publisher's address", fetched.edition, fetched.published, fetched.notices,
        fetched.major,
    )  # fmt: skip


def _taken_in(compared: Refresh, who: str, reason: str) -> bool:
    """Take a release in and say so; returns whether it was."""
    from kpi.publishing.releases import refresh as refreshing
    from kpi.store import snapshots

    if compared.comparison.is_empty:
        click.echo("nothing was taken in: it is the release in force")
        return True
    if compared.beyond and not reason:
        click.echo("not taken in: say why it is right with --accept-anyway REASON")
        return False
    common.say_dashboard(compared.built.tables["areas"])
    taken, made = refreshing.accept(
        compared, who=who, reason=reason, where=snapshots.root(), prove=common.proved
    )
    click.echo(f"taken in: {taken.source}, {taken.edition}; snapshot {made} is live")
    return True


class _Printer:
    """Prints what differs in each source, in one form, when it is complete."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.reports: list[dict[str, object]] = []
        self.tables: list[pl.DataFrame] = []
        self.sources: list[Source] = []

    def add(self, compared: Refresh) -> None:
        """Print the text of one source; keep its data or rows for `end`."""
        from kpi.model.snapshot import Source
        from kpi.publishing.releases import release_report

        if self.form == "json":
            self.reports.append(release_report.data(compared))
        elif self.form == "csv":
            self.tables.append(release_report.table(compared))
            # Of the new edition, as the build with it has them.
            about = compared.built.tables["sources"]
            self.sources += Source.rows(about.filter(source=compared.source))
        else:
            for line in release_report.lines(compared):
                click.echo(line)

    def end(self) -> None:
        """Print the data of all sources as one JSON object, or their rows as one CSV file."""
        import polars as pl

        from kpi.file_writers import csv
        from kpi.publishing.releases import release_report

        if self.form == "json":
            click.echo(
                json.dumps(release_report.together(self.reports), indent=1, ensure_ascii=False)
            )
        elif self.form == "csv":
            table = pl.concat([release_report.ROWS.to_frame(), *self.tables])
            common.give_csv(common.live(), [csv.to_csv(table)], partial(self._described, table))

    def _described(self, table: pl.DataFrame, url: str) -> CsvFile:
        from kpi.downloads.csvw import CsvFile

        return CsvFile("release-changes", url, table.schema, tuple(self.sources))
