"""Scorecard: Children's Services in one reporting quarter."""

from datetime import date

import streamlit as st

from kpi.downloads import file_names
from kpi.downloads.page_files import (
    ScorecardSelection,
    changes_csv,
    summary_csv,
    summary_workbook,
)
from kpi.service import service
from pages.browser import screen_reader
from pages.components import downloads, embed_lines, frame, html
from pages.components.filters import group_choice, report_filters
from pages.sections import scorecard_content

snapshot = frame.snapshot()
top = st.container()
choice, buttons = report_filters.choose(snapshot, "scorecard")

query = {"quarter": choice.view.quarter.short}
if frame.past_snapshot_name():
    query[frame.ASKED] = frame.past_snapshot_name()
if choice.view.newest:
    query["comparators"] = report_filters.NEWEST
if choice.view.model:
    query["neighbours"] = choice.view.model
if choice.group_asked:
    query[group_choice.NAME] = choice.group_asked

today = date.today()
selection = ScorecardSelection(
    choice.view, directorate=choice.directorate, indicator_ids=choice.indicator_ids
)
# All before anything below the filters is drawn: the browser then draws it in one go.
content = scorecard_content.content(snapshot, selection, today, tuple(query.items()))
chosen = content.indicators if choice.indicator_id else ()
name = report_filters.file_name(
    file_names.summary(choice.view.quarter, choice.directorate, chosen), choice
)

with top:
    frame.title(
        service().heading,
        page="Scorecard",
        filters=choice.filters_text,
        lead=choice.lead,
        marks=content.marks,
    )
    screen_reader.add(content.shown)

with buttons:
    downloads.table_buttons(
        "Summary (CSV)",
        summary_csv,
        selection,
        file_name=name,
        key="download-summary",
    )
    downloads.button(
        "Summary (XLSX)",
        summary_workbook,
        selection,
        file_name=f"{name.removesuffix('.csv')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="download-summary-xlsx",
    )
    st.page_link("paper.py", label="Committee paper (Word)")
    title = f"{service().heading}, {choice.view.quarter.short}"
    embed_lines.offer("scorecard", choice.in_address(), title)

html.draw_prepared(content.table)
html.draw_prepared(content.stand_out)
if content.follows:
    downloads.table_buttons(
        "Changes since the last report (CSV)",
        changes_csv,
        selection,
        today,
        file_name=file_names.changes(name),
        key="download-changes",
    )
report_filters.more(snapshot, "scorecard")
html.draw_last(content.reading)
