"""An input of a fuzzing target: its parts as files, or as text with whatever was in it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tools.fuzzing.fuzz_target import laid_out, text_of


def test_parts_are_laid_out_as_files_in_their_folders(tmp_path: Path) -> None:
    files = {"CURRENT": b"one\n", "snapshots/one/manifest.json": b"{}", "empty": b""}
    assert laid_out(files, tmp_path) == tmp_path
    found = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert found == files


def test_a_part_is_written_over_what_lay_there(tmp_path: Path) -> None:
    laid_out({"a": b"first"}, tmp_path)
    laid_out({"a": b"2"}, tmp_path)
    assert (tmp_path / "a").read_bytes() == b"2"


@given(st.text(st.characters()))
def test_any_text_comes_back_lone_halves_included(text: str) -> None:
    for sign in ("", "\ud800", "\udfff"):
        data = (text + sign).encode("utf-8", "surrogatepass")
        assert text_of({"text": data}) == text + sign
        assert text_of({"other": data}, "other") == text + sign
