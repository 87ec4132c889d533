"""Build a table: many measures by many areas and years, for download."""

from functools import partial
from html import escape

import streamlit as st

from kpi.downloads import file_names
from kpi.tables import builder_facts, builder_text, selection
from kpi.tables.screen import table_words
from kpi.tables.screen.built_table import built_table, figure_counts
from kpi.tables.screen.ready_made import ready_made
from kpi.tables.table_limits import MOST_DRAWN_ROWS
from kpi.wording import legend
from pages.browser import file_reader, link_copier, screen_reader
from pages.components import frame, html, url_state
from pages.components.filters import table_filters
from pages.components.templates import render
from pages.sections import built_figures

snapshot = frame.snapshot()
top = st.container()
faults: list[str] = []
field = table_filters.field(snapshot, faults)
url_state.name_faults(
    url_state.adopt(
        [field], contradictions=lambda _asked: [table_filters.fault_notice(f) for f in faults]
    )
)
url_state.write([field])
chosen = table_filters.chosen()
missing = builder_text.missing_choices(chosen)
text, refused = table_filters.opened_file_notice()
if text:
    role = "alert" if refused else "status"
    screen_reader.add("" if refused else text)
    html.draw(f'<p class="notice" role="{role}">{escape(text)}</p>')
table_filters.choose(snapshot)


def kept_choice(label: str) -> None:
    """Draw what saves a selection, opens a saved one and repeats it on the command line."""
    with st.popover(label, key="table-keep"):
        html.draw(
            html.paragraphs(
                [
                    "The address of this page holds the whole table: keep or send it as a link. "
                    "A saved selection is a small file for your own folders; it is read in your "
                    "browser and not sent anywhere as a file."
                ],
                kind="under",
            )
        )
        if not missing:
            st.download_button(
                "Save this selection",
                data=selection.to_json(chosen),
                file_name=file_names.built_table(chosen, "json"),
                mime="application/json",
                on_click="ignore",
                key="download-selection",
            )
        file_reader.text_file("table-loader", partial(table_filters.open_file, snapshot.id))
        if not missing:
            html.draw(
                html.paragraphs(
                    ["Where the dashboard runs, this command writes the same CSV:"], kind="under"
                )
            )
            st.code(builder_text.command(snapshot, chosen), language=None, wrap_lines=True)


statuses: tuple[str, ...] = ()
if missing:
    screen_reader.add(missing)
    frame.on_paper(snapshot, [("Table", missing)])
    tables = ready_made(snapshot, chosen.home, chosen.model)
    statuses = tuple(status for made in tables for status in made.statuses)
    with st.container(horizontal=True, vertical_alignment="center", key="table-head"):
        html.draw(render("table/nothing.html", missing=missing))
        kept_choice("Open a kept choice")
    built_figures.draw_ready_made(snapshot, tables)
else:
    size = builder_text.size(snapshot, chosen)
    counted = builder_text.size_words(snapshot, chosen, size)
    built = built_table(snapshot, chosen) if 0 < size.rows <= MOST_DRAWN_ROWS else None
    counts = (
        table_words.counts(built, size)
        if built
        else table_words.large_counts(size, figure_counts(snapshot, chosen))
    )
    screen_reader.add(f"{counts.whole} {counted}")
    frame.on_paper(snapshot, [("Table", counted)])
    with st.container(horizontal=True, vertical_alignment="center", key="table-head"):
        html.draw(render("table/head.html", title="Your table", counts=counts))
        with st.container(horizontal=True, width="content", gap="small", key="takeaways"):
            built_figures.files(snapshot, chosen, "download-table", size=size)
            link_copier.button("table-link")
            kept_choice("Keep")
    html.draw(html.paragraphs([size.no_csv, size.no_xlsx], kind="fact"))
    made_up = builder_text.illustrative_words(snapshot, chosen)
    if built:
        statuses = built.statuses
        mean_note = builder_facts.mean_note(snapshot, chosen)
        group_note = builder_facts.group_note(snapshot, chosen)
        notes = table_words.notes(built, chosen, mean_note, group_note)
        built_figures.draw_figures(built, chosen, notes)
    elif size.rows:
        built_figures.draw_rows(snapshot, chosen, size)
    if made_up:
        html.draw(
            '<p class="sub made-up" role="note"><strong>Illustrative figures.</strong> '
            f"{escape(made_up)}</p>"
        )
    html.draw(html.paragraphs([table_words.in_files(counted)], kind="sub in-files"))
with top:
    frame.title(
        "Build a table",
        page="Build a table",
        filters=snapshot.area(chosen.home).name,
        marks=legend.meanings(statuses),
    )
