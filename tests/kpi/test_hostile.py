"""A return that means harm: what cannot be published is refused, what can be acts nowhere."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi import visible_text
from kpi.cli import main as command_line
from kpi.errors import InputError
from kpi.file_writers import csv, docx_check
from kpi.guidance import definitions
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.scorecard import View
from kpi.indicators.series_table import series
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, word
from kpi.periods import parse_period
from kpi.publishing import submission, uploads
from kpi.publishing.review import fault_rows
from kpi.publishing.uploads import UploadedReturn
from kpi.returns import template
from kpi.returns.records import ReturnFault
from kpi.store import snapshots
from kpi.tables import summary, summary_workbook
from tests.kpi import hostile
from tests.kpi.changing import BCP
from tests.kpi.harmless import harmless_csv, harmless_paper, harmless_workbook
from tests.kpi.returns.workbooks import repacked

QUARTER = parse_period("Q2 2025-26")
TODAY = date(2025, 11, 20)


@dataclass(frozen=True)
class Made:
    """The hostile return published: the snapshot, its store, the faults, the files as sent."""

    snapshot: Snapshot
    root: Path
    faults: tuple[ReturnFault, ...]
    sent: list[UploadedReturn]


@pytest.fixture(scope="module")
def made(store_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(store_root, folder / "store")
    patch = pytest.MonkeyPatch()
    patch.setenv("KPI_STORE", str(folder / "store"))
    live = snapshots.load(snapshots.current_id(folder / "store"), folder / "store")
    sent = hostile.hostile_return(live, folder)
    looked = uploads.check(sent, live, area=BCP, today=TODAY)
    assert looked.received.errors == ()
    new = uploads.publish(
        sent, live, area=BCP, who=hostile.WHO, why=hostile.WHY, today=TODAY, looked_at=live.id
    )
    yield Made(snapshots.load(new), folder / "store", looked.received.faults, sent)
    patch.undo()


def strings(table: pl.DataFrame) -> list[str]:
    return [
        text
        for name, kind in table.schema.items()
        if kind == pl.String
        for text in table[name].drop_nulls()
    ]


# ---- the store --------------------------------------------------------------------------------


def test_every_payload_is_published_as_the_signs_it_is_made_of(made: Made) -> None:
    tables = (made.snapshot.commentary, made.snapshot.targets, made.snapshot.observations)
    published = "".join("".join(text.split()) for table in tables for text in strings(table))
    missing = [p for p in hostile.PAYLOADS if visible_text.clean(hostile.seen(p)) not in published]
    assert missing == []


def test_nothing_unseen_is_in_the_store(made: Made) -> None:
    for path in sorted((made.root / "snapshots" / made.snapshot.id).glob("*.parquet")):
        if path.stem in ("commentary", "targets", "observations", "revisions"):
            found = {
                name for text in strings(pl.read_parquet(path)) for name in hostile.unseen_in(text)
            }
            assert found == set(), path.stem
    history = (made.root / "HISTORY.jsonl").read_text(encoding="utf-8").splitlines()
    newest = json.loads(history[-1])
    assert newest["why"] == f"<b>Why</b> [x](http://{hostile.EVIL}) =1+1 09 :red[x] {{who}}[31m"
    assert hostile.unseen_in("".join(history)) == []
    manifest = (made.root / "snapshots" / made.snapshot.id / "manifest.json").read_text("utf-8")
    assert hostile.unseen_in(manifest) == []
    assert json.loads(manifest)["inputs"][0]["path"] == "file.xlsx"


# ---- CSV --------------------------------------------------------------------------------------


def csv_tables(made: Made) -> Iterator[tuple[str, pl.DataFrame]]:
    snapshot = made.snapshot
    yield "faults", submission.fault_table(made.faults)
    for quarter in reporting_quarters.quarters(snapshot, BCP):
        rows = scorecard.summary(snapshot, View(BCP, quarter))
        yield f"summary {quarter.short}", summary.summary_table(snapshot, rows)
    for indicator in snapshot.indicators:
        yield f"series {indicator.id}", series(snapshot, indicator, area=BCP)
    for name in ("commentary", "targets"):
        yield name, getattr(snapshot, name).select(pl.col(pl.String))


def test_no_cell_of_a_csv_file_starts_as_a_formula(made: Made) -> None:
    seen = 0
    for name, table in csv_tables(made):
        texts = [kind == pl.String for kind in table.dtypes]
        cells = harmless_csv(csv.to_csv(table), texts)
        assert len(cells) == table.height * sum(texts), name
        seen += sum(cell.startswith("'") for cell in cells)
    assert seen > 20, "the payloads were there, and made harmless"


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "@x", "-1", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "＝1", "＋1", "－1", "＠x"],
)
def test_each_start_of_a_formula_is_made_harmless(text: str) -> None:
    (cell,) = pl.read_csv(csv.to_csv(pl.DataFrame({"a": [text]})), infer_schema=False)["a"]
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["-", "a=1", "1-2", "x@y", "5 + 3", "(−2)", "− 2 points"])
def test_text_that_runs_nothing_is_left_as_it_is(text: str) -> None:
    (cell,) = pl.read_csv(csv.to_csv(pl.DataFrame({"a": [text]})), infer_schema=False)["a"]
    assert cell == text


# ---- XLSX -------------------------------------------------------------------------------------


def test_the_workbooks_hold_text_alone(made: Made, tmp_path: Path) -> None:
    rows = scorecard.summary(made.snapshot, View(BCP, QUARTER))
    harmless_workbook(summary_workbook.to_xlsx(made.snapshot, rows))
    path = tmp_path / "next.xlsx"
    following = parse_period("Q3 2025-26")
    template.write(path, made.snapshot, area_name=made.snapshot.area(BCP).name, quarter=following)
    texts = harmless_workbook(path.read_bytes())
    assert any(text.startswith("=HYPERLINK") for text in texts), "the reasons for targets are in it"


# ---- Word -------------------------------------------------------------------------------------


def test_the_committee_paper_holds_text_alone(made: Made) -> None:
    wanted = assembly.PaperRequest(View(BCP, QUARTER), charts=False, full=True)
    data = word.to_word(assembly.make(made.snapshot, wanted))
    assert docx_check.faults(data) == []
    told = harmless_paper(data)
    assert f"[click](http://{hostile.EVIL})" in told
    assert "<script>window.__acted=1</script>" in told


# ---- words in other places --------------------------------------------------------------------


def test_templates_in_a_text_are_not_filled_in(made: Made) -> None:
    field = "{{template}} {field} {0} {row.__class__} %s %(x)s %n ${x}"
    for indicator in made.snapshot.indicators:
        said = comment(made.snapshot, indicator, BCP, QUARTER)
        if said and field in f"{said}":
            break
    else:
        pytest.fail("the payload is in no comment")
    lines = [
        line.words
        for indicator in made.snapshot.indicators
        for line in definitions.target_history(made.snapshot, indicator, BCP)
    ]
    assert any("{" in line for line in lines)


def test_the_command_line_prints_nothing_that_acts(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "values\nerror: forged\x1b[2J\u202e.xlsx"
    path.write_bytes(made.sent[0].data)
    assert command_line.main(["check", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    faults = submission.receive([path], made.snapshot, area=BCP, today=TODAY).faults
    # A fault of several cells is one line that names them all.
    assert len(lines) == len(fault_rows.with_all_cells(faults)) + 1 < len(faults)
    assert all(any(fault.cell in line for line in lines) for fault in faults)
    assert all(line.startswith("warning: values error: forged[2J.xlsx, ") for line in lines[:-1])
    assert command_line.main(["history"]) == 0
    told = capsys.readouterr().out
    assert hostile.unseen_in("".join(lines) + told) == []
    assert len(told.splitlines()) == 2


def test_a_name_that_is_not_text_is_told_and_nothing_falls_over(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "values\udcff.csv"
    path.write_bytes(b"\0")
    assert command_line.main(["check", str(path)]) == command_line.FAULT
    assert capsys.readouterr().err.startswith("kpi: values.csv: not a text file")
    assert (
        command_line.main(["rollback", "x\udcff\n\u202e", "--why", "\udcff"]) == command_line.FAULT
    )
    assert capsys.readouterr().err == "kpi: 'x ' is not the name of a snapshot.\n"


# ---- what is refused --------------------------------------------------------------------------


def refused(data: bytes, made: Made, name: str = "return.xlsx") -> str:
    with pytest.raises(InputError) as caught:
        uploads.check([UploadedReturn(name, data)], made.snapshot, area=BCP, today=TODAY)
    return str(caught.value)


def errors(data: bytes, made: Made, name: str = "return.xlsx") -> list[str]:
    checked = uploads.check([UploadedReturn(name, data)], made.snapshot, area=BCP, today=TODAY)
    assert checked.proposal is None
    return [str(fault) for fault in checked.received.errors]


def put(made: Made, folder: Path, sheet: str, cell: str, value: object) -> bytes:
    """The hostile workbook with one cell as openpyxl takes it, formulas as formulas."""

    def change(book: Any) -> None:
        book[sheet][cell] = value

    return hostile.workbook(made.snapshot, folder, change)


def ten_megabytes(kind: str) -> str:
    letters = random.Random(1).choices("abcdefghijklmnop ", k=10_000_000)
    return "A" * 10_000_000 if kind == "of one letter" else "".join(letters)


@pytest.mark.parametrize("kind", ["of one letter", "of many letters"])
def test_a_cell_of_ten_megabytes_is_refused(made: Made, tmp_path: Path, kind: str) -> None:
    text = ten_megabytes(kind)
    data = repacked(
        made.sent[0].data,
        replace={
            "xl/worksheets/sheet3.xml": lambda xml: xml.replace(b"long long", text.encode(), 1)
        },
    )
    said = refused(data, made)
    assert said.startswith("return.xlsx: ")
    assert "zip bomb" in said if kind == "of one letter" else "larger than 5 MB" in said
    assert "larger than 5 MB" in refused(
        f"indicator_id,value\nx,{text}".encode(), made, "values.csv"
    )


def test_a_cell_of_some_tens_of_kilobytes_is_refused_by_sheet_and_cell(
    made: Made, tmp_path: Path
) -> None:
    data = put(made, tmp_path, "commentary", "D4", "<b>x</b> " * 3_000)
    told = "return.xlsx, commentary, D4: text of more than 5,000 characters"
    assert refused(data, made) == told
    lines = b"indicator_id,period,value\nx,y,1\nx,y," + b"1" * 20_000
    assert refused(lines, made, "values.csv") == (
        "values.csv, row 3: text of more than 5,000 characters"
    )


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        ("D4", f'=HYPERLINK("http://{hostile.EVIL}","x")', "formula: found '=HYPERLINK("),
        ("E3", "=cmd|'/C calc'!A0", "formula: found '=cmd|"),
        ("H2", "=[1]Sheet1!A1", "formula"),
    ],
)
def test_a_formula_in_a_workbook_is_a_fault(
    made: Made, tmp_path: Path, cell: str, value: str, found: str
) -> None:
    sheet = "targets" if cell == "H2" else "commentary"
    (told,) = [e for e in errors(put(made, tmp_path, sheet, cell, value), made) if "formula" in e]
    assert told.startswith(f"return.xlsx, {sheet}, {cell}, ")
    assert found in told


@pytest.mark.parametrize(
    ("value", "column"),
    [
        ("\u202e12", "value"),
        ("1\u2066,\u20692", "value"),
        ("93_x0000_", "value"),
        ("9_xD800_3", "value"),
        ("٩٣", "value"),
        ("９３", "value"),
        ("<b>93</b>", "value"),
        ("../../x", "indicator_id"),
        ("__class__", "indicator_id"),
        ("Q2 2025\u202e-26", "reporting_quarter"),
        ("spring term 2_xD800_025", "period"),
    ],
)
def test_a_figure_or_name_that_is_not_plain_is_a_fault(
    made: Made, tmp_path: Path, value: str, column: str
) -> None:
    def change(book: Any) -> None:
        sheet = book["values"]
        (head,) = [cell for cell in sheet[1] if cell.value == column]
        sheet.cell(2, head.column).value = value

    sent = hostile.workbook(made.snapshot, tmp_path, change)
    told = [e for e in errors(sent, made) if column in e]
    assert told
    assert all(e.startswith("return.xlsx, values, ") for e in told)
    assert hostile.unseen_in("".join(told)) == []


def test_a_sheet_with_a_name_that_means_harm_is_told_plainly(made: Made) -> None:
    named = "&lt;b&gt;[x](y)\u202e=1".encode()
    sheets = {"xl/workbook.xml": lambda xml: xml.replace(b'"commentary"', b'"' + named + b'"')}
    data = repacked(made.sent[0].data, replace=sheets)
    checked = uploads.check([UploadedReturn("x.xlsx", data)], made.snapshot, area=BCP, today=TODAY)
    names = {fault.sheet for fault in checked.received.faults}
    assert "<b>[x](y)=1" in names, "the sheet is known by its columns"
    assert all(hostile.unseen_in(str(fault)) == [] for fault in checked.received.faults)


PARTS = {
    "macros": {"xl/vbaProject.bin": b"x"},
    "links to other workbooks": {"xl/externalLinks/externalLink1.xml": b"<x/>"},
    "embedded objects": {"xl/embeddings/oleObject1.bin": b"x"},
    "unsafe name": {"../../x.xml": b"<x/>"},
    "links to other files": {
        "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships><Relationship Id="a" Type="x/image"'
        b' Target="http://evil.invalid/x.png" TargetMode="External"/></Relationships>'
    },
    "document type or entities": {
        "xl/odd.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    },
}


@pytest.mark.parametrize("told", PARTS)
def test_a_workbook_with_parts_that_act_is_refused(made: Made, told: str) -> None:
    assert told in refused(repacked(made.sent[0].data, add=PARTS[told]), made)


@pytest.mark.parametrize("name", ["return.ods", "return.xlsm", "return.xls", "x.exe", "../x.html"])
def test_other_kinds_of_file_are_refused(made: Made, name: str) -> None:
    assert refused(made.sent[0].data, made, name).startswith(UploadedReturn(name, b"").shown)
