"""A CSV file on disk and the metadata beside it: both, or what was there before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.downloads import described_csv
from kpi.errors import InputError, UnknownNameError


def described(name: str) -> bytes:
    return f"of {name}".encode()


def there(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_both_are_written_and_nothing_else(tmp_path: Path) -> None:
    described_csv.write(tmp_path / "q1.csv", [b"a,b\r\n", b"1,2\r\n"], described)
    assert there(tmp_path) == {"q1.csv": b"a,b\r\n1,2\r\n", "q1.csv-metadata.json": b"of q1.csv"}


def test_a_table_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"a,b\r\n"
        raise UnknownNameError("no such measure")

    path = tmp_path / "q1.csv"
    described_csv.write(path, [b"before\r\n"], described)
    was = there(tmp_path)
    with pytest.raises(UnknownNameError):
        described_csv.write(path, parts(), described)

    def no_words(_name: str) -> bytes:
        raise KeyError("nonsense")

    with pytest.raises(KeyError):
        described_csv.write(path, [b"after\r\n"], no_words)
    assert there(tmp_path) == was


def test_what_cannot_be_written_is_said_before_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "old.csv-metadata.json").write_text("{}")
    (tmp_path / "folder.csv").mkdir()
    for name, said in (
        ("q1.xlsx", "is not the name of a CSV file: it must end in .csv"),
        ("nowhere/q1.csv", "there is no folder"),
        ("old.csv", "old.csv-metadata.json is there already; --force writes over it"),
        ("folder.csv", "folder.csv is a folder"),
    ):
        with pytest.raises(InputError, match=said):
            described_csv.check(tmp_path / name, is_forced=False)
    described_csv.check(tmp_path / "Q1.CSV", is_forced=False)
    described_csv.check(tmp_path / "old.csv", is_forced=True)
    with pytest.raises(InputError, match="is a folder"):
        described_csv.check(tmp_path / "folder.csv", is_forced=True)


def test_a_folder_that_goes_meanwhile_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"q1\.csv cannot be written: No such file or directory"):
        described_csv.write(tmp_path / "gone" / "q1.csv", [b"a\r\n"], described)
