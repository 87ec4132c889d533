"""Indicator: one indicator in one reporting quarter, from the answer to the method."""

from datetime import date

import streamlit as st

from kpi.downloads import file_names
from kpi.downloads.page_files import ScorecardSelection, series_csv, summary_csv
from pages.components import downloads, embed_lines, frame, html
from pages.components.filters import report_filters
from pages.sections.one_indicator import indicator_content

snapshot = frame.snapshot()
top = st.container()
choice, buttons = report_filters.choose(snapshot, "indicator")
indicator = snapshot.indicator(choice.one_indicator)
content = indicator_content.content(
    snapshot, indicator.id, choice.view, date.today(), ranges=choice.ranges
)

with top:
    frame.title(
        indicator.name,
        page=indicator.name,
        filters=choice.filters_text,
        lead=content.lead,
        marks=content.marks,
    )
    html.draw(content.notices)

with buttons:
    downloads.table_buttons(
        "This series (CSV)",
        series_csv,
        indicator.id,
        choice.view,
        file_name=report_filters.file_name(file_names.series(indicator), choice, periods=False),
        key="download-series",
    )
    downloads.table_buttons(
        "This row (CSV)",
        summary_csv,
        ScorecardSelection(choice.view, directorate=None, indicator_ids=(indicator.id,)),
        file_name=report_filters.file_name(
            file_names.summary(choice.view.quarter, None, [indicator]), choice
        ),
        key="download-row",
    )

    title = f"{indicator.name}, {choice.view.quarter.short}"
    embed_lines.offer("indicator", choice.in_address("directorate", "theme"), title)

html.draw_prepared(content.answers)
if content.has_ranges:
    report_filters.likely_range()
html.draw_prepared(content.over_time)
report_filters.more(snapshot, "indicator")
html.draw_last(content.meaning)
