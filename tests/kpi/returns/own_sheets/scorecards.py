"""Sheets as performance officers have them, made by openpyxl for tests."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

from kpi.model.definitions.indicator import Indicator
from kpi.returns import reader
from kpi.returns.own_sheets import sheet_mapping
from kpi.returns.own_sheets.match_proposal import PublishedFigures, SheetMatch
from kpi.returns.own_sheets.sheet_finder import among
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import ParsedReturn
from kpi.returns.sheets import grids_of

Rows = Sequence[Sequence[Any]]

EHCP = "Education, health and care plans issued within 20 weeks"
ASSESSED = "Assessments completed within 45 working days"
EARLY = "Returns to Early Help within 12 months"

KNOWN = PublishedFigures({}, {"assessments-45-days": (70.0, 84.0, 91.0)})

WIDE: Rows = [
    ["CYP performance"],
    ["Indicator", "2024/25", "2025/26", None, "Target"],
    [None, "Q4", "Q1", "Q2", None],
    [EHCP, "52.9%", "56.3%", None, "60%"],
    [ASSESSED, 0.894, 0.912, None, 0.9],
]


def workbook(
    rows: Rows, name: str = "Scorecard", change: Callable[[Any], None] | None = None
) -> bytes:
    """One sheet as the bytes of a workbook; `change` may spoil it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = name
    for cells in rows:
        sheet.append(list(cells))
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def merged(sheet: Any) -> None:
    """Merge the headings of `WIDE` as officers do."""
    for span in ("A1:E1", "A2:A3", "C2:D2", "E2:E3"):
        sheet.merge_cells(span)


def wide() -> bytes:
    """A scorecard with titles and merged headings in two rows."""
    return workbook(WIDE, change=merged)


def turned(rows: Rows) -> Rows:
    """The same cells the other way round: a row a period, a column an indicator."""
    width = max(map(len, rows))
    full = [[*cells, *[None] * (width - len(cells))] for cells in rows]
    return [list(column) for column in zip(*full, strict=True)]


def match(
    data: bytes,
    indicators: Sequence[Indicator],
    known: Sequence[OwnSheet] = (),
    figures: PublishedFigures | None = None,
) -> SheetMatch:
    """The one own sheet of a workbook, matched."""
    grids, _ = grids_of("own.xlsx", data)
    (found,), _ = among(grids, indicators, known, figures)
    return found


def meant(found: SheetMatch, part: str) -> dict[str, tuple[str, str]]:
    """Each text of a part with its meaning and how sure it is."""
    return {e.text: (e.meaning, e.sureness) for e in found.entries if e.part == part}


def confirmed(data: bytes, indicators: Sequence[Indicator]) -> OwnSheet:
    """The mapping of a workbook's own sheet with every proposal taken."""
    return sheet_mapping.confirmed(match(data, indicators, figures=KNOWN).mapping())


def read(data: bytes, indicators: Sequence[Indicator], known: Sequence[OwnSheet]) -> ParsedReturn:
    """A workbook read by a mapping."""
    return reader.read_contents({"own.xlsx": data}, indicators, kept=known, figures=KNOWN)


def figures(found: ParsedReturn) -> list[tuple[str, str, float | None]]:
    """Each figure with its indicator and period."""
    return [(v.indicator_id, v.period.short if v.period else "", v.value) for v in found.values]
