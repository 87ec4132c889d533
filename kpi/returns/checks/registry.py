"""The type of a rule, the list of all rules, and how they are run.

A rule is a small pure function from the parsed return and its context to findings. Rules run in
three stages, so that one typing error gives one message and not ten that follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from kpi.returns.checks.context import Context
from kpi.returns.records import (
    COLUMNS,
    ERROR,
    SHEETS,
    CellPlace,
    ParsedReturn,
    ReturnFault,
    Severity,
)

IDENTITY = ("indicator_id", "period", "reporting_quarter", "from_quarter")
"""The columns that say what a line is about."""


class Stage(IntEnum):
    """When a rule runs, and what it is given."""

    LINE = 1  # each line by itself, and two lines about the same thing
    FIGURES = 2  # figures compared; lines with an error are given without figures
    WHOLE = 3  # what is missing: only once every line says correctly what it is about


class Finding(NamedTuple):
    """The place of a fault, what was found there, and what was expected."""

    place: CellPlace
    column: str
    found: str
    expected: str


Finder = Callable[[ParsedReturn, Context], Iterable[Finding]]


@dataclass(frozen=True)
class CheckRule:
    """A rule with its name; skips a line where one of the rules in `unless` found a fault."""

    name: str
    severity: Severity
    stage: Stage
    unless: tuple[str, ...]
    find: Finder

    @property
    def about(self) -> str:
        """The rule's description: its function's docstring."""
        return " ".join((self.find.__doc__ or "").split())

    def __call__(self, read: ParsedReturn, context: Context) -> Iterator[ReturnFault]:
        """Yield the rule's faults, regardless of other rules."""
        for each in self.find(read, context):
            yield each.place.fault(each.column, self.severity, self.name, each.found, each.expected)


RULES: dict[str, CheckRule] = {}
"""Every rule by name."""


def rule(
    name: str,
    severity: Severity = ERROR,
    *,
    stage: Stage = Stage.LINE,
    unless: tuple[str, ...] = (),
) -> Callable[[Finder], CheckRule]:
    """Register a function as a rule; raises ValueError where two rules share a name."""

    def register(find: Finder) -> CheckRule:
        if name in RULES:
            raise ValueError(f"two rules are called '{name}'")
        RULES[name] = CheckRule(name, severity, stage, unless, find)
        return RULES[name]

    return register


def check(read: ParsedReturn, context: Context) -> list[ReturnFault]:
    """Return every fault of a return: those of reading it and those of every rule.

    Each once, in order of file, sheet, row and column. Nothing is changed or written.
    """
    faults = list(read.faults)
    for stage in Stage:
        if stage is Stage.WHOLE and any(_hides_a_line(fault) for fault in faults):
            break
        seen = read if stage is Stage.LINE else sound(read, faults)
        rules = [each for each in RULES.values() if each.stage is stage]
        faults += [fault for each in rules for fault in each(seen, context)]
    lines = _LinesOf(read)
    spoken = {(lines.at(fault), fault.rule) for fault in faults}
    heard = {
        fault
        for fault in faults
        if not any((lines.at(fault), other) in spoken for other in _unless(fault))
    }
    return sorted(heard, key=in_order)


def sound(read: ParsedReturn, faults: Iterable[ReturnFault]) -> ParsedReturn:
    """Return the parsed return without the figures and targets of lines that have an error."""
    lines = _LinesOf(read)
    wrong = {lines.at(fault) for fault in faults if fault.severity == ERROR and fault.cell}
    return replace(
        read,
        values=tuple(
            replace(line, value=None, numerator=None, denominator=None, symbol=None)
            if _place(line.place) in wrong
            else line
            for line in read.values
        ),
        targets=tuple(
            replace(
                line,
                target=None,
                intervention_level=None,
                target_upper=None,
                intervention_upper=None,
            )
            if _place(line.place) in wrong
            else line
            for line in read.targets
        ),
    )


def lines_without_errors(read: ParsedReturn, faults: Iterable[ReturnFault]) -> ParsedReturn:
    """Return the parsed return without every line that has an error.

    Nor has it a line that is about the same as one of them: of two, the right one is not known.
    """
    lines = _LinesOf(read)
    wrong = {lines.at(fault) for fault in faults if fault.severity == ERROR}
    values = [(v.indicator_id, v.period) for v in read.values if _place(v.place) in wrong]
    targets = [(t.indicator_id, t.from_quarter) for t in read.targets if _place(t.place) in wrong]
    comments = [
        (c.indicator_id, c.reporting_quarter) for c in read.commentary if _place(c.place) in wrong
    ]
    return replace(
        read,
        values=tuple(
            v
            for v in read.values
            if _place(v.place) not in wrong and (v.indicator_id, v.period) not in values
        ),
        targets=tuple(
            t
            for t in read.targets
            if _place(t.place) not in wrong and (t.indicator_id, t.from_quarter) not in targets
        ),
        commentary=tuple(
            c
            for c in read.commentary
            if _place(c.place) not in wrong
            and (c.indicator_id, c.reporting_quarter) not in comments
        ),
    )


def in_order(fault: ReturnFault) -> tuple[str, int, int, int, str, str]:
    """Return the key that sorts faults by file, sheet, row and column, numbers as numbers."""
    sheet = SHEETS.index(fault.sheet) if fault.sheet in SHEETS else len(SHEETS)
    columns = COLUMNS.get(fault.sheet, ())
    column = columns.index(fault.column) if fault.column in columns else -1
    return fault.file, sheet, _row(fault.cell), column, fault.rule, fault.found


def _unless(fault: ReturnFault) -> tuple[str, ...]:
    return RULES[fault.rule].unless if fault.rule in RULES else ()


def _hides_a_line(fault: ReturnFault) -> bool:
    """Return whether, because of this fault, an existing line may be missing from the result."""
    whole_sheet = not fault.cell
    return fault.severity == ERROR and (whole_sheet or fault.column in IDENTITY)


LineKey = tuple[str, str, str]


class _LinesOf:
    """Which line of a return a fault is about, by its cell.

    A row of our form is one line. A council's own sheet has a line for each figure, so there a
    fault of one figure says nothing about the next one in its row.
    """

    def __init__(self, read: ParsedReturn) -> None:
        self._by_cell: dict[tuple[str, str, str | int], LineKey] = {}
        places = [v.place for v in read.values] + [t.place for t in read.targets]
        for place in places + [c.place for c in read.commentary]:
            key = _place(place)
            for cell in (place.row, *place.cells.values()):
                self._by_cell[place.file, place.sheet, cell] = key
            row = (place.file, place.sheet, _row(place.row))
            if self._by_cell.setdefault(row, key) != key:
                self._by_cell[row] = (*row[:2], "")  # of several lines: not known which

    def at(self, fault: ReturnFault) -> LineKey:
        """Return the key of the line that a fault is about; one of its own for no line."""
        where = fault.file, fault.sheet
        own = (*where, fault.cell or "")
        by_row = self._by_cell.get((*where, _row(fault.cell)), own)
        return self._by_cell.get((*where, fault.cell), by_row)


def _place(place: CellPlace) -> LineKey:
    return place.file, place.sheet, place.row


def _row(name: str) -> int:
    """Return the row number in `D14`, `row 14` or `14`; 0 where there is none."""
    digits = re.search(r"(\d+)$", name)
    return int(digits.group(1)) if digits else 0
