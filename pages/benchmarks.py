"""Benchmarks: one measure of one authority compared with all others."""

from collections.abc import Callable
from html import escape

import streamlit as st

from kpi.benchmarks import measures, neighbours
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.neighbours import NeighbourComparison, NeighbourGroup
from kpi.benchmarks.ranking import Ranking, periods, ranking
from kpi.benchmarks.time_series import MEDIAN, NEIGHBOURS, over_time
from kpi.charts import benchmark_lines, benchmark_ranking
from kpi.downloads import page_files
from kpi.exports.arrow import as_arrow
from kpi.guidance import help_text
from kpi.indicators.comparisons.comparators import model_label
from kpi.tables import benchmarks as benchmarks_table
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from pages.browser import screen_reader
from pages.components import benchmark_chart, benchmark_filters, frame, html, url_state

VIEWS = {
    "time": "Over time",
    "all": "All authorities",
    "neighbours": "Statistical neighbours",
    "region": "Region",
    "about": "About this measure",
}
MEANS = {"mean": "Mean", "median": "Median"}
AXES = {"zero": "From zero", "fitted": "Fitted to the figures"}
NEWEST = "newest"

snapshot = frame.snapshot()
top = st.container()


# ---- what is chosen -------------------------------------------------------------------------


def offered() -> dict[str, str]:
    """Return the measures of the chosen directorate and topic, by id."""
    return benchmark_filters.offered(snapshot)


def first_measure() -> str:
    """Return the first of our own indicators that has published figures."""
    names = (m.id for m in measures.all_measures(snapshot))
    return next(name for name in names if name in grid_of(snapshot, [name]).newest)


def times() -> dict[str, str]:
    """Return the periods of the chosen measure, newest first."""
    found = periods(snapshot, str(st.session_state["measure"]))
    return {NEWEST: "Newest", **{label: str(period) for label, period in found}}


every_area = benchmark_filters.every_area(snapshot)
topic_field = benchmark_filters.topic_field(snapshot)
fields = [
    benchmark_filters.directorate_field(snapshot),
    topic_field,
    url_state.one_of(
        "measure", lambda: dict.fromkeys(measures.by_id(snapshot), ""), first_measure()
    ),
    benchmark_filters.authority_field(snapshot),
    url_state.some_of(
        "others", every_area, most=benchmark_filters.MOST_OTHERS, key_of=snapshot.code_of
    ),
    url_state.one_of("period", times, NEWEST),
    benchmark_filters.model_field(),
    url_state.one_of("view", lambda: VIEWS, "time"),
    url_state.one_of("middle", lambda: MEANS, "mean"),
    url_state.one_of("axis", lambda: AXES, "zero"),
    url_state.some_of(
        "hide", benchmark_filters.FIXED_LINES, most=len(benchmark_filters.FIXED_LINES)
    ),
]


def contradictions(asked: dict[str, str]) -> list[str]:
    """Resolve a measure outside the chosen topic in favour of the measure; returns messages."""
    state = st.session_state
    if "measure" not in asked or state["measure"] in offered():
        return []
    state["directorate"] = state["topic"] = benchmark_filters.ALL
    return ["The address asks for a measure of another topic. The topic was ignored."]


url_state.name_faults(url_state.adopt(fields, contradictions=contradictions))
if st.session_state["measure"] not in offered():
    st.session_state["directorate"] = st.session_state["topic"] = benchmark_filters.ALL
with st.container(key="filters"):
    left, middle, right = st.columns([4, 5, 8], vertical_alignment="bottom", gap="small")
    with left:
        benchmark_filters.choose_directorate(snapshot, benchmark_filters.into_topic)
    with middle:
        benchmark_filters.choose_topic(snapshot, benchmark_filters.into_topic)
    with right:
        names = offered()
        st.selectbox(
            "Measure (type part of its name)",
            list(names),
            format_func=names.__getitem__,
            key="measure",
            filter_mode="contains",
        )
    left, middle, right = st.columns([6, 4, 7], vertical_alignment="bottom", gap="small")
    with left:
        area = benchmark_filters.choose_authority(snapshot)
    with middle:
        model = benchmark_filters.choose_model()
    with right:
        st.multiselect(
            "Other areas to show",
            list(every_area),
            format_func=every_area.__getitem__,
            key="others",
            max_selections=benchmark_filters.MOST_OTHERS,
            placeholder="Choose authorities or regions",
        )
    html.draw(html.paragraphs([help_text.BENCHMARKS], kind="under"))
    st.radio("Show", list(VIEWS), format_func=VIEWS.__getitem__, key="view", horizontal=True)
