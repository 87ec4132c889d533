"""Scorecard: Children's Services in one reporting quarter."""

from html import escape

import streamlit as st

from kpi.charts import sparkline
from kpi.downloads.page_files import ScorecardSelection, summary_csv, summary_workbook
from kpi.indicators import scorecard
from kpi.indicators.comparisons.comparators import model_label
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.model import display
from kpi.tables import summary
from kpi.wording import headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons import place_in_group, sentences
from kpi.wording.comparisons import table as table_wording
from kpi.wording.shown import indicators_shown
from pages.browser import screen_reader
from pages.components import downloads, frame, html, report_filters

snapshot = frame.snapshot()
top = st.container()
choice, _beside = report_filters.choose(snapshot, "scorecard")
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


def missed(row: scorecard.ScorecardRow) -> str:
    """Return one line on an indicator that misses its target: status, name, figure and target."""
    marks = html.figure_marks(row.now.data_status, row.now.symbol) if row.now else ""
    target = html.data_mark(row.target.data_status) if row.target else ""
    return (
        f"{html.tag(row.status)} {html.indicator_link(row, query)}: "
        f"{escape(headline.value_or_reason(row))} {marks}, "
        f"target {escape(headline.goal(row))} {target}"
    )


with top:
    frame.title("Children's Services performance", page="Scorecard", filters=choice.told)
    screen_reader.add(indicators_shown(len(rows), len(snapshot.indicators)))
    told, made_up = (
        indicator_notes.no_return(snapshot, choice.view.area),
        scorecard_highlights.illustrative_counts(rows),
    )
    html.draw(
        f'<p class="lead">{escape(headline.quarter_words(choice.view.quarter))}</p>',
        '<p class="counts"><strong>'
        f"{escape(scorecard_highlights.status_counts(rows))}</strong></p>",
        html.bullets([missed(row) for row in scorecard_highlights.off_target(rows)], kind="missed"),
        f'<p class="counts">{escape(scorecard_highlights.change_counts(rows))}</p>',
        f'<p class="banner" role="note">{escape(told)}</p>' if told else "",
        '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
        f"{escape(made_up)} {html.link('definitions', 'Why?')}</p>"
        if made_up
        else "",
    )

name = report_filters.file_name(
    summary.summary_name(choice.view.quarter, choice.directorate, chosen), choice
)
scope = ScorecardSelection(
    choice.view, directorate=choice.directorate, indicator_ids=choice.indicator_ids
)
with st.container(horizontal=True, vertical_alignment="center", key="takeaways"):
    downloads.button(
        "Download summary (CSV)",
        summary_csv,
        scope,
        file_name=name,
        mime="text/csv",
        key="download-summary",
    )
    downloads.button(
        "Download summary (XLSX)",
        summary_workbook,
        scope,
        file_name=f"{name.removesuffix('.csv')}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="download-summary-xlsx",
    )
    st.page_link("paper.py", label="Committee paper (Word)")

stand_out = scorecard_highlights.notable(rows)
if stand_out:
    html.draw(
        html.heading("What stands out"),
        html.bullets(
            (f"{html.tag(n.status)} {escape(n.text)}" for n in stand_out), kind="stand-out"
        ),
    )

HEAD = (
    "Indicator",
    "Figure",
    "Target",
    "Status",
    "Against the period before",
    "England",
    "Region",
    "Statistical neighbours",
    "Other Good authorities",
    "Trend",
)


def comparator_cell(row: scorecard.ScorecardRow, key: str, place: str = "") -> str:
    """Return a comparator's figure, its period and method, or why there is none.

    `place` names the comparator where the column's head does not.
    """
    found = row.comparator(key)
    if found.value is None:
        return f'<span class="under">{escape(headline.no_comparator(row, found))}</span>'
    made = f"{'weighted ' if found.weighted else ''}mean of {found.count}" if found.is_mean else ""
    apart = table_wording.comparator_words(row, found)
    return html.stacked(
        escape(display.show_short(row.indicator, found.value)),
        escape(place),
        escape(found.period.short if found.period else ""),
        f"{html.data_mark(found.status)} {escape(made)}".strip(),
        html.marked_text(apart, row.status_against(found)),
        escape(annual_rates_wording.official_short(row, found)),
    )


