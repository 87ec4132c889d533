"""The files that pages offer, each from a snapshot and plain choices.

`kpi.downloads.download_queue` makes each once.

A button holds only its snapshot's name and the choices, so that no open page keeps a
snapshot in memory; equal choices give the same file to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.benchmarks import authority_profile, measures, neighbour_comparison
from kpi.benchmarks.annotations.chart_notes import with_notes
from kpi.benchmarks.pupil_groups.group_pairs import pairs_about
from kpi.benchmarks.pupil_groups.pupil_gaps import gap_series, listed_gaps
from kpi.benchmarks.ranking import Ranking, ranking
from kpi.benchmarks.side_by_side import CompareRequest, side_by_side
from kpi.benchmarks.time_series import OverTime, over_time
from kpi.charts import benchmark_images, benchmark_lines
from kpi.charts.benchmarks import benchmark_ranking
from kpi.charts.benchmarks import pupil_gaps as gap_charts
from kpi.charts.renderers.images.canvas import Form
from kpi.charts.value_axis import FROM_ZERO
from kpi.downloads.csv_tables import PageTable
from kpi.downloads.download_queue import slow
from kpi.downloads.table_files import TableRequest
from kpi.indicators import scorecard
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.series_table import areas_with, series
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import ComparedByValue
from kpi.paper import assembly, word
from kpi.paper.assembly import PaperRequest
from kpi.store import live_snapshot
from kpi.tables import benchmarks as benchmarks_table
from kpi.tables import builder, builder_workbook, profile_table, summary
from kpi.tables import summary_workbook as summary_workbook_table
from kpi.tables.catalogue import column_meanings
from kpi.tables.reports import changes as changes_table
from kpi.tables.reports import pupil_gaps as gaps_table
from kpi.tables.reports import release_calendar as release_calendar_table
from kpi.tables.reports import release_revisions as release_revisions_table
from kpi.tables.reports import side_by_side as side_by_side_table
from kpi.tables.selection import Selection


@dataclass(frozen=True)
class ScorecardSelection(ComparedByValue):
    """A scorecard with the filters applied to it."""

    view: View
    directorate: str | None = None
    indicator_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureView:
    """A measure as a benchmark page shows it: area, comparators and period."""

    measure: str
    area: str
    model: str
    others: tuple[str, ...] = ()
    period: str | None = None
    group: ChosenGroup | None = None

    @property
    def marked(self) -> tuple[str | ChosenGroup, ...]:
        """What is marked in a ranking: the areas chosen, and the chosen group."""
        return (*self.others, self.group) if self.group else self.others


@dataclass(frozen=True)
class GapView:
    """The gaps of a measure's groups of children: the measure, the area, and the chosen group."""

    measure: str
    area: str
    group: str


@dataclass(frozen=True)
class GapSelection:
    """The listed gaps of one area: the kind of group, topic and directorate they are limited to."""

    area: str
    kind: str | None = None
    topic: str | None = None
    directorate: str | None = None


@dataclass(frozen=True)
class LineOptions:
    """Options of the lines over time."""

    hidden: tuple[str, ...] = ()
    median: bool = False
    from_zero: bool = FROM_ZERO


@dataclass(frozen=True)
class ProfileSelection:
    """All measures of an authority that match the filters, in an order; None is no filter."""

    area: str
    model: str
    topic: str | None
    directorate: str | None
    band: str | None
    against: str | None
    direction: str | None
    order: str
    theme: str | None = None


# ---- scorecard, indicator and paper -------------------------------------------------------


def summary_of(snapshot: Snapshot, scope: ScorecardSelection) -> pl.DataFrame:
    """Return the summary: a row for each indicator."""
    return summary.summary_table(snapshot, _rows(snapshot, scope))


def changes_of(
    snapshot: Snapshot, scope: ScorecardSelection, today: date, since: str | None = None
) -> pl.DataFrame:
    """Return a row for each change since the report before; `today` says which actions fell due.

    `since` is the id of an earlier snapshot to compare with instead. Raises StoreError where it
    is not served.
    """
    changes = report_changes(
        snapshot,
        scope.view,
        today,
        earlier=live_snapshot.named(since) if since else None,
        directorate=scope.directorate,
        indicator_ids=scope.indicator_ids,
    )
    return changes_table.table(snapshot, changes)


