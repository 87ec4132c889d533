"""A new release laid out aside as its importer reads it, before anybody decides on it.

What comes is recognised by what it holds, or by its name without years: no date of a file or
folder is relied on. Files that a release lacks are those of the release in force.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpi.errors import InputError
from kpi.sources import lait, lait_dictionary
from kpi.sources.groups import neighbour_groups, ofsted
from kpi.sources.register import LAIT, OFSTED
from kpi.sources.releases import taken_in
from kpi.sources.releases.release_figures import undated

_OURS = {
    lait_dictionary.DECISIONS_FILE,  # of the shipped folder, with every release
    taken_in.ABOUT_FILE,
    taken_in.REVISIONS_FILE,
    taken_in.FIRSTS_FILE,
}


@dataclass(frozen=True)
class StagedFiles:
    """Which files of a new release were laid out, under which names, and what was not used."""

    used: tuple[tuple[str, str], ...]  # name as it came, name as it is read
    kept: tuple[str, ...]  # files of the release in force
    unused: tuple[str, ...]
    folders: tuple[str, ...] = ()  # folders within it, in which nothing is looked for


def lay_out(
    source: str,
    origin: Path,
    in_force: Path,
    target: Path,
    models: Mapping[str, str] | None = None,
) -> StagedFiles:
    """Copy a release from `origin` into `target`, with what it lacks from the one in force.

    `models` are those of LAIT's workbooks of neighbours whose names do not say them, by file name.
    Raises InputError where the folder holds nothing that the source is read from, or one of LAIT's
    two files without the other.
    """
    if not origin.is_dir():
        raise InputError(f"{origin}: is not a folder")
    seen = sorted(p for p in origin.iterdir() if not p.name.startswith("."))
    came = [p for p in seen if p.is_file()]
    names = _recognised(source, came, in_force, models or {})
    folders = tuple(p.name for p in seen if p.is_dir())
    if not names:
        within = f"; nothing is looked for in its folder {', '.join(folders)}" if folders else ""
        raise InputError(
            f"{origin.name}: holds no file of {source}; expected "
            f"{_expected(source, in_force)}{within}"
        )
    if source == LAIT:
        _check_whole(origin, came, set(names.values()))
    target.mkdir(parents=True, exist_ok=True)
    old = [p for p in sorted(in_force.iterdir()) if p.is_file() and p.name not in _OURS]
    if source == OFSTED:  # the list is one workbook, and the newest that is there is read
        old = [p for p in old if p.suffix.lower() not in ofsted.WORKBOOKS]
    kept = [p for p in old if p.name not in names.values()]
    for path in kept:
        shutil.copyfile(path, target / path.name)
    for path, name in names.items():
        shutil.copyfile(path, target / name)
    return StagedFiles(
        tuple((path.name, name) for path, name in names.items()),
        tuple(path.name for path in kept),
        tuple(p.name for p in came if p not in names and p.name not in _OURS),
        folders,
    )


def keep_measures(staged: Path, before: Path, measures: Iterable[str], day: date) -> None:
    """Keep the last figures of LAIT's measures that a staged release no longer has.

    Those that were kept before, and that it has not brought back, stay kept from their own day.
    """
    gone = {*measures, *lait_dictionary.kept_on(staged, lait.without_rows(staged))}
    if gone:
        lait.keep(staged, before, gone, day)


# ---- parts --------------------------------------------------------------------------------


def _recognised(
    source: str, came: list[Path], in_force: Path, models: Mapping[str, str]
) -> dict[Path, str]:
    """Return the files that a source is read from, each with the name it is read by."""
    if source == LAIT:
        return _of_lait(came) | _of_neighbours(came, in_force, models)
    if source == OFSTED:
        return {p: p.name for p in came if p.suffix.lower() in ofsted.WORKBOOKS}
    known = {undated(p.name): p.name for p in in_force.iterdir() if p.suffix.lower() == ".csv"}
    exact = set(known.values())
    return {
        p: p.name if p.name in exact else known[undated(p.name)]
        for p in came
        if p.name in exact or undated(p.name) in known
    }


def _of_lait(came: list[Path]) -> dict[Path, str]:
    fixed = {lait.DATA_FILE, lait.AREAS_FILE, lait_dictionary.DICTIONARY_FILE}
    name_of_path = {path: path.name for path in came if path.name in fixed}
    for name, suffix in ((lait.DATA_FILE, ".parquet"), (lait_dictionary.DICTIONARY_FILE, ".csv")):
        others = [
            path
            for path in came
            if path.suffix.lower() == suffix
            and path.name not in {*fixed, *_OURS, lait.KEPT_FILE, lait_dictionary.KEPT_FILE}
        ]
        if name not in name_of_path.values() and len(others) == 1:
            name_of_path[others[0]] = name
    return name_of_path


def _check_whole(origin: Path, came: list[Path], names: set[str]) -> None:
    """Raise InputError where one of LAIT's two files is there without the other.

    The figures in force would else go by the new edition's name. Neither is no fault: a list of
    neighbours comes alone.
    """
    pair = {lait.DATA_FILE: ".parquet", lait_dictionary.DICTIONARY_FILE: ".csv"}
    missing = [name for name in pair if name not in names]
    if len(missing) != 1:
        return
    (name,) = missing
    several = [p.name for p in came if p.suffix.lower() == pair[name]]
    why = f"{', '.join(several)} could each be it" if len(several) > 1 else "both come together"
    raise InputError(f"{origin.name}: lacks {name} of {LAIT}: {why}")


def _of_neighbours(came: list[Path], in_force: Path, models: Mapping[str, str]) -> dict[Path, str]:
    """Return the workbooks of neighbours, each with the name that its model is kept by."""
    kept = neighbour_groups.workbooks(in_force, models)
    return {
        path: kept[model].name if model in kept else neighbour_groups.file_name(model)
        for model, path in neighbour_groups.models_among(came, models).items()
    }


def _expected(source: str, in_force: Path) -> str:
    if source == LAIT:
        return f"{lait.DATA_FILE} and {lait_dictionary.DICTIONARY_FILE}"
    if source == OFSTED:
        return f"a workbook ({', '.join(ofsted.WORKBOOKS)})"
    return ", ".join(sorted(p.name for p in in_force.iterdir() if p.suffix.lower() == ".csv"))
