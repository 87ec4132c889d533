"""Workbooks and tables written by hand: our readers read them as they were meant."""

import csv
import io
import random
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.fuzzing import books

ROWS = [["id", "value", ""], ["ehcp-20-weeks", "53.9", "a & <b>"], ["x", "007", "-1"]]


def test_any_text_is_encoded_lone_halves_included() -> None:
    assert books.encoded("é\ud800") == b"\xc3\xa9\xed\xa0\x80"


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
                         min_size=2, max_size=4), min_size=1, max_size=4))  # fmt: skip
def test_a_csv_file_holds_its_rows(rows: list[list[str]]) -> None:
    text = books.as_csv(rows).decode("utf-8")
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_the_separator_may_be_another() -> None:
    assert books.as_csv([["a;", "b"]], ";") == b'"a;";b\r\n'


def test_a_workbook_opens_with_its_sheets_numbers_and_texts() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(books.zipped(books.book_parts({"values": ROWS, "b": []})))
    )
    assert book.sheetnames == ["values", "b"]
    found = [list(row) for row in book["values"].iter_rows(values_only=True)]
    assert found == [
        ["id", "value", None], ["ehcp-20-weeks", 53.9, "a & <b>"], ["x", 7, "-1"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"), [("\x00", "_x0000_"), ("\ud800", "_xD800_"), ("\t", "\t")]
)
def test_what_xml_cannot_hold_is_written_as_excel_does(text: str, shown: str) -> None:
    assert f">a{shown}</t>" in books.sheet_xml([[f"a{text}"]]).decode("utf-8")


def test_an_open_document_sheet_is_read_with_its_dates() -> None:
    parts = books.ods_parts({"list": [["E06000058", "2025-03-31"]]})
    content = parts["content.xml"].decode("utf-8")
    assert 'office:value-type="date" office:date-value="2025-03-31"' in content
    assert 'office:value-type="string"><text:p>E06000058</text:p>' in content
    assert parts["mimetype"] == b"application/vnd.oasis.opendocument.spreadsheet"


def test_odd_values_leave_the_xml_well_formed() -> None:
    good = books.sheet_xml(ROWS)
    changed = 0
    for seed in range(100):
        made = books.with_odd_values(random.Random(seed), good)
        changed += made != good
        try:
            ElementTree.fromstring(made)
        except ElementTree.ParseError as fault:  # a sign that no XML may hold was let through
            raise AssertionError(seed) from fault
    assert changed > 90


@pytest.mark.parametrize("ods", [False, True])
def test_damage_repeats_by_seed_and_is_of_many_kinds(ods: bool) -> None:
    def made(seed: int) -> bytes:
        return books.table_book(random.Random(seed), {"values": ROWS}, ods=ods)

    books_made = [made(seed) for seed in range(60)]
    assert [made(seed) for seed in range(60)] == books_made
    assert len(set(books_made)) > 50


def test_a_few_rows_of_a_file_with_those_that_are_needed() -> None:
    data = b"\xef\xbb\xbfid,value\r\na,1\r\nb,2\r\nc,3\r\nb,4\r\n"
    head = ["id", "value"]
    assert books.read_rows(data, 2) == [head, ["a", "1"], ["b", "2"]]
    assert books.read_rows(data, 2, ["b"]) == [head, ["b", "2"], ["b", "4"]]
    assert books.read_rows(data, 1, ["z"]) == [head, ["a", "1"]]
