"""Names of a return's sheets and columns: ours, and those that officers use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kpi.file_readers.cell_grid import CellGrid
from kpi.returns.records import COLUMNS, COMMENTARY, REFERENCE, TARGETS, VALUES
from kpi.returns.typed_cells import tidy

HEADER_ROWS = 10
"""A header is in one of these first rows, below a title or a few notes."""

_LONGEST_NAME = 100
"""Characters of a column's name; longer text in a header row is not a name."""

_SHEETS = {
    VALUES: ("values", "value", "observations", "figures", "data", "kpis", "kpi values"),
    TARGETS: ("targets", "target"),
    COMMENTARY: ("commentary", "comments", "commentaries", "narrative"),
}
_IGNORED = ("notes", "note", "codes", "lists", "guidance", "read me", "readme", "contents", "cover")

_INDICATOR = ("indicator", "kpi", "kpi id", "kpi code", "id", "measure", "measure id",
              "indicator code")  # fmt: skip
_SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    VALUES: {
        "indicator_id": _INDICATOR,
        "period": ("time period", "period covered", "data period", "reference period"),
        "reporting_quarter": ("reported in", "report quarter", "reporting qtr"),
        "value": ("figure", "result", "percentage", "rate", "actual", "outturn", "%"),
        "numerator": ("count", "top", "num", "number"),
        "denominator": ("bottom", "cohort", "base", "denom", "total", "out of"),
        "symbol": ("symbols", "marker", "shorthand", "data symbol", "suppression"),
        "status": ("rag", "rag rating", "rag status", "target status"),
        "data_status": ("figure status", "status of data", "status of figure"),
        "source": ("data source", "source system"),
        "note": ("notes", "comment", "comments", "remarks"),
    },
    TARGETS: {
        "indicator_id": _INDICATOR,
        "from_quarter": ("from", "start", "start quarter", "valid from", "in force from"),
        "to_quarter": ("to", "end", "end quarter", "valid to", "until", "in force to"),
        "target": ("target value", "target figure"),
        "intervention_level": ("intervention", "red threshold", "intervention threshold"),
        "target_upper": ("upper target", "target to", "target maximum", "upper bound"),
        "intervention_upper": ("upper intervention level", "upper intervention"),
        "target_type": ("type", "type of target"),
        "data_status": ("status", "target status", "status of data"),
        "rationale": ("reason", "why", "justification"),
    },
    COMMENTARY: {
        "indicator_id": _INDICATOR,
        "reporting_quarter": ("quarter", "reported in", "report quarter", "reporting qtr"),
        "data_status": ("status", "status of data"),
        "what_happened": ("commentary", "comment", "comments", "narrative", "performance"),
        "why": ("reason", "reasons", "cause", "causes"),
        "action": ("actions", "next steps", "planned action", "planned actions", "actions taken"),
        "owner_role": ("owner", "responsible", "responsible officer", "lead", "lead officer"),
        "due": ("due date", "by when", "deadline", "action due"),
    },
}
_COUNCIL = ("area", "area code", "area name", "authority", "authority code", "authority name",
            "council", "council code", "council name", "la", "la code", "la name",
            "local authority", "local authority code", "local authority name", "old la code",
            "new la code", "ons code")  # fmt: skip
_SPARE = {
    "indicator_id": ("indicator name", "kpi name", "name", "measure name"),
    "reporting_quarter": ("quarter", "qtr"),
}
"""Names that are used for a column only where no better one is present."""
_MARKS = {
    VALUES: ({"value", "period"}, {"value", "numerator"}),
    TARGETS: ({"target", "intervention_level"}, {"target", "from_quarter"}),
    COMMENTARY: ({"what_happened", "action"}, {"what_happened", "reporting_quarter"}),
}
"""Columns that, with the indicator, identify a sheet of any name."""


@dataclass(frozen=True)
class Header:
    """A header row: the number of each column, from 1, and the names not recognised.

    `spare` are columns with a recognised name whose cells are not used.
    """

    kind: str
    row: int
    columns: Mapping[str, int]
    doubled: Mapping[str, tuple[str, ...]]
    unknown: Mapping[int, str]
    spare: frozenset[int]