@slow
def summary_workbook(snapshot: Snapshot, scope: ScorecardSelection) -> bytes:
    """Return the summary as a workbook."""
    return summary_workbook_table.to_xlsx(
        snapshot, _rows(snapshot, scope), directorate=scope.directorate
    )


def series_of(
    snapshot: Snapshot, indicator_id: str, view: View, areas: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Return an indicator's figures and a view's comparators over time, with officers' notes.

    `areas` are names of `series_table.AREAS` and codes of authorities, instead of all comparators.
    """
    table = series(
        snapshot,
        snapshot.indicator(indicator_id),
        area=view.area,
        groups=areas or areas_with(view.group),
        model=view.neighbour_model(snapshot),
        known_by=view.known_by,
    )
    return with_notes(snapshot, indicator_id, table, view.area)


def column_meanings_of(_snapshot: Snapshot) -> pl.DataFrame:
    """Return what the columns of all files mean."""
    return column_meanings.listed()


@slow
def paper_file(snapshot: Snapshot, wanted: PaperRequest) -> bytes:
    """Return the committee paper as a Word file."""
    return word.to_word(assembly.make(snapshot, wanted))


def _rows(snapshot: Snapshot, scope: ScorecardSelection) -> tuple[ScorecardRow, ...]:
    return scorecard.summary(
        snapshot,
        scope.view,
        directorate=scope.directorate,
        indicator_ids=scope.indicator_ids,
    )


# ---- benchmarks ---------------------------------------------------------------------------


def over_time_of(snapshot: Snapshot, view: MeasureView, look: LineOptions) -> pl.DataFrame:
    """Return the lines over time."""
    over = _over_time(snapshot, view)
    table = benchmarks_table.over_time_table(
        snapshot, over, view.model, hidden=look.hidden, median=look.median
    )
    return with_notes(snapshot, view.measure, table, view.area)


@slow
def over_time_picture(
    snapshot: Snapshot, view: MeasureView, look: LineOptions, form: Form
) -> bytes:
    """Return the lines over time as PNG or SVG."""
    over = _over_time(snapshot, view)
    chart = benchmark_lines.over_time_chart(
        over,
        hidden=list(look.hidden),
        median=look.median,
        from_zero=look.from_zero,
        notes=benchmark_lines.note_marks(snapshot, over),
    )
    known = measures.measure(snapshot, view.measure)
    return benchmark_images.over_time_picture(snapshot, known, chart, form=form)


def ranking_of(snapshot: Snapshot, view: MeasureView) -> pl.DataFrame:
    """Return the ranking of all authorities."""
    return benchmarks_table.ranking_table(snapshot, _ranking(snapshot, view), view.model)


@slow
def ranking_picture(snapshot: Snapshot, view: MeasureView, form: Form) -> bytes:
    """Return the ranking of all authorities as PNG or SVG."""
    shown_ranking = _ranking(snapshot, view)
    chart = benchmark_ranking.ranking_chart(shown_ranking)
    return benchmark_images.ranking_picture(snapshot, shown_ranking, chart, form=form)


def neighbours_of(snapshot: Snapshot, view: MeasureView) -> pl.DataFrame:
    """Return the statistical neighbours by each model."""
    label = _ranking(snapshot, view).label
    comparison = neighbour_comparison.neighbour_comparison(
        snapshot, view.measure, area=view.area, period=label, group=view.group
    )
    return benchmarks_table.neighbours_table(snapshot, comparison, view.model)


def regions_of(snapshot: Snapshot, view: MeasureView) -> pl.DataFrame:
    """Return the authorities of the region, the regions and England."""
    return benchmarks_table.regions_table(snapshot, _ranking(snapshot, view), view.model)


def about_of(snapshot: Snapshot, view: MeasureView) -> pl.DataFrame:
    """Return the definition of a measure."""
    known = measures.measure(snapshot, view.measure)
    return benchmarks_table.about_table(snapshot, known, view.model)


def gaps_of(snapshot: Snapshot, view: GapView) -> pl.DataFrame:
    """Return the gaps of all groups of a measure over time, ours and England's."""
    series = [gap_series(snapshot, pair, view.area) for pair in pairs_about(snapshot, view.measure)]
    return gaps_table.figures(snapshot, series)


@slow
def gap_picture(snapshot: Snapshot, view: GapView, form: Form) -> bytes:
    """Return the chosen group's gap and England's over time as PNG or SVG."""
    pairs = {pair.measure: pair for pair in pairs_about(snapshot, view.measure)}
    gaps = gap_series(snapshot, pairs[view.group], view.area)
    chart = gap_charts.gap_lines(gaps, snapshot.area(view.area).name)
    return benchmark_images.over_time_picture(snapshot, gaps.known, chart, form=form)


def _ranking(snapshot: Snapshot, view: MeasureView) -> Ranking:
    return ranking(
        snapshot,
        view.measure,
        area=view.area,
        period=view.period,
        model=view.model,
        others=view.marked,
    )


def _over_time(snapshot: Snapshot, view: MeasureView) -> OverTime:
    return over_time(
        snapshot,
        view.measure,
        area=view.area,
        others=view.others,
        model=view.model,
        group=view.group,
    )


# ---- side by side -------------------------------------------------------------------------


def side_by_side_of(snapshot: Snapshot, asked: CompareRequest) -> pl.DataFrame:
    """Return measures side by side: a row for each figure."""
    return side_by_side_table.figures(snapshot, side_by_side(snapshot, asked))


@slow
def side_by_side_workbook(snapshot: Snapshot, asked: CompareRequest) -> bytes:
    """Return measures side by side as a workbook: the table as shown, and a row for each figure."""
    return side_by_side_table.to_xlsx(snapshot, side_by_side(snapshot, asked))


# ---- all measures, Build a table ----------------------------------------------------------


def profile_of(snapshot: Snapshot, listed: ProfileSelection) -> pl.DataFrame:
    """Return the listed measures, in the order of the page."""
    rows = profile_table.filtered(
        authority_profile.profile(snapshot, listed.area, model=listed.model),
        topic=listed.topic,
        directorate=listed.directorate,
        band=listed.band,
        against=listed.against,
        direction=listed.direction,
        measures=themes.measures_of(snapshot, themes.theme(listed.theme)) if listed.theme else None,
    )
    rows = profile_table.ordered(rows, listed.order)
    return profile_table.to_take(snapshot, rows, area=listed.area, model=listed.model)


def gap_list_of(snapshot: Snapshot, chosen: GapSelection) -> pl.DataFrame:
    """Return the listed gaps of an authority, in the order of the page."""
    series = listed_gaps(
        snapshot,
        chosen.area,
        kind=chosen.kind,
        topic=chosen.topic,
        directorate=chosen.directorate,
    )
    return gaps_table.listed(snapshot, series)


def built_columns(snapshot: Snapshot, chosen: Selection) -> TableRequest:
    """Return a built table's first row, which has all its columns, with its days and sources."""
    return TableRequest(
        builder.head,
        (chosen, 1),
        span=builder.span(snapshot, chosen),
        sources=builder.sources(snapshot, chosen),
    )


@slow
def table_workbook(snapshot: Snapshot, chosen: Selection) -> bytes:
    """Return a built table as a workbook with its notes."""
    return builder_workbook.to_xlsx(snapshot, builder.table(snapshot, chosen), chosen)


# ---- tables as CSV ------------------------------------------------------------------------

summary_csv = PageTable("summary", summary_of)
changes_csv = PageTable("changes", changes_of)
series_csv = PageTable("series", series_of)
release_calendar_csv = PageTable("calendar", release_calendar_table.table)
release_revisions_csv = PageTable("revised-by-publishers", release_revisions_table.table)
column_meanings_csv = PageTable("columns", column_meanings_of)
over_time_csv = PageTable("over-time", over_time_of)
ranking_csv = PageTable("all-authorities", ranking_of)
neighbours_csv = PageTable("neighbours", neighbours_of)
regions_csv = PageTable("region", regions_of)
about_csv = PageTable("about", about_of)
gaps_csv = PageTable("gaps", gaps_of)
gap_list_csv = PageTable("gap-list", gap_list_of)
side_by_side_csv = PageTable("side-by-side", side_by_side_of)
profile_csv = PageTable("all-measures", profile_of)
