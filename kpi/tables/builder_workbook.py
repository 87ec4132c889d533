"""A built table as a workbook: notes, the figures, and each measure's definition.

Writing of sheets is in `kpi.file_writers.workbook`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.benchmarks.measures import LAIT, Measure, by_id
from kpi.benchmarks.ranking import CAUTION
from kpi.errors import InputError
from kpi.file_writers.workbook import (
    MOST_SHEET_COLUMNS,
    MOST_SHEET_ROWS,
    WorkbookSheet,
    notes,
    workbook,
)
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.tables.builder_facts import group_note
from kpi.tables.selection import Selection, encode

ABOUT, FIGURES, MEASURES = "about", "figures", "measures"
_MEASURE_COLUMNS = (
    "measure", "name", "also_known_as", "topic", "directorate", "unit", "polarity", "year_type",
    "definition", "methodology", "known_faults_and_notes", "withheld", "source", "publisher",
    "last_update", "next_update", "link",
)  # fmt: skip


def to_xlsx(snapshot: Snapshot, table: pl.DataFrame, chosen: Selection) -> bytes:
    """Return the bytes of a workbook with a built table, its notes and its measures' definitions.

    Values are the table's own, unrounded; dates are dates. Raises InputError for a table that
    does not fit on a worksheet.
    """
    if refused := refusal(table.height, table.width):
        raise InputError(refused)
    known = [by_id(snapshot)[name] for name in chosen.measures]
    title = _title(known, snapshot.area(chosen.home).name)
    return workbook(
        [
            WorkbookSheet(
                ABOUT, title, "What this workbook holds.", _about(snapshot, table, chosen)
            ),
            WorkbookSheet(FIGURES, f"Figures: {title}", _figures_words(table), table),
            WorkbookSheet(
                MEASURES,
                "The measures",
                "What each measure means and where it is from.",
                _measures(snapshot, known),
            ),
        ],
        title=title,
        subject="Children's services benchmarks",
    )


def refusal(rows: int, columns: int) -> str:
    """Return why a table of this size does not fit on a worksheet; empty where it does."""
    if rows <= MOST_SHEET_ROWS and columns <= MOST_SHEET_COLUMNS:
        return ""
    return (
        f"the table has {rows:,} rows and {columns:,} columns; a worksheet holds "
        f"{MOST_SHEET_ROWS:,} rows and {MOST_SHEET_COLUMNS:,} columns: take the CSV or choose fewer"
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
    return bool(table["data_status"].str.contains(ILLUSTRATIVE).any())


def _about(snapshot: Snapshot, table: pl.DataFrame, chosen: Selection) -> pl.DataFrame:
    lait, model = snapshot.source(LAIT), snapshot.model_named(chosen.model)
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
        ("Statistical neighbours", f"{model_label(model)}: unweighted mean of those "
         "authorities that exist today and have a figure, always with its count"),
        *([("Chosen group", note)] if (note := group_note(snapshot, chosen)) else []),
        ("Rank and band", f"On unrounded values, over authorities that exist today; 1 is best, A "
         f"is the best quarter. {CAUTION}"),
        ("Symbol x", "Not available: the source does not say why"),
        ("Source", f"{lait.title}, {lait.edition}, {lait.publisher}"),
        ("Licence", lait.licence),
        ("Link", lait.link),
        ("Snapshot", snapshot.id),
        ("This table again", f"table={encode(snapshot, chosen)}"),
    ]  # fmt: skip
    if _is_illustrative(table):
        lines.insert(1, ("Illustrative", "Some figures are made up; see data_status"))
    return notes(lines)


def _area_words(snapshot: Snapshot, area: str) -> str:
    return snapshot.area(area).name if area.isdigit() else area


def _measures(snapshot: Snapshot, known: Sequence[Measure]) -> pl.DataFrame:
    titles = {name: about.title for name, about in snapshot.known_sources.items()}
    rows = [
        (
            m.id, m.name, m.also_known_as, m.topic, " / ".join(m.directorates), m.unit,
            m.polarity.words, m.year_type, m.definition, m.methodology, " ".join(m.notes),
            " ".join(f"{who}: {why}" for who, why in m.withheld.items()),
            titles.get(m.source, m.source), m.publisher, m.last_update, m.next_update, m.link,
        )
        for m in known
    ]  # fmt: skip
    return pl.DataFrame(rows, dict.fromkeys(_MEASURE_COLUMNS, pl.String), orient="row")
