"""Indicator: one indicator in one reporting quarter, answer first, method last."""

from datetime import date
from html import escape

import streamlit as st

from kpi import beside, charts, page_words, reasons, revisions, scorecard, standing, words
from kpi.commentary import comment
from kpi.comparators import model_label
from kpi.exports import csv
from kpi.series import series
from pages.components import charting, filters, frame, markup, rolling

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
made_up = now is not None and now.data_status == "illustrative"
mark = f" {markup.illustrative()}" if made_up else ""

# 1. The answer
with top:
    frame.title(indicator.name, page=indicator.name, filters=f"{choice.quarter.short}")
    markup.draw(
        f'<p class="lead">{escape(indicator.directorate)} · '
        f"{escape(words.quarter_words(choice.quarter))} · {escape(indicator.better)}</p>",
        markup.marked(words.fact(row), mark, kind="answer"),
        markup.marked(
            f"{words.compared(row)} {words.waiting(row)}",
            "" if indicator.no_comparator else mark,
            kind="answer",
        ),
    )
    marked = words.marked(row)
    if marked:
        markup.draw(f'<p class="banner" role="note">{escape(marked)}</p>')

# 2. The figure
st.header("The figure", anchor=False)
big, status, change = st.columns(3)
with big:
    markup.draw(
        f'<p class="big">{escape(words.value_or_reason(row))}</p>',
        markup.paragraphs(
            [
                words.counts(indicator, now),
                words.rare(indicator, row.value).capitalize(),
                str(now.period) if now else "",
            ],
            kind="fact",
        ),
        (markup.figure_marks(now.data_status, now.symbol) if now else ""),
    )
with status:
    markup.draw(
        f'<p class="fact">{markup.tag(row.status)}</p>'
        f'<p class="fact">{escape(words.goal(row) or "no target")}'
        f"{' (target)' if row.target else ''}</p>"
        f"{markup.data_mark(row.target.data_status) if row.target else ''}",
        markup.folded("Why this status?", escape(reasons.why_status(row))),
        markup.marked(words.capital(words.streak_words(row)), mark),
    )
    rolling.what_it_takes(row)
with change:
    for name, moved in page_words.comparisons(row):
        markup.draw(
            f'<p class="fact"><strong>{escape(page_words.arrow(moved))} '
            f"{escape(words.capital(words.change_words(moved)))}</strong> {escape(name)}</p>",
            markup.marked(words.change_note(row, moved), mark, kind="under"),
            markup.folded(f"Why? ({name})", f"{escape(reasons.why_direction(row, moved))}{mark}"),
        )
    markup.draw(markup.marked(words.capital(words.beats_words(row)), mark))

# 3. What is being done
said = comment(snapshot, indicator, choice.area, choice.quarter)
st.header("What happened, and what is being done", anchor=False)
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

# 4. Over time
st.header("Over time", anchor=False)
charting.show(charts.trend(snapshot, row), indicator, key="trend", made_up=made_up)
by_year = charts.yearly(snapshot, row)
if by_year is not None:
    charting.show(by_year, indicator, key="yearly")
both = charts.legs(snapshot, row)
if both is not None:
    st.subheader("Both groups behind the gap", anchor=False)
    charting.show(both, indicator, key="legs")

rolling.show(snapshot, row)

# 5. Compared with others
st.header("Compared with others", anchor=False)
like = standing.standing(snapshot, indicator, choice.area, row.comparator("england").period)
entries = beside.comparison(row, like)
if indicator.no_comparator:
    markup.draw(markup.paragraphs([indicator.no_comparator]))
else:
    markup.draw(
        markup.table(
            f"{indicator.name}: {row.area.name} beside its comparators",
            ("Who", "Figure", "", "Period", "How it was made", "Ours against it", "Like for like?"),
            [
                [
                    escape(entry.label),
                    f"<strong>{escape(entry.figure)}</strong>",
                    markup.bar(width, entry.key),
                    escape(entry.period),
                    escape(entry.basis),
                    escape(entry.verdict),
                    escape(entry.likeness),
                ]
                for entry, width in zip(
                    entries, charts.bar_widths([e.value for e in entries]), strict=True
                )
            ],
            kind="bars",
            caption_hidden=True,
        )
    )
    markup.draw(markup.paragraphs([page_words.standing_words(row, like)], kind="prose"))
    st.subheader("The ten statistical neighbours", anchor=False)
    near = beside.neighbours(snapshot, row, like)
    period = row.comparator("neighbours").period
    like_mark = f" {markup.data_mark(like.data_status)}" if like else ""
    markup.draw(
        markup.paragraphs([page_words.neighbour_words(row)]),
        markup.table(
            f"Statistical neighbours by {model_label(choice.model)}, {period}",
            ("Authority", "Figure", "", "Ours against it"),
            [
                [
                    escape(entry.label),
                    f"{escape(entry.figure)}{like_mark if entry.key == 'home' else ''}",
                    markup.bar(width, entry.key),
                    escape(entry.verdict),
                ]
                for entry, width in zip(
                    near, charts.bar_widths([e.value for e in near]), strict=True
                )
            ],
            kind="bars neighbours",
        ),
    )
for other in indicator.related:
    st.subheader(f"Related: {other.label}", anchor=False)
    found = beside.related(snapshot, row, other)
    if found is None:
        markup.draw(markup.paragraphs([other.why, "Nothing had been published by then."]))
        continue
    markup.draw(
        markup.paragraphs([other.why, found.counts]),
        markup.table(
            f"{other.label}, {found.period}: a related measure, not a comparator",
            ("Who", "Figure"),
            [[escape(who), escape(value)] for who, value in found.figures],
            kind="related",
        ),
    )
filters.more(snapshot, "indicator")

# 6. What the figure means
st.header("What the figure means", anchor=False)
markup.draw(
    markup.pairs(
        [
            ("Definition", escape(indicator.definition)),
            ("Counted above the line", escape(indicator.numerator)),
            ("Counted below the line", escape(indicator.denominator)),
            ("Why it matters", escape(indicator.why_it_matters)),
            ("What the council controls", escape(indicator.council_controls)),
            ("Bear in mind", markup.bullets(escape(text) for text in indicator.caveats)),
            (
                "Breaks in the series",
                markup.bullets(escape(f"{p}: {note}") for p, note in indicator.breaks)
                if indicator.breaks
                else "none known",
            ),
            (
                "Targets so far",
                markup.bullets(
                    escape(page_words.target_words(indicator, goal))
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
            ("Source", escape(page_words.source_words(snapshot, row))),
            ("Next figure", escape(page_words.next_words(row))),
        ]
    )
)

# 7. Take it away
st.header("Take it away", anchor=False)
table = series(snapshot, indicator, area=choice.area, model=choice.model)
left, right, _rest = st.columns([4, 4, 6])
left.download_button(
    "Download this series (CSV)",
    data=lambda: csv.to_csv(table),
    file_name=filters.file_name(f"{csv.slug(indicator.id)}-series.csv", choice, periods=False),
    mime="text/csv",
    on_click="ignore",
    key="download-series",
)
right.download_button(
    "Download this row of the summary (CSV)",
    data=lambda: csv.to_csv(csv.summary_table(snapshot, [row])),
    file_name=filters.file_name(csv.summary_name(choice.quarter, None, [indicator]), choice),
    mime="text/csv",
    on_click="ignore",
    key="download-row",
)
