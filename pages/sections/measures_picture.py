"""The picture of all measures: each ranked one as a dot by topic, the three lists beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st
from markupsafe import Markup

from kpi.charts.benchmarks import measure_places
from kpi.charts.benchmarks.measure_places import EntryList
from kpi.charts.renderers import dots_figure
from kpi.charts.specification.place_dots import PlaceDots
from kpi.wording import profile_words
from pages.components import benchmark_chart, html
from pages.components.templates import render

SHOWN = {"chart": "Chart", "table": "Table"}
_OPEN, _CHOSEN = "measure pressed", "open a measure"


@dataclass(frozen=True)
class LinkedEntry:
    """An entry of a list with the link to its measure; `band` is its quarter in the picture."""

    sign: str
    band: str
    link: Markup
    words: str


@dataclass(frozen=True)
class LinkedList:
    """A list of linked entries; `anchor` is its heading's name in an address."""

    heading: str
    anchor: str
    entries: tuple[LinkedEntry, ...]
    nothing: str
    more: str


def pressed() -> str | None:
    """Return the measure that was pressed or chosen since the last run; then forget it."""
    measure = st.session_state.pop(_OPEN, None)
    return None if measure is None else str(measure)


def show(
    chart: PlaceDots,
    lists: tuple[EntryList, ...],
    link: Callable[[str, str], str],
    left_out: str,
) -> None:
    """Draw the dots, or their table, beside the lists.

    `link` returns the link to a measure by id and name.
    """
    with st.container(key="standing"):
        left, right = st.columns([836, 352], gap="medium")
        with left:
            if _tools(chart):
                html.draw(_twin(chart))
            elif chart.dots:
                benchmark_chart.show_pressed(
                    dots_figure.dots_figure(chart), chart.text, key="dots", press=_press
                )
                html.draw(
                    render("measures/key.html", words=profile_words.KEY, kinds=chart.kinds),
                    render("measures/topics.html", rows=chart.rows, left_out=left_out),
                )
            else:
                html.draw(html.paragraphs(["None of these measures has a rank."]))
        with right:
            html.draw(render("measures/lists.html", lists=[_linked(each, link) for each in lists]))


# ---- parts --------------------------------------------------------------------------------


def _press(measure: str) -> None:
    st.session_state[_OPEN] = measure


def _chosen() -> None:
    measure = st.session_state[_CHOSEN]
    st.session_state[_CHOSEN] = None
    if measure is not None:
        _press(measure)


def _tools(chart: PlaceDots) -> bool:
    """Draw the title, the choice of a measure and of the form; returns whether it is the table."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tools"):
        html.draw(f'<p class="caption"><strong>{escape(chart.title)}</strong>, right is better</p>')
        names: Mapping[str, str] = {dot.measure: dot.name for dot in chart.dots}
        st.selectbox(
            "Open a measure",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=_CHOSEN,
            on_change=_chosen,
            placeholder="Type part of its name",
            filter_mode="contains",
            disabled=not names,
            width=280,
        )
        st.segmented_control(
            "Show as",
            list(SHOWN),
            format_func=SHOWN.__getitem__,
            key="as",
            required=True,
            label_visibility="collapsed",
        )
    return bool(st.session_state["as"] == "table") and bool(chart.dots)


def _twin(chart: PlaceDots) -> str:
    """Return the table of the same dots: how many of each topic are in each quarter."""
    head = [words for _, words in measure_places.QUARTERS]
    return html.table(
        f"{chart.title}: how many of each topic are in each quarter of authorities",
        ["Topic", "Ranked", *(words.capitalize() for words in head), "No quarter"],
        [
            [escape(row.topic), str(row.count), *(str(part.count) for part in row.bar.parts),
             str(row.unplaced)]
            for row in chart.rows
        ],
        kind="twin",
        numeric=(1, 2, 3, 4, 5, 6),
    )  # fmt: skip


def _linked(each: EntryList, link: Callable[[str, str], str]) -> LinkedList:
    return LinkedList(
        each.heading,
        html.slug(each.heading),
        tuple(
            LinkedEntry(e.sign, e.band, Markup(link(e.measure, e.name)), e.words)
            for e in each.entries
        ),
        each.nothing,
        each.more,
    )