url_state.write(fields, {"measure"})
known = measures.measure(snapshot, st.session_state["measure"])
others = list(st.session_state["others"])
frame.on_paper(
    snapshot,
    [
        ("Measure", known.name),
        ("Authority", snapshot.area(area).name),
        ("Statistical neighbours", model_label(model)),
        ("Other areas", ", ".join(every_area[code] for code in others) or "none"),
        ("Shown", VIEWS[st.session_state["view"]]),
    ],
)
view = st.session_state["view"]
has_figures = known.id in grid_of(snapshot, [known.id]).newest
period = None if st.session_state["period"] == NEWEST else str(st.session_state["period"])


# ---- the views ------------------------------------------------------------------------------


def files(shown: str, when: str = "") -> Callable[[str], str]:
    """Return the function from an extension to the name of a view's file."""
    return lambda ending: benchmarks_table.file_name(known, shown, area, when, ending)


def shown_view() -> page_files.MeasureView:
    """Return the view in the form that its files use."""
    return page_files.MeasureView(known.id, area, model, tuple(others), period)


def choose_period() -> None:
    """Draw the choice of period."""
    labels = times()
    st.selectbox("Period", list(labels), format_func=labels.__getitem__, key="period", width=320)


def show_over_time() -> None:
    """Draw the chart with one line per area, and the choice of lines and axis."""
    over = over_time(snapshot, known.id, area=area, others=others, model=model)
    lines = {s.key: s.name for s in over.series if s.key in benchmark_filters.FIXED_LINES}
    median = st.session_state["middle"] == "median"
    hidden = [name for name in st.session_state["hide"] if name in lines]
    from_zero = st.session_state["axis"] == "zero"
    chart = benchmark_lines.over_time_chart(over, hidden=hidden, median=median, from_zero=from_zero)
    columns = tuple(
        (MEDIAN if median and line.key == NEIGHBOURS else line.key, line.name)
        for line in chart.lines
    )
    benchmark_chart.show_lines(
        chart,
        head=["Period", *(name for _key, name in columns)],
        rows=benchmarks_wording.over_time_rows(over, columns),
    )
    said = [
        benchmarks_wording.gap_words(over),
        benchmarks_wording.aside_words(over),
        *benchmarks_wording.withheld_words(over),
        annual_rates_wording.derived_words(snapshot, known.id),
    ]
    html.draw(html.paragraphs(said, kind="prose"))
    with st.expander("Change the lines and the axis"):
        st.multiselect(
            "Lines to leave out",
            list(lines),
            format_func=lines.__getitem__,
            key="hide",
            placeholder="None",
        )
        st.radio("Neighbours' line", list(MEANS), format_func=MEANS.__getitem__, key="middle")
        st.radio("Axis", list(AXES), format_func=AXES.__getitem__, key="axis")

    benchmark_chart.take_away(
        files("over-time"),
        page_files.over_time_csv,
        page_files.over_time_picture if chart.lines else None,
        page_files.MeasureView(known.id, area, model, tuple(others)),
        page_files.LineOptions(tuple(hidden), median, from_zero),
    )


def show_all(found: Ranking) -> None:
    """Draw the ranking of every authority with bands, and its table."""
    chart = benchmark_ranking.ranking_chart(found)
    html.draw(
        f'<p class="legend">{benchmark_chart.legend(area_name, has_bands=bool(found.bands))}</p>'
    )
    benchmark_chart.show_ranking(chart, key="ranked")
    if found.bands:
        html.draw(
            html.table(
                f"Quartile bands of {known.name}, {found.period}",
                ("Band", "Range", "Authorities"),
                [
                    [escape(band.letter), escape(band.words), escape(str(band.count))]
                    for band in found.bands
                ],
                kind="short",
            )
        )
    html.draw(html.paragraphs([found.caution], kind="prose"))
    st.subheader("Every authority", anchor=False)
    figures = st.column_config.NumberColumn(format=f"%.{found.decimals}f")
    st.dataframe(
        as_arrow(benchmarks_table.ranked_grid(snapshot, found)),
        column_config={
            benchmarks_table.RANKED["figure"]: figures,
            benchmarks_table.RANKED["shown_change"]: st.column_config.NumberColumn(
                format=f"%.{known.decimals}f", help="Since the period before"
            ),
        },
        hide_index=True,
        height=420,
        key="ranked-grid",
        alt=f"{known.name}, {found.period}: every authority, best first. {found.sentence}",
    )
    benchmark_chart.take_away(
        files("all-authorities", str(found.period)),
        page_files.ranking_csv,
        page_files.ranking_picture,
        shown_view(),
    )


