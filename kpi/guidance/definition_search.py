"""The list of definitions: our indicators, LAIT's measures and the glossary's terms, searched.

A search looks at names, other names and terms. An abbreviation of the glossary also finds what
its long form finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kpi.benchmarks import measures
from kpi.formatting import many, slug
from kpi.guidance import glossary
from kpi.guidance.glossary import Term
from kpi.guidance.release_calendar import each_time
from kpi.model.snapshot import Snapshot, in_order

DefinitionKind = Literal["indicator", "measure", "term"]
_TERM = "term-"


@dataclass(frozen=True)
class DefinitionEntry:
    """One definition of the list: its name in an address, its name, and a line under it."""

    id: str
    name: str
    under: str
    kind: DefinitionKind


def entries(snapshot: Snapshot, area: str) -> Mapping[str, DefinitionEntry]:
    """Return every definition by id: our indicators, then terms, then LAIT's measures."""

    def make() -> dict[str, DefinitionEntry]:
        own = [
            DefinitionEntry(
                each.id, each.name, f"{each_time(each.local_kind)}; {each.owner_role}", "indicator"
            )
            for each in in_order(snapshot)
        ]
        terms = [
            DefinitionEntry(term_id(term), term.term, "term of the glossary", "term")
            for term in glossary.wording().terms_of(area)
        ]
        lait = [
            DefinitionEntry(each.id, each.name, f"LAIT; {each.topic}", "measure")
            for each in measures.all_measures(snapshot)
            if not each.is_own
        ]
        return {each.id: each for each in (*own, *terms, *lait)}

    return snapshot.remember(("definition entries", area), make)


def listed(snapshot: Snapshot, area: str, *, every: bool) -> tuple[DefinitionEntry, ...]:
    """Return our indicators, and with `every` LAIT's measures after them."""
    wanted = ("indicator", "measure") if every else ("indicator",)
    return tuple(each for each in entries(snapshot, area).values() if each.kind in wanted)


def search(snapshot: Snapshot, area: str, text: str) -> tuple[DefinitionEntry, ...]:
    """Return the definitions that a typed text finds: ours, then terms, then LAIT's measures."""
    typed = " ".join(text.split())
    if not typed:
        return ()
    known = entries(snapshot, area)
    ids = {each.id for each in measures.search(snapshot, typed)}
    folded = typed.casefold()
    for term in glossary.wording().terms_of(area):
        spellings = (term.term, *term.forms)
        if folded in {spelling.casefold() for spelling in spellings} and term.stands_for:
            ids |= {each.id for each in measures.search(snapshot, term.stands_for)}
        if any(folded in words.casefold() for words in (*spellings, term.stands_for)):
            ids.add(term_id(term))
    return tuple(each for each in known.values() if each.id in ids)


def term_id(term: Term) -> str:
    """Return a term's name in an address."""
    return f"{_TERM}{slug(term.term)}"


def term_of(area: str, entry_id: str) -> Term:
    """Return the glossary's term with this name in an address; raises KeyError."""
    return {term_id(term): term for term in glossary.wording().terms_of(area)}[entry_id]


def found_words(matching: tuple[DefinitionEntry, ...]) -> str:
    """Return how many definitions a search found, by kind."""
    kinds = [each.kind for each in matching]
    counts = {
        "indicator": f"{many(kinds.count('indicator'), 'indicator')} of ours",
        "term": many(kinds.count("term"), "term"),
        "measure": f"{many(kinds.count('measure'), 'measure')} of LAIT",
    }
    kept = [words for kind, words in counts.items() if kind in kinds]
    return f"Found: {', '.join(kept)}." if kept else "Nothing is found. Try a shorter word."
