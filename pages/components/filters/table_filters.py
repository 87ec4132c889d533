"""The choices of Build a table: one selection in the address, edited by many widgets.

The selection is authoritative. Each widget is set from it before it is drawn; a change of a
widget changes the selection before the page is redrawn.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from kpi import formatting
from kpi.benchmarks import measures
from kpi.errors import InputError
from kpi.guidance import help_text
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from kpi.tables import builder_text, selection
from kpi.tables.screen import table_words
from kpi.tables.selection import Selection
from pages.components import html, url_state
from pages.components.filters import benchmark_filters, group_choice

TABLE = "table"
_SHOWN = 200  # letters of a fault that are shown
_NOTICE = "table: what opening a file brought"


def field(snapshot: Snapshot, faults: list[str]) -> url_state.AddressField:
    """Return the field of the whole selection as a short text; adds its faults to `faults`."""
    default = default_selection(snapshot)

    def read(text: str) -> tuple[Selection, list[str]]:
        decoded, wrong = selection.decode(snapshot, text, home=default.home)
        faults.extend(wrong)
        if decoded and selection.shows_mean(text):
            decoded = selection.with_mean(decoded)
        return decoded or default, []

    def clean(value: Any) -> Selection:
        if not isinstance(value, Selection):
            return default
        kept, _gone = selection.checked(snapshot, value)
        if kept.home not in homes(snapshot, kept):
            kept = replace(kept, home=default.home)
        return builder_text.plain_areas(kept)

    def write(value: Selection) -> str:
        return "" if builder_text.missing_choices(value) else selection.encode(snapshot, value)

    return url_state.AddressField(TABLE, default, read, clean, write, lambda: "nothing")


def default_selection(snapshot: Snapshot) -> Selection:
    """Return the selection to start from: no measure yet, the areas most asked for."""
    default = usable_groups(snapshot)[0].default
    return Selection(
        snapshot.home(snapshot.home_code()).code,
        areas=("home", selection.MEAN, "region", "england"),
        wide=True,
        model=snapshot.newest_model,
        group=default.in_address if default else "",
    )


def fault_notice(fault: str) -> str:
    """Return a fault of the address as a notice: printable characters only, shortened."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in fault[:_SHOWN])
    return f"{formatting.capital(plain)}. It was ignored."


def chosen() -> Selection:
    """Return the current selection."""
    current: Selection = st.session_state[TABLE]
    return current


def opened_file_notice() -> tuple[str, bool]:
    """Return the message on the file just opened, once, and whether it was refused."""
    text, refused = st.session_state.pop(_NOTICE, ("", False))
    return str(text), bool(refused)


def open_file(snapshot_id: str, name: str, text: str) -> None:
    """Load a saved selection; a faulty one changes nothing and is reported."""
    snapshot = live_snapshot.named(snapshot_id)
    try:
        opened = selection.from_json(snapshot, text.encode("utf-8", errors="replace"))
    except InputError as fault:
        st.session_state[_NOTICE] = (f"{name} was not opened: {fault}.", True)
        return
    st.session_state[TABLE] = opened
    st.session_state[_NOTICE] = (builder_text.opened_words(snapshot, opened), False)


def homes(snapshot: Snapshot, now: Selection) -> dict[str, str]:
    """Return the choices of own authority, and an abolished one where it is selected."""
    names = benchmark_filters.authorities(snapshot)
    areas = {code for code in snapshot.areas["area"] if snapshot.area(code).kind == "authority"}
    if now.home in areas and now.home not in names:
        names[now.home] = f"{snapshot.area(now.home).name}, abolished"
    return names


# ---- widgets ------------------------------------------------------------------------------


def choose(snapshot: Snapshot) -> None:
    """Draw all choices in two lines; on a phone they are behind one fold that says them."""
    with st.expander(f"Choices: {table_words.choice(snapshot, chosen())}", key="table-fold"):
        html.draw(html.paragraphs([builder_text.PERIOD_HELP], kind="under"))
    with st.container(key="choices"):
        with st.container(horizontal=True, vertical_alignment="center", key="choices-first"):
            _choose_measures(snapshot)
            with st.popover("Add a topic", key="table-topics"):
                _choose_topic(snapshot)
            with st.popover(table_words.columns(chosen()), key="table-columns"):
                _choose_columns(snapshot)
        with st.container(horizontal=True, vertical_alignment="center", key="choices-second"):
            _choose_areas(snapshot)
            _choose_end(snapshot, "first", "From")
            _choose_end(snapshot, "last", "To")
            _give("shape", selection.WIDE if chosen().wide else selection.LONG)
            st.segmented_control(
                "Shape",
                list(builder_text.SHAPES),
                format_func=builder_text.SHAPES.__getitem__,
                key=_key("shape"),
                on_change=_take_shape,
                required=True,
                label_visibility="collapsed",
            )
            with st.popover(_more_label(snapshot), key="table-more"):
                _choose_others(snapshot)


def _choose_measures(snapshot: Snapshot) -> None:
    labels = builder_text.measure_labels(snapshot)
    _give("measures", list(chosen().measures))
    st.multiselect(
        "Measures",
        list(labels),
        format_func=labels.__getitem__,
        key=_key("measures"),
        on_change=_take_tuple,
        args=("measures",),
        placeholder="Type part of a name, such as absence or care leavers",
        filter_mode="contains",
        select_all=False,
        wrap=False,
    )


