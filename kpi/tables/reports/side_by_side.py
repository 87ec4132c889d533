"""Measures side by side as tables: a row for each figure, and areas by measures as on the page."""

from __future__ import annotations

import polars as pl

from kpi.benchmarks.side_by_side import ComparedColumn, ComparedFigure, ComparedRow, SideBySide
from kpi.file_writers.workbook import WorkbookSheet, notes, workbook
from kpi.formatting import long_date
from kpi.model.data_status import in_brackets
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.wording import side_by_side as words
from kpi.wording.comparisons import group_names

FIGURES = pl.Schema(
    {
        "measure": pl.String,
        "measure_name": pl.String,
        "unit": pl.String,
        "polarity": pl.String,
        "decimals": pl.Int64,
        "period": pl.String,
        "period_label": pl.String,  # the publisher's own
        "row": pl.String,  # own, england, region, the means, neighbour, member, chosen
        "area": pl.String,
        "area_name": pl.String,
        "value": pl.Float64,
        "shown": pl.String,
        "data_status": pl.String,
        "reason": pl.String,  # why there is no value
        "value_is_of": pl.String,  # where not of the whole row: all London, nine of ten neighbours
        "quarter": pl.String,
        "place": pl.Int64,  # ours among the authorities listed
        "place_of": pl.Int64,
        "place_shared_by": pl.Int64,
        "place_shown": pl.String,
        "neighbours_model": pl.String,
        "source": pl.String,
        "publisher": pl.String,
        "last_update": pl.String,
        "note": pl.String,
        "snapshot": pl.String,
    }
)
_ROWS = {"neighbours": "neighbours_mean", "group": "group_mean"}
_ABOUT, _TABLE, _FIGURES = "about", "side_by_side", "figures"


def figures(snapshot: Snapshot, side_by_side: SideBySide) -> pl.DataFrame:
    """Return one row per measure and area (`FIGURES`), in the order of the page."""
    rows = [
        _figure(snapshot, side_by_side, column, row, row.figures[at])
        for at, column in enumerate(side_by_side.columns)
        for row in side_by_side.rows
    ]
    return pl.DataFrame(rows, FIGURES, orient="row")


def as_shown(side_by_side: SideBySide) -> pl.DataFrame:
    """Return areas by measures with figures as displayed, and our places as the last row."""
    table: dict[str, list[str]] = {"area": [*(row.name for row in side_by_side.rows), "Our place"]}
    for at, column in enumerate(side_by_side.columns):
        shown = [words.figure(column, row.figures[at]) for row in side_by_side.rows]
        texts = [
            f"{text}{_status(row.figures[at])}"
            for text, row in zip(shown, side_by_side.rows, strict=True)
        ]
        table[f"{column.measure.name}, {column.period}"] = [*texts, words.place(column)]
    return pl.DataFrame(table)


def to_xlsx(snapshot: Snapshot, side_by_side: SideBySide) -> bytes:
    """Return the bytes of a workbook: what it holds, the table as shown, every figure in full."""
    what = words.heading(side_by_side).removeprefix("Compare: ").capitalize()
    title = f"{what}, {side_by_side.home.name}"
    sheets = [
        WorkbookSheet(_ABOUT, title, "What this workbook holds.", _about(snapshot, side_by_side)),
        WorkbookSheet(
            _TABLE, title, "Figures as on the page; one period a column.", as_shown(side_by_side)
        ),
        WorkbookSheet(
            _FIGURES,
            f"Every figure: {title}",
            "One row a measure and area, in full precision. A blank value has its reason.",
            figures(snapshot, side_by_side),
        ),
    ]
    return workbook(sheets, title=title, subject="Children's services benchmarks")


# ---- parts --------------------------------------------------------------------------------


def _figure(
    snapshot: Snapshot,
    side_by_side: SideBySide,
    column: ComparedColumn,
    row: ComparedRow,
    each: ComparedFigure,
) -> dict[str, object]:
    known, passed = column.measure, column.passed if row.role == "own" else None
    has_value = each.value is not None
    return {
        "measure": known.id,
        "measure_name": known.name,
        "unit": known.unit,
        "polarity": known.polarity.words,
        "decimals": known.decimals,
        "period": str(column.period),
        "period_label": column.label,
        "row": _ROWS.get(row.role, row.role),
        "area": row.area,
        "area_name": row.name,
        "value": each.value,
        "shown": words.figure(column, each),
        "data_status": each.status if has_value else None,
        "reason": each.reason,
        "value_is_of": each.note,
        "quarter": words.quarter(column, each.value) if each.value is not None else "",
        "place": passed.place(lowest_first=column.lowest_first) if passed else None,
        "place_of": passed.of if passed else None,
        "place_shared_by": passed.sharing if passed else None,
        "place_shown": words.place(column) if row.role == "own" else "",
        "neighbours_model": model_label(side_by_side.request.model),
        "source": snapshot.source(known.source).title,
        "publisher": known.publisher,
        "last_update": known.last_update,
        "note": " ".join(known.notes),
        "snapshot": snapshot.id,
    }


def _status(each: ComparedFigure) -> str:
    return in_brackets(each.status) if each.value is not None else ""


def _group_lines(snapshot: Snapshot, side_by_side: SideBySide) -> list[tuple[str, str]]:
    group = side_by_side.request.group
    if group is None:
        return []
    return [("Chosen group", group_names.in_full(snapshot, group, side_by_side.home.code))]


def _about(snapshot: Snapshot, side_by_side: SideBySide) -> pl.DataFrame:
    day = snapshot.made_on
    sources = {snapshot.source(c.measure.source).title: None for c in side_by_side.columns}
    return notes(
        [
            ("Authority", side_by_side.home.name),
            ("Beside it", words.others_named(side_by_side)),
            ("Measures", "; ".join(column.measure.name for column in side_by_side.columns)),
            *(("No column", text) for text in words.left_out(side_by_side)),
            ("How to read it", words.HOW),
            (
                "Statistical neighbours",
                f"{model_label(side_by_side.request.model)}: unweighted mean",
            ),
            *_group_lines(snapshot, side_by_side),
            *(("No figure", text) for text in words.missing(side_by_side)),
            *(("Source", str(title)) for title in sources),
            ("Published", long_date(day)),
            ("Snapshot", snapshot.id),
        ]
    )
