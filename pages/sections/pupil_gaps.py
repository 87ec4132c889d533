"""Gaps between groups of children and all pupils: a view of Benchmarks, a part of All measures."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi.benchmarks.pupil_groups.group_pairs import group_pairs, pairs_about
from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, gap_series, listed_gaps
from kpi.charts.benchmarks import pupil_gaps as gap_charts
from kpi.downloads import file_names, page_files
from kpi.file_writers.arrow import as_arrow
from kpi.model.snapshot import Area, Snapshot
from kpi.tables.reports import pupil_gaps as gaps_table
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import pupil_gaps as gaps_wording
from pages.browser import screen_reader
from pages.components import benchmark_chart, data_grid, downloads, html, url_state
from pages.components.filters.benchmark_filters import ALL
from pages.components.templates import render
from pages.sections.benchmark_views import choose_form, tools

# In pixels: the first three are as wide as a phone's grid, all of them as a desktop's.
WIDTHS = {
    "group": 124,
    "subject": 118,
    "gap": 86,
    "england": 104,
    "against": 212,
    "change": 226,
    "since": 160,
    "period": 168,
}

PUPILS = "pupils"  # in the address; `group` there is a group of authorities


def groups(snapshot: Snapshot, measure: str) -> dict[str, str]:
    """Return the groups of children that a measure has gaps of: their measures and names."""
    return {pair.measure: pair.group.name for pair in pairs_about(snapshot, measure)}


def group_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the field of the group over time: that of the measure, or the first of its groups."""

    def offered() -> dict[str, str]:
        return groups(snapshot, str(st.session_state["measure"]))

    def first() -> str:
        measure = str(st.session_state["measure"])
        return measure if measure in offered() else next(iter(offered()), "")

    def read(text: str) -> tuple[str, list[str]]:
        return (text, []) if text in offered() else (first(), [text])

    def clean(value: str) -> str:
        return value if value in offered() else first()

    def write(value: str) -> str:
        return "" if value == first() else value

    return url_state.AddressField(
        PUPILS, "", read, clean, write, lambda: offered().get(first(), "nothing")
    )


def of_measure(snapshot: Snapshot, measure: str, area: str) -> tuple[GapSeries, ...]:
    """Return the gaps of all groups of a measure, in the order of their kinds."""
    return tuple(gap_series(snapshot, pair, area) for pair in pairs_about(snapshot, measure))


def show(
    series: Sequence[GapSeries],
    home: Area,
    measure: str,
    names: Callable[[str], str],
    line: DeltaGenerator,
) -> None:
    """Draw all groups' gaps beside England's, and one group's over time; or both as tables.

    `line` is where the button for the figures stands.
    """
    chosen = next(each for each in series if each.pair.measure == st.session_state[PUPILS])
    asked = page_files.GapView(measure, home.code, chosen.pair.measure)
    labels = {each.pair.measure: each.pair.group.name for each in series}
    now, england = gaps_wording.now_words(chosen, home.name), gaps_wording.england_words(chosen)
    screen_reader.add(f"{now} {england}")
    with line:
        benchmark_chart.figures_button(names, page_files.gaps_csv, asked)
    with tools():
        html.draw(f'<p class="caption"><strong>{escape(now)}</strong> {escape(england)}</p>')
        st.selectbox("Group", list(labels), format_func=labels.__getitem__, key=PUPILS, width=330)
        as_table = choose_form()
        if chosen.now is not None:
            benchmark_chart.picture_buttons(names, page_files.gap_picture, asked)
    if as_table:
        _twins(series, chosen, home)
    else:
        with st.container(key="gap-view"):
            left, right = st.columns([640, 552], gap="medium")
        with left:
            listed = gap_charts.gap_list(series, chosen.pair.measure, home.name)
            html.draw(render("benchmarks/gaps.html", list=listed))
        with right, st.container(key="gap-line"):
            html.draw(html.heading(gaps_wording.line_name(chosen), 2))
            benchmark_chart.show_lines(gap_charts.gap_lines(chosen, home.name), 0.8)
    over = gap_charts.gap_over_time(chosen, home.name)
    sentences = [
        gaps_wording.change_words(chosen),
        benchmarks_wording.gap_words(over),
        benchmarks_wording.aside_words(over),
        gaps_wording.rounding_words(chosen),
        gaps_wording.HOW_MADE,
        *gaps_wording.notes(series),
        gaps_wording.NO_SEX,
    ]
    html.draw(html.paragraphs(sentences, kind="prose"))


def _twins(series: Sequence[GapSeries], chosen: GapSeries, home: Area) -> None:
    groups_of, over = gaps_table.of_groups(series), gaps_table.over_time(chosen)
    html.draw(
        html.table(
            gap_charts.gap_list(series, chosen.pair.measure, home.name).caption,
            groups_of.head,
            [[escape(cell) for cell in row] for row in groups_of.rows],
            kind="twin",
        ),
        html.table(
            f"{gaps_wording.line_name(chosen)}, over time",
            over.head,
            [[escape(cell) for cell in row] for row in over.rows],
            kind="twin",
        ),
    )


# ---- All measures ---------------------------------------------------------------------------


def kind_field() -> url_state.AddressField:
    """Return the field of the kind of group that the list of gaps is limited to."""
    return url_state.one_of("gaps", _kinds, ALL)


def _kinds() -> dict[str, str]:
    return {ALL: "All", **{kind: kind for kind in group_pairs().kinds}}


def show_list(snapshot: Snapshot, area: str, topic: str | None, directorate: str | None) -> None:
    """Draw the list of an authority's gaps beside England's, with its file."""
    st.header("Gaps", anchor=False)
    name, kinds = snapshot.area(area).name, _kinds()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gap-filters"):
        st.selectbox("Groups by", list(kinds), format_func=kinds.__getitem__, key="gaps", width=420)
        asked = page_files.GapSelection(area, _kind(), topic, directorate)
        series = listed_gaps(snapshot, area, kind=asked.kind, topic=topic, directorate=directorate)
        limits = [part for part in (directorate, topic, asked.kind) if part]
        downloads.table_buttons(
            "These gaps (CSV)",
            page_files.gap_list_csv,
            asked,
            file_name=file_names.pupil_gaps(" ".join(["all", *limits]), area),
            key="download-gaps",
            disabled=not series,
        )
    counts_text = gaps_wording.counts_words(series, name)
    html.draw(
        f'<p class="counts">{escape(counts_text)}</p>',
        html.paragraphs([gaps_wording.HOW_MADE], kind="under"),
    )
    if not series:
        return
    grid = st.container(key="gaps-grid")
    grid.dataframe(
        as_arrow(gaps_table.grid(series)),
        hide_index=True,
        height=425,
        row_height=data_grid.ROW,
        placeholder="none",
        key="gap-grid",
        column_config=data_grid.columns(gaps_table.SHOWN, gaps_table.NUMBERS, WIDTHS),
        alt=f"Gaps between groups of children and all pupils. {counts_text}",
    )
    html.draw(html.paragraphs([*gaps_wording.notes(series), gaps_wording.NO_SEX], kind="prose"))


def _kind() -> str | None:
    chosen = str(st.session_state["gaps"])
    return None if chosen == ALL else chosen
