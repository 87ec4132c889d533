"""An accessible Word file from the parts of `kpi.file_writers.document`.

Real heading styles, paragraphs that count on through the document, tables with a title, a
description and a header row that Word repeats, pictures with alternative text, page numbers,
English (UK), A4. The same parts give the same bytes. Text is data: it never becomes a field, a
link or markup.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, time

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

from kpi.file_writers import docx_styles as look
from kpi.file_writers import docx_tables as tables
from kpi.file_writers.document import (
    Block,
    Cell,
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    InlinePicture,
    Paragraph,
    PictureRow,
    RichCell,
    RichParagraph,
    RichTable,
    numbers_of,
)
from kpi.file_writers.docx_runs import RunWriter, add_field, add_picture, clean

LANGUAGE = "en-GB"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold
_LONGEST_PROPERTY = 255


def to_docx(blocks: Iterable[Block], about: DocumentProperties) -> bytes:
    """Return the bytes of a Word file with these parts in this order.

    Raises ValueError for a heading level other than 1, 2 and 3.
    """
    parts = list(blocks)
    writer = _Writer(about, numbers_of(parts))
    for block in parts:
        match block:
            case Heading():
                writer.heading(block)
            case Paragraph():
                writer.paragraph(block)
            case DocumentTable():
                writer.table(block)
            case DocumentImage():
                writer.image(block)
            case RichParagraph():
                writer.rich_paragraph(block)
            case PictureRow():
                writer.pictures(block)
            case RichTable():
                writer.rich_table(block)
    return writer.bytes()


class _Writer:
    def __init__(self, about: DocumentProperties, numbers: Mapping[str, int]) -> None:
        self.document = docx.Document()
        look.prepare(self.document, LANGUAGE)
        self.style_ids = {style.name: style.style_id for style in self.document.styles}
        self.runs = RunWriter(numbers)
        self.counts = {"Table": 0, "Figure": 0, "Picture": 0}
        self._properties(about)
        self._page(about)

    # ---- parts --------------------------------------------------------------------------

    def heading(self, block: Heading) -> None:
        if block.level not in (1, 2, 3):
            raise ValueError(f"a heading has level 1, 2 or 3, not {block.level}")
        paragraph = self._paragraph(f"Heading {block.level}", clean(block.text))
        if block.new_page:
            paragraph.paragraph_format.page_break_before = True

    def paragraph(self, block: Paragraph) -> None:
        written = self._paragraph(look.STYLES[block.style])
        if block.label:
            written.add_run(f"{clean(block.label)}: ").bold = True
        written.add_run(clean(block.text))

    def rich_paragraph(self, block: RichParagraph) -> None:
        written = self._paragraph(look.STYLES[block.style])
        if block.keep_with_next:
            written.paragraph_format.keep_with_next = True
        with self.runs.bookmark(written, block.name):
            self.runs.write(written, block.runs)

    def pictures(self, block: PictureRow) -> None:
        paragraph = self._paragraph("Picture")
        for number, picture in enumerate(block.pictures):
            if number:
                paragraph.add_run(" ")
            self._add_picture(paragraph, picture)

    def rich_table(self, block: RichTable) -> None:
        if block.look == "lined":
            self._caption("Table", block.title)
        columns = tables.add(self.document, block)
        for row, (cells, shaded) in zip(columns.rows, tables.rows_of(block), strict=True):
            tables.keep_row_whole(row, head=shaded)
            for cell, planned in zip(row.cells, cells, strict=True):
                self._rich_cell(cell, planned, shaded=shaded or planned.shaded)
        tables.keep_together(columns)
        self._paragraph("After table")

    def _rich_cell(self, cell: _Cell, planned: RichCell, *, shaded: bool) -> None:
        for number, line in enumerate(planned.lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._set_style(paragraph, look.LINES[line.style])
            if planned.centred:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            if line.picture is not None:
                self._add_picture(paragraph, line.picture)
            self.runs.write(paragraph, line.runs)
        if shaded:
            look.shade(cell)

    def table(self, block: DocumentTable) -> None:
        self._caption("Table", block.title)
        word_table = self.document.add_table(rows=0, cols=len(block.head), style="Table Grid")
        word_table.autofit = False
        look.describe(word_table, clean(block.title), clean(block.description))
        widths = [Cm(wide) for wide in tables.widths_of(block, look.TEXT_WIDTH)]
        for column, width in zip(word_table.columns, widths, strict=True):
            column.width = width
        self._row(word_table.add_row(), [(title,) for title in block.head], widths, head=True)
        for row in block.rows:
            self._row(word_table.add_row(), row, widths)
        if block.together:
            tables.keep_together(word_table)

    def image(self, block: DocumentImage) -> None:
        self._caption("Figure", block.title)
        paragraph = self._paragraph("Picture")
        shape = paragraph.add_run().add_picture(io.BytesIO(block.data), width=Cm(look.TEXT_WIDTH))
        named = shape._inline.docPr
        named.set("name", f"Figure {self.counts['Figure']}")
        named.set("title", clean(block.title))
        named.set("descr", clean(block.text))

    def bytes(self) -> bytes:
        """Return the file, with nothing in it that depends on the clock."""
        last = self.document.paragraphs[-1]._p
        if last.getnext() is None or last.getnext().tag != qn("w:sectPr"):
            self._paragraph("After table")  # Word wants one after the last table
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

    def _add_picture(self, paragraph: WordParagraph, picture: InlinePicture) -> None:
        """Add a picture without a caption: Word would count it no figure, so neither do we."""
        self.counts["Picture"] += 1
        add_picture(paragraph, picture, f"Picture {self.counts['Picture']}")

    def _caption(self, kind: str, title: str) -> None:
        self.counts[kind] += 1
        paragraph = self._paragraph("Caption", f"{kind} ")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f": {clean(title)}")

    def _row(
        self, row: _Row, texts: Iterable[Cell], widths: list[Cm], *, head: bool = False
    ) -> None:
        tables.keep_row_whole(row, head=head)
        for place, (cell, lines) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[place]
            style = "Table heading" if head else "Table text"
            self._fill(cell, lines, style, bold=place == 0 and not head)
            if head:
                look.shade(cell)

    def _fill(self, cell: _Cell, lines: Cell, style: str, *, bold: bool) -> None:
        """Write the lines as paragraphs; with `bold` the first is bold."""
        for number, line in enumerate(lines or ("",)):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._set_style(paragraph, style)
            paragraph.add_run(clean(line)).bold = True if bold and number == 0 else None

    def _paragraph(self, style: str, text: str = "") -> WordParagraph:
        """Add a paragraph to the document."""
        paragraph = self.document.add_paragraph(text)
        self._set_style(paragraph, style)
        return paragraph

    def _set_style(self, paragraph: WordParagraph, style: str) -> None:
        """Set a style by its id: python-docx would search all styles for each paragraph."""
        paragraph._p.style = self.style_ids[style]

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
        look.set_page(section)
        foot = section.footer.paragraphs[0]
        self.document.styles["Footer"].paragraph_format.tab_stops.clear_all()  # of the template
        stops = foot.paragraph_format.tab_stops
        stops.add_tab_stop(Cm(look.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        foot.add_run(f"{clean(about.foot)}\tPage ")
        add_field(foot, "PAGE", "1")
        foot.add_run(" of ")
        add_field(foot, "NUMPAGES", "1")
