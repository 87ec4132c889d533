"""Files read as text: every separator and character set, and what is no table."""

from pathlib import Path

import pytest

from kpi.errors import InputError
from kpi.sources.ees.csv_text import LINE, sheet_of


def written(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


def test_each_row_has_the_line_it_starts_on(tmp_path: Path) -> None:
    found = sheet_of(written(tmp_path, b'a,b\n1,"two\nlines"\n\n3,4\n'))
    assert found.faults == []
    assert found.frame.columns == ["a", "b", LINE]
    assert found.frame.rows() == [("1", "two\nlines", 2), ("3", "4", 5)]


@pytest.mark.parametrize(
    ("data", "row", "fault"),
    [
        (b"a;b\n1;2\n", ("1", "2"), "line 1: found semicolons between cells, expected commas"),
        (b"a\tb\n1\t2\n", ("1", "2"), "line 1: found tabs between cells, expected commas"),
        (
            b"a,b\n1,\xe9\n",
            ("1", "é"),
            "line 2: found the byte 0xe9, which is not UTF-8; the file was read as Windows-1252",
        ),
        (b"a,b\n1,2\n3\n", ("1", "2"), "line 3: found 1 cells, expected 2; the row is left out"),
        (b"a,a\n1,2\n", ("1", "2"), 'line 1: column 2 is a second "a", expected each name once'),
        (b"a,\n1,2\n", ("1", "2"), "line 1: column 2 has no name, expected one"),
    ],
)
def test_what_is_odd_is_read_and_told(
    tmp_path: Path, data: bytes, row: tuple[str, str], fault: str
) -> None:
    found = sheet_of(written(tmp_path, data))
    assert found.faults == [fault]
    assert [cells[:2] for cells in found.frame.rows()] == [row]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", r"^file\.csv is empty$"),
        (b"\xef\xbb\xbf \n", r"^file\.csv is empty$"),
        (b"PK\x03\x04...", "is a zip file or an Excel workbook, not a CSV file"),
        (b"a,b\n\x001,2\n", "is a binary file, not a CSV file"),
        (b"a\n1\n", "is not a table: its first line has only one column"),
        (b"a,b\n1\n", "has a header but no rows that fit it"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        sheet_of(written(tmp_path, data))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"lost\.csv is missing$"):
        sheet_of(tmp_path / "lost.csv")
