"""The figures of Build a table: by measure with a picture, or the first rows of a long table; and
the ready-made tables where nothing is chosen yet."""

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from kpi.charts.benchmarks.table_trend import table_trend
from kpi.charts.renderers.table_trend_html import table_trend_markup
from kpi.charts.specification.small_trend import TrendLine
from kpi.downloads import file_names
from kpi.downloads.page_files import built_columns, table_workbook
from kpi.file_writers.arrow import as_arrow
from kpi.formatting import number_of
from kpi.model.snapshot import Snapshot
from kpi.tables import builder_text, selection
from kpi.tables.builder_text import TableSize
from kpi.tables.screen import table_words
from kpi.tables.screen.built_table import (
    BuiltBlock,
    BuiltCell,
    BuiltLine,
    BuiltSection,
    BuiltTable,
)
from kpi.tables.screen.ready_made import ReadyMade
from kpi.tables.selection import Selection
from kpi.tables.table_limits import MOST_DRAWN_COLUMNS
from kpi.wording.trends.discontinuities import discontinuity_words
from pages.components import downloads, html
from pages.components.filters import table_filters
from pages.components.templates import render
from server import table_stream

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class PicturedBlock:
    """A measure with its picture, the number of its table rows, its figures one by one, and which
    periods do not compare."""

    block: BuiltBlock
    picture: Markup
    rows: int
    figures: tuple[tuple[BuiltLine, str, BuiltCell], ...]
    discontinuity: str


@dataclass(frozen=True)
class FiguresPart:
    """Measures with the same columns, as the template draws them; `every` has all columns."""

    caption: str
    span: str
    is_wide: bool
    is_many: bool
    pictured: bool
    width: int
    heads: tuple[str, ...]
    extra_heads: tuple[str, ...]
    blocks: tuple[PicturedBlock, ...]
    whole: str
    every: BuiltSection


def draw_figures(table: BuiltTable, chosen: Selection, notes: tuple[str, ...]) -> None:
    """Draw a table by measure."""
    names = {b.measure: b for section in table.sections for b in section.blocks}
    html.draw(
        render(
            "table/figures.html",
            parts=[_part(section, chosen) for section in table.sections],
            links={name: _link(block) for name, block in names.items()},
            notes=notes,
        )
    )


def draw_rows(snapshot: Snapshot, chosen: Selection, size: TableSize) -> None:
    """Draw the first rows of a table that is too long to be drawn by measure."""
    preview = builder_text.preview(snapshot, chosen)
    caption = builder_text.preview_words(len(preview), size)
    html.draw(html.paragraphs([caption], kind="sub"))
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
        alt=f"Preview of your table. {caption}",
    )


def draw_ready_made(snapshot: Snapshot, tables: tuple[ReadyMade, ...]) -> None:
    """Draw the tables to start from, two beside each other."""
    with st.container(key="ready-made"):
        for place, made in enumerate(tables):
            with st.container(key=f"ready-{place}"):
                rows = number_of(made.rows, "row")
                html.draw(render("table/ready_made.html", made=made, rows=rows))
                with st.container(horizontal=True, gap="small", key=f"ready-files-{place}"):
                    st.button(
                        "Open this table",
                        type="primary",
                        key=f"ready-open-{place}",
                        on_click=table_filters.put,
                        args=(made.chosen,),
                    )
                    files(snapshot, made.chosen, f"ready-{place}", made.title)


def files(
    snapshot: Snapshot, chosen: Selection, key: str, of: str = "", size: TableSize | None = None
) -> None:
    """Draw the links to a table's CSV and workbook; `of` names the table for those who listen."""
    if not (size and size.no_csv):
        address = table_stream.address(snapshot.id, selection.encode(snapshot, chosen))
        with downloads.both(key):
            html.draw(render("table/csv_link.html", address=address, of=of))
            downloads.columns_button(
                f"Table: {of}" if of else "Table",
                "table",
                built_columns,
                chosen,
                file_name=file_names.built_table(chosen, "csv"),
                key=key,
            )
    downloads.button(
        "Table (Excel)",
        table_workbook,
        chosen,
        file_name=file_names.built_table(chosen, "xlsx"),
        mime=EXCEL,
        disabled=bool(size and (size.no_csv or size.no_xlsx)),
        key=f"{key}-xlsx",
    )


# ---- parts ----------------------------------------------------------------------------------


def _part(section: BuiltSection, chosen: Selection) -> FiguresPart:
    shown = section.newest(MOST_DRAWN_COLUMNS) if chosen.wide else section
    blocks = tuple(
        _pictured(whole, block, section, shown, is_wide=chosen.wide)
        for whole, block in zip(section.blocks, shown.blocks, strict=True)
    )
    heads = section.heads
    span = heads[0] if len(heads) == 1 else f"{heads[0]} to {heads[-1]}"
    columns = [*shown.heads, *section.extra_heads]
    return FiguresPart(
        caption=f"Your table, {span}",
        span=span,
        is_wide=chosen.wide,
        is_many=len(columns) > 5,
        pictured=any(block.picture for block in blocks),
        width=len(columns),
        heads=shown.heads,
        extra_heads=section.extra_heads,
        blocks=blocks,
        whole=table_words.hidden(section) if chosen.wide else "",
        every=section,
    )


def _pictured(
    whole: BuiltBlock,
    block: BuiltBlock,
    section: BuiltSection,
    shown: BuiltSection,
    *,
    is_wide: bool,
) -> PicturedBlock:
    lines = [
        TrendLine(
            line.role,
            line.name,
            line.letters,
            tuple(cell.value for cell in line.cells),
            tuple(cell.text for cell in line.cells),
            line.least_certain,
        )
        for line in whole.lines
    ]
    kinds = whole.discontinuities
    chart = table_trend(block.name, section.heads, section.days, lines, kinds)
    figures = tuple(
        (line, head, cell)
        for line in block.lines
        for head, cell in zip(shown.heads, line.cells, strict=True)
        if cell.is_held
    )
    picture = Markup(table_trend_markup(chart)) if chart else Markup("")
    rows = len(block.lines) if is_wide else len(figures)
    return PicturedBlock(block, picture, rows, figures, discontinuity_words(section.heads, kinds))


def _link(block: BuiltBlock) -> Markup:
    if block.is_own:
        return Markup(html.link("indicator", block.name, indicator=block.measure))
    return Markup(html.link("benchmarks", block.name, measure=block.measure))
