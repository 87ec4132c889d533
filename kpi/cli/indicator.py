"""Commands about one indicator: `series` and `signals`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import KpiCommand
from kpi.cli.parameter_types import Baseline, IndicatorId, SeriesAreas

if TYPE_CHECKING:
    from kpi.model.definitions.indicator import Indicator
    from kpi.periods import Period

_indicator = click.argument("indicator", type=IndicatorId(), metavar="INDICATOR")


@click.command(cls=KpiCommand)
@_indicator
@click.option(
    "--areas",
    type=SeriesAreas(),
    help="home, england, region, neighbours, good or codes of authorities, with commas between; "
    "without it those five.",
)
@options.csv_file
@options.area
@options.newest_neighbours
def series(
    *,
    indicator: Indicator,
    areas: tuple[str, ...] | None,
    area: str | None,
    neighbours: str | None,
) -> None:
    """Print all figures of an indicator: one row an area and period."""
    from kpi.indicators.series_table import AREAS
    from kpi.indicators.series_table import series as series_of

    snapshot, authority = common.live_and_area()
    table = series_of(
        snapshot,
        indicator,
        area=authority,
        groups=AREAS if areas is None else areas,
        model=neighbours,
    )
    common.print_csv(snapshot, table, "series")


@click.command(cls=KpiCommand)
@_indicator
@options.home
@options.quarter
@click.option(
    "--baseline",
    type=Baseline(),
    help="Make the usual range from the first N figures only, at least 12.",
)
@click.option("--no-screening", is_flag=True, help="Leave no large change out of the usual range.")
@click.option("--csv", "is_bare", is_flag=True, help="Print the points only, without sentences.")
@options.csv_file
def signals(
    *,
    indicator: Indicator,
    area: str | None,
    quarter: Period | None,
    baseline: int | None,
    no_screening: bool,
    is_bare: bool,
) -> None:
    """Say whether an indicator's newest figure is unusual.

    The sentences of the page come first, then the points as CSV. For a yearly series it is the
    trend of recent years.
    """
    from kpi.indicators import scorecard
    from kpi.indicators.scorecard import View
    from kpi.tables.reports.signals_table import signals_of

    snapshot, authority = common.live_and_area(as_home=True)
    at = common.quarter_or_default(snapshot, authority, quarter)
    (row,) = scorecard.summary(snapshot, View(authority, at), indicator_ids=[indicator.id])
    reading = signals_of(row, baseline=baseline, is_screened=not no_screening)
    if not is_bare:
        common.print_bytes("".join(f"{line}\n" for line in (*reading.sentences, "")).encode())
    sources = sorted({each.source for each in row.series})
    common.print_csv(snapshot, reading.points, "signals", sources)
