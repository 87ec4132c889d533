"""All measures for one authority: where it stands out, and what has worsened."""

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from kpi.benchmarks import authority_profile
from kpi.benchmarks.measures import OWN_TOPIC
from kpi.benchmarks.ranking import CAUTION
from kpi.charts.benchmarks import measure_places
from kpi.downloads import file_names
from kpi.downloads.page_files import ProfileSelection, profile_csv
from kpi.file_writers.arrow import as_arrow
from kpi.guidance import help_text
from kpi.model.definitions import themes
from kpi.model.neighbour_models import model_label
from kpi.tables import profile_table
from kpi.wording import profile_words
from pages.browser import screen_reader
from pages.components import data_grid, downloads, frame, html, url_state
from pages.components.filters import benchmark_filters, theme_choice
from pages.components.filters.benchmark_filters import ALL
from pages.components.templates import render
from pages.sections import measures_picture, pupil_gaps

snapshot = frame.snapshot()


def lait_topics() -> dict[str, str]:
    """Return LAIT's topics of the chosen directorate, without our own indicators'."""
    offered = benchmark_filters.topics(snapshot)
    return {key: label for key, label in offered.items() if key != OWN_TOPIC}


choices = {
    "band": {ALL: "All", **profile_words.BANDS},
    "against": {ALL: "All", **profile_words.AGAINST},
    "direction": {ALL: "All", **profile_words.DIRECTIONS},
    "order": profile_table.ORDERS,
}
# In pixels: the first three are as wide as a phone's grid, all of them as a desktop's.
WIDTHS = {
    "name": 188,
    "value": 68,
    "band": 60,
    "place": 104,
    "unit": 110,
    "shown_change": 72,
    "direction": 104,
    "period": 130,
    "england": 72,
    "neighbours_mean": 182,
    "against_neighbours": 136,
}
labels = {
    "band": "Quartile band",
    "against": "Against neighbours",
    "direction": "Since the period before",
    "order": "Order",
}
fields = [
    benchmark_filters.authority_field(snapshot),
    benchmark_filters.model_field(snapshot),
    benchmark_filters.directorate_field(snapshot),
    *theme_choice.fields(snapshot),
    url_state.one_of("topic", lait_topics, ALL),
    url_state.one_of("as", lambda: measures_picture.SHOWN, "chart"),
    *(
        url_state.one_of(name, partial(choices.__getitem__, name), next(iter(choices[name])))
        for name in choices
    ),
    pupil_gaps.kind_field(),
]
top = st.container()
url_state.name_faults(url_state.adopt(fields))
theme_choice.name_fault()
line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="line")
with line, st.container(horizontal=True, gap="small", key="filters"):
    area = benchmark_filters.choose_authority(snapshot)
    model = benchmark_filters.choose_model(snapshot, "Neighbours")
    directorate = benchmark_filters.choose_directorate(snapshot)
    topics = lait_topics()
    st.selectbox("Topic", list(topics), format_func=topics.__getitem__, key="topic")
    topic = benchmark_filters.topic()
takeaways = line.container(horizontal=True, width="content", gap="small", key="takeaways")
with takeaways:
    theme_choice.draw(snapshot)
query = {"authority": area}
if model != snapshot.newest_model:
    query["neighbours"] = model
if frame.past_snapshot_name():
    query[frame.ASKED] = frame.past_snapshot_name()
opened = measures_picture.pressed()
if opened is not None:
    st.switch_page("benchmarks.py", query_params={"measure": opened, **query})
url_state.write(fields)

name = snapshot.area(area).name
theme, theme_name = theme_choice.chosen(snapshot), theme_choice.in_words(snapshot)
frame.on_paper(
    snapshot,
    [
        ("Authority", name),
        ("Statistical neighbours", model_label(model)),
        ("Directorate", directorate or "All"),
        *([("Theme", theme.label)] if theme else []),
        ("Topic", topic or "All topics"),
        *((labels[key], offered[st.session_state[key]]) for key, offered in choices.items()),
    ],
)
every = authority_profile.profile(snapshot, area, model=model)
held = themes.measures_of(snapshot, theme) if theme else None
table = profile_table.filtered(every, topic=topic, directorate=directorate, measures=held)
overview = profile_words.overview(snapshot, table, area, model)
asked = {key: st.session_state[key] for key in choices}
kept = {key: None if asked[key] == ALL else asked[key] for key in ("band", "against", "direction")}
filtered = profile_table.filtered(
    table, band=kept["band"], against=kept["against"], direction=kept["direction"]
)
rows = profile_table.ordered(filtered, asked["order"])
with takeaways:
    downloads.table_buttons(
        "These measures (CSV)",
        profile_csv,
        ProfileSelection(
            area,
            model,
            topic,
            directorate,
            **kept,
            order=asked["order"],
            theme=theme.id if theme else None,
        ),
        file_name=file_names.all_measures(
            snapshot,
            area,
            model,
            [part for part in (directorate, theme and theme.id, topic, *kept.values()) if part],
        ),
        key="download-profile",
        disabled=not len(rows),
    )

