"""Commands about the store: `history`, `rollback`, `withhold`, `verify` and `export`."""

from __future__ import annotations

from pathlib import Path

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand


@click.command(cls=KpiCommand)
def history() -> int:
    """List every snapshot that was made live, and why.

    Exit status 1 where a line of the history is damaged.
    """
    from kpi.store import journal, snapshots

    live = snapshots.current_id()
    record = journal.history(snapshots.root())
    marks = journal.marks(record.entries, live)
    for entry, mark in zip(record.entries, marks, strict=True):
        parts = [entry.at, entry.action, entry.after, f"by {entry.who}", entry.why, mark]
        click.echo("  ".join(" ".join(part.split()) for part in parts if part))
    for damage in record.damage:
        click.echo(f"kpi: {journal.FILE}: {damage}", err=True)
    return FAULTY if record.damage else 0


@click.command(cls=KpiCommand)
@click.argument("snapshot", metavar="ID")
@options.why()
@options.who
def rollback(*, snapshot: str, why: str, who: str) -> None:
    """Make an earlier snapshot the live one again."""
    from kpi.publishing import rollback
    from kpi.store import snapshots

    common.say_dashboard(snapshots.load(snapshot).areas)
    rollback.roll_back(snapshot, why=why, who=who, prove=common.proved)
    click.echo(f"snapshot {snapshot} is live")


@click.command(cls=KpiCommand)
@click.argument("what", metavar="SNAPSHOT|FIGURE")
@options.why(advice=", so without the figure itself")
@options.who
@options.area
def withhold(*, what: str, why: str, who: str, area: str | None) -> None:
    """Hide a snapshot, or one figure, from everybody.

    It is taken out of every state that is shown. A snapshot is named by its id, a figure as in
    "ehcp-20-weeks:Q1 2025-26".
    """
    from kpi.publishing import withdrawal
    from kpi.store import snapshots

    where = snapshots.root()
    if withdrawal.is_snapshot(what, where):
        live = withdrawal.withhold_snapshot(what, where, who=who, why=why)
        click.echo(f"snapshot {what} is not shown any more")
        click.echo("a figure of it that other snapshots show too is still shown there")
    else:
        snapshot, authority = common.live_and_area()
        figure = withdrawal.figure_named(what, snapshot, authority)
        live = withdrawal.withhold_figure(figure, where, who=who, why=why)
        click.echo(f"{figure} is not shown any more, in any snapshot")
    click.echo(f"snapshot {live} is live")


@click.command(cls=KpiCommand)
@click.option(
    "--sweep",
    "is_swept",
    is_flag=True,
    help="Take away the files of snapshots that were never live, or are withheld.",
)
def verify(*, is_swept: bool) -> int:
    """Check the checksums and the schema of every snapshot.

    Exit status 1 where one is damaged.
    """
    from kpi.store import old_snapshots, served_snapshots, snapshots

    where = snapshots.root()
    if is_swept:
        for name in old_snapshots.delete_unserved(where):
            click.echo(f"{name}: swept")
    checked_snapshots = snapshots.verify()
    unseen = served_snapshots.unserved(where)
    for checked in checked_snapshots:
        state = checked.fault or "whole"
        click.echo(f"{checked.snapshot_id}: {state}{unseen.get(checked.snapshot_id, '')}")
    return FAULTY if any(checked.fault for checked in checked_snapshots) else 0


@click.command(cls=KpiCommand)
@click.option(
    "--parquet",
    "folder",
    type=options.FILE,
    metavar="FOLDER",
    required=True,
    help="The folder to write: a new or an empty one, or one with an earlier export, which is "
    "replaced.",
)
@click.option("--csv", "with_csv", is_flag=True, help="Write each table as CSV too.")
@click.option(
    "--snapshot",
    "named",
    metavar="ID",
    help="The state that members saw: a snapshot, by its id; without it the live one.",
)
@options.home
def export(*, folder: Path, with_csv: bool, named: str | None, area: str | None) -> None:
    """Write all tables as Parquet, with a data dictionary.

    Indicators, figures over time, scorecards and changes by quarter, targets, corrections,
    published figures of all areas, measures, areas and sources.
    """
    from kpi.downloads import export_folder
    from kpi.downloads.export_folder import ExportRequest
    from kpi.formatting import count
    from kpi.store import live_snapshot

    live, home = common.live_and_area(as_home=True)
    snapshot = live if named is None else live_snapshot.named(named)
    request = ExportRequest(home, with_csv)
    tables = export_folder.write(
        snapshot, folder, request, lambda line: click.echo(f"kpi: {line}", err=True)
    )
    rows = count(sum(each.rows for each in tables))
    click.echo(f"{folder}: {len(tables)} tables, {rows} rows, of snapshot {snapshot.id}")
