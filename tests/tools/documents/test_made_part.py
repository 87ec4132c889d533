"""A made part is written between its marks, and its check tells whether it is current."""

from pathlib import Path

import pytest

from tools.documents.made_part import MadePart


def part(folder: Path, text: str) -> MadePart:
    document = folder / "a.md"
    document.write_text(text, "utf-8")
    return MadePart(document, "<!-- from -->", "<!-- to -->", lambda: "made now\n")


def test_it_is_written_between_its_marks_and_then_current(tmp_path: Path) -> None:
    made = part(tmp_path, "above\n<!-- from -->\nold\n<!-- to -->\nbelow\n")
    assert made.run("About.", ["--check"]) == 1
    assert made.run("About.", []) == 0
    assert made.document.read_text("utf-8") == (
        "above\n<!-- from -->\n\nmade now\n\n<!-- to -->\nbelow\n"
    )
    assert made.is_current()
    assert made.run("About.", ["--check"]) == 0


@pytest.mark.parametrize("text", ["no marks", "<!-- from --> alone", "<!-- to --> alone"])
def test_a_document_without_both_marks_is_refused_and_left(tmp_path: Path, text: str) -> None:
    made = part(tmp_path, text)
    with pytest.raises(ValueError, match="not enough values to unpack"):
        made.run("About.", [])
    assert made.document.read_text("utf-8") == text
