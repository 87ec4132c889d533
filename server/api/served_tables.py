"""What each table of the API is made of: names of a query looked up, and the table's function.

Each function takes a snapshot and a query and raises UnknownNameError for what the snapshot does
not hold; the tables are those of `kpi.downloads.page_files` and of the commands.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from kpi import settings
from kpi.benchmarks import lait_comparison
from kpi.benchmarks import measures as known_measures
from kpi.benchmarks.side_by_side import CLOSEST, NAME, CompareRequest, scorecard_measures
from kpi.downloads import page_files
from kpi.downloads.page_files import ScorecardSelection
from kpi.downloads.table_files import TableRequest
from kpi.errors import UnknownNameError
from kpi.indicators import reporting_quarters
from kpi.indicators.comparisons.chosen_groups import ChosenGroup, of_address, usable_groups
from kpi.indicators.scorecard import View
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_text, csv_chunks, selection, table_limits
from kpi.tables.builder_text import TableSize
from kpi.tables.catalogue import choices, holdings
from kpi.tables.reports import release_calendar
from kpi.tables.selection import Selection
from server.api import query_models as queries
from server.api.problems import ProblemError

_FEW = 40  # LAIT's measures that are compared in next to no time
MOST_JSON_CELLS = table_limits.MOST_WORKBOOK_CELLS
"""Limit of a built table that is made in memory: JSON and Parquet."""
MOST_QUICK_CELLS = csv_chunks.PART_CELLS
"""From here on a built table is made in turn with other slow files."""


# ---- reports ------------------------------------------------------------------------------


def summary(snapshot: Snapshot, query: queries.SummaryQuery) -> TableRequest:
    """Return the scorecard of a quarter: a row an indicator."""
    view = report_view(snapshot, query)
    ids = _indicator_ids(snapshot, query)
    scope = ScorecardSelection(view, directorate_named(snapshot, query.directorate), ids)
    return TableRequest(page_files.summary_of, (scope,))


def changes(snapshot: Snapshot, query: queries.ChangesQuery) -> TableRequest:
    """Return what changed since the report before: a row a change."""
    area = _home(snapshot, query.area)
    quarter = reporting_quarters.find_quarter(snapshot, area, query.quarter)
    view = View(area, quarter, group=group_named(snapshot, area, query.group))
    ids = _indicator_ids(snapshot, query)
    scope = ScorecardSelection(view, directorate_named(snapshot, query.directorate), ids)
    return TableRequest(page_files.changes_of, (scope, query.today or date.today(), query.since))


def series(snapshot: Snapshot, query: queries.SeriesQuery) -> TableRequest:
    """Return an indicator over time: a row an area and period."""
    view = report_view(snapshot, query)
    indicator = snapshot.indicator(query.indicator)
    return TableRequest(page_files.series_of, (indicator.id, view, tuple(query.areas)))


def calendar(snapshot: Snapshot, query: queries.AreaQuery) -> TableRequest:
    """Return the figures that are late or due within a year."""
    return TableRequest(release_calendar.table, (_home(snapshot, query.area),))


# ---- what there is ------------------------------------------------------------------------


def indicators(_snapshot: Snapshot, _query: queries.TableQuery) -> TableRequest:
    """Return the list of indicators."""
    return TableRequest(choices.indicators)


def quarters(snapshot: Snapshot, query: queries.AreaQuery) -> TableRequest:
    """Return the reporting quarters of an authority."""
    return TableRequest(choices.quarters, (_home(snapshot, query.area),))


def measures(snapshot: Snapshot, query: queries.MeasuresQuery) -> TableRequest:
    """Return the list of measures, those that a search finds."""
    if query.topic is not None and query.topic not in known_measures.topic_names(snapshot):
        raise UnknownNameError(f"no topic '{query.topic}'")
    directorate = query.directorate
    if directorate is not None and directorate not in known_measures.directorates(snapshot):
        known = "; ".join(known_measures.directorates(snapshot))
        raise UnknownNameError(f"no directorate '{directorate}'; there are {known}")
    return TableRequest(_measures, (query.search, query.topic, directorate))


def _measures(
    snapshot: Snapshot, text: str, topic: str | None, directorate: str | None
) -> pl.DataFrame:
    matching = known_measures.search(snapshot, text, topic=topic, directorate=directorate)
    return choices.measures(snapshot, matching)


def areas(_snapshot: Snapshot, query: queries.AreasQuery) -> TableRequest:
    """Return the list of areas."""
    return TableRequest(holdings.areas, (query.kind,))


def releases(_snapshot: Snapshot, _query: queries.TableQuery) -> TableRequest:
    """Return the register of sources."""
    return TableRequest(holdings.releases)


def snapshots(_snapshot: Snapshot, _query: queries.Paging) -> TableRequest:
    """Return the snapshots that can be asked for."""
    return TableRequest(holdings.snapshot_list)


# ---- benchmarks ---------------------------------------------------------------------------


def compare(snapshot: Snapshot, query: queries.CompareQuery) -> TableRequest:
    """Return LAIT's measures of one authority: a row a measure."""
    area = snapshot.authority(_code(snapshot, query.area)).code
    wanted = tuple(dict.fromkeys(query.measure)) or None
    model = snapshot.model_named(query.neighbours)
    is_slow = wanted is None or len(wanted) > _FEW
    return TableRequest(_compared, (area, wanted, query.period, model), is_slow)


def _compared(
    snapshot: Snapshot, area: str, measures: tuple[str, ...] | None, period: str | None, model: str
) -> pl.DataFrame:
    return lait_comparison.compare(
        snapshot, area=area, measures=measures, period=period, model=model
    )


