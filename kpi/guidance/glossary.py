"""The glossary: terms and abbreviations in plain English, from `data/glossary.toml`.

It is wording, not data, so it lies beside the code and is not part of a snapshot.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.errors import DefinitionError
from kpi.indicators.ratings import STATUSES
from kpi.model.data_status import DATA_STATUSES
from kpi.resources import DATA

_KEYS = ("term", "stands_for", "meaning", "authority", "forms")
_WORD = re.compile(r"[A-Za-z0-9]+(?:-[0-9]+)?")
FILE = DATA / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """A term, or an abbreviation with `stands_for`, and what it means.

    `authority` is the code of the one council whose dashboard has it; empty for all. `forms` are
    further short spellings: Q1 of Quarter, GCSEs of GCSE.
    """

    term: str
    stands_for: str
    meaning: str
    authority: str = ""
    forms: tuple[str, ...] = ()

    @property
    def short_forms(self) -> tuple[str, ...]:
        """The abbreviations that this entry explains; none for a plain term."""
        return (self.term, *self.forms) if self.stands_for else self.forms

    @property
    def words(self) -> str:
        """What it stands for, and what it means."""
        return f"{self.stands_for}. {self.meaning}" if self.stands_for else self.meaning


@dataclass(frozen=True)
class Wording:
    """The terms in alphabetical order, and what marks, statuses and words of change mean."""

    terms: tuple[Term, ...]
    marks: Mapping[str, str]
    statuses: Mapping[str, str]
    changes: Mapping[str, str]

    def terms_of(self, authority: str) -> tuple[Term, ...]:
        """The terms that a council's dashboard has."""
        return tuple(term for term in self.terms if term.authority in ("", authority))

    def short_forms(self, words: frozenset[str], authority: str) -> tuple[Term, ...]:
        """The entries whose abbreviations are among the `words_in` a text, in order.

        With those of the abbreviations that these entries use themselves.
        """
        known = self.terms_of(authority)
        found: tuple[Term, ...] = ()
        while True:
            more = tuple(term for term in known if not words.isdisjoint(term.short_forms))
            if more == found:
                return found
            found = more
            words = words.union(*(words_in(term.words) for term in found))


def read(path: Path) -> Wording:
    """A glossary file, checked.

    Raises DefinitionError that names every entry that is empty, unknown in form or there twice,
    and every mark or status that the dashboard has and the file does not explain.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: there is no such file") from None
    except (OSError, ValueError, RecursionError) as fault:
        raise DefinitionError(f"{path.name} is not valid TOML: {fault}") from fault
    terms, faults = _terms(raw.get("terms", []))
    for table, wanted in (("marks", DATA_STATUSES), ("statuses", STATUSES), ("changes", ())):
        told = raw.get(table, {})
        if not isinstance(told, dict) or not all(isinstance(t, str) for t in told.values()):
            faults.append(f"[{table}] holds something other than text")
            continue
        faults += [f"[{table}] does not explain '{key}'" for key in wanted if key not in told]
        faults += [
            f"[{table}] explains '{k}', which does not exist"
            for k in told
            if wanted and k not in wanted
        ]
        faults += [
            f"[{table}] has no words for '{key}'" for key, text in told.items() if not text.strip()
        ]
    if faults:
        raise DefinitionError(f"{path.name}: {'; '.join(faults)}")
    return Wording(terms, raw["marks"], raw["statuses"], raw.get("changes", {}))


@lru_cache(maxsize=1)
def wording() -> Wording:
    """The glossary that is shipped; raises DefinitionError when it is not right."""
    return read(FILE)


def words_in(text: str) -> frozenset[str]:
    """The words of a text that may be abbreviations: those that hold a capital letter."""
    return frozenset(word for word in _WORD.findall(text) if not word.islower())


def _is_texts(entry: object) -> bool:
    """Whether an entry has text under each key, and a list of texts as its forms."""
    return isinstance(entry, dict) and all(
        isinstance(value, list) and all(isinstance(form, str) for form in value)
        if key == "forms"
        else isinstance(value, str)
        for key, value in entry.items()
    )


def _terms(entries: Any) -> tuple[tuple[Term, ...], list[str]]:
    """The typed terms in order, and the faults found."""
    if not isinstance(entries, list):
        return (), ["its terms are not a list"]
    faults: list[str] = []
    found: dict[str, Term] = {}
    for number, entry in enumerate(entries, start=1):
        if not _is_texts(entry):
            faults.append(f"entry {number} holds something other than text")
            continue
        term = Term(
            entry.get("term", ""),
            entry.get("stands_for", ""),
            entry.get("meaning", ""),
            entry.get("authority", ""),
            tuple(entry.get("forms", ())),
        )
        where = f"entry {number} ('{term.term}')"
        unknown = [key for key in entry if key not in _KEYS]
        faults += [f"{where} has an unknown key '{key}'" for key in unknown]
        if not term.term.strip() or not term.meaning.strip():
            faults.append(f"{where} lacks its term or its meaning")
        if term.term.casefold() in found:
            faults.append(f"{where} is there twice")
        found[term.term.casefold()] = term
    if not found:
        faults.append("it holds no terms")
    return tuple(found[key] for key in sorted(found)), faults
