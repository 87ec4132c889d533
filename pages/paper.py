"""Committee paper: the quarter as a Word file, and its first pages as they stand in it."""

from html import escape

import streamlit as st

from kpi.downloads import file_names
from kpi.downloads.page_files import paper_file
from kpi.file_writers.document_preview import sheets
from kpi.paper import assembly, word
from pages.components import downloads, frame, html
from pages.components.filters import report_filters
from pages.components.templates import render

snapshot = frame.snapshot()
top = st.container()
choice, buttons = report_filters.choose(
    snapshot, "scorecard"
)  # the scorecard's choices apply here too
with st.container(horizontal=True, key="paper-choices", gap="medium"):
    with_charts = st.checkbox("With charts", value=True, key="with-charts")
    full = st.checkbox("With evidence and tables as appendices", value=False, key="full")
    with_enquiries = full and st.checkbox("With lines of enquiry", value=True, key="with-enquiries")
wanted = assembly.PaperRequest(
    choice.view,
    directorate=choice.directorate,
    indicator_ids=choice.indicator_ids,
    charts=with_charts,
    enquiries=with_enquiries,
    full=full,
)
made = assembly.make(snapshot, wanted)

with top:
    frame.title(
        "Committee paper",
        page="Committee paper",
        filters=choice.filters_text,
        lead=choice.lead,
    )
    html.draw(
        html.paragraphs(
            [
                "A Word file, ready to be finished by an officer: the text in square brackets "
                "shows where. Below are its first pages."
            ]
        ),
    )

with buttons:
    downloads.button(
        "Download the committee paper (Word)",
        paper_file,
        wanted,
        file_name=file_names.paper(wanted),
        mime=word.MIME,
        key="download-paper",
    )

html.draw(render("paper.html", sheets=sheets(made.preview, made.numbers), labels=made.page_names))

st.header("What is in it", anchor=False)
html.draw(
    html.bullets(
        (
            f"{escape(title)}{html.bullets(map(escape, inside)) if inside else ''}"
            for title, inside in made.contents
        ),
        kind="contents",
    )
)
report_filters.more(snapshot, "scorecard")
