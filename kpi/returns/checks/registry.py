"""One rule, the list of all of them, and how they are run.

A rule is a small pure function from what was read and what is known already to findings. Rules
run in three stages, so that one slip of the pen gives one message and not ten that follow from it.
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
    """When a rule runs, and what it gets to see."""

    LINE = 1  # each line by itself, and whether two lines are about the same thing
    FIGURES = 2  # figures against one another: a line with an error is seen without its figures
    WHOLE = 3  # what is missing: only once every line says rightly what it is about


class Finding(NamedTuple):
    """Where something is wrong, what stands there, and what should."""

    place: CellPlace
    column: str
    found: str
    expected: str


Finder = Callable[[ParsedReturn, Context], Iterable[Finding]]


@dataclass(frozen=True)
class CheckRule:
    """A rule with its name; silent on a line where one of `unless` has spoken already."""

    name: str
    severity: Severity
    stage: Stage
    unless: tuple[str, ...]
    find: Finder

    @property
    def about(self) -> str:
        """What it says and why, in words."""
        return " ".join((self.find.__doc__ or "").split())

    def __call__(self, read: ParsedReturn, context: Context) -> Iterator[ReturnFault]:
        """Its faults, without regard to other rules."""
        for place, column, found, expected in self.find(read, context):
            yield place.fault(column, self.severity, self.name, found, expected)


RULES: dict[str, CheckRule] = {}
"""Every rule by name."""


def rule(
    name: str,
    severity: Severity = ERROR,
    *,
    stage: Stage = Stage.LINE,
    unless: tuple[str, ...] = (),
) -> Callable[[Finder], CheckRule]:
    """Register a finder as a rule; raises ValueError where two rules share a name."""

    def register(find: Finder) -> CheckRule:
        if name in RULES:
            raise ValueError(f"two rules are called '{name}'")
        RULES[name] = CheckRule(name, severity, stage, unless, find)
        return RULES[name]

    return register


def check(read: ParsedReturn, context: Context) -> list[ReturnFault]:
    """Everything that is wrong with a return: the faults of reading it and those of every rule.

    Each once, in order of file, sheet, row and column. Pure: nothing is changed or written.
    """
    faults = list(read.faults)
    for stage in Stage:
        if stage is Stage.WHOLE and any(_hides_a_line(fault) for fault in faults):
            break
        seen = read if stage is Stage.LINE else sound(read, faults)
        rules = [each for each in RULES.values() if each.stage is stage]
        faults += [fault for each in rules for fault in each(seen, context)]
    spoken = {(_line(fault), fault.rule) for fault in faults}
    heard = {
        fault
        for fault in faults
        if not any((_line(fault), other) in spoken for other in _unless(fault))
    }
    return sorted(heard, key=in_order)


def sound(read: ParsedReturn, faults: Iterable[ReturnFault]) -> ParsedReturn:
    """What was read, without the figures and targets of lines that have an error."""
    wrong = {_line(fault) for fault in faults if fault.severity == ERROR}
    wrong = {line for line in wrong if line[2]}
    return replace(
        read,
        values=tuple(
            replace(line, value=None, numerator=None, denominator=None, symbol=None)
            if _place(line.place) in wrong
            else line
            for line in read.values
        ),
        targets=tuple(
            replace(line, target=None, intervention_level=None)
            if _place(line.place) in wrong
            else line
            for line in read.targets
        ),
    )


def in_order(fault: ReturnFault) -> tuple[str, int, int, int, str, str]:
    """The key that sorts faults by file, sheet, row and column, each as a person reads them."""
    sheet = SHEETS.index(fault.sheet) if fault.sheet in SHEETS else len(SHEETS)
    columns = COLUMNS.get(fault.sheet, ())
    column = columns.index(fault.column) if fault.column in columns else -1
    return fault.file, sheet, _row(fault.cell), column, fault.rule, fault.found


def _unless(fault: ReturnFault) -> tuple[str, ...]:
    return RULES[fault.rule].unless if fault.rule in RULES else ()


def _hides_a_line(fault: ReturnFault) -> bool:
    """Whether, because of this fault, a line may be missed that is there."""
    whole_sheet = not fault.cell
    return fault.severity == ERROR and (whole_sheet or fault.column in IDENTITY)


def _line(fault: ReturnFault) -> tuple[str, str, int]:
    return fault.file, fault.sheet, _row(fault.cell)


def _place(place: CellPlace) -> tuple[str, str, int]:
    return place.file, place.sheet, _row(place.row)


def _row(name: str) -> int:
    """The row in `D14`, `row 14` or `14`; 0 for none."""
    digits = re.search(r"(\d+)$", name)
    return int(digits.group(1)) if digits else 0
