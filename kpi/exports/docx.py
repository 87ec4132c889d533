"""An accessible Word file from the parts of `kpi.exports.document`.

Real heading styles, numbered paragraphs, tables with a title, a description and a header row
that Word repeats, pictures with alternative text, page numbers, English (UK), A4. The same
parts give the same bytes. Text is data: it never becomes a field, a link or markup.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

from kpi import sanitise
from kpi.exports import docx_styles as look
from kpi.exports.document import (
    Block,
    Cell,
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    Paragraph,
)

LANGUAGE = "en-GB"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold
_LONGEST_PROPERTY = 255
_FIT_CM = 17.0  # A4 less two margins of 2 cm


def clean(text: str) -> str:
    """Return text that is safe in Word: white space normalised, without characters XML forbids.

    Marks that change the direction of the text are removed, so that no return can make a
    sentence read backwards; letters of every script stay.
    """
    return sanitise.line(text)


def to_docx(blocks: Iterable[Block], about: DocumentProperties) -> bytes:
    """Return the bytes of a Word file with these parts in this order, after its title.

    Raises ValueError for a heading level other than 1, 2 and 3.
    """
    writer = _Writer(about)
    for block in blocks:
        match block:
            case Heading():
                writer.heading(block)
            case Paragraph():
                writer.paragraph(block)
            case DocumentTable():
                writer.table(block)
            case DocumentImage():
                writer.image(block)
    return writer.bytes()


class _Writer:
    def __init__(self, about: DocumentProperties) -> None:
        self.document = docx.Document()
        self.list_id = look.prepare(self.document, LANGUAGE)
        self.depth = 0  # the level of the last numbered heading
        self.counts = {"Table": 0, "Figure": 0}
        self._properties(about)
        self._page(about)
        self.document.add_paragraph(clean(about.title), style="Title")
        self.document.add_paragraph(clean(about.subtitle), style="Subtitle")

    # ---- parts --------------------------------------------------------------------------

    def heading(self, block: Heading) -> None:
        if block.level not in (1, 2, 3):
            raise ValueError(f"a heading has level 1, 2 or 3, not {block.level}")
        paragraph = self.document.add_paragraph(clean(block.text), style=f"Heading {block.level}")
        if block.new_page:
            paragraph.paragraph_format.page_break_before = True
        if block.numbered:
            self.depth = block.level
        else:
            self.depth = 0
            look.number(paragraph, 0, 0)

    def paragraph(self, block: Paragraph) -> None:
        style = look.STYLES[block.style]
        numbered = block.style == "numbered" and self.depth
        written = self.document.add_paragraph(style=style if numbered else look.unnumbered(style))
        if numbered:
            look.number(written, self.list_id, self.depth)
        if block.label:
            written.add_run(f"{clean(block.label)}: ").bold = True
        written.add_run(clean(block.text))

    def table(self, block: DocumentTable) -> None:
        self._caption("Table", block.title)
        word_table = self.document.add_table(rows=0, cols=len(block.head), style="Table Grid")
        word_table.autofit = False
        look.describe(word_table, clean(block.title), clean(block.description))
        total = sum(block.widths)
        widths = [Cm(_FIT_CM * share / total) for share in block.widths]
        for column, width in zip(word_table.columns, widths, strict=True):
            column.width = width
        self._row(word_table.add_row(), [(title,) for title in block.head], widths, head=True)
        for row in block.rows:
            self._row(word_table.add_row(), row, widths)
        if block.together:
            look.keep_together(word_table)

    def image(self, block: DocumentImage) -> None:
        self._caption("Figure", block.title)
        paragraph = self.document.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(io.BytesIO(block.data), width=Cm(_FIT_CM))
        named = shape._inline.docPr
        named.set("name", f"Figure {self.counts['Figure']}")
        named.set("title", clean(block.title))
        named.set("descr", clean(block.text))

    def bytes(self) -> bytes:
        """Return the file, with nothing in it that depends on the clock."""
        last = self.document.paragraphs[-1]._p
        if last.getnext() is None or last.getnext().tag != qn("w:sectPr"):
            self.document.add_paragraph(style="After table")  # Word wants one after the last table
        saved = io.BytesIO()
        self.document.save(saved)
        fixed = io.BytesIO()
        with zipfile.ZipFile(saved) as read, zipfile.ZipFile(fixed, "w") as write:
            for name in read.namelist():
                entry = zipfile.ZipInfo(name, _ZIP_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                write.writestr(entry, read.read(name))
        return fixed.getvalue()

    # ---- pieces -------------------------------------------------------------------------

    def _caption(self, kind: str, title: str) -> None:
        self.counts[kind] += 1
        paragraph = self.document.add_paragraph(f"{kind} ", style="Caption")
        _field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f": {clean(title)}")

    def _row(
        self, row: _Row, texts: Iterable[Cell], widths: list[Cm], *, head: bool = False
    ) -> None:
        look.keep_row_whole(row, head=head)
        for place, (cell, lines) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[place]
            style = "Table heading" if head else "Table text"
            _fill(cell, lines, style, bold=place == 0 and not head)
            if head:
                look.shade(cell)

    def _properties(self, about: DocumentProperties) -> None:
        core = self.document.core_properties
        core.title = clean(f"{about.title}: {about.subtitle}")[:_LONGEST_PROPERTY]
        core.subject = clean(about.subject)[:_LONGEST_PROPERTY]
        core.author = clean(about.author)[:_LONGEST_PROPERTY]
        core.last_modified_by = core.author
        core.keywords = clean(about.keywords)[:_LONGEST_PROPERTY]
        core.comments = ""
        core.language = LANGUAGE
        core.revision = 1
        core.created = core.modified = datetime.combine(about.day, time())
        package = self.document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:  # of the library's own template
                del package.rels[name]

    def _page(self, about: DocumentProperties) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(1.9), Cm(1.8)
        section.header_distance = section.footer_distance = Cm(0.9)
        section.header.paragraphs[0].add_run(clean(about.running_head))
        foot = section.footer.paragraphs[0]
        foot.add_run("Page ")
        _field(foot, "PAGE", "1")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES", "1")


def _fill(cell: _Cell, lines: Cell, style: str, *, bold: bool) -> None:
    """Write the lines as paragraphs; with `bold` the first is bold."""
    for number, line in enumerate(lines or ("",)):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.style = style
        paragraph.add_run(clean(line)).bold = True if bold and number == 0 else None


def _field(paragraph: WordParagraph, code: str, shown: str) -> None:
    """Add a Word field with the text it shows until Word updates it."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(shown if kind == "shown" else "")
        part: Any = None
        if kind in ("begin", "separate", "end"):
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        elif kind == "":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text} "
        if part is not None:
            run._r.append(part)
