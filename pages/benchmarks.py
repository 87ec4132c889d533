"""Benchmarks: one measure of one authority compared with all others."""

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.benchmarks import measures, neighbour_comparison
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.ranking import periods, ranking
from kpi.downloads import file_names, page_files
from kpi.guidance import help_text
from kpi.model.neighbour_models import model_label
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import legend
from pages.browser import screen_reader
from pages.components import embed_lines, frame, html, url_state
from pages.components.filters import benchmark_filters, group_choice
from pages.components.templates import render
from pages.sections import benchmark_views, pupil_gaps
from pages.sections.benchmark_views import AXES, MEANS, NEWEST, SHOWN, VIEWS, ViewContent

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
    pairs = periods(snapshot, str(st.session_state["measure"]))
    return {NEWEST: "Newest", **{label: str(period) for label, period in pairs}}


def views() -> dict[str, str]:
    """Return the views of the chosen measure: gaps only where it has some."""
    has_gaps = bool(pupil_gaps.groups(snapshot, str(st.session_state["measure"])))
    return {key: name for key, name in VIEWS.items() if key != benchmark_views.GAPS or has_gaps}


every_area = benchmark_filters.every_area(snapshot)
fields = [
    benchmark_filters.directorate_field(snapshot),
    benchmark_filters.topic_field(snapshot),
    url_state.one_of(
        "measure", lambda: measures.names(snapshot), first_measure(), key_of=snapshot.id_of
    ),
    benchmark_filters.authority_field(snapshot),
    url_state.some_of(
        "others", every_area, most=benchmark_filters.MOST_OTHERS, key_of=snapshot.code_of
    ),
    url_state.one_of("period", times, NEWEST),
    benchmark_filters.model_field(snapshot),
    group_choice.field(snapshot),
    url_state.one_of("view", views, "time"),
    pupil_gaps.group_field(snapshot),
    url_state.one_of("as", lambda: SHOWN, "chart"),
    url_state.one_of("middle", lambda: MEANS, "mean"),
    url_state.one_of("axis", lambda: AXES, "zero"),
    url_state.some_of(
        "hide", benchmark_filters.FIXED_LINES, most=len(benchmark_filters.FIXED_LINES)
    ),
]


def contradictions(asked: Mapping[str, str]) -> list[str]:
    """Resolve a measure outside the chosen topic in favour of the measure; returns messages."""
    state = st.session_state
    if "measure" not in asked or state["measure"] in offered():
        return []
    state["directorate"] = state["topic"] = benchmark_filters.ALL
    return ["The address asks for a measure of another topic. The topic was ignored."]


url_state.name_faults(url_state.adopt(fields, contradictions=contradictions))
if st.session_state["measure"] not in offered():
    st.session_state["directorate"] = st.session_state["topic"] = benchmark_filters.ALL
group_choice.name_faults(snapshot)
line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="line")
with line, st.container(horizontal=True, gap="small", key="filters"):
    benchmark_filters.choose_topic(snapshot, benchmark_filters.into_topic)
    names = offered()
    st.selectbox(
        "Measure",
        list(names),
        format_func=names.__getitem__,
        key="measure",
        filter_mode="contains",
        placeholder="Type part of its name",
    )
    area = benchmark_filters.choose_authority(snapshot)
tools_line = line.container(horizontal=True, width="content", gap="small", key="takeaways")
with tools_line, st.popover(benchmark_filters.more_label(snapshot), key="more"):
    benchmark_filters.choose_directorate(snapshot, benchmark_filters.into_topic)
    model = benchmark_filters.choose_model(snapshot)
    st.multiselect(
        "Other areas to show",
        list(every_area),
        format_func=every_area.__getitem__,
        key="others",
        max_selections=benchmark_filters.MOST_OTHERS,
        placeholder="Choose authorities or regions",
    )
    group_choice.draw(snapshot)
    html.draw(html.paragraphs([help_text.BENCHMARKS], kind="under"))
answer = st.container()
with st.container(key="views"):
    st.segmented_control(
        "Show",
        list(views()),
        format_func=views().__getitem__,
        key="view",
        required=True,
        label_visibility="collapsed",
    )
url_state.write(fields, {"measure"})
known = measures.measure(snapshot, st.session_state["measure"])
others = list(st.session_state["others"])
group = group_choice.chosen(snapshot)
frame.on_paper(
    snapshot,
    [
        ("Measure", known.name),
        ("Authority", snapshot.area(area).name),
        ("Statistical neighbours", model_label(model)),
        *([("Group", group.name)] if group else []),
        ("Other areas", ", ".join(every_area[code] for code in others) or "none"),
        ("Shown", views()[st.session_state["view"]]),
        *(
            [("Period", times()[st.session_state["period"]])]
            if st.session_state["view"] in benchmark_views.DATED
            else []
        ),
    ],
)
view = st.session_state["view"]
has_figures = known.id in grid_of(snapshot, [known.id]).newest
period = None if st.session_state["period"] == NEWEST else str(st.session_state["period"])

# ---- the page -------------------------------------------------------------------------------


def names_of(shown: str, when: str = "") -> Callable[[str], str]:
    """Return the function from an extension to the name of a view's file."""
    return lambda ending: file_names.benchmarks(known, shown, area, when, ending)


home = snapshot.area(area)
other_names = [every_area[code] for code in others]
filters_text = f"{home.name} with {', '.join(other_names)}" if other_names else home.name
marks: tuple[legend.MarkMeaning, ...] = ()
asked = page_files.MeasureView(known.id, area, model, tuple(others), period, group)
if has_figures:
    dated = view in benchmark_views.DATED
    ranked = ranking(
        snapshot,
        known.id,
        area=area,
        period=period if dated else None,
        model=model,
        others=asked.marked,
    )
    comparison = neighbour_comparison.neighbour_comparison(
        snapshot, known.id, area=area, period=ranked.label, group=group
    )
    stats = benchmarks_wording.stats(ranked, comparison, model, home.region, home.wider_region)
    gaps = pupil_gaps.of_measure(snapshot, known.id, area) if view == benchmark_views.GAPS else ()
    marks = legend.meanings([*(each.status for each in stats), *(series.status for series in gaps)])
    with answer:
        html.draw(render("benchmarks/stats.html", stats=stats))
with top:
    frame.title(
        known.name,
        page=f"{known.name}, {views()[view]}",
        filters=filters_text,
        lead=benchmarks_wording.subject(known),
        marks=marks,
    )
if has_figures and gaps:
    pupil_gaps.show(gaps, home, known.id, names_of("gaps"), tools_line)
elif has_figures:
    screen_reader.add(f"{ranked.sentence} {comparison.sentence(model)}")
    of_picture = ("measure", "authority", "others", "period", "neighbours", "group")
    chosen = url_state.in_address(fields, of_picture, always=("measure",))
    with tools_line:
        benchmark_views.figures_button(view, names_of, asked, str(ranked.period))
        embed_lines.offer("measure", chosen, known.name)
    benchmark_views.show(
        view,
        ViewContent(snapshot, known, home, model, tuple(others), ranked, comparison, group),
        times(),
        names_of,
        asked,
    )
else:
    html.draw(
        html.paragraphs(
            [f"Nobody publishes figures for {known.name}, so there is nothing to compare."]
        )
    )
    with tools_line:
        benchmark_views.figures_button("about", names_of, asked, "")
    benchmark_views.show_about(snapshot, known, area, has_figures=False)
