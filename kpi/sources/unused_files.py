"""Files in the inputs folder that a build did not use, each with the reason.

A newer release added next to an older one must never be ignored silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from kpi.sources.build_report import UNCHOSEN
from kpi.sources.releases import taken_in

ABOUT = {".md", ".txt", ".toml"}  # documentation of a folder; settings files are read by name


def unused(
    inputs: Path,
    used: Collection[Path],
    folders: Mapping[str, Path],
    codes_only: Collection[Path],
    replaced: Mapping[Path, str] = MappingProxyType({}),
    offered: Collection[Path] = (),
) -> Iterator[str]:
    """Yield one line per unused file, or folder without any used file: its name and the reason.

    `folders` is each source's folder in `sources.toml`; `codes_only` the files used only for
    codes of authorities; `replaced` the folders that a later release stands for, with the reason;
    `offered` the files that ready definitions would use.
    """
    could_use = {path.resolve() for path in offered}
    read = {path.resolve() for path in used} | {path.resolve() for path in codes_only}
    for path in sorted(codes_only):
        yield (
            f"{_name(inputs, path)}: only its codes of authorities are read; {UNCHOSEN} "
            "the file for figures"
        )
    for folder in sorted(path for path in inputs.iterdir() if path.is_dir()):
        if folder.name == taken_in.FOLDER:
            continue  # every release in it was taken in, and the newest of each source is read
        if folder in replaced:
            yield f"{folder.name}: {replaced[folder]}"
            continue
        files = [p for p in sorted(folder.rglob("*")) if _is_data(p)]
        here = [p for p in files if p.resolve() in read]
        if files and not here:
            is_offered = all(path.resolve() in could_use for path in files)
            is_source = folder.resolve() in {other.resolve() for other in folders.values()}
            unchosen = is_offered or is_source
            why = f"{UNCHOSEN} any of it" if unchosen else _why(folder, folders)
            yield f"{folder.name}: {_count(len(files))}, {why}"
            continue
        for path in files:
            if path.resolve() in could_use and path.resolve() not in read:
                yield f"{_name(inputs, path)}: {UNCHOSEN} it"
            elif path.resolve() not in read:
                names_read = ", ".join(p.name for p in here if p.suffix == path.suffix)
                instead = f"; of its kind {names_read} is read" if names_read else ""
                yield f"{_name(inputs, path)}: nothing names it{instead}"
    for path in sorted(inputs.iterdir()):
        if _is_data(path) and path.resolve() not in read:
            yield f"{path.name}: nothing names it"


def _why(folder: Path, folders: Mapping[str, Path]) -> str:
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    for source, other in folders.items():
        like = other.is_dir() and names & {p.name for p in other.iterdir() if _is_data(p)}
        if like or _stem(folder.name) == _stem(other.name):
            return (
                f"looks like another edition of {source}: sources.toml reads {other.name}. To use "
                "it, name it there with its edition and day, and in the definitions that name files"
            )
    return "sources.toml names no source of this folder"


def _stem(name: str) -> str:
    """Return a folder's name without its edition: `dfe-sen2` of `dfe-sen2-2025`."""
    return name.rstrip("0123456789-")


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() not in ABOUT and not path.name.startswith(".")


def _name(inputs: Path, path: Path) -> str:
    is_inside = path.is_relative_to(inputs)  # a release taken in may lie with the council's own
    return path.relative_to(inputs if is_inside else path.parent.parent).as_posix()


def _count(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
