"""Indicator: one indicator in one reporting quarter, from the answer to the method."""

from datetime import date
from html import escape

import streamlit as st

from kpi import formatting
from kpi.charts import gap_groups, indicator_trend, indicator_years
from kpi.charts.renderers.axes import bar_widths
from kpi.downloads.page_files import ScorecardSelection, series_csv, summary_csv
from kpi.guidance import definitions
from kpi.indicators import revisions, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.comparisons import national_rank
from kpi.indicators.comparisons.comparators import model_label
from kpi.model import display
from kpi.model.data_status import strongest
from kpi.tables import summary
from kpi.wording import headline, indicator_notes, reasons, streaks
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons import place_in_group, sentences, verdicts
from kpi.wording.comparisons import table as table_wording
from pages.components import downloads, frame, html, indicator_chart, report_filters
from pages.sections import enquiries as enquiries_section
from pages.sections import rolling_year as rolling_year_section
from pages.sections import xmr as xmr_section

snapshot = frame.snapshot()
top = st.container()
choice, _place = report_filters.choose(snapshot, "indicator")
indicator = snapshot.indicator(choice.indicator_id)
(row,) = scorecard.summary(snapshot, choice.view, indicator_ids=[indicator.id])
now = row.now
mark = html.after(row.figure_status)

# 1. The answer
with top, html.together():
    frame.title(indicator.name, page=indicator.name, filters=choice.told)
    html.draw(
        f'<p class="lead">{escape(indicator.directorate)} · '
        f"{escape(headline.quarter_words(choice.view.quarter))} · "
        f"{escape(indicator.polarity.words)}</p>",
        html.marked(
            headline.fact(row),
            html.after(strongest((row.figure_status, row.since_last.status))),
            kind="answer",
        ),
        html.marked(
            f"{sentences.compared(row)} {headline.waiting(row)}",
            "" if indicator.no_comparator else mark,
            kind="answer",
        ),
    )
    marked = headline.marked(row) or indicator_notes.no_return(snapshot, choice.view.area)
    if marked:
        html.draw(f'<p class="banner" role="note">{escape(marked)}</p>')

# 2. and 3. The figure; what is being done
with html.together():
    html.header("The figure")
    with html.gathered() as big:
        html.draw(
            f'<p class="big">{escape(headline.value_or_reason(row))}</p>',
            html.paragraphs(
                [
                    headline.counts(indicator, now),
                    significance_wording.range_words(indicator, row.likely),
                    display.rare(indicator, row.value).capitalize(),
                    indicator_notes.no_count(indicator, now),
                    str(now.period) if now else "",
                ],
                kind="fact",
            ),
            (html.figure_marks(now.data_status, now.symbol) if now else ""),
            html.folded("Why a likely range?", f"{escape(indicator_notes.range_rule(row))}{mark}")
            if row.likely
            else "",
        )
    with html.gathered() as status:
        html.draw(
            '<p class="fact">Target status (the figure against its target)</p>'
            f'<p class="fact">{html.tag(row.status)}</p>'
            f'<p class="fact">{escape(headline.goal(row) or "no target")}'
            f"{' (target)' if row.target else ''}</p>"
            f"{html.data_mark(row.target.data_status) if row.target else ''}",
            html.folded("Why this status?", escape(reasons.why_status(row))),
            html.marked(
                formatting.capital(streaks.streak_words(row)), html.after(row.streak.status)
            ),
        )
        rolling_year_section.target_gap(row)
    with html.gathered() as change:
        for name, moved in indicator_notes.comparisons(row):
            html.draw(
                f'<p class="fact"><strong>{escape(indicator_notes.arrow(moved))} '
                f"{escape(formatting.capital(headline.change_words(moved)))}</strong> "
                f"{escape(name)}</p>",
                html.marked(
                    headline.change_note(row, moved), html.after(moved.status), kind="under"
                ),
                html.folded(
                    f"Why? ({name})",
                    f"{escape(reasons.why_direction(row, moved))}{html.after(moved.status)}",
                ),
            )
        beats = html.after(row.beats.status if row.beats else "")
        html.draw(html.marked(formatting.capital(streaks.beats_words(row)), beats))
    html.draw(html.columns(big, status, change))
    told = verdicts.verdicts(row)
    if told:
        html.subheader("Verdict: the figure against other areas")
        html.draw(
            html.paragraphs(
                [indicator_notes.VERDICT_IS_NOT_STATUS, place_in_group.GROUP_RULE], kind="under"
            ),
            html.verdicts(each for each in told if each.key in indicator_notes.FIRST),
        )

    # 3. What is being done
    said = comment(snapshot, indicator, choice.view.area, choice.view.quarter)
    html.header("What happened, and what is being done")
    if said is None:
        html.draw(f"<p>The council gave no commentary for {escape(choice.view.quarter.short)}.</p>")
    else:
        html.draw(
            html.pairs(
                [
                    ("What happened", escape(said.what_happened or "not said")),
                    ("Why", escape(said.why or "not said")),
                    ("What is being done", escape(said.action or "not said")),
                    ("Who", escape(said.owner_role or "not said")),
                    ("By when", escape(said.due_words(date.today()))),
                ]
            ),
            html.data_mark(said.data_status),
        )

    enquiries_section.show(snapshot, row)

# 4. Over time
html.header("Over time")
report_filters.likely_range()
with html.together():
    by_time = indicator_trend.trend(snapshot, row, ranges=choice.ranges)
    indicator_chart.show(by_time, indicator)
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

    # 5. Compared with others
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
        others = [each for each in told if each.key not in indicator_notes.FIRST]
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
                    "Why? (the year before)", escape(reasons.why_moved(indicator, *published))
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
    # 6. What the figure means
    html.header("What the figure means")
    html.draw(
        html.pairs(
            [
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

    # 7. Downloads
    html.header("Take it away")
left, right, _rest = st.columns([4, 4, 6])
with left:
    downloads.button(
        "Download this series (CSV)",
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
with right:
    downloads.button(
        "Download this row of the summary (CSV)",
        summary_csv,
        ScorecardSelection(choice.view, directorate=None, indicator_ids=(indicator.id,)),
        file_name=report_filters.file_name(
            summary.summary_name(choice.view.quarter, None, [indicator]), choice
        ),
        mime="text/csv",
        key="download-row",
    )
