"""Fuzzing of a council's return in every accepted form: read, checked and published."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from kpi.charts.renderers.images.text_layout import clean as clean_for_pictures
from kpi.disclosure.numbers_in_text import SecretCounts, names_outright, revealing_parts
from kpi.file_writers.csv import to_csv
from kpi.file_writers.docx_runs import clean
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot
from kpi.publishing import build, own_sheet_match, proposed_changes, submission, uploads
from kpi.returns import period_spellings, reader, tables, template, typed_cells
from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.own_sheets import already_published, sheet_mapping
from kpi.returns.typed_cells import UnclearCell
from tools.fuzzing import books, mutate
from tools.fuzzing.fuzz_target import Files, FuzzTarget, text_of
from tools.fuzzing.mutate import Rows

FOLDER = build.DATA / "inputs" / "illustrative-bcp-return"
NAMES = {"values": "observations", "targets": "targets", "commentary": "commentary"}
TODAY = date(2025, 11, 20)
_KEPT = 4  # rows used of each sheet


def targets(snapshot: Snapshot) -> list[FuzzTarget]:
    """Return targets for CSV, workbook and template, cells, free text, and publishing."""
    sheets = {
        kind: books.read_rows((FOLDER / f"{name}.csv").read_bytes(), 60, ("ehcp-20", "early-help"))
        for kind, name in NAMES.items()
    }
    sheets = {kind: [rows[0], *rows[-_KEPT:]] for kind, rows in sheets.items()}
    whole = {
        kind: list(csv.reader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        for kind, name in NAMES.items()
    }
    context = Context.of(snapshot, "839", TODAY)
    form = _template_parts(snapshot)

    def read(files: Files, _folder: Path) -> None:
        named = {("values.csv" if n == "text" else n): data for n, data in files.items()}
        contents = reader.read_contents(named, snapshot.indicators)
        faults = tuple(check(contents, context))
        to_csv(submission.fault_table(faults))
        for fault in faults:
            str(fault).encode("utf-8")
        if not any(fault.severity == "error" for fault in faults):
            tables.tables(contents, "839")

    def as_text(rng: random.Random) -> Files:
        kind = rng.choice(list(sheets))
        made = {
            f"{name}.csv": books.as_csv(
                mutate.rows(rng, rows) if name == kind else rows, rng.choice((",", ",", ";", "\t"))
            )
            for name, rows in sheets.items()
        }
        if rng.random() < 0.25:
            made[f"{kind}.csv"] = mutate.octets(rng, made[f"{kind}.csv"])
        return made

    def as_book(rng: random.Random) -> Files:
        name = "return.xlsx" if rng.random() < 0.97 else mutate.text(rng, "return.xlsx")
        return {name: books.table_book(rng, sheets)}

    def as_other(rng: random.Random) -> Files:
        name = (
            f"{mutate.text(rng, 'values')}.{rng.choice(('ods', 'xls', 'xlsm', 'txt', 'tsv', ''))}"
        )
        return {name: books.table_book(rng, sheets, ods=rng.random() < 0.7)}

    def as_template(rng: random.Random) -> Files:
        return {"return.xlsx": books.harmed(rng, form)}

    def publish(files: Files, _folder: Path) -> None:
        sent = [uploads.UploadedReturn(name, data) for name, data in files.items()]
        checked = uploads.check(sent, snapshot, area="839", today=TODAY)
        if checked.proposal is not None:
            proposed_changes.described(checked.proposal)

    def good_but_for_a_cell(rng: random.Random) -> Files:
        changed: dict[str, Rows] = {**whole}
        for _ in range(rng.randrange(1, 3)):
            kind = rng.choice(list(changed))
            rows = [list(row) for row in changed[kind]]
            at = rng.randrange(1, len(rows))
            column = rng.choice([n for n, name in enumerate(rows[0]) if name in _LOOSE])
            rows[at][column] = mutate.text(rng, rows[at][column])
            changed[kind] = rows
        return {f"{kind}.csv": books.as_csv(rows) for kind, rows in changed.items()}

    return [
        FuzzTarget(
            "return, a sheet of the council's own",
            4,
            _own_card,
            lambda files, folder: _matched(files, folder, snapshot, context),
        ),
        FuzzTarget("return, CSV", 12, as_text, read),
        FuzzTarget("return, workbook", 11, as_book, read),
        FuzzTarget("return, filled-in template", 4, as_template, read),
        FuzzTarget("return, other kinds of file", 1, as_other, read),
        FuzzTarget("return, taken in to publish", 0.15, good_but_for_a_cell, publish),
        FuzzTarget("cells of a return", 18, _cell, lambda f, _p: _understood(text_of(f), snapshot)),
        FuzzTarget("words of a return", 3, _words, lambda f, _p: _free_text(text_of(f), snapshot)),
    ]


_CARD = [
    ["CYP performance 2025/26", "", "", "", "", ""],
    ["Measure", "Q4 2024-25", "Q1", "Num", "Den", "Target"],
    ["EHCPs in timescale", "53.9%", "0.62", "62", "100", "60%"],
    ["Returns to Early Help within 12 months", "10.5", "9.9", "17", "171", "15"],
    ["Assessments completed within 45 working days", "0.894", "0.912", "", "", "0.9"],
]
_MAPPING = """
[[sheet]]
name = "Scorecard"
layout = "a row an indicator"
data_status = "provisional"
[sheet.headings]
"Measure" = "name"
"Num" = "numerator"
"Den" = "denominator"
"Target" = "target"
[sheet.periods]
"Q4 2024-25" = "Q4 2024-25"
"2025/26 | Q1" = "Q1 2025-26"
[sheet.indicators]
"EHCPs in timescale" = "ehcp-20-weeks"
"Returns to Early Help within 12 months" = "early-help-returns"
"Assessments completed within 45 working days" = "assessments-45-days"
[sheet.figures]
"EHCPs in timescale" = "shares of 1"
"""


def _own_card(rng: random.Random) -> Files:
    card = {"Scorecard": mutate.rows(rng, _CARD, head=2)}
    mapping = _MAPPING if rng.random() < 0.5 else mutate.text(rng, _MAPPING)
    return {"own.xlsx": books.table_book(rng, card), "mapping": books.encoded(mapping)}


def _matched(files: Files, folder: Path, snapshot: Snapshot, context: Context) -> None:
    """Match a council's own sheet, write and read its mapping, and read the sheet by two."""
    sheet, path = {"own.xlsx": files["own.xlsx"]}, folder / "own.mapping.toml"
    sheets = own_sheet_match.matches(sheet, snapshot, "839", [])
    mappings = [sheet_mapping.confirmed(match.mapping()) for match in sheets]
    sheet_mapping.write(path, own_sheet_match.file_text(sheets, mappings))
    sheet_mapping.read(path)
    path.write_bytes(files["mapping"])
    for known in (mappings, sheet_mapping.read(path)):
        seen = reader.read_contents(sheet, snapshot.indicators, kept=known)
        for fault in check(already_published.without(seen, context), context):
            assert "\n" not in str(fault)


