"""Checks that a snapshot can be shown, by making what pages, files and the paper show once.

It runs before a snapshot becomes live, so that no figure, definition or program fault breaks the
dashboard for everybody. Nothing is changed and nothing that is made is stored.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from kpi.benchmarks import authority_profile, measures, neighbour_comparison, ranking
from kpi.benchmarks.pupil_groups import pupil_gaps
from kpi.benchmarks.side_by_side import (
    CompareRequest,
    course,
    scorecard_measures,
    side_by_side,
)
from kpi.benchmarks.time_series import over_time
from kpi.charts import (
    benchmark_lines,
    gap_groups,
    indicator_trend,
    indicator_years,
    sparkline,
)
from kpi.charts import xmr as xmr_chart
from kpi.charts.benchmarks import benchmark_ranking, measure_places
from kpi.charts.benchmarks import pupil_gaps as gap_charts
from kpi.charts.benchmarks import side_by_side as compared
from kpi.charts.months import monthly_lines
from kpi.charts.renderers import dots_figure, html, plotly
from kpi.charts.renderers.axes import bar_widths
from kpi.charts.specification.chart import LineChart
from kpi.errors import UnknownNameError
from kpi.file_writers import csv
from kpi.formatting import number_of
from kpi.guidance import definitions, release_calendar
from kpi.indicators import recent_trend, revisions, rolling_year, scorecard, xmr
from kpi.indicators.comparisons import national_rank
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.series_table import series
from kpi.lines_of_enquiry import questions
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from kpi.periods import Period
from kpi.publishing.go_live.start_check import (
    Step,
    UnshowableError,
    made,
    opening_view,
    quarters_of,
    row_of,
    rows,
    whole_scorecard,
)
from kpi.returns import bounds
from kpi.tables import profile_table, summary_workbook
from kpi.tables.reports import pupil_gaps as gaps_table
from kpi.tables.reports import side_by_side as side_by_side_table
from kpi.wording import indicator_notes, profile_words
from kpi.wording import pupil_gaps as gaps_wording
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import verdicts
from kpi.wording.status import status_reasons
from kpi.wording.trends import months as months_wording
from kpi.wording.trends import recent_trend as recent_trend_wording
from kpi.wording.trends import rolling_year as rolling_year_wording
from kpi.wording.trends import xmr as xmr_wording
from kpi.wording.trends import xmr_method

MOST_SECONDS = 120.0
"""After this time the remaining steps of `_steps` are left out; `Proof` gives their number."""


@dataclass(frozen=True)
class Proof:
    """The number of items made, the number left out for time, and the seconds taken."""

    indicators: int
    quarters: int
    areas: int
    left_out: int
    seconds: float

    def __str__(self) -> str:
        parts = number_of(self.left_out, "part")
        rest = f"; {parts} left out for time" if self.left_out else ""
        areas = f"{self.areas} {'authority' if self.areas == 1 else 'authorities'}"
        return (
            f"made once to see that all can be shown: {number_of(self.indicators, 'indicator')}, "
            f"{number_of(self.quarters, 'quarter')}, {areas}, {self.seconds:.1f} seconds{rest}"
        )


def prove(snapshot: Snapshot, *, most_seconds: float = MOST_SECONDS) -> Proof:
    """Make the tables of every indicator, quarter and page of a snapshot.

    Raises UnshowableError, which names what could not be made: indicator, authority and quarter.
    """
    began = time.monotonic()
    for number in bounds.out_of_bounds(snapshot):
        raise UnshowableError(number)
    quarters = {
        area: choices for area in _areas(snapshot) if (choices := quarters_of(snapshot, area))
    }
    left_out = 0
    for name, make in _steps(snapshot, quarters):
        if time.monotonic() - began > most_seconds:
            left_out += 1
        else:
            made(name, make)
    return Proof(
        len(snapshot.indicators),
        max(map(len, quarters.values()), default=0),
        len(quarters),
        left_out,
        time.monotonic() - began,
    )


def _areas(snapshot: Snapshot) -> list[str]:
    """Return the home authority, those with a return, and a few others that exist today."""
    current = sorted(area.code for area in snapshot.current_authorities)
    chosen = [snapshot.home_code(), *_returned(snapshot), *current[:1], *current[-1:]]
    return [code for code in dict.fromkeys(chosen) if code in current]


def _returned(snapshot: Snapshot) -> list[str]:
    local = snapshot.observations.drop_nulls("reporting_quarter")
    return [str(area) for area in local["area"].unique().sort()]


def _steps(snapshot: Snapshot, quarters: Mapping[str, Sequence[Period]]) -> Iterator[Step]:
    """Yield every step, the most requested pages first.

    A scorecard also reads the rows of the quarter before, so those are made before it, too: a row
    that cannot be made is then named with its indicator and its own quarter.
    """
    home = snapshot.home_code()
    for area, held in quarters.items():
        where = f"of {snapshot.area(area).name}, {held[-1].short}"
        yield from rows(snapshot, area, held[-1])
        for indicator in snapshot.indicators:
            page = partial(_indicator_page, snapshot, indicator, area, held[-1])
            yield f"{indicator.id} {where}", page
        for before in held[-2:-1]:
            yield from rows(snapshot, area, before)
        yield f"The scorecard {where}", partial(whole_scorecard, snapshot, area, held[-1])
        if area == home:
            yield f"The workbook {where}", partial(_workbook, snapshot, area, held[-1])
            yield f"The paper {where}", partial(_paper, snapshot, area, held[-1])
        yield from _benchmarks(snapshot, area)
    for area in quarters:
        yield from _definitions(snapshot, area)
        break
    returned = _returned(snapshot)
    for area, held in quarters.items():
        if area == home or area in returned:
            for quarter in reversed(held[:-1]):
                yield from rows(snapshot, area, quarter)
            for quarter in reversed(held[:-1]):
                where = f"of {snapshot.area(area).name}, {quarter.short}"
                yield f"The scorecard {where}", partial(whole_scorecard, snapshot, area, quarter)


def _workbook(snapshot: Snapshot, area: str, quarter: Period) -> None:
    view = replace(opening_view(snapshot, area, quarter), newest=True)
    newest = scorecard.summary(snapshot, view)
    summary_workbook.to_xlsx(snapshot, newest)


def _paper(snapshot: Snapshot, area: str, quarter: Period) -> None:
    """Make every heading, sentence, table and chart of the paper as data, without the Word file."""
    view = opening_view(snapshot, area, quarter)
    assembly.build(snapshot, assembly.PaperRequest(view, full=True))


def _indicator_page(snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period) -> None:
    """Make what the indicator's page shows below its answer."""
    row = row_of(snapshot, indicator, area, quarter)
    like = national_rank.standing(snapshot, indicator, area, row.comparator("england").period)
    table_wording.comparison(row, like)
    indicator_notes.standing_words(row, like)
    verdicts.row_models(
        [scorecard.with_model(snapshot, row, model) for model in snapshot.neighbour_models]
    )
    bar_widths([entry.value for entry in table_wording.neighbours(snapshot, row, like)])
    _pictures(snapshot, row)
    for other in indicator.related:
        table_wording.related(snapshot, row, other)
    if like and (then_and_now := scorecard.changes_to(snapshot, indicator, area, like.period)):
        indicator_notes.year_words(row, *then_and_now)
        status_reasons.why_moved(indicator, *then_and_now)
        verdicts.verdicts_of(row, then_and_now[0])
    questions.enquiries(snapshot, row, date.today())
    rolling_year_wording.sentences_alone(row, rolling_year.sums(snapshot, row))
    revisions.correction_lines(snapshot, indicator, area)
    csv.to_csv(series(snapshot, indicator, area=area))


