"""The list of definitions with its search, and the definition chosen in the web address."""

import re

import streamlit as st

from kpi.guidance import definition_search
from kpi.guidance.definition_search import DefinitionEntry
from kpi.model.snapshot import Snapshot
from pages.browser import screen_reader
from pages.components import html, url_state
from pages.components.templates import render

DEFINE, EARLIER = "define", "indicator"
"""The names of the choice in an address: today's, and that of links made before and elsewhere."""

_LIST, _SEARCH = "list", "search"
_IN_LIST, _IN_BOX = "definition in the list", "definition in the box"
# Signs that Streamlit would read as formatting in the label of a choice.
_FORMATTING = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:^=&])")


def adopt(snapshot: Snapshot, area: str) -> list[url_state.AddressField]:
    """Read the choices in the address, and report what was ignored; returns their fields."""
    named = definition_search.entries(snapshot, area)
    chosen = url_state.one_of(
        EARLIER if _is_earlier() else DEFINE,
        lambda: {key: entry.name for key, entry in named.items()},
        next(iter(named)),
        key_of=snapshot.id_of,
    )
    shown = url_state.one_of(_LIST, lambda: _switch(snapshot, area), "own")
    fields = [chosen, shown]
    url_state.name_faults(url_state.adopt(fields, last_choice=_last_choice))
    return fields


def write(snapshot: Snapshot, fields: list[url_state.AddressField]) -> None:
    """Write the choices to the address; our indicator is also that of the other pages."""
    chosen = fields[0].name
    url_state.write(fields, always=(chosen,) if chosen in st.query_params else ())
    if st.session_state[chosen] in {indicator.id for indicator in snapshot.indicators}:
        url_state.remember(**{EARLIER: st.session_state[chosen]})


def choose(snapshot: Snapshot, area: str, fields: list[url_state.AddressField]) -> DefinitionEntry:
    """Draw search, switch and list; returns the entry that is chosen."""
    name = fields[0].name
    known = definition_search.entries(snapshot, area)
    switch = _switch(snapshot, area)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="find"):
        st.text_input(
            "Search definitions",
            key=_SEARCH,
            placeholder="Search names and terms",
            icon=":material/search:",
            label_visibility="collapsed",
            max_chars=80,
        )
        st.segmented_control(
            "List",
            list(switch),
            format_func=switch.__getitem__,
            key=_LIST,
            required=True,
            label_visibility="collapsed",
        )
    matching = _matching(snapshot, area)
    ids = [entry.id for entry in matching]
    now = st.session_state[name]
    if ids:
        _choices(name, now, {entry.id: entry for entry in matching})
    return known[now]


# ---- parts --------------------------------------------------------------------------------


def _matching(snapshot: Snapshot, area: str) -> tuple[DefinitionEntry, ...]:
    """Return what the search finds, and announce it; without one, the list that is switched to."""
    typed = str(st.session_state.get(_SEARCH) or "")
    if not typed.strip():
        return definition_search.listed(snapshot, area, every=st.session_state[_LIST] == "all")
    matching = definition_search.search(snapshot, area, typed)
    summary = definition_search.found_words(matching)
    screen_reader.add(summary)
    html.draw(render("definitions/found.html", summary=summary))
    return matching


def _choices(name: str, now: str, entries: dict[str, DefinitionEntry]) -> None:
    """Draw the list, and for narrow screens the same as a box."""
    for key in (_IN_LIST, _IN_BOX):
        st.session_state[key] = now if now in entries else None
    with st.container(key="definition-choices"):
        st.radio(
            "Definition",
            list(entries),
            format_func=lambda key: _plain(entries[key].name),
            captions=[_plain(entry.under) for entry in entries.values()],
            key=_IN_LIST,
            on_change=_chosen,
            args=(name, _IN_LIST),
            label_visibility="collapsed",
        )
    with st.container(key="choice-box"):
        st.selectbox(
            "Definition",
            list(entries),
            format_func=lambda key: entries[key].name,
            key=_IN_BOX,
            on_change=_chosen,
            args=(name, _IN_BOX),
            placeholder="Choose a definition",
            filter_mode="contains",
        )


def _chosen(name: str, key: str) -> None:
    if st.session_state[key] is not None:
        st.session_state[name] = st.session_state[key]


def _switch(snapshot: Snapshot, area: str) -> dict[str, str]:
    own = definition_search.listed(snapshot, area, every=False)
    every = definition_search.listed(snapshot, area, every=True)
    return {"own": f"Our {len(own)}", "all": f"All {len(every)}"}


def _is_earlier() -> bool:
    return EARLIER in st.query_params and DEFINE not in st.query_params


def _last_choice(name: str) -> object:
    """Return the choice of the other pages for a definition; the list's own last choice."""
    return url_state.remembered(EARLIER if name == DEFINE else name)


def _plain(text: str) -> str:
    """Return a text for a label in which no sign formats."""
    return _FORMATTING.sub(r"\\\1", text)
