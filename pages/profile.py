"""All measures for one authority: where it stands out, and what has worsened."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from kpi.benchmarks import profile as benchmark_profile
from kpi.benchmarks.measures import OWN_TOPIC
from kpi.benchmarks.ranking import CAUTION
from kpi.downloads.page_files import ProfileSelection, profile_csv
from kpi.exports.arrow import as_arrow
from kpi.guidance import help_text
from kpi.indicators.comparisons.comparators import model_label
from kpi.model.neighbour_models import DEFAULT_MODEL
from kpi.tables import profile as profile_table
from kpi.wording import profile as profile_wording
from pages.browser import screen_reader
from pages.components import benchmark_filters, downloads, frame, html, url_state
from pages.components.benchmark_filters import ALL

snapshot = frame.snapshot()


def lait_topics() -> dict[str, str]:
    """Return LAIT's topics of the chosen directorate, without our own indicators'."""
    offered = benchmark_filters.topics(snapshot)
    return {key: label for key, label in offered.items() if key != OWN_TOPIC}


choices = {
    "band": {ALL: "All", **profile_wording.BANDS},
    "against": {ALL: "All", **profile_wording.AGAINST},
    "direction": {ALL: "All", **profile_wording.DIRECTIONS},
    "order": profile_table.ORDERS,
}
labels = {
    "band": "Quartile band",
    "against": "Against neighbours",
    "direction": "Since the period before",
    "order": "Order",
}
fields = [
    benchmark_filters.authority_field(snapshot),
    benchmark_filters.model_field(),
    benchmark_filters.directorate_field(snapshot),
    url_state.one_of("topic", lait_topics, ALL),
    *(
        url_state.one_of(name, partial(choices.__getitem__, name), next(iter(choices[name])))
        for name in choices
    ),
]
top = st.container()
url_state.name_faults(url_state.adopt(fields))
with st.container(key="filters"):
    left, middle, right, last = st.columns([6, 4, 4, 5], vertical_alignment="bottom", gap="small")
    with left:
        area = benchmark_filters.choose_authority(snapshot)
    with middle:
        model = benchmark_filters.choose_model()
    with right:
        directorate = benchmark_filters.choose_directorate(snapshot)
    with last:
        topics = lait_topics()
        st.selectbox("Topic", list(topics), format_func=topics.__getitem__, key="topic")
        topic = benchmark_filters.topic()
    html.draw(html.paragraphs([help_text.PROFILE], kind="under"))
url_state.write(fields)

name = snapshot.area(area).name
frame.on_paper(
    snapshot,
    [
        ("Authority", name),
        ("Statistical neighbours", model_label(model)),
        ("Directorate", directorate or "All"),
        ("Topic", topic or "All topics"),
    ],
)
every = benchmark_profile.profile(snapshot, area, model=model)
table = benchmark_profile.chosen(every, topic=topic, directorate=directorate)
found = profile_wording.overview(snapshot, table, area, model)
query = {"authority": area}
if model != DEFAULT_MODEL:
    query["neighbours"] = model
if frame.past_snapshot_name():
    query[frame.ASKED] = frame.past_snapshot_name()

# 1. The answer
told = [part for part in (name, directorate, topic) if part]
with top:
    frame.title(f"All measures: {name}", page="All measures", filters=", ".join(told))
    about = " · ".join(part for part in (directorate, topic) if part)
    html.draw(
        f'<p class="lead">{escape(profile_wording.lead(snapshot, about))}</p>',
        html.paragraphs(found.counts, kind="counts"),
    )


def cells(line: profile_wording.ProfileLine, sizes: bool) -> list[str]:
    """Return one row of a short list."""
    shown = [
        html.stacked(
            html.link("benchmarks", line.name, measure=line.measure, **query),
            escape(line.topic),
            escape(line.better),
        ),
        html.stacked(f"<strong>{escape(line.figure)}</strong>", escape(line.period)),
        escape(line.place),
        escape(line.england),
        html.stacked(escape(line.neighbours), escape(line.neighbours_of)),
        html.stacked(escape(line.change), escape(line.change_from)),
    ]
    if not sizes:
        return shown
    return [*shown, html.stacked(escape(line.size), escape(line.typical))]


def short_list(
    heading: str,
    caption: str,
    lines: Sequence[profile_wording.ProfileLine],
    nothing: str,
    *,
    sizes: bool = False,
) -> None:
    """Draw a short list under its heading, or why it is empty."""
    st.header(heading, anchor=False)
    if not lines:
        html.draw(html.paragraphs([nothing]))
        return
    rows = [cells(line, sizes) for line in lines]
    html.draw(html.table(caption, profile_wording.heads(sizes), rows, kind="standing"))


# 2. What stands out
html.draw(
    html.paragraphs([found.rule, CAUTION], kind="prose"),
    html.folded("Why this rule?", escape(profile_wording.why_rule())),
)
short_list(
    "Where it stands out best",
    f"{name}: best places among all authorities",
    found.best,
    "None of these measures is in the best quarter of authorities by these rules.",
)
short_list(
    "Where it stands out worst",
    f"{name}: weakest places among all authorities",
    found.worst,
    "None of these measures is in the weakest quarter of authorities by these rules.",
)
short_list(
    "What has worsened unusually",
    f"{name}: most unusual changes for the worse",
    found.worsened,
    profile_wording.NONE_UNUSUAL,
    sizes=True,
)
html.draw(html.paragraphs([profile_wording.SIZE_WORDS], kind="prose"))

# 3. Everything
st.header("Every measure", anchor=False)
with st.container(key="table-filters"):
    for place, (key, offered) in zip(
        st.columns(4, vertical_alignment="bottom", gap="small"), choices.items(), strict=True
    ):
        with place:
            st.selectbox(labels[key], list(offered), format_func=offered.__getitem__, key=key)
    html.draw(html.paragraphs([help_text.EVERY_MEASURE], kind="under"))
asked = {key: st.session_state[key] for key in choices}
kept = {key: None if asked[key] == ALL else asked[key] for key in ("band", "against", "direction")}
rows = profile_table.ordered(benchmark_profile.chosen(table, **kept), asked["order"])
held = profile_wording.shown_words(len(rows), len(every))
screen_reader.add(held)
html.draw(
    f'<p class="counts">{escape(held)}</p>',
    html.paragraphs([profile_table.ORDER_WORDS[asked["order"]]], kind="prose"),
)
if len(rows):
    st.dataframe(
        as_arrow(profile_table.shown(rows)),
        hide_index=True,
        height=520,
        placeholder=profile_table.NOTHING,
        column_config={
            profile_table.SHOWN["name"]: st.column_config.TextColumn(pinned=True, width=270),
            **{
                column: st.column_config.NumberColumn(format="localized")
                for column in profile_table.NUMBERS
            },
        },
        alt=f"Every measure for {name}. {held}",
    )
    html.draw(html.paragraphs([profile_table.NOTE], kind="prose"))
    filters = [part for part in (directorate, topic, *kept.values()) if part]
    place, _rest = st.columns([5, 9])
    with place:
        downloads.button(
            "Download these measures (CSV)",
            profile_csv,
            ProfileSelection(area, model, topic, directorate, **kept, order=asked["order"]),
            file_name=profile_table.file_name(snapshot, area, model, filters),
            mime="text/csv",
            key="download-profile",
        )
    onward = {"table": profile_table.selection_text(snapshot, rows, area, model)}
    if frame.past_snapshot_name():
        onward[frame.ASKED] = frame.past_snapshot_name()
    words = "Build a table of these measures, with other areas and years"
    html.draw(f"<p>{html.link('table', words, **onward)}</p>")
