"""A table as a workbook, by the rules for accessible spreadsheets.

Three sheets, one marked table each: what this is, the figures, and what each measure means. Each
sheet has its title in A1 and one header row; no merged cells, no meaning by colour alone; text
that looks like a formula stays text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from kpi.comparators import model_label
from kpi.errors import InputError
from kpi.measures import LAIT, Measure, by_id
from kpi.ranking import CAUTION
from kpi.selection import Selection, encode
from kpi.snapshot import Snapshot

ABOUT, FIGURES, MEASURES = "about", "figures", "measures"
_MOST_ROWS = 1_048_576 - 3  # of a worksheet, less title, note and header
_MOST_COLUMNS = 16_384
_MOST_TEXT = 32_767  # characters in a cell
_NARROWEST, _WIDEST, _SAMPLE = 9, 60, 200
_HEADER_ROW = 2
_MEASURE_COLUMNS = (
    "measure", "name", "also_known_as", "topic", "directorate", "unit", "polarity", "year_type",
    "definition", "methodology", "known_faults_and_notes", "withheld", "source", "publisher",
    "last_update", "next_update", "link",
)  # fmt: skip


def to_xlsx(snapshot: Snapshot, table: pl.DataFrame, chosen: Selection) -> bytes:
    """The bytes of a workbook with a built table, its notes and the definitions of its measures.

    Values are the table's own, unrounded; dates are dates. Raises InputError for a table that a
    worksheet cannot hold.
    """
    if refused := refusal(table.height, table.width):
        raise InputError(refused)
    known = [by_id(snapshot)[name] for name in chosen.measures]
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        title = _title(known, snapshot.area(chosen.home).name)
        book.set_properties({"title": title, "subject": "Children's services benchmarks"})
        _sheet(book, ABOUT, title, "What this workbook holds.", _about(snapshot, table, chosen))
        _sheet(book, FIGURES, f"Figures: {title}", _figures_words(table), table)
        words = "What each measure means and where it is from."
        _sheet(book, MEASURES, "The measures", words, _measures(snapshot, known))
    return made.getvalue()


def refusal(rows: int, columns: int) -> str:
    """Why a worksheet cannot hold a table of this size; empty where it can."""
    if rows <= _MOST_ROWS and columns <= _MOST_COLUMNS:
        return ""
    return (
        f"the table has {rows:,} rows and {columns:,} columns; a worksheet holds "
        f"{_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns: take the CSV or choose fewer"
    )


# ---- contents -----------------------------------------------------------------------------


def _title(known: Sequence[Measure], home: str) -> str:
    what = known[0].name if len(known) == 1 else f"{len(known)} measures"
    return f"{what}, {home} and others"


def _figures_words(table: pl.DataFrame) -> str:
    text = f"One table of {table.height:,} rows. A blank value has its reason beside it."
    if _is_illustrative(table):
        text += " Rows whose data_status is illustrative are made up and stand for no real figure."
    return text


def _is_illustrative(table: pl.DataFrame) -> bool:
    return bool(table["data_status"].str.contains("illustrative").any())


def _about(snapshot: Snapshot, table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    lait = snapshot.source(LAIT)
    days = [
        f"from {chosen.first}" if chosen.first else "",
        f"to {chosen.last}" if chosen.last else "",
    ]
    periods = "the newest of each measure" if chosen.newest else " ".join(days).strip() or "all"
    lines = [
        ("Own authority", snapshot.area(chosen.home).name),
        ("Measures", f"{len(chosen.measures)}; see the sheet {MEASURES}"),
        ("Areas", ", ".join(_area_words(snapshot, area) for area in chosen.areas)),
        ("Periods that end", periods),
        ("Statistical neighbours", f"{model_label(chosen.model)}: unweighted mean of those "
         "authorities that exist today and have a figure, always with its count"),
        ("Rank and band", f"On unrounded values, over authorities that exist today; 1 is best, A "
         f"is the best quarter. {CAUTION}"),
        ("Symbol x", "Not available: the source does not say why"),
        ("Source", f"{lait['title']}, {lait['edition']}, {lait['publisher']}"),
        ("Licence", str(lait["licence"])),
        ("Link", str(lait["link"])),
        ("Snapshot", snapshot.id),
        ("This table again", f"table={encode(snapshot, chosen)}"),
    ]  # fmt: skip
    if _is_illustrative(table):
        lines.insert(1, ("Illustrative", "Some figures are made up; see data_status"))
    return pl.DataFrame(lines, {"item": pl.String, "what_it_is": pl.String}, orient="row")


def _area_words(snapshot: Snapshot, area: str) -> str:
    return snapshot.area(area).name if area.isdigit() else area


def _measures(snapshot: Snapshot, known: Sequence[Measure]) -> pl.DataFrame:
    titles = {row["source"]: row["title"] for row in snapshot.sources.iter_rows(named=True)}
    rows = [
        (
            m.id, m.name, m.also_known_as, m.topic, " / ".join(m.directorates), m.unit,
            m.polarity, m.year_type, m.definition, m.methodology, " ".join(m.notes),
            " ".join(f"{who}: {why}" for who, why in m.withheld.items()),
            titles.get(m.source, m.source), m.publisher, m.last_update, m.next_update, m.link,
        )
        for m in known
    ]  # fmt: skip
    return pl.DataFrame(rows, dict.fromkeys(_MEASURE_COLUMNS, pl.String), orient="row")


# ---- writing ------------------------------------------------------------------------------


def _sheet(
    book: xlsxwriter.Workbook, name: str, title: str, words: str, table: pl.DataFrame
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, words)
    top = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
    last = _HEADER_ROW + max(table.height, 1)
    sheet.add_table(
        _HEADER_ROW,
        0,
        last,
        table.width - 1,
        {
            "name": f"table_{name}",
            "columns": [{"header": column} for column in table.columns],
            "style": "Table Style Light 1",
            "banded_rows": False,
        },
    )
    for place, (column, kind) in enumerate(table.schema.items()):
        width = _width(table[column])
        style = wrapped if kind == pl.String and width == _WIDEST else top
        sheet.set_column(place, place, width, style)
        for row, value in enumerate(table[column], _HEADER_ROW + 1):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(row, place, value[:_MOST_TEXT], style)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            else:
                sheet.write_number(row, place, value, top)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _width(values: pl.Series) -> int:
    longest = values.head(_SAMPLE).cast(pl.String).str.len_chars().max()
    found = max(int(longest) if isinstance(longest, int) else 0, len(values.name)) + 2
    return min(max(found, _NARROWEST), _WIDEST)
