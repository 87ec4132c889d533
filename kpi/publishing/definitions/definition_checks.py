"""Every fault of definition files at once: their keys, and against LAIT's measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi import toml_files
from kpi.errors import DefinitionError
from kpi.formatting import listed
from kpi.model.definitions import definition_reader
from kpi.model.definitions.definition_format import RULES, DefinitionFile, LocalTable
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.polarity import Polarity
from kpi.publishing.definitions import measure_checks, source_checks
from kpi.service import NAME as SERVICE_FILE
from kpi.service import service
from kpi.sources.register import Register
from kpi.toml_files import nearest


@dataclass(frozen=True)
class CheckedDefinitions:
    """The faults and questions of some definition files, each a line, and how many files."""

    files: int
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    indicators: tuple[Indicator, ...]  # those without a fault of their own


def check(
    place: Path,
    measures: pl.DataFrame,
    register: Register | None = None,
    kinds: Mapping[str, str] | None = None,
    areas: Mapping[str, str] | None = None,
) -> CheckedDefinitions:
    """Return every fault of the definitions in a folder, or of one file.

    A file alone is not held against the orders of others. Sources and files that definitions name
    are looked up in `register`, kinds of period in `kinds` (a measure's, by its name), and areas in
    `areas` (names by three-digit code, "" where it is not known), where they are given. Raises
    DefinitionError for a folder without a definition.
    """
    in_folder = place.suffix != ".toml" and not place.is_file()  # one that is not there is empty
    paths = definition_reader.paths(place) if in_folder else [place]
    misnamed = definition_reader.misnamed(place) if in_folder else []
    if not paths and not misnamed:
        raise DefinitionError(definition_reader.no_definition(place))
    of_sources = source_checks.rules(register) if register is not None else ()
    of_periods = [measure_checks.length_rule()] if kinds is not None else []
    of_periods += [measure_checks.period_rule(kinds)] if kinds is not None else []
    of_areas = (measure_checks.area_rule(areas),) if areas is not None else ()
    rules = (*measure_checks.rules(measures), *of_periods, *of_areas, *of_sources)
    done = definition_reader.load_definitions(paths, rules)
    known = [indicator_from(dict(each.raw), each.path.name) for each in done.loaded]
    named = [(each.path.name, each.checked.value("directorate")) for each in done.read]
    warned = [
        *unknown_directorates(named, service().directorates),
        *(line for file, each in zip(done.loaded, known, strict=True)
          if (line := same_aim(file.path.name, each))),
    ]  # fmt: skip
    faults = (*done.faults, *misnamed)
    return CheckedDefinitions(len(paths), faults, tuple(warned), tuple(known))


def answer_fault(
    key: str, answers: Mapping[str, object], benchmark: Mapping[str, object], measures: pl.DataFrame
) -> str:
    """Return what is wrong with one value of a definition that is not whole yet; empty if nothing.

    `answers` are the values so far, of `[local]` too; `benchmark` is what is known of that table.
    """
    local = {name: each for name, each in answers.items() if name in LocalTable.model_fields}
    raw: dict[str, object] = {name: each for name, each in answers.items() if name not in local}
    raw |= {"local": local} if local else {}
    raw |= {"benchmark": benchmark} if benchmark else {}
    rules = (*RULES, *measure_checks.rules(measures), measure_checks.length_rule())
    begin = f"local: {key} " if key in local else f"{key} "
    faults = toml_files.checked(raw, DefinitionFile, rules).faults
    return next((each for each in faults if each.startswith(begin)), "")


def unknown_directorates(
    named: Iterable[tuple[str, str | None]], known: Sequence[str]
) -> list[str]:
    """Return a line for each directorate that the service does not have, with who names it.

    `named` are files with their directorates, None where that cannot be read. One that the service
    does not have makes a group of its own on the scorecard, after all others.
    """
    files_by_name: dict[str, list[str]] = {}
    for file, directorate in named:
        if directorate and directorate not in known:
            files_by_name.setdefault(directorate, []).append(file)
    return [
        f"{', '.join(where)}: {unknown_directorate(name, known)}"
        for name, where in files_by_name.items()
    ]


def unknown_directorate(name: str, known: Sequence[str]) -> str:
    """Return that the service does not have a directorate, with those it has and the nearest."""
    names = listed([f"'{each}'" for each in known])
    return f"directorate '{name}' is not in {SERVICE_FILE}, which has {names}{nearest(name, known)}"


_WANTED = {
    Polarity.HIGHER: "such as 'More children ...'",
    Polarity.LOWER: "such as 'Fewer children ...'",
    Polarity.NONE: "such as 'For information: how many children ...'",
    Polarity.RANGE: "such as 'Keep ... within its range'",
}
"""How an aim may begin, by which way is better."""


def same_aim(file: str, indicator: Indicator) -> str:
    """Return that an aim only repeats the name, with how an aim may begin; empty where it does not.

    It may where the paper puts "Increase the percentage of" before it.
    """
    if indicator.aim_is_share or _words(indicator.aim) != _words(indicator.name):
        return ""
    return (
        f"{file}: aim is '{indicator.aim}', the same as name, and the committee paper gives it as "
        f"what is wanted; write that, {_WANTED[indicator.polarity]}"
    )


def _words(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")
