"""The lines of a return, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from kpi import visible_text
from kpi.periods import Period

VALUES, TARGETS, COMMENTARY, NOTES = "values", "targets", "commentary", "notes"
SHEETS = (VALUES, TARGETS, COMMENTARY)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    VALUES: (
        "indicator_id", "period", "reporting_quarter", "value", "numerator", "denominator",
        "symbol", "status", "data_status", "source", "note",
    ),
    TARGETS: (
        "indicator_id", "from_quarter", "to_quarter", "target", "intervention_level",
        "target_upper", "intervention_upper", "target_type", "data_status", "rationale",
    ),
    COMMENTARY: (
        "indicator_id", "reporting_quarter", "data_status", "what_happened", "why", "action",
        "owner_role", "due",
    ),
}  # fmt: skip
"""The columns of each sheet in our order. `status` is the council's own status (a RAG)."""
REFERENCE = ("indicator_name", "unit", "last_value", "last_value_period", "last_target")
"""The columns of the template that only tell the officer what is known; they are not read."""
OF_RANGE = frozenset({"target_upper", "intervention_upper"})
"""The columns of targets that only an indicator with two bounds needs."""
OPTIONAL = OF_RANGE | {
    "status", "source", "note", "to_quarter", "intervention_level", "target_type", "symbol",
}  # fmt: skip
TARGET_TYPES = ("local", "national", "statutory")
"""What a target usually is; another word may stand there."""

PREFILLED: Mapping[str, tuple[str, ...]] = {
    VALUES: ("indicator_id", "period", "reporting_quarter"),
    TARGETS: ("indicator_id", "from_quarter"),
    COMMENTARY: ("indicator_id", "reporting_quarter", "owner_role"),
}
"""The columns that the template fills in: a row with nothing in any other column says nothing."""

MISSING_SHEET = "missing-sheet"
"""The rule that a return has values, targets or commentary: each alone is accepted."""
NOTHING_FILLED_IN = "nothing-filled-in"
"""The question about an empty return: a figure in no row, and nothing else that is new."""

ERROR: Final = "error"
WARNING: Final = "warning"
Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class ReturnFault:
    """A fault or a question, and its place."""

    file: str
    sheet: str
    cell: str  # "D14" in a workbook, "row 14" in a CSV file, "" for a whole sheet or file
    column: str
    severity: Severity
    rule: str  # the rule's short name, such as "value-against-counts"
    found: str
    expected: str

    def __post_init__(self) -> None:
        for name in ("found", "expected"):  # both may repeat a cell's text
            object.__setattr__(self, name, visible_text.line(getattr(self, name)))

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.sheet, self.cell, self.column) if part)
        return (
            f"{where or 'the return'}: {self.rule}: found '{self.found}', expected {self.expected}"
        )


@dataclass(frozen=True)
class CellPlace:
    """The place of a line: file and sheet, the row's name, and each column's cell."""

    file: str
    sheet: str
    row: str
    cells: Mapping[str, str] = field(default_factory=dict)

    def fault(
        self, column: str, severity: Severity, rule: str, found: str, expected: str
    ) -> ReturnFault:
        """Return a fault in one column of this line; in the whole line for column ""."""
        cell = self.cells.get(column, self.row)
        return ReturnFault(self.file, self.sheet, cell, column, severity, rule, found, expected)


@dataclass(frozen=True)
class ValueLine:
    """One figure of the council: typed values where readable, and each cell as typed.

    A field that could not be read is None and has its fault; rules on it then say no more.
    """

    place: CellPlace
    indicator_id: str
    period: Period | None
    reporting_quarter: Period | None
    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str | None
    supplied_status: str | None
    data_status: str
    source: str
    note: str | None
    text: Mapping[str, str]  # each column as typed
    reason: str | None = None  # the symbol in words, where the text says more than the symbol


@dataclass(frozen=True)
class TargetLine:
    """One target with the quarters, or the months, in which it is in force."""

    place: CellPlace
    indicator_id: str
    from_quarter: Period | None
    to_quarter: Period | None
    target: float | None
    intervention_level: float | None
    target_type: str | None
    data_status: str
    rationale: str | None
    text: Mapping[str, str]
    target_upper: float | None = None
    intervention_upper: float | None = None
    months_added: int = 1  # 3 where it is a quarter's, made of its months' targets

    @property
    def starts(self) -> Period | None:
        """The first quarter or month in which it is in force."""
        return self.from_quarter

    @property
    def ends(self) -> Period | None:
        """The last quarter or month in which it is in force; None where it has no end."""
        return self.to_quarter


@dataclass(frozen=True)
class CommentLine:
    """The council's commentary on one indicator in one quarter."""

    place: CellPlace
    indicator_id: str
    reporting_quarter: Period | None
    data_status: str
    what_happened: str | None
    why: str | None
    action: str | None
    owner_role: str | None
    due: date | None
    text: Mapping[str, str]


@dataclass(frozen=True)
class NamedCouncil:
    """A place in a return that names the council it belongs to, as typed."""

    file: str
    sheet: str
    cell: str
    column: str
    text: str


@dataclass(frozen=True)
class ParsedReturn:
    """All lines of a return, with the faults of reading (structure and types)."""

    files: tuple[str, ...]
    values: tuple[ValueLine, ...]
    targets: tuple[TargetLine, ...]
    commentary: tuple[CommentLine, ...]
    faults: tuple[ReturnFault, ...]
    councils: tuple[NamedCouncil, ...] = ()
    own_sheets: frozenset[tuple[str, str]] = frozenset()
    """The files and sheets that were read by a mapping, as the council's own."""
