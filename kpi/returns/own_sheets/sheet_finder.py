"""The council's own sheets among those of a return, matched with what a mapping says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.file_readers.cell_grid import CellGrid
from kpi.formatting import number_of
from kpi.model.definitions.indicator import Indicator
from kpi.returns import sheets
from kpi.returns.own_sheets import mapped_rows, match_proposal, own_table
from kpi.returns.own_sheets.match_proposal import PublishedFigures, SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import ERROR, WARNING, ReturnFault
from kpi.returns.sheets import ReturnSheet


def among(
    grids: Iterable[CellGrid],
    indicators: Sequence[Indicator],
    known: Sequence[OwnSheet],
    figures: PublishedFigures | None = None,
) -> tuple[list[SheetMatch], list[CellGrid]]:
    """Return the own sheets, each matched as far as `known` goes, and the sheets of our form.

    A sheet that the mapping leaves out is neither.
    """
    matcher = match_proposal.matcher(indicators, known)
    layouts = {sheet.name: sheet.layout for sheet in known}
    own_sheets: list[SheetMatch] = []
    ours: list[CellGrid] = []
    for grid in grids:
        table = (
            None
            if sheets.is_ours(grid)
            else own_table.find(grid, matcher, layouts.get(grid.sheet, ""))
        )
        if table is None:
            ours.append(grid)
            continue
        own_sheet = match_proposal.mapping_of(
            grid.sheet, table.names.values(), known, is_csv=grid.is_csv
        )
        if own_sheet is not None and own_sheet.is_left_out:
            continue
        published = figures or PublishedFigures.none()
        own_sheets.append(match_proposal.propose(table, matcher, published, own_sheet))
    return own_sheets, ours


def rows_of(
    match: SheetMatch,
    indicators: Sequence[Indicator],
    faults: list[ReturnFault],
    *,
    has_ours: bool,
) -> list[ReturnSheet]:
    """Return the sheets of a return that an own sheet makes.

    Without a mapping it makes none: an error, or a warning where the return has values in our
    form too (`has_ours`), as a picture of them often stands beside them.
    """
    if match.is_known:
        earlier = {old: i for i in indicators for old in i.formerly}
        return mapped_rows.rows(match, earlier | {i.id: i for i in indicators}, faults)
    grid = match.table.grid
    names = sum(1 for entry in match.entries if entry.part == "indicators")
    names_text = f"a sheet of your own with {number_of(names, 'name')}"
    if has_ours:
        expected = "a sheet of values, targets or commentary; it was not read"
        faults.append(
            ReturnFault(
                grid.file, grid.sheet, "", "", WARNING, "unknown-sheet", names_text, expected
            )
        )
        return []
    expected = (
        "a match of its names and headings with ours: python -m kpi map FILE proposes one, "
        "and so does the Publish page"
    )
    faults.append(
        ReturnFault(
            grid.file, grid.sheet, "", "", ERROR, mapped_rows.NOT_MATCHED, names_text, expected
        )
    )
    return []
