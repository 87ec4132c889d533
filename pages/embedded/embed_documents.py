"""What each embedded document shows, from a snapshot and plain choices.

`kpi.downloads.download_queue` makes each once. The figures are those of the pages, by the same
charts and tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from markupsafe import Markup

from kpi.benchmarks import measures
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.ranking import Ranking, ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts import benchmark_images, benchmark_lines, indicator_trend
from kpi.charts.benchmarks import benchmark_ranking
from kpi.charts.range_bar_layout import range_bar
from kpi.charts.renderers import range_html, svg
from kpi.charts.renderers.html import line_plot, note_list
from kpi.charts.specification.range_bar.parts import RangeBar
from kpi.downloads.download_queue import slow
from kpi.downloads.page_files import MeasureView, ScorecardSelection
from kpi.formatting import capital, long_date
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.data_status import in_brackets
from kpi.model.snapshot import Snapshot
from kpi.service import heading
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import headline, indicator_notes, legend
from kpi.wording.comparisons import group_names, official_rate_words, range_bar_words
from kpi.wording.comparisons.sentences import sentence
from pages.components import html, indicator_chart
from pages.components.templates import render
from pages.embedded.embed_page import EmbeddedContent, document
from pages.sections import scorecard_table

Kept = tuple[tuple[str, str], ...]
"""What the address asked for, for the links to the full pages."""
RANGE_BAR, TREND, TABLE = "range-bar", "trend", "table"
NO_FIGURES = "There are no figures to draw."


@dataclass(frozen=True)
class _MeasurePicture:
    """A picture of a measure: its view on the full page, its markup, notes and data statuses."""

    view: str
    body: str
    notes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


def scorecard_document(snapshot: Snapshot, scope: ScorecardSelection, kept: Kept) -> bytes:
    """Return the scorecard of a quarter as one table."""
    rows = scorecard.summary(
        snapshot, scope.view, directorate=scope.directorate, indicator_ids=scope.indicator_ids
    )
    query = dict(each for each in kept if each[0] not in ("directorate", "theme", "indicator"))
    query["quarter"] = scope.view.quarter.short
    tables = scorecard_table.tables(rows, query, lambda _row: Markup(""))
    content = EmbeddedContent(
        title=heading(),
        lead=headline.quarter_words(scope.view.quarter),
        marks=legend.marks_of(rows),
        body=render("embedded/scorecard.html", tables=tables),
        notes=_present(
            [
                indicator_notes.no_return(snapshot, scope.view.area),
                group_names.neighbours_and_good(snapshot, scope.view),
                group_names.chosen_group(snapshot, scope.view),
            ]
        ),
        source=_source(snapshot, rows),
        page=_page("", (*kept, *_quarter(scope.view, kept))),
        page_name=f"Scorecard, {scope.view.quarter.short}",
    )
    return document(content)


def indicator_document(
    snapshot: Snapshot, indicator_id: str, view: View, picture: str, kept: Kept
) -> bytes:
    """Return one indicator in a quarter: its range bar, its trend, or the table of its trend."""
    (row,) = scorecard.summary(snapshot, view, indicator_ids=[indicator_id])
    indicator = row.indicator
    content = EmbeddedContent(
        title=indicator.name,
        lead=f"{capital(indicator_notes.better(indicator))} · "
        f"{headline.quarter_words(view.quarter)}",
        marks=legend.marks_of([row]),
        body=f"{_figure(row)}{_picture(snapshot, row, picture)}",
        notes=_present(
            [
                sentence(row),
                indicator_notes.no_return(snapshot, view.area),
                indicator_notes.retired_words(indicator),
            ]
        ),
        source=_source(snapshot, [row]),
        page=_page("indicator", (*kept, *_quarter(view, kept))),
        page_name=f"{indicator.name}, {view.quarter.short}",
    )
    return document(content)


def over_time_document(snapshot: Snapshot, view: MeasureView, kept: Kept) -> bytes:
    """Return a measure over time, with its table."""
    known = measures.measure(snapshot, view.measure)
    if known.id not in grid_of(snapshot, [known.id]).newest:
        return document(_measure(snapshot, view, kept, _nothing(known.name)))
    over = over_time(
        snapshot, known.id, area=view.area, others=view.others, model=view.model, group=view.group
    )
    chart = benchmark_lines.over_time_chart(over, notes=benchmark_lines.note_marks(snapshot, over))
    columns = tuple((line.key, line.name) for line in chart.lines)
    twin = html.table(
        f"{chart.title}: the figures",
        ["Period", *(name for _key, name in columns)],
        [
            [escape(first), *map(escape, cells)]
            for first, cells in benchmarks_wording.over_time_rows(over, columns)
        ],
        kind="twin",
        caption_hidden=True,
    )
    drawn = (
        html.paragraphs([NO_FIGURES])
        if chart.is_empty
        else f'<div class="chart"><p class="under">{escape(chart.subtitle)}</p>'
        f"{line_plot(chart)}{note_list(chart)}</div>"
        f"{html.folded('Show these figures as a table', twin)}"
    )
    notes = [
        benchmarks_wording.gap_words(over),
        benchmarks_wording.aside_words(over),
        benchmarks_wording.break_words(over),
        *benchmarks_wording.withheld_words(over),
        official_rate_words.derived_words(snapshot, known.id),
    ]
    statuses = tuple(status for line in chart.lines for status in line.figure_statuses)
    shown = _MeasurePicture("time", drawn, _present(notes), statuses)
    return document(_measure(snapshot, view, kept, shown))


@slow
def ranking_document(snapshot: Snapshot, view: MeasureView, kept: Kept) -> bytes:
    """Return every authority of a measure in one period, with its table."""
    known = measures.measure(snapshot, view.measure)
    if known.id not in grid_of(snapshot, [known.id]).newest:
        return document(_measure(snapshot, view, kept, _nothing(known.name)))
    ranked = ranking(
        snapshot,
        known.id,
        area=view.area,
        period=view.period,
        model=view.model,
        others=view.marked,
    )
    chart = benchmark_ranking.ranking_chart(ranked)
    wide, narrow = benchmark_images.ranking_drawings(chart)
    picture = render(
        "embedded/ranking.html",
        heading=capital(chart.title.removeprefix(f"{known.name}: ")),
        key=benchmarks_wording.ranking_key(ranked, chart.x.title),
        wide=Markup(svg.image("ranked-picture", wide, chart.text)),
        narrow=Markup(svg.image("ranked-picture", narrow, chart.text)),
    )
    drawn = f"{picture}{html.folded('Show these figures as a table', _ranked_table(ranked))}"
    notes = [ranked.sentence, ranked.caution, official_rate_words.derived_words(snapshot, known.id)]
    shown = _MeasurePicture("all", drawn, _present(notes), (ranked.status,))
    return document(_measure(snapshot, view, kept, shown))


# ---- parts --------------------------------------------------------------------------------


def _page(name: str, query: Kept) -> str:
    """Return the address of a full page, as seen from below /embed/; the first page has no name."""
    return f"../{name}?{urlencode(query)}"


def _quarter(view: View, kept: Kept) -> Kept:
    """Return the quarter, where the address left it out: the full page is then of the same one."""
    return () if "quarter" in dict(kept) else (("quarter", view.quarter.short),)


def _present(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _nothing(name: str) -> _MeasurePicture:
    text = f"Nobody publishes figures for {name}, so there is nothing to compare."
    return _MeasurePicture("about", html.paragraphs([text]))


def _source(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> str:
    """Return the line with the sources of some rows, and the day of what is shown."""
    made = long_date(snapshot.made_on)
    each = (name for row in rows for name in indicator_notes.source_names(snapshot, row))
    sources = "; ".join(dict.fromkeys(each)) or indicator_notes.NO_SOURCE
    return f"Source: {sources}. Shown as published here on {made} (snapshot {snapshot.id})."


def _figure(row: ScorecardRow) -> str:
    """Return the figure of the quarter with its period, target status and target."""
    return render(
        "embedded/figure.html",
        figure=headline.figure_alone(row),
        unit=headline.unit_after_figure(row),
        status=row.figure_status,
        is_revised=row.now is not None and row.now.symbol == "r",
        period=str(row.now.period) if row.now else "",
        tag=scorecard_table.tag(row.status),
        goal=headline.goal(row),
        goal_status=row.target.data_status if row.target else "",
        is_missing=row.value is None,
    )


def _picture(snapshot: Snapshot, row: ScorecardRow, picture: str) -> str:
    if picture == RANGE_BAR:
        bar = range_bar(snapshot, row)
        drawn = render(
            "embedded/range.html",
            bar=bar,
            large=Markup(range_html.large(bar)),
            small=Markup(range_html.small(bar)),
            rail=range_bar_words.rail_words([part.kind for part in bar.rail]),
        )
        return f"{drawn}{html.folded('Show these figures as a table', _range_table(row, bar))}"
    chart = indicator_trend.trend(snapshot, row)
    if picture == TABLE and not chart.is_empty:
        return indicator_chart.twin(chart, row.indicator)
    return indicator_chart.markup(chart, row.indicator)


def _range_table(row: ScorecardRow, bar: RangeBar) -> str:
    """Return every figure of a range bar as a table, from its left end to its right one."""
    lines = [
        [
            escape(capital(mark.before)),
            escape(f"{mark.figure}{mark.after}{in_brackets(mark.status)}"),
        ]
        for mark in bar.key
    ]
    if bar.ends:
        left, right = (
            [escape(capital(end.name)), escape(f"{end.figure}{in_brackets(end.status)}")]
            for end in bar.ends
        )
        lines = [left, *lines, right]
    return html.table(
        f"{row.indicator.name}: the figures of the picture",
        ("Whose", "Figure"),
        lines,
        kind="twin",
        caption_hidden=True,
    )


def _ranked_table(ranked: Ranking) -> str:
    judged = ("Place", "Band") if ranked.measure.is_judged else ()
    return html.table(
        f"{ranked.measure.name}, {ranked.period}: every authority",
        ("Authority", "Figure", *judged),
        [
            [
                escape(row.name),
                escape(measures.show(ranked.measure, row.value, ranked.decimals) or row.reason),
                *([escape(row.place), escape(row.band or "")] if judged else []),
            ]
            for row in ranked.ranked
        ],
        kind="twin",
        caption_hidden=True,
    )


def _measure(
    snapshot: Snapshot, view: MeasureView, kept: Kept, shown: _MeasurePicture
) -> EmbeddedContent:
    known = measures.measure(snapshot, view.measure)
    return EmbeddedContent(
        title=known.name,
        lead=f"{snapshot.area(view.area).name} · {benchmarks_wording.subject(known)}",
        marks=legend.meanings(shown.statuses),
        body=shown.body,
        notes=shown.notes,
        source=benchmark_images.source_words(snapshot, known),
        page=_page("benchmarks", (*kept, ("view", shown.view))),
        page_name=f"{known.name}, all comparisons",
    )