def _choose_topic(snapshot: Snapshot) -> None:
    st.selectbox("A whole topic", list(measures.topic_names(snapshot)), key=_key("topic"))
    st.button("Add all of this topic", on_click=_add_topic, args=(snapshot.id,), width="stretch")
    st.button(
        "Remove all measures",
        on_click=_put,
        kwargs={"measures": ()},
        disabled=not chosen().measures,
        width="stretch",
    )


def _choose_areas(snapshot: Snapshot) -> None:
    labels = builder_text.area_labels(snapshot, chosen())
    _give("areas", list(chosen().areas))
    st.multiselect(
        "Areas",
        list(labels),
        format_func=labels.__getitem__,
        key=_key("areas"),
        on_change=_take_tuple,
        args=("areas",),
        placeholder="Type part of a name, such as Dorset or all authorities",
        filter_mode="contains",
        select_all=False,
        wrap=False,
    )


def _choose_end(snapshot: Snapshot, name: str, label: str) -> None:
    days = builder_text.ends(snapshot, chosen(), first=name == "first")
    _give(name, builder_text.day_key(getattr(chosen(), name)))
    st.selectbox(
        label,
        list(days),
        format_func=days.__getitem__,
        key=_key(name),
        on_change=_take_end,
        args=(name,),
        disabled=chosen().newest,
    )


def _choose_columns(snapshot: Snapshot) -> None:
    for name, label in builder_text.EXTRAS.items():
        _give(name, name in chosen().extras)
        st.checkbox(label, key=_key(name), on_change=_take_extras)
    labels = builder_text.group_labels(snapshot, chosen())
    if len(labels) > 1:
        _give("group-name", chosen().group)
        st.selectbox(
            "Mean of a group",
            list(labels),
            format_func=labels.__getitem__,
            key=_key("group-name"),
            on_change=_take_group,
        )
    group_choice.choose_own(snapshot, chosen().group, _key("own-group"), _put_group)


def _choose_others(snapshot: Snapshot) -> None:
    """Draw the choices that few people change: the authority, its model, the newest period."""
    names, models = homes(snapshot, chosen()), builder_text.models(snapshot)
    _give("home", chosen().home)
    st.selectbox(
        "Own authority",
        list(names),
        format_func=names.__getitem__,
        key=_key("home"),
        on_change=_take,
        args=("home",),
    )
    _give("model", chosen().model)
    st.selectbox(
        "Statistical neighbours",
        list(models),
        format_func=models.__getitem__,
        key=_key("model"),
        on_change=_take,
        args=("model",),
    )
    html.draw(html.paragraphs([help_text.OWN_AUTHORITY], kind="under"))
    _give("newest", chosen().newest)
    st.checkbox(
        "Only each measure's newest period",
        key=_key("newest"),
        on_change=_take_newest,
    )
    html.draw(html.paragraphs([builder_text.PERIOD_HELP], kind="under"))


def _more_label(snapshot: Snapshot) -> str:
    """Return the label of the choices that few people change: how many of them are set."""
    now, start = chosen(), default_selection(snapshot)
    changed = [now.home != start.home, now.model != start.model, now.newest]
    count = changed.count(True)
    return f"More choices ({count} set)" if count else "More choices"


# ---- from widget to selection -------------------------------------------------------------


def _key(name: str) -> str:
    return f"table-{name}"


def _give(name: str, value: Any) -> None:
    st.session_state[_key(name)] = value


def put(wanted: Selection) -> None:
    """Set the whole selection, before the page is redrawn."""
    st.session_state[TABLE] = wanted


def _put(**parts: Any) -> None:
    st.session_state[TABLE] = replace(chosen(), **parts)


def _take(name: str) -> None:
    _put(**{name: st.session_state[_key(name)]})


def _take_tuple(name: str) -> None:
    _put(**{name: tuple(st.session_state[_key(name)])})


def _take_end(name: str) -> None:
    """Set one end of the range; opens the other end where they would cross."""
    _put(**{name: builder_text.day_of(st.session_state[_key(name)])})
    now = chosen()
    if now.first and now.last and now.first > now.last:
        _put(**{"last" if name == "first" else "first": None})


def _take_newest() -> None:
    _put(newest=st.session_state[_key("newest")], first=None, last=None)


def _take_extras() -> None:
    _put(extras=tuple(name for name in builder_text.EXTRAS if st.session_state[_key(name)]))


def _take_group() -> None:
    _put_group(str(st.session_state[_key("group-name")]))


def _put_group(group: str) -> None:
    """Set the chosen group; without one its authorities are no areas."""
    areas = tuple(area for area in chosen().areas if group or area != selection.OF_GROUP)
    _put(group=group, areas=areas)


def _take_shape() -> None:
    _put(wide=st.session_state[_key("shape")] == selection.WIDE)


def _add_topic(snapshot_id: str) -> None:
    matching = measures.search(
        live_snapshot.named(snapshot_id), topic=st.session_state[_key("topic")]
    )
    _put(measures=tuple(dict.fromkeys((*chosen().measures, *(m.id for m in matching)))))