def _key(text: str) -> str:
    """Return a text without case, spaces, underscores and punctuation; `%` alone is retained."""
    return re.sub(r"[^a-z0-9%]+", "", tidy(text).casefold())


_SHEET_KINDS = {_key(name): kind for kind, names in _SHEETS.items() for name in names}
_IGNORED_KEYS = frozenset(map(_key, _IGNORED))
_KNOWN = {
    kind: {_key(c): c for c in columns}
    | {_key(name): c for c, names in _SYNONYMS[kind].items() for name in names}
    for kind, columns in COLUMNS.items()
}
_SPARE_KEYS = {_key(name): column for column, names in _SPARE.items() for name in names}


_REFERENCE_KEYS = tuple(_key(name) for name in REFERENCE if _key(name) not in _SPARE_KEYS)
_COUNCIL_KEYS = frozenset(map(_key, _COUNCIL))


def is_council(name: str) -> bool:
    """Return whether a column of this name identifies the council."""
    return _key(name) in _COUNCIL_KEYS


def kind_of_name(name: str) -> str | None:
    """Return `values`, `targets` or `commentary` for the name of a sheet or file, or None."""
    return _SHEET_KINDS.get(_key(name))


def is_ignored(name: str) -> bool:
    """Return whether a sheet or file of this name holds notes for people only."""
    return _key(name) in _IGNORED_KEYS


def recognised(kind: str, text: str) -> str | None:
    """Return the column of a kind of sheet that a header cell names, with or without `(%)`."""
    known = _KNOWN[kind]
    if len(text) > _LONGEST_NAME:
        return None
    return known.get(_key(text)) or known.get(_key(re.sub(r"\([^)]*\)\s*$", "", text)))


def find_header(grid: CellGrid, kind: str | None) -> Header | None:
    """Return the header row among a grid's first rows; of any kind of sheet when `kind` is None."""
    headers = [
        _header(grid, row, each)
        for row in range(1, HEADER_ROWS + 1)
        if row in grid.rows
        for each in ([kind] if kind else COLUMNS)
    ]
    fit = [h for h in headers if _fits(h, is_named=kind is not None)]
    return max(fit, key=lambda h: len(h.columns) + len(h.doubled), default=None)


def _fits(header: Header, *, is_named: bool) -> bool:
    seen = {*header.columns, *header.doubled}
    if is_named:
        return len(seen) >= 2
    return "indicator_id" in seen and any(marks <= seen for marks in _MARKS[header.kind])


def _header(grid: CellGrid, row: int, kind: str) -> Header:
    places: dict[str, list[int]] = {}
    spare: dict[str, list[int]] = {}
    unknown: dict[int, str] = {}
    cells = {number: tidy(cell.text) for number, cell in sorted(grid.rows[row].items())}
    for number, text in cells.items():
        second = _SPARE_KEYS.get(_key(text))
        if column := recognised(kind, text):
            places.setdefault(column, []).append(number)
        elif second in COLUMNS[kind]:
            spare.setdefault(str(second), []).append(number)
        else:
            unknown[number] = text
    for column, numbers in spare.items():
        places.setdefault(column, numbers)
    numbers_by_key = {_key(name): n for n, name in unknown.items()}
    # Only together are they the template's own: a column `unit` alone may say something.
    reference = [numbers_by_key[name] for name in _REFERENCE_KEYS if name in numbers_by_key]
    if len(reference) == len(_REFERENCE_KEYS):
        unknown = {n: name for n, name in unknown.items() if n not in reference}
    else:
        reference = []
    passed_over = {n for c, numbers in spare.items() if places[c] is not numbers for n in numbers}
    passed_over |= set(reference)
    passed_over |= {n for numbers in places.values() if len(numbers) > 1 for n in numbers}
    return Header(
        kind,
        row,
        {column: numbers[0] for column, numbers in places.items() if len(numbers) == 1},
        {
            column: tuple(cells[n] for n in numbers)
            for column, numbers in places.items()
            if len(numbers) > 1
        },
        unknown,
        frozenset(passed_over),
    )
