"""Scorecard: Children's Services in one reporting quarter."""

from datetime import date

import streamlit as st
from markupsafe import Markup

from kpi.charts.range_bar import range_bar
from kpi.charts.renderers import range_html
from kpi.downloads.page_files import (
    ScorecardSelection,
    changes_csv,
    summary_csv,
    summary_workbook,
)
from kpi.indicators import scorecard
from kpi.indicators.comparisons.comparators import model_label
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.tables import summary
from kpi.wording import data_marks, headline, indicator_notes, scorecard_highlights
from kpi.wording.comparisons import place_in_group
from pages.browser import screen_reader
from pages.components import downloads, frame, html
from pages.components.filters import report_filters
from pages.components.templates import render
from pages.sections import scorecard_table, since_last_report

snapshot = frame.snapshot()
top = st.container()
choice, beside = report_filters.choose(snapshot, "scorecard")
rows = scorecard.summary(
    snapshot, choice.view, directorate=choice.directorate, indicator_ids=choice.indicator_ids
)
chosen = [row.indicator for row in rows] if choice.indicator_id else []

query = {"quarter": choice.view.quarter.short}
if frame.past_snapshot_name():
    query[frame.ASKED] = frame.past_snapshot_name()
if choice.view.newest:
    query["comparators"] = report_filters.NEWEST
if choice.view.model:
    query["neighbours"] = choice.view.model

with top:
    frame.title(
        "Children's Services performance",
        page="Scorecard",
        filters=choice.told,
        lead=headline.quarter_words(choice.view.quarter),
        marks=data_marks.marks_of(rows),
    )
    screen_reader.add(scorecard_highlights.indicators_shown(len(rows), len(snapshot.indicators)))

name = report_filters.file_name(
    summary.summary_name(choice.view.quarter, choice.directorate, chosen), choice
)
today = date.today()
scope = ScorecardSelection(
    choice.view, directorate=choice.directorate, indicator_ids=choice.indicator_ids
)
with beside:
    downloads.button(
        "Summary (CSV)",
        summary_csv,
        scope,
        file_name=name,
        mime="text/csv",
        key="download-summary",
    )
    downloads.button(
        "Summary (XLSX)",
        summary_workbook,
        scope,
        file_name=f"{name.removesuffix('.csv')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="download-summary-xlsx",
    )
    st.page_link("paper.py", label="Committee paper (Word)")

html.draw(
    render(
        "tally.html",
        tags=[
            (scorecard_table.tag(status), words)
            for status, words in scorecard_highlights.status_tally(rows)
        ],
        counts=scorecard_highlights.status_counts(rows),
        changes=scorecard_highlights.change_counts(rows),
        since=since_last_report.since(
            snapshot,
            choice.view,
            today,
            query,
            directorate=choice.directorate,
            indicator_ids=choice.indicator_ids,
        ),
        no_return=indicator_notes.no_return(snapshot, choice.view.area),
    ),
    scorecard_table.markup(
        rows, query, lambda row: Markup(range_html.small(range_bar(snapshot, row)))
    ),
)
stand_out = scorecard_highlights.notable(rows)
html.draw(
    render(
        "standout.html",
        highlights=[(scorecard_table.tag(each.status), each.text) for each in stand_out],
    )
    if stand_out
    else ""
)
downloads.button(
    "Changes since the last report (CSV)",
    changes_csv,
    scope,
    today,
    file_name=name.replace("summary", "changes"),
    mime="text/csv",
    key="download-changes",
)
report_filters.more(snapshot, "scorecard")
judged = judged_good(snapshot, choice.view.known_by)
html.draw(
    html.heading("How to read this"),
    html.paragraphs(
        [
            scorecard_highlights.illustrative_counts(rows),
            "Status compares the figure with the target. “Beyond intervention level” means the "
            "figure is beyond the level at which the council must act.",
            "“Ours better”, “similar” or “ours worse” is a separate judgement, the verdict: it "
            "asks whether the figure differs from another area's by more than chance. Where counts "
            "exist, the likely range of the figure is shown, and decides it.",
            place_in_group.GROUP_RULE,
            "Each comparator shows its own period: many are published once a year, so they are "
            "older than the council's figure.",
            f"Statistical neighbours are the ten authorities most like this one, by "
            f"{model_label(choice.view.neighbour_model)}. Other Good authorities are those "
            f"whose children's services Ofsted judged {judged.judgement}. {judged.unknown}",
        ]
    ),
)