def _pictures(snapshot: Snapshot, row: ScorecardRow) -> None:
    sparkline.spark_svg(row)
    sparkline.spark_text(row)
    for ranges in (False, True):
        _draw(indicator_trend.trend(snapshot, row, ranges=ranges))
        _draw(indicator_years.yearly(snapshot, row, ranges=ranges))
    _draw(gap_groups.legs(snapshot, row))
    _draw(monthly_lines.monthly(snapshot, row))
    months_wording.month_words(snapshot, row)
    months_wording.to_date_words(snapshot, row)
    reading = xmr.reading(row.indicator, row.series, row.area.code)
    if reading is not None:
        xmr_wording.sentence(row, reading)
        xmr_wording.target_sentence(row, reading)
        xmr_wording.earlier(row, reading)
        _draw(xmr_chart.chart(row, reading))
        xmr_method.notes(row, reading)
    years = recent_trend.yearly(snapshot, row)
    if years is not None:
        recent_trend_wording.yearly_sentence(row, years)


def _draw(chart: LineChart | None) -> None:
    """Draw a chart of lines as a page does, where there is one."""
    if chart is not None and not chart.is_empty:
        html.line_plot(chart)


def _benchmarks(snapshot: Snapshot, area: str) -> Iterator[Step]:
    """Yield the profile of an authority, and each own indicator's ranking of all authorities."""
    name = snapshot.area(area).name
    yield f"The page of all measures of {name}", partial(_profile, snapshot, area)
    yield f"The gaps between groups of children of {name}", partial(_gaps, snapshot, area)
    yield f"The page that compares {name} with others", partial(_compare, snapshot, area)
    own = {indicator.id for indicator in snapshot.indicators}
    for known in measures.all_measures(snapshot):
        if known.id in own:
            yield f"{known.id} among all authorities", partial(_measure, snapshot, known.id, area)


