"""A council's own sheet as rows of a return, read by its mapping; every cell keeps its address.

What the mapping does not say is a fault with the cell and the remedy. The rows then go the way of
any return: types, checks, suppression.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from openpyxl.utils import get_column_letter

from kpi.file_readers import limits
from kpi.indicators.reporting_quarters import candidates, reported_in
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.periods import Kind, Period
from kpi.returns import sheets, typed_cells
from kpi.returns.own_sheets import own_headings
from kpi.returns.own_sheets.match_proposal import SheetMatch, meanings_of
from kpi.returns.own_sheets.own_table import OwnTable
from kpi.returns.own_sheets.sheet_mapping import LEAVE_OUT, OF_COMMENT, OF_TARGET, SHARES
from kpi.returns.records import (
    COLUMNS,
    COMMENTARY,
    ERROR,
    TARGETS,
    VALUES,
    WARNING,
    CellPlace,
    ReturnFault,
    Severity,
)
from kpi.returns.sheets import ReturnSheet, SheetRow
from kpi.returns.typed_cells import NO_AMOUNT, TypedNumber, tidy

NOT_MATCHED = "not-matched"
_FIGURES = ("value", "numerator", "denominator")
_PLAIN = re.compile(r"-?[0-9]*\.?[0-9]+")
_MOST_NAMED = 10
_BY_PLACE = {
    "headings": "what this heading means",
    "periods": "the period of this heading",
    "indicators": "the indicator of this name",
    "figures": "whether these are fractions of 1",
}


@dataclass
class _Reading:
    """One sheet being read: what each place and line means, and the faults found."""

    match: SheetMatch
    known: Mapping[str, Indicator]
    faults: list[ReturnFault]
    columns: dict[int, str] = field(init=False)
    labels: dict[int, str] = field(init=False)
    ids: dict[str, str] = field(init=False)
    shares: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.match.entries
        self.columns, self.labels = meanings_of(self.table, entries)
        self.ids = {e.text: e.meaning for e in entries if e.part == "indicators"}
        self.shares = frozenset(
            e.text for e in entries if e.part == "figures" and e.meaning == SHARES
        )

    @property
    def table(self) -> OwnTable:
        """The table that is read."""
        return self.match.table

    def add_fault(
        self, severity: Severity, rule: str, cell: str, found: str, expected: str
    ) -> None:
        """Add a fault of the sheet."""
        grid = self.table.grid
        self.faults.append(
            ReturnFault(grid.file, grid.sheet, cell, "", severity, rule, found[:80], expected)
        )

    def lines(self) -> Iterator[tuple[int, Indicator]]:
        """Yield each line that is read, and its indicator."""
        for line, text in self.table.names.items():
            meaning = self.ids.get(text, LEAVE_OUT)
            if meaning in self.known:
                yield line, self.known[meaning]


def rows(
    match: SheetMatch, known: Mapping[str, Indicator], faults: list[ReturnFault]
) -> list[ReturnSheet]:
    """Return the sheets of a return that a matched sheet makes; its faults go to `faults`.

    While anything has no confirmed meaning, those are the only faults, and nothing is read.
    """
    reading = _Reading(match, known, faults)
    if match.open:
        _ask(reading)
        return []
    _check_ids(reading)
    _check_hidden(reading)
    _check_merged(reading)
    _check_names(reading)
    # One more than may be: whoever asked refuses it, and no more are made.
    values = list(islice(_values(reading), limits.MOST_FIGURES + 1))
    newest = max(
        (p for row in values if (p := own_headings.complete_period(row.text["reporting_quarter"]))),
        default=None,
    )
    made = [ReturnSheet(VALUES, tuple(values), is_whole=True)]
    if newest is not None:
        targets = tuple(_targets(reading, newest))
        comments = tuple(_comments(reading, newest))
        made += [ReturnSheet(TARGETS, targets, is_whole=True)] if targets else []
        made += [ReturnSheet(COMMENTARY, comments, is_whole=True)] if comments else []
    return made


# ---- what is asked, and what is odd ---------------------------------------------------------


def _ask(reading: _Reading) -> None:
    for entry in reading.match.open:
        cell = entry.where.split(",")[0]
        cell = cell if re.fullmatch(r"[A-Z]+[0-9]+|row [0-9]+", cell) else ""
        likely = f"; it is proposed as {entry.meaning}" if entry.meaning else ""
        why = f" ({entry.remark})" if entry.remark else ""
        expected = (
            f'{_BY_PLACE[entry.part]} in the mapping, or "{LEAVE_OUT}"{likely}{why}; '
            "python -m kpi map FILE adds it"
        )
        entry_and_place = f"{entry.text} ({entry.where})"
        reading.add_fault(ERROR, NOT_MATCHED, cell, entry_and_place, expected)


def _check_ids(reading: _Reading) -> None:
    """Add a fault for each name that the mapping gives to an indicator that is not there."""
    for entry in reading.match.entries:
        if entry.part == "indicators" and entry.meaning not in (*reading.known, LEAVE_OUT):
            known = reading.known.items()
            ids = ", ".join(name for name, i in known if name == i.id and not i.is_context)
            entry_and_meaning = f"{entry.text} = {entry.meaning}"
            expected = f'an indicator in the mapping, one of {ids}, or "{LEAVE_OUT}"'
            cell = entry.where.split(",")[0]
            reading.add_fault(ERROR, "unknown-indicator", cell, entry_and_meaning, expected)


def _check_hidden(reading: _Reading) -> None:
    grid, table = reading.table.grid, reading.table
    used_lines = {line for line, _ in reading.lines()}
    places = set(reading.columns)
    on_rows, on_columns = (places, used_lines) if table.is_turned else (used_lines, places)
    expected = "nothing hidden; it was read: check that it belongs to the return"
    if grid.is_hidden:
        reading.add_fault(WARNING, "hidden", "", "a hidden sheet", expected)
    if hidden := sorted(on_rows & grid.hidden_rows):
        reading.add_fault(WARNING, "hidden", "", sheets.listed("row", map(str, hidden)), expected)
    if hidden := sorted(on_columns & grid.hidden_columns):
        hidden_columns = sheets.listed("column", map(get_column_letter, hidden))
        reading.add_fault(WARNING, "hidden", "", hidden_columns, expected)


def _check_merged(reading: _Reading) -> None:
    """Add a fault for each merged range over figures: of one only the first cell holds anything."""
    table = reading.table
    last = max(table.heading_lines)
    lines, places = {line for line, _ in reading.lines()}, set(reading.columns)
    expected = "no merged cells: only the first of them holds anything; write each cell"
    for top, bottom, left, right in sorted(table.grid.merged):
        first, end, start, stop = (
            (left, right, top, bottom) if table.is_turned else (top, bottom, left, right)
        )
        over = end > last and any(first <= n <= end for n in lines)
        if over and any(start <= n <= stop for n in places):
            cell = table.grid.address(top, left)
            cell_range = f"{cell}:{table.grid.address(bottom, right)}"
            reading.add_fault(ERROR, "merged", cell, cell_range, expected)


def _check_names(reading: _Reading) -> None:
    """Add a warning that names the lines with figures and no name, which nothing reads."""
    table = reading.table
    figures = [place for place, column in reading.columns.items() if column in _FIGURES]
    lost = [
        line
        for line in table.lines_after_headings()
        if line not in table.names and any(table.cell(line, place) for place in figures)
    ]
    if lost and table.name_at not in figures:
        noun = "column" if table.is_turned else "row"
        names = [get_column_letter(n) if table.is_turned else str(n) for n in lost]
        several = "s" if len(lost) > 1 else ""
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        listed = ", ".join(names[:_MOST_NAMED])
        problem = f"figures without a name in {noun}{several} {listed}{more}"
        expected = "the name of an indicator in each; they were not read"
        cell = table.address(lost[0], table.name_at)
        reading.add_fault(WARNING, "line-without-name", cell, problem, expected)


# ---- rows ----------------------------------------------------------------------------------


def _values(reading: _Reading) -> Iterator[SheetRow]:
    by_label: dict[str, dict[str, list[int]]] = {}
    for place, label in reading.labels.items():
        by_label.setdefault(label, {}).setdefault(reading.columns[place], []).append(place)
    lost = [p for p, c in reading.columns.items() if c in _FIGURES and p not in reading.labels]
    for place in lost:
        cell = reading.table.address(max(reading.table.heading_lines), place)
        expected = "a period in the heading, left of it, or in a title above the table"
        reading.add_fault(ERROR, NOT_MATCHED, cell, reading.table.heading(place), expected)
    for line, indicator in reading.lines():
        for label, places in by_label.items():
            # Two columns of one meaning are two rows, which a check then names as twice.
            for number in range(max(map(len, places.values()))):
                taken = {
                    column: numbers[number]
                    for column, numbers in places.items()
                    if number < len(numbers)
                }
                row = _value(reading, line, indicator, label, taken)
                if row is not None:
                    yield row


def _value(
    reading: _Reading, line: int, indicator: Indicator, label: str, places: Mapping[str, int]
) -> SheetRow | None:
    table = reading.table
    if not any(table.cell(line, places[c]) for c in _FIGURES if c in places):
        return None
    row = _row(reading, VALUES, line, indicator, places)
    due = _due(label, indicator)
    if due is None:
        problem = f"a figure of {label}"
        expected = (
            f"nothing: {indicator.name} has figures of a {indicator.returned_kind}; it was not read"
        )
        place = next(places[c] for c in _FIGURES if c in places)
        cell = table.address(line, place)
        reading.add_fault(WARNING, "period-not-its-own", cell, problem, expected)
        return None
    period, quarter = due
    text = {**row.text, "period": period, "reporting_quarter": quarter}
    return SheetRow(row.place, text, row.broken)


def _due(label: str, indicator: Indicator) -> tuple[str, str] | None:
    """Return the period and reporting quarter of an indicator that a heading's label means.

    None where the indicator has no figure of such a period, as a month of a day that ends a
    quarter, or a term in a quarter that reports none.
    """
    named, kind = own_headings.complete_period(label), indicator.returned_kind
    if named is None:
        return label, ""
    if named.kind in (Kind.MONTH, Kind.SNAPSHOT) and kind in (Kind.QUARTER_DAY, Kind.ROLLING):
        quarter = Period.containing(Kind.QUARTER, named.end)
        return (quarter.short, quarter.short) if quarter.end == named.end else None
    if named.kind is not Kind.QUARTER:
        quarter = Period.containing(Kind.QUARTER, named.end)
        # Of another kind of period the definition may not say when it is published.
        is_its_own = named.kind in indicator.accepted_kinds
        shown = reported_in(indicator, Observation(named, named.end)) if is_its_own else []
        return label, (shown[0] if shown else quarter).short
    if kind.is_quarterly or kind is Kind.MONTH:
        return label, named.short
    for period in candidates(kind, named):
        shown = reported_in(indicator, Observation(period, period.end))
        if shown and shown[0] == named:
            return period.short, named.short
    return None


def _row(
    reading: _Reading, kind: str, line: int, indicator: Indicator, places: Mapping[str, int]
) -> SheetRow:
    """Return the cells of a line under some headings as a row of a return."""
    table, text = reading.table, dict.fromkeys(COLUMNS[kind], "")
    text["indicator_id"] = indicator.id
    text["data_status"] = reading.match.data_status
    cells = {column: table.address(line, place) for column, place in places.items()}
    first = next(iter(cells.values()))
    cells |= {c: first for c in ("period", "reporting_quarter", "from_quarter") if c in text}
    place = CellPlace(table.grid.file, table.grid.sheet, first, cells)
    broken: set[str] = set()
    for column, at in places.items():
        cell = table.cell(line, at)
        if cell is None:
            continue
        text[column] = sheets.cell_text(table.grid, cell, place, column, broken, reading.faults)
        is_number = column in _FIGURES[:1] or column in OF_TARGET
        if is_number and table.names[line] in reading.shares and indicator.unit == "percent":
            text[column] = _of_hundred(reading, text[column], place.cells[column])
    return SheetRow(place, text, frozenset(broken))


def _of_hundred(reading: _Reading, text: str, cell: str) -> str:
    """Return a fraction of 1 as a percentage; a number above 1 is a fault."""
    shown = tidy(text)
    if len(shown) > 40 or not _PLAIN.fullmatch(shown):
        return text
    number = Decimal(shown)
    if abs(number) > 1:
        expected = "a fraction of 1 such as 0.894, as the mapping says, or a % sign"
        reading.add_fault(ERROR, "units", cell, text, expected)
        return ""
    percentage = f"{number * 100:f}"
    return percentage.rstrip("0").rstrip(".") if "." in percentage else percentage


def _targets(reading: _Reading, newest: Period) -> Iterator[SheetRow]:
    places = _places(reading, OF_TARGET)
    if "target" not in places:
        return
    for line, indicator in reading.lines():
        if reading.table.cell(line, places["target"]) is None:
            continue
        row = _row(reading, TARGETS, line, indicator, places)
        if _says_none(row, indicator):
            continue  # `n/a`: a scorecard has its column for every indicator
        yield SheetRow(row.place, {**row.text, "from_quarter": newest.short}, row.broken)


def _says_none(row: SheetRow, indicator: Indicator) -> bool:
    """Return whether a target cell says that there is no target."""
    target = typed_cells.figure(row.text["target"], indicator.unit)
    return isinstance(target, TypedNumber) and target.symbol in NO_AMOUNT


def _comments(reading: _Reading, newest: Period) -> Iterator[SheetRow]:
    places = _places(reading, OF_COMMENT)
    words = [column for column in places if column != "owner_role"]
    for line, indicator in reading.lines():
        if not any(reading.table.cell(line, places[column]) for column in words):
            continue
        row = _row(reading, COMMENTARY, line, indicator, places)
        yield SheetRow(row.place, {**row.text, "reporting_quarter": newest.short}, row.broken)


def _places(reading: _Reading, wanted: tuple[str, ...]) -> dict[str, int]:
    """Return the place of each wanted column; of two the first, and the second is a fault."""
    place_of_column: dict[str, int] = {}
    for place, column in reading.columns.items():
        if column in wanted and column in place_of_column:
            cell = reading.table.address(max(reading.table.heading_lines), place)
            text = reading.table.heading(place)
            reading.add_fault(ERROR, "two-columns", cell, text, "one column of this meaning")
        elif column in wanted:
            place_of_column[column] = place
    return place_of_column
