"""Runs, references, fields and pictures within a paragraph of a Word file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from kpi import visible_text
from kpi.file_writers import docx_styles as look
from kpi.file_writers.document import InlinePicture, Runs

_MARK = re.compile(r" (?=\[[a-z]\])")
_NO_BREAK = "\N{NO-BREAK SPACE}"


def clean(text: str) -> str:
    """Return text that is safe in Word: white space normalised, without characters XML forbids.

    Marks that change the direction of the text are removed, so that no return can make a
    sentence read backwards; letters of every script stay.
    """
    return visible_text.line(text)


def clean_run(text: str) -> str:
    """Return a run's text as `clean` does, with the spaces at its ends and its line ends kept.

    A mark such as `[i]` stays on the line of its figure.
    """
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    return _MARK.sub(_NO_BREAK, f"{before}{clean(text)}{after}")


class RunWriter:
    """Writes runs; knows the numbers of named paragraphs, so that references can show them."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._ids = {name: place for place, name in enumerate(numbers, start=1)}

    def write(self, paragraph: WordParagraph, runs: Runs) -> None:
        """Add the runs to a paragraph. Raises KeyError for a reference to no paragraph."""
        for run in runs:
            if run.paragraph:
                code = f"REF {self._bookmark_name(run.paragraph)} \\r \\h"
                add_field(paragraph, code, str(self._numbers[run.paragraph]), bold=run.bold)
                continue
            written = paragraph.add_run(clean_run(run.text))
            if run.bold:
                written.bold = True
            if run.small:
                written.font.size = Pt(look.SMALL)
            if run.placeholder:
                look.shade_run(written)

    @contextmanager
    def bookmark(self, paragraph: WordParagraph, name: str) -> Iterator[None]:
        """Put a bookmark around what is written meanwhile, for references to the paragraph."""
        if not name:
            yield
            return
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for part in (start, end):
            part.set(qn("w:id"), str(self._ids[name]))
        start.set(qn("w:name"), self._bookmark_name(name))
        paragraph._p.append(start)
        yield
        paragraph._p.append(end)

    def _bookmark_name(self, name: str) -> str:
        return f"_Ref{self._ids[name]:08d}"


def add_field(paragraph: WordParagraph, code: str, shown: str, *, bold: bool = False) -> None:
    """Add a Word field with the text it shows until Word updates it."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if bold:
            run.bold = True
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


def add_picture(paragraph: WordParagraph, picture: InlinePicture, name: str) -> None:
    """Draw a picture into a paragraph, with its title and alternative text."""
    run = paragraph.add_run()
    inline = run.add_picture(io.BytesIO(picture.draw()), width=Cm(picture.width))._inline
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")  # else LibreOffice adds room of its own
    inline.docPr.set("name", name)
    inline.docPr.set("title", clean(picture.title))
    inline.docPr.set("descr", clean(picture.text))
