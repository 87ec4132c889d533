"""Build a table: many measures by many areas and years, for download."""

from functools import partial
from html import escape

import streamlit as st

from kpi.downloads.page_files import table_workbook
from kpi.exports.arrow import as_arrow
from kpi.tables import builder, builder_text, selection
from pages.browser import file_reader, screen_reader
from pages.components import downloads, frame, html, url_state
from pages.components.filters import table_filters
from server import table_stream

snapshot = frame.snapshot()
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

frame.title("Build a table", page="Build a table", filters=snapshot.area(chosen.home).name)
html.draw('<p class="lead">Choose measures, areas and periods; see the table; take it away.</p>')
text, refused = table_filters.opened_file_notice()
if text:
    role = "alert" if refused else "status"
    screen_reader.add("" if refused else text)
    html.draw(f'<p class="notice" role="{role}">{escape(text)}</p>')

# 1. Contents
st.header("Measures", anchor=False)
table_filters.choose_measures(snapshot)
st.header("Areas", anchor=False)
table_filters.choose_areas(snapshot)
st.header("Periods and columns", anchor=False)
table_filters.choose_periods(snapshot)
table_filters.choose_columns()


# 2. The table
st.header("Your table", anchor=False)
if missing:
    screen_reader.add(missing)
    frame.on_paper(snapshot, [("Table", missing)])
    html.draw(f'<p class="counts">{escape(missing)}</p>')
else:
    size = builder_text.size(snapshot, chosen)
    counted = builder_text.size_words(snapshot, chosen, size)
    screen_reader.add(counted)
    frame.on_paper(snapshot, [("Table", counted)])
    html.draw(f'<p class="counts"><strong>{escape(counted)}</strong></p>')
    made_up = builder_text.illustrative_words(snapshot, chosen)
    if made_up:
        html.draw(
            '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
            f"{escape(made_up)}</p>"
        )
    as_csv, as_xlsx, as_selection = st.columns(3, gap="small")
    with as_csv:
        file = table_stream.address(snapshot.id, selection.encode(snapshot, chosen))
        html.draw(
            ""
            if size.no_csv
            else f'<p class="file"><a href="{escape(file)}" target="_self">'
            "Download table (CSV)</a></p>"
        )
    with as_xlsx:
        downloads.button(
            "Download table (Excel)",
            table_workbook,
            chosen,
            file_name=builder.file_name(chosen, "xlsx"),
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            disabled=bool(size.no_csv or size.no_xlsx),
            key="download-table-xlsx",
        )
    with as_selection:
        st.download_button(
            "Save this selection",
            data=selection.to_json(chosen),
            file_name=builder.file_name(chosen, "json"),
            mime="application/json",
            on_click="ignore",
            key="download-selection",
        )
    html.draw(html.paragraphs([size.no_csv, size.no_xlsx], kind="fact"))
    preview = builder_text.preview(snapshot, chosen)
    if len(preview):
        said = builder_text.preview_words(len(preview), size)
        html.draw(html.paragraphs([said]))
        st.dataframe(
            as_arrow(preview),
            hide_index=True,
            height=420,
            placeholder="",
            column_order=builder_text.reading_order(preview),
            column_config={
                "name": st.column_config.TextColumn(pinned=True, width=270),
                "reason": st.column_config.TextColumn(width="medium"),
                **{
                    name: st.column_config.NumberColumn(format="localized")
                    for name in builder_text.numbers(preview)
                },
            },
            alt=f"Preview of your table. {said}",
        )

# 3. Save and repeat
st.header("The same table again", anchor=False)
html.draw(
    html.paragraphs(
        [
            "The address of this page holds the whole table: keep or send it as a link. A saved "
            "selection is a small file for your own folders; it is read in your browser and "
            "not sent anywhere as a file."
        ],
        kind="prose",
    )
)
file_reader.text_file("table-loader", partial(table_filters.open_file, snapshot.id))
if not missing:
    with st.expander("The same table from the command line"):
        html.draw(html.paragraphs(["Where the dashboard runs, this command writes the same CSV:"]))
        st.code(builder_text.command(snapshot, chosen), language=None, wrap_lines=True)
