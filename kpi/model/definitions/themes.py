"""Themes: ways to sort indicators and LAIT's measures beside the directorates; they are data.

`data/themes.toml` has the outcomes of the National Framework and Ofsted's areas; a council's own
file of that name, such as of its priorities, stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from kpi import settings
from kpi.errors import DefinitionError, UnknownNameError
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.toml_files import (
    CrossRule,
    FilledText,
    Listed,
    Text,
    TomlModel,
    load_toml,
    nearest,
    twice,
)

NAME = "themes.toml"


@dataclass(frozen=True)
class Theme:
    """One theme: its name within its lens, and what it holds."""

    id: str
    lens: str
    name: str
    indicators: frozenset[str]
    measures: frozenset[str]
    topics: frozenset[str]
    left_out: frozenset[str]

    @property
    def label(self) -> str:
        """The theme as filters and files name it: "Ofsted: care leavers"."""
        return f"{self.lens}: {self.name}" if self.lens else self.name

    def holds(self, measure: str, topic: str = "") -> bool:
        """Return whether an indicator or a measure of LAIT belongs to the theme."""
        if measure in self.left_out:
            return False
        return measure in self.indicators or measure in self.measures or topic in self.topics


class ThemeTable(TomlModel):
    """One [[theme]] of the file."""

    id: FilledText
    lens: Text = ""
    name: FilledText
    indicators: Listed[FilledText] = ()
    measures: Listed[FilledText] = ()
    topics: Listed[FilledText] = ()
    leaving_out: Listed[FilledText] = ()


class ThemesFile(TomlModel):
    """The content of `themes.toml`; a council that wants none leaves it empty."""

    theme: Listed[ThemeTable] = ()


def themes() -> Mapping[str, Theme]:
    """Return the themes by id, in the file's order; raises DefinitionError for a faulty file."""
    return read(settings.own_file(NAME))


@lru_cache(maxsize=4)
def read(path: Path) -> Mapping[str, Theme]:
    """Read a file once; raises DefinitionError that names every fault in it."""
    return {
        each.id: Theme(
            each.id,
            each.lens,
            each.name,
            frozenset(each.indicators),
            frozenset(each.measures),
            frozenset(each.topics),
            frozenset(each.leaving_out),
        )
        for each in load_toml(path, ThemesFile, rules=_RULES).theme
    }


def theme(name: str) -> Theme:
    """Return the theme with this id or label; raises UnknownNameError."""
    every = themes()
    by_label = {each.label.casefold(): each for each in every.values()}
    named = every.get(name) or by_label.get(name.casefold())
    if named is None:
        raise UnknownNameError(f"no theme '{name}'{nearest(name, [*every, *by_label])}")
    return named


def usable() -> tuple[Mapping[str, Theme], str]:
    """Return the themes; none for a faulty file, with the sentence that says its faults.

    For pages, which go on without the themes and show the sentence.
    """
    try:
        return themes(), ""
    except DefinitionError as fault:
        return {}, str(fault)


@cached_on_snapshot
def of_indicators(snapshot: Snapshot) -> Mapping[str, Theme]:
    """Return the usable themes that hold an indicator of the snapshot, by id."""
    return {key: each for key, each in usable()[0].items() if indicators_of(snapshot, each)}


@cached_on_snapshot
def of_measures(snapshot: Snapshot) -> Mapping[str, Theme]:
    """Return the usable themes that hold an indicator or a measure of LAIT, by id."""
    return {key: each for key, each in usable()[0].items() if measures_of(snapshot, each)}


def indicators_of(snapshot: Snapshot, chosen: Theme) -> tuple[str, ...]:
    """Return the ids of the snapshot's indicators that a theme holds, in their order."""
    return tuple(each.id for each in snapshot.indicators if chosen.holds(each.id))


def indicator_ids(snapshot: Snapshot, name: str | None, named: Sequence[str]) -> tuple[str, ...]:
    """Return the ids given, of those that the theme of this name holds; empty for all.

    Raises UnknownNameError for an unknown theme, and for one that holds none of those given.
    """
    if name is None:
        return tuple(dict.fromkeys(named))
    held = indicators_of(snapshot, theme(name))
    ids = tuple(each for each in held if each in named or not named)
    if not ids:
        raise UnknownNameError(f"theme '{name}' holds none of {', '.join(named)}")
    return ids


def measures_of(snapshot: Snapshot, chosen: Theme) -> frozenset[str]:
    """Return the ids of all that a theme holds: indicators and measures of LAIT."""
    pairs = snapshot.measures.select("measure", "topic").cast(pl.String).iter_rows()
    held = {measure for measure, topic in pairs if chosen.holds(measure, topic)}
    return frozenset({*held, *indicators_of(snapshot, chosen)})


def unknown(measures: Iterable[str], topics: Iterable[str], indicators: Iterable[str]) -> list[str]:
    """Return a line for each name of the file that is none of those given, with the nearest."""
    known = {"measures": set(measures), "topics": set(topics), "indicators": set(indicators)}
    return [
        f"{NAME}: theme '{each.id}': no {kind.removesuffix('s')} '{name}'{nearest(name, names)}"
        for each in themes().values()
        for kind, names in known.items()
        for name in sorted(getattr(each, kind) - names)
    ]


# ---- rules of several keys ------------------------------------------------------------------


def _ids_once(raw: Mapping[str, Any]) -> Iterator[str]:
    for key in ("id", "name"):
        for name in twice(
            f"{each.get('lens', '') if key == 'name' else ''} {each[key]}".strip()
            for each in raw.get("theme", ())
        ):
            yield f"the {key} '{name}' is that of two themes"


def _holds_something(raw: Mapping[str, Any]) -> Iterator[str]:
    for each in raw.get("theme", ()):
        if not any(each.get(key) for key in ("indicators", "measures", "topics")):
            yield f"theme '{each['id']}' holds nothing; name indicators, measures or topics"


_RULES = (CrossRule(("theme",), _ids_once), CrossRule(("theme",), _holds_something))
