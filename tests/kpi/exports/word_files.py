"""A good Word file of every kind of part, and how a test opens and saves one."""

import io
from datetime import date

import docx
from docx.document import Document
from PIL import Image as Pillow

from kpi.exports.document import (
    Block,
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    Paragraph,
    cells,
)

ABOUT = DocumentProperties(
    "Children's Services", "Quarter 1", "How we do", "A council", "one; two", date(2025, 7, 1),
    "Some figures are illustrative",
)  # fmt: skip


def png(colour: str = "black") -> bytes:
    made = io.BytesIO()
    Pillow.new("RGB", (60, 30), colour).save(made, "PNG")
    return made.getvalue()


ROWS = (cells(("Poole", "1")), cells(("Kent", "2")))


TABLE = DocumentTable(
    "Figures", "One row a place", ("Place", "Figure"), ROWS, (2, 1)
)  # fmt: skip


BLOCKS: tuple[Block, ...] = (
    Paragraph("[name]", "Report to", "field"),
    Paragraph("made up", "Illustrative", "banner"),
    Heading("First"),
    Paragraph("One.", "Label", "numbered"),
    Heading("Inside", 2),
    Paragraph("Two.", style="numbered"),
    Paragraph("A point", style="bullet"),
    TABLE,
    DocumentImage("A chart", "Line chart: from 1 to 2.", png()),
    Heading("Second", new_page=True),
    Heading("Appendix", numbered=False),
    Paragraph("plain"),
)


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
