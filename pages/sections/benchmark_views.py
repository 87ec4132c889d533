"""The views of the Benchmarks page: over time, all authorities, neighbours, region, map, about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape

import streamlit as st
from markupsafe import Markup

from kpi.benchmarks import measures, neighbour_comparison
from kpi.benchmarks.coverage import coverage
from kpi.benchmarks.measures import Measure
from kpi.benchmarks.neighbour_comparison import NeighbourComparison, NeighbourGroup
from kpi.benchmarks.ranking import Ranking, few_words
from kpi.benchmarks.time_series import OverTime, over_time
from kpi.charts import benchmark_lines
from kpi.charts.benchmarks import authority_map, benchmark_ranking, dot_rows
from kpi.charts.renderers import map_figure, plotly
from kpi.charts.specification.chart import LineChart
from kpi.downloads import page_files
from kpi.file_writers.arrow import as_arrow
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.model.snapshot import Area, Snapshot
from kpi.tables import benchmarks as benchmarks_table
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording.comparisons import official_rate_words as annual_rates_wording
from pages.components import benchmark_chart, html
from pages.components.filters import benchmark_filters
from pages.components.templates import render

VIEWS = {
    "time": "Over time",
    "all": "All authorities",
    "neighbours": "Neighbours",
    "region": "Region",
    "map": "Map",
    "gaps": "Gaps",
    "about": "About this measure",
}
DATED = ("all", "neighbours", "region", "map")  # of one period, which can be chosen
SHOWN = {"chart": "Chart", "table": "Table"}
MEANS = {"mean": "Mean", "median": "Median"}
AXES = {"zero": "From zero", "fitted": "Fitted to the figures"}
GAPS = "gaps"  # only of measures that have them: `pages.sections.pupil_gaps`
NEWEST = "newest"
_ADD = "add an authority"
FileNames = Callable[..., Callable[[str], str]]


@dataclass(frozen=True, eq=False)
class ViewContent:
    """What a view is of: the measure, the authority and those beside it, and their figures."""

    snapshot: Snapshot
    known: Measure
    home: Area
    model: str
    others: tuple[str, ...]
    ranking: Ranking
    comparison: NeighbourComparison
    group: ChosenGroup | None

    @property
    def region_name(self) -> str:
        """The region's name; empty for an authority without one."""
        return self.snapshot.area(self.home.region).name if self.home.region else ""


def figures_button(view: str, names: FileNames, asked: page_files.MeasureView, period: str) -> None:
    """Draw the button for the figures of a view as CSV."""
    if view == "time":
        benchmark_chart.figures_button(
            names("over-time"), page_files.over_time_csv, _undated(asked), _line_options()
        )
        return
    if view == "about":
        benchmark_chart.figures_button(names("about"), page_files.about_csv, asked)
        return
    name, table = {
        "all": ("all-authorities", page_files.ranking_csv),
        "map": ("all-authorities", page_files.ranking_csv),
        "neighbours": ("neighbours", page_files.neighbours_csv),
        "region": ("region", page_files.regions_csv),
    }[view]
    benchmark_chart.figures_button(names(name, period), table, asked)


def show(
    view: str,
    shown: ViewContent,
    times: Mapping[str, str],
    names: FileNames,
    asked: page_files.MeasureView,
) -> None:
    """Draw a view: its tools in one line, then its picture or its table."""
    if view == "about":
        show_about(shown.snapshot, shown.known, shown.home.code, has_figures=True)
        return
    if view == "time":
        _show_over_time(shown, names, asked)
        return
    if view == "all":
        _show_all(shown, times, names, asked)
    elif view == "neighbours":
        _show_neighbours(shown, times)
    elif view == "region":
        _show_region(shown, times)
    else:
        _show_map(shown, times)
    home = shown.home
    unshown = benchmarks_wording.unshown_words(
        shown.ranking, shown.comparison, home.region, home.wider_region
    )
    derived = annual_rates_wording.derived_words(shown.snapshot, shown.known.id)
    html.draw(html.paragraphs([*unshown, derived], kind="prose"))


# ---- tools ----------------------------------------------------------------------------------


def _choose_period(times: Mapping[str, str], width: int = 240) -> None:
    st.selectbox("Period", list(times), format_func=times.__getitem__, key="period", width=width)