_LOOSE = ("value", "numerator", "denominator", "symbol", "note", "rationale", "what_happened",
          "why", "action", "owner_role", "due", "target", "intervention_level",
          "source")  # fmt: skip


def _template_parts(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the template of the next quarter as its parts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        quarter = reporting_quarters.next_quarter(snapshot, "839", None)
        template.write(path, snapshot, area_name=snapshot.area("839").name, quarter=quarter)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


_GOOD_CELLS = (
    "77.6", "1,234.5%", "Q1 2025-26", "Apr-Jun 2025", "spring term 2024/25",
    "academic year 2024/25",
    "year to 31 March 2025", "30/09/2025", "Tuesday 3rd of June, 2025", "2025-09-30T00:00:00",
    "fewer than 6", "not yet available", "red (Red)", "[c]", "1 April 2025 to 30 June 2025",
    "ehcp-20-weeks", "published", "2024-25 Q1", "01/04/2025 - 30/06/2025",
)  # fmt: skip


def _cell(rng: random.Random) -> Files:
    good = rng.choice(_GOOD_CELLS)
    for _ in range(rng.randrange(1, 4)):
        good = mutate.text(rng, good)[:5_000]
    return {"text": books.encoded(good)}


def _understood(text: str, snapshot: Snapshot) -> None:
    """Read a cell as every column would."""
    for unit in ("percent", "count", "points", ""):
        figure = typed_cells.figure(text, unit)
        assert (
            isinstance(figure, UnclearCell)
            or figure.value is None
            or abs(figure.value) < float("inf")
        )
    typed_cells.symbol(text)
    typed_cells.target_status(text)
    typed_cells.data_status(text)
    typed_cells.indicator_id(text, snapshot.indicators)
    typed_cells.day(text)
    period_spellings.quarter(text)
    for kind in {indicator.local_kind for indicator in snapshot.indicators}:
        period_spellings.period(text, kind)
    period_spellings.period(text, None)


_PHRASES = (
    "96 of 178 plans were issued in time. ", "Last quarter it was 3 out of 170. ", "2.5 per cent ",
    "jo.smith@example.org ", "A801200001001 ", "943 476 5919 ", "[x](http://y) ", "<b>x</b> ",
    "&amp; ",
    "three of the twelve ", "**bold** `code` ", "1,234,567 ", "one in 30 ", "\u202e",
    "e\u0301\u0301 ",
)  # fmt: skip


def _words(rng: random.Random) -> Files:
    words = "".join(rng.choice(_PHRASES) for _ in range(rng.randrange(1, 12)))
    if rng.random() < 0.3:
        words = rng.choice((*_PHRASES, *mutate.TEXTS)) * rng.randrange(1, 600)
    return {"text": books.encoded(mutate.text(rng, words)[:5_000])}


def _free_text(text: str, snapshot: Snapshot) -> None:
    """Run everything that examines or writes free text."""
    rows = [["indicator_id", "reporting_quarter", "data_status", "what_happened", "why", "action",
             "owner_role", "due"],
            ["ehcp-20-weeks", "Q1 2025-26", "provisional", text, text, text, text,
            "30/09/2025"]]  # fmt: skip
    contents = reader.read_contents(
        {"x.xlsx": books.zipped(books.book_parts({"commentary": rows}))}, snapshot.indicators
    )
    check(contents, Context.of(snapshot, "839", TODAY))
    hidden = [SecretCounts(1.9, 3, 157), SecretCounts(None, 4, None)]
    for indicator in snapshot.indicators[:2]:
        list(revealing_parts(indicator, text, hidden))
    names_outright(text, hidden)
    clean(text).encode("utf-8")
    clean_for_pictures(text).encode("utf-8")
