"""Commands about LAIT's measures: `compare` and `table`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from kpi.cli import common, options
from kpi.cli.command_classes import KpiCommand, Several
from kpi.cli.parameter_types import MeasureName, PeriodOrYear, TableArea, TableColumns, TableHome
from kpi.errors import KpiError, UnknownNameError

if TYPE_CHECKING:
    from kpi.downloads.csvw import CsvFile
    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period
    from kpi.tables.selection import Selection


@click.command(cls=KpiCommand)
@click.argument("measures", nargs=-1, type=MeasureName(), metavar="MEASURE...")
@click.option("--all", "is_all", is_flag=True, help="Every measure.")
@click.option(
    "--period",
    metavar="LABEL",
    help="The period by LAIT's label; without it each measure's newest.",
)
@click.option(
    "--lait-compatible",
    is_flag=True,
    help="As LAIT does it: abolished authorities counted, nothing withheld.",
)
@options.csv_file
@options.area
@options.newest_neighbours
def compare(
    *,
    measures: tuple[str, ...],
    is_all: bool,
    period: str | None,
    lait_compatible: bool,
    area: str | None,
    neighbours: str | None,
) -> None:
    """Print LAIT's measures of one authority: one row a measure.

    Each stands beside England, the region and the statistical neighbours.
    """
    from kpi.benchmarks import lait_comparison

    if bool(measures) == is_all:
        raise KpiError("name measures, or --all for every one, but not both")
    snapshot, authority = common.live_and_area()
    table = lait_comparison.compare(
        snapshot,
        area=authority,
        measures=None if is_all else measures,
        period=period,
        model=neighbours,
        lait_compatible=lait_compatible,
    )
    common.print_csv(snapshot, table, "compare")
    if not lait_compatible:
        for reason, names in lait_comparison.withheld(snapshot, table):
            click.echo(f"kpi: withheld: {reason} ({names})", err=True)


def _named(
    ctx: click.Context, parameter: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the ids of measures given by id or name; one fault names all unknown ones."""
    from kpi.benchmarks import measures

    if not names:
        return ()
    try:
        return measures.named(common.live(), names)
    except UnknownNameError as fault:
        raise click.BadParameter(str(fault), ctx, parameter) from fault


class TableChoices(TypedDict):
    """The options of `table`."""

    measures: tuple[str, ...]
    areas: tuple[str, ...]
    home: str | None
    first: Period | None
    last: Period | None
    newest: bool
    extras: tuple[str, ...] | None
    wide: bool
    neighbours: str | None
    named_group: str | None
    selection: str | None
    workbook: Path | None
    count: bool


@click.command(cls=KpiCommand)
@click.option(
    "--measure",
    "measures",
    cls=Several,
    type=MeasureName(),
    callback=_named,
    help="Ids or names of measures, or all.",
)
@click.option(
    "--area",
    "areas",
    cls=Several,
    type=TableArea(),
    help="Codes of areas, or home, neighbours, neighbours-mean, region, region-authorities, "
    "england, regions, all, group; without any: home.",
)
@click.option(
    "--home",
    type=TableHome(),
    help="The authority whose neighbours and region are meant; without it KPI_HOME, else 839.",
)
@click.option("--from", "first", type=PeriodOrYear(), help="The year or period to start with.")
@click.option("--to", "last", type=PeriodOrYear(), help="The year or period to end with.")
@click.option("--newest", is_flag=True, help="Only each measure's newest period.")
@click.option(
    "--with",
    "extras",
    type=TableColumns(),
    help="Further columns, with commas between: neighbours, change, rank, band.",
)
@click.option("--wide", is_flag=True, help="A column a period.")
@options.newest_neighbours
@options.group
@click.option(
    "--selection",
    metavar="FILE|TEXT",
    help="A selection saved on the page Build a table, or its short text; other options then "
    "replace parts of it.",
)
@options.csv_file
@options.workbook
@click.option(
    "--count", is_flag=True, help="Only say how many rows the table has, and its short text."
)
def table(**chosen: Unpack[TableChoices]) -> None:
    """Print a table of many measures by many areas and periods.

    It is what the page Build a table makes.
    """
    from kpi.file_writers.workbook import save
    from kpi.tables import builder, builder_workbook, csv_chunks, selection

    snapshot = common.live()
    wanted = selection.strict(
        snapshot,
        selection.with_parts(
            _start(snapshot, chosen),
            first=chosen["first"],
            last=chosen["last"],
            newest=chosen["newest"],
            extras=chosen["extras"] or (),
            wide=chosen["wide"],
            model=chosen["neighbours"],
            group=_group(snapshot, chosen),
        ),
    )
    if chosen["count"]:
        common.no_csv_file("leave it or --count out")
        text = selection.encode(snapshot, wanted)
        click.echo(f"{builder.row_count(snapshot, wanted)} rows: {text}")
    elif path := chosen["workbook"]:
        common.no_csv_file("leave it or --xlsx out")
        made = builder.table(snapshot, wanted)
        save(path, builder_workbook.to_xlsx(snapshot, made, wanted))
    else:
        parts = csv_chunks.all_parts(snapshot, wanted)
        common.give_csv(snapshot, parts, partial(_described, snapshot, wanted))


def _described(snapshot: Snapshot, wanted: Selection, url: str) -> CsvFile:
    """Return what the file of a built table holds: its days and sources are those of all rows."""
    from kpi.downloads import csvw
    from kpi.tables import builder

    span, sources = builder.span(snapshot, wanted), builder.sources(snapshot, wanted)
    return csvw.of_table(snapshot, builder.head(snapshot, wanted, 1), "table", url, span, sources)


def _group(snapshot: Snapshot, chosen: TableChoices) -> str | None:
    """Return the group as a selection has it; None where it stays as in a saved selection."""

    if chosen["named_group"] is None and chosen["selection"]:
        return None
    home = chosen["home"] or snapshot.home_code()
    group = common.group_or_default(snapshot, home, chosen["named_group"])
    return group.in_address if group else ""


def _start(snapshot: Snapshot, chosen: TableChoices) -> Selection:
    """Return the initial selection: a saved one, or one from measures, areas and home."""
    from kpi.tables import selection

    if chosen["selection"]:
        if chosen["measures"] or chosen["areas"] or chosen["home"]:
            raise KpiError("a selection has its own measures, areas and home: give one or these")
        return selection.saved(snapshot, chosen["selection"])
    return selection.Selection(
        home=chosen["home"] or snapshot.home_code(),
        measures=chosen["measures"],
        areas=chosen["areas"] or ("home",),
    )
