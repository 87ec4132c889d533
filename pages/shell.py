"""The frame around every page: navigation, masthead, snapshot and banners.

Streamlit runs this file for every page. A new page needs one file in this folder and one line
in `PAGES`.
"""

from pathlib import Path

import streamlit as st

from kpi.errors import DefinitionError, StoreError, UnknownNameError
from kpi.model.existing_areas import ended_words
from kpi.service import heading, service
from kpi.store import live_snapshot
from pages.browser import page_listeners, screen_reader
from pages.components import abbreviations, frame, html, publish_closed, sign_in, url_state
from server import observability, upload_gate

HERE = Path(__file__).resolve().parent
PAGES = [
    st.Page(HERE / "scorecard.py", title="Scorecard", url_path="scorecard", default=True),
    st.Page(HERE / "indicator.py", title="Indicator", url_path="indicator"),
    st.Page(HERE / "benchmarks.py", title="Benchmarks", url_path="benchmarks"),
    st.Page(HERE / "profile.py", title="All measures", url_path="profile"),
    st.Page(HERE / "compare.py", title="Compare", url_path="compare"),
    st.Page(HERE / "table.py", title="Build a table", url_path="table"),
    st.Page(HERE / "paper.py", title="Committee paper", url_path="paper"),
    st.Page(HERE / "definitions.py", title="Definitions and sources", url_path="definitions"),
    st.Page(HERE / "guide.py", title="Guide", url_path="guide", visibility="hidden"),
    st.Page(
        HERE / "accessibility.py",
        title="Accessibility",
        url_path="accessibility",
        visibility="hidden",
    ),
]
publishes = upload_gate.is_open()
PAGES.append(
    st.Page(
        HERE / "publish.py" if publishes else publish_closed.draw,
        title="Publish",
        url_path=upload_gate.PAGE,
        visibility=sign_in.menu() if publishes else "hidden",
    )
)

st.set_page_config(
    page_title=heading(),
    page_icon=frame.FAVICON,
    layout="wide",
    initial_sidebar_state="collapsed",
)
page = st.navigation(PAGES, position="top")
listeners = st.container(key="for-listeners")
screen_reader.begin()
try:
    live = live_snapshot.live()
    area = live.snapshot.home(live.snapshot.home_code())
    service()  # named by every page: a fault in its file is shown before anything is drawn
except StoreError as fault:
    frame.out_of_order(fault.plain)
except (DefinitionError, UnknownNameError) as fault:
    frame.out_of_order(str(fault))
else:
    shown = frame.requested_snapshot(live.snapshot, arrived=url_state.arrive(page.url_path))
    frame.put(shown)
    if not (publishes and page.url_path == upload_gate.PAGE):  # there the council is the title
        frame.masthead(area.name)
    frame.ended(ended_words(area, live.snapshot.made_on))
    if live.problem:
        frame.stale(live)
    if shown is not live.snapshot:
        frame.frozen(shown)
    html.begin()
    # Named after the page: a style of one page asks for it, not for what the page happens to hold.
    with (
        observability.page_run(page.url_path, live),
        st.container(key=f"page-{page.url_path or 'scorecard'}"),
    ):
        page.run()
    with html.together():
        html.draw(*html.end())
        abbreviations.draw(page.url_path, area.code)
        frame.footer(shown)
    sign_in.way_in()
with listeners:
    page_listeners.listen()
