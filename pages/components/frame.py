"""The frame of a page: style sheet, masthead, banners, footer, and the snapshot to show."""

import threading
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from kpi.errors import StoreError
from kpi.formatting import long_date
from kpi.model.snapshot import Snapshot
from kpi.service import service
from kpi.store import live_snapshot
from kpi.store.watcher import ServedSnapshot
from kpi.wording.legend import MarkMeaning
from pages.browser import screen_reader
from pages.components import html
from pages.components.templates import render

_ICON = b64encode(Path(__file__).with_name("favicon.png").read_bytes()).decode("ascii")
FAVICON = f"data:image/png;base64,{_ICON}"
"""The icon as an address: of a file, Streamlit would make a picture anew at every run of a page."""

_run = threading.local()  # each run of a page has its own thread, and ends with it
ASKED, _ASKED = "snapshot", "snapshot asked for"  # in the address; in the session


def put(snapshot: Snapshot) -> None:
    """Set the snapshot of this run, so that no page mixes two.

    It is not in the session, where every open page would hold its own in memory.
    """
    _run.snapshot = snapshot


def requested_snapshot(live: Snapshot, *, arrived: bool) -> Snapshot:
    """Return the snapshot named in the address, else the live one; reports an unknown name.

    The menu drops the address, so after a change of page the last one named still applies.
    """
    wanted = str(st.query_params.get(ASKED, past_snapshot_name() if arrived else ""))
    st.session_state[_ASKED] = "" if wanted == live.id else wanted
    if not past_snapshot_name():
        return live
    try:
        return live_snapshot.frozen(wanted)
    except StoreError as fault:
        st.session_state[_ASKED] = ""
        st.html(
            f'<p class="notice" role="status">{escape(str(fault))} It was ignored: the newest '
            "figures are shown.</p>"
        )
        return live


def past_snapshot_name() -> str:
    """Return the past snapshot that this visitor views, for links; empty for the newest."""
    return str(st.session_state.get(_ASKED, ""))


def frozen(shown: Snapshot) -> None:
    """Show a banner that a past snapshot is shown, and a link to the newest."""
    day = long_date(shown.made_on)
    st.html(
        f'<p class="banner" role="note"><strong>As published on {escape(day)}.</strong> This page '
        f"shows the figures as they were (snapshot {escape(shown.id)}). They may have been "
        'corrected since. <a href="?" target="_self">Show the newest figures</a></p>'
    )


def snapshot() -> Snapshot:
    """Return the snapshot of this run."""
    current: Snapshot = _run.snapshot
    return current


def masthead(council: str) -> None:
    """Draw the masthead with the council's name."""
    st.html(f'<p class="masthead">{escape(council)} <span>{escape(service().title)}</span></p>')


def title(
    heading: str,
    *,
    page: str,
    filters: str,
    lead: str = "",
    marks: Sequence[MarkMeaning] = (),
    aside: str = "",
) -> None:
    """Draw the page's main heading; sets and announces the browser's title with the filters.

    `lead` stands beside the heading; `marks` are those that the page's figures have; `aside` is
    markup at the end of the same line.
    """
    screen_reader.add(f"{page}, {filters}:")
    st.set_page_config(page_title=f"{page}, {filters} - {service().heading}")
    html.draw(
        render(
            "title.html",
            heading=heading,
            anchor=html.slug(heading),
            lead=lead,
            marks=marks,
            why=Markup(html.link("definitions", "Why?")),
            aside=Markup(aside),
        )
    )


def out_of_order(reason: str) -> None:
    """Show a message when there is no data, with the reason."""
    screen_reader.add("The figures cannot be shown.")
    html.draw(
        html.heading("The figures cannot be shown", 1),
        f'<p class="notice" role="alert">{escape(reason)}</p>',
    )
    st.html(
        '<p class="out-of-order">Nothing is lost. Please tell the performance team what this page '
        "says.</p>"
    )


def stale(live: ServedSnapshot) -> None:
    """Show that the last good snapshot is displayed, and why a newer one is not."""
    st.html(f'<p class="notice" role="status">{escape(live.notice)}</p>')


def ended(words: str) -> None:
    """Show that the council has been abolished; nothing for one that exists."""
    if words:
        st.html(f'<p class="notice" role="status">{escape(words)}</p>')


def on_paper(snapshot: Snapshot, chosen: Sequence[tuple[str, str]]) -> None:
    """Draw the line that only print shows: filters, snapshot and today's date."""
    published, today = snapshot.made_on, date.today()
    choices = "; ".join(f"{escape(name)}: {escape(value.rstrip('.'))}" for name, value in chosen)
    filters = f"<strong>Filters</strong> {choices}. " if choices else ""
    st.html(
        f'<p class="on-paper">{filters}<strong>Figures as published</strong> on '
        f"{long_date(published)} "
        f"(snapshot {escape(snapshot.id)}). "
        f"<strong>Printed</strong> from the page as opened on {long_date(today)}.</p>"
    )


def footer(snapshot: Snapshot) -> None:
    """Draw the snapshot and the sources of its figures."""
    day = long_date(snapshot.made_on)
    html.draw(
        '<footer class="foot"><p>Figures as published on '
        f"{escape(day)} (snapshot {escape(snapshot.id)}). Contains public sector information "
        "licensed under the Open Government Licence v3.0. It comes from the Department for "
        "Education, Ofsted and the Office for National Statistics.</p><p>"
        '<a href="guide" target="_self">Two-minute guide</a> · '
        '<a href="definitions" target="_self">Definitions and sources</a> · '
        '<a href="accessibility" target="_self">Accessibility</a></p></footer>'
    )