def cells(row: scorecard.ScorecardRow, region: str) -> list[str]:
    """Return the row of the table: the name first, then the columns of HEAD for `region`."""
    place = row.comparator("region").label
    indicator, now = row.indicator, row.now
    figure = html.stacked(
        f"<strong>{escape(headline.value_or_reason(row))}</strong>",
        escape(now.period.short) if now else "",
        escape(headline.counts(indicator, now) or display.rare(indicator, row.value)),
        escape(indicator_notes.no_count_short(indicator, now)),
        escape(significance_wording.range_words(indicator, row.likely)),
        html.figure_marks(now.data_status, now.symbol) if now else "",
    )
    goal = ""
    if row.target:
        goal = html.stacked(escape(headline.goal(row)), html.data_mark(row.target.data_status))
    return [
        html.stacked(html.indicator_link(row, query), escape(indicator_notes.better(indicator))),
        figure,
        goal or '<span class="under">no target</span>',
        html.stacked(html.tag(row.status), escape(headline.waiting_short(row))),
        html.stacked(
            escape(
                f"{indicator_notes.arrow(row.since_last)} {headline.change_words(row.since_last)}"
            ),
            escape(headline.change_note(row, row.since_last)),
            html.data_mark(row.since_last.status),
        ),
        comparator_cell(row, "england"),
        comparator_cell(row, "region", place if place != region else ""),
        comparator_cell(row, "neighbours"),
        comparator_cell(row, "good"),
        html.stacked(
            html.picture(sparkline.spark_uri(row), sparkline.spark_text(row)),
            html.marked_text(streaks.streak_words(row), row.streak.status),
        ),
    ]


def block(row: scorecard.ScorecardRow) -> str:
    """Return the same row for a narrow screen."""
    indicator, now = row.indicator, row.now
    period = f" ({now.period.short})" if now else ""
    marks = html.data_mark(now.data_status) if now else ""
    compares = row.value is not None and not indicator.no_comparator
    sentence_mark = html.data_mark(row.figure_status) if compares else ""
    goal = (
        f" target {escape(headline.goal(row))} {html.data_mark(row.target.data_status)}"
        if row.target
        else ""
    )
    beside_figure = "; ".join(
        part
        for part in (
            significance_wording.range_words(indicator, row.likely),
            indicator_notes.no_count_short(indicator, now),
        )
        if part
    )
    streak = streaks.streak_words(row)
    return (
        f'<li><p class="name">{html.indicator_link(row, query)}</p>'
        f"<p><strong>{escape(headline.value_or_reason(row))}</strong>{escape(period)} {marks}"
        f"{escape(f'; {beside_figure}' if beside_figure else '')}</p>"
        f"<p>{html.tag(row.status)}{goal}"
        f"{html.marked_text(f'; {streak}', row.streak.status) if streak else ''}</p>"
        f"<p>{escape(sentences.compared(row))} {escape(headline.waiting(row))} "
        f"{sentence_mark}</p>"
        f'<p class="under">{escape(indicator_notes.better(indicator))}</p></li>'
    )


for directorate in dict.fromkeys(row.indicator.directorate for row in rows):
    inside = [row for row in rows if row.indicator.directorate == directorate]
    judged = [row for row in inside if not row.indicator.is_context]
    context = [row for row in inside if row.indicator.is_context]
    parts = [html.heading(directorate)]
    for group, name in ((judged, "indicators"), (context, "context, not judged")):
        if not group:
            continue
        caption = f"{directorate}: {name}, {choice.view.quarter.short}"
        regions = {row.comparator("region").label for row in group}
        region = regions.pop() if len(regions) == 1 else "Region"
        head = [region if title == "Region" else title for title in HEAD]
        parts.extend(
            [
                html.table(
                    caption, head, [cells(row, region) for row in group], kind="wide scorecard"
                ),
                f'<ul class="narrow blocks" aria-label="{escape(caption)}">'
                f"{''.join(block(row) for row in group)}</ul>",
            ]
        )
    # One piece of markup: each further one costs every browser a millisecond or two.
    html.draw(*parts)

report_filters.more(snapshot, "scorecard")
judged = judged_good(snapshot, choice.view.known_by)
html.draw(
    html.heading("How to read this"),
    html.paragraphs(
        [
            "Status compares the figure with the target. “Beyond intervention level” means the "
            "figure is beyond the level at which the council must act.",
            "“Ours is better”, “similar” or “worse” is a separate judgement, the verdict: it asks "
            "whether the figure differs from another area's by more than chance. Where counts "
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
