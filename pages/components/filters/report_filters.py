"""The filters shared by scorecard and indicator page: directorate, indicator, quarter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi.guidance import help_text
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.definitions import themes
from kpi.model.definitions.themes import Theme
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from kpi.wording import headline
from pages.components import frame, html, url_state
from pages.components.filters import group_choice, theme_choice

ALL = "all"
KNOWN_THEN, NEWEST = "known-then", "newest"
COMPARATORS = {
    KNOWN_THEN: "As known at the end of the quarter",
    NEWEST: "Newest published",
}
RANGE, RANGE_HIDDEN, RANGE_SHOWN = "range", "hidden", "shown"
_RANGE_SWITCH = "show likely range"
_OF_REPORTS = "neighbours of reports"


@dataclass(frozen=True)
class FilterChoice:
    """The filters chosen: the same on every page."""

    directorate: str | None
    indicator_id: str | None
    view: View  # its model is None where none was chosen
    ranges: bool = False  # whether the indicator's charts show likely ranges
    theme: Theme | None = None
    theme_indicators: tuple[str, ...] = ()
    group_asked: str = ""  # the group as an address names it, where it is not the default one
    group_name: str = ""  # the same in names of files
    filters_text: str = ""  # the filters in words, for the browser's title and screen readers

    @property
    def lead(self) -> str:
        """The quarter in words, and the chosen theme, for the side of a page's heading."""
        quarter = headline.quarter_words(self.view.quarter)
        return f"{quarter} · {self.theme.label}" if self.theme else quarter

    def in_address(self, *without: str) -> tuple[tuple[str, str], ...]:
        """Return the filters by their names in addresses, those that are not the usual ones."""
        chosen = (
            ("quarter", self.view.quarter.short),
            ("directorate", self.directorate),
            ("theme", self.theme.id if self.theme else None),
            ("indicator", self.indicator_id),
            ("comparators", NEWEST if self.view.newest else None),
            ("neighbours", self.view.model),
            (group_choice.NAME, self.group_asked),
        )
        return tuple((name, value) for name, value in chosen if value and name not in without)

    @property
    def one_indicator(self) -> str:
        """The id of the chosen indicator; ValueError where none is: all pages but one allow it."""
        if self.indicator_id is None:
            raise ValueError("no indicator is chosen")
        return self.indicator_id

    @property
    def indicator_ids(self) -> tuple[str, ...]:
        """The chosen indicator, else those of the chosen theme; empty for all."""
        return (self.indicator_id,) if self.indicator_id else self.theme_indicators


def choose(snapshot: Snapshot, page: str) -> tuple[FilterChoice, DeltaGenerator]:
    """Draw the filters; returns the choice, and a container next to them for a button.

    `page` is the page's address; on the indicator page one indicator is always chosen.
    """
    area = snapshot.home_code()
    one_only = page == "indicator"
    labels = _labels(snapshot, area, one_only)
    fields = _fields(snapshot, area, one_only, labels)
    url_state.name_faults(
        url_state.adopt(
            fields,
            last_choice=lambda name: _last_choice(name, page, snapshot.newest_model),
            contradictions=lambda asked: _contradiction(snapshot, asked),
        )
    )
    group_choice.name_faults(snapshot)
    theme_choice.name_fault()
    line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="line")
    with line, st.container(horizontal=True, gap="small", key="filters"):
        st.selectbox(
            "Directorate",
            list(labels["directorate"]),
            format_func=labels["directorate"].__getitem__,
            key="directorate",
            on_change=_forget_indicator,
            args=(snapshot.id,),
        )
        offered = _offered(snapshot, labels["indicator"])
        st.selectbox("Indicator", list(offered), format_func=offered.__getitem__, key="indicator")
        st.selectbox(
            "Quarter",
            list(labels["quarter"]),
            format_func=labels["quarter"].__getitem__,
            key="quarter",
        )
    buttons = line.container(horizontal=True, width="content", gap="small", key="takeaways")
    with buttons:
        theme_choice.draw(snapshot, _forget_indicator)
    frame.on_paper(snapshot, _in_words(snapshot, fields, labels))
    # Now rather than at the end: Back, pressed while the page is drawn, must find its address.
    # A written address names the quarter and the indicator.
    url_state.write(fields, {"quarter", "indicator"} if page == "indicator" else {"quarter"})
    state = st.session_state
    kept = {f"indicator on {page}": state["indicator"], _OF_REPORTS: state["neighbours"]}
    url_state.remember(**kept)
    return _chosen(snapshot, area), buttons


