"""The check of a Word file names each fault, and finds none in our own files."""

import io
import zipfile
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kpi.errors import InputError
from kpi.exports.docx_check import faults
from tests.kpi.exports.word_files import opened, png, saved

HEADER, CANNOT_SPLIT = "w:tblHeader", "w:cantSplit"


def test_a_good_file_has_no_faults(good: bytes) -> None:
    assert faults(good) == []


def no_alternative_text(document: Document) -> None:
    document.inline_shapes[0]._inline.docPr.set("descr", "  ")


def no_header_row(document: Document) -> None:
    properties = document.tables[0].rows[0]._tr.trPr
    properties.remove(properties.find(qn(HEADER)))


def switched_off_header_row(document: Document) -> None:
    document.tables[0].rows[0]._tr.trPr.find(qn(HEADER)).set(qn("w:val"), "0")


def two_header_rows(document: Document) -> None:
    document.tables[0].rows[1]._tr.trPr.append(OxmlElement(HEADER))


def an_empty_head(document: Document) -> None:
    document.tables[0].rows[0].cells[1].paragraphs[0].clear()


def a_row_that_breaks(document: Document) -> None:
    properties = document.tables[0].rows[1]._tr.trPr
    properties.remove(properties.find(qn(CANNOT_SPLIT)))


def merged_cells(document: Document) -> None:
    row = document.tables[0].rows[1]
    row.cells[0].merge(row.cells[1])


def a_table_in_a_table(document: Document) -> None:
    document.tables[0].rows[1].cells[0].add_table(1, 1)


def no_table_title(document: Document) -> None:
    properties = document.tables[0]._tbl.tblPr
    properties.remove(properties.find(qn("w:tblCaption")))


def no_table_description(document: Document) -> None:
    properties = document.tables[0]._tbl.tblPr
    properties.find(qn("w:tblDescription")).set(qn("w:val"), "")


def a_table_by_hand(document: Document) -> None:
    document.add_table(2, 2)


def a_level_left_out(document: Document) -> None:
    next(p for p in document.paragraphs if p.text == "Inside").style = "Heading 3"


def a_late_start(document: Document) -> None:
    next(p for p in document.paragraphs if p.text == "First").style = "Heading 2"


def an_empty_heading(document: Document) -> None:
    document.add_heading("", 1)


def no_headings(document: Document) -> None:
    for paragraph in document.paragraphs:
        paragraph.style = "Normal"


def no_title(document: Document) -> None:
    document.core_properties.title = ""


def another_language(document: Document) -> None:
    document.core_properties.language = "en-US"


def text_in_another_language(document: Document) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "en-US")


def no_language(document: Document) -> None:
    for tag in list(document.styles.element.iter(qn("w:lang"))):
        tag.getparent().remove(tag)


def no_page_numbers(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].clear()


BAD = [
    (no_alternative_text, "picture 1 has no alternative text"),
    (no_header_row, "table 1 has no header row"),
    (switched_off_header_row, "table 1 has no header row"),
    (two_header_rows, "table 1 has 2 header rows"),
    (an_empty_head, "table 1 has an empty head over a column"),
    (a_row_that_breaks, "table 1 has a row that may break over two pages"),
    (merged_cells, "table 1 has merged cells"),
    (a_table_in_a_table, "table 1 has a table inside it"),
    (no_table_title, "table 1 has no title"),
    (no_table_description, "table 1 has no description"),
    (a_table_by_hand, "table 2 has no header row"),
    (a_level_left_out, "heading 'Inside' has level 3 straight after level 1"),
    (a_late_start, "heading 'First' has level 2 straight after the start"),
    (an_empty_heading, "a heading of level 1 is empty"),
    (no_headings, "the document has no headings"),
    (no_title, "the document has no title among its properties"),
    (another_language, "the document's language is 'en-US', not en-GB"),
    (text_in_another_language, "text is set as 'en-US', not en-GB"),
    (no_language, "the text's language is not set"),
    (no_page_numbers, "a part of the document has no page numbers"),
]


@pytest.mark.parametrize(("harm", "fault"), BAD, ids=lambda value: getattr(value, "__name__", ""))
def test_the_check_names_what_is_wrong(
    good: bytes, harm: Callable[[Document], None], fault: str
) -> None:
    document = opened(good)
    harm(document)
    assert fault in faults(saved(document))


def test_the_check_of_no_word_file() -> None:
    for data in (b"", b"not a file", png()):
        with pytest.raises(InputError, match="not a Word file"):
            faults(data)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(InputError, match="not a Word file"):
        faults(other.getvalue())
