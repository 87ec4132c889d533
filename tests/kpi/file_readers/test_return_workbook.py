"""Workbooks as openpyxl and xlsxwriter write them are read back; what no cell needs cannot harm."""

import io
import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.file_readers.cell_grid import Cell, CellGrid
from kpi.file_readers.return_workbook import number_text, workbook_grids
from tests.kpi.returns.workbooks import good_workbook, repacked
from tools.fuzzing import books

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def grids(data: bytes) -> list[CellGrid]:
    return workbook_grids("a.xlsx", limits.workbook_parts("a.xlsx", data))


def only(data: bytes) -> CellGrid:
    (grid,) = grids(data)
    return grid


def texts(grid: CellGrid) -> dict[str, str]:
    return {
        grid.address(row, column): cell.text
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }


def xlsx(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook of one sheet as xlsxwriter writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("values"))
    return out.getvalue()


def parts(
    sheet: str, *, strings: str | None = None, styles: str | None = None, book: str = ""
) -> dict[str, bytes]:
    """The parts of a workbook with a sheet of this XML inside its root."""
    made = books.book_parts({"values": [["x"]]})
    made[SHEET] = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'.encode()
    if strings is not None:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'.encode()
    if styles is not None:
        made["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace(
        b"<sheets>", f"{book}<sheets>".encode()
    )
    return made


def cells(*inside: str) -> str:
    """The sheet's data: each argument is a whole `<c>` of row 1."""
    return f'<sheetData><row r="1">{"".join(inside)}</row></sheetData>'


def row_one(*inside: str, **other: str) -> dict[int, Cell]:
    (grid,) = workbook_grids("a.xlsx", parts(cells(*inside), **other))
    return grid.rows.get(1, {})


# ---- what is written is read back ---------------------------------------------------------