def more(snapshot: Snapshot, page: str) -> None:
    """Draw what the filters do, and the choice of comparators, which `choose` has already read."""
    html.draw(html.paragraphs([help_text.FILTERS[page]], kind="under screen-only"))
    with st.expander("Change the comparators"):
        st.radio(
            "Which comparator periods",
            list(COMPARATORS),
            format_func=COMPARATORS.__getitem__,
            key="comparators",
        )
        html.draw(html.paragraphs([help_text.PERIODS], kind="under"))
        st.radio(
            "Statistical neighbours",
            [KNOWN_THEN, *snapshot.neighbour_models],
            format_func=_models(snapshot).__getitem__,
            key="neighbours",
        )
        html.draw(html.paragraphs([help_text.neighbours(snapshot.neighbour_models)], kind="under"))
        group_choice.draw(snapshot)


def likely_range() -> None:
    """Draw the switch for likely ranges, which `choose` has already read from the address."""
    st.session_state[_RANGE_SWITCH] = st.session_state[RANGE] == RANGE_SHOWN
    st.toggle(
        "Show likely range",
        key=_RANGE_SWITCH,
        on_change=_switch_range,
    )
    html.draw(html.paragraphs([help_text.RANGE], kind="under screen-only"))


def file_name(name: str, choice: FilterChoice, *, periods: bool = True) -> str:
    """Return a download's name, with the comparators where they are not the default ones.

    `periods` is whether the file depends on the chosen periods of comparators.
    """
    parts = [name.removesuffix(".csv")]
    if choice.view.newest and periods:
        parts.append("newest-comparators")
    if choice.view.model:
        parts.append(f"neighbours-{choice.view.model}")
    if choice.theme:
        parts.append(choice.theme.id)
    if choice.group_name:
        parts.append(choice.group_name)
    return f"{'-'.join(parts)}.csv"


# ---- parts --------------------------------------------------------------------------------


def _labels(snapshot: Snapshot, area: str, one_only: bool) -> dict[str, dict[str, str]]:
    """Return the options of each filter, by its name in the address."""
    every = {} if one_only else {ALL: "All"}
    ranges = {RANGE_HIDDEN: "no likely range", RANGE_SHOWN: "the likely range"}
    return {
        "directorate": {ALL: "All", **{name: name for name in snapshot.directorates}},
        "indicator": {**every, **{i.id: i.name for i in snapshot.indicators}},
        "quarter": {
            q.short: q.short for q in reversed(reporting_quarters.quarters(snapshot, area))
        },
        "comparators": COMPARATORS,
        "neighbours": {
            KNOWN_THEN: "the model known by then",
            **{model: model_label(model) for model in snapshot.neighbour_models},
        },
        **({RANGE: ranges} if one_only else {}),
    }


def _fields(
    snapshot: Snapshot, area: str, one_only: bool, labels: Mapping[str, Mapping[str, str]]
) -> list[url_state.AddressField]:
    defaults = {
        "directorate": ALL,
        "indicator": next(iter(labels["indicator"])) if one_only else ALL,
        "quarter": reporting_quarters.default_quarter(snapshot, area).short,
        "comparators": KNOWN_THEN,
        "neighbours": KNOWN_THEN,
        **({RANGE: RANGE_HIDDEN} if one_only else {}),
    }
    return [
        *(
            url_state.one_of(
                name,
                partial(labels.__getitem__, name),
                default,
                key_of=snapshot.id_of if name == "indicator" else str,
            )
            for name, default in defaults.items()
        ),
        *theme_choice.fields(snapshot),
        group_choice.field(snapshot),
    ]


def _last_choice(name: str, page: str, newest_model: str) -> str | None:
    """Return the last choice; the indicator page's indicator does not filter the scorecard."""
    last: Callable[[str], str | None] = url_state.remembered
    if name == "neighbours":
        return _last_model(last(name), last(_OF_REPORTS), newest_model)
    if name != "indicator":
        return last(name)
    filtered = last("indicator on scorecard")
    if page == "indicator" and filtered not in (None, ALL):
        return filtered
    return last(f"indicator on {page}")


def _last_model(anywhere: str | None, in_reports: str | None, newest: str) -> str | None:
    """Return the last neighbour model chosen; the benchmark pages' default is no choice."""
    if anywhere == newest and in_reports != newest:
        return KNOWN_THEN
    return anywhere


