"""The library: ready definitions of usual indicators, to search and to choose from."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl
import tomlkit

from kpi.errors import UnknownNameError
from kpi.publishing.definitions.definition_folder import SHIPPED
from kpi.resources import DATA
from kpi.toml_files import nearest

FOLDER = DATA / "library"
COLUMNS = pl.Schema(
    {
        "id": pl.String,
        "name": pl.String,
        "directorate": pl.String,
        "unit": pl.String,
        "polarity": pl.String,
        "period": pl.String,
        "figure_kind": pl.String,
        "measure": pl.String,  # LAIT's short names; empty without a comparator
        "state": pl.String,  # in use, or empty
    }
)
IN_USE = "in use"
_BETWEEN = "; "
_ALIKE, _SHORTEST, _MOST_SUGGESTED = 5, 4, 3
_ANYWHERE = frozenset(
    {
        "average", "time", "number", "rate", "percentage", "proportion", "share", "total",
        "children", "child", "young", "people", "with", "from", "within", "over", "under",
    }
)  # fmt: skip
"""Words that say little of what an indicator is of."""


@dataclass(frozen=True)
class LibraryEntry:
    """One ready definition; `text` is its file."""

    id: str
    name: str
    directorate: str
    unit: str
    polarity: str
    period_kind: str
    figure_kind: str
    measure: str
    definition: str
    owner_role: str
    text: str


def entries(folder: Path = FOLDER) -> tuple[LibraryEntry, ...]:
    """Return all entries, by directorate and name."""
    ready_entries = [_entry(path) for path in folder.glob("*.toml")]
    return tuple(sorted(ready_entries, key=lambda each: (each.directorate, each.name)))


def entry(name: str, folder: Path = FOLDER) -> LibraryEntry:
    """Return one entry; raises UnknownNameError, with the nearest, for an unknown id."""
    known = {each.id: each for each in entries(folder)}
    if name not in known:
        meant = nearest(name, known) or _suggestion_by_words(name, known)
        raise UnknownNameError(f"the library has no '{name}'{meant}")
    return known[name]


def _suggestion_by_words(name: str, known: Mapping[str, LibraryEntry]) -> str:
    """Return `; perhaps 'adoption-days' or 'adopted-from-care'`: entries with rare words of a name.

    Words are alike that begin with the same five letters.
    """
    starts = {word[:_ALIKE] for word in _words(name) if len(word) >= _SHORTEST} - {
        word[:_ALIKE] for word in _ANYWHERE
    }
    having: dict[str, set[str]] = {
        key: starts & {word[:_ALIKE] for word in _words(f"{key} {each.name}")}
        for key, each in known.items()
    }
    times = Counter(start for alike in having.values() for start in alike)
    weights = {key: sum(1 / times[each] for each in alike) for key, alike in having.items()}
    best = [key for key in sorted(weights, key=lambda each: -weights[each]) if weights[key]]
    if not best:
        return ""
    likely = [key for key in best if weights[key] >= weights[best[0]] / 2][:_MOST_SUGGESTED]
    quoted = [f"'{key}'" for key in likely]
    return f"; perhaps {' or '.join(quoted)}"


@dataclass(frozen=True)
class LibraryMatch:
    """An entry that has the words asked for; `found_in` says where, "" for in its name."""

    entry: LibraryEntry
    found_in: str


def of_measures(measures: Collection[str], folder: Path = FOLDER) -> tuple[LibraryEntry, ...]:
    """Return the entries that are compared with just these measures of LAIT."""
    wanted = sorted(measures)
    return tuple(e for e in entries(folder) if sorted(e.measure.split(_BETWEEN)) == wanted)


def names_of(measures: pl.DataFrame) -> dict[str, str]:
    """Return the names that LAIT's measures have, by short name, for `matches`."""
    rows = measures.select("measure", "name", "also_known_as").iter_rows()
    return {short: f"{name} {other or ''}".strip() for short, name, other in rows}


