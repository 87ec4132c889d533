"""The parts of a document as plain text, to be read by tests."""

from collections.abc import Mapping

from kpi.file_writers.document import (
    Cell,
    DocumentTable,
    Paragraph,
    RichCell,
    RichParagraph,
    RichTable,
    cell,
    run_text,
)


def plain_block(
    block: RichParagraph | RichTable, numbers: Mapping[str, int]
) -> Paragraph | DocumentTable:
    """Return a rich block as the plain one with the same text."""
    if isinstance(block, RichParagraph):
        return Paragraph(run_text(block.runs, numbers))

    def plain(found: RichCell) -> Cell:
        return cell(*(run_text(line.runs, numbers) for line in found.lines))

    return DocumentTable(
        block.title,
        block.description,
        tuple(" ".join(plain(each)) for each in block.head),
        tuple(tuple(plain(each) for each in row) for row in block.rows),
        block.widths,
    )