def _profile(snapshot: Snapshot, area: str) -> None:
    table = authority_profile.profile(snapshot, area)
    overview = profile_words.overview(snapshot, table, area, snapshot.newest_model)
    dots_figure.dots_figure(
        measure_places.measure_places(snapshot, table, overview, area, snapshot.newest_model)
    )
    measure_places.count_bars(table)
    profile_table.shown(table)
    csv.to_csv(profile_table.to_take(snapshot, table, area=area, model=snapshot.newest_model))


def _gaps(snapshot: Snapshot, area: str) -> None:
    series, name = pupil_gaps.all_gaps(snapshot, area), snapshot.area(area).name
    gaps_wording.counts_words(series, name)
    gaps_table.grid(series)
    csv.to_csv(gaps_table.listed(snapshot, series))
    csv.to_csv(gaps_table.figures(snapshot, series))
    for gap in series:
        for say in (gaps_wording.england_words, gaps_wording.change_words):
            say(gap)
        gaps_wording.now_words(gap, name)
        gap_charts.gap_list([gap], gap.pair.measure, name)
        _draw(gap_charts.gap_lines(gap, name))


def _compare(snapshot: Snapshot, area: str) -> None:
    asked = CompareRequest(area, scorecard_measures(snapshot))
    comparison = side_by_side(snapshot, asked)
    compared.strip_table(comparison)
    for column in comparison.columns:
        compared.small_lines(column, course(snapshot, comparison, column), ())
    csv.to_csv(side_by_side_table.figures(snapshot, comparison))


def _measure(snapshot: Snapshot, name: str, area: str) -> None:
    over = over_time(snapshot, name, area=area)
    with suppress(UnknownNameError):  # no figure is published: the page says so
        ranked = benchmark_ranking.ranking_chart(ranking.ranking(snapshot, name, area=area))
        plotly.ranking_figure(ranked)
        _draw(benchmark_lines.over_time_chart(over))
        neighbour_comparison.neighbour_comparison(snapshot, name, area=area)


def _definitions(snapshot: Snapshot, area: str) -> Iterator[Step]:
    for indicator in snapshot.indicators:
        yield (
            f"The definition of {indicator.id}",
            partial(_definition, snapshot, indicator, area),
        )
    yield "The page of definitions", partial(_definition_parts, snapshot, area)


def _definition_parts(snapshot: Snapshot, area: str) -> None:
    definitions.illustrative_words(definitions.marked(snapshot, area))
    definitions.examples(snapshot, area)
    release_calendar.releases(snapshot, area, snapshot.indicators)


def _definition(snapshot: Snapshot, indicator: Indicator, area: str) -> None:
    definitions.measured_in(indicator)
    definitions.target_history(snapshot, indicator, area)
    definitions.own_lines(snapshot, indicator, area)
    definitions.comparator_lines(snapshot, indicator)
    definitions.break_lines(indicator)
    definitions.related_lines(indicator)
    definitions.source_lines(snapshot, indicator)
    release_calendar.reports(indicator)
