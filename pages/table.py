"""Build a table: many measures by many areas and years, to take away whole."""

from functools import partial
from html import escape

import streamlit as st

from kpi.downloads.page_files import table_workbook
from kpi.exports.arrow import as_arrow
from kpi.tables import builder, builder_text, selection
from pages.components import address, announcing, choosing, downloads, frame, loading, markup
from server import table_stream

snapshot = frame.snapshot()
faults: list[str] = []
field = choosing.field(snapshot, faults)
address.tell(
    address.adopt([field], contradictions=lambda _asked: [choosing.said(f) for f in faults])
)
address.write([field])
chosen = choosing.chosen()
missing = builder_text.what_is_missing(chosen)

frame.title("Build a table", page="Build a table", filters=snapshot.area(chosen.home).name)
markup.draw('<p class="lead">Choose measures, areas and periods; see the table; take it away.</p>')
text, refused = choosing.told()
if text:
    role = "alert" if refused else "status"
    announcing.add("" if refused else text)
    markup.draw(f'<p class="notice" role="{role}">{escape(text)}</p>')

# 1. What to put in it
st.header("Measures", anchor=False)
choosing.choose_measures(snapshot)
st.header("Areas", anchor=False)
choosing.choose_areas(snapshot)
st.header("Periods and columns", anchor=False)
choosing.choose_periods(snapshot)
choosing.choose_columns()


# 2. The table
st.header("Your table", anchor=False)
if missing:
    announcing.add(missing)
    frame.on_paper(snapshot, [("Table", missing)])
    markup.draw(f'<p class="counts">{escape(missing)}</p>')
else:
    size = builder_text.size(snapshot, chosen)
    counted = builder_text.size_words(snapshot, chosen, size)
    announcing.add(counted)
    frame.on_paper(snapshot, [("Table", counted)])
    markup.draw(f'<p class="counts"><strong>{escape(counted)}</strong></p>')
    made_up = builder_text.made_up_words(snapshot, chosen)
    if made_up:
        markup.draw(
            '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
            f"{escape(made_up)}</p>"
        )
    as_csv, as_xlsx, as_selection = st.columns(3, gap="small")
    with as_csv:
        file = table_stream.address(snapshot.id, selection.encode(snapshot, chosen))
        markup.draw(
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
    markup.draw(markup.paragraphs([size.no_csv, size.no_xlsx], kind="fact"))
    preview = builder_text.preview(snapshot, chosen)
    if len(preview):
        said = builder_text.preview_words(len(preview), size)
        markup.draw(markup.paragraphs([said]))
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

# 3. The same table again
st.header("The same table again", anchor=False)
markup.draw(
    markup.paragraphs(
        [
            "The address of this page holds the whole table: keep or send it as a link. A saved "
            "selection is a small file for your own folders; it is read in your browser and "
            "not sent anywhere as a file."
        ],
        kind="prose",
    )
)
loading.text_file("table-loader", partial(choosing.open_file, snapshot.id))
if not missing:
    with st.expander("The same table from the command line"):
        markup.draw(
            markup.paragraphs(["Where the dashboard runs, this command writes the same CSV:"])
        )
        st.code(builder_text.command(snapshot, chosen), language=None, wrap_lines=True)
