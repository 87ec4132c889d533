"""The parts of a document: cells without empty lines, and tables whose rows fit their head."""

import pytest

from kpi.file_writers.document import (
    Cell,
    DocumentTable,
    Heading,
    Line,
    RichCell,
    RichParagraph,
    RichTable,
    Run,
    cell,
    cells,
    numbers_of,
    run_text,
)


def test_a_cell_has_no_empty_lines() -> None:
    assert cell("53.9%", "", "illustrative") == ("53.9%", "illustrative")
    assert cells(["a", "", "b"]) == (("a",), (), ("b",))


def test_a_table_whose_rows_fit_is_made() -> None:
    made = DocumentTable("T", "d", ("a", "b"), (cells(["1", "2"]),), (0.5, 0.5))
    assert made.rows == ((("1",), ("2",)),)


@pytest.mark.parametrize(
    ("head", "rows", "widths"),
    [
        ((), (), ()),
        (("a", "b"), (), (1.0,)),
        (("a", "b"), ((("1",),),), (0.5, 0.5)),
    ],
)
def test_a_table_of_other_widths_is_refused(
    head: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], widths: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match=r"^the table 'T' has rows of other widths than its head$"):
        DocumentTable("T", "d", head, rows, widths)


def test_numbered_paragraphs_count_in_order_and_references_show_it() -> None:
    parts = [
        Heading("H"),
        RichParagraph((Run("one"),), "numbered"),
        RichParagraph((Run("plain"),), name="unnumbered"),
        RichParagraph((Run("two"),), "numbered", "plans"),
    ]
    numbers = numbers_of(parts)
    assert numbers == {"plans": 2}
    assert (
        run_text((Run("paragraph "), Run(paragraph="plans"), Run(".")), numbers) == "paragraph 2."
    )


def test_a_rich_table_has_rows_of_one_width() -> None:
    def rich(*texts: str) -> RichCell:
        return RichCell(tuple(Line((Run(text),)) for text in texts))

    with pytest.raises(ValueError, match="rows of other widths"):
        RichTable("T", "d", (rich("a"),), ((rich("1"), rich("2")),), (1,))
