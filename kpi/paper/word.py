"""The committee paper as a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi.file_writers.document import Block, DocumentImage
from kpi.paper.assembly import CommitteePaper, Part
from kpi.paper.sections import PaperChart

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to_word(made: CommitteePaper) -> bytes:
    """Return the paper as the bytes of a Word file; its charts are drawn now."""
    # Loaded with the first paper, not at start: matplotlib takes a second to load.
    from kpi.file_writers import docx

    return docx.to_docx(_drawn(made.parts), made.about)


def _drawn(parts: Iterable[Part]) -> Iterator[Block]:
    for part in parts:
        yield _picture(part) if isinstance(part, PaperChart) else part


def _picture(part: PaperChart) -> DocumentImage:
    from kpi.charts.renderers.images import line_image

    return DocumentImage(part.title, part.chart.text, line_image.line_picture(part.chart))
