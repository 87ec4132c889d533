"""Indicator: one indicator in one reporting quarter, from the answer to the method."""

from datetime import date
from html import escape

import streamlit as st
from markupsafe import Markup

from kpi import formatting
from kpi.charts import gap_groups, indicator_trend, indicator_years
from kpi.charts.range_bar import range_bar
from kpi.charts.renderers.axes import bar_widths
from kpi.downloads.page_files import ScorecardSelection, series_csv, summary_csv
from kpi.enquiries import questions
from kpi.guidance import definitions
from kpi.indicators import revisions, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.comparisons import national_rank
from kpi.indicators.comparisons.comparators import model_label
from kpi.tables import summary
from kpi.wording import data_marks, headline, indicator_notes, status_reasons
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import verdicts
from pages.components import downloads, frame, html, indicator_chart
from pages.components.filters import report_filters
from pages.sections import indicator_answers
from pages.sections import range_bar as range_bar_section
from pages.sections import rolling_year as rolling_year_section
from pages.sections import xmr as xmr_section

snapshot = frame.snapshot()
top = st.container()
choice, beside = report_filters.choose(snapshot, "indicator")
indicator = snapshot.indicator(choice.indicator_id)
(row,) = scorecard.summary(snapshot, choice.view, indicator_ids=[indicator.id])

with beside:
    downloads.button(
        "This series (CSV)",
        series_csv,
        indicator.id,
        choice.view.area,
        choice.view.neighbour_model,
        row.known_by,
        file_name=report_filters.file_name(
            f"{formatting.slug(indicator.id)}-series.csv", choice, periods=False
        ),
        mime="text/csv",
        key="download-series",
    )
    downloads.button(
        "This row (CSV)",
        summary_csv,
        ScorecardSelection(choice.view, directorate=None, indicator_ids=(indicator.id,)),
        file_name=report_filters.file_name(
            summary.summary_name(choice.view.quarter, None, [indicator]), choice
        ),
        mime="text/csv",
        key="download-row",
    )

# 1. The answers, their pictures, and what is being done
said = comment(snapshot, indicator, choice.view.area, choice.view.quarter)
asked = questions.enquiries(snapshot, row, date.today())
with top:
    frame.title(
        indicator.name,
        page=indicator.name,
        filters=choice.told,
        lead=f"{formatting.capital(indicator_notes.better(indicator))} · "
        f"{headline.quarter_words(choice.view.quarter)}",
        marks=data_marks.marks_of(
            [row],
            [*(each.data_status for each in asked), *([said.data_status] if said else [])],
        ),
    )
    told = indicator_notes.no_return(snapshot, choice.view.area)
    if told:
        html.draw(f'<p class="banner" role="note">{escape(told)}</p>')
by_time = indicator_trend.trend(snapshot, row, ranges=choice.ranges)
over_time = indicator_chart.markup(by_time, indicator, indicator_answers.FIRST_SCREEN, "Over time")
html.draw(
    indicator_answers.markup(
        row,
        said,
        asked,
        Markup(f"{over_time}{range_bar_section.markup(range_bar(snapshot, row))}"),
        date.today(),
    )
)

