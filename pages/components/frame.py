"""The frame: style sheet, masthead, banners, footer; and the snapshot a page is to show."""

from html import escape
from pathlib import Path

import streamlit as st

from kpi.snapshot import Snapshot

_STYLE = Path(__file__).with_name("style.css")
_SNAPSHOT = "snapshot of this run"


def style() -> None:
    """The style sheet, read anew with each run: it is small and the disk cache holds it."""
    st.html(_STYLE)


def put(snapshot: Snapshot) -> None:
    """Fix the snapshot for this run, so that no page mixes two."""
    st.session_state[_SNAPSHOT] = snapshot


def snapshot() -> Snapshot:
    """The snapshot of this run."""
    found: Snapshot = st.session_state[_SNAPSHOT]
    return found


def masthead(council: str) -> None:
    """Whose dashboard this is."""
    st.html(f'<p class="masthead">{escape(council)} <span>Children\'s Services</span></p>')


def title(heading: str, *, page: str, filters: str) -> None:
    """The page's one main heading; the browser's title names page and filters."""
    st.set_page_config(page_title=f"{page}, {filters} - Children's Services performance")
    st.title(heading, anchor=False)


def out_of_order(reason: str) -> None:
    """The one clear message when there is no data to show."""
    st.title("The figures cannot be shown", anchor=False)
    st.error(reason, icon=None)
    st.html("<p>Nothing is lost. Please tell the performance team what this page says.</p>")


def stale(snapshot: Snapshot, problem: str) -> None:
    """A newer snapshot was refused: the last good one is shown, and why."""
    st.warning(
        f"A newer state of the figures was refused, so those of {snapshot.id} are shown. {problem}",
        icon=None,
    )


def footer(snapshot: Snapshot) -> None:
    """Which state of the figures this is, and where they come from."""
    day = f"{snapshot.made_on.day} {snapshot.made_on:%B %Y}"
    st.html(
        '<footer class="foot"><p>Figures as published on '
        f"{escape(day)} (snapshot {escape(snapshot.id)}). Contains public sector information "
        "licensed under the Open Government Licence v3.0, from the Department for Education, "
        'Ofsted and the Office for National Statistics. <a href="definitions" target="_self">'
        "Definitions and sources</a></p></footer>"
    )
