"""The choice of a group of authorities to compare with: none, one of the file, or one's own."""

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.benchmarks.annotations import chart_notes
from kpi.errors import UnknownNameError
from kpi.indicators.comparisons import chosen_groups
from kpi.indicators.comparisons.chosen_groups import FEWEST, MOST, NONE, ChosenGroup
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons import group_names
from pages.components import html, url_state

NAME = "group"
_OWN = "own group of authorities"


def field(snapshot: Snapshot) -> url_state.AddressField:
    """Return the choice as the address holds it: a group's id, codes with commas, or `none`."""
    groups = chosen_groups.usable_groups(snapshot)[0]
    default = groups.default.in_address if groups.default else NONE

    def known(text: str) -> ChosenGroup | None:
        return chosen_groups.of_address(snapshot, text, snapshot.home_code(), groups)

    def read(text: str) -> tuple[str, list[str]]:
        try:
            group = known(text)
        except UnknownNameError:
            return default, [text]
        return (group.in_address if group else NONE), []

    def fault(text: str) -> str:
        try:
            known(text)
        except UnknownNameError as wrong:
            return str(wrong)
        return ""

    def clean(value: object) -> str:
        return read(str(value or default))[0]

    def instead() -> str:
        return groups.default.name if groups.default else "no group"

    return url_state.AddressField(NAME, default, read, clean, str, instead, fault)


def chosen(snapshot: Snapshot) -> ChosenGroup | None:
    """Return the group chosen, which `field` has read; None for none."""
    groups = chosen_groups.usable_groups(snapshot)[0]
    text = str(st.session_state[NAME])
    return chosen_groups.of_address(snapshot, text, snapshot.home_code(), groups)


def in_words(snapshot: Snapshot) -> str:
    """Return the choice in words where it is not the default one; else an empty text."""
    groups, group = chosen_groups.usable_groups(snapshot)[0], chosen(snapshot)
    if group == groups.default:
        return ""
    return f"compared with {group_names.in_sentence(group.name)}" if group else "no chosen group"


def asked(snapshot: Snapshot) -> str:
    """Return the choice as an address names it where it is not the default one; else empty."""
    groups, group = chosen_groups.usable_groups(snapshot)[0], chosen(snapshot)
    if group == groups.default:
        return ""
    return group.in_address if group else NONE


def in_file_name(snapshot: Snapshot) -> str:
    """Return the part of a file's name for a choice that is not the default; else empty."""
    group = chosen(snapshot)
    if group == chosen_groups.usable_groups(snapshot)[0].default:
        return ""
    return "no-group" if group is None else f"group-{group.id}" if group.id else "chosen-group"


def name_faults(snapshot: Snapshot) -> None:
    """Show that the file of groups or that of notes cannot be used, and why."""
    reasons = (
        ("groups", chosen_groups.usable_groups(snapshot)[1]),
        ("notes", chart_notes.usable_notes(snapshot)[1]),
    )
    url_state.name_faults(
        [f"The file of {what} is not used. {why}" for what, why in reasons if why]
    )


def draw(snapshot: Snapshot) -> None:
    """Draw the choice of a group, and of authorities for one's own."""
    labels = _labels(snapshot)
    if len(labels) > 1:
        st.selectbox("Group of authorities", list(labels), format_func=labels.__getitem__, key=NAME)
    choose_own(snapshot, str(st.session_state[NAME]), _OWN, _take_own)
    group = chosen(snapshot)
    if group is not None:
        description = group_names.in_full(snapshot, group, snapshot.home_code())
        html.draw(html.paragraphs([description], kind="under"))


def choose_own(snapshot: Snapshot, now: str, key: str, take: Callable[[str], None]) -> None:
    """Draw the choice of authorities for a group of one's own.

    `now` is the group in force as an address names it; `take` gets another in the same form, or an
    empty text for none. One or two authorities chosen so far are no group yet, and stay in the
    widget `key`.
    """
    home, state = snapshot.home_code(), st.session_state
    others = {a.code: a.name for a in snapshot.current_authorities if a.code != home}
    shown = f"{key}: shown"
    if state.get(shown) != now or key not in state:
        group = chosen_groups.of_address(
            snapshot, now, home, chosen_groups.usable_groups(snapshot)[0]
        )
        own = group.members if group and not group.id else ()
        state[key] = [code for code in own if code in others]
        state[shown] = now
    st.multiselect(
        f"A group of your own: {FEWEST} or more authorities",
        list(others),
        format_func=others.__getitem__,
        key=key,
        max_selections=MOST,
        placeholder="Type a name",
        on_change=_taken,
        args=(key, take),
    )


# ---- parts --------------------------------------------------------------------------------


def _labels(snapshot: Snapshot) -> Mapping[str, str]:
    groups = chosen_groups.usable_groups(snapshot)[0]
    group = chosen(snapshot)
    own = {group.in_address: group.name} if group and not group.id else {}
    return {NONE: "No group", **{each.id: each.name for each in groups.every}, **own}


def _take_own(group: str) -> None:
    st.session_state[NAME] = group or NONE


def _taken(key: str, take: Callable[[str], None]) -> None:
    codes = st.session_state[key]
    if len(codes) >= FEWEST:
        take(chosen_groups.of_codes(codes).in_address)
    elif not codes:
        take("")