# 2. More on time
html.header("More on time")
report_filters.likely_range()
with html.together():
    if choice.ranges and not by_time.ranges:
        html.draw(html.paragraphs([indicator_notes.NO_RANGES]))
    by_year = indicator_years.yearly(snapshot, row, ranges=choice.ranges)
    if by_year is not None:
        indicator_chart.show(by_year, indicator)
    both = gap_groups.legs(snapshot, row)
    if both is not None:
        html.subheader("Both groups behind the gap")
        indicator_chart.show(both, indicator)
    xmr_section.show(snapshot, row)

    rolling_year_section.show(snapshot, row)

    # 3. Compared with others
    html.header("Compared with others")
    like = national_rank.standing(
        snapshot, indicator, choice.view.area, row.comparator("england").period
    )
    entries = table_wording.comparison(row, like)
    two_periods = any(entry.same_period for entry in entries)
    models = [scorecard.with_model(snapshot, row, model) for model in row.models]
    if indicator.no_comparator:
        html.draw(html.paragraphs([indicator.no_comparator]))
    else:
        html.draw(
            html.table(
                f"{indicator.name}: {row.area.name} beside its comparators",
                (
                    "Who",
                    "Figure",
                    "",
                    "Period",
                    "How it was made",
                    "Ours against it",
                    *(["Ours of the same period"] if two_periods else []),
                    "Like for like?",
                ),
                [
                    [
                        escape(entry.label),
                        html.stacked(
                            f"<strong>{escape(entry.figure)}</strong>"
                            f"{html.after(entry.data_status)}",
                            escape(entry.range),
                        ),
                        html.bar(width, entry.key),
                        escape(entry.period),
                        escape(entry.basis),
                        html.marked_text(entry.verdict, entry.verdict_status),
                        *(
                            [html.marked_text(entry.same_period, entry.same_period_status)]
                            if two_periods
                            else []
                        ),
                        escape(entry.likeness),
                    ]
                    for entry, width in zip(
                        entries, bar_widths([e.drawn for e in entries]), strict=True
                    )
                ],
                kind="bars",
                caption_hidden=True,
            )
        )
        html.draw(
            html.paragraphs([indicator_notes.standing_words(row, like)], kind="prose"),
            html.paragraphs([verdicts.row_models(models)], kind="prose"),
        )
        others = [each for each in verdicts.verdicts(row) if each.key not in indicator_notes.FIRST]
        if others:
            html.subheader("Verdict: against the other comparators")
            html.draw(html.verdicts(others))
        published = (
            scorecard.changes_to(snapshot, indicator, choice.view.area, like.period)
            if like
            else None
        )
        if two_periods and published:
            year, moved = published
            html.draw(
                html.paragraphs([indicator_notes.year_words(row, year, moved)], kind="prose"),
                html.folded(
                    "Why? (the year before)",
                    escape(status_reasons.why_moved(indicator, *published)),
                ),
            )
            html.subheader(f"Verdict, like for like: {year.period}")
            html.draw(
                html.verdicts(verdicts.verdicts_of(row, year), year.period.in_words),
                html.paragraphs([indicator_notes.like_models(models, year)], kind="prose"),
            )
        html.subheader("The ten statistical neighbours")
        near = table_wording.neighbours(snapshot, row, like)
        period = row.comparator("neighbours").period
        html.draw(
            html.paragraphs(
                [
                    indicator_notes.neighbour_words(row),
                    indicator_notes.neighbour_rule(indicator, like),
                ]
            ),
            html.table(
                f"Statistical neighbours by {model_label(choice.view.neighbour_model)}, {period}",
                ("Authority", "Figure", "", "Ours against it"),
                [
                    [
                        escape(entry.label),
                        html.stacked(
                            html.marked_text(entry.figure, entry.data_status),
                            escape(entry.range),
                        ),
                        html.bar(width, entry.key),
                        html.marked_text(entry.verdict, entry.verdict_status),
                    ]
                    for entry, width in zip(near, bar_widths([e.value for e in near]), strict=True)
                ],
                kind="bars neighbours",
            ),
        )
    for other in indicator.related:
        html.subheader(f"Related: {other.label}")
        found = table_wording.related(snapshot, row, other)
        if found is None:
            html.draw(html.paragraphs([other.why, "Nothing had been published by then."]))
            continue
        judged = any(found.verdicts)
        html.draw(
            html.paragraphs([other.why, found.counts]),
            html.table(
                f"{other.label}, {found.period}: a related measure, not a comparator",
                ("Who", "Figure", *([f"{row.area.name} against it"] if judged else [])),
                [
                    [escape(who), escape(value), *([escape(word)] if judged else [])]
                    for (who, value), word in zip(found.figures, found.verdicts, strict=True)
                ],
                kind="related",
            ),
            html.paragraphs([found.models], kind="prose"),
        )
report_filters.more(snapshot, "indicator")

with html.together():
    # 4. What the figure means
    html.header("What the figure means")
    html.draw(
        html.pairs(
            [
                ("Directorate", escape(indicator.directorate)),
                ("Definition", escape(indicator.definition)),
                ("Counted above the line", escape(indicator.numerator)),
                ("Counted below the line", escape(indicator.denominator)),
                ("Why it matters", escape(indicator.why_it_matters)),
                ("What the council controls", escape(indicator.council_controls)),
                ("Bear in mind", html.bullets(escape(text) for text in indicator.caveats)),
                *(
                    [("Derived England and DfE's own rate", escape(summed))]
                    if (summed := annual_rates_wording.sum_words(snapshot, indicator))
                    else []
                ),
                (
                    "Breaks in the series",
                    html.bullets(escape(said) for said in definitions.break_lines(indicator))
                    or "none known",
                ),
                (
                    "Set aside",
                    html.bullets(escape(said) for said in definitions.aside_lines(indicator))
                    or "no period",
                ),
                (
                    "Targets so far",
                    html.bullets(
                        escape(indicator_notes.target_words(indicator, goal))
                        for goal in scorecard.targets(snapshot, indicator, choice.view.area)
                    )
                    or "none",
                ),
                (
                    "Corrections",
                    html.bullets(
                        escape(each.in_words)
                        for each in revisions.corrections(snapshot, indicator, choice.view.area)
                    )
                    if revisions.corrections(snapshot, indicator, choice.view.area)
                    else "none so far",
                ),
                ("Who answers for it", escape(indicator.owner_role)),
                ("Source", escape(indicator_notes.source_words(snapshot, row))),
                ("Next figure", escape(indicator_notes.next_words(row))),
            ]
        )
    )
