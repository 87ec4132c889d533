"""The paper's own wording: as shipped, and every fault in it named."""

from pathlib import Path

import pytest

from kpi.errors import DefinitionError
from kpi.paper.template import read, template

GOOD = """
title = "T"
subject = "S"
[[fields]]
name = "Date"
text = "today"
[[implications]]
heading = "Financial"
instruction = "[Say what it costs.]"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "paper.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    found = read(written(tmp_path, GOOD))
    assert (found.title, found.subject) == ("T", "S")
    assert found.fields == (("Date", "today"),)
    assert found.implications == (("Financial", "[Say what it costs.]"),)


def test_what_is_shipped_tells_in_brackets_what_to_write() -> None:
    headings = [heading for heading, _ in template().implications]
    assert len(set(headings)) == len(headings)
    assert {text[0] + text[-1] for _, text in template().implications} == {"[]"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"[Say what it costs.]"', '"Say it."', "'Financial' does not stand in square brackets"),
        ('title = "T"\n', "", "title"),
        (
            "[[implications]]",
            '[[implications]]\nheading = "Financial"\ninstruction = "[x]"\n[[implications]]',
            "the heading 'Financial' is there twice",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(DefinitionError, match=fault):
        read(written(tmp_path, GOOD.replace(old, new)))
