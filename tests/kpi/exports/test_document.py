"""The parts of a document: cells without empty lines, and tables whose rows fit their head."""

import pytest

from kpi.exports.document import Cell, DocumentTable, cell, cells


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
