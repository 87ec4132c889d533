"""Sheets and columns are found wherever they stand; what is odd is a fault at its cell."""

import io
import re
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.model.definitions.indicator import Indicator
from kpi.returns.reader import read_contents
from kpi.returns.records import ERROR, WARNING, ReturnFault
from kpi.returns.sheets import ReturnSheet, grids_of, sheets_of
from tests.kpi.returns.workbooks import as_csv, as_workbook, good_tables, put, repacked

LAST = 25  # the last row of values


def read(
    data: bytes, name: str = "return.xlsx"
) -> tuple[dict[str, ReturnSheet], list[ReturnFault]]:
    grids, faults = grids_of(name, data)
    return {sheet.kind: sheet for sheet in sheets_of(grids, faults)}, faults


def spoilt(change: Callable[[Worksheet], None], sheet: str = "values") -> bytes:
    def apply(book: Any) -> None:
        change(book[sheet])

    return as_workbook(good_tables(), apply)


def last_values(data: bytes, name: str = "return.xlsx") -> dict[str, str]:
    return dict(read(data, name)[0]["values"].rows[-1].text)


def told(faults: list[ReturnFault]) -> list[tuple[str, str, str]]:
    return [(f.severity, f.rule, f.cell) for f in faults]


def only(faults: list[ReturnFault]) -> ReturnFault:
    assert len(faults) == 1, faults
    return faults[0]


# ---- cells --------------------------------------------------------------------------------


def test_the_good_workbook() -> None:
    sheets, faults = read(as_workbook(good_tables()))
    assert faults == []
    assert {kind: len(sheet.rows) for kind, sheet in sheets.items()} == {
        "values": 24, "targets": 8, "commentary": 6,
    }  # fmt: skip
    row = sheets["values"].rows[-1]
    assert row.place.row == "row 25"
    assert row.place.cells["value"] == "D25"
    assert row.text["value"] == "53.9"
    assert row.text["symbol"] == ""


CELLS: list[tuple[Any, str, str]] = [
    (0.776, "0.0%", "77.6%"), (0.776, "0%", "77.6%"), (0.07, "0.00%", "7%"), (1, "0%", "100%"),
    (77.6, '0.0"%"', "77.6"), (77.6, "General", "77.6"), (77.6, r"0.0\%", "77.6"),
    (1234, "#,##0", "1234"), (0.1, "0.000", "0.1"), (0.00001, "General", "0.00001"),
    (12, "General", "12"), (12.0, "0.0", "12"), (-3, "0", "-3"), (0, "0", "0"),
    (1e21, "General", "1000000000000000000000"), (45838, "dd/mm/yyyy", "2025-06-30"),
    (45838.5, "dd/mm/yyyy hh:mm", "2025-06-30T12:00:00"), (45838, "mmm-yy", "2025-06-30"),
    (45838, '[Red]0" days"', "45838"), (1, "d", "1900-01-01"), (True, "General", "TRUE"),
    ("77.6%", "General", "77.6%"), (" 12 ", "General", " 12 "),
]  # fmt: skip


