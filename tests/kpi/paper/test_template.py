"""The paper's own wording: as shipped, and every fault in it named."""

from pathlib import Path

import pytest

from kpi.errors import DefinitionError
from kpi.paper.template import FILE, MOST_WORDS, Statement, read, template

GOOD = """
committee = "C"
title = "T"
subject = "S"
meeting = "[day]"
status = "Public report"
recommendation = "it is noted"
reason = "So that it is known."
responsible = [{ name = "Wards", text = "All" }]
[[indicators]]
id = "plans"
short = "Plans"
shows = "the share of plans in time"
[[implications]]
heading = "Legal"
statements = [{ text = "{not_counted} took longer {when}.", indicators = ["plans"] }]
instruction = "[Say what the law is.]"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "paper.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    found = read(written(tmp_path, GOOD))
    assert (found.committee, found.title, found.meeting) == ("C", "T", "[day]")
    assert found.responsible == (("Wards", "All"),)
    assert found.shows == {"plans": "the share of plans in time"}
    (legal,) = found.implications
    assert legal.statements == (Statement("{not_counted} took longer {when}.", ("plans",)),)
    assert legal.statements[0].fields == ("not_counted", "when")


def test_what_is_shipped_has_the_sections_a_committee_asks_for() -> None:
    headings = [each.heading for each in template().implications]
    assert headings[0] == "Options appraisal"
    asked = ("financial", "legal", "human resources", "sustainability", "public health",
             "equality", "risk assessment")  # fmt: skip
    assert [name in heading for name, heading in zip(asked, headings[1:], strict=True)] == [
        True
    ] * 7
    told = [each.instruction for each in template().implications if each.instruction]
    assert {text[0] + text[-1] for text in told} == {"[]"}
    assert all(len(text.split()) <= MOST_WORDS for text in template().shows.values())


def test_what_is_shipped_names_no_council_and_no_figure() -> None:
    said = FILE.read_text(encoding="utf-8")
    assert "Bournemouth" not in said
    assert "BCP" not in said


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"[Say what the law is.]"', '"Say it."', "'Legal' does not stand in square brackets"),
        ('title = "T"\n', "", "lacks 'title'"),
        ('title = "T"', 'title = "T"\ncolour = "red"', "has an unknown key 'colour'"),
        ('subject = "S"', 'subject = " "', "subject is empty"),
        ('title = "T"', "title =", "is not valid TOML"),
        (
            "[[implications]]",
            '[[implications]]\nheading = "Legal"\ninstruction = "[x]"\n[[implications]]',
            "the heading 'Legal' is there twice",
        ),
        ("{when}", "{day}", "asks for 'day', not one of figure"),
        ("{when}", "{when", "has a brace that is not closed"),
        (', indicators = ["plans"]', "", "asks for 'when' and must name one indicator"),
        ("the share of plans", "one " * 20 + "plans", "'plans' shows has more than 20 words"),
        (
            'text = "All" }',
            'text = "All" }, { name = "Wards", text = "None" }',
            "the line 'Wards' is there twice",
        ),
        (
            'statements = [{ text = "{not_counted} took longer {when}.", indicators = ["plans"] }]'
            '\ninstruction = "[Say what the law is.]"',
            "",
            "the section 'Legal' has neither statements nor an instruction",
        ),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    with pytest.raises(DefinitionError) as caught:
        read(written(tmp_path, GOOD.replace(old, new)))
    assert fault in str(caught.value)
    assert "paper.toml" in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="there is no such file"):
        read(tmp_path / "none.toml")