# Letters that XML can hold; the others are tested one by one below.
PLAIN = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=40
)
NUMBERS = st.decimals(-(10**12), 10**12, places=4).map(float) | st.integers(-(10**9), 10**9)
DAYS = st.dates(date(1904, 1, 2), date(2199, 12, 31))
MOMENTS = st.datetimes(datetime(1904, 1, 2), datetime(2199, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
VALUES = PLAIN | NUMBERS | DAYS | MOMENTS | st.booleans()


def expected(value: object) -> str:
    """How an officer's value is read, said without the reader's arithmetic."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value if value.strip() else ""
    whole = f"{Decimal(repr(value)):f}"
    return "0" if float(whole) == 0 else whole.rstrip("0").rstrip(".") if "." in whole else whole


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(VALUES, max_size=6), max_size=6), st.booleans(), st.booleans())
def test_what_xlsxwriter_writes_is_read_back(
    table: list[list[object]], is_1904: bool, is_inline: bool
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write_number(row, column, value)

    data = xlsx(fill, date_1904=is_1904, constant_memory=is_inline)
    found = only(data)
    assert {(r, c): cell.text for r, row in found.rows.items() for c, cell in row.items()} == {
        (r, c): text
        for r, row in enumerate(table, 1)
        for c, value in enumerate(row, 1)
        if (text := expected(value))
    }


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(1, 50), st.integers(1, 60)), VALUES, max_size=20))
def test_what_openpyxl_writes_is_read_back(values: dict[tuple[int, int], object]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for (row, column), value in values.items():
        cell: Any = sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a text, not a formula or an error
    out = io.BytesIO()
    book.save(out)
    found = only(out.getvalue())
    assert {(r, c): cell.text for r, row in found.rows.items() for c, cell in row.items()} == {
        place: text for place, value in values.items() if (text := expected(value))
    }


@settings(max_examples=60, deadline=None)
@given(st.decimals(-100, 100, places=6), st.sampled_from(["0%", "0.0%", "0.00%;[Red]-0.00%"]))
def test_percentages_are_read_with_their_sign(share: Decimal, shown_as: str) -> None:
    data = xlsx(
        lambda book, sheet: sheet.write_number(
            0, 0, float(share), book.add_format({"num_format": shown_as})
        )
    )
    text = texts(only(data))["A1"]
    assert text.endswith("%")
    assert Decimal(text[:-1]) == share * 100


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_hidden_rows_and_columns(rows: set[int], columns: set[int]) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        for column in columns:
            sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})

    found = only(xlsx(fill))
    assert found.hidden_rows == rows
    assert found.hidden_columns == columns


def test_columns_hidden_to_the_end_of_the_sheet_take_no_room() -> None:
    sheet = '<cols><col min="12" max="16384" hidden="true"/></cols>'
    (found,) = workbook_grids("a.xlsx", parts(sheet + cells()))
    assert found.hidden_columns == set(range(12, limits.MOST_COLUMNS + 1))


# ---- cells ------------------------------------------------------------------------------------

CELLS = [
    ('<c r="A1"><v>12.50</v></c>', Cell("12.5")),
    ('<c r="A1"><v>53.899999999999999</v></c>', Cell("53.9")),
    ('<c r="A1"><v>1E-05</v></c>', Cell("0.00001")),
    ('<c r="A1"><v>-0</v></c>', Cell("0")),
    ('<c r="A1"><v>1e400</v></c>', Cell("inf")),
    ('<c r="A1"><v/></c>', None),
    ('<c r="A1"/>', None),
    ('<c r="A1" t="b"><v>1</v></c>', Cell("TRUE")),
    ('<c r="A1" t="b"><v>0</v></c>', Cell("FALSE")),
    ('<c r="A1" t="e"><v>#N/A</v></c>', Cell("#N/A", None, True)),
    ('<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>', Cell("#N/A", "=NA()", True)),
    ('<c r="A1" t="d"><v>2025-06-30</v></c>', Cell("2025-06-30")),
    ('<c r="A1" t="d"><v>2025-06-30T00:00:00</v></c>', Cell("2025-06-30")),
    ('<c r="A1" t="d"><v>2025-06-30T12:00:00</v></c>', Cell("2025-06-30T12:00:00")),
    ('<c r="A1" t="str"><v>31 June 2025</v></c>', Cell("31 June 2025")),
    ('<c r="A1" t="str"><v>a_x000D_b</v></c>', Cell("a\nb")),
    ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', Cell("a")),
    ('<c r="A1" t="inlineStr"><is><t>1<!-- x -->2</t></is></c>', Cell("12")),
    ('<c r="A1" t="inlineStr"><is><t> </t></is></c>', None),
    ('<c r="A1" t="inlineStr"><v>a</v></c>', None),
    ('<c r="A1"><f>1+1</f><v>2</v></c>', Cell("2", "=1+1")),
    ('<c r="A1"><f>1+1</f></c>', Cell("", "=1+1")),
    ('<c r="A1"><f>1+1</f><v></v></c>', Cell("", "=1+1")),
    ('<c r="A1" t="str"><f>IF(B1="","",B1)</f></c>', Cell("", '=IF(B1="","",B1)')),
    # Worked out, and an empty text: the cell shows nothing and is blank.
    ('<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>', None),
    ('<c r="A1" t="str"><f>IF(B1="","",B1)</f><v/></c>', None),
    ('<c r="A1" t="str"><f>IF(B1=""," ",B1)</f><v> </v></c>', None),
    ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', Cell("2", "=")),
    ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', Cell("x", '="x"')),
    ('<c r="A1"><f t="array" ref="A1:B9">SUM(B1:B9)</f><v>2</v></c>', Cell("2", "=SUM(B1:B9)")),
    ('<c r="A1"><f t="dataTable" ref="A1:B9" bogus="1"/><v>2</v></c>', Cell("2", "=")),
    (f'<c r="A1"><f>{"1+" * 9_000}1</f><v>2</v></c>', Cell("2", ("=" + "1+" * 9_000)[:5_000])),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "cell"), CELLS)
def test_cells(xml: str, cell: Cell | None) -> None:
    assert row_one(xml).get(1) == cell


STRINGS = [
    ("<si><t>a</t></si>", "a"),
    ('<si><t xml:space="preserve"> a </t></si>', " a "),
    ("<si>\n <r><rPr><b/><family val='99'/></rPr><t>a</t></r>\n<r><t>b</t></r></si>", "ab"),
    ("<si><t>a</t><rPh sb='0' eb='1'><t>x</t></rPh><phoneticPr fontId='1' type='odd'/></si>", "a"),
    ("<si><t>1<!-- x -->2<?y z?>3</t></si>", "123"),
    ("<si><t>a_x000D__x000A_b</t></si>", "a\nb"),
    ("<si><t>_x005F_x000D_</t></si>", "_x000D_"),
    ("<si><t>x005F_</t></si>", "x005F_"),
    ("<si><t>_xD800_</t></si>", "\ud800"),
    ("<si/>", None),
]


@pytest.mark.parametrize(("xml", "text"), STRINGS)
def test_shared_strings(xml: str, text: str | None) -> None:
    found = row_one('<c r="A1" t="s"><v>0</v></c>', strings=xml)
    assert found.get(1) == (None if text is None else Cell(text))


@pytest.mark.parametrize("number", ["1", "-1"])
def test_a_text_that_is_not_there(number: str) -> None:
    with pytest.raises(InputError, match=r"^a\.xlsx: a damaged workbook: a text is missing$"):
        row_one(f'<c r="A1" t="s"><v>{number}</v></c>', strings="<si><t>a</t></si>")


def test_cells_and_rows_without_a_reference_follow_each_other() -> None:
    one, two = "<c><v>1</v></c>", "<c><v>2</v></c>"
    sheet = (
        f'<sheetData><row>{one}{two}</row><row r="5"><c r="C5"><v>3</v></c>{one}</row></sheetData>'
    )
    (grid,) = workbook_grids("a.xlsx", parts(sheet))
    assert texts(grid) == {"A1": "1", "B1": "2", "C5": "3", "D5": "1"}


@pytest.mark.parametrize(
    ("formats", "text"),
    [
        ('<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
         '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>', "5000%"),
        ('<cellXfs><xf/><xf numFmtId="10"/></cellXfs>', "5000%"),
        ('<cellXfs><xf/><xf numFmtId="14"/></cellXfs>', "1900-02-19"),
        ('<cellXfs><xf/><xf numFmtId="31"/></cellXfs>', "1900-02-19"),
        ('<cellXfs><xf/><xf numFmtId="999"/></cellXfs>', "50"),
        ('<cellXfs><xf/><xf numFmtId="44"/></cellXfs>', "50"),
        ("<cellXfs><xf/></cellXfs>", "50"),
        ("", "50"),
    ],
)  # fmt: skip
def test_number_formats(formats: str, text: str) -> None:
    assert row_one('<c r="A1" s="1"><v>50</v></c>', styles=formats)[1].text == text


@pytest.mark.parametrize("style", ["-1", "2", "999999999999"])
def test_a_style_that_is_not_there_shows_the_plain_number(style: str) -> None:
    formats = '<cellXfs><xf numFmtId="9"/><xf numFmtId="9"/></cellXfs>'
    assert row_one(f'<c r="A1" s="{style}"><v>50</v></c>', styles=formats)[1].text == "50"


NUMBERS_AS_TEXT = [
    (45838, "date", 1899, "2025-06-30"), (44376, "date", 1904, "2025-06-30"),
    (1, "date", 1899, "1900-01-01"), (59, "date", 1899, "1900-02-28"),
    (61, "date", 1899, "1900-03-01"), (1, "date", 1904, "1904-01-02"),
    (0.5, "date", 1899, "0.5"), (-3, "date", 1899, "-3"), (2_900_000, "date", 1899, "2900000"),
    (45838.999_999, "date", 1899, "2025-07-01"), (45838.5, "date", 1899, "2025-06-30T12:00:00"),
    (0.07, "percent", 1899, "7%"), (10**400, "", 1899, "1" + "0" * 400),
    (float("inf"), "percent", 1899, "inf"), (1e21, "", 1899, "1" + "0" * 21),
]  # fmt: skip


@pytest.mark.parametrize(("number", "shown_as", "year", "text"), NUMBERS_AS_TEXT)
def test_numbers_as_text(number: float, shown_as: str, year: int, text: str) -> None:
    epoch = date(1904, 1, 1) if year == 1904 else date(1899, 12, 30)
    assert number_text(number, shown_as, epoch) == text


@given(DAYS, st.integers(0, 86_399))
def test_days_and_times_come_back_from_their_number(day: date, seconds: int) -> None:
    moment = datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)
    number = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert number_text(number, "date", date(1899, 12, 30)) == expected(moment)


# ---- sheets -------------------------------------------------------------------------------


def test_sheets_in_order_with_their_state_and_without_charts() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name in ("b", "a", "c"):
            book.add_worksheet(name).write_string(0, 0, name)
        book.get_worksheet_by_name("a").hide()
        book.get_worksheet_by_name("c").very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=b!$A$1"})
        book.add_chartsheet("d").set_chart(chart)
    found = [(grid.sheet, grid.is_hidden, texts(grid)) for grid in grids(out.getvalue())]
    assert found == [
        ("b", False, {"A1": "b"}), ("a", True, {"A1": "a"}), ("c", True, {"A1": "c"}),
    ]  # fmt: skip


def test_a_name_of_a_sheet_that_no_program_writes_is_refused() -> None:
    """It stands in every message about the sheet."""
    made = parts(cells('<c r="A1"><v>1</v></c>'))
    book = made["xl/workbook.xml"]
    assert b'name="values"' in book
    made["xl/workbook.xml"] = book.replace(b'"values"', b'"' + b"v" * 100 + b'"')
    assert [grid.sheet for grid in workbook_grids("a.xlsx", made)] == ["v" * 100]
    made["xl/workbook.xml"] = book.replace(b'"values"', b'"' + b"v" * 400_000 + b'"')
    with pytest.raises(InputError, match="a sheet's name has more than 100 letters"):
        workbook_grids("a.xlsx", made)


def test_a_strict_workbook_is_read_as_any_other() -> None:
    def strict(content: bytes) -> bytes:
        for usual, other in (
            (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
             b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
            (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
             b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
        ):  # fmt: skip
            content = content.replace(usual, other)
        return content

    data = good_workbook()
    names = [name for name in limits.workbook_parts("a.xlsx", data) if name.startswith("xl/")]
    changed = repacked(data, replace=dict.fromkeys(names, strict))
    assert changed != data
    assert grids(changed) == grids(data)


def test_a_relation_may_name_a_part_from_either_folder() -> None:
    for target in ("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml",
                   "../xl/worksheets/sheet1.xml"):  # fmt: skip
        made = parts(cells('<c r="A1"><v>1</v></c>'))
        relations = made["xl/_rels/workbook.xml.rels"]
        made["xl/_rels/workbook.xml.rels"] = relations.replace(
            b"worksheets/sheet1.xml", target.encode()
        )
        (grid,) = workbook_grids("a.xlsx", made)
        assert texts(grid) == {"A1": "1"}


@pytest.mark.parametrize("kind", [b"xlMacrosheet", b"dialogsheet"])
def test_sheets_of_macros_are_refused(kind: bytes) -> None:
    made = parts(cells())
    relations = made["xl/_rels/workbook.xml.rels"]
    made["xl/_rels/workbook.xml.rels"] = relations.replace(b"/worksheet", b"/" + kind, 1)
    with pytest.raises(InputError, match=r"holds macros \(values\)"):
        workbook_grids("a.xlsx", made)


# ---- what no cell needs -------------------------------------------------------------------

NEEDLESS_SECTIONS = {
    "a link over every cell":
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    "a link to nowhere": '<hyperlinks><hyperlink ref="odd" bogus="1"/></hyperlinks>',
    "an odd conditional format":
        '<conditionalFormatting sqref="?"><cfRule type="odd" dxfId="9"/></conditionalFormatting>',
    "an odd drop-down": '<dataValidations><dataValidation type="odd" sqref="?"/></dataValidations>',
    "a table that is not there": '<tableParts count="1"><tablePart bogus="9"/></tableParts>',
    "a drawing that is not there": '<drawing bogus="9"/><legacyDrawing bogus="9"/>',
    "odd margins": '<pageMargins left="odd"/><pageSetup scale="odd"/><printOptions x="1"/>',
    "odd breaks":
        '<rowBreaks count="x"><brk id="x"/></rowBreaks><colBreaks><brk id="?"/></colBreaks>',
    "an odd filter": '<autoFilter ref="?"><filterColumn colId="x"/></autoFilter>',
    "odd scenarios": '<scenarios><scenario name=""/></scenarios>',
    "an odd protection": '<sheetProtection algorithmName="?" spinCount="x" bogus="1"/>',
    "extensions": '<extLst><ext uri="{1}"><a/></ext></extLst>',
    "a header of odd signs":
        "<headerFooter><oddHeader>&amp;L&amp;</oddHeader><bogus/></headerFooter>",
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDLESS_SECTIONS)
def test_sections_of_a_sheet_that_no_cell_needs(name: str) -> None:
    made = parts(cells('<c r="A1"><v>1</v></c>') + NEEDLESS_SECTIONS[name])
    (grid,) = workbook_grids("a.xlsx", made)
    assert texts(grid) == {"A1": "1"}


NEEDLESS = {
    "a sheet's size": (SHEET, b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    "a sheet's odd size": (SHEET, b"<sheetData>", b'<dimension ref="?"/><sheetData>'),
    "odd views": ("xl/workbook.xml", b"<sheets>",
                  b'<bookViews><workbookView x="1"/></bookViews><sheets>'),
    "odd names": ("xl/workbook.xml", b"</workbook>",
                  b'<definedNames><definedName name="_xlnm.Print_Area" localSheetId="7">?'
                  b'</definedName><definedName/></definedNames></workbook>'),
    "a link to another workbook": ("xl/workbook.xml", b"</workbook>",
                                   b'<externalReferences><externalReference r:id="rId9"/>'
                                   b'</externalReferences></workbook>'),
    "a pivot cache": ("xl/workbook.xml", b"</workbook>",
                      b'<pivotCaches><pivotCache cacheId="x"/></pivotCaches></workbook>'),
    "odd content types": ("[Content_Types].xml", b"<Types", b"<Other><x/></Other><Types"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDLESS)
def test_parts_of_a_workbook_that_no_cell_needs(name: str) -> None:
    part, old, new = NEEDLESS[name]
    made = parts(cells('<c r="A1"><v>1</v></c>'))
    assert old in made[part]
    made[part] = made[part].replace(old, new)
    (grid,) = workbook_grids("a.xlsx", made)
    assert texts(grid) == {"A1": "1"}


def test_odd_fonts_fills_and_names_of_styles() -> None:
    styles = (
        '<fonts count="x"><font><family val="99"/></font></fonts><fills><fill/><odd/></fills>'
        '<cellStyleXfs><xf fontId="7"/></cellStyleXfs><dxfs><dxf><font bogus="1"/></dxf></dxfs>'
        '<cellXfs><xf numFmtId="9" fontId="99"><alignment textRotation="999"/>'
        '<protection bogus="1"/></xf></cellXfs><cellStyles><cellStyle name="" xfId="99"/>'
        "</cellStyles><colors><indexedColors><rgbColor rgb='?'/></indexedColors></colors>"
    )
    assert row_one('<c r="A1" s="0"><v>0.5</v></c>', styles=styles)[1].text == "50%"


def test_other_parts_are_not_opened() -> None:
    data = good_workbook()
    odd = {"docProps/odd.xml": b"<x/>", "xl/comments1.xml": b"<comments><x/></comments>",
           "xl/worksheets/_rels/sheet1.xml.rels":
               b'<Relationships><Relationship Id="1" Type="x/comments" Target="../comments1.xml"/>'
               b'<Relationship Id="2" Type="x/drawing" Target="nowhere.xml"/></Relationships>',
           }  # fmt: skip
    bare: Mapping[str, Callable[[bytes], bytes]] = dict.fromkeys(
        ("docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml"), lambda _: b"<odd/>"
    )
    assert grids(repacked(data, add=odd, replace=bare)) == grids(data)


# ---- workbooks that cannot be read ----------------------------------------------------------

UNREADABLE = {
    "a number that is none": parts(cells('<c r="A1"><v>1,234</v></c>')),
    "a number of thousands of digits": parts(cells(f'<c r="A1"><v>{"1" * 5_000}</v></c>')),
    "a truth that is none": parts(cells('<c r="A1" t="b"><v>yes</v></c>')),
    "a day that is none": parts(cells('<c r="A1" t="d"><v>2025-06-31</v></c>')),
    "an address that is none": parts(cells('<c r="1A"><v>1</v></c>')),
    "a style that is no number": parts(cells('<c r="A1" s="x"><v>1</v></c>')),
    "a row that is no number": parts('<sheetData><row r="x"/></sheetData>'),
    "a column without its number": parts(f"<cols><col hidden='1'/></cols>{cells()}"),
    "a merged range that is none": parts(
        f"{cells()}<mergeCells><mergeCell ref='B2:A1'/></mergeCells>"
    ),
    "a merged range without a place": parts(f"{cells()}<mergeCells><mergeCell/></mergeCells>"),
    "a workbook's odd attribute": parts(cells(), book='<workbookPr bogus="1"/>'),
    "a style's odd attribute": parts(cells(), styles='<cellXfs><xf bogus="1"/></cellXfs>'),
    "an element named as a method": parts(cells(), styles="<cellXfs><xf><to_tree/></xf></cellXfs>"),
    "no relations": {n: c for n, c in parts(cells()).items() if not n.startswith("xl/_rels")},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_openpyxl_cannot_read_is_a_fault_of_one_line(name: str) -> None:
    with pytest.raises(InputError) as caught:
        workbook_grids("a.xlsx", UNREADABLE[name])
    assert str(caught.value) == (
        "a.xlsx: this workbook cannot be read; open it in Excel and save it again"
    )
    assert caught.value.__cause__ is not None


DAMAGED = {
    "a damaged workbook: a cell in row 0": parts(cells('<c r="A0"><v>1</v></c>')),
    "values: cell A1 occurs twice": parts(cells('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')),
    "sheet 'values' is not there, or twice": {
        n: c for n, c in parts(cells()).items() if n != SHEET
    },
}


@pytest.mark.parametrize("told", DAMAGED)
def test_damage_that_openpyxl_would_pass_over(told: str) -> None:
    with pytest.raises(InputError, match=told):
        workbook_grids("a.xlsx", DAMAGED[told])


def test_a_sheet_without_a_relation_is_not_passed_over() -> None:
    made = parts(cells())
    relations = made["xl/_rels/workbook.xml.rels"]
    made["xl/_rels/workbook.xml.rels"] = relations.replace(b"rId1", b"rId2")
    with pytest.raises(InputError, match="is not there, or twice"):
        workbook_grids("a.xlsx", made)


# ---- what reading may cost ----------------------------------------------------------------


def test_entities_are_never_expanded_by_openpyxl() -> None:
    assert openpyxl.DEFUSEDXML is True


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A1:A1048576", "A1:XFD1"])
def test_a_giant_merged_range_takes_no_room(ref: str) -> None:
    made = parts(f'{cells()}<mergeCells><mergeCell ref="{ref}"/></mergeCells>')
    tracemalloc.start()
    (grid,) = workbook_grids("a.xlsx", made)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    (merged,) = grid.merged
    assert f"A1:{grid.address(merged[1], merged[3])}" == ref


def test_a_far_cell_and_a_far_hidden_row_take_no_room() -> None:
    tracemalloc.start()
    (grid,) = workbook_grids(
        "a.xlsx",
        parts('<sheetData><row r="1048576" hidden="1"><c r="A1048576"/></row></sheetData>'),
    )
    with pytest.raises(InputError, match="more than 5,000 rows"):
        workbook_grids("a.xlsx", parts(cells('<c r="A1048576"><v>1</v></c>')))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (grid.rows, grid.hidden_rows) == ({}, {1_048_576})
    assert peak < 10_000_000


@pytest.mark.parametrize("columns", [limits.MOST_COLUMNS, 60])
def test_the_largest_sheet_is_read_in_seconds_and_little_memory(columns: int) -> None:
    """Three to four seconds of a processor and 60 MB were measured; the bound is for slow ones."""
    rows = limits.MOST_CELLS // columns

    def fill(_: Any, sheet: Any) -> None:
        for row in range(rows):
            for column in range(columns):
                sheet.write_number(row, column, row * column)

    unpacked = limits.workbook_parts("a.xlsx", xlsx(fill))
    started = time.process_time()
    (grid,) = workbook_grids("a.xlsx", unpacked)
    assert time.process_time() - started < 15
    assert sum(map(len, grid.rows.values())) == grid.filled == limits.MOST_CELLS


def test_a_sheet_wider_and_longer_than_any_is_refused_while_it_is_read() -> None:
    """Its cells are counted as they come, so that the rest takes no room."""
    row = "<row>" + "<c><v>1</v></c>" * limits.MOST_COLUMNS + "</row>"
    content = parts(f"<sheetData>{row * (limits.MOST_ROWS // 5)}</sheetData>")
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(InputError, match="more than 300,000 cells: leave out earlier periods"):
        workbook_grids("a.xlsx", content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started < 60
    assert peak < 200_000_000


def test_reading_stops_at_the_first_row_too_many() -> None:
    row = "<row><c><v>1</v></c></row>"
    with pytest.raises(InputError, match="more than 5,000 rows"):
        # The last row is broken: it is not reached.
        workbook_grids("a.xlsx", parts(f"<sheetData>{row * 5_001}<row r='x'/></sheetData>"))
