"""Which council a return names, and whether it is the one that the return is sent for.

The template names the council by code on its sheet of notes; a file may have a column for it.
A return that names no council is taken as the sender's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kpi.files.cell_grid import CellGrid
from kpi.model.snapshot import Snapshot
from kpi.returns.column_names import find_header, is_council, is_ignored, kind_of_name
from kpi.returns.records import ERROR, WARNING, NamedCouncil, ReturnFault
from kpi.returns.typed_cells import tidy

RULE = "another-council"
CODE = "authority code"
"""The subject on the sheet of notes whose text is the council's code."""
_SENTENCE = "this return"
_OF_ANY_COUNCIL = frozenset(
    ["the", "and", "of", "council", "borough", "city", "county", "district", "metropolitan",
     "london", "royal", "unitary", "authority", "mbc"]
)  # fmt: skip


def named(grids: Iterable[CellGrid]) -> tuple[NamedCouncil, ...]:
    """Return every place that names a council: the template's notes and columns for it.

    A column that says what the notes of its file say is not another place.
    """
    every = tuple(grids)
    notes = [found for grid in every for found in _in_notes(grid)]
    said = {(place.file, place.text) for place in notes}
    columns = [found for grid in every for found in _in_columns(grid)]
    return (*notes, *(place for place in columns if (place.file, place.text) not in said))


def _in_notes(grid: CellGrid) -> Iterator[NamedCouncil]:
    """Yield the code on the sheet of notes, or else the name in the notes' first sentence."""
    if not is_ignored(grid.sheet):
        return
    told = {
        tidy(cells[1].text).casefold(): (grid.address(row, 2), tidy(cells[2].text))
        for row, cells in sorted(grid.rows.items(), reverse=True)
        if 1 in cells and 2 in cells
    }
    if CODE in told:
        cell, text = told[CODE]
        yield NamedCouncil(grid.file, grid.sheet, cell, "", text)
    elif _SENTENCE in told:
        cell, text = told[_SENTENCE]
        if found := re.match(r"(.{1,100}), reporting quarter ", text):
            yield NamedCouncil(grid.file, grid.sheet, cell, "", found[1])


def _in_columns(grid: CellGrid) -> Iterator[NamedCouncil]:
    """Yield each distinct text of a council column once, at its first row."""
    name = grid.sheet or grid.file.rpartition(".")[0]
    header = None if is_ignored(name) else find_header(grid, kind_of_name(name))
    if header is None:
        return
    for column in (number for number, title in header.unknown.items() if is_council(title)):
        seen: set[str] = set()
        for row in sorted(number for number in grid.rows if number > header.row):
            text = tidy(grid.rows[row][column].text) if column in grid.rows[row] else ""
            if text and text not in seen:
                seen.add(text)
                title = header.unknown[column]
                yield NamedCouncil(grid.file, grid.sheet, grid.address(row, column), title, text)


def faults(found: Iterable[NamedCouncil], snapshot: Snapshot, area: str) -> list[ReturnFault]:
    """Return an error for each other council named, and a warning for each unknown name."""
    if not (places := tuple(found)):
        return []
    names = _names(snapshot)
    own = snapshot.area(area).name
    told = []
    for place in places:
        code = _code(place.text, names)
        if code == area:
            continue
        where = (place.file, place.sheet, place.cell, place.column)
        if code is None:
            expected = f"the name or code of a council; it was taken as {own} ({area})"
            told.append(ReturnFault(*where, WARNING, "council-unknown", place.text[:80], expected))
            continue
        meant = f"{place.text[:80]}, which is {snapshot.area(code).name} ({code})"
        expected = (
            f"a return of {own} ({area}), whose figures this would change; "
            f"by command, --area {code} publishes it for {snapshot.area(code).name}"
        )
        told.append(ReturnFault(*where, ERROR, RULE, meant, expected))
    return told


def _names(snapshot: Snapshot) -> Mapping[str, str]:
    """Return area codes by folded code and name; a name that two areas share is left out."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    rows = snapshot.areas.filter(snapshot.areas["kind"] == "authority")
    for code, ons_code, name in rows.select("area", "ons_code", "name").iter_rows():
        found |= {code: code, (ons_code or code).casefold(): code}
        key = _folded(name)
        if found.setdefault(key, code) != code:
            twice.add(key)
    return {key: code for key, code in found.items() if key and key not in twice}


def _folded(name: str) -> str:
    """Return a name without common parts: `City of Bristol` and `Bristol, City of` agree."""
    words = re.findall(r"[a-z]+", name.casefold().replace("&", " and "))
    return " ".join(word for word in words if word not in _OF_ANY_COUNCIL)


def _code(text: str, names: Mapping[str, str]) -> str | None:
    code = re.match(r"([0-9]{3}|[ew][0-9]{8})(?![0-9])", text.casefold())
    if code and code[1] in names:
        return names[code[1]]
    return names.get(text.casefold()) or names.get(_folded(text))
