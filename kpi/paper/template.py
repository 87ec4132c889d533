"""The committee paper's own texts from `data/paper.toml`: names, roles, headings, statements.

It is text, not data, so it is stored with the code and is not part of a snapshot.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi import settings
from kpi.resources import DATA
from kpi.toml_files import (
    CrossRule,
    FilledList,
    FilledText,
    Listed,
    Text,
    TomlModel,
    load_toml,
    twice,
)

FILE = DATA / "paper.toml"
FIELDS = (
    "figure", "figure_counted", "not_counted", "when", "england", "neighbours", "others_when",
    "off_target", "not_by",
)  # fmt: skip
"""What a statement can ask for; `kpi.paper.implications` fills it in from the summary's row."""
OFF_TARGET, NOT_BY = "off_target", "not_by"
OF_THE_WHOLE = (OFF_TARGET, NOT_BY)
"""The fields that concern the whole paper, and need no indicator to be named."""
MOST_WORDS = 20


@dataclass(frozen=True)
class Statement:
    """A sentence with fields of `FIELDS`, printed where its indicators are in the paper."""

    text: str
    indicators: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its text, in order."""
        return _fields(self.text)


@dataclass(frozen=True)
class Implication:
    """A section after the indicators: statements, then what an officer is to add, or empty."""

    heading: str
    statements: tuple[Statement, ...]
    instruction: str
    gaps: bool = False  # whether gaps between groups of children stand below it


@dataclass(frozen=True)
class Template:
    """Names, roles and texts of the paper; `shorts` and `shows` are by indicator."""

    committee: str
    title: str
    subject: str
    meeting: str
    status: str
    recommendation: str
    reason: str
    responsible: tuple[tuple[str, str], ...]
    background: str
    shorts: Mapping[str, str]
    shows: Mapping[str, str]
    implications: tuple[Implication, ...]


class ResponsibleTable(TomlModel):
    """A line of the second block."""

    name: FilledText
    text: FilledText


class ShortTable(TomlModel):
    """How an indicator is called where room is short, and what it shows."""

    id: FilledText
    short: FilledText
    shows: FilledText


class StatementTable(TomlModel):
    """A sentence of a section."""

    text: FilledText
    indicators: Listed[FilledText] = ()


class ImplicationTable(TomlModel):
    """A section that the council's report template requires, and what to write there."""

    heading: FilledText
    statements: Listed[StatementTable] = ()
    instruction: Text = ""
    gaps: bool = False


class PaperFile(TomlModel):
    """The content of `data/paper.toml`."""

    committee: FilledText
    title: FilledText
    subject: FilledText
    meeting: FilledText
    status: FilledText
    recommendation: FilledText
    reason: FilledText
    responsible: FilledList[ResponsibleTable]
    background: Text = ""
    indicators: Listed[ShortTable] = ()
    implications: FilledList[ImplicationTable]


def read(path: Path) -> Template:
    """Return a template file, checked; raises DefinitionError that names every fault in it."""
    rules = (
        CrossRule(("implications",), _sections),
        CrossRule(("indicators",), _shorts),
        CrossRule(("responsible",), _responsible),
    )
    file = load_toml(path, PaperFile, rules=rules)
    return Template(
        committee=file.committee,
        title=file.title,
        subject=file.subject,
        meeting=file.meeting,
        status=file.status,
        recommendation=file.recommendation,
        reason=file.reason,
        responsible=tuple((each.name, each.text) for each in file.responsible),
        background=file.background,
        shorts={each.id: each.short for each in file.indicators},
        shows={each.id: each.shows for each in file.indicators},
        implications=tuple(
            Implication(
                each.heading,
                tuple(Statement(s.text, s.indicators) for s in each.statements),
                each.instruction,
                each.gaps,
            )
            for each in file.implications
        ),
    )


def template() -> Template:
    """Return the council's own template, else the one shipped; raises DefinitionError if faulty."""
    return _kept(settings.own_file(FILE.name))


@lru_cache(maxsize=2)
def _kept(path: Path) -> Template:
    return read(path)


# ---- rules of several keys ------------------------------------------------------------------


def _sections(raw: Mapping[str, Any]) -> Iterator[str]:
    entries = raw["implications"]
    for heading in twice(entry["heading"] for entry in entries):
        yield f"the heading '{heading}' is there twice"
    for entry in entries:
        heading, instruction = entry["heading"], entry.get("instruction", "")
        if instruction and not re.fullmatch(r"\[.*\]", instruction, re.DOTALL):
            yield f"the instruction of '{heading}' does not stand in square brackets"
        if not instruction and not entry.get("statements"):
            yield f"the section '{heading}' has neither statements nor an instruction"
        for statement in entry.get("statements", ()):
            yield from _statement(heading, statement)


def _statement(heading: str, statement: Mapping[str, Any]) -> Iterator[str]:
    try:
        asked = _fields(statement["text"])
    except ValueError:
        yield f"a statement of '{heading}' has a brace that is not closed"
        return
    for field in asked:
        if field not in FIELDS:
            yield f"a statement of '{heading}' asks for '{field}', not one of {', '.join(FIELDS)}"
        elif field not in OF_THE_WHOLE and len(statement.get("indicators", ())) != 1:
            yield f"a statement of '{heading}' asks for '{field}' and must name one indicator"


def _shorts(raw: Mapping[str, Any]) -> Iterator[str]:
    entries = raw.get("indicators", [])
    for name in twice(entry["id"] for entry in entries):
        yield f"the indicator '{name}' is there twice"
    for entry in entries:
        if len(entry["shows"].split()) > MOST_WORDS:
            yield f"what '{entry['id']}' shows has more than {MOST_WORDS} words"


def _responsible(raw: Mapping[str, Any]) -> Iterator[str]:
    for name in twice(entry["name"] for entry in raw["responsible"]):
        yield f"the line '{name}' is there twice"


def _fields(text: str) -> tuple[str, ...]:
    """Return the fields of a text; raises ValueError for a brace that is not closed."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
