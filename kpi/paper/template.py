"""The committee paper's own texts from `data/paper.toml`: title, title block, implications.

It is text, not data, so it is stored with the code and is not part of a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.resources import DATA
from kpi.toml_files import CrossRule, FilledList, FilledText, TomlModel, load_toml, twice

FILE = DATA / "paper.toml"


@dataclass(frozen=True)
class Template:
    """Title, subject, lines of the title block, and headings with instructions for each."""

    title: str
    subject: str
    fields: tuple[tuple[str, str], ...]
    implications: tuple[tuple[str, str], ...]


class FieldTable(TomlModel):
    """A line of the title block."""

    name: FilledText
    text: FilledText


class ImplicationTable(TomlModel):
    """A section that the council's report template requires, and what to write there."""

    heading: FilledText
    instruction: FilledText


class PaperFile(TomlModel):
    """The content of `data/paper.toml`."""

    title: FilledText
    subject: FilledText
    fields: FilledList[FieldTable]
    implications: FilledList[ImplicationTable]


def read(path: Path) -> Template:
    """Return a template file, checked; raises DefinitionError that names every fault in it."""
    file = load_toml(path, PaperFile, rules=(CrossRule(("implications",), _headings),))
    return Template(
        file.title,
        file.subject,
        tuple((field.name, field.text) for field in file.fields),
        tuple((each.heading, each.instruction) for each in file.implications),
    )


@lru_cache(maxsize=1)
def template() -> Template:
    """Return the template shipped with the dashboard; raises DefinitionError where it is faulty."""
    return read(FILE)


def _headings(raw: Mapping[str, Any]) -> Iterator[str]:
    entries = raw["implications"]
    for heading in twice(entry["heading"] for entry in entries):
        yield f"the heading '{heading}' is there twice"
    for entry in entries:
        if not (entry["instruction"].startswith("[") and entry["instruction"].endswith("]")):
            yield f"the instruction of '{entry['heading']}' does not stand in square brackets"
