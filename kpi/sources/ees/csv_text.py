"""Reads a delimited text file as a table of text, each row with its line number."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from kpi.errors import InputError

LINE = "\0line"
"""Column that holds each row's line number in the file; a file with this name is binary."""

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_FOREIGN = {
    b"PK\x03\x04": "a zip file or an Excel workbook",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class CsvTable:
    """The text of a file: Utf8 columns named as in it, then `LINE` (Int64); and its faults.

    Rows of the wrong length are left out, each with a fault, as their cells may have shifted.
    """

    frame: pl.DataFrame
    faults: list[str]


def sheet_of(path: Path) -> CsvTable:
    """Return the file as text, whatever its separator; UTF-8, or Windows-1252 with a fault.

    Raises
    ------
    InputError
        The file is missing, empty, unreadable, binary or not a table.
    """
    text, faults = _decoded(path)
    try:
        separator = _separator(text)
    except csv.Error as error:  # the first line is one unclosed cell
        raise InputError(f"{path.name} cannot be read as a table: {error}") from error
    if separator != ",":
        faults.append(f"line 1: found {_SEPARATORS[separator]} between cells, expected commas")
    rows = _rows(text, separator)
    ragged: list[str] = []
    try:
        names, header_faults = _names(next(rows)[1])
        if len(names) < 2:
            raise InputError(f"{path.name} is not a table: its first line has only one column")
        parts = list(_parts(rows, names, ragged))
    except csv.Error as error:
        raise InputError(f"{path.name} cannot be read as a table: {error}") from error
    if not parts:
        raise InputError(f"{path.name} has a header but no rows that fit it")
    return CsvTable(pl.concat(parts), [*faults, *header_faults, *ragged])


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line it starts on; quoted cells may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line = 1
    for cells in reader:
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _decoded(path: Path) -> tuple[str, list[str]]:
    """Return the file's text without a byte order mark, and a fault if it is not UTF-8."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{path} is missing") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for start, kind in _FOREIGN.items():
        if data.startswith(start):
            raise InputError(f"{path.name} is {kind}, not a CSV file in UTF-8")
    if b"\0" in data:
        raise InputError(f"{path.name} is a binary file, not a CSV file")
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise InputError(f"{path.name} is empty")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start : error.start + 1]
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is neither UTF-8 nor Windows-1252 text") from error
    return text, [
        f"line {line}: found the byte 0x{byte.hex()}, which is not UTF-8; the file was read as "
        "Windows-1252"
    ]


def _separator(text: str) -> str:
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(
        _SEPARATORS, key=lambda separator: len(next(csv.reader([header], delimiter=separator)))
    )


def _names(header: list[str]) -> tuple[list[str], list[str]]:
    """Return distinct column names, and the faults of the header."""
    names: list[str] = []
    faults = []
    for place, name in enumerate(header, 1):
        if not name.strip():
            faults.append(f"line 1: column {place} has no name, expected one")
        elif name in names:
            faults.append(f'line 1: column {place} is a second "{name}", expected each name once')
        elif " " in name:
            faults.append(f'line 1: found a space in column name "{name}", expected none')
        names.append(f"{name} (column {place})".strip() if name in names or not name else name)
    return names, faults


def _parts(
    rows: Iterator[tuple[int, list[str]]], names: list[str], ragged: list[str]
) -> Iterator[pl.DataFrame]:
    """Yield frames of the rows with a cell for each name; the others are added to `ragged`."""
    schema = {**dict.fromkeys(names, pl.Utf8), LINE: pl.Int64}
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        ragged += [
            f"line {line}: found {len(cells)} cells, expected {len(names)}; the row is left out"
            for line, cells in some
            if len(cells) != len(names)
        ]
        whole = [(*cells, line) for line, cells in some if len(cells) == len(names)]
        if whole:
            yield pl.DataFrame(whole, schema=schema, orient="row")