@pytest.mark.parametrize(("value", "shown_as", "text"), CELLS)
def test_cells_read_as_shown(value: object, shown_as: str, text: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D25"].value = value
        sheet["D25"].number_format = shown_as

    assert last_values(spoilt(change))["value"] == text


def test_the_shortest_decimal_is_read() -> None:
    def long(xml: bytes) -> bytes:
        return xml.replace(b"<v>53.9</v>", b"<v>53.899999999999999</v>")

    data = repacked(as_workbook(good_tables()), replace={"xl/worksheets/sheet1.xml": long})
    assert last_values(data)["value"] == "53.9"


def test_days_counted_from_1904() -> None:
    def change(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        book["values"]["D25"].value = 44376
        book["values"]["D25"].number_format = "dd/mm/yyyy"

    assert last_values(as_workbook(good_tables(), change))["value"] == "2025-06-30"


@pytest.mark.parametrize("column", ["D", "C", "J"])
def test_a_formula_is_a_fault_and_not_used(column: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{column}25"].value = "=1+1"

    sheets, faults = read(spoilt(change))
    fault = only(faults)
    assert (fault.severity, fault.rule, fault.cell) == ("error", "formula", f"{column}25")
    assert fault.found == "=1+1"
    assert "Paste Special" in fault.expected
    assert fault.column in sheets["values"].rows[-1].broken


def test_a_formula_in_a_csv_file() -> None:
    tables = put(good_tables(), "values", LAST, "period", '="Q1 2025-26"')
    _, faults = read(as_csv(tables["values"]), "values.csv")
    assert told(faults) == [("error", "formula", "row 25")]


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_of_the_spreadsheet(text: str) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D25"].value = text
        sheet["D25"].data_type = "e"

    sheets, faults = read(spoilt(change))
    assert told(faults) == [("error", "error-cell", "D25")]
    assert only(faults).found == text
    assert sheets["values"].rows[-1].broken == {"value"}
    tables = put(good_tables(), "values", LAST, "value", text)
    assert told(read(as_csv(tables["values"]), "values.csv")[1]) == [
        ("error", "error-cell", "row 25")
    ]


def test_a_link_is_read_as_its_text() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["J25"].value = "See the note"
        sheet["J25"].hyperlink = "https://example.org/"

    assert last_values(spoilt(change))["note"] == "See the note"
    assert read(spoilt(change))[1] == []


# ---- sheets and columns -------------------------------------------------------------------


def test_any_order_and_title_rows() -> None:
    tables = good_tables()
    columns = list(reversed(range(len(tables["values"][0]))))
    turned = [[row[n] for n in columns] for row in tables["values"]]
    swapped = {
        "commentary": tables["commentary"],
        "targets": tables["targets"],
        "values": [["Our return"], [], ["Quarter 1"], *turned],
    }
    sheets, faults = read(as_workbook(swapped))
    assert faults == []
    row = sheets["values"].rows[-1]
    assert row.text == read(as_workbook(tables))[0]["values"].rows[-1].text
    assert row.place.row == "row 28"
    assert row.place.cells["indicator_id"] == "J28"


def test_a_header_below_the_tenth_row_is_not_found() -> None:
    tables = good_tables()
    tables["values"] = [["a line"]] * 10 + tables["values"]
    fault = only(read(as_workbook(tables))[1])
    assert (fault.severity, fault.rule, fault.sheet) == ("error", "header", "values")


def test_sheets_of_other_names_are_known_by_their_header() -> None:
    tables = good_tables()
    named = {"Q1 figures": tables["values"], "Goals": tables["targets"],
             "What we say": tables["commentary"], "Notes": [["free text"]]}  # fmt: skip
    sheets, faults = read(as_workbook(named))
    assert set(sheets) == {"values", "targets", "commentary"}
    assert faults == []


def test_another_sheet_is_told_and_not_read() -> None:
    tables = {**good_tables(), "Pivot": [["Team", "Cases"], ["North", "12"]]}
    assert [(f.severity, f.rule, f.sheet) for f in read(as_workbook(tables))[1]] == [
        ("warning", "unknown-sheet", "Pivot")
    ]


NAMES = [
    ("value", "Value (%)"), ("value", "VALUE"), ("value", "Outturn"), ("value", "%"),
    ("indicator_id", "Indicator"), ("indicator_id", "KPI id"), ("indicator_id", "indicator name"),
    ("numerator", "Count"), ("numerator", "Top"), ("denominator", "Cohort"),
    ("reporting_quarter", "Reporting quarter"), ("reporting_quarter", "Quarter"),
    ("data_status", "Data Status"), ("note", "Comments"), ("period", "Time period"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "name"), NAMES)
def test_other_names_of_columns(column: str, name: str) -> None:
    tables = good_tables()
    changed = put(tables, "values", 1, column, name)
    for data, file in ((as_workbook(changed), "r.xlsx"), (as_csv(changed["values"]), "values.csv")):
        assert read(data, file)[1] == []
        assert last_values(data, file) == {**last_values(as_workbook(tables))}


@pytest.mark.parametrize("name", ["RAG", "RAG rating", "Status"])
def test_a_rag_is_the_status(name: str) -> None:
    tables = put(good_tables(), "values", 1, "source", name)
    tables = put(tables, "values", LAST, name, "Green")
    assert last_values(as_workbook(tables))["status"] == "Green"


def test_a_missing_column_is_an_error_of_the_sheet() -> None:
    tables = good_tables()
    tables["values"] = [[*row[:3], *row[4:]] for row in tables["values"]]
    sheets, faults = read(as_workbook(tables))
    fault = only(faults)
    assert (fault.rule, fault.column, fault.cell) == ("missing-column", "value", "")
    assert not sheets["values"].is_whole


def test_two_columns_of_one_meaning_are_an_error() -> None:
    tables = good_tables()
    tables["values"] = [
        ["Result", *tables["values"][0]],
        *[["1", *r] for r in tables["values"][1:]],
    ]
    sheets, faults = read(as_workbook(tables))
    fault = only(faults)
    assert (fault.severity, fault.rule, fault.column) == ("error", "two-columns", "value")
    assert fault.found == "'Result' and 'value'"
    assert not sheets["values"].is_whole


def test_a_name_beside_the_id_is_passed_over() -> None:
    tables = good_tables()
    tables["values"] = [["Indicator name", *tables["values"][0]],
                        *[["Any", *row] for row in tables["values"][1:]]]  # fmt: skip
    assert read(as_workbook(tables))[1] == []
    assert last_values(as_workbook(tables))["indicator_id"] == "ehcp-20-weeks"


def test_an_unknown_column_and_text_beside_the_table_are_told() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["K1"].value = "Team"
        sheet["K25"].value = "North"
        sheet["M9"].value = "check this"

    assert told(read(spoilt(change))[1]) == [
        ("warning", "unknown-column", "K1"), ("warning", "unknown-column", "M9"),
    ]  # fmt: skip


def test_blank_rows_are_passed_over() -> None:
    tables = good_tables()
    tables["values"] = [tables["values"][0], [], *tables["values"][1:], [], ["", " "]]
    rows = read(as_workbook(tables))[0]["values"].rows
    assert len(rows) == 24
    assert rows[-1].place.row == "row 26"
    tables["values"][-1] = [""] * 10
    assert len(read(as_csv(tables["values"]), "values.csv")[0]["values"].rows) == 24


def test_hidden_parts_are_read_and_told() -> None:
    def change(book: Any) -> None:
        book["values"].row_dimensions[7].hidden = True
        book["values"].column_dimensions["F"].hidden = True
        book["targets"].sheet_state = "hidden"
        book["commentary"].sheet_state = "veryHidden"

    sheets, faults = read(as_workbook(good_tables(), change))
    assert [(f.severity, f.rule, f.sheet, f.found) for f in faults] == [
        ("warning", "hidden", "values", "hidden row 7"),
        ("warning", "hidden", "values", "hidden column F"),
        ("warning", "hidden", "targets", "a hidden sheet"),
        ("warning", "hidden", "commentary", "a hidden sheet"),
    ]
    assert len(sheets["values"].rows) == 24


def test_merged_cells_over_data_are_an_error_and_over_a_title_are_not() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet["A1"].value = "Title"
        sheet.merge_cells("A1:D1")

    assert read(spoilt(change))[1] == []

    def worse(sheet: Worksheet) -> None:
        sheet.merge_cells("B9:B10")

    assert [(f.severity, f.rule, f.cell, f.found) for f in read(spoilt(worse))[1]] == [
        ("error", "merged", "B9", "B9:B10"), ("error", "merged", "B10", "B9:B10"),
    ]  # fmt: skip


def test_each_merged_range_and_each_row_in_one_has_a_fault_and_no_row_has_many() -> None:
    def change(sheet: Worksheet) -> None:
        for merged in ("B3:B6", "D4:E5", "C6:C7", "B9:D9"):
            sheet.merge_cells(merged)

    assert [(f.cell, f.found) for f in read(spoilt(change))[1] if f.rule == "merged"] == [
        ("B3", "B3:B6"), ("B4", "B3:B6"), ("B5", "B3:B6"), ("B6", "B3:B6"), ("D4", "D4:E5"),
        ("C6", "C6:C7"), ("C7", "C6:C7"), ("B9", "B9:D9"),
    ]  # fmt: skip


# ---- CSV ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_read_with_a_warning(separator: str, word: str) -> None:
    rows = good_tables()["values"]
    _, faults = read(as_csv(rows, separator), "values.csv")
    assert [(f.severity, f.rule, f.found) for f in faults] == [("warning", "separator", word)]
    assert last_values(as_csv(rows, separator), "values.csv") == last_values(
        as_csv(rows), "values.csv"
    )


@pytest.mark.parametrize(
    ("separator", "words"), [(",", []), (";", ["semicolons"]), ("\t", ["tabs"])]
)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["values.csv", "values.txt"])
def test_unicode_text_of_excel_is_read(
    separator: str, words: list[str], encoding: str, name: str
) -> None:
    note = "Children\u2019s caf\u00e9 \u2013 \u00a35"
    rows = put(good_tables(), "values", LAST, "note", note)["values"]
    data = ("\ufeff" + as_csv(rows, separator).decode()).encode(encoding)
    _, faults = read(data, name)
    assert [(f.severity, f.rule) for f in faults] == [
        ("warning", "encoding"), *[("warning", "separator")] * len(words),
    ]  # fmt: skip
    assert [f.found for f in faults[1:]] == words
    assert last_values(data, name) == last_values(as_csv(rows), "values.csv")
    assert last_values(data, name)["note"] == note


def test_windows_text_is_read_with_a_warning() -> None:
    rows = put(good_tables(), "values", LAST, "note", "caf\u00e9 \u2013 \u00a35")["values"]
    data = as_csv(rows).decode().encode("cp1252")
    _, faults = read(data, "values.csv")
    assert [(f.severity, f.rule) for f in faults] == [("warning", "encoding")]
    assert last_values(data, "values.csv")["note"] == "caf\u00e9 \u2013 \u00a35"


def test_line_ends_and_a_byte_order_mark() -> None:
    rows = put(good_tables(), "values", LAST, "note", "two\nlines\u2028or\x85three")["values"]
    plain = as_csv(rows).replace(b"\r\n", b"\n")
    for data in (plain, plain.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + plain, plain[:-1]):
        assert read(data, "values.csv")[1] == []
        assert last_values(data, "values.csv")["note"] == "two\nlines\u2028or\x85three"


@pytest.mark.parametrize("text", ["1,234", ""])
def test_a_row_of_another_length_is_an_error(text: str) -> None:
    lines = as_csv(good_tables()["values"]).decode().splitlines()
    lines[24] = ",".join([*lines[24].split(",")[:3], *text.split(","), *lines[24].split(",")[5:]])
    if text:
        lines[24] += ",more"
    sheets, faults = read("\n".join(lines).encode(), "values.csv")
    assert told(faults) == [("error", "row-length", "row 25")]
    assert len(sheets["values"].rows) == 23


def test_a_file_of_notes_is_not_read_at_all() -> None:
    assert read(b"anything, even\nthis,is,not,a,table", "notes.csv") == ({}, [])


def test_too_many_rows_and_long_text_in_a_workbook() -> None:
    tables = good_tables()
    tables["values"] += [tables["values"][-1]] * 5_000
    with pytest.raises(InputError, match=r"values: more than 5,000 rows"):
        read(as_workbook(tables))
    with pytest.raises(InputError, match=r"values, J25: text of more than 5,000 characters"):
        read(as_workbook(put(good_tables(), "values", LAST, "note", "a" * 5_001)))
    wide = good_tables()
    wide["values"][0] += ["more"] * limits.MOST_COLUMNS
    with pytest.raises(InputError, match="more than 400 columns"):
        read(as_workbook(wide))


# ---- formulas -----------------------------------------------------------------------------


def with_formulas(*cells: tuple[int, int, str, object]) -> bytes:
    """A sheet of values with formulas and the results that Excel kept: row, column, both."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("values")
        names = ("indicator_id", "period", "reporting_quarter", "value", "numerator",
                 "denominator", "data_status")  # fmt: skip
        sheet.write_row(0, 0, names)
        for row, quarter in ((1, "Q1 2025-26"), (2, "Q2 2025-26")):
            sheet.write_row(
                row, 0, ("early-help-returns", quarter, quarter, 10, 17, 170, "published")
            )
        for row, column, formula, result in cells:
            sheet.write_formula(row, column, formula, None, result)
    return out.getvalue()


def test_formulas_are_read_by_their_results_with_one_warning(
    indicators: tuple[Indicator, ...],
) -> None:
    data = with_formulas((1, 3, "=E2/F2*100", 10.0), (2, 3, "=E3/F3*100", 10.5),
                         (2, 4, "=SUM(A1:A2)", 18))  # fmt: skip
    read = read_contents({"return.xlsx": data}, indicators)
    assert [(v.value, v.numerator) for v in read.values] == [(10.0, 17), (10.5, 18)]
    told = [fault for fault in read.faults if fault.rule == "formula"]
    assert [(f.severity, f.cell, f.found) for f in told] == [
        (WARNING, "D2", "=E2/F2*100 and 2 more formulas")
    ]


def test_a_formulas_error_is_a_fault_of_its_cell(indicators: tuple[Indicator, ...]) -> None:
    data = with_formulas((1, 3, "=E2/F2*100", "#DIV/0!"), (2, 3, "=E3/F3*100", 10.5))
    told = [
        (f.severity, f.rule, f.cell, f.found)
        for f in read_contents({"return.xlsx": data}, indicators).faults
        if f.rule in ("formula", "error-cell")
    ]
    assert told == [
        (ERROR, "error-cell", "D2", "#DIV/0!"),
        (WARNING, "formula", "D3", "=E3/F3*100"),
    ]


def test_a_formula_without_a_result_is_asked_for_its_value(
    indicators: tuple[Indicator, ...],
) -> None:
    """A program that is no spreadsheet wrote it, so nobody has worked it out."""
    data = with_formulas((1, 3, "=E2/F2*100", ""))
    (told,) = [
        f for f in read_contents({"return.xlsx": data}, indicators).faults if f.rule == "formula"
    ]
    assert (told.severity, told.cell) == (ERROR, "D2")
    assert "Paste Special, Values" in told.expected


def test_a_formula_that_shows_nothing_is_blank(indicators: tuple[Indicator, ...]) -> None:
    """As `=IF(Data!B2="","",Data!B2)` in a row that waits for its figure."""
    formulas = [(2, column, '=IF(H3="","",H3)', "") for column in (3, 4, 5, 6)]
    data = with_formulas(*formulas)
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as book, ZipFile(out, "w") as made:
        for name in book.namelist():
            content = book.read(name)
            if name == "xl/worksheets/sheet1.xml":
                kept = re.sub(rb'<c r="([D-G]3)"><f>', rb'<c r="\1" t="str"><f>', content)
                assert kept.count(b't="str"') == 4
                content = kept
            made.writestr(name, content)
    read = read_contents({"return.xlsx": out.getvalue()}, indicators)
    assert [v.place.row for v in read.values] == ["row 2"]  # the other row says nothing
    assert [f for f in read.faults if f.rule == "formula"] == []