def show_neighbours(beside: NeighbourComparison) -> None:
    """Draw the ten neighbours by each model, the comparison, and the effect of the model."""
    if beside.withheld:
        html.draw(html.paragraphs([beside.sentence(model)], kind="prose"))
    ordered = sorted(beside.groups, key=lambda g: g.model != model)
    for column, group in zip(st.columns(len(ordered), gap="large"), ordered, strict=True):
        column.subheader(f"By {group.label}", anchor=False)
        with column:
            show_group(beside, group)
    benchmark_chart.take_away(
        files("neighbours", str(beside.period)), page_files.neighbours_csv, None, shown_view()
    )


def show_group(beside: NeighbourComparison, group: NeighbourGroup) -> None:
    """Draw the neighbours by one model, closest first."""
    html.draw(
        html.paragraphs(
            [
                benchmarks_wording.group_words(known, group),
                f"{area_name} against the mean: {benchmarks_wording.group_side(beside, group)}.",
            ]
        ),
        html.table(
            f"Neighbours by {group.label}, {beside.period}, closest first",
            ("Authority", "How close", "Figure", "Against it"),
            [
                [
                    html.stacked(escape(n.name), "in both lists" if n.in_both else ""),
                    escape(n.closeness),
                    escape(measures.show(known, n.value) or "no figure"),
                    escape(neighbours.side_words(known, n.difference) or "cannot be calculated"),
                ]
                for n in group.members
            ],
        ),
    )


def show_region(found: Ranking) -> None:
    """Draw the authorities of the region, then the regions with England."""
    home = snapshot.area(area)
    region = snapshot.area(home.region).name if home.region else "the region"
    inside = [row for row in found.authorities.to_dicts() if row["in_region"]]
    judged = ("Place in England",) if known.is_judged else ()
    html.draw(
        html.table(
            f"Authorities in {region}, {found.period}",
            ("Authority", "Figure", *judged, "Change"),
            [
                [
                    f"<strong>{escape(row['name'])}</strong>"
                    if row["area"] == area
                    else escape(row["name"]),
                    escape(measures.show(known, row["value"], found.decimals) or row["reason"]),
                    *([escape(row["place"])] if known.is_judged else []),
                    escape(benchmarks_wording.moved(known, row)),
                ]
                for row in inside
            ],
        ),
        html.table(
            f"Regions and England, {found.period}",
            ("Area", "Figure", "Change"),
            [
                [
                    html.stacked(escape(row["name"]), html.derived() if row["is_derived"] else ""),
                    escape(measures.show(known, row["value"]) or row["reason"]),
                    escape(benchmarks_wording.moved(known, row)),
                ]
                for row in found.regions.to_dicts()
            ],
        ),
        html.paragraphs([annual_rates_wording.derived_words(snapshot, known.id)], kind="prose"),
    )
    benchmark_chart.take_away(
        files("region", str(found.period)), page_files.regions_csv, None, shown_view()
    )


# ---- the page -------------------------------------------------------------------------------

area_name = snapshot.area(area).name
beside_it = [every_area[code] for code in others]
told = f"{area_name} with {', '.join(beside_it)}" if beside_it else area_name
with top:
    frame.title(known.name, page=f"{known.name}, {VIEWS[view]}", filters=told)
    html.draw(f'<p class="lead">Benchmarks · {escape(benchmarks_wording.subject(known))}</p>')
if not has_figures:
    html.draw(
        html.paragraphs(
            [f"Nobody publishes figures for {known.name}, so there is nothing to compare."]
        )
    )
    view = "about"
else:
    if view in ("all", "neighbours", "region"):
        choose_period()
    found = ranking(
        snapshot,
        known.id,
        area=area,
        period=period if view in ("all", "neighbours", "region") else None,
        model=model,
        others=others,
    )
    beside = neighbours.neighbour_comparison(snapshot, known.id, area=area, period=found.label)
    home = snapshot.area(area)
    screen_reader.add(f"{found.sentence} {beside.sentence(model)}")
    with top:
        wider = benchmarks_wording.wider_words(found, home.region, home.wider_region)
        html.draw(
            html.paragraphs(
                [
                    f"{found.sentence} {benchmarks_wording.change_words(found)}",
                    f"{beside.sentence(model)} {wider}",
                    beside.flip_sentence,
                ],
                kind="answer",
            )
        )
    st.header(VIEWS[view], anchor=False)
    if view == "time":
        show_over_time()
    elif view == "all":
        show_all(found)
    elif view == "neighbours":
        show_neighbours(beside)
    elif view == "region":
        show_region(found)
if view == "about":
    facts = [
        (term, html.paragraphs(text.split("\n\n")))
        for term, text in benchmarks_wording.about(known)
    ]
    link = f'<a href="{escape(known.link)}">{escape(known.publisher or "Source")}</a>'
    html.draw(html.pairs([*facts, *([("Link", link)] if known.link else [])]))
    benchmark_chart.take_away(files("about"), page_files.about_csv, None, shown_view())
