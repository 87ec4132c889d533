"""Reads a council's return: one workbook, CSV files, a folder of them, or a mix.

All faults of structure and types are found in one pass. Whether the content makes sense is for
the rules in `kpi.returns.checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TypeVar

from kpi import units, visible_text
from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.formatting import number_of
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import NO_FIGURE
from kpi.model.polarity import Polarity
from kpi.periods import Period
from kpi.returns import period_spellings, typed_cells
from kpi.returns.council_check import named
from kpi.returns.own_sheets import sheet_finder, sheet_mapping
from kpi.returns.own_sheets.match_proposal import PublishedFigures, SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import (
    ERROR,
    MISSING_SHEET,
    NOTHING_FILLED_IN,
    PREFILLED,
    SHEETS,
    TARGETS,
    VALUES,
    WARNING,
    CommentLine,
    NamedCouncil,
    ParsedReturn,
    ReturnFault,
    TargetLine,
    ValueLine,
)
from kpi.returns.sheets import ReturnSheet, SheetRow, grids_of, one_for_formulas, sheets_of
from kpi.returns.typed_cells import (
    ASK,
    NO_AMOUNT,
    TypedNumber,
    TypedTarget,
    UnclearCell,
    tidy,
)

T = TypeVar("T")

_READ = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")
_STILL_IN_FORCE = frozenset({"open", "ongoing", "on going", "current", "still in force", "no end"})


def read(
    paths: Path | Sequence[Path],
    indicators: Iterable[Indicator],
    *,
    kept: Sequence[OwnSheet] = (),
    figures: PublishedFigures | None = None,
) -> ParsedReturn:
    """Read files, or all workbooks and CSV files of a folder.

    A council's own sheet is read by the mapping file beside it, else by `kept`. Raises InputError
    when a file is missing, unsafe or over a limit, or when no file holds a return; every other
    fault is in the result.
    """
    files = [path for each in _as_list(paths) for path in _files(each)]
    if not files:
        raise InputError("there is no workbook or CSV file to read")
    twice = Counter(path.name for path in files)
    named = {
        f"{path.parent.name}/{path.name}" if twice[path.name] > 1 else path.name: path
        for path in files
    }
    mapping_files = {name: sheet_mapping.mapping_file_of(path) for name, path in named.items()}
    return read_contents(
        {n: limits.read_bytes(p) for n, p in named.items()},
        indicators,
        mappings={n: sheet_mapping.read(p) for n, p in mapping_files.items() if p.is_file()},
        kept=kept,
        figures=figures,
    )


def read_contents(
    files: Mapping[str, bytes],
    indicators: Iterable[Indicator],
    *,
    mappings: Mapping[str, Sequence[OwnSheet]] | None = None,
    kept: Sequence[OwnSheet] = (),
    figures: PublishedFigures | None = None,
) -> ParsedReturn:
    """As `read`, for files' contents by name, such as an upload. The disk is not used.

    `mappings` are those of a file's own; `figures` say what is published already.
    """
    known = tuple(indicators)
    sheets: list[ReturnSheet] = []
    faults: list[ReturnFault] = []
    councils: list[NamedCouncil] = []
    own: list[SheetMatch] = []
    whole = limits.ReadBudget()
    for name, data in files.items():
        grids, sheet_faults = grids_of(_shown(name), data, whole)
        read_by = (mappings or {}).get(name, kept)
        matches, ours = sheet_finder.among(grids, known, read_by, figures)
        own += matches
        sheets += sheets_of(ours, sheet_faults)
        faults += sheet_faults
        councils += named(grids)
    has_ours = any(sheet.kind == VALUES for sheet in sheets)
    for match in own:
        made = sheet_finder.rows_of(match, known, faults, has_ours=has_ours)
        whole.take(match.table.grid.file, sum(len(sheet.rows) for sheet in made))
        sheets += made
    faults += _missing_sheets(tuple(map(_shown, files)), sheets, faults, is_own=bool(own))
    values: list[ValueLine] = []
    targets: list[TargetLine] = []
    commentary: list[CommentLine] = []
    for sheet in sheets:
        filled = [row for row in sheet.rows if _says(sheet.kind, row)]
        if sheet.kind == VALUES and sheet.rows and not filled:
            faults.append(_unfilled(sheet))
        lines = [_Line(row, known, faults) for row in filled]
        # A sheet without a required column is still read for its other faults.
        if sheet.kind == VALUES:
            values += _kept(sheet, [_value_line(line) for line in lines])
        elif sheet.kind == TARGETS:
            goals = (_target_line(line) for line in lines)
            targets += _kept(sheet, [goal for goal in goals if goal is not None])
        else:
            commentary += _kept(sheet, [_comment_line(line) for line in lines])
    return ParsedReturn(
        tuple(files),
        tuple(values),
        tuple(targets),
        tuple(commentary),
        tuple(one_for_formulas(faults)),
        tuple(councils),
        frozenset((m.table.grid.file, m.table.grid.sheet) for m in own),
    )


def _shown(name: str) -> str:
    """Return a file's name as messages show it."""
    return visible_text.line(tidy(name))


