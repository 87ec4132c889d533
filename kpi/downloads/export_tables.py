"""The tidy tables of an export, each in parts: the same rows and figures as the API's.

Each part has the numbers of its own CSV file: of an indicator, of a quarter, of some measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from kpi.benchmarks import measures
from kpi.downloads import page_files
from kpi.downloads.page_files import ScorecardSelection
from kpi.file_writers import csv
from kpi.indicators import reporting_quarters
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.indicators.scorecard import View
from kpi.model.missing.symbol_meanings import LAIT_DASH_REASON
from kpi.model.snapshot import Snapshot, in_order
from kpi.periods import Period
from kpi.tables import builder, csv_chunks
from kpi.tables.catalogue import choices, holdings
from kpi.tables.reports import release_calendar, release_revisions
from kpi.tables.selection import Selection

BENCHMARKS = (
    "measure", "area", "period", "period_label", "period_kind", "period_start", "period_end",
    "value", "symbol", "reason", "data_status", "note", "snapshot",
)  # fmt: skip
"""The columns of the published figures: what a measure and an area are stands in their tables."""


@dataclass(frozen=True)
class ExportedTable:
    """A table: its name, as in `data/columns.toml`, and what makes its parts for an authority."""

    name: str
    parts: Callable[[Snapshot, str], Iterator[pl.DataFrame]]


def series(snapshot: Snapshot, area: str) -> Iterator[pl.DataFrame]:
    """Yield each indicator over time, as its page's file; all with the columns of every one."""
    view = _view(snapshot, area, reporting_quarters.default_quarter(snapshot, area))
    return _aligned([page_files.series_of(snapshot, each.id, view) for each in in_order(snapshot)])


def summary(snapshot: Snapshot, area: str) -> Iterator[pl.DataFrame]:
    """Yield the scorecard of each quarter."""
    for quarter in reporting_quarters.quarters(snapshot, area):
        scope = ScorecardSelection(_view(snapshot, area, quarter))
        yield page_files.summary_of(snapshot, scope)


def changes(snapshot: Snapshot, area: str) -> Iterator[pl.DataFrame]:
    """Yield what changed in each quarter's report, as on the day the snapshot was made."""
    for quarter in reporting_quarters.quarters(snapshot, area):
        scope = ScorecardSelection(_view(snapshot, area, quarter))
        yield page_files.changes_of(snapshot, scope, snapshot.made_on)


def benchmarks(
    snapshot: Snapshot, area: str, names: Iterable[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield the published figures of measures (all of LAIT's, or those named) and of every area.

    What has neither a figure nor more than the usual mark for none is left out.
    """
    wanted = tuple(
        each.id for each in measures.all_measures(snapshot) if not each.is_own
    ) if names is None else tuple(names)  # fmt: skip
    chosen = Selection(area, wanted, tuple(snapshot.areas["area"]))
    for part in csv_chunks.plan(snapshot, chosen).parts:
        table = builder.table(snapshot, replace(chosen, measures=part))
        known = pl.col("value").is_not_null() | (pl.col("reason") != LAIT_DASH_REASON)
        yield table.filter(known).select(BENCHMARKS)


def targets(snapshot: Snapshot, area: str) -> Iterator[pl.DataFrame]:
    """Yield the council's targets."""
    yield _own(snapshot, snapshot.targets, area)


def revisions(snapshot: Snapshot, area: str) -> Iterator[pl.DataFrame]:
    """Yield the council's corrections."""
    yield _own(snapshot, snapshot.revisions, area)


def measure_list(snapshot: Snapshot, _area: str) -> Iterator[pl.DataFrame]:
    """Yield the list of measures."""
    yield choices.measures(snapshot, measures.search(snapshot))


def releases_taken_in(snapshot: Snapshot, _area: str) -> Iterator[pl.DataFrame]:
    """Yield the editions of sources that were taken in after the first ones."""
    yield snapshot.releases.with_columns(snapshot=pl.lit(snapshot.id))


TABLES = (
    ExportedTable("indicators", lambda snapshot, _: iter([choices.indicators(snapshot)])),
    ExportedTable("series", series),
    ExportedTable("summary", summary),
    ExportedTable("changes", changes),
    ExportedTable("targets", targets),
    ExportedTable("revisions", revisions),
    ExportedTable("quarters", lambda snapshot, area: iter([choices.quarters(snapshot, area)])),
    ExportedTable(
        "calendar", lambda snapshot, area: iter([release_calendar.table(snapshot, area)])
    ),
    ExportedTable("measures", measure_list),
    ExportedTable("benchmarks", benchmarks),
    ExportedTable("areas", lambda snapshot, _: iter([holdings.areas(snapshot)])),
    ExportedTable("releases", lambda snapshot, _: iter([holdings.releases(snapshot)])),
    ExportedTable("releases-taken-in", releases_taken_in),
    ExportedTable(
        "revised-by-publishers", lambda snapshot, _: iter([release_revisions.table(snapshot)])
    ),
)


# ---- parts --------------------------------------------------------------------------------


def _view(snapshot: Snapshot, area: str, quarter: Period) -> View:
    """Return the view that pages and API have where nothing else is chosen."""
    return View(area, quarter, group=usable_groups(snapshot)[0].default)


def _own(snapshot: Snapshot, table: pl.DataFrame, area: str) -> pl.DataFrame:
    names = {each.id: each.name for each in snapshot.indicators}
    own = table.filter(pl.col("area") == area)
    name = pl.col("indicator_id").replace_strict(names, default=None, return_dtype=pl.String)
    first, *others = table.columns
    return own.with_columns(indicator=name, snapshot=pl.lit(snapshot.id)).select(
        first, "indicator", *others, "snapshot"
    )


def _aligned(tables: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield tables with the columns of all; the numbers of each are as its own file has them."""
    names = dict.fromkeys(name for table in tables for name in table.columns)
    kinds = {name: kind for table in tables for name, kind in table.schema.items()}
    for table in tables:
        lacking = [
            pl.lit(None, kind).alias(name)
            for name, kind in kinds.items()
            if name not in table.columns
        ]
        yield csv.exact(table).with_columns(lacking).select(*names)
