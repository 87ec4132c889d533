"""The choices of the Compare page: who stands beside ours, which measures, and in which order."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from kpi.benchmarks import measures
from kpi.benchmarks.side_by_side import (
    CLOSEST,
    MOST_AREAS,
    MOST_MEASURES,
    NAME,
    CompareRequest,
    scorecard_measures,
)
from kpi.charts.benchmarks.side_by_side import MOST_NAMED
from kpi.formatting import in_words, lower
from kpi.model.snapshot import Snapshot
from pages.components import url_state
from pages.components.filters import benchmark_filters, group_choice

MEASURES, AREAS, ORDER, LINES = "measures", "beside", "sort", "lines"
_WITHOUT = "the page without it"
_MANY = "~"  # between measures in the address: their ids hold every other sign


def fields(snapshot: Snapshot) -> list[url_state.AddressField]:
    """Return the page's fields of the address; the order is read after the measures it names."""
    return [
        benchmark_filters.authority_field(snapshot),
        benchmark_filters.model_field(snapshot),
        group_choice.field(snapshot),
        _areas_field(snapshot, AREAS, MOST_AREAS),
        _measures_field(snapshot),
        url_state.one_of(ORDER, lambda: orders(snapshot), CLOSEST),
        _areas_field(snapshot, LINES, MOST_NAMED),
    ]


def too_many(asked: Mapping[str, str]) -> list[str]:
    """Return the message on an address that asks for more than the page holds."""
    limits = (
        (AREAS, "-", MOST_AREAS, "authorities"),
        (MEASURES, _MANY, MOST_MEASURES, "measures"),
        (LINES, "-", MOST_NAMED, "lines"),
    )
    return [
        f"The address asks for more than {in_words(most)} {what}. The first {in_words(most)} that "
        "exist are shown."
        for name, sign, most, what in limits
        if len(set(filter(None, asked.get(name, "").split(sign)))) > most
    ]


def orders(snapshot: Snapshot) -> dict[str, str]:
    """Return the orders: closest first or as chosen, by name, by each chosen measure's figure."""
    state = st.session_state
    first = "As chosen" if state.get(AREAS) else "Closest neighbour first"
    if not state.get(AREAS) and group_choice.chosen(snapshot) is not None:
        first = "As in the group"
    chosen = state.get(MEASURES) or scorecard_measures(snapshot)
    known = measures.by_id(snapshot)
    by_figure = {name: f"By {lower(known[name].name)}" for name in chosen if name in known}
    return {CLOSEST: first, NAME: "By name", **by_figure}


def request(snapshot: Snapshot) -> CompareRequest:
    """Return what the visitor chose."""
    state = st.session_state
    return CompareRequest(
        str(state["authority"]),
        tuple(state[MEASURES]),
        tuple(state[AREAS]),
        str(state["neighbours"]),
        str(state[ORDER]),
        group_choice.chosen(snapshot),
    )


def choose_others(snapshot: Snapshot) -> None:
    """Draw the choice of authorities to stand beside ours, and of the neighbour model."""
    chosen, group = st.session_state[AREAS], group_choice.chosen(snapshot)
    label = "Beside: the group" if group is not None else "Beside: neighbours"
    label = f"Beside: {in_words(len(chosen))} chosen" if chosen else label
    names = benchmark_filters.authorities(snapshot)
    with st.popover(label, key="beside-choice"):
        st.multiselect(
            "Authorities instead of the statistical neighbours",
            [code for code in names if code != st.session_state["authority"]],
            format_func=names.__getitem__,
            key=AREAS,
            max_selections=MOST_AREAS,
            placeholder="Up to ten; none: the neighbours",
        )
        benchmark_filters.choose_model(snapshot)
        group_choice.draw(snapshot)


def choose_measures(snapshot: Snapshot) -> None:
    """Draw the choice of indicators and measures."""
    names = {each.id: each.name for each in measures.all_measures(snapshot)}
    label = f"Indicators: {in_words(len(st.session_state[MEASURES]))} chosen"
    with st.popover(label, key="measures-choice"):
        st.multiselect(
            "Indicators and measures",
            list(names),
            format_func=names.__getitem__,
            key=MEASURES,
            max_selections=MOST_MEASURES,
            filter_mode="contains",
            placeholder="Type part of a name",
        )


def choose_order(snapshot: Snapshot) -> None:
    """Draw the choice of order."""
    labels = orders(snapshot)
    st.selectbox("Order", list(labels), format_func=labels.__getitem__, key=ORDER)


def keep_lines(names: Collection[str]) -> None:
    """Clear lines of areas that are no longer shown."""
    st.session_state[LINES] = [code for code in st.session_state[LINES] if code in names]


def choose_lines(names: Mapping[str, str]) -> tuple[str, ...]:
    """Draw the choice of the areas named over time; returns them, by default the first two."""
    st.multiselect(
        "Name two lines",
        list(names),
        format_func=names.__getitem__,
        key=LINES,
        max_selections=MOST_NAMED,
        placeholder="The first two of the table",
    )
    return tuple(st.session_state[LINES]) or tuple(names)[:MOST_NAMED]


# ---- parts --------------------------------------------------------------------------------


def _areas_field(snapshot: Snapshot, name: str, most: int) -> url_state.AddressField:
    """Return a field for some authorities other than ours."""
    known = benchmark_filters.authorities(snapshot)
    field = url_state.some_of(name, known, most=most, key_of=snapshot.code_of)

    def clean(value: Any) -> list[str]:
        others = [code for code in value or [] if code != st.session_state.get("authority")]
        return list(field.clean(others))

    return replace(field, clean=clean, instead=lambda: _WITHOUT)


def _measures_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the field of the measures; none chosen is the scorecard's indicators."""
    default = list(scorecard_measures(snapshot))
    known = measures.by_id(snapshot)
    field = url_state.some_of(
        MEASURES, known, most=MOST_MEASURES, key_of=snapshot.id_of, separator=_MANY
    )

    def clean(value: Any) -> list[str]:
        return field.clean(value) or default

    return replace(field, default=default, clean=clean, instead=lambda: _WITHOUT)