def files_named() -> frozenset[str]:
    """Return the input files that ready definitions and the shipped ones name."""
    paths = [*FOLDER.glob("*.toml"), *SHIPPED.glob("*.toml")]
    files = [_files_in(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return frozenset().union(*files)


def _files_in(value: object) -> set[str]:
    """Return the value of every key `file`, at any depth."""
    if isinstance(value, list):
        return set().union(*map(_files_in, value))
    if not isinstance(value, dict):
        return set()
    here = {value["file"]} if isinstance(value.get("file"), str) else set()
    return here.union(*map(_files_in, value.values()))


def search(words: str, folder: Path = FOLDER) -> tuple[LibraryEntry, ...]:
    """Return the entries that have all words, the best match first; all of them for no word."""
    return tuple(each.entry for each in matches(words, folder=folder))


def matches(
    words: str, names: Mapping[str, str] = MappingProxyType({}), folder: Path = FOLDER
) -> tuple[LibraryMatch, ...]:
    """Return the entries that have all words, and where; all of them for no word.

    A word is found as a whole or as the beginning of one: in id, name and LAIT's short name, then
    in `names` (those of LAIT's measures), then in the definition. In that order they are listed,
    whole words first.
    """
    asked = _words(words)
    ranked = []
    for number, each in enumerate(entries(folder)):
        other = " ".join(names.get(one, "") for one in each.measure.split(_BETWEEN)).strip()
        places = (f"{each.id} {each.name} {each.measure}", other, each.definition)
        ranks = [_rank(word, places) for word in asked]
        if None in ranks:
            continue
        word_ranks = [rank for rank in ranks if rank is not None]
        worst = max((place for place, _ in word_ranks), default=0)
        place_words = ("", f"LAIT's name: {other}", f"definition: {each.definition}")[worst]
        order = (
            worst,
            sum(not whole for _, whole in word_ranks),
            sum(p for p, _ in word_ranks),
            number,
        )
        ranked.append((order, LibraryMatch(each, place_words)))
    return tuple(match for _, match in sorted(ranked, key=lambda pair: pair[0]))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def _rank(word: str, places: Sequence[str]) -> tuple[int, bool] | None:
    """Return the first place that has a word whole, else one that begins with it, and which."""
    place_words = [_words(place) for place in places]
    for number, there in enumerate(place_words):
        if word in there:
            return number, True
        if any(each.startswith(word) for each in there):
            return number, False
    return None


def adapted(chosen: LibraryEntry, *, directorate: str = "", owner_role: str = "") -> str:
    """Return an entry's file with a council's own directorate and owner, where they are given."""
    document = tomlkit.parse(chosen.text)
    for key, own in (("directorate", directorate), ("owner_role", owner_role)):
        if own_words := " ".join(own.split()):
            document[key] = own_words
    return tomlkit.dumps(document)


def table(chosen: Collection[LibraryEntry], in_use: Collection[str]) -> pl.DataFrame:
    """Return entries as a table; `in_use` are the ids that the council's folder has."""
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "directorate": each.directorate,
            "unit": each.unit,
            "polarity": each.polarity,
            "period": each.period_kind,
            "figure_kind": each.figure_kind,
            "measure": each.measure,
            "state": IN_USE if each.id in in_use else "",
        }
        for each in chosen
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def match_table(library_matches: Sequence[LibraryMatch], in_use: Collection[str]) -> pl.DataFrame:
    """Return matches as a table: that of their entries, and where the words were found."""
    places = pl.Series("found_in", [each.found_in for each in library_matches], pl.String)
    return table([each.entry for each in library_matches], in_use).with_columns(places)


def _entry(path: Path) -> LibraryEntry:
    text = path.read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    benchmark, local = raw.get("benchmark", {}), raw["local"]
    legs = [str(leg["measure"]) for leg in benchmark.get("legs", ())]
    return LibraryEntry(
        id=path.stem,
        name=raw["name"],
        directorate=raw["directorate"],
        unit=raw["unit"],
        polarity=raw["polarity"],
        period_kind=local["period_kind"],
        figure_kind=local["figure_kind"],
        measure=str(benchmark.get("measure", "")) or _BETWEEN.join(legs),
        definition=raw["definition"],
        owner_role=raw["owner_role"],
        text=text,
    )
