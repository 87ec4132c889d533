"""The choice of a theme, such as one of a council's priorities, beside the directorate."""

from collections.abc import Callable, Mapping

import streamlit as st

from kpi.guidance import help_text
from kpi.model.definitions import themes
from kpi.model.definitions.themes import Theme
from kpi.model.snapshot import Snapshot
from pages.components import html, url_state

NAME, ALL = "theme", "all"
REPORTS = ("", "paper")  # the scorecard, the first page, has no name in its address
"""The pages of indicators that a theme narrows; the indicator page shows one in any case."""


def fields(snapshot: Snapshot) -> list[url_state.AddressField]:
    """Return the theme's field; none where no theme holds anything of the page."""
    if not _on_page(snapshot):
        return []
    return [
        url_state.one_of(
            NAME,
            lambda: {ALL: "All", **{key: each.label for key, each in _offered(snapshot).items()}},
            ALL,
        )
    ]


def chosen(snapshot: Snapshot) -> Theme | None:
    """Return the theme chosen; None for all, and on pages without the choice."""
    return _on_page(snapshot).get(str(st.session_state.get(NAME, ALL)))


def in_words(snapshot: Snapshot) -> str:
    """Return the theme chosen in words; empty for all."""
    theme = chosen(snapshot)
    return theme.label if theme else ""


def name_fault() -> None:
    """Show that the file of themes cannot be used, and why; nothing where it can."""
    fault = themes.usable()[1]
    if fault:
        url_state.name_faults([f"The file of themes is not used. {fault}"])


def draw(snapshot: Snapshot, on_change: Callable[[str], None] | None = None) -> None:
    """Draw the choice; nothing where no theme holds anything of the page.

    `on_change` receives the snapshot's id, so that a waiting callback holds no snapshot.
    """
    if not _on_page(snapshot):
        return
    labels = {ALL: "All", **{key: each.label for key, each in _offered(snapshot).items()}}
    # Behind a button: four boxes do not fit in the one line that leaves the picture on the screen.
    with st.popover("Theme (1 set)" if chosen(snapshot) else "Theme", key="themes"):
        st.selectbox(
            "Theme",
            list(labels),
            format_func=labels.__getitem__,
            key=NAME,
            on_change=on_change,
            args=(snapshot.id,),
        )
        html.draw(html.paragraphs([help_text.THEMES], kind="under"))


# ---- parts --------------------------------------------------------------------------------


def _on_page(snapshot: Snapshot) -> Mapping[str, Theme]:
    """Return the themes that hold something of the page being drawn, by id."""
    page = url_state.page_of_this_run()
    if page == "profile":
        return themes.of_measures(snapshot)
    return themes.of_indicators(snapshot) if page in REPORTS else {}


def _offered(snapshot: Snapshot) -> Mapping[str, Theme]:
    """Return the themes of the page that hold something of the chosen directorate."""
    directorate = str(st.session_state.get("directorate", ALL))
    every = _on_page(snapshot)
    if directorate == ALL or url_state.page_of_this_run() not in REPORTS:
        return every
    inside = [each.id for each in snapshot.indicators if each.directorate == directorate]
    return {key: each for key, each in every.items() if any(map(each.holds, inside))}
