"""An automatic check of a Word file's structure, for our own papers and for edited ones.

It finds what is a barrier to a screen reader, to a reader in black and white or in print: headings
out of order, a picture without text, a table without a header row, a language that is not
English (UK), pages without numbers. It does not judge what the file says.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from kpi.errors import InputError

LANGUAGE = "en-GB"
_PROPERTY = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def faults(data: bytes) -> list[str]:
    """Return one line for each fault in a Word file, in the file's order; an empty list for none.

    Raises InputError for data that is not a Word file.
    """
    try:
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise InputError(f"this is not a Word file (.docx): {fault}") from fault
    return [
        *_properties(document),
        *_headings(document),
        *_pictures(document),
        *_tables(document),
        *_page_numbers(document),
    ]


# ---- parts --------------------------------------------------------------------------------


def _properties(document: Document) -> Iterator[str]:
    core = document.core_properties
    if not core.title.strip():
        yield "the document has no title among its properties"
    if core.language != LANGUAGE:
        yield f"the document's language is '{core.language}', not {LANGUAGE}"
    roots = (document.styles.element, document.element)
    languages = {tag.get(qn("w:val")) for root in roots for tag in root.iter(qn("w:lang"))}
    if not languages:
        yield "the text's language is not set"
    for other in sorted(str(name) for name in languages - {LANGUAGE, None}):
        yield f"text is set as '{other}', not {LANGUAGE}"


def _headings(document: Document) -> Iterator[str]:
    before = 0
    for paragraph in document.paragraphs:
        name = str(paragraph.style.name) if paragraph.style else ""
        if not name.startswith("Heading "):
            continue
        level, text = int(name.removeprefix("Heading ")), paragraph.text.strip()
        if not text:
            yield f"a heading of level {level} is empty"
        if level > before + 1:
            after = f"level {before}" if before else "the start"
            yield f"heading '{text}' has level {level} straight after {after}"
        before = level
    if not before:
        yield "the document has no headings"


def _pictures(document: Document) -> Iterator[str]:
    for number, named in enumerate(document.element.iter(_PROPERTY), start=1):
        if not (named.get("descr") or "").strip():
            yield f"picture {number} has no alternative text"
    if any(True for _ in document.element.iter(qn("w:pict"))):
        yield "a picture is of an old kind that has no alternative text"


def _tables(document: Document) -> Iterator[str]:
    for number, table in enumerate(document.element.iter(qn("w:tbl")), start=1):
        rows = table.findall(qn("w:tr"))
        heads = [_is_on(row, "w:tblHeader") for row in rows]
        if not heads or not heads[0]:
            yield f"table {number} has no header row"
        elif sum(heads) != 1:
            yield f"table {number} has {sum(heads)} header rows"
        elif any(not _text(cell) for cell in rows[0].findall(qn("w:tc"))):
            yield f"table {number} has an empty head over a column"
        if any(not _is_on(row, "w:cantSplit") for row in rows):
            yield f"table {number} has a row that may break over two pages"
        if any(True for name in ("w:gridSpan", "w:vMerge") for _ in table.iter(qn(name))):
            yield f"table {number} has merged cells"
        if any(True for cell in table.iter(qn("w:tc")) if cell.find(qn("w:tbl")) is not None):
            yield f"table {number} has a table inside it"
        for name, what in (("w:tblCaption", "title"), ("w:tblDescription", "description")):
            element = table.find(f"{qn('w:tblPr')}/{qn(name)}")
            if element is None or not (element.get(qn("w:val")) or "").strip():
                yield f"table {number} has no {what}"


def _page_numbers(document: Document) -> Iterator[str]:
    for section in document.sections:
        codes = [str(tag.text).split() for tag in section.footer._element.iter(qn("w:instrText"))]
        if ["PAGE"] not in codes:
            yield "a part of the document has no page numbers"


def _is_on(row: Any, name: str) -> bool:
    element = row.find(f"{qn('w:trPr')}/{qn(name)}")
    return element is not None and element.get(qn("w:val"), "true") not in ("0", "false", "off")


def _text(element: Any) -> str:
    return "".join(str(tag.text) for tag in element.iter(qn("w:t"))).strip()
