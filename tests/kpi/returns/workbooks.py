"""The illustrative return as a workbook or CSV bytes, for tests to damage in one way each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

FOLDER = Path(__file__).resolve().parents[3] / "data" / "inputs" / "illustrative-bcp-return"
FILES = {"values": "observations.csv", "targets": "targets.csv", "commentary": "commentary.csv"}

Tables = dict[str, list[list[str]]]


def good_tables() -> Tables:
    """Sheet name to rows of text, the header first, as in the illustrative return."""
    found = {}
    for sheet, file in FILES.items():
        with (FOLDER / file).open(encoding="utf-8", newline="") as text:
            found[sheet] = list(csv.reader(text))
    return found


def put(tables: Tables, sheet: str, row: int, column: str, text: str) -> Tables:
    """The same tables with one cell changed; rows are numbered as a spreadsheet does."""
    changed = {name: [list(cells) for cells in rows] for name, rows in tables.items()}
    changed[sheet][row - 1][changed[sheet][0].index(column)] = text
    return changed


def address(tables: Tables, sheet: str, row: int, column: str) -> str:
    """Where a column's cell of a row stands in the workbook: `D14`."""
    return f"{chr(65 + tables[sheet][0].index(column))}{row}"


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> bytes:
    """One table as the bytes of a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def as_files(tables: Tables) -> dict[str, bytes]:
    """The tables as CSV files by name."""
    return {f"{sheet}.csv": as_csv(rows) for sheet, rows in tables.items()}


def as_workbook(tables: Tables, change: Callable[[Any], None] | None = None) -> bytes:
    """The tables as a workbook, numbers as numbers; `change` may spoil the openpyxl workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for number, cells in enumerate(rows, start=1):
            for at, text in enumerate(cells, start=1):
                if text != "":
                    is_number = is_plain(text)
                    sheet.cell(number, at).value = float(text) if is_number else text
                    if not is_number:
                        sheet.cell(number, at).data_type = "s"
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def is_plain(text: str) -> bool:
    """Whether a text is a number in its simplest form."""
    return text.replace(".", "", 1).replace("-", "", 1).isdecimal() and text.isascii()


def good_workbook() -> bytes:
    """The illustrative return as a workbook."""
    return as_workbook(good_tables())


def repacked(
    data: bytes,
    *,
    add: Mapping[str, bytes] | None = None,
    replace: Mapping[str, Callable[[bytes], bytes]] | None = None,
) -> bytes:
    """The same zip with parts added, or replaced by what a function makes of them."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            change = (replace or {}).get(entry.filename)
            new.writestr(entry.filename, change(content) if change else content)
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()