def _as_list(paths: Path | Sequence[Path]) -> list[Path]:
    return [paths] if isinstance(paths, Path) else list(paths)


def _files(path: Path) -> list[Path]:
    """Return the file, or the readable files of a folder without spreadsheets' lock files."""
    if not path.is_dir():
        return [path]
    return sorted(
        child
        for child in path.iterdir()
        if child.suffix.lower() in _READ and not child.name.startswith(("~$", "."))
    )


def _missing_sheets(
    files: tuple[str, ...], sheets: list[ReturnSheet], faults: list[ReturnFault], *, is_own: bool
) -> list[ReturnFault]:
    if not sheets and not any(fault.severity == ERROR for fault in faults):
        names = ", ".join(PurePosixPath(name).name for name in files)
        raise InputError(f"{names}: no sheet or file of values, targets or commentary in it")
    if is_own:
        return []  # a council's own sheet has what it has
    there = {sheet.kind for sheet in sheets}
    file = files[0] if len(files) == 1 else ""
    return [
        ReturnFault(file, "", "", "", WARNING, MISSING_SHEET,
              f"no {kind}", f"a sheet '{kind}' or a file {kind}.csv")
        for kind in SHEETS
        if kind not in there
    ]  # fmt: skip


def _unfilled(sheet: ReturnSheet) -> ReturnFault:
    """Return the question about a sheet of values in which nobody filled in anything."""
    place, number = sheet.rows[0].place, len(sheet.rows)
    problem = f"{number_of(number, 'row')} without a figure"
    expected = "a figure, or a symbol that says why there is none"
    return ReturnFault(
        place.file, place.sheet, "", "value", WARNING, NOTHING_FILLED_IN, problem, expected
    )


def _says(kind: str, row: SheetRow) -> bool:
    """Return whether a row has anything that the template did not fill in."""
    own = [column for column in row.text if column not in PREFILLED[kind]]
    return bool(row.broken) or any(tidy(row.text[column]) for column in own)


def _kept(sheet: ReturnSheet, lines: list[T]) -> list[T]:
    return lines if sheet.is_whole else []


# ---- cells of one line --------------------------------------------------------------------


@dataclass
class _Line:
    """One row being read; each unclear cell goes to `faults` with its place."""

    row: SheetRow
    known: tuple[Indicator, ...]
    faults: list[ReturnFault]
    indicator: Indicator | None = field(init=False)

    def __post_init__(self) -> None:
        indicator_id = typed_cells.indicator_id(self.text("indicator_id"), self.known)
        self.indicator = next((i for i in self.known if i.id == indicator_id), None)

    @property
    def indicator_id(self) -> str:
        """The id, or the text as typed when no indicator has it (a rule reports that)."""
        return self.indicator.id if self.indicator else tidy(self.text("indicator_id"))

    @property
    def unit(self) -> str:
        """The indicator's unit; "" when not known."""
        return self.indicator.unit if self.indicator else ""

    def text(self, column: str) -> str:
        """Return a cell as typed; "" for a cell that has a fault already."""
        return "" if column in self.row.broken else self.row.text[column]

    def words(self, column: str) -> str | None:
        """Return free text trimmed and without invisible characters; None when blank."""
        return visible_text.clean(self.text(column)).strip() or None

    def ask(self, column: str, expected: str, rule: str = ASK) -> None:
        """Add a fault that asks about a cell."""
        text = self.row.text[column]
        cell_text = (text if len(text) <= 80 else text[:77] + "...") if text.strip() else "nothing"
        cell_text = " ".join(cell_text.split())
        self.faults.append(self.row.place.fault(column, ERROR, rule, cell_text, expected))

    def read(self, column: str, meaning: Callable[[str], T | UnclearCell]) -> T | None:
        """Return what a cell means; None, with a fault, when it is unclear."""
        if column in self.row.broken:
            return None
        cell_meaning = meaning(self.row.text[column])
        if isinstance(cell_meaning, UnclearCell):
            self.ask(column, cell_meaning.expected, cell_meaning.rule)
            return None
        return cell_meaning

    def needed(
        self, column: str, meaning: Callable[[str], Period | UnclearCell | None], expected: str
    ) -> Period | None:
        """Return a required period; None, with a fault, when it is blank or unclear."""
        if column not in self.row.broken and not tidy(self.row.text[column]):
            self.ask(column, expected, "missing")
            return None
        return self.read(column, meaning)

    def quarter(self, column: str = "reporting_quarter") -> Period | None:
        """Return a required reporting quarter; None, with a fault, when it is blank or unclear."""
        return self.needed(column, period_spellings.quarter, "a quarter such as Q1 2025-26")

    def target_start(self, text: str) -> Period | UnclearCell | None:
        """Return the first quarter or month of a target."""
        by_month = self.indicator is not None and self.indicator.quarter_from is not None
        return period_spellings.target_start(text, by_month=by_month)

    def target_end(self, text: str) -> Period | UnclearCell | None:
        """Return the last quarter or month a target is in force; None where it has no end."""
        return None if tidy(text).casefold() in _STILL_IN_FORCE else self.target_start(text)

    def data_status(self) -> str:
        """Return a data status, or "" with a fault."""
        return self.read("data_status", typed_cells.data_status) or ""

    def figure(self, column: str, unit: str) -> TypedNumber:
        """Return a number or symbol; blank, with a fault, when the cell is unclear."""
        return self.read(column, lambda text: typed_cells.figure(text, unit)) or TypedNumber(None)