def choose_form() -> bool:
    """Draw the choice of chart or table; returns whether it is the table."""
    st.segmented_control(
        "Show as",
        list(SHOWN),
        format_func=SHOWN.__getitem__,
        key="as",
        required=True,
        label_visibility="collapsed",
    )
    return bool(st.session_state["as"] == "table")


def _add(code: str) -> None:
    """Add an authority to those shown beside ours; one that is shown already is left."""
    state = st.session_state
    there = state["others"]
    room = len(there) < benchmark_filters.MOST_OTHERS
    if code not in (*there, state["authority"]) and room:
        state["others"] = [*there, code]


def _added() -> None:
    code = st.session_state[_ADD]
    st.session_state[_ADD] = None
    if code is not None:
        _add(code)


def _choose_another(shown: ViewContent) -> None:
    """Draw the choice of one more authority, for keys what pressing is for a pointer."""
    is_full = len(shown.others) >= benchmark_filters.MOST_OTHERS
    listed = benchmark_filters.authorities(shown.snapshot)
    names = {
        code: name for code, name in listed.items() if code not in (*shown.others, shown.home.code)
    }
    st.selectbox(
        "Add",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=_ADD,
        on_change=_added,
        placeholder="six is the most" if is_full else "an authority",
        disabled=is_full,
        width=190,
    )


def _caption(markup: str) -> None:
    html.draw(f'<p class="caption">{markup}</p>')


# ---- over time ------------------------------------------------------------------------------


def _undated(asked: page_files.MeasureView) -> page_files.MeasureView:
    return replace(asked, period=None)


def _line_options() -> page_files.LineOptions:
    state = st.session_state
    return page_files.LineOptions(
        tuple(state["hide"]), state["middle"] == "median", state["axis"] == "zero"
    )


def _show_over_time(shown: ViewContent, names: FileNames, asked: page_files.MeasureView) -> None:
    """Draw the chart with one line per area, and the choice of lines and axis."""
    over = over_time(
        shown.snapshot,
        shown.known.id,
        area=shown.home.code,
        others=shown.others,
        model=shown.model,
        group=shown.group,
    )
    look = _line_options()
    chart = benchmark_lines.over_time_chart(
        over,
        hidden=look.hidden,
        median=look.median,
        from_zero=look.from_zero,
        notes=benchmark_lines.note_marks(shown.snapshot, over),
    )
    with tools():
        _caption(escape(chart.subtitle))
        with st.popover("Lines and axis"):
            _choose_lines(over, has_group=shown.group is not None)
        as_table = choose_form()
        if chart.lines:
            benchmark_chart.picture_buttons(
                names("over-time"), page_files.over_time_picture, _undated(asked), look
            )
    if as_table and chart.lines:
        _lines_twin(chart, over, median=look.median)
    else:
        benchmark_chart.show_lines(chart)
    html.draw(
        html.paragraphs(
            [
                benchmarks_wording.gap_words(over),
                benchmarks_wording.aside_words(over),
                benchmarks_wording.break_words(over),
                *benchmarks_wording.withheld_words(over),
                annual_rates_wording.derived_words(shown.snapshot, shown.known.id),
            ],
            kind="prose",
        )
    )


def _choose_lines(over: OverTime, *, has_group: bool) -> None:
    lines = {s.key: s.name for s in over.series if s.key in benchmark_filters.FIXED_LINES}
    st.multiselect(
        "Lines to leave out",
        list(lines),
        format_func=lines.__getitem__,
        key="hide",
        placeholder="None",
    )
    middle = "Line of neighbours and group" if has_group else "Neighbours' line"
    st.radio(middle, list(MEANS), format_func=MEANS.__getitem__, key="middle")
    st.radio("Axis", list(AXES), format_func=AXES.__getitem__, key="axis")


def _lines_twin(chart: LineChart, over: OverTime, *, median: bool) -> None:
    columns = tuple((over.column(line.key, median=median), line.name) for line in chart.lines)
    benchmark_chart.lines_twin(
        chart,
        ["Period", *(name for _key, name in columns)],
        benchmarks_wording.over_time_rows(over, columns),
    )


# ---- all authorities, map -------------------------------------------------------------------