# 1. The answer
with top:
    frame.title(
        f"All measures: {name}",
        page="All measures",
        filters=", ".join(part for part in (name, directorate, theme_name, topic) if part),
        lead=profile_words.lead(
            snapshot, table, " · ".join(part for part in (directorate, theme_name, topic) if part)
        ),
    )
html.draw(render("measures/bars.html", bars=measure_places.count_bars(table)))


def measure_link(measure: str, text: str) -> str:
    """Return the link to a measure on Benchmarks, for the same authority."""
    return html.link("benchmarks", text, measure=measure, **query)


# 2. Every ranked measure, and what stands out
no_quarter = profile_words.no_quarter_words(table)
measures_picture.show(
    measure_places.measure_places(snapshot, table, overview, area, model),
    measure_places.entry_lists(overview),
    measure_link,
    no_quarter,
)


def cells(line: profile_words.ProfileLine, sizes: bool) -> list[str]:
    """Return one row of a list with its figures."""
    shown = [
        html.stacked(
            measure_link(line.measure, line.name), escape(line.topic), escape(line.better)
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


def list_table(
    caption: str, lines: Sequence[profile_words.ProfileLine], *, sizes: bool = False
) -> str:
    """Return a list with its figures as a table; empty without entries."""
    if not lines:
        return ""
    rows = [cells(line, sizes) for line in lines]
    return html.table(caption, profile_words.heads(sizes), rows, kind="standing")


html.draw(
    html.folded(
        "How this picture is made, and which figures are in the three lists",
        "".join(
            [
                html.paragraphs(
                    [*overview.counts, no_quarter, help_text.PROFILE],
                    kind="prose",
                ),
                html.paragraphs(profile_words.PICTURE_WORDS, kind="prose of-dots"),
                html.paragraphs(
                    [
                        CAUTION,
                        overview.rule,
                        profile_words.why_rule(),
                        profile_words.SIZE_WORDS,
                    ],
                    kind="prose",
                ),
            ]
        ),
    ),
    html.folded(
        "The three lists with their figures",
        "".join(
            [
                list_table(f"{name}: best places among all authorities", overview.best),
                list_table(f"{name}: weakest places among all authorities", overview.worst),
                list_table(
                    f"{name}: most unusual changes for the worse", overview.worsened, sizes=True
                ),
            ]
        ),
    )
    if overview.best or overview.worst or overview.worsened
    else "",
)

# 3. Everything
st.header("Every measure", anchor=False)
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="table-filters"):
    for key, offered in choices.items():
        st.selectbox(labels[key], list(offered), format_func=offered.__getitem__, key=key)
shown = profile_words.shown_words(len(rows), len(every))
screen_reader.add(shown)
html.draw(
    f'<p class="counts">{escape(shown)}</p>',
    html.paragraphs(
        [profile_table.ORDER_WORDS[asked["order"]], help_text.EVERY_MEASURE], kind="under"
    ),
)
if len(rows):
    grid = st.container(key="measures-grid")
    grid.dataframe(
        as_arrow(profile_table.shown(rows)),
        hide_index=True,
        height=555,
        row_height=data_grid.ROW,
        placeholder=profile_table.NOTHING,
        column_config=data_grid.columns(profile_table.SHOWN, profile_table.NUMBERS, WIDTHS),
        alt=f"Every measure for {name}. {shown}",
    )
    html.draw(html.paragraphs([profile_table.NOTE], kind="prose"))
    onward = {"table": profile_table.selection_text(snapshot, rows, area, model)}
    if frame.past_snapshot_name():
        onward[frame.ASKED] = frame.past_snapshot_name()
    words = "Build a table of these measures, with other areas and years"
    html.draw(f"<p>{html.link('table', words, **onward)}</p>")

# 4. Groups of children beside all pupils
pupil_gaps.show_list(snapshot, area, topic, directorate)