def _value_line(line: _Line) -> ValueLine:
    kind = line.indicator.returned_kind if line.indicator else None
    period = line.needed(
        "period", lambda text: period_spellings.period(text, kind), period_spellings.example(kind)
    )
    value = line.figure("value", line.unit)
    # Pounds are divided by something else: by weeks or by children.
    above = line.unit if line.unit == units.POUNDS else "count"
    top, bottom = line.figure("numerator", above), line.figure("denominator", "count")
    symbol = _symbol(line, value, top, bottom)
    return ValueLine(
        place=line.row.place,
        indicator_id=line.indicator_id,
        period=period,
        reporting_quarter=line.quarter(),
        value=value.value,
        numerator=top.value,
        denominator=bottom.value,
        symbol=symbol.symbol,
        supplied_status=line.read("status", typed_cells.target_status),
        data_status=line.data_status(),
        source=line.words("source") or "",
        note=line.words("note"),
        text=line.row.text,
        reason=symbol.reason,
    )


def _symbol(line: _Line, value: TypedNumber, top: TypedNumber, bottom: TypedNumber) -> TypedNumber:
    """Return the line's symbol: from its own column, the value or, where blank, the counts."""
    own = line.read("symbol", typed_cells.symbol) or TypedNumber(None)
    if value.value is not None:
        hidden = next((f.symbol for f in (top, bottom) if f.symbol not in (None, "x", "z")), None)
        if hidden:
            column = "numerator" if top.symbol == hidden else "denominator"
            line.ask(column, f"a count: one marked {hidden} has no value beside it", "two-symbols")
        return own
    with_symbol = [figure for figure in (value, own, top, bottom) if figure.symbol]
    symbols = list(dict.fromkeys(figure.symbol for figure in with_symbol))
    if len(symbols) > 1:
        column = "symbol" if own.symbol else "value" if value.symbol else "numerator"
        names = " and ".join(map(str, symbols))
        line.ask(column, f"one symbol for the line, not {names}", "two-symbols")
    chosen = with_symbol[0] if with_symbol else own
    if own.symbol in NO_FIGURE and len(symbols) == 1 and not value.reason:
        return own
    return chosen


def _target_line(line: _Line) -> TargetLine | None:
    """Return a row of targets; None of `n/a` for an indicator that has no target."""
    polarity = line.indicator.polarity if line.indicator else None
    is_range = polarity is Polarity.RANGE
    aim = line.read(
        "target", lambda text: typed_cells.target(text, line.unit, is_range=is_range)
    ) or TypedTarget(None)
    if aim.says_none and polarity is not None and not polarity.has_target:
        return None
    if aim.says_none:
        line.ask("target", "a target, or no row")
    level, upper, level_upper = (
        _number_or_nothing(line, column)
        for column in ("intervention_level", "target_upper", "intervention_upper")
    )
    if aim.upper is not None and upper is not None:
        line.ask("target_upper", "nothing here, because the target has both bounds; or one in each")
    return TargetLine(
        place=line.row.place,
        indicator_id=line.indicator_id,
        from_quarter=line.read("from_quarter", line.target_start),
        to_quarter=line.read("to_quarter", line.target_end),
        target=aim.target,
        intervention_level=level,
        target_upper=upper if aim.upper is None else aim.upper,
        intervention_upper=level_upper,
        target_type=line.words("target_type"),
        data_status=line.data_status(),
        rationale=line.words("rationale"),
        text=line.row.text,
    )


def _number_or_nothing(line: _Line, column: str) -> float | None:
    number = line.read(
        column, lambda text: typed_cells.amount(text, line.unit, otherwise="or nothing")
    ) or TypedNumber(None)
    if number.symbol not in (None, *NO_AMOUNT):
        line.ask(column, "a number, or nothing")
    return number.value


def _comment_line(line: _Line) -> CommentLine:
    due: date | None = line.read("due", typed_cells.day)
    return CommentLine(
        place=line.row.place,
        indicator_id=line.indicator_id,
        reporting_quarter=line.quarter(),
        data_status=line.data_status(),
        what_happened=line.words("what_happened"),
        why=line.words("why"),
        action=line.words("action"),
        owner_role=line.words("owner_role"),
        due=due,
        text=line.row.text,
    )
