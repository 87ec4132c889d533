"""Indicator: one indicator in one reporting quarter, answer first, method last."""

from datetime import date
from html import escape

import streamlit as st

from kpi import formatting
from kpi import formatting as formatting_rules
from kpi.charts import indicator as indicator_chart
from kpi.downloads.page_files import Scope, series_csv, summary_csv
from kpi.guidance import definitions
from kpi.indicators import revisions, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.comparisons import national_rank
from kpi.indicators.comparisons.comparators import model_label
from kpi.model import display
from kpi.model.data_status import strongest
from kpi.tables import summary
from kpi.wording import facts as facts_wording
from kpi.wording import indicator_notes, reasons, streaks
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from kpi.wording.comparisons import groups, sentences, verdicts
from kpi.wording.comparisons import significance as significance_wording
from kpi.wording.comparisons import table as table_wording
from pages.components import charting, downloads, enquiry, filters, frame, markup, rolling, signals

snapshot = frame.snapshot()
top = st.container()
choice, _place = filters.choose(snapshot, "indicator")
indicator = snapshot.indicator(choice.indicator_id)
(row,) = scorecard.summary(
    snapshot,
    choice.quarter,
    area=choice.area,
    indicator_ids=[indicator.id],
    newest=choice.newest,
    model=choice.model,
)
now = row.now
mark = markup.after(row.figure_status)

# 1. The answer
with top, markup.together():
    frame.title(indicator.name, page=indicator.name, filters=choice.told)
    markup.draw(
        f'<p class="lead">{escape(indicator.directorate)} · '
        f"{escape(facts_wording.quarter_words(choice.quarter))} · {escape(indicator.better)}</p>",
        markup.marked(
            facts_wording.fact(row),
            markup.after(strongest((row.figure_status, row.since_last.status))),
            kind="answer",
        ),
        markup.marked(
            f"{sentences.compared(row)} {facts_wording.waiting(row)}",
            "" if indicator.no_comparator else mark,
            kind="answer",
        ),
    )
    marked = facts_wording.marked(row) or indicator_notes.no_return(snapshot, choice.area)
    if marked:
        markup.draw(f'<p class="banner" role="note">{escape(marked)}</p>')

# 2. and 3. The figure; what is being done
with markup.together():
    markup.header("The figure")
    with markup.gathered() as big:
        markup.draw(
            f'<p class="big">{escape(facts_wording.value_or_reason(row))}</p>',
            markup.paragraphs(
                [
                    facts_wording.counts(indicator, now),
                    significance_wording.range_words(indicator, row.likely),
                    display.rare(indicator, row.value).capitalize(),
                    indicator_notes.no_count(indicator, now),
                    str(now.period) if now else "",
                ],
                kind="fact",
            ),
            (markup.figure_marks(now.data_status, now.symbol) if now else ""),
            markup.folded("Why a likely range?", f"{escape(indicator_notes.range_rule(row))}{mark}")
            if row.likely
            else "",
        )
    with markup.gathered() as status:
        markup.draw(
            '<p class="fact">Target status (the figure against its target)</p>'
            f'<p class="fact">{markup.tag(row.status)}</p>'
            f'<p class="fact">{escape(facts_wording.goal(row) or "no target")}'
            f"{' (target)' if row.target else ''}</p>"
            f"{markup.data_mark(row.target.data_status) if row.target else ''}",
            markup.folded("Why this status?", escape(reasons.why_status(row))),
            markup.marked(
                formatting.capital(streaks.streak_words(row)), markup.after(row.streak.status)
            ),
        )
        rolling.what_it_takes(row)
    with markup.gathered() as change:
        for name, moved in indicator_notes.comparisons(row):
            markup.draw(
                f'<p class="fact"><strong>{escape(indicator_notes.arrow(moved))} '
                f"{escape(formatting.capital(facts_wording.change_words(moved)))}</strong> "
                f"{escape(name)}</p>",
                markup.marked(
                    facts_wording.change_note(row, moved), markup.after(moved.status), kind="under"
                ),
                markup.folded(
                    f"Why? ({name})",
                    f"{escape(reasons.why_direction(row, moved))}{markup.after(moved.status)}",
                ),
            )
        beats = markup.after(row.beats.status if row.beats else "")
        markup.draw(markup.marked(formatting.capital(streaks.beats_words(row)), beats))
    markup.draw(markup.columns(big, status, change))
    told = verdicts.verdicts(row)
    if told:
        markup.subheader("Verdict: the figure against other areas")
        markup.draw(
            markup.paragraphs(
                [indicator_notes.VERDICT_IS_NOT_STATUS, groups.GROUP_RULE], kind="under"
            ),
            markup.verdicts(each for each in told if each.key in indicator_notes.FIRST),
        )

    # 3. What is being done
    said = comment(snapshot, indicator, choice.area, choice.quarter)
    markup.header("What happened, and what is being done")
    if said is None:
        markup.draw(f"<p>The council gave no commentary for {escape(choice.quarter.short)}.</p>")
    else:
        markup.draw(
            markup.pairs(
                [
                    ("What happened", escape(said.what_happened or "not said")),
                    ("Why", escape(said.why or "not said")),
                    ("What is being done", escape(said.action or "not said")),
                    ("Who", escape(said.owner_role or "not said")),
                    ("By when", escape(said.due_words(date.today()))),
                ]
            ),
            markup.data_mark(said.data_status),
        )

    enquiry.show(snapshot, row)

