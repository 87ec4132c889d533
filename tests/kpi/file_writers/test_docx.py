"""Word files: what a screen reader and a printer need is there, and text stays text."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image as Pillow

from kpi.errors import InputError
from kpi.file_writers.document import (
    Block,
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    InlinePicture,
    Line,
    Paragraph,
    PictureRow,
    RichCell,
    RichParagraph,
    RichTable,
    Run,
    cell,
    cells,
)
from kpi.file_writers.docx import to_docx
from kpi.file_writers.docx_check import faults
from kpi.file_writers.docx_runs import clean

ABOUT = DocumentProperties(
    "Children's Services", "Quarter 1", "How we do", "A council", "one; two", date(2025, 7, 1),
    "Some figures are illustrative",
)  # fmt: skip
HEADER, CANNOT_SPLIT = "w:tblHeader", "w:cantSplit"


def png(colour: str = "black") -> bytes:
    made = io.BytesIO()
    Pillow.new("RGB", (60, 30), colour).save(made, "PNG")
    return made.getvalue()


ROWS = (cells(("Poole", "1")), cells(("Kent", "2")))
TABLE = DocumentTable(
    "Figures", "One row a place", ("Place", "Figure"), ROWS, (2, 1)
)  # fmt: skip
BLOCKS: tuple[Block, ...] = (
    Heading("The committee"),
    Paragraph("made up", "Illustrative", "banner"),
    Heading("First"),
    RichParagraph((Run("One."),), "numbered", "one"),
    Heading("Inside", 2),
    RichParagraph(
        (
            Run("Two: see "),
            Run(paragraph="one"),
            Run("."),
        ),
        "numbered",
        "two",
    ),
    Paragraph("A point", style="bullet"),
    TABLE,
    DocumentImage("A chart", "Line chart: from 1 to 2.", png()),
    Heading("Second", new_page=True),
    Heading("Appendix"),
    Paragraph("plain"),
)


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture(scope="module")
def good() -> bytes:
    return to_docx(BLOCKS, ABOUT)


def test_a_good_file_has_no_faults(good: bytes) -> None:
    assert faults(good) == []


# ---- the check finds what is wrong --------------------------------------------------------------


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
    next(p for p in document.paragraphs if p.text == "The committee").style = "Heading 2"


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
    (a_late_start, "heading 'The committee' has level 2 straight after the start"),
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


# ---- what is in the file ------------------------------------------------------------------------


def test_headings_and_paragraphs_have_real_styles(good: bytes) -> None:
    told = [(p.style.name, p.text) for p in opened(good).paragraphs if p.style]
    assert told == [
        ("Heading 1", "The committee"),
        ("Banner", "Illustrative: made up"),
        ("Heading 1", "First"),
        ("Numbered paragraph", "One."),
        ("Heading 2", "Inside"),
        ("Numbered paragraph", "Two: see 1."),
        ("List Bullet", "A point"),
        ("Caption", "Table 1: Figures"),
        ("Caption", "Figure 1: A chart"),
        ("Picture", ""),
        ("Heading 1", "Second"),
        ("Heading 1", "Appendix"),
        ("Body Text", "plain"),
    ]


def test_paragraphs_count_on_through_the_document(good: bytes) -> None:
    """One list of Word's own, so that an officer's new paragraph moves all later numbers."""
    document = opened(good)
    numbered = document.styles["Numbered paragraph"].element.pPr.numPr
    root = document.part.numbering_part.element
    (used,) = [n for n in root.findall(qn("w:num")) if n.numId == numbered.numId.val]
    kind = used.find(qn("w:abstractNumId")).get(qn("w:val"))
    (planned,) = [
        each
        for each in root.findall(qn("w:abstractNum"))
        if each.get(qn("w:abstractNumId")) == kind
    ]
    (only,) = planned.findall(qn("w:lvl"))
    assert only.find(qn("w:lvlText")).get(qn("w:val")) == "%1."
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        properties = document.styles[name].element.pPr
        assert properties is None or properties.numPr is None


def test_a_reference_leads_to_the_bookmark_of_its_paragraph(good: bytes) -> None:
    document = opened(good)
    marks = {
        mark.get(qn("w:name")): mark.getparent()
        for mark in document.element.iter(qn("w:bookmarkStart"))
    }
    codes = [str(tag.text).split() for tag in document.element.iter(qn("w:instrText"))]
    (told,) = [code for code in codes if code[0] == "REF"]
    assert told[2:] == ["\\r", "\\h"]
    assert "".join(t.text for t in marks[told[1]].iter(qn("w:t"))) == "One."


def test_a_reference_to_no_paragraph_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        to_docx([RichParagraph((Run(paragraph="nobody"),))], ABOUT)


def rich(*texts: str) -> RichCell:
    return RichCell(tuple(Line((Run(text),), "glance") for text in texts))


def picture(text: str = "Bar: 1 of 2.") -> InlinePicture:
    return InlinePicture("A bar", text, png, 3.0)


def test_a_table_of_rich_cells_is_sound_and_its_words_are_whole() -> None:
    table = RichTable(
        "All",
        "One row a thing",
        (rich("Thing"), rich("Bar"), rich("N", "Neighbours")),
        (
            (
                RichCell((Line((Run("3. ", bold=True), Run("Assessments", bold=True)), "glance"),)),
                RichCell((Line(picture=picture()),), shaded=True),
                rich("82.5%"),
            ),
        ),
        (1.0, 14.0, 1.0),
        "lined",
    )
    data = to_docx([Heading("H"), table], ABOUT)
    assert faults(data) == []
    document = opened(data)
    (made,) = document.tables
    widths = [column.width / 360_000 for column in made.columns]
    assert sum(widths) == pytest.approx(16.0, abs=0.01)
    assert widths[0] > 2.0  # "Assessments" in bold
    assert widths[2] > 1.7  # "Neighbours"
    assert [cell.width for cell in made.rows[1].cells] == [column.width for column in made.columns]
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "Bar: 1 of 2."
    tags = [part.tag.split("}")[1] for part in made.rows[1].cells[1]._tc.tcPr]
    assert tags == ["tcW", "shd", "tcMar"]  # the order of the schema
    assert "tblBorders" in [part.tag.split("}")[1] for part in made._tbl.tblPr]


def test_pictures_stand_side_by_side_with_no_room_of_their_own() -> None:
    pair = PictureRow((picture("one"), picture("two")))
    document = opened(to_docx([Heading("H"), pair, Paragraph("Source")], ABOUT))
    (paragraph,) = [p for p in document.paragraphs if p.style and p.style.name == "Picture"]
    found = list(paragraph._p.iter(qn("wp:inline")))
    assert [each.docPr.get("descr") for each in found] == ["one", "two"]
    assert {each.get(side) for each in found for side in ("distL", "distR", "distT", "distB")} == {
        "0"
    }
    assert document.styles["Picture"].paragraph_format.keep_with_next


def test_a_placeholder_is_shaded_and_a_mark_stays_with_its_figure() -> None:
    runs = (Run("53.9% [i] of "), Run("[officer to add]", placeholder=True))
    paragraph = opened(to_docx([RichParagraph(runs)], ABOUT)).paragraphs[0]
    assert paragraph.text == "53.9%\N{NO-BREAK SPACE}[i] of [officer to add]"
    shaded = [run.text for run in paragraph.runs if run._r.rPr is not None and
              run._r.rPr.find(qn("w:shd")) is not None]  # fmt: skip
    assert shaded == ["[officer to add]"]


def test_a_table_is_marked_as_word_wants_it(good: bytes) -> None:
    (table,) = opened(good).tables
    properties = table._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Figures"
    assert properties.find(qn("w:tblDescription")).get(qn("w:val")) == "One row a place"
    look = properties.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    # The order of the schema, without which Word calls the file damaged.
    tags = [part.tag.split("}")[1] for part in properties]
    order = ["tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblDescription"]
    assert [tag for tag in order if tag in tags] == [tag for tag in tags if tag in order]
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["Place", "Figure"], ["Poole", "1"], ["Kent", "2"],
    ]  # fmt: skip
    heads = [row._tr.trPr.find(qn(HEADER)) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert sum(column.width for column in table.columns) == pytest.approx(17 * 360_000, abs=1_000)


def test_a_table_of_other_widths_is_refused() -> None:
    with pytest.raises(ValueError, match="rows of other widths"):
        DocumentTable("T", "d", ("a", "b"), (cells(("1",)),), (1, 1))
    with pytest.raises(ValueError, match="rows of other widths"):
        DocumentTable("T", "d", ("a", "b"), (), (1,))


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
    assert section.footer.paragraphs[0].text == "Some figures are illustrative\tPage 1 of 1"
    codes = [tag.text.split() for tag in section.footer._element.iter(qn("w:instrText"))]
    assert codes == [["PAGE"], ["NUMPAGES"]]


def test_no_text_smaller_than_ten_points_nor_coloured(good: bytes) -> None:
    document = opened(good)
    used = {p.style.name for p in document.paragraphs if p.style} | {"Table text", "Table heading"}
    for name in used - {"After table"}:
        font = document.styles[str(name)].font
        assert font.size.pt >= 10
        assert str(font.color.rgb) == "000000"
        assert font.name == "Arial"


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
        [Heading(text), Paragraph(text, text), table, DocumentImage(text, text, png())],
        about,
    )
    assert faults(data) == []
    document = opened(data)
    assert [p.text for p in document.paragraphs][:2] == [kept, f"{kept}: {kept}"]
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
    assert opened(data).paragraphs[1].text == clean(text)
    assert clean(clean(text)) == clean(text)


def test_very_long_text_and_properties() -> None:
    text = "word " * 20_000
    about = DocumentProperties(text, text, text, text, text, date(2025, 7, 1), "short")
    data = to_docx(
        [Heading("H"), RichParagraph((Run(text),), "numbered"), Paragraph("x" * 50_000)], about
    )
    document = opened(data)
    assert document.paragraphs[1].text == f"{clean(text)} "  # a run keeps the space at its end
    assert len(document.paragraphs[2].text) == 50_000
    assert len(document.core_properties.title) <= 255
