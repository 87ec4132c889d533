"""Word files: what a screen reader and a printer need is there, and text stays text."""

import io
import zipfile
from datetime import date, datetime

import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from kpi.exports.document import (
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    Paragraph,
    cell,
)
from kpi.exports.docx import clean, to_docx
from kpi.exports.docx_check import faults
from tests.kpi.exports.word_files import ABOUT, BLOCKS, TABLE, opened, png

# ---- what is in the file ------------------------------------------------------------------------


def test_a_heading_of_no_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level 1, 2 or 3, not 4"):
        to_docx([Heading("Deep", 4)], ABOUT)


def test_a_picture_has_its_text(good: bytes) -> None:
    (shape,) = opened(good).inline_shapes
    named = shape._inline.docPr
    assert named.get("descr") == "Line chart: from 1 to 2."
    assert named.get("title") == "A chart"
    assert shape.width == pytest.approx(17 * 360_000, abs=1_000)


def test_properties_language_and_paper(good: bytes) -> None:
    document = opened(good)
    core = document.core_properties
    assert core.title == "Children's Services: Quarter 1"
    assert (core.subject, core.author, core.keywords) == ("How we do", "A council", "one; two")
    assert core.language == "en-GB"
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == datetime(2025, 7, 1)
    assert {t.get(qn("w:val")) for t in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    (section,) = document.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert section.header.paragraphs[0].text == "Some figures are illustrative"
    codes = [tag.text.split() for tag in section.footer._element.iter(qn("w:instrText"))]
    assert codes == [["PAGE"], ["NUMPAGES"]]


def test_the_same_parts_give_the_same_bytes(good: bytes) -> None:
    assert to_docx(BLOCKS, ABOUT) == good
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_a_file_that_ends_with_a_table_ends_with_a_paragraph() -> None:
    data = to_docx([Heading("H"), TABLE], ABOUT)
    assert faults(data) == []
    body = opened(data).element.body
    assert [part.tag.split("}")[1] for part in body][-3:] == ["tbl", "p", "sectPr"]


# ---- hostile text -------------------------------------------------------------------------------

HOSTILE = {
    "nothing\x00here": "nothinghere",
    "bell\x07 and \x1b[31mred": "bell and [31mred",
    "lone \ud800 half": "lone half",
    "no\ufffe\uffffcharacter": "nocharacter",
    "abc\u202efed\u202c": "abcfed",
    "\u2067isolated\u2069 \u200fmark\u061c": "isolated mark",
    "\ufeffmark at the start": "mark at the start",
    "two\r\nlines\tand \v tabs\x85": "two lines and tabs",
    "=1+1": "=1+1",
    '{ HYPERLINK "http://example.org" }': '{ HYPERLINK "http://example.org" }',
    "{ DATE } \\* MERGEFORMAT": "{ DATE } \\* MERGEFORMAT",
    "<w:t>&amp;</w:t>]]>": "<w:t>&amp;</w:t>]]>",
    "\u05d0\u05d1 \u0645\u0631": "\u05d0\u05d1 \u0645\u0631",
}


@pytest.mark.parametrize(("text", "kept"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_hostile_text_is_harmless_everywhere(text: str, kept: str) -> None:
    assert clean(text) == kept
    table = DocumentTable(text, text, (text, "b"), ((cell(text), cell("1")),), (1, 1))
    about = DocumentProperties(text, text, text, text, text, date(2025, 7, 1), text)
    data = to_docx(
        [Heading(text), Paragraph(text, text, "numbered"), table, DocumentImage(text, text, png())],
        about,
    )
    assert faults(data) == []
    document = opened(data)
    assert [p.text for p in document.paragraphs][:4] == [kept, kept, kept, f"{kept}: {kept}"]
    assert document.tables[0].rows[1].cells[0].text == kept
    assert document.inline_shapes[0]._inline.docPr.get("descr") == kept
    # No field but ours, and nothing that leads out of the file.
    codes = [tag.text.split()[0] for tag in document.element.iter(qn("w:instrText"))]
    assert codes == ["SEQ", "SEQ"]
    assert not list(document.element.iter(qn("w:hyperlink"), qn("w:fldSimple")))
    assert all(not relation.is_external for relation in document.part.rels.values())


@examples(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_makes_a_file_that_opens(text: str) -> None:
    data = to_docx([Heading("H"), Paragraph(text), TABLE], ABOUT)
    assert opened(data).paragraphs[3].text == clean(text)
    assert clean(clean(text)) == clean(text)


def test_very_long_text_and_properties() -> None:
    text = "word " * 20_000
    about = DocumentProperties(text, text, text, text, text, date(2025, 7, 1), "short")
    data = to_docx(
        [Heading("H"), Paragraph(text, style="numbered"), Paragraph("x" * 50_000)], about
    )
    document = opened(data)
    assert document.paragraphs[3].text == clean(text)
    assert len(document.paragraphs[4].text) == 50_000
    assert len(document.core_properties.title) <= 255