# 4. Over time
markup.header("Over time")
filters.likely_range()
with markup.together():
    by_time = indicator_chart.trend(snapshot, row, ranges=choice.ranges)
    charting.show(by_time, indicator)
    if choice.ranges and not by_time.ranges:
        markup.draw(markup.paragraphs([indicator_notes.NO_RANGES]))
    by_year = indicator_chart.yearly(snapshot, row, ranges=choice.ranges)
    if by_year is not None:
        charting.show(by_year, indicator)
    both = indicator_chart.legs(snapshot, row)
    if both is not None:
        markup.subheader("Both groups behind the gap")
        charting.show(both, indicator)
    signals.show(snapshot, row)

    rolling.show(snapshot, row)

    # 5. Compared with others
    markup.header("Compared with others")
    like = national_rank.standing(
        snapshot, indicator, choice.area, row.comparator("england").period
    )
    entries = table_wording.comparison(row, like)
    two_periods = any(entry.same_period for entry in entries)
    models = [scorecard.with_model(snapshot, row, model) for model in row.models]
    if indicator.no_comparator:
        markup.draw(markup.paragraphs([indicator.no_comparator]))
    else:
        markup.draw(
            markup.table(
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
                        markup.stacked(
                            f"<strong>{escape(entry.figure)}</strong>"
                            f"{markup.after(entry.data_status)}",
                            escape(entry.range),
                        ),
                        markup.bar(width, entry.key),
                        escape(entry.period),
                        escape(entry.basis),
                        markup.said(entry.verdict, entry.verdict_status),
                        *(
                            [markup.said(entry.same_period, entry.same_period_status)]
                            if two_periods
                            else []
                        ),
                        escape(entry.likeness),
                    ]
                    for entry, width in zip(
                        entries, indicator_chart.bar_widths([e.drawn for e in entries]), strict=True
                    )
                ],
                kind="bars",
                caption_hidden=True,
            )
        )
        markup.draw(
            markup.paragraphs([indicator_notes.standing_words(row, like)], kind="prose"),
            markup.paragraphs([verdicts.row_models(models)], kind="prose"),
        )
        others = [each for each in told if each.key not in indicator_notes.FIRST]
        if others:
            markup.subheader("Verdict: against the other comparators")
            markup.draw(markup.verdicts(others))
        published = (
            scorecard.changes_to(snapshot, indicator, choice.area, like.period) if like else None
        )
        if two_periods and published:
            year, moved = published
            markup.draw(
                markup.paragraphs([indicator_notes.year_words(row, year, moved)], kind="prose"),
                markup.folded(
                    "Why? (the year before)", escape(reasons.why_moved(indicator, *published))
                ),
            )
            markup.subheader(f"Verdict, like for like: {year.period}")
            markup.draw(
                markup.verdicts(verdicts.verdicts_of(row, year), year.period.in_words),
                markup.paragraphs([indicator_notes.like_models(models, year)], kind="prose"),
            )
        markup.subheader("The ten statistical neighbours")
        near = table_wording.neighbours(snapshot, row, like)
        period = row.comparator("neighbours").period
        markup.draw(
            markup.paragraphs(
                [
                    indicator_notes.neighbour_words(row),
                    indicator_notes.neighbour_rule(indicator, like),
                ]
            ),
            markup.table(
                f"Statistical neighbours by {model_label(choice.model)}, {period}",
                ("Authority", "Figure", "", "Ours against it"),
                [
                    [
                        escape(entry.label),
                        markup.stacked(
                            markup.said(entry.figure, entry.data_status),
                            escape(entry.range),
                        ),
                        markup.bar(width, entry.key),
                        markup.said(entry.verdict, entry.verdict_status),
                    ]
                    for entry, width in zip(
                        near, indicator_chart.bar_widths([e.value for e in near]), strict=True
                    )
                ],
                kind="bars neighbours",
            ),
        )
    for other in indicator.related:
        markup.subheader(f"Related: {other.label}")
        found = table_wording.related(snapshot, row, other)
        if found is None:
            markup.draw(markup.paragraphs([other.why, "Nothing had been published by then."]))
            continue
        judged = any(found.verdicts)
        markup.draw(
            markup.paragraphs([other.why, found.counts]),
            markup.table(
                f"{other.label}, {found.period}: a related measure, not a comparator",
                ("Who", "Figure", *([f"{row.area.name} against it"] if judged else [])),
                [
                    [escape(who), escape(value), *([escape(word)] if judged else [])]
                    for (who, value), word in zip(found.figures, found.verdicts, strict=True)
                ],
                kind="related",
            ),
            markup.paragraphs([found.models], kind="prose"),
        )
