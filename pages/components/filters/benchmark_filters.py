"""The filters of the benchmark pages: authority, directorate, topic and neighbour model."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from kpi.benchmarks import measures
from kpi.benchmarks.time_series import ENGLAND_KEY, GROUP_MEAN, NEIGHBOURS, REGION, REGION_PART
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from pages.components import url_state

ALL = "all"
MOST_OTHERS = 6
FIXED_LINES = (REGION, REGION_PART, NEIGHBOURS, GROUP_MEAN, ENGLAND_KEY)


def authorities(snapshot: Snapshot) -> dict[str, str]:
    """Return code and name of every authority that exists today, in alphabetical order.

    Includes the council's own authority where it was abolished without a successor.
    """
    names = {area.code: area.name for area in snapshot.current_authorities}
    own = snapshot.home(snapshot.home_code())
    if own.code not in names:
        names[own.code] = f"{own.name}, ended"
    return names


def every_area(snapshot: Snapshot) -> dict[str, str]:
    """Return code and name of the areas for comparison: authorities, then regions."""
    regions = {code: snapshot.area(code).name for code in snapshot.regions}
    return {**authorities(snapshot), **regions}


def authority_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the authority's field, by default the council's own."""
    return url_state.one_of(
        "authority",
        lambda: authorities(snapshot),
        snapshot.home(snapshot.home_code()).code,
        snapshot.code_of,
    )


def model_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the field of the neighbour model, by default the newest."""
    return url_state.one_of("neighbours", lambda: models(snapshot), snapshot.newest_model)


def directorate_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the directorate's field."""
    return url_state.one_of("directorate", partial(directorates, snapshot), ALL)


def topic_field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the topic's field, with LAIT's topics of the chosen directorate."""
    return url_state.one_of("topic", partial(topics, snapshot), ALL)


def choose_authority(snapshot: Snapshot) -> str:
    """Draw the choice of authority; returns its code."""
    names = authorities(snapshot)
    st.selectbox("Authority", list(names), format_func=names.__getitem__, key="authority")
    return str(st.session_state["authority"])


def choose_directorate(
    snapshot: Snapshot, on_change: Callable[[str], None] | None = None
) -> str | None:
    """Draw the choice of directorate; returns it, None for all.

    `on_change` receives the snapshot's id, so that a waiting callback holds no snapshot.
    """
    labels = directorates(snapshot)
    st.selectbox(
        "Directorate",
        list(labels),
        format_func=labels.__getitem__,
        key="directorate",
        on_change=on_change,
        args=(snapshot.id,),
    )
    return directorate()


def choose_topic(snapshot: Snapshot, on_change: Callable[[str], None] | None = None) -> str | None:
    """Draw the choice of topic; returns it, None for all. `on_change` as for a directorate."""
    labels = topics(snapshot)
    st.selectbox(
        "Topic",
        list(labels),
        format_func=labels.__getitem__,
        key="topic",
        on_change=on_change,
        args=(snapshot.id,),
    )
    return topic()


def offered(snapshot: Snapshot) -> dict[str, str]:
    """Return the measures of the chosen directorate and topic, by id."""
    matching = measures.search(snapshot, topic=topic(), directorate=directorate())
    return {m.id: m.name for m in matching}


def into_topic(snapshot_id: str) -> None:
    """Clear a chosen measure that is not in the newly chosen topic."""
    snapshot = live_snapshot.named(snapshot_id)
    state = st.session_state
    state["topic"] = topic_field(snapshot).clean(state["topic"])
    names = offered(snapshot)
    if state["measure"] not in names:
        state["measure"] = next(iter(names))


def models(snapshot: Snapshot) -> dict[str, str]:
    """Return the neighbour models in words, newest first."""
    return {model: model_label(model) for model in snapshot.neighbour_models}


def choose_model(snapshot: Snapshot, label: str = "Statistical neighbours") -> str:
    """Draw the choice of neighbour model; returns it."""
    names = models(snapshot)
    st.selectbox(label, list(names), format_func=names.__getitem__, key="neighbours")
    return str(st.session_state["neighbours"])


def more_label(snapshot: Snapshot) -> str:
    """Return the label of the choices that few people change: how many of them are set."""
    state = st.session_state
    defaults = {"directorate": ALL, "neighbours": snapshot.newest_model, "others": []}
    changed = [name for name, default in defaults.items() if state[name] != default]
    return f"More choices ({len(changed)} set)" if changed else "More choices"


def directorate() -> str | None:
    """Return the chosen directorate; None for all."""
    chosen = st.session_state["directorate"]
    return None if chosen == ALL else str(chosen)


def topic() -> str | None:
    """Return the chosen topic; None for all."""
    chosen = st.session_state["topic"]
    return None if chosen == ALL else str(chosen)


def topics(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the topics of the chosen directorate."""
    names = measures.topic_names(snapshot, directorate())
    return {ALL: "All topics", **{name: name for name in names}}


def directorates(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the directorates that have measures."""
    return {ALL: "All", **{name: name for name in measures.directorates(snapshot)}}