def _in_words(
    snapshot: Snapshot,
    fields: Sequence[url_state.AddressField],
    labels: Mapping[str, Mapping[str, str]],
) -> list[tuple[str, str]]:
    """Return every filter with its value, in words."""
    in_force = {KNOWN_THEN: model_label(_view(snapshot).neighbour_model(snapshot))}
    named = {**labels, "neighbours": {**labels["neighbours"], **in_force}}
    chosen = {f.name: str(st.session_state[f.name]) for f in fields if f.name in named}
    group = group_choice.chosen(snapshot)
    return [
        *(
            (name.capitalize(), named[name][value])
            for name, value in chosen.items()
            if (name, value) != (RANGE, RANGE_HIDDEN)
        ),
        *([("Theme", theme.label)] if (theme := theme_choice.chosen(snapshot)) else []),
        *([("Group", group.name)] if group else []),
    ]


def _contradiction(snapshot: Snapshot, asked: Mapping[str, str]) -> list[str]:
    """Resolve an indicator outside the chosen directorate in favour of the indicator."""
    state = st.session_state
    directorate, wanted = state["directorate"], state["indicator"]
    if ALL in (directorate, wanted):
        return []
    home = snapshot.indicator(wanted).directorate
    if home == directorate:
        return []
    state["directorate"] = ALL
    if "indicator" not in asked:
        return []
    return [
        f"The address asks for directorate “{url_state.plain(directorate)}” and an indicator of "
        f"{home}. The directorate was ignored."
    ]


def _offered(snapshot: Snapshot, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the indicators of the chosen directorate and theme."""
    directorate, theme = st.session_state["directorate"], theme_choice.chosen(snapshot)
    return {
        key: label
        for key, label in labels.items()
        if key == ALL
        or (
            directorate in (ALL, snapshot.indicator(key).directorate)
            and (theme is None or theme.holds(key))
        )
    }


def _forget_indicator(snapshot_id: str) -> None:
    """Clear a chosen indicator that is not in the newly chosen directorate or theme."""
    snapshot, state = live_snapshot.named(snapshot_id), st.session_state
    if state["indicator"] == ALL:
        return
    inside = list(_offered(snapshot, {i.id: i.name for i in snapshot.indicators}))
    if state["indicator"] not in inside:
        state["indicator"] = inside[0] if url_state.page_of_this_run() == "indicator" else ALL


def _switch_range() -> None:
    state = st.session_state
    state[RANGE] = RANGE_SHOWN if state[_RANGE_SWITCH] else RANGE_HIDDEN


def _chosen(snapshot: Snapshot, area: str) -> FilterChoice:
    state, theme = st.session_state, theme_choice.chosen(snapshot)
    return FilterChoice(
        directorate=None if state["directorate"] == ALL else state["directorate"],
        indicator_id=None if state["indicator"] == ALL else state["indicator"],
        view=_view(snapshot),
        ranges=state.get(RANGE) == RANGE_SHOWN,
        theme=theme,
        theme_indicators=themes.indicators_of(snapshot, theme) if theme else (),
        group_asked=group_choice.asked(snapshot),
        group_name=group_choice.in_file_name(snapshot),
        filters_text=_filters_text(snapshot),
    )


def _view(snapshot: Snapshot) -> View:
    state, area = st.session_state, snapshot.home_code()
    return View(
        area,
        reporting_quarters.find_quarter(snapshot, area, state["quarter"]),
        newest=state["comparators"] == NEWEST,
        model=None if state["neighbours"] == KNOWN_THEN else str(state["neighbours"]),
        group=group_choice.chosen(snapshot),
    )


def _models(snapshot: Snapshot) -> dict[str, str]:
    """Return the labels of the neighbour models, with the one known at the time marked."""
    state = st.session_state
    area = snapshot.home_code()
    quarter = reporting_quarters.find_quarter(snapshot, area, state["quarter"])
    newest = state["comparators"] == NEWEST
    what = "Newest published" if newest else "As known at the end of the quarter"
    then = model_label(View(area, quarter, newest=newest).neighbour_model(snapshot))
    return {
        KNOWN_THEN: f"{what}: {then}",
        **{model: model_label(model) for model in snapshot.neighbour_models},
    }


def _filters_text(snapshot: Snapshot) -> str:
    """Return the quarter and every filter without its default value, in words."""
    state = st.session_state
    directorate, indicator, model = state["directorate"], state["indicator"], state["neighbours"]
    only_one = indicator != ALL and url_state.page_of_this_run() != "indicator"
    parts = [
        state["quarter"],
        "" if directorate == ALL else directorate,
        theme_choice.in_words(snapshot),
        snapshot.indicator(indicator).name if only_one else "",
        "newest comparators" if state["comparators"] == NEWEST else "",
        "" if model == KNOWN_THEN else f"neighbours by {model_label(model)}",
        group_choice.in_words(snapshot),
    ]
    return ", ".join(part for part in parts if part)
