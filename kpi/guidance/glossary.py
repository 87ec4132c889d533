"""The glossary: terms and abbreviations in plain English, from `data/glossary.toml`.

It is text, not data, so it is stored with the code and is not part of a snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pydantic import Field

from kpi.indicators.targets.target_status import STATUSES
from kpi.model import data_status
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

_WORD = re.compile(r"[A-Za-z0-9]+(?:-[0-9]+)?")
FILE = DATA / "glossary.toml"


class Term(TomlModel):
    """A term, or an abbreviation with `stands_for`, and its meaning.

    `authority` is the code of the only council whose dashboard has it; empty for all. `forms` are
    further short spellings: Q1 of Quarter, GCSEs of GCSE.
    """

    term: FilledText
    meaning: FilledText
    stands_for: Text = ""
    authority: Text = ""
    forms: Listed[FilledText] = ()

    @property
    def short_forms(self) -> tuple[str, ...]:
        """The abbreviations that this entry explains; empty for a plain term."""
        return (self.term, *self.forms) if self.stands_for else self.forms

    @property
    def words(self) -> str:
        """What it stands for, and its meaning."""
        return f"{self.stands_for}. {self.meaning}" if self.stands_for else self.meaning


@dataclass(frozen=True)
class Glossary:
    """The terms in alphabetical order, and the meanings of marks, statuses and words of change."""

    terms: tuple[Term, ...]
    marks: Mapping[str, str]
    statuses: Mapping[str, str]
    changes: Mapping[str, str]

    def terms_of(self, authority: str) -> tuple[Term, ...]:
        """Return the terms that a council's dashboard has."""
        return tuple(term for term in self.terms if term.authority in ("", authority))

    def short_forms(self, words: frozenset[str], authority: str) -> tuple[Term, ...]:
        """Return the entries whose abbreviations are among the `words_in` a text, in order.

        Includes the abbreviations that these entries use themselves.
        """
        known = self.terms_of(authority)
        terms: tuple[Term, ...] = ()
        while True:
            more = tuple(term for term in known if not words.isdisjoint(term.short_forms))
            if more == terms:
                return terms
            terms = more
            words = words.union(*(_words_of(term.words) for term in terms))


class GlossaryFile(TomlModel):
    """The content of `data/glossary.toml`."""

    terms: FilledList[Term]
    marks: dict[str, FilledText]
    statuses: dict[str, FilledText]
    changes: dict[str, FilledText] = Field(default_factory=dict)


def read(path: Path) -> Glossary:
    """Return a glossary file's content, checked.

    Raises DefinitionError that names every entry that is empty, of unknown form or a duplicate,
    and every mark or status of the dashboard that the file does not explain.
    """
    file = load_toml(path, GlossaryFile, rules=_RULES)
    terms = tuple(sorted(file.terms, key=lambda term: term.term.casefold()))
    return Glossary(terms, file.marks, file.statuses, file.changes)


@lru_cache(maxsize=1)
def wording() -> Glossary:
    """Return the glossary shipped with the dashboard; raises DefinitionError where it is faulty."""
    return read(FILE)


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text that may be abbreviations: those with a capital letter."""
    return frozenset(word for word in _WORD.findall(text) if not word.islower())


@lru_cache(maxsize=512)
def _words_of(meaning: str) -> frozenset[str]:
    """Return the `words_in` an entry, which every page asks for again and again."""
    return words_in(meaning)


def _terms_once(raw: Mapping[str, Any]) -> Iterator[str]:
    for term in twice(entry["term"].casefold() for entry in raw["terms"]):
        yield f"the term '{term}' is there twice"


def _explained(raw: Mapping[str, Any], table: str, wanted: Collection[str]) -> Iterator[str]:
    yield from (f"[{table}] does not explain '{key}'" for key in wanted if key not in raw[table])
    for key in raw[table]:
        if key not in wanted:
            yield f"[{table}] explains '{key}', which does not exist"


_RULES = (
    CrossRule(("terms",), _terms_once),
    CrossRule(("marks",), partial(_explained, table="marks", wanted=data_status.STATUSES)),
    CrossRule(("statuses",), partial(_explained, table="statuses", wanted=STATUSES)),
)
