"""Faults of a return in groups for the page: by sheet, errors first, like ones in one row.

What stands here is short; the download has every fault with its whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kpi.formatting import capital, listed
from kpi.returns.records import ERROR, ReturnFault

MOST_FAULT_ROWS = 200
"""Of faults on the page: a return of ten years may have more, and the download has them all."""
_MOST_LETTERS = 90
_MOST_TOGETHER = 6  # like faults in one row; further ones start another
_ROW = re.compile(r"row (\d+)")

SHORT_NAMES = {
    "action-missing": "No action, owner or date",
    "another-council": "Another council",
    "carried-over": "Same as the period before",
    "comment-without-value": "Comment without a figure",
    "commentary-figure": "Comment and figure differ",
    "commentary-missing": "No comment",
    "council-unknown": "Unknown council",
    "counts-incomplete": "One count without the other",
    "decimals": "Too many decimals",
    "denominator-nought": "A share of none",
    "due-past": "Due date is past",
    "duplicate-comment": "Two comments",
    "duplicate-target": "Two targets at a time",
    "duplicate-value": "Two figures for one period",
    "encoding": "Not saved as UTF-8",
    "error-cell": "Spreadsheet error",
    "formula": "Formula",
    "gap": "Gap in the series",
    "header": "No header row",
    "hidden": "Hidden in the workbook",
    "illustrative-mixed": "Made-up and real mixed",
    "illustrative-over-real": "Made up, in place of real",
    "illustrative-target": "Target is still made up",
    "intervention-equals-target": "Target and level are equal",
    "intervention-side": "Level on the wrong side",
    "jump": "Moves far",
    "line-without-name": "No name beside figures",
    "long-text": "Text is long",
    "markup": "Code in a text",
    "merged": "Merged cells",
    "missing": "Nothing there",
    "missing-column": "No such column",
    "missing-sheet": "No such sheet",
    "not-from-a-return": "Not from a return",
    "mojibake": "Garbled letters",
    "not-matched": "Not matched yet",
    "nothing-filled-in": "Nothing is filled in",
    "numerator-above-denominator": "More than all",
    "parts-and-whole": "Parts and whole differ",
    "period-and-quarter": "Period and quarter differ",
    "period-kind": "Wrong kind of period",
    "period-not-its-own": "Not its period: not read",
    "period-not-over": "Period is not over",
    "personal-data": "May name a person",
    "range": "Out of range",
    "red-without-commentary": "No comment on what must be acted on",
    "revised": "Was published differently",
    "row-length": "Cells do not match the header",
    "separator": "Not separated by commas",
    "small-number": "Will be suppressed",
    "small-number-in-words": "Comment may count few children",
    "small-number-named": "Comment gives a hidden figure",
    "supplied-status": "Status differs from ours",
    "target-missing": "No target",
    "target-bounds": "Bounds of the target",
    "target-quarters": "Quarters of the target",
    "target-range": "Target out of range",
    "target-rationale": "No reason for a new target",
    "target-type": "Type of target",
    "target-units": "Unit of the target",
    "target-without-polarity": "Target where none applies",
    "two-columns": "Two columns of one name",
    "two-symbols": "Two symbols in one line",
    "units": "Unit of the figure",
    "unknown-column": "Column was not read",
    "unknown-indicator": "Unknown indicator",
    "unknown-sheet": "Sheet was not read",
    "unknown-symbol": "Unknown symbol",
    "unseen-signs": "Invisible characters",
    "value-against-counts": "Figure and counts differ",
    "value-beside-symbol": "Figure beside a symbol",
    "value-due": "A figure is due",
    "value-missing": "No figure",
    "what-does-this-mean": "Cannot be read",
    "whole-counts": "Not a whole count",
}
"""What each rule found, in a few words."""


@dataclass(frozen=True)
class FaultRow:
    """Faults of one rule in one column: their cells, what was found and what was expected."""

    severity: str
    cells: str
    column: str  # where the cells' own names do not say it
    what: str
    found: str
    expected: str


@dataclass(frozen=True)
class FaultySheet:
    """The faults of one sheet or file, errors first."""

    name: str
    errors: int
    warnings: int
    rows: tuple[FaultRow, ...]


@dataclass(frozen=True)
class FaultTable:
    """All groups, and how many rows of how many are in them."""

    groups: tuple[FaultySheet, ...]
    shown: int
    total: int
    is_cut: bool  # whether some text is shortened


def fault_table(faults: Sequence[ReturnFault]) -> FaultTable:
    """Return faults in groups: sheets with errors first, in a sheet errors first, by place."""
    sheets: dict[tuple[str, str], list[ReturnFault]] = {}
    for fault in faults:
        sheets.setdefault((fault.file, fault.sheet), []).append(fault)
    several = len({file for file, sheet in sheets if sheet}) > 1
    ordered = sorted(sheets.items(), key=lambda item: not any(_is_error(f) for f in item[1]))
    groups, left, total = [], MOST_FAULT_ROWS, 0
    for (file, sheet), sheet_faults in ordered:
        rows = tuple(_rows(sheet_faults))
        kept = tuple(islice(rows, left))
        total += len(rows)
        left -= len(kept)
        if kept:
            errors = sum(map(_is_error, sheet_faults))
            name = _name(file, sheet, several=several)
            groups.append(FaultySheet(name, errors, len(sheet_faults) - errors, kept))
    is_cut = any(brief(text) != text for fault in faults for text in (fault.found, fault.expected))
    return FaultTable(tuple(groups), MOST_FAULT_ROWS - left, total, is_cut)


def with_all_cells(faults: Iterable[ReturnFault]) -> list[ReturnFault]:
    """Return each fault once, in the place of its first cell; several cells are named in one."""
    cells: dict[ReturnFault, dict[str, None]] = {}
    for fault in faults:
        cells.setdefault(replace(fault, cell=""), {})[fault.cell] = None
    return [replace(fault, cell=_cells([*every], listed)) for fault, every in cells.items()]


def short_name(rule: str) -> str:
    """Return a rule's name in a few words."""
    return SHORT_NAMES.get(rule) or capital(rule.replace("-", " "))


