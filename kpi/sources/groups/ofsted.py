"""Ofsted's judgements of children's services (ILACS): current ones, and all since 2018.

From April 2026 Ofsted gives no overall grade: an authority without one in the list, or in a list
without that column, has no overall judgement.

The workbook has a sheet per table with a title and a note above the header, so the sheet is
found by its columns and the table by its header row, not by fixed places. Names differ from
DfE's: join on `ons_code`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from python_calamine import CalamineError

from kpi.errors import InputError
from kpi.file_readers.publisher_workbook import opened

FILE = "LA_Inspection_Outcomes_as_at_31_March_2025.ods"
WORKBOOKS = (".ods", ".xlsx", ".xls", ".xlsb")
OVERALL = "Overall effectiveness"
# Phrases of a list for an inspection without an overall grade, in lower case.
_UNGRADED = {"", "-", "n/a", "none", "not applicable", "not graded", "not judged", "no judgement"}
JUDGEMENTS = {
    "Outstanding": "Outstanding",
    "Good": "Good",
    "Requires improvement to be good": "Requires improvement",
    "Requires improvement": "Requires improvement",
    "Inadequate": "Inadequate",
}

_COLUMNS = {
    "Local authority area code": "ons_code",
    "Local authority name": "name",
    OVERALL: "overall",
    "Inspection date": "inspection_date",
    "Publication date": "publication_date",
}
_NEEDED = set(_COLUMNS) - {OVERALL}
# The history and in-year sheets have these columns too, with several rows per authority.
_HISTORY_SHEET = {"Inspection type", "Local authority status"}
_OTHER_SHEETS = {"Inspection/Visit type", *_HISTORY_SHEET}
_SCHEMA = {
    "ons_code": pl.String,
    "name": pl.String,
    "overall": pl.String,
    "inspection_date": pl.Date,
    "publication_date": pl.Date,
    "as_at": pl.Date,
}
_CODE = re.compile(r"E(06|08|09|10)\d{6}")
_AS_AT = re.compile(r"as at (\d{1,2} [A-Z][a-z]+ \d{4})")


@dataclass(frozen=True)
class OfstedRead:
    """judgements: ons_code, name, overall, inspection_date, publication_date, as_at.

    history: the same columns, one row per inspection since 2018, including abolished authorities;
    empty where the workbook has no such sheet. as_at: the date of the list. published: the
    date on its cover, or None. path: the file. report: what was counted, how many, why.
    """

    judgements: pl.DataFrame
    history: pl.DataFrame
    report: list[tuple[str, int, str]]
    as_at: date
    published: date | None
    path: Path

    @property
    def ungraded(self) -> int:
        """The number of authorities in the list without an overall judgement."""
        return self.judgements["overall"].null_count()


def read(folder: Path) -> OfstedRead:
    """Return the current judgements, sorted by `ons_code`, of the newest list in the folder.

    `overall` is Outstanding, Good, Requires improvement or Inadequate, or null where Ofsted gave
    no overall grade; `as_at` is the date in the title. Raises InputError naming every fault.
    """
    paths = sorted(p for p in folder.glob("*") if p.suffix.lower() in WORKBOOKS)
    lists = [_read(path) for path in paths or [folder / FILE]]
    return max(lists, key=lambda each: (each.as_at, each.path.name))


def _read(path: Path) -> OfstedRead:
    try:
        book = opened(path)
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        tables = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except (CalamineError, OSError) as error:
        raise InputError(f"{path.name}: not a readable workbook: {error}") from error
    judged = [(rows, header) for rows in tables if (header := _header(rows)) is not None]
    if len(judged) != 1:
        raise InputError(
            f"{path.name}: {len(judged)} sheets with the columns {', '.join(_COLUMNS)} (the "
            "grade may be absent); expected 1"
        )
    rows, header = judged[0]
    as_at = _as_at(path.name, rows[:header])
    faults: list[str] = []
    records = [
        (*record, as_at)
        for number, row in enumerate(rows[header + 1 :], header + 2)
        if any(cell != "" for cell in row)
        and (record := _record(number, dict(zip(rows[header], row, strict=False)), faults))
    ]
    judgements = pl.DataFrame(records, _SCHEMA, orient="row").sort("ons_code")
    twice = judgements.filter(pl.col("ons_code").is_duplicated())["ons_code"].unique().sort()
    faults += [f"authority {code} stands twice" for code in twice]
    if judgements.is_empty():
        faults.append("no rows below the header")
    history = _history(path.name, tables, as_at, faults)
    if faults:
        raise InputError(f"{path.name}: " + "; ".join(faults))
    counts = Counter(judgements["overall"])
    kinds = dict.fromkeys(JUDGEMENTS.values())
    return OfstedRead(
        judgements,
        history,
        [("judgements", judgements.height, f"as at {as_at}")]
        + [("inspections since 2018", history.height, "with the day each report was published")]
        + [(kind, counts[kind], "overall effectiveness") for kind in kinds]
        + [("without an overall grade", counts[None], "Ofsted gave none")],
        as_at,
        _published(tables),
        path,
    )


# ---- steps -------------------------------------------------------------------------------


def _header(rows: Sequence[Sequence[object]]) -> int | None:
    for index, row in enumerate(rows):
        if set(row) >= _NEEDED:
            return None if _OTHER_SHEETS & set(row) else index
    return None


def _history(
    file: str, tables: Sequence[Sequence[Sequence[object]]], as_at: date, faults: list[str]
) -> pl.DataFrame:
    """Return every inspection on the history sheet, by authority and day; faults name the sheet."""
    wanted = _NEEDED | _HISTORY_SHEET
    history_sheets = [
        (rows, index) for rows in tables for index, row in enumerate(rows) if wanted <= set(row)
    ]
    if len(history_sheets) > 1:
        raise InputError(f"{file}: {len(history_sheets)} sheets of inspection history; expected 1")
    records, here = [], list[str]()
    for rows, header in history_sheets:
        for number, row in enumerate(rows[header + 1 :], header + 2):
            if any(cell != "" for cell in row):
                record = _record(number, dict(zip(rows[header], row, strict=False)), here)
                records += [(*record, as_at)] if record else []
    history = pl.DataFrame(records, _SCHEMA, orient="row")
    early = history.filter(pl.col("publication_date") < pl.col("inspection_date"))
    here += [
        f"authority {code}: a report of {day} before its inspection"
        for code, day in early.select("ons_code", "publication_date").iter_rows()
    ]
    twice = history.filter(pl.struct("ons_code", "publication_date").is_duplicated())
    here += [
        f"authority {code}: two reports of {day}"
        for code, day in twice.select("ons_code", "publication_date")
        .unique()
        .sort("ons_code")
        .rows()
    ]
    faults += [f"inspection history, {fault}" for fault in here]
    return history.sort("ons_code", "publication_date")


def _published(tables: Sequence[Sequence[Sequence[object]]]) -> date | None:
    """Return the date next to `Published on:` on a cover, or None."""
    for rows in tables:
        for row in rows:
            if len(row) > 1 and str(row[0]).strip().rstrip(":").lower() == "published on":
                day = row[1]
                return day.date() if isinstance(day, datetime) else None
    return None


def _as_at(file: str, above: Sequence[Sequence[object]]) -> date:
    for row in above:
        for cell in row:
            if match := _AS_AT.search(str(cell)):
                try:
                    return datetime.strptime(match[1], "%d %B %Y").date()
                except ValueError:
                    raise InputError(
                        f"{file}: '{match[1]}' in the title is not a day of any calendar"
                    ) from None
    raise InputError(f"{file}: no 'as at' date above the table")


def _record(number: int, row: dict[object, object], faults: list[str]) -> tuple[object, ...] | None:
    """Return one row's cells in the order of `_COLUMNS`, or None when it has a fault."""
    cells = {new: row.get(old, "") for old, new in _COLUMNS.items()}
    before = len(faults)
    code, judgement = str(cells["ons_code"]).strip(), str(cells["overall"]).strip()
    if not _CODE.fullmatch(code):
        faults.append(f"row {number}, {_old('ons_code')}: '{code}', expected such as E06000058")
    ungraded = judgement.lower() in _UNGRADED
    if judgement not in JUDGEMENTS and not ungraded:
        expected = ", ".join(JUDGEMENTS)
        faults.append(f"row {number}, {_old('overall')}: '{judgement}', expected {expected}")
    days = [_day(number, column, cells[column], faults) for column in list(cells)[3:]]
    if len(faults) > before:
        return None
    overall = None if ungraded else JUDGEMENTS[judgement]
    return (code, str(cells["name"]).strip(), overall, *days)


def _day(number: int, column: str, cell: object, faults: list[str]) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    faults.append(f"row {number}, {_old(column)}: '{cell}', expected a date")
    return None


def _old(column: str) -> str:
    return next(old for old, new in _COLUMNS.items() if new == column)
