"""The summary as a workbook: the CSV cell by cell, and the rules for accessible spreadsheets."""

import csv as reader
import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kpi.cli import main as command_line
from kpi.errors import UnknownNameError
from kpi.file_writers import csv
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.tables import summary as summary_table
from kpi.tables import summary_workbook
from tests import patience
from tests.kpi.changing import BCP, changed, quarter, suppressed

Q1 = quarter("Q1 2025-26")
SOFFICE = shutil.which("soffice")
# Commas, quotes, UTF-8, from the first line, numbers in full, and the second sheet alone.
AS_CSV = "44,34,76,1,,0,false,false,false,false,false,2"


def rows_of(
    snapshot: Snapshot, when: str = "Q1 2025-26", **options: Any
) -> tuple[ScorecardRow, ...]:
    chosen = {name: options.pop(name) for name in ("newest", "model") if name in options}
    return scorecard.summary(snapshot, View(BCP, quarter(when), **chosen), **options)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def cells(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    """The header row and the rows of a sheet's table."""
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def by_name(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    header, *rows = cells(book, sheet)
    return [dict(zip(header, row, strict=True)) for row in rows]


def sixteen(value: float | None) -> float | None:
    """A number with the sixteen significant digits that the writer of workbooks keeps."""
    return None if value is None else float(f"{value:.16g}")


def as_csv(cell: Any) -> str | float:
    """A cell as the CSV would have it: a number as a number, a day as a day."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell if isinstance(cell, str) else float(cell)


@pytest.mark.parametrize("when", ["Q1 2025-26", "Q3 2024-25", "Q4 2023-24"])
@pytest.mark.parametrize("newest", [False, True])
def test_the_summary_is_the_csv_cell_by_cell(snapshot: Snapshot, when: str, newest: bool) -> None:
    rows = rows_of(snapshot, when, newest=newest)
    text = csv.to_csv(summary_table.summary_table(snapshot, rows)).decode("utf-8")
    expected = list(reader.reader(io.StringIO(text, newline="")))
    found = cells(opened(summary_workbook.to_xlsx(snapshot, rows)), "summary")
    assert list(found[0]) == expected[0]
    assert len(found) == len(expected) == 8
    for row, line in zip(found[1:], expected[1:], strict=True):
        for name, cell, said in zip(expected[0], row, line, strict=True):
            shown = as_csv(cell)
            assert shown == (sixteen(float(said)) if isinstance(shown, float) else said), name


def test_the_comparators_are_those_of_the_summary(snapshot: Snapshot) -> None:
    rows = rows_of(snapshot)
    book = opened(summary_workbook.to_xlsx(snapshot, rows))
    found = by_name(book, "comparators")
    summary = {line["indicator_id"]: line for line in by_name(book, "summary")}
    assert len(found) == 4 * len(rows)
    assert [line["comparator"] for line in found[:4]] == ["england", "region", "neighbours", "good"]
    assert list(dict.fromkeys(line["indicator_id"] for line in found)) == [
        row.indicator.id for row in rows
    ]
    held = {(line["indicator_id"], line["comparator"]): line for line in found}
    for row in rows:
        for comparator in row.comparators:
            line = held[row.indicator.id, comparator.key]
            assert line["value"] == sixteen(comparator.value)
            assert line["count"] == comparator.count
            assert line["median"] == sixteen(comparator.median)
            assert line["period"] == (str(comparator.period) if comparator.period else None)
            for name in ("basis", "likeness", "verdict", "source"):
                assert line[name] == summary[row.indicator.id][f"{comparator.key}_{name}"]
            assert line["own_value"] == sixteen(row.value)
    england = held["ehcp-20-weeks", "england"]
    assert (england["value"], england["period"]) == (46.4, "2024 (calendar year)")
    assert (england["own_value"], england["own_data_status"]) == (53.9, "illustrative")
    assert england["verdict"] == "better"
    assert held["ehcp-20-weeks", "region"]["comparator_name"] == "South West"
    assert held["ehcp-20-weeks", "neighbours"]["neighbours_model"] == "DfE's May 2025 model"
    assert held["ehcp-20-weeks", "good"]["comparator_name"] == (
        "Other authorities judged Good overall as at 31 March 2025"
    )
    none = held["early-help-returns", "england"]
    assert none["value"] is None
    assert none["basis"].startswith("No national figure exists")


def test_accessible_by_the_rules(snapshot: Snapshot) -> None:
    data = summary_workbook.to_xlsx(snapshot, rows_of(snapshot))
    book = opened(data)
    title = "Children's Services performance, Bournemouth, Christchurch and Poole, Q1 2025-26"
    assert book.sheetnames == ["about", "summary", "comparators", "definitions", "sources"]
    assert book.properties.title == title
    assert book.properties.subject == "Children's Services: performance indicators"
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        assert table.ref == f"A3:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert table.autoFilter is None
        assert not sheet.merged_cells.ranges
        assert title in sheet["A1"].value or sheet["A1"].value in ("Definitions", "Sources")
        assert sheet["A2"].value
        assert sheet.freeze_panes == "A4"
        assert sheet.print_title_rows == "$3:$3"
        assert all(cell.value for cell in sheet[3]), "every column has a name"
        fills = {cell.fill.fill_type for row in sheet.iter_rows() for cell in row}
        assert fills == {None}, "nothing is told by colour"


def test_illustrative_is_said(snapshot: Snapshot) -> None:
    book = opened(summary_workbook.to_xlsx(snapshot, rows_of(snapshot)))
    about = dict(book["about"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert "illustrative: made up, not real" in about["Illustrative figures"]
    assert "illustrative: made up, not real" in book["summary"]["A2"].value
    assert about["Snapshot"] == snapshot.id
    assert about["Comparator periods"] == "As published by the end of the quarter (2025-06-30)"
    real = rows_of(snapshot, indicator_ids=["referrals-rate"])
    quiet = opened(summary_workbook.to_xlsx(snapshot, real))
    assert "Illustrative figures" not in dict(quiet["about"].iter_rows(min_row=4, values_only=True))
    assert "illustrative" not in quiet["summary"]["A2"].value


def test_filters_are_named(snapshot: Snapshot) -> None:
    rows = rows_of(snapshot, directorate="Education and Skills", newest=True, model="2021-04")
    data = summary_workbook.to_xlsx(snapshot, rows, directorate="Education and Skills")
    book = opened(data)
    about = dict(book["about"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert about["Directorate"] == "Education and Skills"
    assert about["Comparator periods"] == "The newest published"
    assert about["Statistical neighbours"].startswith("DfE's April 2021 model")
    assert {line["directorate"] for line in by_name(book, "definitions")} == {
        "Education and Skills"
    }


def test_definitions_and_sources(snapshot: Snapshot) -> None:
    book = opened(summary_workbook.to_xlsx(snapshot, rows_of(snapshot)))
    (plans,) = [d for d in by_name(book, "definitions") if d["indicator_id"] == "ehcp-20-weeks"]
    indicator = snapshot.indicator("ehcp-20-weeks")
    assert (plans["definition"], plans["polarity"]) == (indicator.definition, "higher is better")
    (early,) = [
        d for d in by_name(book, "definitions") if d["indicator_id"] == "early-help-returns"
    ]
    assert early["comparators_are_from"].startswith("No national figure exists")
    titles = {line["source"] for line in by_name(book, "sources")}
    assert {line["source"] for line in by_name(book, "summary")} - {None} <= titles
    assert all(line["licence"] for line in by_name(book, "sources"))


def test_a_suppressed_figure_is_in_no_cell(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, "ehcp-20-weeks", Q1)
    book = opened(summary_workbook.to_xlsx(hidden, rows_of(hidden)))
    (line,) = [r for r in by_name(book, "summary") if r["indicator_id"] == "ehcp-20-weeks"]
    assert (line["value"], line["symbol"], line["target_status"]) == (None, "c", "suppressed")
    about = dict(book["about"].iter_rows(min_row=4, max_col=2, values_only=True))
    assert about["Symbol c"] == "confidential: too few children to show"
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    assert not any("53.9" in str(c) or "96 of 178" in str(c) for row in rows for c in row)
    # 96 alone is also another indicator's place among all authorities.
    own = [row for row in rows if "ehcp-20-weeks" in row]
    assert len(own) > 1
    assert not any(c == 96 for row in own for c in row)


@pytest.mark.parametrize("risky", ["=1+1", "+44", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text(snapshot: Snapshot, risky: str) -> None:
    odd = changed(snapshot, "ehcp-20-weeks", Q1, symbol="x", value=None, reason=risky)
    data = summary_workbook.to_xlsx(odd, rows_of(odd))
    (line,) = [r for r in by_name(opened(data), "summary") if r["indicator_id"] == "ehcp-20-weeks"]
    assert line["symbol_reason"] == risky
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        written = [parts.read(n).decode() for n in parts.namelist() if "worksheets/sheet" in n]
    assert not any(re.search(r"<f[ >]", sheet) for sheet in written)


def test_without_rows(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no indicator is chosen"):
        summary_workbook.to_xlsx(snapshot, ())


# ---- the command --------------------------------------------------------------------------------


@pytest.fixture
def live(store_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_STORE", str(store_root))
    monkeypatch.delenv("KPI_HOME", raising=False)


@pytest.mark.usefixtures("live")
def test_the_command_writes_the_workbook(
    snapshot: Snapshot, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "summary.xlsx"
    asked = ["summary", "--quarter", "Q3 2024-25", "--directorate", "Children's Social Care"]
    assert command_line.main([*asked, "--xlsx", str(file)]) == 0
    assert capsysbinary.readouterr() == (b"", b"")
    rows = rows_of(snapshot, "Q3 2024-25", directorate="Children's Social Care")
    expected = summary_workbook.to_xlsx(snapshot, rows, directorate="Children's Social Care")
    for sheet in opened(expected).sheetnames:
        assert cells(opened(file.read_bytes()), sheet) == cells(opened(expected), sheet)


@pytest.mark.usefixtures("live")
def test_a_file_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert command_line.main(["summary", "--xlsx", str(tmp_path / "no" / "s.xlsx")]) == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert err.startswith(b"kpi: ")
    assert err.count(b"\n") == 1
    assert b"cannot be written" in err


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(snapshot: Snapshot, tmp_path: Path) -> None:
    """The second sheet as LibreOffice reads it: the same header and the same figures."""
    assert SOFFICE is not None
    rows = rows_of(snapshot)
    file = tmp_path / "summary.xlsx"
    file.write_bytes(summary_workbook.to_xlsx(snapshot, rows))
    subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", f"csv:Text - txt - csv (StarCalc):{AS_CSV}",
            "--outdir", str(tmp_path), str(file),
        ],
        check=True,
        capture_output=True,
        timeout=patience.seconds(120),
    )  # fmt: skip
    (made,) = tmp_path.glob("*.csv")
    _title, _words, header, *lines = reader.reader(made.open(encoding="utf-8", newline=""))
    table = summary_table.summary_table(snapshot, rows)
    assert header == table.columns
    assert len(lines) == len(rows)
    place = header.index("indicator_id")
    assert [line[place] for line in lines] == [row.indicator.id for row in rows]
    shown = {line[place]: line[header.index("value")] for line in lines}
    assert float(shown["ehcp-20-weeks"]) == 53.9