def tools() -> st.delta_generator.DeltaGenerator:
    """Return the line for what changes a picture."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key="tools")


def _show_all(
    shown: ViewContent, times: Mapping[str, str], names: FileNames, asked: page_files.MeasureView
) -> None:
    """Draw the ranking of every authority with bands, or its table."""
    ranked = shown.ranking
    marks = frozenset(ranked.authorities["mark"].to_list())
    group = shown.group.name if shown.group else ""
    with tools():
        _caption(benchmark_chart.legend(shown.home.name, shown.region_name, marks, group))
        _choose_period(times)
        _choose_another(shown)
        as_table = choose_form()
        benchmark_chart.picture_buttons(
            names("all-authorities", str(ranked.period)), page_files.ranking_picture, asked
        )
    if as_table:
        _ranking_twin(shown)
    else:
        chart = benchmark_ranking.ranking_chart(ranked)
        benchmark_chart.show_pressed(
            plotly.ranking_figure(chart), chart.text, key="ranked", press=_add
        )
        ranges = benchmarks_wording.quarter_ranges(ranked)
        html.draw(html.paragraphs([ranges], kind="under quarter-ranges"))
    html.draw(html.paragraphs([ranked.caution], kind="prose"))


def _ranking_twin(shown: ViewContent) -> None:
    """Draw the bands and every authority as tables."""
    ranked, known = shown.ranking, shown.known
    if ranked.bands:
        html.draw(
            html.table(
                f"Quartile bands of {known.name}, {ranked.period}",
                ("Band", "Range", "Authorities"),
                [
                    [escape(band.letter), escape(band.words), escape(str(band.count))]
                    for band in ranked.bands
                ],
                kind="short",
            )
        )
    figures = st.column_config.NumberColumn(format=f"%.{ranked.decimals}f")
    st.dataframe(
        as_arrow(benchmarks_table.ranked_grid(shown.snapshot, ranked)),
        column_config={
            benchmarks_table.RANKED["figure"]: figures,
            benchmarks_table.RANKED["shown_change"]: st.column_config.NumberColumn(
                format=f"%.{known.decimals}f", help="Since the period before"
            ),
        },
        hide_index=True,
        height=420,
        key="ranked-grid",
        alt=f"{known.name}, {ranked.period}: every authority, best first. {ranked.sentence}",
    )


def _show_map(shown: ViewContent, times: Mapping[str, str]) -> None:
    """Draw England's authorities by band, with the regions and both ends of the ranking."""
    ranked = shown.ranking
    chart = authority_map.authority_map(shown.snapshot, ranked)
    left, right = st.columns([616, 560], gap="medium")
    with right:
        with tools():
            _choose_period(times, width=200)
            _choose_another(shown)
            as_table = choose_form()
        strips = dot_rows.region_strips(shown.snapshot, ranked, shown.home.code)
        first, last = dot_rows.ends_of(ranked)
        html.draw(render("benchmarks/map_key.html", map=chart))
        html.draw(
            render(
                "benchmarks/map_side.html",
                strips=strips,
                zero=strips.scale.place(0.0),
                placed=ranked.period.placed,
                first=first,
                last=last,
            )
        )
    with left:
        if as_table:
            _ranking_twin(shown)
        else:
            benchmark_chart.show_pressed(
                map_figure.map_figure(chart), chart.text, key="map", press=_add
            )
    html.draw(html.paragraphs([ranked.caution, chart.credit], kind="under"))


# ---- neighbours, region ---------------------------------------------------------------------


def _show_neighbours(shown: ViewContent, times: Mapping[str, str]) -> None:
    """Draw the ten neighbours by each model on one scale, or as tables, and what they change."""
    comparison = shown.comparison
    lists = dot_rows.neighbour_lists(comparison, shown.ranking, shown.model)
    scale = lists[0].scale
    with tools():
        _caption(
            escape(
                f"{benchmarks_wording.lists_words(comparison)}, "
                f"{dot_rows.order_words(shown.known)} One scale, {scale.left} to "
                f"{scale.right}. {comparison.flip_sentence}"
            )
        )
        _choose_period(times)
        as_table = choose_form()
    if as_table:
        _neighbours_twin(shown)
        return
    html.draw(
        render(
            "benchmarks/neighbours.html",
            lists=lists,
            anchors=[html.slug(each.heading) for each in lists],
        )
    )