def brief(text: str) -> str:
    """Return a text short enough for a cell: whole, its first clause, or cut at a word."""
    if len(text) <= _MOST_LETTERS:
        return text
    clause = re.split(r"[:;] ", text, maxsplit=1)[0]
    if 20 <= len(clause) <= _MOST_LETTERS:
        return clause
    cut = text[: _MOST_LETTERS - 1]
    return f"{cut.rpartition(' ')[0] or cut}\N{HORIZONTAL ELLIPSIS}"


def _is_error(fault: ReturnFault) -> bool:
    return fault.severity == ERROR


def _name(file: str, sheet: str, *, several: bool) -> str:
    if not sheet:
        return f"File \u201c{file}\u201d" if file else "The return as a whole"
    return f"Sheet \u201c{sheet}\u201d" + (f" of {file}" if several else "")


def _rows(faults: Iterable[ReturnFault]) -> Iterable[FaultRow]:
    alike: dict[tuple[str, str, str, str], list[ReturnFault]] = {}
    for fault in sorted(faults, key=lambda fault: not _is_error(fault)):  # stable: then by place
        key = (fault.severity, fault.rule, fault.column, fault.expected)
        alike.setdefault(key, []).append(fault)
    for (severity, rule, column, expected), every in alike.items():
        for start in range(0, len(every), _MOST_TOGETHER):
            alike_faults = every[start : start + _MOST_TOGETHER]
            cells = list(dict.fromkeys(fault.cell for fault in alike_faults if fault.cell))
            yield FaultRow(
                severity,
                _cells(cells) or "sheet",
                column if cells and _ROW.fullmatch(cells[0]) else "",
                short_name(rule),
                _joined_texts([fault.found for fault in alike_faults]),
                brief(expected),
            )


def _cells(cells: Sequence[str], joined: Callable[[Sequence[str]], str] = ", ".join) -> str:
    """Return `G3, G4, G9`, `rows 3, 4, 9` or `row 3`."""
    numbers = [match[1] for match in map(_ROW.fullmatch, cells) if match]
    if len(numbers) == len(cells) > 1:
        return f"rows {joined(numbers)}"
    return joined(cells)


def _joined_texts(texts: Sequence[str]) -> str:
    """Return what was found in like cells: texts that differ in one word as one of them."""
    kept = list(dict.fromkeys(brief(text) for text in texts))
    words = [text.split(" ") for text in kept]
    if len(kept) > 1 and len({len(each) for each in words}) == 1 and len(words[0]) > 1:
        apart = [place for place, each in enumerate(zip(*words, strict=True)) if len(set(each)) > 1]
        if len(apart) == 1:
            (place,) = apart
            joined = ", ".join(each[place] for each in words)
            return " ".join([*words[0][:place], joined, *words[0][place + 1 :]])
    return "; ".join(kept)