def side_by_side(snapshot: Snapshot, query: queries.SideBySideQuery) -> TableRequest:
    """Return measures side by side: a row a measure and area."""
    area = _home(snapshot, query.area)
    wanted = known_measures.named(snapshot, query.measure) or scorecard_measures(snapshot)
    if query.order not in (CLOSEST, NAME, *wanted):
        raise UnknownNameError(
            f"no order '{query.order}'; there are {CLOSEST}, {NAME} and the measures' ids"
        )
    others = (snapshot.authority(_code(snapshot, each)).code for each in query.beside)
    model = snapshot.model_named(query.neighbours)
    group = group_named(snapshot, area, query.group)
    asked = CompareRequest(area, wanted, tuple(dict.fromkeys(others)), model, query.order, group)
    return TableRequest(page_files.side_by_side_of, (asked,))


def built_selection(snapshot: Snapshot, query: queries.BuiltTableQuery) -> Selection:
    """Return the selection of a built table. Raises UnknownNameError, and ProblemError."""
    group = _selected_group(snapshot, query)
    return selection.strict(
        snapshot,
        selection.with_parts(
            _start(snapshot, query),
            first=selection.period_named(query.first) if query.first else None,
            last=selection.period_named(query.last) if query.last else None,
            newest=query.newest,
            extras=tuple(query.extras),
            wide=query.wide,
            model=snapshot.model_named(query.neighbours) if query.neighbours else None,
            group=group,
        ),
    )


def built_table(snapshot: Snapshot, query: queries.BuiltTableQuery) -> TableRequest:
    """Return a built table, made in memory. Raises ProblemError for one that is too large."""
    chosen = built_selection(snapshot, query)
    size = builder_text.size(snapshot, chosen)
    if size.rows * size.columns > MOST_JSON_CELLS:
        raise ProblemError(413, "too-large", too_large(size))
    is_slow = size.rows * size.columns > MOST_QUICK_CELLS
    return TableRequest(builder.table, (chosen,), is_slow)


def built_columns(snapshot: Snapshot, query: queries.BuiltTableQuery) -> TableRequest:
    """Return a built table's first row, which has all its columns, with its days and sources."""
    return page_files.built_columns(snapshot, built_selection(snapshot, query))


def too_large(size: TableSize) -> str:
    """Return why a built table is not made, and what is possible."""
    cells = f"{size.rows:,} rows by {size.columns:,} columns"
    if size.no_csv:
        return (
            f"{cells} are more than the {table_limits.MOST_CSV_ROWS:,} rows or "
            f"{table_limits.MOST_CSV_CELLS:,} cells of the largest table: choose fewer measures, "
            "areas or periods."
        )
    return (
        f"{cells} are more than the {MOST_JSON_CELLS:,} cells that are made as JSON or Parquet: "
        "take the CSV, or choose fewer measures, areas or periods."
    )


# ---- names looked up ----------------------------------------------------------------------


def report_view(snapshot: Snapshot, query: queries.ReportFilters) -> View:
    """Return the authority, quarter and comparators that a query names."""
    area = _home(snapshot, query.area)
    return View(
        area,
        reporting_quarters.find_quarter(snapshot, area, query.quarter),
        newest=query.newest,
        model=snapshot.model_named(query.neighbours) if query.neighbours else None,
        group=group_named(snapshot, area, query.group),
    )


def _code(snapshot: Snapshot, area: str | None) -> str:
    return snapshot.home_code() if area is None else snapshot.code_of(area)


def _home(snapshot: Snapshot, area: str | None) -> str:
    return snapshot.home(_code(snapshot, area)).code


def directorate_named(snapshot: Snapshot, name: str | None) -> str | None:
    """Return a directorate as the snapshot has it; None for all."""
    return None if name is None else snapshot.directorate(name)


def _indicator_ids(
    snapshot: Snapshot, query: queries.SummaryQuery | queries.ChangesQuery
) -> tuple[str, ...]:
    named = [snapshot.indicator(each).id for each in query.indicator]
    return themes.indicator_ids(snapshot, query.theme, named)


def group_named(snapshot: Snapshot, area: str, named: str | None) -> ChosenGroup | None:
    """Return the group that a query names; without a name the council's usual one, or None."""
    known, _ = usable_groups(snapshot)
    return known.default if named is None else of_address(snapshot, named, area, known)


def _selected_group(snapshot: Snapshot, query: queries.BuiltTableQuery) -> str | None:
    """Return the group as a selection has it; None where it stays as in a given selection."""
    if query.group is None and query.selection is not None:
        return None
    group = group_named(snapshot, _code(snapshot, query.home), query.group)
    return group.in_address if group else ""


def _start(snapshot: Snapshot, query: queries.BuiltTableQuery) -> Selection:
    """Return the initial selection: a short text's, or one of measures, areas and home.

    Raises UnknownNameError for a text that cannot be read as a whole.
    """
    start = Selection(home=snapshot.home_code(), measures=(), areas=("home",))
    if query.selection is not None:
        decoded, faults = selection.decode(snapshot, query.selection, home=settings.authority())
        if decoded is None or faults:
            raise UnknownNameError(f"the selection cannot be read: {'; '.join(faults)}")
        start = decoded
    home = start.home if query.home is None else _code(snapshot, query.home)
    areas = tuple(selection.area_named(snapshot, each) for each in query.area)
    return replace(
        start,
        home=selection.home_named(snapshot, home),
        measures=known_measures.named(snapshot, query.measure) or start.measures,
        areas=areas or start.areas,
    )
