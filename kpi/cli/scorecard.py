"""Commands about a whole reporting quarter: `summary`, `enquiries` and `changes`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from kpi.cli import common, options
from kpi.cli.command_classes import KpiCommand
from kpi.cli.parameter_types import Day, ServedSnapshotId

if TYPE_CHECKING:
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period


class SummaryChoices(TypedDict):
    """The options of `summary`; `common.live_and_area` reads the area."""

    quarter: Period | None
    directorate: str | None
    theme: str | None
    indicators: tuple[Indicator, ...]
    newest: bool
    workbook: Path | None
    area: str | None
    neighbours: str | None
    named_group: str | None


@click.command(cls=KpiCommand)
@options.quarter
@options.directorate
@options.theme
@options.indicators
@options.newest
@options.csv_file
@options.workbook
@options.home
@options.neighbours
@options.group
def summary(**chosen: Unpack[SummaryChoices]) -> None:
    """Print the scorecard of a quarter: one row an indicator."""
    from kpi.file_writers.workbook import save
    from kpi.indicators import scorecard
    from kpi.indicators.scorecard import View
    from kpi.tables import summary as summary_table
    from kpi.tables import summary_workbook

    snapshot, authority = common.live_and_area(as_home=True)
    rows = scorecard.summary(
        snapshot,
        View(
            authority,
            common.quarter_or_default(snapshot, authority, chosen["quarter"]),
            newest=chosen["newest"],
            model=chosen["neighbours"],
            group=common.group_or_default(snapshot, authority, chosen["named_group"]),
        ),
        directorate=chosen["directorate"],
        indicator_ids=common.indicator_ids(snapshot, chosen["theme"], chosen["indicators"]),
    )
    if path := chosen["workbook"]:
        common.no_csv_file("leave it or --xlsx out")
        save(path, summary_workbook.to_xlsx(snapshot, rows, directorate=chosen["directorate"]))
    else:
        common.print_csv(snapshot, summary_table.summary_table(snapshot, rows), "summary")


@click.command(cls=KpiCommand)
@options.quarter
@options.indicators
@click.option(
    "--on",
    "today",
    type=Day(),
    help="The day that says what is overdue, for example 2025-11-30; without it today.",
)
@options.newest
@options.csv_file
@options.home
@options.neighbours
def enquiries(
    *,
    quarter: Period | None,
    indicators: tuple[Indicator, ...],
    today: date | None,
    newest: bool,
    area: str | None,
    neighbours: str | None,
) -> None:
    """Print the questions for councillors that the figures raise.

    Each comes with its rule and figures. They are those of the indicator page and the committee
    paper.
    """
    from kpi.indicators import scorecard
    from kpi.indicators.scorecard import View
    from kpi.lines_of_enquiry.question_table import table

    snapshot, authority = common.live_and_area(as_home=True)
    rows = scorecard.summary(
        snapshot,
        View(
            authority,
            common.quarter_or_default(snapshot, authority, quarter),
            newest=newest,
            model=neighbours,
        ),
        indicator_ids=[indicator.id for indicator in indicators],
    )
    common.print_csv(snapshot, table(snapshot, rows, today or date.today()), "enquiries")


class ChangesChoices(TypedDict):
    """The options of `changes`; `common.live_and_area` reads the area."""

    quarter: Period | None
    since: Snapshot | None
    today: date | None
    directorate: str | None
    theme: str | None
    indicators: tuple[Indicator, ...]
    area: str | None


@click.command(cls=KpiCommand)
@options.quarter
@click.option(
    "--since",
    type=ServedSnapshotId(),
    help="An earlier snapshot, by its id: what it showed of the quarter is compared, instead of "
    "the report of the quarter before.",
)
@click.option(
    "--today",
    type=Day(),
    help="The day by which actions fell due, for example 2025-11-30; without it today.",
)
@options.directorate
@options.theme
@options.indicators
@options.csv_file
@options.home
def changes(**chosen: Unpack[ChangesChoices]) -> None:
    """Print what changed since the report before: one row a change.

    Statuses that changed, clear changes, figures that arrived, were revised or are late, targets
    that moved and actions that fell due. An authority's first report has none.
    """
    from kpi.indicators.report_changes.report import report_changes
    from kpi.indicators.scorecard import View
    from kpi.tables.reports import changes as changes_table
    from kpi.wording.report_changes.columns import counts_line

    snapshot, authority = common.live_and_area(as_home=True)
    report = report_changes(
        snapshot,
        View(authority, common.quarter_or_default(snapshot, authority, chosen["quarter"])),
        chosen["today"] or date.today(),
        earlier=chosen["since"],
        directorate=chosen["directorate"],
        indicator_ids=common.indicator_ids(snapshot, chosen["theme"], chosen["indicators"]),
    )
    if report.is_first:
        click.echo(f"kpi: {counts_line(report)}", err=True)
    common.print_csv(snapshot, changes_table.table(snapshot, report), "changes")
