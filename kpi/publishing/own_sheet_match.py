"""Matching a council's own sheets before they are read: for the command `map` and the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kpi.file_readers.limits import ReadBudget
from kpi.model.snapshot import Snapshot
from kpi.returns import sheets
from kpi.returns.own_sheets import sheet_finder, sheet_mapping
from kpi.returns.own_sheets.match_proposal import PublishedFigures, SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import VALUES


def matches(
    files: Mapping[str, bytes], live: Snapshot, area: str, known: Sequence[OwnSheet]
) -> tuple[SheetMatch, ...]:
    """Return each own sheet among the files, matched as far as `known` goes.

    None where the files hold a return in our form: it alone is read then. Raises InputError for a
    file that cannot be read.
    """
    figures = PublishedFigures.of(live, area)
    whole = ReadBudget()
    own_matches: list[SheetMatch] = []
    has_ours = False
    for name, data in files.items():
        grids, sheet_faults = sheets.grids_of(name, data, whole)
        own, ours = sheet_finder.among(grids, live.indicators, known, figures)
        own_matches += own
        has_ours = has_ours or any(
            sheet.kind == VALUES for sheet in sheets.sheets_of(ours, sheet_faults)
        )
    unknown_only = not any(match.is_known for match in own_matches)
    return () if has_ours and unknown_only else tuple(own_matches)


def file_text(sheet_matches: Sequence[SheetMatch], known: Sequence[OwnSheet]) -> str:
    """Return the mapping file of matches; sheets that `known` has and the file lacks stay in it."""
    made = [match.mapping() for match in sheet_matches]
    names = {sheet.name for sheet in made}
    others = [sheet for sheet in known if sheet.name not in names]
    remarks = {key: text for match in sheet_matches for key, text in match.remarks()}
    return sheet_mapping.text_of([*made, *others], remarks)


def lines(sheet_matches: Sequence[SheetMatch]) -> Iterator[str]:
    """Yield a line for each entry: how sure, where, the sheet's text and what it means."""
    for match in sheet_matches:
        yield f"sheet {match.table.grid.sheet or match.table.grid.file}: {match.table.layout}"
        for entry in match.entries:
            meaning = entry.meaning or "?"
            remark = f" ({entry.remark})" if entry.remark else ""
            yield f"  {entry.sureness}: {entry.where}: {entry.text} = {meaning}{remark}"
