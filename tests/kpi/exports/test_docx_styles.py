"""The look of a Word file: real styles, numbers that count on, tables a screen reader knows."""

from typing import Any

import pytest
from docx.oxml.ns import qn

from tests.kpi.exports.word_files import opened

HEADER = "w:tblHeader"


def test_headings_and_paragraphs_have_real_styles(good: bytes) -> None:
    told = [(p.style.name, p.text) for p in opened(good).paragraphs if p.style]
    assert told == [
        ("Title", "Children's Services"),
        ("Subtitle", "Quarter 1"),
        ("Title block", "Report to: [name]"),
        ("Banner", "Illustrative: made up"),
        ("Heading 1", "First"),
        ("Numbered paragraph", "Label: One."),
        ("Heading 2", "Inside"),
        ("Numbered paragraph", "Two."),
        ("List Bullet", "A point"),
        ("Caption", "Table 1: Figures"),
        ("Caption", "Figure 1: A chart"),
        ("Picture", ""),
        ("Heading 1", "Second"),
        ("Heading 1", "Appendix"),
        ("Body Text", "plain"),
    ]


def level(paragraph: Any) -> tuple[int, int] | None:
    """A paragraph's own list and level; None where it takes its style's."""
    found = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    return None if found is None else (found.numId.val, found.ilvl.val)


def test_paragraphs_count_on_under_their_headings(good: bytes) -> None:
    document = opened(good)
    by_text = {p.text: level(p) for p in document.paragraphs}
    headings = document.styles["Heading 1"].element.pPr.numPr
    numbers = headings.numId.val
    assert headings.ilvl.val == 0
    assert document.styles["Heading 2"].element.pPr.numPr.ilvl.val == 1
    assert by_text["First"] is None
    assert by_text["Label: One."] == (numbers, 1)  # 1.1
    assert by_text["Two."] == (numbers, 2)  # 1.2.1
    assert by_text["Appendix"] == (0, 0)  # without a number
    (kind,) = [
        each
        for each in document.part.numbering_part.element.findall(qn("w:abstractNum"))
        if each.findall(qn("w:lvl"))[0].find(qn("w:lvlText")).get(qn("w:val")) == "%1."
        and len(each.findall(qn("w:lvl"))) == 4
    ]
    texts = [lvl.find(qn("w:lvlText")).get(qn("w:val")) for lvl in kind.findall(qn("w:lvl"))]
    assert texts == ["%1.", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4"]


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


def test_no_text_smaller_than_ten_points_nor_coloured(good: bytes) -> None:
    document = opened(good)
    used = {p.style.name for p in document.paragraphs if p.style} | {"Table text", "Table heading"}
    for name in used:
        font = document.styles[str(name)].font
        assert font.size.pt >= 10
        assert str(font.color.rgb) == "000000"
        assert font.name == "Arial"