filters.more(snapshot, "indicator")

with markup.together():
    # 6. What the figure means
    markup.header("What the figure means")
    markup.draw(
        markup.pairs(
            [
                ("Definition", escape(indicator.definition)),
                ("Counted above the line", escape(indicator.numerator)),
                ("Counted below the line", escape(indicator.denominator)),
                ("Why it matters", escape(indicator.why_it_matters)),
                ("What the council controls", escape(indicator.council_controls)),
                ("Bear in mind", markup.bullets(escape(text) for text in indicator.caveats)),
                *(
                    [("Derived England and DfE's own rate", escape(summed))]
                    if (summed := annual_rates_wording.sum_words(snapshot, indicator))
                    else []
                ),
                (
                    "Breaks in the series",
                    markup.bullets(escape(said) for said in definitions.break_lines(indicator))
                    or "none known",
                ),
                (
                    "Set aside",
                    markup.bullets(escape(said) for said in definitions.aside_lines(indicator))
                    or "no period",
                ),
                (
                    "Targets so far",
                    markup.bullets(
                        escape(indicator_notes.target_words(indicator, goal))
                        for goal in scorecard.targets(snapshot, indicator, choice.area)
                    )
                    or "none",
                ),
                (
                    "Corrections",
                    markup.bullets(
                        escape(each.in_words)
                        for each in revisions.corrections(snapshot, indicator, choice.area)
                    )
                    if revisions.corrections(snapshot, indicator, choice.area)
                    else "none so far",
                ),
                ("Who answers for it", escape(indicator.owner_role)),
                ("Source", escape(indicator_notes.source_words(snapshot, row))),
                ("Next figure", escape(indicator_notes.next_words(row))),
            ]
        )
    )

    # 7. Take it away
    markup.header("Take it away")
left, right, _rest = st.columns([4, 4, 6])
with left:
    downloads.button(
        "Download this series (CSV)",
        series_csv,
        indicator.id,
        choice.area,
        choice.model,
        row.known_by,
        file_name=filters.file_name(
            f"{formatting_rules.slug(indicator.id)}-series.csv", choice, periods=False
        ),
        mime="text/csv",
        key="download-series",
    )
with right:
    downloads.button(
        "Download this row of the summary (CSV)",
        summary_csv,
        Scope(choice.quarter, choice.area, None, (indicator.id,), choice.newest, choice.model),
        file_name=filters.file_name(
            summary.summary_name(choice.quarter, None, [indicator]), choice
        ),
        mime="text/csv",
        key="download-row",
    )
