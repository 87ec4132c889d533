"""What no cell needs is left out of a part's XML, whatever it holds; the rest stays as it is."""

import re

import pytest

from kpi.errors import InputError
from kpi.file_readers import workbook_sections as sections

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(inside: str, namespace: str = MAIN) -> bytes:
    return f'<worksheet xmlns="{namespace}">{inside}</worksheet>'.encode()


def cut(inside: str, kind: sections.SectionKind = sections.SHEET) -> str:
    done = sections.cut("a.xlsx", "x.xml", sheet(inside), kind).decode()
    found = re.fullmatch(rf'<worksheet xmlns="{MAIN}">(.*)</worksheet>', done, re.S)
    assert found is not None
    return found[1]


def refused(inside: str, kind: sections.SectionKind = sections.SHEET) -> str:
    with pytest.raises(InputError, match=r"^a\.xlsx: a damaged workbook \(x\.xml\): ") as caught:
        sections.cut("a.xlsx", "x.xml", sheet(inside), kind)
    return str(caught.value)


KEPT = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
CASES = [
    (KEPT, KEPT),
    (f"<sheetPr/>{KEPT}<hyperlinks><a/><b>x</b></hyperlinks>", KEPT),
    (f"<a><b/></a><c/>{KEPT}<d/><e>é</e><f></f>", KEPT),
    (f"<cols/>{KEPT}<x/><mergeCells><mergeCell ref='A1:B1'/></mergeCells><y/>",
     f"<cols/>{KEPT}<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"),
    ("<sheetData><row><c><is><r><rPr><b/></rPr><t>é</t></r><rPh sb='0'><t>x</t></rPh></is></c>"
     "</row></sheetData>",
     "<sheetData><row><c><is><r><t>é</t></r></is></c></row></sheetData>"),
    ("<sheetData> text <!-- <hyperlinks> --> </sheetData><hyperlinks/>",
     "<sheetData> text <!-- <hyperlinks> --> </sheetData>"),
    ("", ""),
    ("<hyperlinks/>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "expected"), CASES)
def test_only_the_sections_of_cells_are_left(inside: str, expected: str) -> None:
    assert cut(inside) == expected


def test_elements_of_other_namespaces_are_left_out_under_any_name() -> None:
    assert cut('<x:sheetData xmlns:x="urn:other"><x:row/></x:sheetData>') == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}"><é/>'
    rest = "<sheetData><row>é</row></sheetData><é>é</é></worksheet>"
    done = sections.cut("a", "x", (text + rest).encode(encoding), sections.SHEET)
    whole = text.replace("<é/>", "") + rest.replace("<é>é</é>", "")
    assert done == whole.encode(encoding)


def test_strict_workbooks_get_the_namespace_that_openpyxl_knows_and_keep_their_text() -> None:
    inside = f"<sheetData><row><c><is><t>{STRICT}</t></is></c></row></sheetData>"
    done = sections.cut("a", "x", sheet(inside, STRICT), sections.SHEET)
    assert done == sheet(inside)


@pytest.mark.parametrize("root", ["<worksheet/>", '<worksheet xmlns="urn:other"/>'])
def test_a_root_of_another_kind_is_refused(root: str) -> None:
    with pytest.raises(InputError, match="not the kind of part"):
        sections.cut("a.xlsx", "x.xml", root.encode(), sections.SHEET)


@pytest.mark.parametrize("text", ["", "<a", "<x:a/>", f'<a xmlns="{MAIN}">'])
def test_broken_xml_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"a damaged workbook \(x\.xml\)"):
        sections.cut("a.xlsx", "x.xml", text.encode(), sections.SHEET)


def test_how_much_there_may_be() -> None:
    most = sections.MOST_ITEMS
    assert cut(f"<mergeCells>{'<mergeCell/>' * most}</mergeCells>")
    assert "more than 20,000" in refused(f"<mergeCells>{'<mergeCell/>' * (most + 1)}</mergeCells>")
    assert "more than 20,000" in refused(f"<cols>{'<col/>' * (most + 1)}</cols>")
    assert "more than 20,000" in refused(
        f"<sheets>{'<sheet/>' * (most + 1)}</sheets>", sections.BOOK
    )
    assert "more than 20,000" in refused(
        f"<cellXfs>{'<xf/>' * (most + 1)}</cellXfs>", sections.STYLES
    )
    # What is left out is not counted, nor are the rows and texts that other limits bound.
    assert cut(f"<hyperlinks>{'<hyperlink/>' * (most + 1)}</hyperlinks>") == ""
    assert cut(f"<sheetData>{'<row/>' * (most + 1)}</sheetData>")
    assert cut("<si/>" * (most + 1), sections.STRINGS)
    relations = f'<R xmlns="{PACKAGE}">{"<Relationship/>" * (most + 1)}</R>'.encode()
    with pytest.raises(InputError, match="more than 20,000"):
        sections.cut("a.xlsx", "x.xml", relations, sections.RELATIONS)


def test_how_wide_a_row_may_be() -> None:
    row = f"<row>{'<c/>' * sections.MOST_CELLS}</row>"
    assert cut(f"<sheetData>{row}{row}</sheetData>")
    wider = row.replace("<c/>", "<c/><c/>", 1)
    assert "a row of more than 16,384 cells" in refused(f"<sheetData>{wider}</sheetData>")


@pytest.mark.parametrize("section", ["sheetData", "mergeCells", "cols"])
def test_how_deep_elements_may_stand(section: str) -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert "too deep" in refused(f"<{section}>{deep}</{section}>")
    assert cut(deep) == ""


def test_how_long_a_number_format_may_be() -> None:
    code = "[" * sections.MOST_FORMAT
    whole = f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
    assert cut(whole, sections.STYLES) == whole
    assert "number format that is too long" in refused(
        whole.replace(code, f"{code}["), sections.STYLES
    )
