"""Compare: several indicators of one authority side by side with others, one period each."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from kpi.benchmarks.side_by_side import course, side_by_side
from kpi.charts.benchmarks import side_by_side as pictures
from kpi.charts.renderers import side_by_side as drawing
from kpi.downloads import file_names, page_files
from kpi.model.neighbour_models import model_label
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import legend
from kpi.wording import side_by_side as words
from pages.browser import screen_reader
from pages.components import downloads, frame, html, url_state
from pages.components.filters import benchmark_filters, compare_filters, group_choice
from pages.components.templates import render

snapshot = frame.snapshot()
top = st.container()
fields = compare_filters.fields(snapshot)
too_many = compare_filters.too_many(st.query_params.to_dict())
url_state.name_faults([*url_state.adopt(fields), *too_many])
group_choice.name_faults(snapshot)

# ---- what is chosen -------------------------------------------------------------------------

line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="line")
with line, st.container(horizontal=True, gap="small", key="filters"):
    benchmark_filters.choose_authority(snapshot)
    compare_filters.choose_others(snapshot)
    compare_filters.choose_measures(snapshot)
    compare_filters.choose_order(snapshot)
asked = compare_filters.request(snapshot)
comparison = side_by_side(snapshot, asked)
others = {row.area: row.name for row in comparison.others}
compare_filters.keep_lines(others)
url_state.write(fields)
file_name = partial(file_names.side_by_side, comparison)
with line, st.container(horizontal=True, width="content", gap="small", key="takeaways"):
    downloads.table_buttons(
        "Figures (CSV)",
        page_files.side_by_side_csv,
        asked,
        file_name=file_name("csv"),
        key="download-csv",
    )
    downloads.button(
        "Figures (XLSX)", page_files.side_by_side_workbook, asked, file_name=file_name("xlsx"),
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="download-xlsx",
    )  # fmt: skip
order = compare_filters.orders(snapshot)[asked.order]
frame.on_paper(
    snapshot,
    [
        ("Authority", comparison.home.name),
        ("Beside it", ", ".join(others.values())),
        ("Statistical neighbours", model_label(asked.model)),
        *([("Group", asked.group.name)] if asked.group else []),
        ("Order", order),
    ],
)
shown = [each.status for row in comparison.rows for each in row.figures if each.value is not None]
with top:
    frame.title(
        words.heading(comparison),
        page=words.heading(comparison),
        filters=f"{comparison.home.name} beside {words.others_named(comparison)}",
        lead=words.LEAD,
        marks=legend.meanings(shown),
    )

query = {"authority": asked.area}
if asked.model != snapshot.newest_model:
    query["neighbours"] = asked.model
if group_asked := group_choice.asked(snapshot):
    query[group_choice.NAME] = group_asked
if frame.past_snapshot_name():
    query[frame.ASKED] = frame.past_snapshot_name()

# ---- the page -------------------------------------------------------------------------------

if comparison.columns:
    table = pictures.strip_table(comparison)
    screen_reader.add(f"{words.caption(comparison)}.")
    html.draw(
        render(
            "compare.html",
            table=table,
            shades=[drawing.shades(head.shades) for head in table.heads],
            names=[
                Markup(html.link("benchmarks", head.name, measure=head.measure, **query))
                for head in table.heads
            ],
            notes=[words.HOW, *words.left_out(comparison)],
            missing=list(words.missing(comparison)),
        )
    )
    html.header("Over time")
    with st.container(key="compare-lines"):
        named = compare_filters.choose_lines(others)
    courses = [course(snapshot, comparison, column) for column in comparison.columns]
    drawn = [
        pictures.small_lines(column, over, named)
        for column, over in zip(comparison.columns, courses, strict=True)
    ]
    html.draw(
        render(
            "compare_over_time.html",
            charts=[(each, Markup(drawing.small_lines(each))) for each in drawn if each],
            single=[
                column.measure.name
                for column, each in zip(comparison.columns, drawn, strict=True)
                if each is None
            ],
            notes=[
                (over.measure.name, note)
                for over in courses
                for note in (
                    benchmarks_wording.aside_words(over),
                    benchmarks_wording.break_words(over),
                )
                if note
            ],
            twins=[words.twin(over) for over in courses],
        )
    )
else:
    html.draw(html.paragraphs(words.left_out(comparison)))
