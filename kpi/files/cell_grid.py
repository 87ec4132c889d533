"""Workbooks and CSV files as grids of text cells, as an officer sees them, with formulas marked.

The sheets' XML is read directly: readers that give plain values drop what decides here, which is
whether a number is shown as a percentage, comes from a formula, is an error or is hidden, and
they make room for every cell up to the last one, however far out it stands.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import PurePosixPath

from kpi import sanitise
from kpi.errors import InputError
from kpi.files import safety


@dataclass(frozen=True)
class Cell:
    """A cell's text as shown, its formula if it has one, and whether it shows an error."""

    text: str
    formula: str | None = None
    is_error: bool = False


@dataclass
class Grid:
    """One sheet or CSV file: cells by row and column from 1, and what is odd about it."""

    file: str
    sheet: str  # "" for a CSV file
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # rows, then columns
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    widths: dict[int, int] = field(default_factory=dict)  # of a CSV file: cells of each row
    separator: str = ","

    @property
    def is_csv(self) -> bool:
        """Whether it is a CSV file, whose places are rows only."""
        return self.sheet == ""

    def address(self, row: int, column: int) -> str:
        """`D14` in a workbook, `row 14` in a CSV file."""
        return f"row {row}" if self.is_csv else f"{letters(column)}{row}"


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


# ---- CSV ----------------------------------------------------------------------------------


def csv_grid(file: str, lines: Sequence[str], separator: str, most: int | None = None) -> Grid:
    """The grid of a CSV file, of its first `most` rows only where that is given.

    Raises InputError past the limits or where quotes do not close.
    """
    grid = Grid(file, "", separator=separator)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row, cells in enumerate(islice(reader, most), start=1):
            told = {n: Cell(cell) for n, cell in enumerate(cells, start=1) if cell.strip()}
            for column, cell in told.items():
                _check_limits(grid, row, column, cell.text)
            if told:
                grid.rows[row] = told
                grid.widths[row] = len(cells)
    except csv.Error as fault:
        raise InputError(f"{file}: not readable as CSV: {fault}") from None
    return grid


def _check_limits(grid: Grid, row: int, column: int, text: str) -> None:
    where = ", ".join(part for part in (grid.file, grid.sheet) if part)
    if row > safety.MOST_ROWS:
        raise InputError(f"{where}: more than {safety.MOST_ROWS:,} rows")
    if column > safety.MOST_COLUMNS:
        raise InputError(f"{where}: more than {safety.MOST_COLUMNS} columns")
    if len(text) > safety.MOST_TEXT:
        cell = grid.address(row, column)
        raise InputError(f"{where}, {cell}: text of more than {safety.MOST_TEXT:,} characters")


# ---- workbooks ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Book:
    """What all sheets of a workbook share."""

    file: str
    strings: list[str]
    formats: list[str]  # of each cell style: "", "percent" or "date"
    epoch: date


def workbook_grids(file: str, parts: Mapping[str, bytes]) -> list[Grid]:
    """A grid for each worksheet, in the workbook's order; raises InputError past the limits."""
    sheets, is_1904 = _sheets(file, parts)
    targets = _targets(file, parts)
    book = _Book(
        file,
        _shared_strings(file, parts.get("xl/sharedStrings.xml")),
        _formats(file, parts.get("xl/styles.xml")),
        date(1904, 1, 1) if is_1904 else date(1899, 12, 30),
    )
    grids = []
    seen: set[str] = set()
    for name, state, relation in sheets:
        kind, target = targets.get(relation, ("", ""))
        if "macro" in kind or "dialog" in kind:
            raise InputError(f"{file}: holds macros ({name})")
        if kind != "worksheet":
            continue  # a chart on a sheet of its own
        if target not in parts or target in seen or not sanitise.line(name):
            raise InputError(f"{file}: a damaged workbook: sheet '{name}' is not there, or twice")
        seen.add(target)
        grid = Grid(file, sanitise.line(name), is_hidden=state != "visible")
        _read_sheet(book, grid, target, parts[target])
        grids.append(grid)
    return grids


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _sheets(file: str, parts: Mapping[str, bytes]) -> tuple[list[tuple[str, str, str]], bool]:
    """Name, state and relation of each sheet, and whether days are counted from 1904."""
    found: list[tuple[str, str, str]] = []
    from_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal from_1904
        if _local(tag) == "sheet":
            relation = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            state = attributes.get("state", "visible")
            found.append((attributes.get("name", ""), state, relation))
        elif _local(tag) == "workbookPr":
            from_1904 = attributes.get("date1904", "0") in ("1", "true")

    safety.parse_xml(file, "xl/workbook.xml", parts["xl/workbook.xml"], start=start)
    return found, from_1904


