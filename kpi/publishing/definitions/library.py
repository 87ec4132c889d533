"""The library: ready definitions of usual indicators, to search and to choose from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import tomlkit

from kpi.errors import UnknownNameError
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
    found = [_entry(path) for path in folder.glob("*.toml")]
    return tuple(sorted(found, key=lambda each: (each.directorate, each.name)))


def entry(name: str, folder: Path = FOLDER) -> LibraryEntry:
    """Return one entry; raises UnknownNameError, with the nearest, for an unknown id."""
    known = {each.id: each for each in entries(folder)}
    if name not in known:
        raise UnknownNameError(f"the library has no '{name}'{nearest(name, known)}")
    return known[name]


def search(words: str, folder: Path = FOLDER) -> tuple[LibraryEntry, ...]:
    """Return the entries that have all words, those with them in the name first; all for none."""
    asked = re.findall(r"[a-z0-9]+", words.casefold())
    ranked = []
    for each in entries(folder):
        name = f"{each.id} {each.name} {each.measure}".casefold()
        whole = f"{name} {each.directorate} {each.definition} {each.unit}".casefold()
        if all(word in whole for word in asked):
            ranked.append((sum(word not in name for word in asked), each))
    return tuple(each for _, each in sorted(ranked, key=lambda pair: pair[0]))


def adapted(chosen: LibraryEntry, *, directorate: str = "", owner_role: str = "") -> str:
    """Return an entry's file with a council's own directorate and owner, where they are given."""
    document = tomlkit.parse(chosen.text)
    for key, own in (("directorate", directorate), ("owner_role", owner_role)):
        if said := " ".join(own.split()):
            document[key] = said
    return tomlkit.dumps(document)


def table(found: Collection[LibraryEntry], in_use: Collection[str]) -> pl.DataFrame:
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
        for each in found
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


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
        measure=str(benchmark.get("measure", "")) or "; ".join(legs),
        definition=raw["definition"],
        owner_role=raw["owner_role"],
        text=text,
    )
