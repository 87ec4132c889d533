"""The glossary: terms and abbreviations in plain English, from `data/glossary.toml`.

It is wording, not data, so it lies beside the code and is not part of a snapshot.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kpi.errors import DefinitionError

FILE = Path(__file__).resolve().parent.parent / "data" / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """A term, or an abbreviation with `stands_for`, and what it means."""

    term: str
    stands_for: str
    meaning: str

    @property
    def words(self) -> str:
        """What it stands for, and what it means."""
        return f"{self.stands_for}. {self.meaning}" if self.stands_for else self.meaning


def read(path: Path) -> tuple[Term, ...]:
    """The terms of a glossary file in alphabetical order.

    Raises DefinitionError that names every entry that is empty, unknown in form or there twice.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: there is no such file") from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DefinitionError(f"{path.name} is not valid TOML: {fault}") from fault
    faults, found = [], {}
    for number, entry in enumerate(raw.get("terms", []), start=1):
        term = Term(entry.get("term", ""), entry.get("stands_for", ""), entry.get("meaning", ""))
        where = f"entry {number} ('{term.term}')"
        unknown = [key for key in entry if key not in ("term", "stands_for", "meaning")]
        faults += [f"{where} has an unknown key '{key}'" for key in unknown]
        if not term.term.strip() or not term.meaning.strip():
            faults.append(f"{where} lacks its term or its meaning")
        if term.term.casefold() in found:
            faults.append(f"{where} is there twice")
        found[term.term.casefold()] = term
    if not found:
        faults.append("it holds no terms")
    if faults:
        raise DefinitionError(f"{path.name}: {'; '.join(faults)}")
    return tuple(found[key] for key in sorted(found))


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """The glossary that is shipped; raises DefinitionError when it is not right."""
    return read(FILE)
