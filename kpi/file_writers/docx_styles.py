"""The look of our Word files: page and margins, styles, list numbers, language, table properties.

Black on white, 12 point, one plain font; no meaning by colour alone. Only what python-docx has no
call for is written as XML.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.run import Run

FONT = "Arial"
_PAGE_WIDTH, _PAGE_HEIGHT = 21.0, 29.7  # A4, in cm
_SIDES, _ABOVE, _BELOW, _HEAD_AND_FOOT = 2.0, 1.9, 1.8, 0.9  # margins, in cm
TEXT_WIDTH = _PAGE_WIDTH - 2 * _SIDES
"""What is left between the margins, in cm."""
INK = RGBColor(0, 0, 0)
STYLES = {
    "plain": "Body Text",
    "numbered": "Numbered paragraph",
    "bullet": "List Bullet",
    "banner": "Banner",
    "instruction": "Instruction",
    "note": "Note",
    "lead": "Lead",
    "source": "Source",
}
LINES = {
    "block": "Block text",
    "glance": "Glance text",
    "small": "Glance small",
    "figure": "Glance figure",
    "letters": "Glance letters",
    "key": "Key text",
}
"""The style of each kind of line in a cell."""
# Style, the style it builds on, point size, bold, space before and after in points.
LOOK = (
    ("Normal", None, 12, False, 0, 6),
    ("Heading 1", "Normal", 18, True, 0, 6),
    ("Heading 2", "Normal", 14, True, 9, 3),
    ("Heading 3", "Normal", 12, True, 10, 4),
    ("Body Text", "Normal", 12, False, 3, 5),
    ("Numbered paragraph", "Normal", 12, False, 0, 6),
    ("List Bullet", "Normal", 11, False, 0, 3),
    ("Banner", "Normal", 12, False, 4, 6),
    ("Instruction", "Normal", 12, False, 0, 6),
    ("Note", "Normal", 10, False, 4, 6),
    ("Lead", "Normal", 12, False, 0, 6),
    ("Source", "Normal", 9, False, 0, 12),
    ("Caption", "Normal", 12, True, 8, 3),
    ("Table heading", "Normal", 10, True, 1, 1),
    ("Table text", "Normal", 10, False, 1, 1),
    ("Block text", "Normal", 11, False, 1, 2),
    ("Key text", "Normal", 10.5, False, 0, 1),
    ("Glance text", "Normal", 10.5, False, 0, 0),
    ("Glance small", "Normal", 9, False, 0, 0),
    ("Glance figure", "Normal", 15, False, 0, 0),
    ("Glance letters", "Normal", 8.5, True, 0, 0),
    ("After table", "Normal", 6, False, 0, 0),
    ("Picture", "Normal", 12, False, 0, 4),
    ("Header", "Normal", 9, False, 0, 0),
    ("Footer", "Normal", 9, False, 0, 0),
)
_TIGHT = (
    "Key text", "Glance text", "Glance small", "Glance figure", "Glance letters", "Footer",
    "Picture",  # Word would make a line of pictures higher, other programs would not
)  # fmt: skip
_KEPT_WITH_NEXT = ("Heading 1", "Heading 2", "Heading 3", "Caption", "Table heading", "Picture")
LINE_SPACING = 1.05
SMALL = 10.5
"""The size in points of a unit or a mark beside a large figure."""
_HANGING = Cm(1.0)
_INDENT = Cm(1.0)
_BULLET = "•"
GREY, PLACEHOLDER = "E7E7E7", "E2E2E2"


def prepare(document: Document, language: str) -> None:
    """Give a new document our styles, its language, and the list of its numbered paragraphs."""
    _language(document, language)
    for name, base, size, bold, before, after in LOOK:
        _style(document, name, base, size, bold, before, after)
    for name in _KEPT_WITH_NEXT:
        _paragraph_style(document, name).paragraph_format.keep_with_next = True
    _box(_paragraph_style(document, "Banner"))
    _number(_paragraph_style(document, "List Bullet").element.get_or_add_pPr(), _bullets(document))
    numbered = _paragraph_style(document, "Numbered paragraph").element.get_or_add_pPr()
    _number(numbered, _numbers(document))


def set_page(section: Section) -> None:
    """Set the size of the page and its margins."""
    section.page_width, section.page_height = Cm(_PAGE_WIDTH), Cm(_PAGE_HEIGHT)
    section.left_margin = section.right_margin = Cm(_SIDES)
    section.top_margin, section.bottom_margin = Cm(_ABOVE), Cm(_BELOW)
    section.header_distance = section.footer_distance = Cm(_HEAD_AND_FOOT)


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


def shade(cell: _Cell) -> None:
    """Give a cell a light grey background, which prints without hiding the text."""
    properties = cell._tc.get_or_add_tcPr()
    margins = properties.find(qn("w:tcMar"))
    if margins is None:
        properties.append(_shading(GREY))
    else:  # the order of the schema
        margins.addprevious(_shading(GREY))


def shade_run(run: Run) -> None:
    """Give a run the grey background of a text that an officer is to fill in."""
    run._r.get_or_add_rPr().append(_shading(PLACEHOLDER))


def only_lines_between_rows(table: Table) -> None:
    """Take a table's lines away but those between its rows."""
    sides = "".join(
        f'<w:{side} w:val="{line}" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, line, size in (
            ("top", "single", 12), ("left", "nil", 0), ("bottom", "single", 6),
            ("right", "nil", 0), ("insideH", "single", 4), ("insideV", "nil", 0),
        )
    )  # fmt: skip
    properties = table._tbl.tblPr
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    properties.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )


def margins(cell: _Cell, horizontal: float, above: float) -> None:
    """Set the room in cm between a cell's text and its sides, and above and below it."""
    rooms = (("top", above), ("left", horizontal), ("bottom", above), ("right", horizontal))
    sides = "".join(f'<w:{side} w:w="{Cm(cm).twips}" w:type="dxa"/>' for side, cm in rooms)
    cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:tcMar {nsdecls('w')}>{sides}</w:tcMar>"))


def _shading(fill: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


# ---- parts --------------------------------------------------------------------------------


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


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
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), LINE_SPACING
    if name in _TIGHT:
        form.line_spacing = 1.0
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


def _number(properties: Any, list_id: int) -> None:
    place = properties.get_or_add_numPr()
    place.get_or_add_ilvl().val = 0
    place.get_or_add_numId().val = list_id


def _numbers(document: Document) -> int:
    """Add the list of the paragraphs that count on through the document, and return its id."""
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="{_id(document, STYLES["numbered"])}"/>'
        '<w:suff w:val="tab"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_HANGING.twips}" w:hanging="{_HANGING.twips}"/></w:pPr></w:lvl>'
    )
    return _list(document, "singleLevel", level)


def _bullets(document: Document) -> int:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{_BULLET}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT.twips}" w:hanging="{Cm(0.5).twips}"/></w:pPr></w:lvl>'
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
