"""The look of our Word files: styles, list numbers, language, table properties.

Black on white, 12 point, one plain font; no meaning by colour alone. Only what python-docx has no
call for is written as XML.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

FONT = "Arial"
INK = RGBColor(0, 0, 0)
STYLES = {
    "plain": "Body Text",
    "numbered": "Numbered paragraph",
    "bullet": "List Bullet",
    "banner": "Banner",
    "field": "Title block",
    "instruction": "Instruction",
}
# Style, the style it builds on, point size, bold, space before and after in points.
_LOOK = (
    ("Normal", None, 12, False, 0, 6),
    ("Title", "Normal", 20, True, 0, 0),
    ("Subtitle", "Normal", 16, True, 0, 6),
    ("Heading 1", "Normal", 16, True, 14, 6),
    ("Heading 2", "Normal", 14, True, 12, 4),
    ("Heading 3", "Normal", 12, True, 10, 4),
    ("Body Text", "Normal", 12, False, 3, 5),
    ("Numbered paragraph", "Normal", 12, False, 3, 5),
    ("List Bullet", "Normal", 12, False, 0, 4),
    ("Banner", "Normal", 12, False, 4, 6),
    ("Title block", "Normal", 12, False, 0, 2),
    ("Instruction", "Normal", 12, False, 0, 6),
    ("Caption", "Normal", 12, True, 8, 3),
    ("Table heading", "Normal", 11, True, 1, 1),
    ("Table text", "Normal", 11, False, 1, 1),
    ("After table", "Normal", 6, False, 0, 0),
    ("Picture", "Normal", 12, False, 0, 4),
    ("Header", "Normal", 10, False, 0, 0),
    ("Footer", "Normal", 10, False, 0, 0),
)
_KEPT_WITH_NEXT = ("Heading 1", "Heading 2", "Heading 3", "Caption", "Table heading", "Picture")
_INDENT = Cm(1.4)
_LEVELS = (("%1.", "Heading 1"), ("%1.%2", "Heading 2"), ("%1.%2.%3", "Heading 3"))
_BULLET = "•"


def prepare(document: Document, language: str) -> int:
    """Give a new document our styles and language; returns the id of its numbered list."""
    _language(document, language)
    for name, base, size, bold, before, after in _LOOK:
        _style(document, name, base, size, bold, before, after)
    for name in _KEPT_WITH_NEXT:
        _paragraph_style(document, name).paragraph_format.keep_with_next = True
    title = _paragraph_style(document, "Title").element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    _box(_paragraph_style(document, "Banner"))
    numbers = _numbers(document)
    bullets = _bullets(document)
    for level, (_, name) in enumerate(_LEVELS):
        _number(_paragraph_style(document, name).element.get_or_add_pPr(), numbers, level)
    _number(_paragraph_style(document, "List Bullet").element.get_or_add_pPr(), bullets, 0)
    return numbers


def unnumbered(style: str) -> str:
    """Return the style of a paragraph outside the numbered sections."""
    return STYLES["plain"] if style == STYLES["numbered"] else style


def number(paragraph: Paragraph, list_id: int, level: int) -> None:
    """Number a paragraph at a level of a list; list 0 removes the number its style gives."""
    _number(paragraph._p.get_or_add_pPr(), list_id, level)


def describe(table: Table, title: str, description: str) -> None:
    """Set a table's title and description for screen readers, and its first row as head."""
    properties = table._tbl.tblPr
    for name, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        part = OxmlElement(name)
        part.set(qn("w:val"), text)
        properties.append(part)
    parts: dict[str, Any] = {part.tag: part for part in properties}
    seen = parts[qn("w:tblLook")]
    for name in list(seen.attrib):
        del seen.attrib[name]
    for name, value in (("val", "00A0"), ("firstRow", "1"), ("lastRow", "0"), ("firstColumn", "1"),
                        ("lastColumn", "0"), ("noHBand", "0"), ("noVBand", "0")):  # fmt: skip
        seen.set(qn(f"w:{name}"), value)


def keep_row_whole(row: _Row, *, head: bool) -> None:
    """Keep a row on one page; a header row is repeated on each page of the table."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def keep_together(table: Table) -> None:
    """Keep all rows of a table on one page where they fit on one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def shade(cell: _Cell) -> None:
    """Give a cell a light grey background, which prints without hiding the text."""
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E7E7E7"/>')
    )


# ---- parts --------------------------------------------------------------------------------


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    found = document.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def _style(  # noqa: PLR0913 - a part of its one caller
    document: Document,
    name: str,
    base: str | None,
    size: float,
    bold: bool,
    before: float,
    after: float,
) -> None:
    if name not in [style.name for style in document.styles]:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _paragraph_style(document, name)
    style.base_style = document.styles[base] if base else None
    style.hidden, style.quick_style = False, True
    # The template's theme fonts and colours would override ours.
    properties = style.element.get_or_add_rPr()
    for part in list(properties):
        properties.remove(part)
    font = style.font
    font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), bold, INK
    fonts = properties.find(qn("w:rFonts"))
    for script in ("w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.08
    form.widow_control = True


def _language(document: Document, language: str) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
        tag.set(qn("w:eastAsia"), language)
    settings = document.settings.element
    for tag in settings.iter(qn("w:themeFontLang")):
        tag.set(qn("w:val"), language)
        tag.attrib.pop(qn("w:eastAsia"), None)
    for tag in list(settings.iter(qn("w:useFELayout"))):  # a layout for Japanese text
        tag.getparent().remove(tag)
    for tag in settings.iter(qn("w:compatSetting")):
        if tag.get(qn("w:name")) == "compatibilityMode":
            tag.set(qn("w:val"), "15")  # else Word opens the file in compatibility mode
    for tag in settings.iter(qn("w:zoom")):
        tag.attrib.pop(qn("w:val"), None)
        tag.set(qn("w:percent"), "100")


def _box(style: ParagraphStyle) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="4" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    style.element.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>"),
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
    )  # fmt: skip
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.2)


def _number(properties: Any, list_id: int, level: int) -> None:
    place = properties.get_or_add_numPr()
    place.get_or_add_ilvl().val = level
    place.get_or_add_numId().val = list_id


def _numbers(document: Document) -> int:
    """Add a list for headings and paragraphs (1, 1.1, 1.1.1, 1.1.1.1) and return its id."""
    texts = [*_LEVELS, ("%1.%2.%3.%4", "")]
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        + (f'<w:pStyle w:val="{_id(document, style)}"/>' if style else "")
        + f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT.twips}" w:hanging="{_INDENT.twips}"/></w:pPr></w:lvl>'
        for level, (text, style) in enumerate(texts)
    )
    return _list(document, "multilevel", levels)


def _bullets(document: Document) -> int:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{_BULLET}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT.twips}" w:hanging="{Cm(0.6).twips}"/></w:pPr></w:lvl>'
    )
    return _list(document, "singleLevel", level)


def _id(document: Document, name: str) -> str:
    return str(document.styles[name].style_id)


def _list(document: Document, kind: str, levels: str) -> int:
    root = document.part.numbering_part.element
    kinds = root.findall(qn("w:abstractNum"))
    free = 1 + max(int(each.get(qn("w:abstractNumId"))) for each in kinds)
    kinds[-1].addnext(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{free}">'
            f'<w:multiLevelType w:val="{kind}"/>{levels}</w:abstractNum>'
        )
    )
    return int(root.add_num(free).numId)