def _neighbours_twin(shown: ViewContent) -> None:
    ordered = shown.comparison.shown(shown.model)
    for column, group in zip(st.columns(len(ordered), gap="large"), ordered, strict=True):
        with column:
            _show_group(shown, group)


def _show_group(shown: ViewContent, group: NeighbourGroup) -> None:
    """Draw the neighbours by one model, closest first."""
    known, comparison = shown.known, shown.comparison
    html.draw(
        html.heading(f"By {group.label}" if group.model else group.label, 2),
        html.paragraphs(
            [
                benchmarks_wording.group_words(known, group),
                f"{shown.home.name} against the mean: "
                f"{benchmarks_wording.group_side(comparison, group)}.",
            ]
        ),
        html.table(
            f"Neighbours by {group.label}, {comparison.period}, closest first"
            if group.model
            else f"{group.label}, {comparison.period}",
            ("Authority", *(["How close"] if group.model else []), "Figure", "Against it"),
            [
                [
                    html.stacked(
                        escape(n.name), f"in {comparison.every_list}" if n.in_every else ""
                    ),
                    *([escape(n.closeness)] if group.model else []),
                    escape(measures.show(known, n.value) or "no figure"),
                    escape(neighbour_comparison.against_words(known, n) or "cannot be calculated"),
                ]
                for n in group.members
            ],
        ),
    )


def _show_region(shown: ViewContent, times: Mapping[str, str]) -> None:
    """Draw the authorities of the region and all regions with theirs, or both as tables."""
    ranked, home = shown.ranking, shown.home
    region = shown.region_name or "the region"
    with tools():
        _caption(escape(benchmarks_wording.period_line(ranked)))
        _choose_period(times)
        as_table = choose_form()
    if as_table:
        _region_twin(shown, region)
        return
    inside = [row for row in ranked.ranked if row.in_region]
    html.draw(
        render(
            "benchmarks/region.html",
            list=dot_rows.region_list(ranked, region, home.region),
            strips=dot_rows.region_strips(shown.snapshot, ranked, home.code),
            judged=shown.known.is_judged,
            of=ranked.of,
            shift=benchmarks_wording.shift_head(ranked),
            period=ranked.period,
        ),
        html.paragraphs([few_words(inside)], kind="under"),
    )


def _region_twin(shown: ViewContent, region: str) -> None:
    ranked, known = shown.ranking, shown.known
    inside = [row for row in ranked.ranked if row.in_region]
    change = f"Change from {ranked.previous.in_words}" if ranked.previous else "Change"
    judged = ("Place in England",) if known.is_judged else ()
    html.draw(
        html.table(
            f"Authorities in {region}, {ranked.period}",
            ("Authority", "Figure", *judged, change),
            [
                [
                    f"<strong>{escape(row.name)}</strong>"
                    if row.area == shown.home.code
                    else escape(row.name),
                    escape(measures.show(known, row.value, ranked.decimals) or row.reason),
                    *([escape(row.place)] if known.is_judged else []),
                    escape(benchmarks_wording.moved(known, row)),
                ]
                for row in inside
            ],
        ),
        html.table(
            f"Regions and England, {ranked.period}",
            ("Area", "Figure", change),
            [
                [
                    html.stacked(escape(row.name), html.derived() if row.is_derived else ""),
                    escape(measures.show(known, row.value) or row.reason),
                    escape(benchmarks_wording.moved(known, row)),
                ]
                for row in ranked.wider
            ],
        ),
    )


# ---- about ----------------------------------------------------------------------------------


def show_about(snapshot: Snapshot, known: Measure, area: str, *, has_figures: bool) -> None:
    """Draw what a measure is, and how far its figures reach."""
    facts = [
        (term, html.paragraphs(text.split("\n\n")))
        for term, text in benchmarks_wording.about(known)
    ]
    link = f'<a href="{escape(known.link)}">{escape(known.publisher or "Source")}</a>'
    pairs = html.pairs([*facts, *([("Link", link)] if known.link else [])])
    reach = ""
    if has_figures and (covered := coverage(snapshot, known.id, area=area)):
        reach = render(
            "benchmarks/coverage.html",
            picture=dot_rows.coverage_picture(known, covered),
            judged=known.is_judged,
        )
    html.draw(render("benchmarks/about.html", facts=Markup(pairs), reach=Markup(reach)))