def _targets(file: str, parts: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """Kind and part of each relation of the workbook."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2].lower()
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
            found[attributes.get("Id", "")] = (kind, path)

    part = "xl/_rels/workbook.xml.rels"
    safety.parse_xml(file, part, parts.get(part, b"<Relationships/>"), start=start)
    return found


def _shared_strings(file: str, content: bytes | None) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    inside = {"t": 0, "rPh": 0}

    def start(tag: str, _: dict[str, str]) -> None:
        name = _local(tag)
        if name in inside:
            inside[name] += 1
        elif name == "si":
            pieces.clear()

    def end(tag: str) -> None:
        name = _local(tag)
        if name in inside:
            inside[name] -= 1
        elif name == "si":
            strings.append(_unescaped("".join(pieces)))

    def text(data: str) -> None:
        if inside["t"] and not inside["rPh"]:  # rPh: how to pronounce Japanese text
            pieces.append(data)

    if content is not None:
        safety.parse_xml(file, "xl/sharedStrings.xml", content, start=start, end=end, text=text)
    return strings


def _unescaped(text: str) -> str:
    """Excel writes control characters and a literal `_x` as `_x000D_`."""
    if "_x" not in text:
        return text
    plain = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


_PERCENT, _DATE = "percent", "date"
_BUILT_IN = dict.fromkeys((9, 10), _PERCENT) | dict.fromkeys(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), _DATE
)


def _formats(file: str, content: bytes | None) -> list[str]:
    """How each cell style shows a number: "", "percent" or "date"."""
    own: dict[int, str] = {}
    styles: list[int] = []
    within: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "numFmt" and attributes.get("numFmtId", "").isdigit():
            own[int(attributes["numFmtId"])] = _kind_of_format(
                attributes.get("formatCode", "")[:255]
            )
        elif name == "xf" and within and within[-1] == "cellXfs":
            number = attributes.get("numFmtId", "0")
            styles.append(int(number) if number.isdigit() else 0)
        within.append(name)

    def end(_: str) -> None:
        within.pop()

    if content is not None:
        safety.parse_xml(file, "xl/styles.xml", content, start=start, end=end)
    return [own[n] if n in own else _BUILT_IN.get(n, "") for n in styles]


def _kind_of_format(code: str) -> str:
    """`0.0%` is a percentage; `0.0"%"` shows the number as it is."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code).split(";")[0]
    if "%" in bare:
        return _PERCENT
    if bare.lower() == "general":
        return ""
    return _DATE if re.search(r"[dmyhs]", bare, re.I) else ""


def _read_sheet(book: _Book, grid: Grid, part: str, content: bytes) -> None:
    """Fill `grid` from a sheet's XML."""
    row = column = 0
    kind = style = ""
    text: dict[str, list[str]] = {"v": [], "f": [], "t": []}
    inside = ""
    has_formula = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, style, inside, has_formula
        name = _local(tag)
        if name in text:
            inside = name
            has_formula = has_formula or name == "f"
        elif name == "c":
            row, column = _position(book.file, attributes.get("r"), row, column + 1)
            kind, style = attributes.get("t", "n"), attributes.get("s", "0")
            has_formula = False
            for pieces in text.values():
                pieces.clear()
        elif name == "row":
            row, column = _number(attributes.get("r"), row + 1), 0
            if attributes.get("hidden") in ("1", "true"):
                grid.hidden_rows.add(row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            last = min(_number(attributes.get("max"), 0), safety.MOST_COLUMNS)
            grid.hidden_columns.update(range(_number(attributes.get("min"), 1), last + 1))
        elif name == "mergeCell":
            first, _, last_cell = attributes.get("ref", "A1").partition(":")
            top, left = _position(book.file, first, 1, 1)
            bottom, right = _position(book.file, last_cell or first, 1, 1)
            grid.merged.append((top, bottom, left, right))

    def end(tag: str) -> None:
        nonlocal inside
        name = _local(tag)
        if name in text:
            inside = ""
        elif name == "c":
            raw = "".join(text["t"] if kind == "inlineStr" else text["v"])
            formula = "=" + "".join(text["f"]) if has_formula else None
            _add(book, grid, row, column, Cell(raw, formula), kind, style)

    def characters(data: str) -> None:
        if inside:
            text[inside].append(data)

    safety.parse_xml(book.file, part, content, start=start, end=end, text=characters)


def _add(book: _Book, grid: Grid, row: int, column: int, raw: Cell, kind: str, style: str) -> None:  # noqa: PLR0913 - a part of its one caller
    shown = _shown(book, raw.text, kind, style)
    if not shown.strip() and raw.formula is None:
        return
    _check_limits(grid, row, column, shown)
    cells = grid.rows.setdefault(row, {})
    if column in cells:
        raise InputError(f"{grid.file}, {grid.sheet}: cell {grid.address(row, column)} is twice")
    formula = raw.formula[: safety.MOST_TEXT] if raw.formula is not None else None
    cells[column] = Cell(shown, formula, kind == "e")


def _number(text: str | None, other: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else other


def _position(file: str, reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of `D14`; the given ones where a writer left the reference out."""
    if reference is None:
        return row, column
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", reference)
    if not found:
        raise InputError(f"{file}: a damaged workbook: no cell '{reference[:20]}'")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return int(found[2]), number


def _shown(book: _Book, raw: str, kind: str, style: str) -> str:
    """A cell's text: numbers as the shortest decimal, percentages with their sign, ISO dates."""
    if kind in ("inlineStr", "str", "e"):
        return _unescaped(raw) if kind != "e" else raw
    if kind == "s":
        index = _number(raw.strip(), -1)
        if not 0 <= index < len(book.strings):
            raise InputError(f"{book.file}: a damaged workbook: a text is missing")
        return book.strings[index]
    if kind == "b":
        return "TRUE" if raw.strip() == "1" else "FALSE"
    if kind == "d":
        return raw.strip()
    index = _number(style, 0)
    return number_text(raw, book.formats[index] if index < len(book.formats) else "", book.epoch)


def number_text(raw: str, shown_as: str, epoch: date) -> str:
    """A stored number as text: `0.776` shown as percent is `77.6%`, days are an ISO date."""
    try:
        number = float(raw)
        decimal = Decimal(repr(number))
    except ValueError:
        return raw
    if not decimal.is_finite():
        return raw
    if shown_as == _DATE and 1 <= number < 2_900_000:
        # Excel counts a 29 February 1900 that never was.
        early = epoch.year == 1899 and number < 60
        day = datetime.combine(epoch, datetime.min.time()) + timedelta(days=number + early)
        day = (day + timedelta(milliseconds=500)).replace(microsecond=0)
        return day.date().isoformat() if day.time() == datetime.min.time() else day.isoformat()
    if shown_as == _PERCENT:
        return _plain(decimal * 100) + "%"
    return _plain(decimal)


def _plain(decimal: Decimal) -> str:
    text = f"{decimal:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
