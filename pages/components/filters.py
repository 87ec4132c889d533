"""Filters that live in the web address: a link reproduces the view.

The address is read when it was changed from outside (a link, Back) and written after each
change. A value nobody knows is named, ignored, and never an error page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi import reporting, settings
from kpi.comparators import model_label
from kpi.periods import Period
from kpi.snapshot import DEFAULT_MODEL, MODELS, Snapshot
from pages.components import frame

ALL = "all"
KNOWN_THEN, NEWEST = "known-then", "newest"
COMPARATORS = {
    KNOWN_THEN: "As known at the end of the quarter",
    NEWEST: "Newest published",
}
_CHOSEN = "filters last chosen"
_WRITTEN = "address last written"
_PAGE, _ARRIVED = "page of this run", "came from another page"


@dataclass(frozen=True)
class Choice:
    """What a person chose: the same on every page."""

    directorate: str | None
    indicator_id: str | None
    quarter: Period
    newest: bool
    model: str
    area: str


@dataclass(frozen=True)
class _Options:
    """What there is to choose from, by address name; the first entry is not the default."""

    labels: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]


def choose(snapshot: Snapshot, page: str) -> tuple[Choice, DeltaGenerator]:
    """Draw the filters; returns what is chosen, and the place beside them for a button.

    `page` is the page's address; on the indicator page one indicator is always chosen.
    """
    area = settings.authority()
    one_only = page == "indicator"
    options = _options(snapshot, area, one_only)
    for fault in _adopt(options, page, snapshot):
        st.html(f'<p class="notice" role="status">{escape(fault)}</p>')
    with st.container(key="filters"):
        left, middle, right, beside = st.columns(
            [4, 6, 3, 4], vertical_alignment="bottom", gap="small"
        )
        with left:
            st.selectbox(
                "Directorate",
                list(options.labels["directorate"]),
                format_func=options.labels["directorate"].__getitem__,
                key="directorate",
                on_change=_forget_indicator,
                args=(snapshot,),
            )
        offered = _in_directorate(snapshot, options.labels["indicator"])
        with middle:
            st.selectbox(
                "Indicator", list(offered), format_func=offered.__getitem__, key="indicator"
            )
        with right:
            st.selectbox(
                "Quarter",
                list(options.labels["quarter"]),
                format_func=options.labels["quarter"].__getitem__,
                key="quarter",
            )
    frame.on_paper(snapshot, _in_words(options))
    # At once, not at the end: Back pressed while the page is drawn must find its address.
    _write_address(options, page)
    return _chosen(snapshot, area), beside


def more(snapshot: Snapshot, page: str) -> None:
    """Draw the choice of comparators; `choose` has already read it."""
    with st.expander("Change the comparators"):
        st.radio(
            "Which comparator periods",
            list(COMPARATORS),
            format_func=COMPARATORS.__getitem__,
            key="comparators",
            help="A quarter's report used what had been published by its end.",
        )
        st.radio(
            "Statistical neighbours",
            list(MODELS),
            format_func=lambda model: f"DfE's {MODELS[model]} model",
            key="neighbours",
            help="The ten authorities most like this one. The list changed in May 2025.",
        )


def file_name(name: str, choice: Choice, *, periods: bool = True) -> str:
    """A download's name with the comparators in it where they are not the default ones.

    `periods` says whether the file depends on which periods of comparators were chosen.
    """
    parts = [name.removesuffix(".csv")]
    if choice.newest and periods:
        parts.append("newest-comparators")
    if choice.model != DEFAULT_MODEL:
        parts.append(f"neighbours-{choice.model}")
    return f"{'-'.join(parts)}.csv"


def arrive(page: str) -> bool:
    """Note the page of this run; returns whether the visitor came from another page.

    Coming by the menu drops the address, which must not be taken for a new one.
    """
    st.session_state[_ARRIVED] = st.session_state.get(_PAGE, page) != page
    st.session_state[_PAGE] = page
    return bool(st.session_state[_ARRIVED])


# ---- parts --------------------------------------------------------------------------------


def _options(snapshot: Snapshot, area: str, one_only: bool) -> _Options:
    quarters = reporting.quarters(snapshot, area)
    every = {} if one_only else {ALL: "All"}
    worst_first = {indicator.id: indicator.name for indicator in snapshot.indicators}
    return _Options(
        labels={
            "directorate": {ALL: "All", **{name: name for name in snapshot.directorates}},
            "indicator": {**every, **worst_first},
            "quarter": {q.short: q.short for q in reversed(quarters)},
            "comparators": COMPARATORS,
            "neighbours": {model: model for model in MODELS},
        },
        defaults={
            "directorate": ALL,
            "indicator": next(iter(worst_first)) if one_only else ALL,
            "quarter": reporting.default_quarter(snapshot, area).short,
            "comparators": KNOWN_THEN,
            "neighbours": DEFAULT_MODEL,
        },
    )


def _write_address(options: _Options, page: str) -> None:
    """Put what is chosen into the web address, leaving out what is the default."""
    chosen = {name: str(st.session_state[name]) for name in options.defaults}
    # An address that says the same in other words is left as it is; one that is written names
    # the quarter and the indicator, so that a kept link shows the same after the next return.
    address = _address(options)
    if {name: address.get(name, default) for name, default in options.defaults.items()} == chosen:
        wanted = address
    else:
        always = {"quarter", "indicator"} if page == "indicator" else {"quarter"}
        wanted = {
            name: value
            for name, value in chosen.items()
            if name in always or value != options.defaults[name]
        }
    past = {frame.ASKED: frame.asked()} if frame.asked() else {}
    # On coming by the menu the browser may still have named the last page's address, which it
    # then drops: what is wanted is written again.
    came = bool(wanted) and st.session_state.get(_ARRIVED, False)
    if came or address != wanted or st.query_params.get(frame.ASKED, "") != frame.asked():
        others = {n: v for n, v in st.query_params.to_dict().items() if n not in options.defaults}
        others.pop(frame.ASKED, None)
        # All at once: each change of the address is one step of the Back button.
        st.query_params.from_dict({**others, **past, **wanted})
    st.session_state[_WRITTEN] = wanted
    st.session_state[_CHOSEN] = {
        **st.session_state.get(_CHOSEN, {}),
        **chosen,
        f"indicator on {page}": chosen["indicator"],
    }


def _address(options: _Options) -> dict[str, str]:
    return {n: st.query_params[n] for n in options.defaults if n in st.query_params}


def _adopt(options: _Options, page: str, snapshot: Snapshot) -> list[str]:
    """Take over the address where it was changed from outside; returns what was ignored in it."""
    address = _address(options)
    state = st.session_state
    faults: list[str] = []
    arrived = state.get(_ARRIVED, False)
    if _WRITTEN not in state or (address != state[_WRITTEN] and (address or not arrived)):
        for name, default in options.defaults.items():
            asked = address.get(name, default)
            if asked not in options.labels[name]:
                faults.append(_ignored(name, asked, options.labels[name][default]))
                asked = default
            state[name] = asked
        if not faults:
            faults.extend(_contradiction(snapshot, options, address))
    elif arrived:
        for name in options.defaults:
            state[name] = _remembered(name, page)
    # Streamlit forgets a widget that a page did not draw, so what was chosen is kept apart.
    for name, default in options.defaults.items():
        value = state.get(name, _remembered(name, page))
        state[name] = value if value in options.labels[name] else default
    return faults


def _remembered(name: str, page: str) -> str | None:
    """What was last chosen; an indicator looked at on its page does not filter the scorecard."""
    chosen = st.session_state.get(_CHOSEN, {})
    if name != "indicator":
        return chosen.get(name)
    filtered = chosen.get("indicator on scorecard")
    if page == "indicator" and filtered not in (None, ALL):
        return filtered
    return chosen.get(f"indicator on {page}")


def _in_words(options: _Options) -> list[tuple[str, str]]:
    """Every filter with what is chosen, as a person reads it."""
    labels = {**options.labels, "neighbours": {m: model_label(m) for m in MODELS}}
    return [
        (name.capitalize(), labels[name][str(st.session_state[name])]) for name in options.defaults
    ]


def _ignored(name: str, asked: str, instead: str) -> str:
    return (
        f"The address asks for {name} “{_plain(asked)}”, which does not exist here. "
        f"It was ignored: {instead} is shown."
    )


def _contradiction(snapshot: Snapshot, options: _Options, address: Mapping[str, str]) -> list[str]:
    """An indicator of another directorate: the indicator is what the person meant."""
    state = st.session_state
    directorate, wanted = state["directorate"], state["indicator"]
    if ALL in (directorate, wanted):
        return []
    home = snapshot.indicator(wanted).directorate
    if home == directorate:
        return []
    state["directorate"] = ALL
    if "indicator" not in address:
        return []
    return [
        f"The address asks for directorate “{_plain(directorate)}” and an indicator of {home}. "
        "The directorate was ignored."
    ]


def _plain(text: str) -> str:
    """Text from the address with nothing in it that could act as markup, and not too long."""
    kept = "".join(letter if letter.isalnum() or letter in " -_.,'/" else "?" for letter in text)
    return kept[:60]


def _in_directorate(snapshot: Snapshot, labels: Mapping[str, str]) -> dict[str, str]:
    directorate = st.session_state["directorate"]
    return {
        key: label
        for key, label in labels.items()
        if ALL in (key, directorate) or snapshot.indicator(key).directorate == directorate
    }


def _forget_indicator(snapshot: Snapshot) -> None:
    """A directorate was chosen: an indicator of another one cannot stay chosen."""
    state = st.session_state
    directorate, wanted = state["directorate"], state["indicator"]
    if ALL in (directorate, wanted):
        return
    if snapshot.indicator(wanted).directorate == directorate:
        return
    inside = [i.id for i in snapshot.indicators if i.directorate == directorate]
    state["indicator"] = inside[0] if state.get(_PAGE) == "indicator" else ALL


def _chosen(snapshot: Snapshot, area: str) -> Choice:
    state = st.session_state
    return Choice(
        directorate=None if state["directorate"] == ALL else state["directorate"],
        indicator_id=None if state["indicator"] == ALL else state["indicator"],
        quarter=reporting.find_quarter(snapshot, area, state["quarter"]),
        newest=state["comparators"] == NEWEST,
        model=state["neighbours"],
        area=area,
    )
